"""The head of a skill's page: mark, name with its pencil, what it knows, and the switch.

Renames in place; asks by `renamed`, changes nothing itself.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.change_words import ChangeWords
from desktop.skill_words import SkillWords as Words
from desktop.skills import card_view as views
from desktop.skills import ink
from desktop.skills.card_view import SkillCard
from desktop.skills.current_row import NameField
from desktop.skills.parts import CardButton, IconLabel, Mark
from desktop.skills.rows import reason
from desktop.skills.segments import Segments
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme


class CardTitle(QWidget):
    renamed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown = ""
        self._mark = Mark(theme, 2.14)
        self.name = _Title(theme)
        self.field = NameField(self)
        self.field.setFont(ink.font(ink.TITLE, QFont.Weight.DemiBold))
        self.field.setAccessibleName(Words.NAME)
        self.field.setMaxLength(120)
        self.field.hide()
        self.pencil = CardButton(theme, "", "pencil", "muted")
        self.pencil.setToolTip(Words.RENAME)
        self.segments = Segments(theme, self)
        self._summary = TextLines(theme, "muted", ink.BODY, most=2)
        self._reason = TextLines(theme, "text", ink.BODY)
        self._reason_icon = IconLabel(theme, "circle-alert", "warn")
        self.reteach = CardButton(theme, ChangeWords.RETEACH, "refresh-cw", outlined=True)
        self._lay_out()
        self.pencil.clicked.connect(self.rename)
        self.field.kept.connect(self._keep)
        self.field.left.connect(self._end)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self._mark, self.name, self.pencil, self.segments, self._summary, self._reason, self._reason_icon):
            part.set_theme(theme)
        self.reteach.set_theme(theme)

    def show_card(self, card: SkillCard) -> None:
        row = card.row
        self._shown = row.name
        self.name.set_text(row.name)
        self._mark.set_rings(2.0 if row.gentle else 3.0, muted=not row.on)
        self.pencil.setAccessibleName(f"{Words.RENAME}: {row.name}")
        self.segments.set_state(row.state, row.usable)
        self.segments.set_name(row.name)
        self._summary.set_text(views.summary(card))
        self._reason.set_text(reason(row))
        self._reason.setVisible(not row.usable)
        self._reason_icon.setVisible(not row.usable)
        self.reteach.setVisible(card.can_reteach)
        self.reteach.setAccessibleName(ChangeWords.reteach(row.name))

    def rename(self) -> None:
        self.field.setText(self._shown)
        self._turn(editing=True)
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def take_focus(self) -> None:
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        names = QHBoxLayout()
        names.setSpacing(8)
        names.addWidget(self.name)
        names.addWidget(self.pencil)
        names.addWidget(self.field, 1)
        names.addStretch(0)
        reason = QHBoxLayout()
        reason.setSpacing(6)
        reason.addWidget(self._reason_icon)
        reason.addWidget(self._reason, 1)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(names)
        words.addWidget(self._summary)
        words.addLayout(reason)
        words.addWidget(self.reteach, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.segments, 0, Qt.AlignmentFlag.AlignTop)

    def _turn(self, editing: bool) -> None:
        self.field.setVisible(editing)
        self.name.setVisible(not editing)
        self.pencil.setVisible(not editing)

    def _keep(self, name: str) -> None:
        if name and name != self._shown:
            self.renamed.emit(name)

    def _end(self) -> None:
        self._turn(editing=False)
        self.take_focus()


class _Title(TextLines):
    """The name. Takes the focus when the page opens, so that a screen reader begins there."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "text", ink.TITLE, bold=True, most=2)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if ink.keyboard_focus(self):
            ink.focus_ring(QPainter(self), QRectF(self.rect()), 4, self.theme())
