"""The centre of the window: the chat's header, its transcript, the notice bar and the composer.

Knows where its parts stand. What happens in them is for the controllers.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from desktop import foreign
from desktop.chat.composer import Composer
from desktop.chat.transcript import Transcript, side_room
from desktop.notices import NoticeBar
from desktop.skills import ink
from desktop.skills.parts import CardButton
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme
from desktop.words import ChatsWords, ChatWords, MenuWords


class ChatPage(QWidget):
    renamed = Signal(str)
    skills_asked = Signal()
    chats_asked = Signal()
    models_asked = Signal()
    document_asked = Signal(str)  # learn from a file, named so
    web_asked = Signal(str)  # show the page that would search for this

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chatPage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)  # a plain QWidget paints no style sheet
        self.header = Header(theme)
        self.transcript = Transcript(theme)
        self.notices = NoticeBar(theme)
        self.composer = Composer(theme)
        self._foot = QVBoxLayout()
        self._foot.setSpacing(8)
        self._foot.addWidget(self.notices)
        self._foot.addWidget(self.composer)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.transcript, 1)
        layout.addLayout(self._foot)
        self.header.renamed.connect(self.renamed)
        self.composer.document_asked.connect(self.document_asked)
        self.composer.web_asked.connect(self.web_asked)
        self.header.chats.clicked.connect(self.chats_asked)
        self.header.skills.clicked.connect(self.skills_asked)
        self.header.model.clicked.connect(self.models_asked)
        self.setFocusProxy(self.composer)

    def set_theme(self, theme: Theme) -> None:
        for part in (self.header, self.transcript, self.notices, self.composer):
            part.set_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = side_room(self.width())
        self._foot.setContentsMargins(side, 0, side, 12)
        self.header.set_side(side)


class Header(QFrame):
    """Title of the chat, which model answers, and the way to the docks."""

    renamed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chatHeader")
        self.chats = _Way(theme, "panel-left", MenuWords.CHATS)
        self.skills = _Way(theme, "panel-right", MenuWords.SKILLS)
        self.title = TextLines(theme, "text", ink.HEADING, bold=True, most=1)
        self.edit = QLineEdit()
        self.edit.setAccessibleName(ChatWords.TITLE_HINT)
        self.rename = CardButton(theme, "", "pencil", role="muted")
        self.rename.setAccessibleName(ChatWords.TITLE_HINT)
        self.rename.setToolTip(ChatWords.TITLE_HINT)
        self.model = CardButton(theme, "", role="muted")
        self.model.setToolTip(ChatWords.MODEL_HINT)
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.title.setMinimumWidth(ink.em(4))
        self.edit.hide()
        self._row = layout = QHBoxLayout(self)
        layout.setSpacing(8)
        for part in (self.chats, self.title, self.edit, self.rename):
            layout.addWidget(part)
        layout.addStretch(1)
        layout.addWidget(self.model)
        layout.addWidget(self.skills)
        self.set_side(32)
        self.setFixedHeight(max(46, ink.em(3.3)))
        self.rename.clicked.connect(self.begin)
        self.edit.editingFinished.connect(self._end)

    def set_theme(self, theme: Theme) -> None:
        for part in (self.chats, self.skills, self.title, self.rename, self.model):
            part.set_theme(theme)

    def show_chat(self, title: str) -> None:
        self._turn(editing=False)
        self.title.set_text(title or ChatsWords.NEW)
        self.setAccessibleName(title or ChatsWords.NEW)

    def show_model(self, name: str) -> None:
        shown = foreign.line(name, 32)  # a button never cuts its words, and this one must not widen the window
        self.model.setText(shown)
        self.model.setToolTip(ChatWords.MODEL_HINT if shown == name else f"{name}\n{ChatWords.MODEL_HINT}")
        self.model.setAccessibleName(ChatWords.model(name))
        self.model.updateGeometry()

    def show_ways(self, chats: bool) -> None:
        """The button for the left dock is there while the dock is not."""
        self.chats.setVisible(chats)

    def set_side(self, side: int) -> None:
        """Title and reading column begin at the same place."""
        self._row.setContentsMargins(side, 6, max(12, min(side, 20)), 6)

    def begin(self) -> None:
        """Rename in place."""
        self.edit.setText(self.title.text())
        self._turn(editing=True)
        self.edit.selectAll()
        self.edit.setFocus()

    def _end(self) -> None:
        if not self.edit.isHidden():
            words = self.edit.text().strip()
            self._turn(editing=False)
            if words:
                self.renamed.emit(words)

    def _turn(self, editing: bool) -> None:
        self.edit.setVisible(editing)
        self.title.setVisible(not editing)
        self.rename.setVisible(not editing)


class _Way(CardButton):
    """To a dock that is away."""

    def __init__(self, theme: Theme, icon_name: str, words: str) -> None:
        super().__init__(theme, "", icon_name, role="muted")
        self.setAccessibleName(words)
        self.setToolTip(words)
