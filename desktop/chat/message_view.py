"""One message in the transcript: the person's in a raised block at the right, the assistant's as bare text.

Shows a frozen Message and asks by signals. While it streams it is laid out anew, paced so that the window stays free.
"""

from __future__ import annotations

import time
from datetime import datetime

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QAccessible, QEnterEvent, QGuiApplication, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.chat import markdown
from desktop.chat.safe_text import SafeText
from desktop.skills import ink
from desktop.skills.parts import CardButton, Group, IconLabel, Mark
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme
from desktop.words import ChatWords as Words
from learning import intent
from learning.types import Message, MessageStatus, Role

RENDER_MS = 50  # at least, between two layouts of an answer that grows
SHARE = 5  # a layout may take a fifth of the window's time, so that a long answer does not hold it up
WIDEST = 0.8  # of the column, for the person's own messages


class MessageView(Group):
    again_requested = Signal(str)  # message id
    link_asked = Signal(str)

    def __init__(self, message: Message, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._message, self._theme = message, theme
        self._themed: tuple[Mark | TextLines, ...] = ()
        self.text = SafeText(self)
        self.text.link_asked.connect(self.link_asked)
        self.text.code_asked.connect(self._copy_code)
        self.text.setAccessibleName(Words.YOU if self._own else Words.ASSISTANT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self._foot: Foot | None = None
        if self._own:
            layout.addLayout(self._bubble())
        else:
            layout.addWidget(self.text)
            self._foot = Foot(theme, self)
            self._foot.copy.clicked.connect(self._copy)
            self._foot.again.clicked.connect(self._ask_again)
            layout.addWidget(self._foot)
        self._timer = QTimer(self, singleShot=True, interval=RENDER_MS)
        self._timer.timeout.connect(self._render_growing)
        self._render()

    @property
    def _own(self) -> bool:
        return self._message.role is Role.USER

    def message(self) -> Message:
        return self._message

    def show_message(self, message: Message) -> None:
        """The next state of the same message. Text that still grows is laid out at most every RENDER_MS."""
        self._message = message
        if message.status is MessageStatus.STREAMING:
            if not self._timer.isActive():
                self._timer.start()
            return
        self._timer.stop()
        self._render()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        if self._foot is not None:
            self._foot.set_theme(theme)
        for part in self._themed:
            part.set_theme(theme)
        self._render()

    def set_newest(self, newest: bool) -> None:
        if self._foot is not None:
            self._foot.set_always(newest)

    # ---------------------------------------------------------------------------------------- private

    def _bubble(self) -> QHBoxLayout:
        frame = QFrame(self)
        frame.setObjectName("bubble")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(14, 10, 14, 10)
        inside.setSpacing(4)
        if intent.is_learn(self._message.text):
            inside.addLayout(self._learn_line())
        inside.addWidget(self.text)
        frame.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._frame = frame
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(frame)
        return row

    def _learn_line(self) -> QHBoxLayout:
        mark = Mark(self._theme, 1.14)
        mark.set_rings(3.0)
        label = TextLines(self._theme, "accent", ink.SMALL, bold=True, most=1)
        label.set_text(Words.LEARN)
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(mark)
        line.addWidget(label, 1)
        self._themed = (mark, label)
        return line

    def _render_growing(self) -> None:
        begun = time.perf_counter()
        self._render()
        took = (time.perf_counter() - begun) * 1000
        self._timer.setInterval(max(RENDER_MS, round(took * SHARE)))

    def _render(self) -> None:
        message = self._message
        if self._own:
            self.text.show_html(markdown.plain_html(intent.strip(message.text) or message.text))
            self._fit_bubble()
        elif message.status is MessageStatus.STREAMING and not message.text:
            self.text.show_html(f'<span style="color:{self._theme.muted}">{Words.READING}</span>')
        else:
            caret = " ▏" if message.status is MessageStatus.STREAMING else ""
            self.text.show_html(markdown.to_html(message.text + caret, self._theme))
        if self._foot is not None:
            self._foot.show_message(message)
        who = Words.YOU if self._own else Words.ASSISTANT
        worn = "" if self._own else Words.answered_with(message.skills)
        self.setAccessibleName(Words.spoken(who, _clock(message.at), worn))

    def _fit_bubble(self) -> None:
        widest = max(round(self.width() * WIDEST) - 28, ink.em(8))
        self.text.document().setTextWidth(-1)
        self.text.setFixedWidth(min(max(self.text.words_width(), ink.em(4)), widest))
        self.text.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._own:
            self._fit_bubble()

    def enterEvent(self, event: QEnterEvent) -> None:
        if self._foot is not None:
            self._foot.set_near(True)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        if self._foot is not None:
            self._foot.set_near(False)
        super().leaveEvent(event)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._message.text)

    def _copy_code(self, number: int) -> None:
        codes = markdown.code_blocks(self._message.text)
        if number < len(codes):
            QGuiApplication.clipboard().setText(codes[number])

    def _ask_again(self) -> None:
        self.again_requested.emit(self._message.id)


class Foot(QWidget):
    """What answered, and what one can do with an answer. Always laid out and in tab order; painted when near."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._always = self._near = False
        self._sign = IconLabel(theme, "triangle-alert", "warn")
        self._mark = Mark(theme, 1.0)
        self._said = TextLines(theme, "muted", ink.CAPTION, most=2)
        self.copy = FootButton(theme, "copy", Words.COPY)
        self.again = FootButton(theme, "refresh-cw", Words.AGAIN)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for part in (self._sign, self._mark, self._said, self.copy, self.again):
            layout.addWidget(part, 1 if part is self._said else 0)

    def set_theme(self, theme: Theme) -> None:
        for part in (self._sign, self._mark, self._said, self.copy, self.again):
            part.set_theme(theme)

    def set_always(self, always: bool) -> None:
        self._always = always
        self._paint()

    def set_near(self, near: bool) -> None:
        self._near = near
        self._paint()

    def show_message(self, message: Message) -> None:
        broken = message.status in (MessageStatus.STOPPED, MessageStatus.FAILED)
        self.setVisible(message.status is not MessageStatus.STREAMING)
        self._sign.setVisible(message.status is MessageStatus.FAILED)
        self._mark.setVisible(bool(message.skills) and not broken)
        self._mark.set_rings(3.0)
        if message.status is MessageStatus.FAILED:
            self._said.set_text(Words.FAILED)
        elif message.status is MessageStatus.STOPPED:
            self._said.set_text(Words.STOPPED)
        else:
            self._said.set_text(Words.answered_with(message.skills))
        self.again.setToolTip(Words.TRY_AGAIN if broken else Words.AGAIN)
        self.again.setAccessibleName(self.again.toolTip())
        self.again.setText(Words.TRY_AGAIN if broken else "")
        self.again.updateGeometry()
        self._always = self._always or broken
        self._paint()

    def _paint(self) -> None:
        for button in (self.copy, self.again):
            button.set_seen(self._always or self._near)


class FootButton(CardButton):
    """Keeps its place and its turn in the tab order; painted when seen, or when the keyboard is on it."""

    def __init__(self, theme: Theme, icon_name: str, words: str) -> None:
        super().__init__(theme, "", icon_name, role="muted")
        self._seen = False
        self.setAccessibleName(words)
        self.setToolTip(words)

    def set_seen(self, seen: bool) -> None:
        if seen != self._seen:
            self._seen = seen
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._seen or self.hasFocus() or QAccessible.isActive():
            super().paintEvent(event)


def _clock(at: str) -> str:
    try:
        return datetime.fromisoformat(at).astimezone().strftime("%H:%M")
    except ValueError:
        return ""
