"""The left dock: search, New chat, the chats in groups, and the way to the settings.

Shows rows it is given; every wish leaves by a signal.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFont, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QMenu,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.chats.rows import ChatRow
from desktop.icons import icon
from desktop.settings_words import SettingsWords
from desktop.skills import ink
from desktop.skills.parts import CardButton
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme
from desktop.words import ChatsWords as Words

ROW = Qt.ItemDataRole.UserRole


class ChatsPane(QWidget):
    chosen = Signal(str)
    new_asked = Signal()
    search_changed = Signal(str)
    rename_asked = Signal(str, str)
    delete_asked = Signal(str)
    pin_asked = Signal(str, bool)
    settings_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._current = ""
        self.search = QLineEdit()
        self.search.setPlaceholderText(Words.SEARCH)
        self.search.setAccessibleName(Words.SEARCH)
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumHeight(max(32, ink.em(2.3)))
        self._sign = self.search.addAction(icon(theme, "search"), QLineEdit.ActionPosition.LeadingPosition)
        self.new = CardButton(theme, Words.NEW, "plus")
        self.settings = CardButton(theme, SettingsWords.TITLE, "settings", role="muted")
        self.model = QStandardItemModel(self)
        self.list = ChatList(theme, self)
        self.list.setModel(self.model)
        self._empty = TextLines(theme, "muted", ink.BODY)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 12, 10, 8)
        layout.setSpacing(8)
        for part in (self.search, self.new, self._stack, self.settings):
            layout.addWidget(part)
        self.setAccessibleName(Words.TITLE)
        self.search.textChanged.connect(self.search_changed)
        self.new.clicked.connect(self.new_asked)
        self.settings.clicked.connect(self.settings_asked)
        self.list.clicked.connect(self._choose)
        self.list.activated.connect(self._choose)
        self.list.delete_pressed.connect(self._delete_current)
        self.list.menu_asked.connect(self._menu)
        self.model.itemChanged.connect(self._renamed)

    def sizeHint(self) -> QSize:
        return QSize(ink.em(17), ink.em(30))

    def set_theme(self, theme: Theme) -> None:
        self._sign.setIcon(icon(theme, "search"))
        for part in (self.new, self.settings, self.list, self._empty):
            part.set_theme(theme)

    def show_rows(self, rows: tuple[ChatRow, ...], current: str) -> None:
        """Change only what differs, so that the reader's place and the focus stay."""
        self._current = current
        self.model.blockSignals(False)
        for at, row in enumerate(rows):
            self._put(at, row)
        if self.model.rowCount() > len(rows):
            self.model.removeRows(len(rows), self.model.rowCount() - len(rows))
        text = self.search.text().strip()
        self._empty.set_text(Words.nothing(text) if text else Words.EMPTY)
        self._stack.setCurrentWidget(self.list if rows else self._empty)
        at = next((at for at, row in enumerate(rows) if row.id and row.id == current), -1)
        self.list.setCurrentIndex(self.model.index(at, 0))  # none when a search leaves the open chat out

    def _put(self, at: int, row: ChatRow) -> None:
        if at >= self.model.rowCount():
            self.model.appendRow(_item(row))
        elif self.model.item(at).data(ROW) != row or self.model.item(at).text() != row.title:
            self.model.setItem(at, 0, _item(row))

    def _row(self, index: QModelIndex | QPersistentModelIndex) -> ChatRow:
        row = index.data(ROW)
        return row if isinstance(row, ChatRow) else ChatRow("", "")

    def _choose(self, index: QModelIndex) -> None:
        if self._row(index).id and self._row(index).id != self._current:
            self.chosen.emit(self._row(index).id)

    def _renamed(self, item: QStandardItem) -> None:
        row = item.data(ROW)
        if isinstance(row, ChatRow) and row.id and item.text() != row.title:
            if item.text().strip():
                self.rename_asked.emit(row.id, item.text().strip())
            else:
                item.setText(row.title)

    def _delete_current(self) -> None:
        row = self._row(self.list.currentIndex())
        if row.id:
            self.delete_asked.emit(row.id)

    def _menu(self, index: QModelIndex) -> None:
        row = self._row(index)
        if not row.id:
            return
        menu = QMenu(self)
        rename = QAction(Words.RENAME, menu)
        rename.triggered.connect(lambda: self.list.edit(index))
        pin = QAction(Words.UNPIN if row.pinned else Words.PIN, menu)
        pin.triggered.connect(lambda: self.pin_asked.emit(row.id, not row.pinned))
        delete = QAction(Words.DELETE, menu)
        delete.triggered.connect(lambda: self.delete_asked.emit(row.id))
        menu.addActions([rename, pin, delete])
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.list.viewport().mapToGlobal(self.list.visualRect(index).bottomLeft()))


class ChatList(QListView):
    """One line a chat; F2 renames, Delete deletes."""

    delete_pressed = Signal()
    menu_asked = Signal(QModelIndex)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("chatList")
        self.setAccessibleName(Words.TITLE)
        self._delegate = ChatDelegate(theme, self)
        self.setItemDelegate(self._delegate)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.viewport().setAutoFillBackground(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(lambda at: self.menu_asked.emit(self.indexAt(at)))

    def set_theme(self, theme: Theme) -> None:
        self._delegate.theme = theme
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.delete_pressed.emit()
        else:
            super().keyPressEvent(event)


class ChatDelegate(QStyledItemDelegate):
    """The current row has tint, weight and a bar; a heading is small and muted."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self.theme = theme
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        row = index.data(ROW)
        heading = isinstance(row, ChatRow) and not row.id
        return QSize(ink.em(8), max(30, ink.em(2.15)) if heading else max(32, ink.em(2.3)))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = index.data(ROW)
        if not isinstance(row, ChatRow):
            return
        rect = QRectF(option.rect)
        current = index.row() == self._view.currentIndex().row() and bool(row.id)
        painter.save()
        if current:
            ink.rounded(painter, rect, 6, ink.color(self.theme, "accent_soft"), None)
            bar = QRectF(rect.left(), rect.top() + 6, 3, rect.height() - 12)
            ink.rounded(painter, bar, 1.5, ink.color(self.theme, "accent"), None)
            if ink.keyboard_focus(self._view):
                ink.focus_ring(painter, rect, 6, self.theme)
        bold = QFont.Weight.DemiBold if current or not row.id else QFont.Weight.Normal
        painter.setFont(ink.font(ink.BODY if row.id else ink.CAPTION, bold))
        painter.setPen(ink.color(self.theme, "text" if row.id else "muted"))
        words = rect.adjusted(8, 0 if row.id else 6, -8, 0)
        shown = painter.fontMetrics().elidedText(row.title, Qt.TextElideMode.ElideRight, round(words.width()))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, shown)
        painter.restore()


def _item(row: ChatRow) -> QStandardItem:
    item = QStandardItem(row.title)
    item.setData(row, ROW)
    item.setToolTip(row.title if row.id else "")
    item.setData(row.title, Qt.ItemDataRole.AccessibleTextRole)
    flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable
    item.setFlags(flags if row.id else Qt.ItemFlag.NoItemFlags)
    return item
