"""News of versions: the tick that is off, who would be asked, and what is new. Asks nobody; wishes leave by signal."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.paper import Section
from desktop.settings.views import LookNow, NewsView, OpenNews, SwitchNews
from desktop.settings_words import NewsWords as Words
from desktop.skills import ink
from desktop.skills.parts import CardButton, Group, Mark
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme
from desktop.ticks import TickBox


class NewsBlock(Section):
    requested = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, Words.TITLE)
        self.tick = TickBox(theme)
        self.tick.setAccessibleName(Words.TICK)
        self._label = TextLines(theme, "text", ink.BODY, most=1)
        self._label.set_text(Words.TICK)
        self._promise = TextLines(theme, "muted", ink.BODY)
        self._said = TextLines(theme, "muted", ink.SMALL)
        self.look = CardButton(theme, Words.LOOK, "refresh-cw", outlined=True)
        self.news = NewsCard(theme)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.tick)
        row.addWidget(self._label, 1)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.look)
        foot.addWidget(self._said, 1)
        self.body.addLayout(row)
        self.body.addWidget(self._promise)
        self.body.addWidget(self.news)
        self.body.addLayout(foot)
        self.tick.clicked.connect(self._switch)
        self.look.clicked.connect(lambda: self.requested.emit(LookNow()))
        self.news.open.clicked.connect(lambda: self.requested.emit(OpenNews()))
        self.show_view(NewsView())

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        for part in (self.tick, self._label, self._promise, self._said, self.look, self.news):
            part.set_theme(theme)

    def show_view(self, view: NewsView) -> None:
        self.tick.setEnabled(view.possible)
        self.tick.setChecked(view.possible and view.on)
        self._label.set_role("text" if view.possible else "muted")
        self._promise.set_text(Words.promise(view.host) if view.possible else Words.NOT_HERE)
        self.look.setVisible(view.possible)
        self.look.setEnabled(not view.asking)
        self._said.setVisible(view.possible)
        self._said.set_text(Words.ASKING if view.asking else view.said)
        self.news.show_view(view)

    def said(self) -> str:
        return self._said.text()

    def _switch(self) -> None:
        self.requested.emit(SwitchNews(self.tick.isChecked()))


class NewsCard(Group):
    """What is new, line by line, and the way to its page. Away while there is nothing new."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._mark = Mark(theme)
        self._mark.set_rings(3)
        self._headline = TextLines(theme, "text", ink.BODY, bold=True)
        self._notes = TextLines(theme, "text", ink.BODY)
        self._host = TextLines(theme, "muted", ink.SMALL, most=1)
        self.open = CardButton(theme, Words.OPEN, "globe", role="accent", outlined=True)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._headline)
        words.addWidget(self._notes)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.open)
        foot.addWidget(self._host, 1)
        words.addLayout(foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 8, 0, 8)
        row.setSpacing(10)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)

    def set_theme(self, theme: Theme) -> None:
        for part in (self._mark, self._headline, self._notes, self._host, self.open):
            part.set_theme(theme)

    def show_view(self, view: NewsView) -> None:
        self.setVisible(bool(view.headline))
        self.setAccessibleName(view.headline)
        self._headline.set_text(view.headline)
        self._notes.set_text("\n".join(view.notes))
        self._host.set_text(view.page_host)
        self.open.setAccessibleName(f"{Words.OPEN}: {view.page_host}")

    def words(self) -> str:
        return f"{self._headline.text()}\n{self._notes.text()}"
