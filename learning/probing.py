"""Try an engine in a child process of its own: what it breaks there, it breaks for nobody.

Knows the pipe, the time it may take, and how a process can end. What is tried is the child's business
(`backends.probe`). Use it from start to end on one thread: on Linux the child dies with the thread that made it.
"""

from __future__ import annotations

import json
import multiprocessing
import signal
from collections.abc import Generator
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from time import monotonic
from typing import Final

from learning.passed_over import DIED, HUNG, PassedOver
from learning.process import ending, enter

CHILD: Final = "backends.probe:run"
_LEAST_SECONDS: Final = 60.0
_BYTES_A_SECOND: Final = 25_000_000  # of a slow disk
_BEAT_SECONDS: Final = 0.25  # the longest time without a word to the caller
_LAST_SECONDS: Final = 5.0  # for a process that has closed its pipe
_FRAME_LIMIT: Final = 4096  # bytes


def probed(
    backend: str, target: str = "", file: str = "", child: str = CHILD, seconds: float = 0.0
) -> Generator[None, None, PassedOver | None]:
    """None when the engine computes with the model in `file`, else why not. Closing it kills the child.

    Yields at least every quarter of a second. `target` ("module:function") is what tries it, "" for what the table of
    engines says; `seconds` is the time it may take, 0 for as long as a slow disk needs.
    """
    limit = monotonic() + (seconds or seconds_for(file))
    try:
        process, pipe = _started(child, (target, backend, file))
    except OSError as error:
        return PassedOver(backend, "engine_not_started", str(error)[:200])
    try:
        while monotonic() < limit:
            if wait([pipe, process.sentinel], min(_BEAT_SECONDS, max(limit - monotonic(), 0.0))):
                return _said(backend, process, pipe)
            yield
        return PassedOver(backend, HUNG)
    finally:
        process.kill()
        process.join()
        process.close()
        pipe.close()


def seconds_for(file: str) -> float:
    """How long it may take: the model is read from a disk that may be slow."""
    path = Path(file)
    size = path.stat().st_size if file and path.is_file() else 0
    return _LEAST_SECONDS + size / _BYTES_A_SECOND


def _started(child: str, arguments: tuple[str, ...]) -> tuple[SpawnProcess, Connection]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=True)  # its end tells the child that nobody waits any more
    process = context.Process(target=enter, args=(child, theirs, *arguments), daemon=True)
    try:
        process.start()
    except OSError:
        ours.close()
        raise
    finally:
        theirs.close()
    return process, ours


def _said(backend: str, process: SpawnProcess, pipe: Connection) -> PassedOver | None:
    """What the child found, or how it ended without a word."""
    try:
        found = json.loads(pipe.recv_bytes(_FRAME_LIMIT)) if pipe.poll() else None
        if found is not None:
            return PassedOver(backend, str(found["why"]), str(found["detail"])) if found["why"] else None
    except (EOFError, OSError, ValueError, LookupError, TypeError):
        pass  # it is gone, or it wrote what makes no sense: either way it broke
    process.join(_LAST_SECONDS)
    code = process.exitcode
    if code is not None and -code == getattr(signal, "SIGKILL", 0):
        return PassedOver(backend, "out_of_memory", "killed")  # we did not: the system, short of memory
    return PassedOver(backend, DIED, ending(code))
