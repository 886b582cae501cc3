"""Entry of the process that tries an engine: one frame says how it went; an engine that ends the process says it, too.

Knows the frame {"why", "detail"}. What is tried is named in the table of engines.
"""

from __future__ import annotations

import importlib
import json
import os
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from backends import guards, table
from learning import confinement
from learning.backend import BackendError

Tried = Callable[[str, Path], None]


def run(connection: Connection, target: str, backend: str, file: str) -> None:
    """Process entry. `target` ("module:function") tries the engine, "" for what the table says."""
    confinement.die_with(confinement.owner())
    confinement.have_streams()
    guards.stay_offline()
    guards.share_processors()
    threading.Thread(target=_leave_with, args=(connection,), daemon=True).start()
    why, detail = _found(target or table.BACKENDS[backend].probe, backend, Path(file))
    connection.send_bytes(json.dumps({"why": why, "detail": detail[:200]}).encode())
    os._exit(0)  # what a library does while it is torn down is nobody's trouble


def _leave_with(connection: Connection) -> None:
    """Nobody writes to us: whatever comes is the end of whoever asked."""
    try:
        connection.recv_bytes()
    except (EOFError, OSError):
        os._exit(0)


def _found(target: str, backend: str, file: Path) -> tuple[str, str]:
    """("", "") when the engine computed. Whatever happens in here is about the engine."""
    module, _, name = target.partition(":")
    try:
        tried: Tried = getattr(importlib.import_module(module), name)
        tried(backend, file)
    except BackendError as error:
        return error.code, error.detail
    except MemoryError:
        return "out_of_memory", ""
    except Exception as error:  # the second net is the loop's; this one is for the same library, earlier
        return "engine_not_started", f"{type(error).__name__}: {error}"
    return "", ""
