"""The main window: docks from the list of panes, pages in the centre, menus, status bar. No logic.

What a menu asks for leaves by signals; `app` connects them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import cast

from PySide6.QtCore import QSettings, QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QStackedWidget, QWidget

from desktop.chat.page import ChatPage
from desktop.chats.pane import ChatsPane
from desktop.panes import PANES, Pane
from desktop.skills import ink
from desktop.skills.card import SkillCardPage
from desktop.skills.pane import SkillsPane
from desktop.status import StatusLine
from desktop.theme import Theme
from desktop.words import AppWords, ChatsWords
from desktop.words import MenuWords as Words

SMALLEST = QSize(480, 480)
USUAL = QSize(1280, 800)


class MainWindow(QMainWindow):
    closing = Signal()
    new_chat_asked = Signal()
    folder_asked = Signal()
    restart_asked = Signal()
    undo_asked = Signal()
    scheme_asked = Signal(str)  # "light", "dark", "system"
    text_asked = Signal(float)  # factor on the text size, 0 = back to normal
    about_asked = Signal()

    def __init__(self, theme: Theme, settings: QSettings) -> None:
        super().__init__()
        self._settings = settings
        self._closed_by_hand: set[str] = set()
        self.setWindowTitle(AppWords.NAME)
        self.setMinimumSize(SMALLEST)
        self.chat = ChatPage(theme)
        self.card = SkillCardPage(theme)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.chat)
        self.pages.addWidget(self.card)
        self.setCentralWidget(self.pages)
        self.docks: dict[str, QDockWidget] = {pane.name: self._dock(pane, theme) for pane in PANES}
        self.status = StatusLine(theme)
        self.setStatusBar(self.status)
        self._menus()
        self.chat.chats_asked.connect(self._toggle_chats)
        self.chat.skills_asked.connect(self._toggle_skills)
        self._restore()

    @property
    def chats(self) -> ChatsPane:
        return cast(ChatsPane, self.docks["chatsDock"].widget())

    @property
    def skills(self) -> SkillsPane:
        return cast(SkillsPane, self.docks["skillsDock"].widget())

    def set_theme(self, theme: Theme) -> None:
        for part in (self.chat, self.card, self.chats, self.skills, self.status):
            part.set_theme(theme)

    def show_chat(self) -> None:
        self.pages.setCurrentWidget(self.chat)
        self.chat.composer.setFocus()

    def show_card(self) -> None:
        self.pages.setCurrentWidget(self.card)

    # ---------------------------------------------------------------------------------------- docks

    def _dock(self, pane: Pane, theme: Theme) -> QDockWidget:
        dock = QDockWidget(pane.title, self)
        dock.setObjectName(pane.name)
        dock.setTitleBarWidget(QWidget(dock))  # the pane says what it is; a bar would only take room
        widget = pane.make(theme)
        widget.setObjectName(f"{pane.name}Content")
        widget.setAutoFillBackground(True)
        dock.setWidget(widget)
        dock.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetClosable)
        self.addDockWidget(pane.area, dock)
        self.resizeDocks([dock], [ink.em(pane.width)], Qt.Orientation.Horizontal)
        return dock

    def _toggle(self, pane: Pane) -> None:
        dock = self.docks[pane.name]
        show = dock.isHidden()
        dock.setVisible(show)
        if show:
            self._closed_by_hand.discard(pane.name)
            dock.widget().setFocus()
        else:
            self._closed_by_hand.add(pane.name)

    def _toggle_chats(self) -> None:
        self._toggle(PANES[0])

    def _toggle_skills(self) -> None:
        self._toggle(PANES[1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window gives its room to the chat; with room, docks come back unless a person closed them."""
        super().resizeEvent(event)
        for pane in PANES:
            room = event.size().width() >= ink.em(pane.least)
            crossed = room != (event.oldSize().width() >= ink.em(pane.least)) or not event.oldSize().isValid()
            if crossed and pane.name not in self._closed_by_hand:
                self.docks[pane.name].setVisible(room)

    # ---------------------------------------------------------------------------------------- menus

    def _menus(self) -> None:
        file = self._menu(Words.FILE)
        self._act(file, ChatsWords.NEW, self.new_chat_asked.emit, "Ctrl+N")
        self._act(file, Words.OPEN_FOLDER, self.folder_asked.emit)
        file.addSeparator()
        self._act(file, Words.QUIT, self.close, QKeySequence.StandardKey.Quit)
        chat = self._menu(Words.CHAT)
        self._act(chat, Words.STOP, self.chat.composer.stop_requested.emit)
        self._act(chat, ChatsWords.SEARCH, self._search, "Ctrl+F")
        chat.addSeparator()
        self._act(chat, Words.RESTART, self.restart_asked.emit)
        teach = self._menu(Words.TEACH)
        self._act(teach, Words.TEACH_THIS, self.begin_teaching, "Ctrl+T")
        self._act(teach, Words.UNDO_LESSON, self.undo_asked.emit, "Ctrl+Shift+Z")
        view = self._menu(Words.VIEW)
        self._act(view, PANES[0].menu, self._toggle_chats, PANES[0].shortcut)
        self._act(view, PANES[1].menu, self._toggle_skills, PANES[1].shortcut)
        self._act(view, Words.NEXT_AREA, self._next_area, "F6")
        view.addSeparator()
        for words, scheme in ((Words.LIGHT, "light"), (Words.DARK, "dark"), (Words.SYSTEM, "system")):
            self._act(view, words, partial(self.scheme_asked.emit, scheme))
        view.addSeparator()
        self._act(view, Words.LARGER, lambda: self.text_asked.emit(1.1), QKeySequence.StandardKey.ZoomIn)
        self._act(view, Words.SMALLER, lambda: self.text_asked.emit(1 / 1.1), QKeySequence.StandardKey.ZoomOut)
        self._act(view, Words.NORMAL, lambda: self.text_asked.emit(0.0), "Ctrl+0")
        self._act(self._menu(Words.HELP), Words.ABOUT, self.about_asked.emit)

    def _menu(self, title: str) -> QMenu:
        menu = self.menuBar().addMenu(title)
        menu.setAccessibleName(title)
        return menu

    def _act(
        self, menu: QMenu, words: str, act: Callable[[], object], keys: str | QKeySequence.StandardKey = ""
    ) -> QAction:
        action = QAction(words, self)
        action.triggered.connect(lambda _checked=False: act())
        if keys:
            action.setShortcut(QKeySequence(keys))
        menu.addAction(action)
        return action

    def begin_teaching(self) -> None:
        self.show_chat()
        self.chat.composer.make_chip()

    def _search(self) -> None:
        self.docks["chatsDock"].show()
        self.chats.search.setFocus()

    def _next_area(self) -> None:
        """Chats, transcript and composer, skills; then round again."""
        areas = [self.chats.list, self.chat.composer.edit, self.skills.list]
        open_areas = [area for area in areas if area.isVisible()]
        now = self.focusWidget()
        at = next((i for i, area in enumerate(open_areas) if now is area or (now and area.isAncestorOf(now))), -1)
        if open_areas:
            open_areas[(at + 1) % len(open_areas)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    # ------------------------------------------------------------------------------------- geometry

    def _restore(self) -> None:
        geometry = self._settings.value("geometry")
        if geometry is None or not self.restoreGeometry(geometry):
            self.resize(USUAL)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._settings.setValue("geometry", self.saveGeometry())
        self.closing.emit()
        super().closeEvent(event)
