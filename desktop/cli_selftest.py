"""`ingrain doctor --selftest`: runs the engine side's self-test in a child process and tells how each step went.

Knows the frames and the child; what is tested is `backends.selftest`, named only as text.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
from collections.abc import Iterator
from multiprocessing.connection import wait
from typing import Any

from desktop.cli_output import Console, Exit
from learning.process import enter

_TARGET = "backends.selftest:run"
_STEP_SECONDS = 300.0  # one step on a slow computer
_END_SECONDS = 5.0
_FRAME_LIMIT = 1 << 20  # bytes
Step = dict[str, Any]  # Any: JSON values have no closed type


def selftest(options: argparse.Namespace, console: Console) -> Exit:
    steps: list[Step] = []
    for step in _steps(options.backend):
        steps.append(step)
        sign = "ok" if step["ok"] else "FAILED"
        console.text(f"{sign:>6}  {step['name']}  ({step['seconds']:.2f} s)  {step['detail']}")
    ok = bool(steps) and all(step["ok"] for step in steps)
    console.result({"selftest": steps, "ok": ok})
    return Exit.DONE if ok else Exit.ENGINE


def _steps(backend: str) -> Iterator[Step]:
    """Frames of the child as they come. A child that dies or hangs becomes a failed step."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    # No daemon: those may not start the process that looks at a skill's file. It dies with us all the same.
    child = context.Process(target=enter, args=(_TARGET, theirs, backend))
    child.start()
    theirs.close()
    try:
        while frame := _frame(ours, child.sentinel):
            yield json.loads(frame)
        child.join(_END_SECONDS)
    except EOFError:
        child.join()
        yield _broken(f"the engine process ended with code {child.exitcode}")
    except TimeoutError:
        yield _broken("the engine process did not answer")
    finally:
        child.kill()
        child.join()
        ours.close()


def _frame(ours: multiprocessing.connection.Connection, sentinel: int) -> bytes:
    if not wait([ours, sentinel], _STEP_SECONDS):
        raise TimeoutError
    return ours.recv_bytes(_FRAME_LIMIT)


def _broken(detail: str) -> Step:
    return {"name": "process", "ok": False, "seconds": 0.0, "detail": detail}
