"""One skill's file that is being looked at, on a thread that ends with it. Knows the child and the staging folder.

What is found is handed over with its folder: whoever takes it adds it or lets it go.
"""

from __future__ import annotations

from contextlib import closing

from PySide6.QtCore import QObject, QThread, Signal

from learning import catalogue
from learning.sharing.looking import Looked, look
from learning.sharing.refusals import Refused
from learning.store.store import Store


class Looking(QThread):
    found = Signal(object, object)  # Looked, and the checksums of the models on this computer
    refused = Signal(object)  # Refused
    trouble = Signal(object)  # what went wrong beside the file

    def __init__(self, store: Store, path: str, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self.path = path

    def run(self) -> None:
        try:
            with self._store.connect() as mine:
                looked = self._look(mine)
                if looked is not None:
                    self.found.emit(looked, catalogue.here(mine.profile))
        except Refused as error:
            self.refused.emit(error)
        except Exception as error:  # handed over to the window's thread, which tells the person
            self.trouble.emit(error)

    def _look(self, mine: Store) -> Looked | None:
        """None when the window goes meanwhile."""
        with closing(look(mine, self.path)) as work:
            while True:
                try:
                    next(work)
                except StopIteration as end:
                    found: Looked = end.value
                    return found
                if self.isInterruptionRequested():
                    return None
