"""The main window: panes at its sides, pages in the centre, menus, status bar. No logic.

What a menu asks for leaves by signals; `app` connects them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import cast

from PySide6.QtCore import QSettings, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from desktop import menus
from desktop.chats.pane import ChatsPane
from desktop.engine_words import EngineWords
from desktop.menus import LINE, Item, add_menu
from desktop.model_words import ModelWords
from desktop.pages import Pages
from desktop.panes import PANES
from desktop.right import RightPane
from desktop.side import Side
from desktop.status import StatusLine
from desktop.theme import Theme
from desktop.words import AppWords, ChatsWords, ChatWords
from desktop.words import MenuWords as Words

SMALLEST = QSize(480, 480)
USUAL = QSize(1280, 800)
STANDARD = QKeySequence.StandardKey


class MainWindow(QMainWindow):
    closing = Signal()
    new_chat_asked = Signal()
    delete_chat_asked = Signal()
    folder_asked = Signal()
    restart_asked = Signal()
    undo_asked = Signal()
    scheme_asked = Signal(str)  # "light", "dark", "system"
    text_asked = Signal(float)  # factor on the text size, 0 = back to normal
    about_asked = Signal()
    document_asked = Signal()
    models_asked = Signal()
    settings_asked = Signal()

    def __init__(self, theme: Theme, settings: QSettings) -> None:
        super().__init__()
        self._settings = settings
        self.setWindowTitle(AppWords.NAME)
        self.setMinimumSize(SMALLEST)
        self.pages = Pages(theme)
        self.chat, self.card = self.pages.chat, self.pages.card
        self.setCentralWidget(self.pages)
        self.sides = {pane.name: Side(self, self.pages, self.chat.header, pane, theme) for pane in PANES}
        self.chats = cast(ChatsPane, self.sides["chatsDock"].content)
        self.right = cast(RightPane, self.sides["skillsDock"].content)
        self.skills, self.documents = self.right.skills, self.right.documents
        self.status = StatusLine(theme)
        self.setStatusBar(self.status)
        self._make_menus()
        self.chat.chats_asked.connect(self.toggle_chats)
        self.chat.skills_asked.connect(self.toggle_skills)
        self.chat.models_asked.connect(self.models_asked)
        self.chats.settings_asked.connect(self.settings_asked)
        for side in self.sides.values():
            side.changed.connect(self._sides_changed)
        self._restore()

    @property
    def docks(self) -> dict[str, QDockWidget]:
        return {name: side.dock for name, side in self.sides.items()}

    def set_theme(self, theme: Theme) -> None:
        for part in (self.pages, self.chats, self.right, self.status):
            part.set_theme(theme)

    def begin_teaching(self) -> None:
        self.pages.show_chat()
        self.chat.composer.make_chip()

    def toggle_chats(self) -> None:
        self._toggle(self.sides["chatsDock"], self.chats.list)

    def toggle_skills(self) -> None:
        self._toggle_right(self.skills, self.right.show_skills)

    def toggle_documents(self) -> None:
        self._toggle_right(self.documents, self.right.show_documents)

    def show_documents(self) -> None:
        """The documents at the right side, whatever stood there."""
        self.right.show_documents()
        if not self.sides["skillsDock"].open:
            self.sides["skillsDock"].show()

    def next_area(self, step: int = 1) -> None:
        """Chats, transcript, composer, skills; then round again. Areas that are away are left out."""
        areas = [area for area in self._areas() if area.isVisible()]
        now = self.focusWidget()
        holds = [now is not None and (area is now or area.isAncestorOf(now)) for area in areas]
        at = holds.index(True) if True in holds else -step
        target = areas[(at + step) % len(areas)]
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # -------------------------------------------------------------------------------------- private

    def _areas(self) -> list[QWidget]:
        return [self.chats.list, *self.pages.areas(), self.skills.list, self.documents.list]

    def _toggle(self, side: Side, first: QWidget) -> None:
        side.toggle()
        if side.open:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif self.pages.currentWidget() is self.chat:
            self.chat.composer.setFocus()

    def _toggle_right(self, pane: QWidget, show: Callable[[], None]) -> None:
        """Away only when it is in front already."""
        side = self.sides["skillsDock"]
        if side.open and self.right.shown() is not pane:
            show()
            pane.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            show()
            self._toggle(side, pane)

    def _sides_changed(self) -> None:
        self.chat.header.show_ways(chats=not self.sides["chatsDock"].open)

    def _make_menus(self) -> None:
        add_menu(self, Words.FILE, (
            Item(ChatsWords.NEW, self.new_chat_asked.emit, "Ctrl+N"),
            Item(Words.OPEN_FOLDER, self.folder_asked.emit),
            Item(Words.SETTINGS, self.settings_asked.emit, "Ctrl+,"), LINE,
            Item(Words.QUIT, self.close, STANDARD.Quit),
        ))  # fmt: skip
        add_menu(self, Words.EDIT, (
            Item(Words.UNDO, menus.undo_typing, STANDARD.Undo),
            Item(Words.CUT, menus.cut, STANDARD.Cut), Item(Words.COPY, menus.copy, STANDARD.Copy),
            Item(Words.PASTE, menus.paste, STANDARD.Paste), Item(Words.ALL, menus.select_all, STANDARD.SelectAll), LINE,
            Item(ChatsWords.SEARCH, self._search, "Ctrl+F"),
        ))  # fmt: skip
        add_menu(self, Words.CHAT, (
            Item(Words.STOP, self.chat.composer.stop_requested.emit, "Ctrl+."),
            Item(ChatWords.TITLE_HINT, self.chat.header.begin), Item(Words.DELETE_CHAT, self.delete_chat_asked.emit),
            LINE, Item(ModelWords.MENU, self.models_asked.emit, "Ctrl+M"),
            LINE, Item(EngineWords.MENU, self.pages.show_engines), Item(Words.RESTART, self.restart_asked.emit),
        ))  # fmt: skip
        add_menu(self, Words.TEACH, (
            Item(Words.TEACH_THIS, self.begin_teaching, "Ctrl+T"),
            Item(Words.ADD_DOCUMENT, self.document_asked.emit, "Ctrl+O"),
            Item(Words.UNDO_LESSON, self.undo_asked.emit, "Ctrl+Shift+Z"),
        ))  # fmt: skip
        schemes = ((Words.LIGHT, "light"), (Words.DARK, "dark"), (Words.SYSTEM, "system"))
        add_menu(self, Words.VIEW, (
            Item(Words.CHATS, self.toggle_chats, "Ctrl+B"), Item(Words.SKILLS, self.toggle_skills, "Ctrl+J"),
            Item(Words.DOCUMENTS, self.toggle_documents, "Ctrl+Shift+J"),
            Item(Words.NEXT_AREA, self.next_area, "F6"),
            Item(Words.LAST_AREA, partial(self.next_area, -1), "Shift+F6"), LINE,
            *(Item(words, partial(self.scheme_asked.emit, scheme)) for words, scheme in schemes), LINE,
            Item(Words.LARGER, partial(self.text_asked.emit, 1.1), STANDARD.ZoomIn),
            Item(Words.SMALLER, partial(self.text_asked.emit, 1 / 1.1), STANDARD.ZoomOut),
            Item(Words.NORMAL, partial(self.text_asked.emit, 0.0), "Ctrl+0"),
        ))  # fmt: skip
        add_menu(self, Words.HELP, (Item(Words.ABOUT, self.about_asked.emit),))

    def _search(self) -> None:
        if not self.sides["chatsDock"].open:
            self.sides["chatsDock"].show()
        self.chats.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _restore(self) -> None:
        geometry = self._settings.value("geometry")
        if geometry is None or not self.restoreGeometry(geometry):
            self.resize(USUAL)
        self._sides_changed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for side in self.sides.values():
            side.fit(event.size().width())

    def closeEvent(self, event: QCloseEvent) -> None:
        self._settings.setValue("geometry", self.saveGeometry())
        self._settings.sync()  # nothing is written any more once the window is gone
        self.closing.emit()
        super().closeEvent(event)
