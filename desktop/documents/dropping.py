"""Files dropped on a widget become requests. Knows drags, no files: what is in them is for the reader's process."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from desktop.documents.requests import AddFiles


class Drops(QObject):
    """Watches a widget, and the fields in it that would take a file's path for text."""

    requested = Signal(object)

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        widget.setAcceptDrops(True)
        for one in (widget, *widget.findChildren(QWidget)):
            if one.acceptDrops():
                one.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent | QDragMoveEvent) and paths(event.mimeData()):
            event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent) and event.type() is QEvent.Type.Drop:
            return self._dropped(event)
        return False

    def _dropped(self, event: QDropEvent) -> bool:
        found = paths(event.mimeData())
        if found:
            event.acceptProposedAction()
            self.requested.emit(AddFiles(found))
        return bool(found)


def paths(data: QMimeData) -> tuple[str, ...]:
    """The files and folders of this computer in a drag or on the clipboard."""
    return tuple(url.toLocalFile() for url in data.urls() if url.isLocalFile()) if data.hasUrls() else ()
