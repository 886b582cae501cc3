"""The right side: skills and documents, one behind the other, with a tab for each.

Knows the two panes and which is shown. What is in them is theirs.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from desktop.documents.pane import DocumentsPane
from desktop.library_words import LibraryWords
from desktop.skill_words import SkillWords
from desktop.skills import ink
from desktop.skills.pane import SkillsPane
from desktop.theme import Theme


class RightPane(QWidget):
    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.skills, self.documents = SkillsPane(theme), DocumentsPane(theme)
        self.skills_tab = Tab(theme, SkillWords.SKILLS)
        self.documents_tab = Tab(theme, LibraryWords.DOCUMENTS)
        self._stack = QStackedWidget()
        tabs = QHBoxLayout()
        tabs.setContentsMargins(12, 4, 12, 0)
        tabs.setSpacing(8)
        for tab, pane in ((self.skills_tab, self.skills), (self.documents_tab, self.documents)):
            tabs.addWidget(tab)
            self._stack.addWidget(pane)
        tabs.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(tabs)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.skills.strip)  # what learns is seen beside the documents, too
        self.skills_tab.toggled.connect(self._turn)
        self.skills_tab.setChecked(True)

    def sizeHint(self) -> QSize:
        return self.skills.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.skills.minimumSizeHint()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self.skills, self.documents):
            part.set_theme(theme)
        for tab in (self.skills_tab, self.documents_tab):
            tab.set_theme(theme)
        self.update()

    def shown(self) -> QWidget | None:
        """The pane in front."""
        return self._stack.currentWidget()

    def show_skills(self) -> None:
        self.skills_tab.setChecked(True)

    def show_documents(self) -> None:
        self.documents_tab.setChecked(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, self._stack.geometry().top() - 1, self.width(), 1, ink.color(self._theme, "line"))

    def _turn(self) -> None:
        self._stack.setCurrentWidget(self.skills if self.skills_tab.isChecked() else self.documents)


class Tab(QRadioButton):
    """One of the tabs; arrows go to the other, as between radio buttons."""

    def __init__(self, theme: Theme, words: str) -> None:
        super().__init__(words)
        self._theme = theme
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self.update)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        words = QFontMetricsF(ink.font(ink.BODY, QFont.Weight.DemiBold)).horizontalAdvance(self.text())
        return QSize(round(words) + 2 * ink.em(0.7), ink.em(2.9))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        on = self.isChecked()
        painter.setFont(ink.font(ink.BODY, QFont.Weight.DemiBold if on else QFont.Weight.Normal))
        painter.setPen(ink.color(self._theme, "text" if on else "muted"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        if on:
            painter.fillRect(0, self.height() - 3, self.width(), 3, ink.color(self._theme, "accent"))
        if ink.keyboard_focus(self):
            ink.focus_ring(painter, self.rect().toRectF(), 6, self._theme)
