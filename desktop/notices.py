"""One bar above the composer for what the person should know; the next waits its turn.

Knows sentences, one action each, and time. Never covers text.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from desktop.skills import ink
from desktop.skills.parts import CardButton, IconLabel
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme
from desktop.words import AppWords, NoticeWords

PLAIN_MS = 8_000
ACTION_MS = 30_000


@dataclass(frozen=True, slots=True)
class Notice:
    """What to say. `action` is a button's word and what it does; `details` can be copied."""

    text: str
    action: str = ""
    act: Callable[[], None] | None = None
    trouble: bool = False
    details: str = ""


class NoticeBar(QFrame):
    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._now: Notice | None = None
        self._line: deque[Notice] = deque()
        self._sign = IconLabel(theme, "circle-alert", "warn")
        self._text = TextLines(theme, "text", ink.SMALL)
        self.action = CardButton(theme, "", role="accent")
        self.copy = CardButton(theme, AppWords.COPY_DETAILS)
        self.close_button = CardButton(theme, "", "x")
        self.close_button.setAccessibleName(NoticeWords.CLOSE)
        self.close_button.setToolTip(NoticeWords.CLOSE)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._leave)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 8)
        layout.setSpacing(8)
        for part in (self._sign, self._text, self.action, self.copy, self.close_button):
            layout.addWidget(part, 1 if part is self._text else 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.action.clicked.connect(self._act)
        self.copy.clicked.connect(self._copy)
        self.close_button.clicked.connect(self._next)
        self.action.hide()
        self.copy.hide()
        self.hide()

    def now(self) -> Notice | None:
        return self._now

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self._sign, self._text, self.action, self.copy, self.close_button):
            part.set_theme(theme)

    def say(self, notice: Notice) -> None:
        """Show it, or let it wait. The same sentence never waits twice."""
        if self._now is None:
            self._show(notice)
        elif notice.text != self._now.text and all(notice.text != other.text for other in self._line):
            self._line.append(notice)

    def tell(self, sentence: str) -> None:
        """A plain sentence, without anything to do about it."""
        self.say(Notice(sentence))

    def _show(self, notice: Notice) -> None:
        self._now = notice
        self.setObjectName("trouble" if notice.trouble else "notice")
        self.style().polish(self)
        self._text.set_text(notice.text)
        self._sign.setVisible(notice.trouble)
        self.action.setText(notice.action)
        self.action.updateGeometry()
        self.action.setVisible(bool(notice.action))
        self.copy.setVisible(bool(notice.details))
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, notice.text))
        if not notice.trouble:
            self._timer.start(ACTION_MS if notice.action else PLAIN_MS)

    def _leave(self) -> None:
        if self.underMouse() or self.isAncestorOf(self.focusWidget() or self):
            self._timer.start(PLAIN_MS)
            return
        self._next()

    def _act(self) -> None:
        notice = self._now
        self._next()
        if notice is not None and notice.act is not None:
            notice.act()

    def _copy(self) -> None:
        if self._now is not None:
            QGuiApplication.clipboard().setText(f"{self._now.text}\n\n{self._now.details}")

    def _next(self) -> None:
        self._timer.stop()
        self._now = None
        if self._line:
            self._show(self._line.popleft())
        else:
            self.hide()
