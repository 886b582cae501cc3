"""The page "What it will learn": every fact of a document with its place, ticked or left out, before it is learned.

Shows a frozen ReviewView; what was ticked and changed stays here until Learn or Not now. Knows no store, no engine.
Rows are made a few at a time, so that a long list never holds the window up.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QShortcut,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.documents import requests as ask
from desktop.documents.fact_row import FactRow, FactRows
from desktop.documents.review_parts import SIDE, ReviewFoot, ReviewHead
from desktop.documents.review_view import Fact, ReviewView, seconds, to_check
from desktop.library_words import LibraryWords as Words
from desktop.skills import ink
from desktop.skills.parts import CardButton
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme

SLICE = 20  # rows made at a time


class ReviewPage(QWidget):
    requested = Signal(object)  # one of desktop.documents.requests

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view: ReviewView | None = None
        self._coming: list[Fact] = []
        self.back = CardButton(theme, Words.BACK, "chevron-left")
        self.original = CardButton(theme, Words.OPEN_ORIGINAL, "file-text")
        self.head = ReviewHead(theme)
        self.rows = FactRows()
        self.none = TextLines(theme, "muted", ink.BODY)
        self.none.set_text(Words.NONE_SHOWN)
        self.foot = ReviewFoot(theme)
        self._timer = QTimer(self, interval=0)
        self._lay_out()
        self._connect()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self.back, self.original):
            part.set_theme(theme)
        for row in self.rows.all():
            row.set_theme(theme)
        self.head.set_theme(theme)
        self.foot.set_theme(theme)
        self.none.set_theme(theme)
        self._scroll.setPalette(self._paper())
        self.update()

    def show_view(self, view: ReviewView) -> None:
        """Another document, or another part of it. Announced when it is opened."""
        self._view = view
        self.rows.clear()
        self._coming = list(view.facts)
        self.head.show_view(view)
        self.foot.show_view(view)
        self.original.setVisible(bool(view.name))
        self.setAccessibleName(f"{Words.TITLE}: {view.name}")
        self._make_some()
        self._scroll.verticalScrollBar().setValue(0)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, f"{Words.TITLE}: {view.name}"))

    def focus_first(self) -> None:
        first = next(iter(self.rows.all()), None)
        (first.tick if first is not None else self.back).setFocus(Qt.FocusReason.OtherFocusReason)

    def facts(self) -> tuple[Fact, ...]:
        """All as they stand now, also those whose rows are still to be made."""
        return (*(row.fact for row in self.rows.all()), *self._coming)

    def decided(self) -> tuple[ask.Decided, ...]:
        return tuple(ask.Decided(fact.number, fact.ticked and not fact.undecided, fact.text) for fact in self.facts())

    def next_flagged(self) -> None:
        """F8: the next one that wants a look, round and round."""
        rows = [row for row in self.rows.all() if row.isVisibleTo(self) and to_check((row.fact,))]
        now = self.focusWidget()
        at = next((n for n, row in enumerate(rows) if now is not None and row.isAncestorOf(now)), -1)
        if rows:
            row = rows[(at + 1) % len(rows)]
            (row.radios[0] if row.fact.undecided else row.tick).setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._scroll.ensureWidgetVisible(row)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), ink.color(self._theme, "base"))
        for y in (self.head.geometry().top(), self._scroll.geometry().top(), self._scroll.geometry().bottom() + 1):
            painter.fillRect(QRectF(0, y - 1, self.width(), 1), ink.color(self._theme, "line"))

    # ------------------------------------------------------------------------------------- building

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(SIDE - 6, 8, SIDE - 6, 8)
        bar.addWidget(self.back)
        bar.addStretch(1)
        bar.addWidget(self.original)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setPalette(self._paper())
        self._scroll.setWidget(self.rows)
        self.rows.setContentsMargins(SIDE, 0, SIDE, 0)
        self.none.setContentsMargins(SIDE, 8, SIDE, 8)
        self.none.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(self.head)
        layout.addWidget(self.none)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self.foot)

    def _connect(self) -> None:
        self._timer.timeout.connect(self._make_some)
        self.back.clicked.connect(self._leave)
        self.foot.not_now.clicked.connect(self._leave)
        self.original.clicked.connect(
            lambda: self.requested.emit(ask.OpenOriginal(self._view.document if self._view else ""))
        )
        self.foot.learn.clicked.connect(self._learn)
        self.head.safe.clicked.connect(self._tick_safe)
        self.head.which.chosen.connect(self._filter)
        self.head.finder.textChanged.connect(self._filter)
        self.head.before.clicked.connect(lambda: self._turn_part(-1))
        self.head.after.clicked.connect(lambda: self._turn_part(1))
        for keys, act in (("Esc", self._leave), ("Ctrl+Return", self._learn), ("F8", self.next_flagged)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _paper(self) -> QPalette:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, ink.color(self._theme, "base"))
        return palette

    # -------------------------------------------------------------------------------------- showing

    def _make_some(self) -> None:
        for fact in self._coming[:SLICE]:
            row = FactRow(fact, self._theme)
            row.changed.connect(self._sum_up)
            row.place_asked.connect(self._show_place)
            self.rows.add(row)
        del self._coming[:SLICE]
        if self._coming:
            self._timer.start()
        else:
            self._timer.stop()
        self._filter()

    def _filter(self) -> None:
        wanted = self.head.finder.text().casefold().split()
        shown = 0
        for row in self.rows.all():
            fits = all(word in row.fact.text.casefold() for word in wanted)
            fits = fits and (not self.head.which.second or bool(to_check((row.fact,))))
            row.setVisible(fits)
            shown += fits
        self.none.setVisible(not shown)
        self._sum_up()

    def _sum_up(self) -> None:
        facts = self.facts()
        ticked = sum(one.ticked for one in self.decided())
        each = self._view.seconds_each if self._view is not None else 0.0
        self.foot.show_count(ticked, len(facts), seconds(ticked, each))
        self.head.which.set_words(Words.all_facts(len(facts)), Words.to_check(len(to_check(facts))))

    def _tick_safe(self) -> None:
        """Never what is flagged, and never what nobody has decided."""
        for row in self.rows.all():
            if not to_check((row.fact,)):
                row.set_ticked(True)

    # --------------------------------------------------------------------------------------- asking

    def _leave(self) -> None:
        editing = next((row for row in self.rows.all() if row.editing), None)
        if editing is not None:
            editing.edit(False)
        elif self._view is not None:
            self.requested.emit(ask.NotNow(self._view.document, self.decided()))

    def _learn(self) -> None:
        if self._view is not None and self.foot.learn.isEnabled():
            trust = self.foot.trust.isChecked() and bool(self._view.folder)
            self.requested.emit(ask.Learn(self._view.document, self.decided(), trust))

    def _turn_part(self, by: int) -> None:
        if self._view is not None:
            self.requested.emit(ask.ShowPart(self._view.document, self._view.part + by, self.decided()))

    def _show_place(self, fact: Fact) -> None:
        if self._view is not None:
            self.requested.emit(ask.ShowText(fact.document or self._view.document, fact.place))

    def _open_original(self) -> None:
        if self._view is not None:
            self.requested.emit(ask.OpenOriginal(self._view.document))
