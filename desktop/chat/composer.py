"""Where a message is written: text that grows, the Learn chip, and one button that says what Enter will do.

Knows words and keys. What a text asks for is read by learning.intent; sending is somebody else's work.
"""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.chat.editor import LIMIT, Editor
from desktop.chat.intent_edits import as_chosen
from desktop.chat.learn_chip import LearnChip
from desktop.chat.primary import PrimaryButton, TeachButton
from desktop.lesson_words import TOOL_TROUBLE
from desktop.skills import ink
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme
from desktop.words import ComposerWords as Words
from learning import budget, intent
from learning.splitting import split
from learning.tools import BadTool
from learning.types import Intent

DRAFT_MS = 700
PREFIX = "[Learn] "


class Doing(Enum):
    """What the button and Enter do now."""

    SEND = "send"
    TEACH = "teach"
    ASK = "ask"  # for a file or a search
    STOP = "stop"


class Composer(QFrame):
    sent = Signal(str)
    taught = Signal(str, object)  # the words, and the Intent as the person left it
    stop_requested = Signal()
    draft_changed = Signal(str)
    refused = Signal(str)  # a sentence: why nothing was sent
    document_asked = Signal(str)  # learn from a file, named so; which one is for the person to choose
    web_asked = Signal(str)  # show the page that would search for this; nothing is searched by the composer

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._busy = self._learn = self._edited = False
        self._before: intent.Exchange | None = None
        self._trouble = ""  # why the description of a tool cannot be taught
        self.setObjectName("composer")
        self.chip = LearnChip(theme, self)
        self.chip.changed.connect(self._chip_changed)
        self.chip.removed.connect(self._chip_removed)
        self.chip.requests.document_asked.connect(self.document_asked)
        self.chip.requests.web_asked.connect(self.web_asked)
        self.chip.requests.changed.connect(self._show)
        self.edit = Editor(self)
        self.edit.textChanged.connect(self._changed)
        self.edit.submitted.connect(self.submit)
        self.edit.stopped.connect(self._stop)
        self.edit.erased.connect(self._erased)
        self.edit.overflowed.connect(lambda: self.refused.emit(Words.too_long_to_paste(LIMIT // 1000)))
        self.teach = TeachButton(theme, Words.TEACH_THIS)
        self.teach.clicked.connect(self.make_chip)
        self.hint = TextLines(theme, "muted", ink.CAPTION, most=1)
        self.primary = PrimaryButton(theme, Words.SEND, "arrow-up")
        self.primary.clicked.connect(self._press)
        self._draft = QTimer(self, singleShot=True, interval=DRAFT_MS)
        self._draft.timeout.connect(self.flush_draft)
        _lay_out(self)
        self._show()

    def text(self) -> str:
        """The words as a message: with [Learn] in front when there is a chip."""
        words = self.edit.toPlainText()
        return PREFIX + words if self._learn else words

    def set_text(self, text: str) -> None:
        """A stored draft or an example."""
        self._learn = self._edited = False
        self.edit.setPlainText(text)
        self.edit.moveCursor(self.edit.textCursor().MoveOperation.End)

    def clear(self) -> None:
        self._learn = self._edited = False
        self.chip.set_file("")
        self.edit.clear()
        self._draft.stop()
        self._show()

    def set_exchange(self, before: intent.Exchange | None) -> None:
        """The last question and answer of the chat: what "No, …" corrects."""
        self._before = before
        self.chip.set_exchange(before)
        if self._learn and not self._edited:
            self._read_intent()
            self._show()

    def set_busy(self, busy: bool) -> None:
        """While an answer is written the button stops it."""
        self._busy = busy
        self._show()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self.chip, self.teach, self.hint, self.primary):
            part.set_theme(theme)

    def make_chip(self) -> None:
        """Teach this message."""
        self._learn = True
        self._read_intent()
        self._show()
        self.edit.setFocus()
        self._draft.start()

    def doing(self) -> Doing:
        if self._learn:
            return Doing.ASK if _single_request(self.chip.intent()) else Doing.TEACH
        return Doing.STOP if self._busy else Doing.SEND

    def submit(self) -> None:
        """Enter. Nothing is ever lost: what cannot be sent stays where it is."""
        words = self.edit.toPlainText()
        if len(words) > LIMIT:
            self.refused.emit(Words.too_long(LIMIT // 1000))
        elif self._learn:
            self._submit_lesson(words)
        elif self._busy:
            return
        elif words.strip():
            self.sent.emit(words.strip())

    def flush_draft(self) -> None:
        self._draft.stop()
        self.draft_changed.emit(self.text())

    # ---------------------------------------------------------------------------------------- private

    def _submit_lesson(self, words: str) -> None:
        wanted = self.chip.intent()
        if len(intent.strip(words)) > intent.LIMIT:
            self.refused.emit(Words.too_long_to_learn(intent.LIMIT))
        elif not words.strip() or wanted is None or not wanted.parts:
            self.refused.emit(self._trouble or Words.NOTHING_TO_LEARN)
        elif self.doing() is Doing.ASK:
            self.chip.requests.ask()
        elif not wanted.sure:
            self.chip.select()
            self.chip.open_menu()
        else:
            self.taught.emit(PREFIX + words.strip(), wanted)

    def _press(self) -> None:
        if self.doing() is Doing.STOP:
            self.stop_requested.emit()
        else:
            self.submit()

    def _stop(self) -> None:
        if self._busy:
            self.stop_requested.emit()

    def _changed(self) -> None:
        words = self.edit.toPlainText()
        if not self._learn and intent.is_learn(words):
            self._learn, self._edited = True, False
            rest = intent.strip(words)
            self.edit.blockSignals(True)
            self.edit.setPlainText(rest)
            self.edit.moveCursor(self.edit.textCursor().MoveOperation.End)
            self.edit.blockSignals(False)
        if self._learn:
            self._read_intent()
        self.edit.grow()
        self._show()
        self._draft.start()

    def _read_intent(self) -> None:
        """What the words ask for. Kinds the person chose stay as long as the parts do; else they are asked again."""
        words, self._trouble = self.edit.toPlainText(), ""
        try:
            wanted = intent.parse(words, self._before)
        except ValueError as error:
            wanted = Intent(words, (), "", True)
            self._trouble = TOOL_TROUBLE[error.code] if isinstance(error, BadTool) else ""
        shown = self.chip.intent()
        self._edited = self._edited and shown is not None and len(shown.parts) == len(wanted.parts)
        if self._edited and shown is not None:
            wanted = as_chosen(wanted, shown, self._before)
        if wanted != shown:
            self.chip.set_intent(wanted, _estimate(wanted))

    def _chip_changed(self, wanted: Intent) -> None:
        asked = not self.primary.isEnabled()
        self._edited = True
        self.chip.set_intent(wanted, _estimate(wanted))
        self._show()
        if asked and wanted.sure:
            self.edit.setFocus()  # the question is answered: Enter teaches

    def _chip_removed(self) -> None:
        self._learn = self._edited = False
        self._show()
        self.edit.setFocus()
        self._draft.start()

    def _erased(self) -> None:
        if self._learn:
            self.chip.select()

    def _show(self) -> None:
        doing = self.doing()
        written = self.edit.toPlainText().strip()
        self.primary.show_as(*_button(doing, self.chip))
        self.primary.setEnabled(doing is Doing.STOP or (bool(written) and _possible(doing, self.chip)))
        self.chip.setVisible(self._learn)
        self.teach.setVisible(not self._learn)
        trouble = self._trouble if doing is Doing.TEACH else ""
        self.hint.set_text(trouble or _hint(doing, written, self.chip))


def _lay_out(composer: Composer) -> None:
    foot = QHBoxLayout()
    foot.setSpacing(8)
    foot.addWidget(composer.teach)
    foot.addStretch(1)
    foot.addWidget(composer.hint)
    foot.addWidget(composer.primary)
    layout = QVBoxLayout(composer)
    layout.setContentsMargins(12, 10, 10, 10)
    layout.setSpacing(8)
    layout.addWidget(composer.chip)
    layout.addWidget(composer.edit)
    layout.addLayout(foot)
    composer.hint.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
    composer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    composer.setFocusProxy(composer.edit)


def _single_request(wanted: Intent | None) -> bool:
    """The message is nothing but one request for a file or a search: the button asks for it."""
    return wanted is not None and len(wanted.parts) == 1 and bool(intent.requests(wanted.parts))


def _button(doing: Doing, chip: LearnChip) -> tuple[str, str]:
    """What the button says, and its sign."""
    match doing:
        case Doing.ASK:
            return chip.requests.action()
        case Doing.STOP:
            return Words.STOP, "square"
        case Doing.TEACH:
            return Words.TEACH, "arrow-up"
        case Doing.SEND:
            return Words.SEND, "arrow-up"


def _possible(doing: Doing, chip: LearnChip) -> bool:
    """Whether the words that are written can be sent, taught or asked for."""
    wanted = chip.intent()
    if doing is Doing.ASK:
        return chip.requests.can_ask()
    return doing is not Doing.TEACH or (wanted is not None and bool(wanted.parts) and wanted.sure)


def _estimate(wanted: Intent) -> float | None:
    """Seconds; None when there is nothing, or nobody knows yet how much it is."""
    if not wanted.parts or intent.requests(wanted.parts):
        return None
    return sum(budget.estimate(one) for one in split(wanted))


def _hint(doing: Doing, written: str, chip: LearnChip) -> str:
    """What Enter does next, or why it does nothing."""
    wanted = chip.intent()
    match doing:
        case Doing.STOP:
            return Words.WAITS if written else ""
        case Doing.SEND:
            return Words.ENTER_SENDS if written else ""
    if len(written) > intent.LIMIT:
        return Words.TOO_LONG_TO_LEARN
    if not written or wanted is None or not wanted.parts:
        return Words.NOTHING_TO_LEARN
    if doing is Doing.ASK:
        return chip.requests.hint()
    if intent.requests(wanted.parts):
        return Words.ELSEWHERE_FIRST
    return Words.ENTER_TEACHES if wanted.sure else Words.CHOOSE_KIND
