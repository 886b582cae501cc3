"""One message in the transcript: the person's in a raised block at the right, the assistant's as bare text.

Shows a frozen Message and asks by signals. While it streams it is laid out anew, paced so that the window stays free.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.chat import markdown
from desktop.chat.answer_foot import Foot
from desktop.chat.answer_source import AnswerSource
from desktop.chat.correcting import Correcting
from desktop.chat.safe_text import SafeText
from desktop.skills import ink
from desktop.skills.parts import Group, Mark
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
    look_up_asked = Signal(str)  # message id: the same question, looked up in the documents
    source_asked = Signal(object)  # AnswerSource: open this place
    corrected = Signal(str, str)  # message id, the answer as it should have been
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
        self.correcting: Correcting | None = None
        if self._own:
            layout.addLayout(self._bubble())
        else:
            layout.addWidget(self.text)
            self._foot = Foot(theme, self)
            self._foot.copy.clicked.connect(self._copy)
            self._foot.again.clicked.connect(self._ask_again)
            self._foot.look_up.clicked.connect(lambda: self.look_up_asked.emit(self._message.id))
            self._foot.cited.source_asked.connect(self.source_asked)
            layout.addWidget(self._foot)
            self.correcting = Correcting(message, self.text, self._foot, layout, theme)
            self.correcting.corrected.connect(self.corrected)
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

    def show_sources(self, sources: Sequence[AnswerSource], can_look_up: bool) -> None:
        """Where the answer came from, and whether its question can be looked up."""
        if self._foot is not None:
            self._foot.set_look_up(can_look_up)
            self._foot.show_sources(sources)
            self._name()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        if self._foot is not None:
            self._foot.set_theme(theme)
        if self.correcting is not None:
            self.correcting.set_theme(theme)
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
        if self.correcting is not None:
            self.correcting.show_message(message)
        self._name()

    def _name(self) -> None:
        who = Words.YOU if self._own else Words.ASSISTANT
        worn = self._foot.words() if self._foot is not None else ""
        self.setAccessibleName(Words.spoken(who, _clock(self._message.at), worn))

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


def _clock(at: str) -> str:
    try:
        return datetime.fromisoformat(at).astimezone().strftime("%H:%M")
    except ValueError:
        return ""
