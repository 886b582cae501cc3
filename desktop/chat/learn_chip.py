"""The chip above the composer: what a [Learn] message was understood to ask for, before anything runs.

Shows and edits one Intent. Knows no parser: the composer hands the intent in and reads it back.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from desktop.chat.chip_buttons import KINDS, ChipButton, PartChip, height, kind_words
from desktop.chat.flow import FlowLayout
from desktop.lesson_words import ChipWords as Words
from desktop.skills import ink
from desktop.skills.parts import CardButton
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme
from learning.types import Intent, IntentPart, Kind

PARTS_SHOWN = 3
ALL_AS = {
    Kind.FACT: Words.AS_FACTS,
    Kind.INSTRUCTION: Words.AS_INSTRUCTION,
    Kind.CONDITIONAL: Words.AS_CONDITIONAL,
}


def label(intent: Intent) -> str:
    """What the chip says: "Learn 6 facts", "Learn a rule"; a question when nobody can be sure."""
    facts = sum(part.kind is Kind.FACT for part in intent.parts)
    rules = len(intent.parts) - facts
    if not intent.sure or not intent.parts:
        return Words.WHAT_IS_IT
    if all(part.kind is Kind.TOOL for part in intent.parts):
        return Words.A_TOOL
    if facts and rules:
        return Words.mixed(facts, rules)
    return Words.facts(facts) if facts else Words.rules(rules)


class LearnChip(QWidget):
    changed = Signal(object)  # Intent, as edited
    removed = Signal()  # send it as a plain message

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._intent: Intent | None = None
        self._all_shown = False
        self._parts: list[QWidget] = []
        self.chip = ChipButton(theme, self)
        self.chip.backspaced.connect(self.removed)
        self._time = TextLines(theme, "muted", ink.SMALL, most=1)
        self._time.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._time.setFixedHeight(height())
        self._row = QWidget(self)
        self._flow = FlowLayout(self._row)
        self._flow.addWidget(self.chip)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self._row.setSizePolicy(policy)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self._row, 1)
        layout.addWidget(self._time, 0, Qt.AlignmentFlag.AlignTop)
        self.setFocusProxy(self.chip)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.chip.set_theme(theme)
        self._time.set_theme(theme)
        for part in self._parts:
            if isinstance(part, (PartChip, CardButton)):
                part.set_theme(theme)

    def set_intent(self, intent: Intent, seconds: float | None = None) -> None:
        """Shows an intent; asks nothing. `seconds` None: no estimate yet."""
        self._intent = intent
        self.chip.setText(label(intent))
        self.chip.updateGeometry()
        self.chip.setAccessibleName(_spoken(intent, seconds))
        self.chip.setMenu(self._menu(intent))
        self._time.set_text(Words.time(seconds) if seconds is not None else "")
        self._time.setVisible(seconds is not None)
        self._build_parts(intent)

    def intent(self) -> Intent | None:
        return self._intent

    def parts(self) -> tuple[PartChip, ...]:
        return tuple(part for part in self._parts if isinstance(part, PartChip))

    def select(self) -> None:
        """Focus on the chip: Backspace there sends the text as a plain message, Down opens the menu."""
        self.chip.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def open_menu(self) -> None:
        self.chip.showMenu()

    # --------------------------------------------------------------------------------------- building

    def _menu(self, intent: Intent) -> QMenu:
        old = self.chip.menu()
        if old is not None:
            old.deleteLater()
        menu = QMenu(self)
        single = len(intent.parts) == 1
        if not intent.sure and not single:
            menu.addAction(Words.AS_IT_IS).triggered.connect(self._confirm)
        for kind in KINDS:
            action = menu.addAction(kind_words(kind) if single else ALL_AS[kind])
            action.setCheckable(True)
            action.setChecked(intent.sure and all(part.kind is kind for part in intent.parts))
            action.triggered.connect(lambda _on=False, kind=kind: self._all_as(kind))
        menu.addSeparator()
        menu.addAction(Words.PLAIN).triggered.connect(self.removed)
        return menu

    def _build_parts(self, intent: Intent) -> None:
        """A single part needs no chip of its own: its words stand in the composer."""
        for part in self._parts:
            self._flow.removeWidget(part)
            part.hide()
            part.deleteLater()
        parts = intent.parts if len(intent.parts) > 1 else ()
        shown = parts if self._all_shown or len(parts) <= PARTS_SHOWN + 1 else parts[:PARTS_SHOWN]
        self._parts = [self._part(number, part) for number, part in enumerate(shown)]
        if len(shown) < len(parts):
            self._parts.append(self._more(len(parts) - len(shown)))
        before: QPushButton = self.chip
        for widget in self._parts:
            self._flow.addWidget(widget)
            if isinstance(widget, PartChip):
                QWidget.setTabOrder(before, widget.choose)
                QWidget.setTabOrder(widget.choose, widget.cross)
                before = widget.cross
        self._row.updateGeometry()

    def _part(self, number: int, part: IntentPart) -> PartChip:
        chip = PartChip(part, self._theme, self._row)
        chip.kind_chosen.connect(lambda kind: self._change(number, kind))
        chip.left_out.connect(lambda: self._leave_out(number))
        return chip

    def _more(self, number: int) -> CardButton:
        button = CardButton(self._theme, Words.more(number), role="accent")
        button.clicked.connect(self._show_all)
        return button

    # ---------------------------------------------------------------------------------------- editing

    def _show_all(self) -> None:
        self._all_shown = True
        if self._intent is not None:
            self._build_parts(self._intent)

    def _all_as(self, kind: Kind) -> None:
        if self._intent is not None:
            parts = self._intent.parts or (IntentPart(kind, self._intent.text),)
            self._edited(replace(self._intent, parts=tuple(replace(part, kind=kind) for part in parts), sure=True))

    def _confirm(self) -> None:
        """Every part is what it was taken for."""
        if self._intent is not None:
            self._edited(replace(self._intent, sure=True))

    def _change(self, number: int, kind: Kind) -> None:
        if self._intent is not None:
            parts = list(self._intent.parts)
            parts[number] = replace(parts[number], kind=kind)
            self._edited(replace(self._intent, parts=tuple(parts), sure=True))

    def _leave_out(self, number: int) -> None:
        if self._intent is not None:
            parts = (*self._intent.parts[:number], *self._intent.parts[number + 1 :])
            self._edited(replace(self._intent, parts=parts))
            self.select()

    def _edited(self, intent: Intent) -> None:
        """The composer answers with set_intent() and a new estimate; until then the old time is not shown."""
        self.set_intent(intent)
        self.changed.emit(intent)


def _spoken(intent: Intent, seconds: float | None) -> str:
    if not intent.sure:
        return Words.unsure_name(intent.title)
    return Words.name(label(intent), intent.title, seconds)
