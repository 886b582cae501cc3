"""The list of documents and the list of found places: keys, clicks, menus. Every wish leaves by `requested`."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QListView, QMenu, QWidget

from desktop.documents import requests as ask
from desktop.documents.delegate import DocumentDelegate, HitDelegate, places
from desktop.documents.model import DocumentsModel, HitsModel
from desktop.documents.rows import DocumentLine, action, menu, opens
from desktop.library_words import LibraryWords as Words
from desktop.theme import Theme

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class DocumentList(QListView):
    requested = Signal(object)

    def __init__(self, model: DocumentsModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._documents = model
        self._delegate = DocumentDelegate(theme, self)
        _set_up(self, Words.DOCUMENTS)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.doubleClicked.connect(self._open)

    def set_theme(self, theme: Theme) -> None:
        self._delegate.set_theme(theme)
        self.viewport().update()

    def current(self) -> DocumentLine | None:
        return self._documents.entry(self.currentIndex())

    def menu_of(self, line: DocumentLine) -> QMenu:
        """What the right mouse button shows."""
        made = QMenu(self)
        for words, wish in menu(line):
            made.addAction(words).triggered.connect(lambda _on=False, wish=wish: self.requested.emit(wish))
        return made

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the painted words at the right does what they say."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        line = self._documents.entry(index)
        if line is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        offered = action(line)
        if offered is not None and places(QRectF(self.visualRect(index)), line, mirrored).action.contains(
            event.position()
        ):
            self.requested.emit(offered[1])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        line = self.current()
        if line is None:
            super().keyPressEvent(event)
        elif event.key() in _ENTER:
            self._wish(opens(line))
        elif event.key() == Qt.Key.Key_Space:
            offered = action(line)
            self._wish(offered[1] if offered is not None else None)
        elif event.key() == Qt.Key.Key_Delete:
            self._wish(next((wish for _, wish in menu(line) if isinstance(wish, ask.Remove)), None))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        line = self.current()
        if line is not None:
            keyboard = event.reason() is QContextMenuEvent.Reason.Keyboard
            place = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
            self.menu_of(line).popup(place if keyboard else event.globalPos())

    def _open(self, index: QModelIndex) -> None:
        line = self._documents.entry(index)
        self._wish(opens(line) if line is not None else None)

    def _wish(self, wish: ask.DocumentRequest | None) -> None:
        if wish is not None:
            self.requested.emit(wish)


class HitList(QListView):
    """Enter or a click shows the place in its text."""

    requested = Signal(object)

    def __init__(self, model: HitsModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hits = model
        self._delegate = HitDelegate(theme, self)
        _set_up(self, Words.SEARCH)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.clicked.connect(self._show)

    def set_theme(self, theme: Theme) -> None:
        self._delegate.set_theme(theme)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self._show(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _show(self, index: QModelIndex) -> None:
        hit = self._hits.entry(index)
        if hit is not None:
            self.requested.emit(ask.ShowText(hit.document, hit.place))


def _set_up(view: QListView, name: str) -> None:
    view.setAccessibleName(name)
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
    view.setResizeMode(QListView.ResizeMode.Adjust)
    view.viewport().setAutoFillBackground(False)
