"""The one list of panes beside the chat. A new pane is one folder and one line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.chats.pane import ChatsPane
from desktop.right import RightPane
from desktop.skill_words import SkillWords
from desktop.theme import Theme
from desktop.words import ChatsWords, MenuWords


@dataclass(frozen=True, slots=True)
class Pane:
    """`name` is its object name, `least` the window width (in text sizes) below which it leaves by itself."""

    name: str
    title: str
    menu: str
    shortcut: str
    area: Qt.DockWidgetArea
    width: float
    least: float
    make: Callable[[Theme], QWidget]


LEFT: Final = Qt.DockWidgetArea.LeftDockWidgetArea
RIGHT: Final = Qt.DockWidgetArea.RightDockWidgetArea
PANES: Final = (
    Pane("chatsDock", ChatsWords.TITLE, MenuWords.CHATS, "Ctrl+B", LEFT, 17, 54, ChatsPane),
    Pane("skillsDock", SkillWords.SKILLS, MenuWords.SKILLS, "Ctrl+J", RIGHT, 22.6, 71, RightPane),
)
