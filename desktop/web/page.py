"""The web page: what would be asked, what was found, which pages are read. Nothing leaves before a button is pressed.

Shows a frozen WebView; every wish leaves by `requested`. Knows no network and no store; keeps only the ticks.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop.paper import Bar, Paper, Section
from desktop.skills import ink
from desktop.skills.parts import CardButton
from desktop.skills.text_lines import TextLines
from desktop.source_words import MOST_PAGES
from desktop.source_words import WebWords as Words
from desktop.theme import Theme
from desktop.web import rows
from desktop.web.ask_block import AskBlock
from desktop.web.foot import Foot, Trouble
from desktop.web.paste import Paste
from desktop.web.requests import Back, ReadPages, Retry, Stop
from desktop.web.result_row import PageRow
from desktop.web.rows import BUSY, PageState, Phase, Provider, ResultRow, WebView

CHOOSABLE = (PageState.FOUND, PageState.FAILED)


class WebPage(QWidget):
    requested = Signal(object)  # one of desktop.web.requests

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("webPage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._view = WebView()
        self._ticks: dict[str, bool] = {}
        self._shown: tuple[PageRow, ...] = ()
        self.back = CardButton(theme, Words.BACK, "chevron-left")
        self._title = TextLines(theme, "text", ink.TITLE, bold=True)
        self._title.set_text(Words.TITLE)
        self.ask = AskBlock(theme)
        self.trouble = Trouble(theme)
        self.results = Section(theme, Words.PAGES)
        self._nothing = TextLines(theme, "muted", ink.BODY)
        self._nothing.set_text(Words.NOTHING)
        self.paste = Paste(theme)
        self.foot = Foot(theme)
        self._paper = Paper(theme)
        self._lay_out()
        self._connect()
        self.show_view(self._view)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        parts = (self._title, self.ask, self.trouble, self.results, self._nothing, self.paste, self.foot)
        for part in (self.back, *parts):
            part.set_theme(theme)
        for shown in self._shown:
            shown.set_theme(theme)
        self._paper.set_theme(theme)

    def view(self) -> WebView:
        return self._view

    def shown(self) -> tuple[PageRow, ...]:
        return self._shown

    def chosen(self) -> tuple[ResultRow, ...]:
        """The pages that are ticked, in the order shown."""
        return tuple(row for row in rows.kept(self._view.rows, self._ticks) if row.ticked)

    def show_view(self, view: WebView) -> None:
        """Shows the next state. Ticks set here stay as long as the words searched for do."""
        before, self._view = self._view, view
        if view.query != before.query or view.phase in (Phase.ASK, Phase.SEARCHING):
            self._ticks = {}
        now = QApplication.focusWidget()
        within = now is not None and self.isAncestorOf(now)
        self.ask.show_view(view)
        self.paste.show_view(view)
        self.trouble.say(view.trouble if view.phase is Phase.TROUBLE else "")
        self._show_rows()
        self.setAccessibleName(Words.TITLE)
        if view.phase is not before.phase:
            self._tell()
            if within:
                self.take_focus()

    def take_focus(self) -> None:
        """The keyboard goes where this phase is acted on."""
        match self._view.phase:
            case Phase.SEARCHING | Phase.READING:
                self.foot.stop.setFocus(Qt.FocusReason.ShortcutFocusReason)
            case Phase.TROUBLE:
                self.trouble.retry.setFocus(Qt.FocusReason.ShortcutFocusReason)
            case Phase.RESULTS if self._shown:
                self._shown[0].box.setFocus(Qt.FocusReason.ShortcutFocusReason)
            case _ if self._view.provider is Provider.ADDRESSES:
                self.paste.take_focus()
            case _:
                self.ask.take_focus()

    # ---------------------------------------------------------------------------------------- private

    def _lay_out(self) -> None:
        self.results.foot.addWidget(self._nothing)
        for part in (self._title, self.trouble, self.ask, self.results, self.paste):
            self._paper.page.addWidget(part)
        self._paper.page.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(Bar(self.back))
        layout.addWidget(self._paper, 1)
        layout.addWidget(self.foot)

    def _connect(self) -> None:
        for keys, act in (("Esc", self._leave), ("Ctrl+Return", self._read)):
            short = QShortcut(QKeySequence(keys), self)
            short.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            short.activated.connect(act)
        self.back.clicked.connect(self._go_back)
        self.foot.not_now.clicked.connect(self._go_back)
        self.foot.stop.clicked.connect(self._stop)
        self.foot.read.clicked.connect(self._read)
        self.trouble.retry.clicked.connect(lambda: self.requested.emit(Retry()))
        for part in (self.ask, self.paste):
            part.requested.connect(self.requested)

    def _show_rows(self) -> None:
        view = self._view
        wanted = rows.kept(view.rows, self._ticks)
        self._ticks |= {row.address: row.ticked for row in wanted}  # from here on the person's
        if tuple(_same(row) for row in wanted) != tuple(_same(shown.row) for shown in self._shown):
            self._build(wanted)
        choosing = view.phase not in BUSY
        room = sum(row.ticked for row in wanted) < MOST_PAGES
        for shown, row in zip(self._shown, wanted, strict=True):
            shown.show_row(row, choosing and row.state in CHOOSABLE, room)
        self._nothing.setVisible(not wanted and view.phase is Phase.RESULTS)
        self.results.setVisible(bool(wanted) or view.phase is Phase.RESULTS)
        self.foot.show_view(view, sum(row.ticked for row in wanted))

    def _build(self, wanted: tuple[ResultRow, ...]) -> None:
        self.results.clear()
        self._shown = tuple(PageRow(row, self._theme) for row in wanted)
        for number, shown in enumerate(self._shown):
            shown.ticked.connect(self._tick)
            shown.stepped.connect(lambda step, number=number: self._step(number, step))
            self.results.body.addWidget(shown)

    def _tick(self, address: str, on: bool) -> None:
        self._ticks[address] = on
        self._show_rows()

    def _step(self, number: int, step: int) -> None:
        """Over boxes that cannot be ticked."""
        order = self._shown[number + 1 :] if step > 0 else self._shown[:number][::-1]
        for shown in order:
            if shown.box.isEnabled():
                shown.box.setFocus(Qt.FocusReason.TabFocusReason)
                self._paper.ensureWidgetVisible(shown)
                return

    def _read(self) -> None:
        chosen = self.chosen()
        if chosen and self._view.phase not in BUSY:
            self.requested.emit(ReadPages(tuple(row.address for row in chosen)))

    def _stop(self) -> None:
        self.requested.emit(Stop())

    def _go_back(self) -> None:
        self.requested.emit(Back())

    def _leave(self) -> None:
        """Esc stops what goes on; when nothing does, it leads back."""
        self.requested.emit(Stop() if self._view.phase in BUSY else Back())

    def _tell(self) -> None:
        """Spoken once: what went wrong, or how many pages were found."""
        words = {Phase.TROUBLE: self._view.trouble, Phase.RESULTS: Words.found(len(self._view.rows))}
        if said := words.get(self._view.phase):
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))


def _same(row: ResultRow) -> tuple[str, ...]:
    """What a row is built of; the rest is shown by the row built already."""
    return row.address, row.title, row.site, row.snippet, row.date
