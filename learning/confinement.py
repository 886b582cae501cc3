"""What keeps a child process in its place: it dies with its owner, and has no business on the network.

Knows the operating system. Does not know engines, files or messages. Each guard is set once, by the child's entry.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
from pathlib import Path
from typing import Any, Final

_PR_SET_PDEATHSIG: Final = 1
_NETWORK: Final = frozenset(
    {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind", "socket.sendto"}
)


def owner() -> int:
    """Process id of whoever started this process."""
    parent = multiprocessing.parent_process()
    return os.getppid() if parent is None or parent.pid is None else parent.pid


def die_with(parent: int) -> None:
    """Linux: be killed when the creating thread ends; then make sure that it had not ended before.

    Elsewhere the end of the pipe and `orphaned` do it.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if orphaned(parent):
        os._exit(0)


def orphaned(parent: int) -> bool:
    """Whether the owner is gone. Windows keeps the number of a dead owner: there the pipe tells."""
    return sys.platform != "win32" and os.getppid() != parent


def refuse_network() -> None:
    """A tripwire, not a wall: connecting raises from now on."""
    sys.addaudithook(_no_network)


def _no_network(event: str, _arguments: tuple[Any, ...]) -> None:  # Any: what the interpreter passes
    if event in _NETWORK:
        raise PermissionError(f"this process may not use the network ({event})")


def have_streams() -> None:
    """A windowed program has no stdout and stderr; libraries expect them."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  # for good
