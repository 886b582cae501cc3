"""One fact in the check before learning: its tick, its words, the place they are from, and why it was left out.

Knows one frozen Fact. Changes stay here until the page asks for them; wishes leave by signals.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from desktop.documents.review_view import Fact
from desktop.library_words import LibraryWords as Words
from desktop.skills import ink
from desktop.skills.parts import CardButton, Group, IconLabel
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme

PAD = 10
BAR = 3
_LONG = 400  # letters of a passage that are shown


class FactRow(Group):
    changed = Signal()
    place_asked = Signal(object)  # Fact

    def __init__(self, fact: Fact, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.fact = fact
        self.tick = QCheckBox()
        self.words = TextLines(theme, "text", ink.BODY)
        self.pencil = CardButton(theme, "", "pencil", role="muted")
        self.page = CardButton(theme, Words.page(fact.page), role="accent", flush=True)
        self.field = QLineEdit()
        self.keep = CardButton(theme, Words.KEEP, outlined=True)
        self.cancel = CardButton(theme, Words.CANCEL)
        self.passage = TextLines(theme, "muted", ink.SMALL, most=4)
        self._note = TextLines(theme, "muted", ink.CAPTION, most=1)
        self.radios: list[QRadioButton] = []
        self._parts: list[TextLines | IconLabel] = []
        self._lay_out()
        self._connect()
        self.edit(False)
        self._show()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (
            self.words,
            self.pencil,
            self.page,
            self.keep,
            self.cancel,
            self.passage,
            self._note,
            *self._parts,
        ):
            part.set_theme(theme)
        self.update()

    @property
    def editing(self) -> bool:
        return not self.field.isHidden()

    def set_ticked(self, ticked: bool) -> None:
        self.tick.setChecked(ticked and not self.fact.undecided)

    def edit(self, editing: bool) -> None:
        """The words in a field, with the passage they are from below."""
        for part in (self.field, self.keep, self.cancel, self.passage):
            part.setVisible(editing)
        for shown in (self.words, self.pencil):
            shown.setVisible(not editing)
        self._note.setVisible(bool(self._note.text()) and not editing)
        if editing:
            self.field.setText(self.fact.text)
            self.field.setCursorPosition(len(self.fact.text))
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F2 and not self.editing:
            self.edit(True)
        elif event.key() == Qt.Key.Key_Escape and self.editing:
            self.edit(False)
            self.pencil.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.fact.why or self.fact.choices:
            painter.fillRect(rect, ink.color(self._theme, "warn_soft"))
            bar = QRectF(rect.left(), rect.top(), BAR, rect.height())
            if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
                bar.moveRight(rect.right())
            painter.fillRect(bar, ink.color(self._theme, "warn"))
        painter.fillRect(QRectF(0, rect.bottom() - 1, rect.width(), 1), ink.color(self._theme, "line"))

    # -------------------------------------------------------------------------------------- private

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        for part in (self.tick, self.words, self.field, self.keep, self.cancel, self.pencil, self.page):
            top.addWidget(part, 1 if part in (self.words, self.field) else 0)
        self.page.setVisible(self.fact.page > 0)
        below = QVBoxLayout()
        below.setContentsMargins(ink.em(1.9), 0, 0, 0)
        below.setSpacing(2)
        for why in self.fact.why:
            below.addLayout(self._why(why.title))
            text = TextLines(self._theme, "text", ink.SMALL)
            text.set_text(why.text)
            self._parts.append(text)
            below.addWidget(text)
        if self.fact.choices:
            self._add_choices(below)
        below.addWidget(self.passage)
        below.addWidget(self._note)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAD + 2, PAD - 2, PAD, PAD - 2)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addLayout(below)

    def _why(self, title: str) -> QHBoxLayout:
        sign = IconLabel(self._theme, "triangle-alert", "warn")
        words = TextLines(self._theme, "warn", ink.SMALL, bold=True)
        words.set_text(title)
        self._parts += [sign, words]
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(sign)
        row.addWidget(words, 1)
        return row

    def _add_choices(self, below: QVBoxLayout) -> None:
        below.addLayout(self._why(Words.CHOOSE_VALUE))
        group = QButtonGroup(self)
        for text in self.fact.choices:
            radio = QRadioButton(text.replace("&", "&&"))
            radio.setAccessibleName(text)
            radio.setChecked(text == self.fact.text)
            group.addButton(radio)
            self.radios.append(radio)
            below.addWidget(radio)
        group.buttonClicked.connect(self._chosen)

    def _connect(self) -> None:
        self.tick.toggled.connect(self._ticked)
        self.pencil.clicked.connect(lambda: self.edit(True))
        self.page.clicked.connect(lambda: self.place_asked.emit(self.fact))
        self.keep.clicked.connect(self._keep)
        self.cancel.clicked.connect(lambda: self.edit(False))
        self.field.returnPressed.connect(self._keep)

    def _chosen(self) -> None:
        at = next(number for number, radio in enumerate(self.radios) if radio.isChecked())
        self.fact = replace(self.fact, text=self.fact.choices[at], ticked=True)
        self._show()
        self.changed.emit()

    def _ticked(self, ticked: bool) -> None:
        self.fact = replace(self.fact, ticked=ticked)
        self._name()
        self.changed.emit()

    def _keep(self) -> None:
        """Empty words are no fact: then the old ones stay."""
        text = " ".join(self.field.text().split())
        if text and text != self.fact.text:
            self.fact = replace(self.fact, text=text, ticked=True)
        self.edit(False)
        self._show()
        self.pencil.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _show(self) -> None:
        self.words.set_text(self.fact.text)
        self.tick.blockSignals(True)
        self.tick.setChecked(self.fact.ticked and not self.fact.undecided)
        self.tick.blockSignals(False)
        self.tick.setEnabled(not self.fact.undecided)
        passage = self.fact.passage if len(self.fact.passage) <= _LONG else f"{self.fact.passage[:_LONG]}…"
        self.passage.set_text(Words.in_text(passage))
        changed = self.fact.text != self.fact.original and not self.fact.choices
        source = "" if self.fact.choices else self.fact.source  # each choice has its own
        self._note.set_text(Words.CHANGED_BY_YOU if changed else source)
        self._note.setVisible(bool(self._note.text()) and not self.editing)
        self._name()

    def _name(self) -> None:
        fact = self.fact
        name = Words.fact_name(fact.text, self.tick.isChecked(), fact.page, ". ".join(why.title for why in fact.why))
        self.setAccessibleName(name)
        self.tick.setAccessibleName(name)
        self.pencil.setAccessibleName(Words.edit_name(fact.text))
        self.pencil.setToolTip(Words.EDIT)
        self.page.setAccessibleName(Words.place_name(fact.page, fact.text))
        self.field.setAccessibleName(Words.edit_name(fact.original))


class FactRows(QWidget):
    """The rows of one part, laid under each other."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("reviewRows")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(0)
        self.rows.addStretch(1)

    def add(self, row: FactRow) -> None:
        self.rows.insertWidget(self.rows.count() - 1, row)

    def all(self) -> tuple[FactRow, ...]:
        items = (self.rows.itemAt(at) for at in range(self.rows.count() - 1))
        found = (item.widget() for item in items if item is not None)
        return tuple(row for row in found if isinstance(row, FactRow))

    def clear(self) -> None:
        for row in self.all():
            self.rows.removeWidget(row)
            row.hide()
            row.deleteLater()
