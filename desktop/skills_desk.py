"""Skills in the window: the pane's rows, the page of one skill, and what a person does with them.

Connects store and engine with the pane and the page. A toggle shows on only after it is stored and sent.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from desktop import actions
from desktop.change_words import ChangeWords
from desktop.notices import Notice, NoticeBar
from desktop.share_words import ShareWords
from desktop.skills import requests as ask
from desktop.skills.card import SkillCardPage
from desktop.skills.card_view import skill_card
from desktop.skills.pane import SkillsPane
from desktop.skills.rows import skill_row
from desktop.words import ChatsWords, NoticeWords
from learning.maker import Maker
from learning.protocol import Using, Weighed
from learning.rivals import GaveWay, give_way
from learning.store.errors import StoreError, UnknownId
from learning.store.store import Store
from learning.types import LessonState, ModelRef, Skill, SkillState, Source
from learning.weighing import LIMIT


class SkillsDesk(QObject):
    page_asked = Signal()  # show the skill page
    chat_asked = Signal()  # back to the chat
    stop_asked = Signal(str)  # a lesson
    teach_asked = Signal()
    add_asked = Signal(str)  # a skill
    forget_asked = Signal(str, str, str)  # a skill, a source of it, its words
    lesson_changed = Signal(str)
    disk_trouble = Signal(object)

    def __init__(
        self, store: Store, link: actions.Link, pane: SkillsPane, page: SkillCardPage, notices: NoticeBar
    ) -> None:
        super().__init__(pane)
        self._store, self._link, self._pane, self._page, self._notices = store, link, pane, page, notices
        self._shown = ""
        self.model: ModelRef | None = None
        pane.requested.connect(self.requested)
        page.requested.connect(self.requested)

    def refresh(self) -> None:
        sha = self.model.sha256 if self.model is not None else ""
        skills = self._store.skills.list()
        self._pane.set_rows(tuple(skill_row(skill, sha) for skill in skills))
        if self._shown in {skill.id for skill in skills}:
            self._show_card(self._shown)
        elif self._shown:
            self._leave()

    def wear(self) -> None:
        """Tell the engine which skills are on."""
        actions.use(self._store, self._link, self.model)

    def hear(self, event: Using) -> None:
        """What the engine could not put on is looked at closely, marked, and said."""
        names = []
        for skill, _code in event.refused:
            try:
                names.append(self._store.skills.inspect(skill).name)
            except UnknownId:
                continue  # deleted meanwhile
        if names:
            self._notices.say(Notice(NoticeWords.refused(", ".join(names)), trouble=True))
            self.refresh()

    def learned(self, skill: Skill) -> None:
        """A lesson switched it on."""
        if skill.maker is not Maker.SELF and skill.state is SkillState.OFF:
            self._notices.tell(ShareWords.STILL_OFF.format(name=skill.name))
        self.settle(skill.id)

    def settle(self, skill: str) -> None:
        """Of two rules that cannot both hold the one switched on last wins, and it is said."""
        gone: list[GaveWay] = []
        self._do(lambda _model: gone.extend(give_way(self._store, skill)))
        if not gone:
            return
        self.wear()
        name = self._store.skills.get(skill).name
        for one in gone:
            words = ChangeWords.gave_way(one.skill.name, name, ChangeWords.FACETS[one.facet.value])
            again = partial(self._switch, one.skill.id, SkillState.ON, both=True)
            self._notices.say(Notice(words, ChangeWords.SWITCH_ON, again))

    def _switch(self, skill: str, state: SkillState, both: bool = False) -> None:
        """`both`: beside the one that it gave way to, as the person wants it."""
        if self._do(lambda model: actions.switch(self._store, self._link, skill, state, model)) and not both:
            self.settle(skill)

    def weighed(self, event: Weighed) -> None:
        """Say when skills that are fine alone change unrelated answers together."""
        if event.kl > LIMIT:
            self._notices.say(Notice(ChangeWords.together(event.names), trouble=True))

    def open(self, skill: str) -> None:
        self._shown = skill
        self._show_card(skill)
        self._pane.select(skill)
        self.page_asked.emit()
        self._page.focus_title()

    def requested(self, request: ask.SkillRequest) -> None:
        match request:
            case ask.StateRequest(skill, state):
                self._switch(skill, state)
            case ask.StrengthRequest(skill, strength):
                self._do(lambda model: actions.strengthen(self._store, self._link, skill, strength, model))
            case ask.RenameRequest(skill, name):
                self._do(lambda _model: self._store.skills.rename(skill, name))
            case ask.DeleteRequest(skill):
                self._delete(skill)
            case ask.AddRequest(skill):
                self.add_asked.emit(skill)
            case ask.ForgetRequest(skill, source, text):
                self.forget_asked.emit(skill, source, text)
            case ask.UndoVersionRequest(_, lesson):
                self._do(lambda model: actions.undo(self._store, self._link, lesson, model))
                self.lesson_changed.emit(lesson)
            case ask.OpenRequest(skill):
                self.open(skill)
            case ask.ShowInFolderRequest(path):
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(path))))
            case ask.StopLessonRequest(lesson):
                self.stop_asked.emit(lesson)
            case ask.TeachRequest():
                self.teach_asked.emit()
            case ask.BackRequest():
                self._leave()

    def _show_card(self, skill: str) -> None:
        found = self._store.skills.get(skill)
        row = self._store.lessons.get(found.lesson)
        sha = self.model.sha256 if self.model is not None else ""
        versions = self._store.skills.versions(skill)
        coming = self._coming(skill)
        self._page.show_card(skill_card(found, row.lesson.sources, row.created, versions, sha, coming))

    def _coming(self, skill: str) -> tuple[Source, ...] | None:
        """What the version that is being learned will hold; None when none is."""
        waiting = self._store.lessons.list((LessonState.WAITING, LessonState.RUNNING))
        found = [row.lesson.sources for row in waiting if row.lesson.parent.startswith(f"{skill}/")]
        return found[-1] if found else None

    def _leave(self) -> None:
        self._shown = ""
        self.chat_asked.emit()

    def _delete(self, skill: str) -> None:
        if not self._do(lambda _model: self._store.skills.delete(skill)):
            return
        self.wear()
        undo = Notice(NoticeWords.SKILL_DELETED, ChatsWords.UNDO, lambda: self._restore(skill))
        self._notices.say(undo)

    def emptied(self, skill: str) -> None:
        """Nothing was left of a skill, so it was deleted."""
        self.refresh()
        self.wear()
        if skill:
            self._notices.say(Notice(NoticeWords.SKILL_DELETED, ChatsWords.UNDO, lambda: self._restore(skill)))

    def _restore(self, skill: str) -> None:
        self._do(lambda _model: self._store.skills.restore(skill))
        self.wear()

    def _do(self, act: Callable[[ModelRef | None], object]) -> bool:
        """Every change goes to the store first, also before a model is known; the rows show what is true."""
        try:
            act(self.model)
        except StoreError as error:
            self.disk_trouble.emit(error)
            return False
        finally:
            self.refresh()
        return True
