"""Work on the disk that would hold the window up, each on a short thread with its own connection to the store."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal

from learning.store.store import Store


class OnDisk(QThread):
    """Runs one function of a store of its own. `done` carries its result, `failed` what it raised."""

    done = Signal(object)
    failed = Signal(object)

    def __init__(self, store: Store, work: Callable[[Store], object], parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._work = work

    def run(self) -> None:
        try:
            with self._store.connect() as mine:
                result = self._work(mine)
        except Exception as error:  # handed over to the window's thread, which tells the person
            self.failed.emit(error)
        else:
            self.done.emit(result)


class Beside(OnDisk):
    """Hands its result to a function on the window's thread, and then goes."""

    def __init__(
        self, store: Store, work: Callable[[Store], object], then: Callable[..., None], parent: QObject
    ) -> None:
        super().__init__(store, work, parent)
        self._then = then
        self.done.connect(self._finish)
        self.finished.connect(self.deleteLater)

    def _finish(self, result: object) -> None:
        self._then(result)
