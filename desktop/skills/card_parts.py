"""Blocks of a skill's page: the band of four facts, lines of sources and versions, and the fold at the end.

Each shows frozen data; wishes leave by signals.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFormLayout, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.change_words import ChangeWords
from desktop.chat.flow import FlowLayout
from desktop.share_words import ShareWords
from desktop.skill_words import SkillWords as Words
from desktop.skills import card_view as views
from desktop.skills import ink
from desktop.skills.card_view import Detail, Fact, SkillCard, VersionLine
from desktop.skills.origins import SourceLine
from desktop.skills.parts import CardButton, Group, IconLabel, Mark
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme

NARROW = 34  # times the text size: below it the four facts stand two by two


class FactBand(Group):
    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cells = [_FactCell(theme) for _ in range(4)]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(16, 12, 16, 12)
        self._grid.setHorizontalSpacing(25)
        self._grid.setVerticalSpacing(12)
        self._narrow: bool | None = None
        self._place(False)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for cell in self._cells:
            cell.set_theme(theme)
        self.update()

    def show_facts(self, facts: tuple[Fact, ...]) -> None:
        for cell, fact in zip(self._cells, facts, strict=True):
            cell.show_fact(fact)
        self._share()
        self.setAccessibleName(", ".join(f"{fact.value} {fact.note}" for fact in facts))

    def values(self) -> tuple[str, ...]:
        return tuple(cell.value() for cell in self._cells)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place(event.size().width() < ink.em(NARROW))
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        outline = ink.color(self._theme, "line") if self._theme.high_contrast else None
        ink.rounded(painter, QRectF(self.rect()), 6, ink.color(self._theme, "raised"), outline)
        for cell in self._cells if not self._narrow else ():
            if cell is not self._cells[0]:
                mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
                x = cell.geometry().right() + 13 if mirrored else cell.x() - 13
                painter.fillRect(x, cell.y(), 1, cell.height(), ink.color(self._theme, "line"))

    def _place(self, narrow: bool) -> None:
        if narrow is self._narrow:
            return
        self._narrow = narrow
        for number, cell in enumerate(self._cells):
            self._grid.removeWidget(cell)
            row, column = divmod(number, 2) if narrow else (0, number)
            self._grid.addWidget(cell, row, column)
        self._share()

    def _share(self) -> None:
        """Side by side each cell gets room as its words need it; two by two both columns are alike."""
        for column, cell in enumerate(self._cells):
            wide = cell.needed() if not self._narrow else int(column < 2)
            self._grid.setColumnStretch(column, wide)


class _FactCell(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._value = TextLines(theme, "text", ink.HEADING, bold=True, most=1)
        self._note = TextLines(theme, "muted", ink.CAPTION, most=2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._value)
        layout.addWidget(self._note)
        layout.addStretch(1)

    def set_theme(self, theme: Theme) -> None:
        self._value.set_theme(theme)
        self._note.set_theme(theme)

    def show_fact(self, fact: Fact) -> None:
        self._value.set_text(fact.value)
        self._note.set_text(fact.note)

    def needed(self) -> int:
        return max(self._value.sizeHint().width(), self._note.sizeHint().width(), 1)

    def value(self) -> str:
        return f"{self._value.text()} {self._note.text()}"


class _Line(QWidget):
    """A row of the page; `ruled` with a hairline below."""

    def __init__(self, theme: Theme, ruled: bool = True) -> None:
        super().__init__()
        self._theme, self._ruled = theme, ruled
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 8, 0, 9)
        self.row.setSpacing(12)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._ruled:
            QPainter(self).fillRect(0, self.height() - 1, self.width(), 1, ink.color(self._theme, "line"))


class SourceRow(_Line):
    """One statement that taught the skill, and Forget. A fact of a document stands under it, without sign and date."""

    forget = Signal(str, str)  # id of the source, its words

    def __init__(self, line: SourceLine, theme: Theme, ruled: bool = True) -> None:
        super().__init__(theme, ruled)
        self.line = line
        text = TextLines(theme, "muted" if line.going else "text", ink.BODY, most=2)
        text.set_text(line.text if line.from_file else Words.quoted(line.text))
        note = TextLines(theme, "muted", ink.CAPTION, most=1)
        note.set_text(line.note)
        note.setVisible(bool(line.note))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(text)
        words.addWidget(note)
        if not line.from_file:
            self.row.addWidget(IconLabel(theme, "message-square", "muted"))
        self.row.addLayout(words, 1)
        when = views.moment(line.at) if line.at else ""
        if when:
            self.row.addWidget(_date(theme, when))
        if line.id and not line.going:
            button = CardButton(theme, ChangeWords.FORGET, role="muted")
            button.setAccessibleName(ChangeWords.forget(line.text))
            button.clicked.connect(lambda: self.forget.emit(line.id, line.text))
            self.row.addWidget(button)
        self.setAccessibleName(", ".join(part for part in (f"{line.text}. {line.note}".strip(), when) if part))


class VersionRow(_Line):
    """One version. Undo stands on the current one, when there is an earlier one to go back to."""

    undo = Signal()

    def __init__(self, line: VersionLine, undoable: bool, theme: Theme) -> None:
        super().__init__(theme)
        mark = Mark(theme, 1.36)
        mark.set_rings(2.0 if views.gentle(line) else 3.0, muted=not line.current)
        name = TextLines(theme, "text", ink.BODY, bold=True, most=1)
        name.set_text(Words.version(line.number))
        name.setMinimumWidth(name.sizeHint().width())
        note = TextLines(theme, "muted", ink.SMALL, most=1)
        note.set_text(views.version_note(line))
        self.row.addWidget(mark)
        self.row.addWidget(name)
        self.row.addWidget(note, 1)
        self.row.addWidget(_date(theme, views.day(line.at)))
        if undoable:
            button = CardButton(theme, Words.UNDO, "undo-2", outlined=True)
            button.setAccessibleName(f"{Words.UNDO}: {Words.version(line.number)}")
            button.clicked.connect(self.undo)
            self.row.addWidget(button)
        self.setAccessibleName(f"{Words.version(line.number)}, {views.version_note(line)}, {views.day(line.at)}")


class More(Group):
    """The fold: technical details, where the files are, saving it as one file, and Delete."""

    show_in_folder = Signal()
    save = Signal()
    delete = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.toggle = CardButton(theme, Words.SHOW_MORE, "chevron-right", flush=True)
        self.toggle.setCheckable(True)
        self.toggle.toggled.connect(self._turn)
        self.inside = QWidget(self)
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(16)
        self._form.setVerticalSpacing(4)
        self._folder = CardButton(theme, Words.SHOW_IN_FOLDER, "folder-open", outlined=True)
        self.save_button = CardButton(theme, ShareWords.SAVE, "download", outlined=True)
        self._delete = CardButton(theme, Words.DELETE_SKILL, "trash-2", role="bad")
        self._folder.clicked.connect(self.show_in_folder)
        self.save_button.clicked.connect(self.save)
        self._delete.clicked.connect(self.delete)
        buttons = QWidget()
        flow = FlowLayout(buttons, gap=8)
        for button in (self._folder, self.save_button, self._delete):
            flow.addWidget(button)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        buttons.setSizePolicy(policy)
        inside = QVBoxLayout(self.inside)
        inside.setContentsMargins(0, 4, 0, 0)
        inside.setSpacing(12)
        inside.addLayout(self._form)
        inside.addWidget(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.toggle)
        layout.addWidget(self.inside)
        self.inside.hide()
        self.setAccessibleName(Words.SHOW_MORE)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for button in (self.toggle, self._folder, self.save_button, self._delete):
            button.set_theme(theme)
        for label in self.inside.findChildren(QLabel):
            ink.tint(label, theme, "muted")

    def show_card(self, card: SkillCard) -> None:
        while self._form.rowCount():
            self._form.removeRow(0)
        for detail in (*card.details, Detail(Words.LOCATION, card.path)):
            self._form.addRow(self._words(detail.label), self._words(detail.value, selectable=True))

    def folder_button(self) -> CardButton:
        return self._folder

    def delete_button(self) -> CardButton:
        return self._delete

    def _words(self, text: str, selectable: bool = False) -> QLabel:
        label = QLabel(text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setFont(ink.font(ink.SMALL, QFont.Weight.Normal))
        label.setWordWrap(selectable)
        ink.tint(label, self._theme, "muted")
        if selectable:
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        return label

    def _turn(self, opened: bool) -> None:
        self.inside.setVisible(opened)
        self.toggle.setText(Words.SHOW_LESS if opened else Words.SHOW_MORE)
        self.toggle.set_icon("chevron-down" if opened else "chevron-right")


def _date(theme: Theme, text: str) -> TextLines:
    made = TextLines(theme, "muted", ink.SMALL, most=1)
    made.set_text(text)
    made.setFixedWidth(made.sizeHint().width() + 2)
    return made
