"""The card of one lesson in the chat: the same card from waiting to result, kept in history.

Shows a frozen LessonView and asks by signals. Knows no store, engine or clock.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal, SignalInstance
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.chat import lesson_view as views
from desktop.chat.answer_pair import AnswerPair
from desktop.chat.lesson_view import LEARNED_STATES, LessonView
from desktop.chat.stages import Stages
from desktop.lesson_words import LessonWords as Words
from desktop.skills import ink, proof
from desktop.skills.parts import CardButton, Group, IconLabel, Mark
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme
from learning.types import LessonState

PAD = 14
NARROW = 30  # times the text size: below it the buttons go under the title
ENDED = (*LEARNED_STATES, LessonState.NOT_LEARNED, LessonState.FAILED)
OUTLINES = {LessonState.NOT_LEARNED: "warn", LessonState.FAILED: "bad"}


class LessonCard(Group):
    stop_requested = Signal(str)
    resume_requested = Signal(str)
    discard_requested = Signal(str)
    undo_requested = Signal(str)
    redo_requested = Signal(str)
    retry_requested = Signal(str)
    open_skill_requested = Signal(str)  # the id of the skill
    announced = Signal(str)  # what a screen reader was told, once

    def __init__(self, view: LessonView, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view, self._theme, self._narrow = view, theme, False
        self._mark = Mark(theme, 1.57)
        self._title = TextLines(theme, "text", ink.HEADING, bold=True, most=2)
        self._time = TextLines(theme, "muted", ink.SMALL, most=1)
        self._time.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        self._stages = Stages(theme)
        self._quiz = TextLines(theme, "muted", ink.SMALL)
        self._asked = TextLines(theme, "text", ink.SMALL, bold=True, most=2)
        self._pair = AnswerPair(theme)
        self._missed = TextLines(theme, "text", ink.SMALL)
        self._missed_icon = IconLabel(theme, "circle-alert", "warn")
        self._text = TextLines(theme, "muted", ink.SMALL)
        self._text_icon = IconLabel(theme, "triangle-alert", "warn")
        self._buttons = _Buttons(self, theme)
        self._side = QWidget(self)  # time left and buttons, which move together
        self._lay_out()
        self._show()

    def view(self) -> LessonView:
        return self._view

    def update_view(self, view: LessonView) -> None:
        """Shows the next state of the same card in place. The verdict is spoken once, when it is reached."""
        if view == self._view:
            return
        before, self._view = self._view, view
        self.setUpdatesEnabled(False)
        self._restart_stages(before)
        self._show()
        self.setUpdatesEnabled(True)
        if view.state in ENDED and before.state not in (*ENDED, LessonState.UNDONE):
            self._announce(views.announcement(view))

    def _announce(self, words: str) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))
        self.announced.emit(words)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for text in (self._title, self._time, self._quiz, self._asked, self._missed, self._text):
            text.set_theme(theme)
        for sign in (self._missed_icon, self._text_icon):
            sign.set_theme(theme)
        for part in (self._mark, self._stages, self._pair, self._buttons):
            part.set_theme(theme)
        self.update()

    def button(self, words: str) -> CardButton:
        """One of the card's buttons, shown or not."""
        return self._buttons.button(words)

    def paintEvent(self, event: QPaintEvent) -> None:
        line = OUTLINES.get(self._view.state, "line")
        ink.rounded(
            QPainter(self), QRectF(self.rect()), 10, ink.color(self._theme, "base"), ink.color(self._theme, line)
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_buttons()
        super().resizeEvent(event)

    # --------------------------------------------------------------------------------------- building

    def _lay_out(self) -> None:
        side = QHBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(8)
        side.addWidget(self._time)
        side.addWidget(self._buttons)
        side.addStretch(1)
        self._side.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._head = QGridLayout()
        self._head.setHorizontalSpacing(8)
        self._head.setVerticalSpacing(4)
        self._head.setColumnStretch(1, 1)
        self._head.addWidget(self._mark, 0, 0)
        self._head.addWidget(self._title, 0, 1)
        self._head.addWidget(self._side, 0, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAD, 12, PAD, 12)
        layout.setSpacing(8)
        layout.addLayout(self._head)
        for part in (self._stages, self._quiz, self._asked, self._pair):
            layout.addWidget(part)
        layout.addLayout(_beside(self._missed_icon, self._missed))
        layout.addLayout(_beside(self._text_icon, self._text))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def _place_buttons(self) -> None:
        """Buttons never shorten their words: with little room they take a row of their own."""
        narrow = self.width() < ink.em(NARROW)
        if narrow is self._narrow:
            return
        self._narrow = narrow
        self._head.removeWidget(self._side)
        if narrow:
            self._head.addWidget(self._side, 1, 1, 1, 2)
        else:
            self._head.addWidget(self._side, 0, 2)

    # ---------------------------------------------------------------------------------------- showing

    def _show(self) -> None:
        view = self._view
        self.setAccessibleName(views.spoken_state(view))
        self._title.set_text(views.headline(view))
        self._title.set_role("muted" if view.state in (LessonState.UNDONE, LessonState.DISCARDED) else "text")
        self._mark.set_rings(*views.rings(view))
        _say(self._time, views.time_line(view))
        _say(self._quiz, views.quiz_line(view))
        self._show_stages()
        self._show_answers()
        self._show_explanation()
        self._buttons.show_for(view)
        self.update()

    def _restart_stages(self, before: LessonView) -> None:
        begun = self._view.state is LessonState.RUNNING and before.state is not LessonState.RUNNING
        if begun or before.id != self._view.id:
            self._stages.restart()

    def _show_stages(self) -> None:
        running = self._view.state is LessonState.RUNNING
        self._stages.setVisible(running)
        if running:
            self._stages.set_progress(views.stage(self._view.step), views.share(self._view.step))
            self._stages.say(views.spoken_stage(self._view))

    def _show_answers(self) -> None:
        learned = self._view.state in LEARNED_STATES
        item = proof.shown_item(self._view.score) if self._view.score is not None and learned else None
        self._pair.setVisible(item is not None)
        _say(self._asked, Words.asked(item.question) if item is not None else "")
        if item is not None:
            self._pair.before.set_texts(Words.BEFORE, item.before or Words.NO_ANSWER)
            self._pair.now.set_texts(Words.NOW, item.after or Words.NO_ANSWER)
        missed = views.missed_line(self._view)
        _say(self._missed, missed)
        self._missed_icon.setVisible(bool(missed))

    def _show_explanation(self) -> None:
        _say(self._text, views.explanation(self._view))
        outline = OUTLINES.get(self._view.state)
        self._text_icon.setVisible(outline is not None)
        self._text.set_role("text" if outline is not None else "muted")
        if outline is not None:
            self._text_icon.set_icon(self._theme, "triangle-alert" if outline == "warn" else "circle-alert", outline)


class _Buttons(QWidget):
    """The card's buttons: which state shows which, and what each asks for."""

    def __init__(self, card: LessonCard, theme: Theme) -> None:
        super().__init__(card)
        self._card = card
        self._made: dict[str, CardButton] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self._add(layout, Words.STOP, CardButton(theme, Words.STOP, "square"), card.stop_requested)
        self._add(layout, Words.RESUME, CardButton(theme, Words.RESUME, "play", outlined=True), card.resume_requested)
        retry = CardButton(theme, Words.TRY_AGAIN, "refresh-cw", outlined=True)
        self._add(layout, Words.TRY_AGAIN, retry, card.retry_requested)
        self._add(layout, Words.DISCARD, CardButton(theme, Words.DISCARD, "x"), card.discard_requested)
        self._add(layout, Words.UNDO, CardButton(theme, Words.UNDO, "undo-2", outlined=True), card.undo_requested)
        self._add(layout, Words.REDO, CardButton(theme, Words.REDO, outlined=True), card.redo_requested)
        opening = CardButton(theme, Words.OPEN_SKILL, role="accent")
        self._add(layout, Words.OPEN_SKILL, opening, card.open_skill_requested)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        for button in self._made.values():
            button.set_theme(theme)

    def button(self, words: str) -> CardButton:
        return self._made[words]

    def show_for(self, view: LessonView) -> None:
        shown = views.actions(view)
        for words, button in self._made.items():
            button.setVisible(words in shown)
            button.setAccessibleName(f"{words}: {view.title}")
        self.setVisible(bool(shown))

    def _add(self, layout: QHBoxLayout, words: str, button: CardButton, signal: SignalInstance) -> None:
        self._made[words] = button
        layout.addWidget(button)
        button.clicked.connect(lambda: self._ask(words, signal))

    def _ask(self, words: str, signal: SignalInstance) -> None:
        view = self._card.view()
        target = view.skill_id if words == Words.OPEN_SKILL else view.id
        signal.emit(target)


def _beside(icon: IconLabel, text: TextLines) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(6)
    row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(text, 1)
    return row


def _say(part: TextLines, text: str) -> None:
    part.set_text(text)
    part.setVisible(bool(text))
