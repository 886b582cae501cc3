"""The menu bar: every action with its words and keys. What an action does comes in as a function.

Knows menus only. Text actions go to whatever has the focus.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QMenu, QPlainTextEdit, QTextEdit

Keys = str | QKeySequence.StandardKey
TextWidget = QLineEdit | QPlainTextEdit | QTextEdit


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a menu; a line without words is a separator."""

    words: str = ""
    act: Callable[[], object] | None = None
    keys: Keys = ""


LINE = Item()


def add_menu(window: QMainWindow, title: str, items: tuple[Item, ...]) -> QMenu:
    menu = window.menuBar().addMenu(title)
    menu.setAccessibleName(title)
    for item in items:
        if item.words:
            menu.addAction(_action(window, item))
        else:
            menu.addSeparator()
    return menu


def _action(window: QMainWindow, item: Item) -> QAction:
    action = QAction(item.words, window)
    quits = item.keys == QKeySequence.StandardKey.Quit
    action.setMenuRole(QAction.MenuRole.QuitRole if quits else QAction.MenuRole.NoRole)
    if item.act is not None:
        act = item.act
        action.triggered.connect(lambda _checked=False: act())
    if item.keys:
        action.setShortcut(QKeySequence(item.keys))
    return action


def focused_text() -> TextWidget | None:
    """The text field that has the focus."""
    widget = QApplication.focusWidget()
    return widget if isinstance(widget, (QLineEdit, QPlainTextEdit, QTextEdit)) else None


def undo_typing() -> None:
    if (field := focused_text()) is not None:
        field.undo()


def redo_typing() -> None:
    if (field := focused_text()) is not None:
        field.redo()


def cut() -> None:
    if (field := focused_text()) is not None:
        field.cut()


def copy() -> None:
    if (field := focused_text()) is not None:
        field.copy()


def paste() -> None:
    if (field := focused_text()) is not None:
        field.paste()


def select_all() -> None:
    if (field := focused_text()) is not None:
        field.selectAll()
