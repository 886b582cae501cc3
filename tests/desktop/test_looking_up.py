"""Answers with their source in the whole window: out of memory, looked up unasked, looked up when asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.documents import requests as ask
from desktop.library_words import LibraryWords as Words
from desktop.looking_up import of_messages
from learning.citation import From
from learning.lesson_file import read
from learning.store.profile import Profile
from learning.types import Message, SkillState
from tests.desktop.open_window import Opened, opened

HANDBOOK = """# Volunteer handbook

The cloakroom is closed on Tuesday.

## Tower

The tower has 112 steps and no lift.
"""


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[Opened]:
    with opened(qapp, Profile(tmp_path / "profile")) as made:
        yield made


def add(window: Opened, tmp_path: Path) -> str:
    path = tmp_path / "handbook.md"
    path.write_text(HANDBOOK, encoding="utf-8")
    window.app.documents.requested(ask.AddFiles((str(path),)))
    window.wait(lambda: bool(window.store.documents.list()) and not window.app.documents.reading.jobs())
    return window.store.documents.list()[0].id


def learn(window: Opened, document: str, *texts: str) -> None:
    """Only the facts with these words."""
    window.app.documents.requested(ask.Review(document))
    window.wait(lambda: window.window.pages.currentWidget() is window.window.pages.review)
    for row in window.window.pages.review.rows.all():
        row.set_ticked(row.fact.text in texts)
    window.window.pages.review.foot.learn.click()
    window.wait(lambda: bool(window.store.skills.list()))
    window.wait(lambda: not window.app.lessons.busy)


def how(message: Message) -> list[tuple[From, str]]:
    return [(one.how, one.title) for one in message.sources]


def test_what_no_skill_has_learned_is_looked_up_and_says_where(window: Opened, tmp_path: Path) -> None:
    document = add(window, tmp_path)
    answer = window.ask("How many steps does the tower have?")
    assert how(answer) == [(From.LOOKED_UP, "Volunteer handbook")]
    (cited,) = answer.sources
    assert cited.document == document and "112 steps" in cited.quote
    assert window.messages()[0].text == "How many steps does the tower have?"  # as it was written
    view = window.transcript.view_of(answer.id)
    assert view is not None and of_messages([answer])[answer.id]


def test_what_a_skill_knows_comes_from_memory(window: Opened, tmp_path: Path) -> None:
    document = add(window, tmp_path)
    learn(window, document, "The cloakroom is closed on Tuesday.")
    (skill,) = window.store.skills.list()
    taught = read(Path(skill.path)).examples[0].turns[-1].text  # the demo engine knows only what it was asked before
    answer = window.ask(taught)
    assert answer.text == "The cloakroom is closed on Tuesday."
    assert how(answer) == [(From.MEMORY, "Volunteer handbook")]
    rest = window.ask("How many steps does the tower have?")
    assert how(rest)[0] == (From.LOOKED_UP, "Volunteer handbook")  # what it says by heart the text does not bear out


def test_a_skill_that_is_off_does_not_remember(window: Opened, tmp_path: Path) -> None:
    document = add(window, tmp_path)
    learn(window, document, "The cloakroom is closed on Tuesday.")
    (skill,) = window.store.skills.list()
    window.app.skills._switch(skill.id, SkillState.OFF)
    assert how(window.ask("On which day is the cloakroom closed?")) == [(From.LOOKED_UP, "Volunteer handbook")]


def test_a_question_about_something_else_reads_nothing(window: Opened, tmp_path: Path) -> None:
    add(window, tmp_path)
    assert window.ask("Which bread did the baker of Lyon sell to the queen?").sources == ()
    assert window.ask("Hello!").sources == ()


def test_asked_for_it_is_looked_up_also_when_memory_would_do(window: Opened, tmp_path: Path) -> None:
    document = add(window, tmp_path)
    learn(window, document, "The cloakroom is closed on Tuesday.")
    answer = window.ask("On which day is the cloakroom closed?")
    window.transcript.look_up_asked.emit(answer.id)
    window.wait(lambda: window.newest().id != answer.id and window.app.talk.streaming() is None)
    assert how(window.newest())[0] == (From.LOOKED_UP, "Volunteer handbook")


def test_nothing_to_be_found_is_said(window: Opened, tmp_path: Path) -> None:
    add(window, tmp_path)
    answer = window.ask("Hello!")
    window.transcript.look_up_asked.emit(answer.id)
    assert window.notice() == Words.NOTHING_TO_READ and window.newest().id == answer.id


def test_a_source_opens_at_its_place_and_a_removed_one_says_so(window: Opened, tmp_path: Path) -> None:
    document = add(window, tmp_path)
    answer = window.ask("How many steps does the tower have?")
    (source,) = of_messages([answer])[answer.id]
    window.transcript.source_asked.emit(source)
    pages = window.window.pages
    window.wait(lambda: pages.currentWidget() is pages.preview)
    window.store.documents.remove(document)
    window.transcript.source_asked.emit(source)
    assert window.notice() == Words.GONE


def test_sources_are_there_again_after_a_restart(qapp: QApplication, tmp_path: Path) -> None:
    profile = Profile(tmp_path / "profile")
    with opened(qapp, profile) as window:
        add(window, tmp_path)
        answer = window.ask("How many steps does the tower have?")
    with opened(qapp, profile) as window:
        found = next(message for message in window.messages() if message.id == answer.id)
        assert how(found) == [(From.LOOKED_UP, "Volunteer handbook")]
        assert window.transcript._sources[answer.id] == of_messages([found])[answer.id]
