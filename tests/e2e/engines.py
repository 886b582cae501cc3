"""Engine processes that misbehave, each a function to be named as a target. Run in a child; nothing heavy here."""

from __future__ import annotations

import os
import signal
import struct
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

from backends import worker
from learning.protocol import FRAME_LIMIT, VERSION, Ready, pack

HERE = "tests.e2e.engines:"


def _ready(connection: Connection) -> None:
    connection.send_bytes(pack(Ready(VERSION, os.getpid(), ("echo",))))


def tells_modules(connection: Connection, log: str) -> None:
    """The real one; once it has quit, it writes down what it had imported."""
    worker.run(connection)
    Path(log).write_text("\n".join(sorted(sys.modules)), encoding="utf-8")


def tries_the_network(connection: Connection, log: str) -> None:
    """The real one, but first it knocks on every door it can find and writes down what happened."""
    import socket
    import threading

    def knock() -> None:
        with socket.socket() as door:
            tries = {
                "connect": lambda: door.connect(("127.0.0.1", 9)),
                "bind": lambda: door.bind(("127.0.0.1", 0)),
                "getaddrinfo": lambda: socket.getaddrinfo("localhost", 80),
                "gethostbyname": lambda: socket.gethostbyname("localhost"),
            }
            Path(log).write_text(
                "\n".join(f"{name} {_outcome(what)}" for name, what in tries.items()), encoding="utf-8"
            )

    waiting = threading.Timer(0.2, knock)
    waiting.start()
    worker.run(connection)
    waiting.join()


def _outcome(what: object) -> str:
    assert callable(what)
    try:
        what()
    except OSError as error:
        return type(error).__name__
    return "open"


def crashes(connection: Connection, log: str) -> None:
    """Says Ready and dies in C, with faulthandler on."""
    import ctypes

    from backends import guards

    with guards.crash_stacks(log):
        _ready(connection)
        ctypes.string_at(0)


def dies_at_once(_connection: Connection, _log: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def deaf(connection: Connection, _log: str) -> None:
    """Says Ready, then neither obeys, nor talks, nor minds SIGTERM."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _ready(connection)
    time.sleep(1e6)


def other_version(connection: Connection, _log: str) -> None:
    connection.send_bytes(pack(Ready(VERSION + 1, os.getpid(), ())))
    time.sleep(1e6)


def garbage(connection: Connection, _log: str) -> None:
    _ready(connection)
    connection.send_bytes(b'{"type": "Surprise"}')
    time.sleep(1e6)


def oversized(connection: Connection, _log: str) -> None:
    """Announces a frame beyond the limit; none of it may be read into memory."""
    _ready(connection)
    os.write(connection.fileno(), struct.pack("!i", FRAME_LIMIT + 1) + b"x" * 1000)
    time.sleep(1e6)


def chatters(connection: Connection, _log: str) -> None:
    """Writes without end: a close has to read all of it, or end the process."""
    while True:
        _ready(connection)
