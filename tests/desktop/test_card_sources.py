"""Documents and web pages on a skill's page: grouped, with their age in words; each can be forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.skills import ink
from desktop.skills.card import SkillCardPage
from desktop.skills.card_sources import OriginRow
from desktop.skills.card_view import SkillCard, skill_card
from desktop.skills.origins import OriginNote
from desktop.skills.requests import ForgetRequest, ForgetSourceRequest, RefreshRequest
from desktop.skills.text_lines import TextLines
from desktop.source_words import OriginWords as Words
from desktop.theme import Theme
from learning.types import Kind, Skill, SkillState, Source
from tests.desktop.learned_samples import THEMES, colours, larger_text, score

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TAUGHT = "2026-11-20T10:00:00+00:00"
SKILL = Skill(
    "s1", "Tides", 1, "b" * 64, "Heron", "l1", "/skills/s1-1", "a" * 64, SkillState.ON, 1.0, TAUGHT, "Tides", score()
)
FILE = f"file:{'a' * 64}"
PAGE = "url:https://ebb.example/tides?year=2027"
TOLD = Source("m1", Kind.FACT, "message", "Low water comes late.", "message:1")


def fact(number: int, origin: str, title: str = "rules.pdf") -> Source:
    kind = Kind.WEB if origin.startswith("url:") else Kind.DOCUMENT
    return Source(f"f{number}", kind, title, f"Fact number {number}.", origin, False)


SOURCES = (
    TOLD, fact(1, f"{FILE}#4"), fact(2, PAGE, "Tide tables"), fact(3, f"{FILE}#2"), fact(4, PAGE, "Tide tables"),
)  # fmt: skip
NOTES = {
    PAGE: OriginNote("d2", fetched="2026-11-12T09:00:00+00:00", left_out=3),
    FILE: OriginNote("d1", fetched="2026-11-22T09:00:00+00:00", left_out=1),
}


def card(
    sources: tuple[Source, ...] = SOURCES,
    notes: dict[str, OriginNote] | None = None,
    coming: tuple[Source, ...] | None = None,
) -> SkillCard:
    return skill_card(SKILL, sources, TAUGHT, (), "b" * 64, coming, NOTES if notes is None else notes, NOW)


def page(qtbot: QtBot, shown: SkillCard, theme: Theme = THEMES[0], width: int = 726) -> SkillCardPage:
    made = SkillCardPage(theme)
    qtbot.addWidget(made)
    made.show_card(shown)
    made.resize(width, 900)
    made.show()
    return made


def row(made: SkillCardPage, origin: str) -> OriginRow:
    """The newest: those of the card before are on their way out."""
    return [each for each in made.findChildren(OriginRow) if each.line.origin == origin][-1]


def test_facts_are_grouped_by_where_they_come_from() -> None:
    shown = card()
    assert [line.text for line in shown.sources] == ["Low water comes late."]
    assert [(line.origin, [each.id for each in line.facts]) for line in shown.origins] == [
        (FILE, ["f1", "f3"]), (PAGE, ["f2", "f4"]),
    ]  # fmt: skip


def test_a_page_tells_its_site_its_date_and_what_was_decided() -> None:
    web = card().origins[1]
    assert web.title == "Tide tables" and web.web and web.address == "https://ebb.example/tides?year=2027"
    assert web.where == "From ebb.example, 12 November 2026, 11 days ago"
    assert web.note == "2 facts. 3 flagged facts were left out."


def test_a_document_tells_its_pages() -> None:
    paper = card().origins[0]
    assert paper.title == "rules.pdf" and not paper.web and paper.document == "d1"
    assert paper.where == "Read 22 November 2026, yesterday"
    assert paper.note == ("2 facts, pages 2 to 4. 1 flagged fact was left out.")
    assert [line.note for line in paper.facts] == ["Page 4", "Page 2"]


def test_without_notes_the_day_of_the_lesson_counts() -> None:
    web = card(notes={}).origins[1]
    assert web.where == "From ebb.example, 20 November 2026, 3 days ago" and web.note == "2 facts."


def test_the_sources_themselves_tell_when_they_were_fetched_and_what_was_ticked() -> None:
    old = replace(fact(7, PAGE, "Tide tables"), fetched="2026-10-01T09:00:00+00:00", flags=("order",))
    new = replace(fact(8, PAGE, "Tide tables"), fetched="2026-11-22T09:00:00+00:00")
    web = card((new, old), notes={}).origins[0]
    assert web.where == "From ebb.example, 1 October 2026, 7 weeks ago", "the oldest counts"
    assert web.note == "2 facts. 1 flagged fact was ticked by you."


def test_a_date_that_is_none_is_left_out() -> None:
    shown = card(notes={PAGE: OriginNote(fetched="soon")})
    assert shown.origins[1].where == "From ebb.example" and shown.age == ""


@pytest.mark.parametrize(
    ("days", "ago", "old"),
    [
        (0, "today", "from today"), (1, "yesterday", "1 day old"), (2, "2 days ago", "2 days old"),
        (13, "13 days ago", "13 days old"), (14, "2 weeks ago", "2 weeks old"), (59, "8 weeks ago", "8 weeks old"),
        (60, "2 months ago", "2 months old"), (400, "13 months ago", "13 months old"),
        (729, "24 months ago", "24 months old"), (730, "2 years ago", "2 years old"), (-5, "today", "from today"),
    ],
)  # fmt: skip
def test_ages_are_said_in_words(days: int, ago: str, old: str) -> None:
    shown = card(notes={PAGE: OriginNote(fetched=(NOW - timedelta(days=days)).isoformat())})
    assert shown.origins[1].where.endswith(f", {ago}") and shown.age == f"What it knows from the web is {old}."


def test_the_oldest_page_tells_how_old_the_skill_is() -> None:
    other = "url:https://neap.example/"
    notes = {**NOTES, other: OriginNote(fetched="2026-09-01T00:00:00+00:00")}
    assert card((*SOURCES, fact(9, other)), notes).age == "What it knows from the web is 2 months old."
    assert card((TOLD, fact(1, f"{FILE}#4"))).age == "", "a document does not age"


def test_what_is_being_forgotten_says_so() -> None:
    left = tuple(source for source in SOURCES if not source.origin.startswith(PAGE))
    shown = card(coming=left)
    paper, web = shown.origins
    assert web.going and web.note.endswith("Being forgotten.") and all(line.going for line in web.facts)
    assert not paper.going and shown.learning_again


@pytest.mark.parametrize("theme", THEMES)
def test_it_is_painted(qtbot: QtBot, theme: Theme) -> None:
    made = page(qtbot, card(), theme)
    assert colours(made) > 20
    texts = [each.text() for each in made.findChildren(TextLines) if each.isVisible()]
    assert "What it knows from the web is 11 days old." in texts
    assert "From ebb.example, 12 November 2026, 11 days ago" in texts


def test_a_page_can_be_refreshed_and_each_source_forgotten(qtbot: QtBot) -> None:
    made = page(qtbot, card())
    web, paper = row(made, PAGE), row(made, FILE)
    with qtbot.waitSignal(made.requested) as asked:
        qtbot.mouseClick(web.refresh, Qt.MouseButton.LeftButton)
    assert asked.args == [RefreshRequest("s1", "https://ebb.example/tides?year=2027")]
    for each, origin in ((web, PAGE), (paper, FILE)):
        with qtbot.waitSignal(made.requested) as asked:
            qtbot.keyClick(each.forget, Qt.Key.Key_Space)
        assert asked.args == [ForgetSourceRequest("s1", origin)]
    assert not paper.refresh.isVisible() and paper.forget.accessibleName() == "Forget this source: rules.pdf"


def test_what_is_being_forgotten_cannot_be_forgotten_again(qtbot: QtBot) -> None:
    made = page(qtbot, card(coming=(TOLD,)))
    assert not row(made, PAGE).forget.isVisible() and not row(made, PAGE).refresh.isVisible()


def test_facts_unfold_and_one_alone_can_be_forgotten(qtbot: QtBot) -> None:
    made = page(qtbot, card())
    paper = row(made, FILE)
    assert paper.facts == () and paper.toggle.text() == Words.SHOW
    qtbot.keyClick(paper.toggle, Qt.Key.Key_Space)
    assert [each.line.text for each in paper.facts] == ["Fact number 1.", "Fact number 3."]
    forget = paper.facts[1].findChildren(QPushButton)[0]
    with qtbot.waitSignal(made.requested) as asked:
        qtbot.keyClick(forget, Qt.Key.Key_Space)
    assert asked.args == [ForgetRequest("s1", "f3", "Fact number 3.")]
    made.show_card(card())
    assert [each.isHidden() for each in row(made, FILE).facts] == [False, False], "what is open stays open"
    qtbot.keyClick(row(made, FILE).toggle, Qt.Key.Key_Space)
    assert [each.isHidden() for each in row(made, FILE).facts] == [True, True]


def test_every_control_has_a_name_and_the_source_is_a_group(qtbot: QtBot) -> None:
    made = page(qtbot, card())
    row(made, PAGE).toggle.setChecked(True)
    parts = [each for each in row(made, PAGE).findChildren(QWidget) if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert len(parts) == 5 and all(part.accessibleName() for part in parts)
    assert row(made, PAGE).accessibleName().startswith("Tide tables. From ebb.example, 12 November 2026")


@pytest.mark.parametrize("text", ["<img src='file:///x'>" * 40, "\u202egpj", "x" * 10_000, "a\nb", ""])
def test_hostile_titles_and_facts_are_plain_text(qtbot: QtBot, text: str) -> None:
    source = Source("f", Kind.WEB, text, text or "Fact.", "url:https://a.example@evil.test/#2", False)
    shown = card((source,), {})
    line = shown.origins[0]
    assert line.title.isprintable() and 0 < len(line.title) <= 160 and "evil.test" in line.where
    made = page(qtbot, shown)
    row(made, line.origin).toggle.setChecked(True)
    assert [part for part in made.findChildren(QWidget) if "<img" in part.toolTip()] == []


def test_at_twice_the_text_size_no_button_is_cut(qtbot: QtBot) -> None:
    with larger_text(2.0):
        made = page(qtbot, card(), width=ink.em(30))
        web = row(made, PAGE)
        buttons = [web.toggle, web.refresh, web.forget]
        qtbot.waitUntil(lambda: all(each.width() >= each.sizeHint().width() for each in buttons))
        qtbot.waitUntil(
            lambda: all(web.rect().contains(each.mapTo(web, each.rect().bottomRight())) for each in buttons)
        )
