"""Children that misbehave, in place of the one that reads: each is an entry like learning.parse.child.run."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from learning.parse import walls
from learning.parse.document import Part, Passage
from learning.parse.limits import Limits
from learning.parse.messages import Passages, Unread, pack
from learning.parse.reasons import Reason


def crashes(_connection: Connection, _path: str, _address: str, _limits: Limits) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def leaves(_connection: Connection, _path: str, _address: str, _limits: Limits) -> None:
    sys.exit(3)


def hangs(_connection: Connection, _path: str, _address: str, _limits: Limits) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        time.sleep(60)


def computes(_connection: Connection, _path: str, _address: str, limits: Limits) -> None:
    walls.stand(limits)
    while True:
        pass


def fills(connection: Connection, _path: str, _address: str, limits: Limits) -> None:
    """Memory, within the walls."""
    walls.stand(limits)
    try:
        hoard = [bytearray(1 << 20) for _ in range(100_000)]
    except MemoryError:
        connection.send_bytes(pack(Unread(Reason.TOO_LARGE, "walls")))
    else:
        connection.send_bytes(pack(Unread(Reason.DAMAGED, f"no wall: {len(hoard)}")))


def fills_without_walls(_connection: Connection, _path: str, _address: str, _limits: Limits) -> None:
    """As on a system that sets no bound."""
    hoard = bytearray(300 << 20)
    for at in range(0, len(hoard), 4096):
        hoard[at] = 1
    time.sleep(60)


def babbles(connection: Connection, _path: str, _address: str, _limits: Limits) -> None:
    connection.send_bytes(b'{"type":"Passages","passages":[{"part":"spell"}]}')
    time.sleep(60)


def shouts(connection: Connection, _path: str, _address: str, _limits: Limits) -> None:
    """A frame beyond the limit."""
    connection.send_bytes(b" " * (9 << 20))
    time.sleep(60)


def floods(connection: Connection, _path: str, _address: str, _limits: Limits) -> None:
    frame = pack(Passages((Passage(Part.PARAGRAPH, "x" * 8_000),) * 100))
    while True:
        connection.send_bytes(frame)


def tries_the_walls(connection: Connection, path: str, _address: str, limits: Limits) -> None:
    """Says what was possible of what must not be."""
    walls.stand(limits)
    trials: dict[str, Callable[[], object]] = {
        "connect": lambda: socket.create_connection(("127.0.0.1", 9), 1),
        "look up": lambda: socket.getaddrinfo("localhost", 80),
        "run": lambda: subprocess.run(["true"], check=False),
        "fork": os.fork,
        "write": lambda: Path(path + ".written").write_text("x", encoding="utf-8"),
        "append": lambda: Path(path).open("a", encoding="utf-8"),  # noqa: SIM115
        "delete": lambda: Path(path).unlink(),
        "move": lambda: Path(path).rename(path + ".moved"),
        "folder": lambda: Path(path + ".d").mkdir(),
    }
    connection.send_bytes(pack(Unread(Reason.EMPTY, ",".join(name for name, trial in trials.items() if done(trial)))))


def writes_in_c(connection: Connection, path: str, _address: str, limits: Limits) -> None:
    """Past the hook: only the system stands in the way."""
    walls.stand(limits)
    libc = ctypes.CDLL(None)
    file = libc.open(path.encode(), os.O_WRONLY | os.O_APPEND)
    connection.send_bytes(pack(Unread(Reason.EMPTY, "written" if libc.write(file, b"evil", 4) > 0 else "refused")))


def done(trial: Callable[[], object]) -> bool:
    try:
        trial()
    except PermissionError:
        return False
    except OSError:
        return True  # it was let through, as far as we are concerned
    return True
