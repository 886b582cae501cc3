"""The chip above the composer: what a [Learn] message was understood to ask for, before anything runs.

Shows and edits one Intent; what is to be learned from elsewhere is asked for below it. Reads no text: the composer
hands the intent in and reads it back.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from desktop import foreign
from desktop.chat import intent_edits
from desktop.chat.chip_buttons import KINDS, ChipButton, PartChip, choices, height, kind_words
from desktop.chat.chip_note import ChipNote
from desktop.chat.flow import FlowLayout
from desktop.chat.request_rows import RequestRows
from desktop.lesson_words import ChipWords as Words
from desktop.skills import ink
from desktop.skills.parts import CardButton
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme
from learning.intent import Exchange, requests
from learning.types import Intent, IntentPart, Kind

PARTS_SHOWN = 3
ALL_AS = {
    Kind.FACT: Words.AS_FACTS,
    Kind.INSTRUCTION: Words.AS_INSTRUCTION,
    Kind.CONDITIONAL: Words.AS_CONDITIONAL,
}


def label(intent: Intent, file: str = "") -> str:
    """What the chip says: "Learn 6 facts", "Learn from rules.pdf"; a question when nobody can be sure."""
    kinds = [part.kind for part in intent.parts]
    elsewhere = requests(intent.parts)
    if elsewhere and len(kinds) > 1:
        return Words.elsewhere(len(elsewhere))
    if elsewhere:
        return Words.FROM_WEB if kinds[0] is Kind.WEB else Words.learn_from(foreign.line(file or elsewhere[0].text, 40))
    if not intent.sure or not kinds:
        return Words.WHAT_IS_IT
    facts, corrections, tools = (kinds.count(kind) for kind in (Kind.FACT, Kind.CORRECTION, Kind.TOOL))
    return Words.learn(facts, len(kinds) - facts - corrections - tools, corrections, tools)


class LearnChip(QWidget):
    changed = Signal(object)  # Intent, as edited
    removed = Signal()  # send it as a plain message
    shown = Signal()  # another intent, edited or read

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._intent: Intent | None = None
        self._before: Exchange | None = None
        self._all_shown = False
        self._file = ""
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
        self.requests = RequestRows(theme, self)
        self.note = ChipNote(theme, self)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._row, 1)
        row.addWidget(self._time, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self.requests)
        layout.addWidget(self.note)
        self.setFocusProxy(self.chip)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.chip.set_theme(theme)
        self._time.set_theme(theme)
        self.note.set_theme(theme)
        self.requests.set_theme(theme)
        for part in self._parts:
            if isinstance(part, (PartChip, CardButton)):
                part.set_theme(theme)

    def set_intent(self, intent: Intent, seconds: float | None = None) -> None:
        """Shows an intent; asks nothing. `seconds` None: no estimate yet."""
        self._intent = intent
        self._say(intent, seconds)
        self.chip.setMenu(self._menu(intent))
        self._time.set_text(Words.time(seconds) if seconds is not None else "")
        self._time.setVisible(seconds is not None)
        self._build_parts(intent)
        self.requests.show_parts(intent.parts)
        self._order_tabs()
        self.shown.emit()

    def set_file(self, name: str) -> None:
        """A file that was dropped or attached stands for the one that the words ask for; "" = none."""
        self._file = name
        self.requests.set_file(name)
        if self._intent is not None:
            self._say(self._intent, None)

    def set_exchange(self, before: Exchange | None) -> None:
        """What a part can correct: without it no part can be a correction."""
        changed, self._before = before != self._before, before
        if changed and self._intent is not None:
            self.chip.setMenu(self._menu(self._intent))
            self._build_parts(self._intent)
            self._order_tabs()

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

    def _say(self, intent: Intent, seconds: float | None) -> None:
        self.chip.setText(label(intent, self._file))
        self.chip.updateGeometry()
        self.chip.setAccessibleName(_spoken(intent, seconds, self.chip.text()))

    def _menu(self, intent: Intent) -> QMenu:
        old = self.chip.menu()
        if old is not None:
            old.deleteLater()
        menu = QMenu(self)
        if requests(intent.parts):
            self._add_instead(menu, intent)
        else:
            self._add_kinds(menu, intent)
        menu.addSeparator()
        menu.addAction(Words.PLAIN).triggered.connect(self.removed)
        return menu

    def _add_kinds(self, menu: QMenu, intent: Intent) -> None:
        single = len(intent.parts) == 1
        if not intent.sure and not single:
            menu.addAction(Words.AS_IT_IS).triggered.connect(lambda: self._edit(intent_edits.confirmed))
        for kind in choices(intent.parts[0].kind, self._before is not None) if single else KINDS:
            action = menu.addAction(kind_words(kind) if single else ALL_AS[kind])
            action.setCheckable(True)
            action.setChecked(intent.sure and all(part.kind is kind for part in intent.parts))
            action.triggered.connect(lambda _on=False, kind=kind: self._edit(intent_edits.all_as, kind, self._before))

    def _add_instead(self, menu: QMenu, intent: Intent) -> None:
        """What can be done with parts that are elsewhere, but to ask for them."""
        waiting = len(requests(intent.parts))
        if waiting < len(intent.parts):
            menu.addAction(Words.LEAVE_OUT).triggered.connect(lambda: self._edit(intent_edits.without_requests))
        words = Words.AS_FACT_INSTEAD if waiting == 1 else Words.AS_FACTS_INSTEAD
        menu.addAction(words).triggered.connect(lambda: self._edit(intent_edits.requests_as_facts))

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
        for widget in self._parts:
            self._flow.addWidget(widget)
        self._row.updateGeometry()

    def _order_tabs(self) -> None:
        """The chip, its parts, what is asked for below them."""
        order: list[QWidget] = [self.chip]
        for part in self._parts:
            order += [part.choose, part.cross] if isinstance(part, PartChip) else [part]
        for row in self.requests.shown:
            order += [row.query, row.button]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _part(self, number: int, part: IntentPart) -> PartChip:
        chip = PartChip(part, self._before is not None, self._theme, self._row)
        chip.kind_chosen.connect(lambda kind: self._edit(intent_edits.one_as, number, kind, self._before))
        chip.left_out.connect(lambda: self._leave_out(number))
        return chip

    def _leave_out(self, number: int) -> None:
        self._edit(intent_edits.without, number)
        self.select()

    def _more(self, number: int) -> CardButton:
        button = CardButton(self._theme, Words.more(number), role="accent")
        button.clicked.connect(self._show_all)
        return button

    # ---------------------------------------------------------------------------------------- editing

    def _show_all(self) -> None:
        self._all_shown = True
        if self._intent is not None:
            self._build_parts(self._intent)
            self._order_tabs()

    def _edit(self, change: Callable[..., Intent], *how: object) -> None:
        """The composer answers with set_intent() and a new estimate; until then the old time is not shown."""
        if self._intent is not None:
            intent = change(self._intent, *how)
            self.set_intent(intent)
            self.changed.emit(intent)


def _spoken(intent: Intent, seconds: float | None, said: str) -> str:
    if requests(intent.parts):
        return Words.elsewhere_name(said, intent.title)
    if not intent.sure:
        return Words.unsure_name(intent.title)
    return Words.name(said, intent.title, seconds)
