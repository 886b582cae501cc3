"""A bell that one thread rings to wake another that waits on pipes. Knows nothing of who waits, or why."""

from __future__ import annotations

import multiprocessing
import threading


class Doorbell:
    """`ring` from any thread; whoever waits puts `end` beside its pipes and calls `quieten` before it looks around."""

    def __init__(self) -> None:
        self.end, self._button = multiprocessing.Pipe(duplex=False)
        self._ringing = threading.Event()

    def ring(self) -> None:
        """Never blocks: a bell that rings already is not rung again."""
        if not self._ringing.is_set():
            self._ringing.set()
            self._button.send_bytes(b"!")

    def quieten(self) -> None:
        """First stop ringing, then look: what is put down after this rings anew."""
        while self.end.poll():
            self.end.recv_bytes(1)
        self._ringing.clear()

    def close(self) -> None:
        self.end.close()
        self._button.close()
