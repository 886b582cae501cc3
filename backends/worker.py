"""Entry of the engine process: pipe in, pipe out, one loop in between.

Beside the loop on the main thread, the only one that touches a model, there are three threads: the reader always reads,
so that Stop arrives while the model computes; the writer writes; the heart beats. Imports nothing heavy before Ready.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Final

from backends import guards, hardware, picking, table
from learning import confinement
from learning.loop import EngineLoop, Inbox
from learning.protocol import FRAME_LIMIT, VERSION, Event, Memory, ProtocolError, Ready, pack, unpack

_BOUND: Final = 256  # frames waiting, each way
_BEAT_SECONDS: Final = 1.0


def run(connection: Connection, log: str = "") -> None:
    """Process entry. `log` is the path of a file for stacks of crashes, "" for none."""
    parent = confinement.owner()
    confinement.die_with(parent)
    confinement.have_streams()
    guards.stay_offline()
    guards.share_processors()
    multiprocessing.current_process().daemon = False  # it starts a child of its own, to try engines
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the owner's; it asks us to stop
    with guards.crash_stacks(log):
        outbox = _Outbox(connection)
        inbox: Inbox = queue.Queue(_BOUND)
        loop = EngineLoop(picking.create, inbox, outbox.put, _phases())
        outbox.put(Ready(VERSION, os.getpid(), table.available(), table.PLAINEST, hardware.kind()))
        threading.Thread(target=_read, args=(connection, inbox), name="engine-reader", daemon=True).start()
        threading.Thread(target=_beat, args=(loop, outbox, parent), name="engine-heartbeat", daemon=True).start()
        loop.run()
        outbox.finish()


class _Outbox:
    """A bounded line of frames and the thread that writes them. A window that does not read slows the engine down."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._line: queue.Queue[bytes | None] = queue.Queue(_BOUND)
        self._thread = threading.Thread(target=self._write, name="engine-writer", daemon=True)
        self._thread.start()

    def put(self, event: Event) -> None:
        """Raises ProtocolError, here and not on the writer's thread, for an event that is too large."""
        self._line.put(pack(event))

    def finish(self) -> None:
        """Write what is left, then end."""
        self._line.put(None)
        self._thread.join()

    def _write(self) -> None:
        while (frame := self._line.get()) is not None:
            try:
                self._connection.send_bytes(frame)
            except OSError:
                os._exit(0)  # nobody listens any more


def _read(connection: Connection, inbox: Inbox) -> None:
    """The end of the pipe is the end of the engine."""
    while True:
        try:
            inbox.put(unpack(connection.recv_bytes(FRAME_LIMIT)))  # type: ignore[arg-type]  # the window sends commands
        except (EOFError, OSError):
            os._exit(0)
        except ProtocolError:
            os._exit(2)  # the window speaks another version; it sees the process end


def _beat(loop: EngineLoop, outbox: _Outbox, parent: int) -> None:
    while True:
        time.sleep(_BEAT_SECONDS)
        if confinement.orphaned(parent):
            os._exit(0)
        outbox.put(Memory(guards.resident_bytes(), loop.counter, loop.busy))


def _phases() -> Callable[[str], None]:
    """Test runs only: INGRAIN_KILL_AT=<phase> kills the engine as that phase begins."""
    doomed = os.environ.get("INGRAIN_KILL_AT", "") if "PYTEST_CURRENT_TEST" in os.environ else ""

    def reached(phase: str) -> None:
        if phase == doomed:
            os.kill(os.getpid(), signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)

    return reached
