"""The pane "Skills": search, the list in its two groups, what to do when there is nothing, and the queue strip.

Shows the rows it is given by set_rows() and nothing else; every wish leaves by `requested`.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from desktop.chat.lesson_view import LessonView
from desktop.icons import icon
from desktop.share_words import ShareWords
from desktop.skill_words import SkillWords as Words
from desktop.skills import ink
from desktop.skills.list_view import SkillList
from desktop.skills.model import SkillListModel
from desktop.skills.parts import CardButton
from desktop.skills.queue_strip import QueueStrip
from desktop.skills.requests import AddFileRequest, TeachRequest
from desktop.skills.rows import SkillRow
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme

MARGIN = 12


class SkillsPane(QWidget):
    requested = Signal(object)  # one of desktop.skills.requests

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.model = SkillListModel(self)
        self.search = QLineEdit(self)
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumHeight(max(32, ink.em(2.3)))
        self._search_sign = self.search.addAction(icon(theme, "search"), QLineEdit.ActionPosition.LeadingPosition)
        self.list = SkillList(self.model, theme, self)
        self.empty = _Notice(theme, Words.TEACH)
        self.nothing = _Notice(theme, Words.CLEAR)
        self.add_file = CardButton(theme, ShareWords.ADD_FILE, "upload", flush=True)
        self.add_file.setAccessibleName(ShareWords.ADD_FILE)
        self.add_file.setParent(self)  # before the strip, so that the keys reach it first
        self.strip = QueueStrip(theme, self)
        self._stack = QStackedWidget(self)
        for page in (self.list, self.empty, self.nothing):
            self._stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, 4)
        layout.setSpacing(8)
        layout.addWidget(self.search)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.add_file, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.strip)
        self._connect()
        self.setAccessibleName(Words.SKILLS)
        self.set_rows(())

    def sizeHint(self) -> QSize:
        return QSize(ink.em(22.6), ink.em(30))

    def minimumSizeHint(self) -> QSize:
        return QSize(ink.em(18), ink.em(14))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._search_sign.setIcon(icon(theme, "search"))
        for part in (self.list, self.empty, self.nothing, self.add_file, self.strip):
            part.set_theme(theme)

    def set_rows(self, rows: tuple[SkillRow, ...]) -> None:
        self.model.set_rows(rows)
        self.search.setPlaceholderText(Words.search(len(rows)))
        self.search.setAccessibleName(Words.search(len(rows)))
        self.search.setEnabled(bool(rows))
        self._turn()

    def show_lesson(self, view: LessonView | None, waiting: int = 0) -> None:
        """What learns now, for the strip at the foot; None when nothing does."""
        self.strip.show_lesson(view, waiting)

    def select(self, skill: str) -> None:
        """Make a skill the current row."""
        index = self.model.index_of(skill)
        if index.isValid():
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index)

    def page(self) -> QWidget | None:
        """What stands under the search field now."""
        return self._stack.currentWidget()

    def _connect(self) -> None:
        self.search.textChanged.connect(self._find)
        self.list.requested.connect(self.requested)
        self.strip.requested.connect(self.requested)
        self.empty.asked.connect(self._ask_teach)
        self.nothing.asked.connect(self.search.clear)
        self.add_file.clicked.connect(self._ask_file)

    def _ask_teach(self) -> None:
        self.requested.emit(TeachRequest())

    def _ask_file(self) -> None:
        self.requested.emit(AddFileRequest())

    def _find(self, text: str) -> None:
        self.model.set_search(text)
        self._turn()

    def _turn(self) -> None:
        """The list, or the sentence for why there is none."""
        if self.model.rowCount() > 0:
            self._stack.setCurrentWidget(self.list)
        elif self.model.total() == 0:
            self.empty.say(Words.EMPTY)
            self._stack.setCurrentWidget(self.empty)
        else:
            self.nothing.say(Words.nothing_found(self.search.text()))
            self._stack.setCurrentWidget(self.nothing)


class _Notice(QWidget):
    """One sentence, one action, no picture."""

    asked = Signal()

    def __init__(self, theme: Theme, action: str) -> None:
        super().__init__()
        self.text = TextLines(theme, "muted", ink.BODY)
        self.button = CardButton(theme, action, outlined=True)
        self.button.clicked.connect(self.asked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 12, 8, 12)
        layout.setSpacing(12)
        layout.addWidget(self.text)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)

    def set_theme(self, theme: Theme) -> None:
        self.text.set_theme(theme)
        self.button.set_theme(theme)

    def say(self, text: str) -> None:
        self.text.set_text(text)
