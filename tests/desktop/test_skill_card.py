"""The page of one skill with real widgets: right numbers in words, quiz, sources, history, and the fold."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.skills import card_view as views
from desktop.skills.card import SkillCardPage
from desktop.skills.card_view import SkillCard, skill_card
from desktop.skills.quiz_model import Column, Note, QuizModel, lines
from desktop.skills.requests import (
    BackRequest,
    DeleteRequest,
    RenameRequest,
    ShowInFolderRequest,
    StateRequest,
    UndoVersionRequest,
)
from desktop.theme import Theme
from learning.store.versions import Version
from learning.types import Kind, Skill, SkillState, Source, Verdict
from tests.desktop.learned_samples import ITEMS, THEMES, colours, score

BASE = "b" * 64
SKILL = Skill(
    "s1", "Harbour museum", 2, BASE, "Heron 1.2B", "l2", "/skills/s1-2", "a" * 64, SkillState.ON, 1.0,
    "2026-05-12T09:42:00+00:00", "Opening hours, tours", score(),
)  # fmt: skip
SOURCES = (
    Source("a", Kind.FACT, "message", "Our museum opens at 10.", "message:1"),
    Source("b", Kind.INSTRUCTION, "message", "Say so when you were not told.", "message:1"),
)


def version(number: int, current: bool, undone: bool = False) -> Version:
    return Version("s1", number, f"l{number}", "/x", "a" * 64, SKILL.created, score(), current, undone, "")


VERSIONS = (version(1, False), version(2, True))


def card(skill: Skill = SKILL, versions: tuple[Version, ...] = VERSIONS, model: str = BASE) -> SkillCard:
    return skill_card(skill, SOURCES, "2026-05-12T09:41:00+00:00", versions, model)


def page(qtbot: QtBot, shown: SkillCard, theme: Theme = THEMES[0], width: int = 726) -> SkillCardPage:
    made = SkillCardPage(theme)
    qtbot.addWidget(made)
    made.show_card(shown)
    made.resize(width, 900)
    made.show()
    return made


def button(made: QWidget, words: str) -> QPushButton:
    return next(each for each in made.findChildren(QPushButton) if each.text() == words and each.isVisible())


def test_the_four_facts_are_those_of_the_score() -> None:
    quiz, effects, strength, took = views.facts(card())
    assert (quiz.value, quiz.note) == ("3 of 4", "quiz answers right, 1 before")
    assert (effects.value, effects.note) == ("None", "side effects on other topics")
    assert (strength.value, strength.note) == ("Full", "strength")
    assert took.value == "38 s" and took.note.endswith("version 2") and "12 May" in took.note


@pytest.mark.parametrize(("measured", "word"), [(0.02, "None"), (0.06, "Some"), (0.4, "Many")])
def test_side_effects_in_a_word(measured: float, word: str) -> None:
    strong = replace(SKILL, score=score(side_effects=measured))
    assert views.facts(skill_card(strong, SOURCES[:1], SKILL.created, VERSIONS, BASE))[1].value == word


def test_a_rule_for_every_answer_changes_every_answer() -> None:
    rule = Source("a", Kind.INSTRUCTION, "message", "Answer in three sentences or fewer", "message:1")
    strong = replace(SKILL, score=score(side_effects=0.4))
    fact = views.facts(skill_card(strong, (rule,), SKILL.created, VERSIONS, BASE))[1]
    assert (fact.value, fact.note) == ("Every answer", "changes: that is what the rule is for")


def test_the_summary_names_the_model() -> None:
    assert views.summary(card()) == "Opening hours, tours.  For Heron 1.2B."
    assert views.summary(card(replace(SKILL, summary=""))) == "For Heron 1.2B."


def test_undone_versions_are_not_history() -> None:
    shown = card(versions=(*VERSIONS, version(3, False, undone=True)))
    assert [line.number for line in shown.versions] == [2, 1]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", [726, 420])
def test_it_is_painted(qtbot: QtBot, theme: Theme, width: int) -> None:
    assert colours(page(qtbot, card(), theme, width)) > 20


def test_the_quiz_shows_what_was_missed_and_never_taught(qtbot: QtBot) -> None:
    made = page(qtbot, card())
    model = made.quiz.quiz()
    cells = [[model.index(row, column).data() for column in Column] for row in range(model.rowCount())]
    assert cells[2] == ["Where do the tours start?", "At the gate.", "At the gate.", "Missed"]
    assert cells[3][0] == "You taught: in the lantern room"
    assert cells[5] == ["Who repairs the lanterns?", "A craftsman.", "I was not told.", "Right"]
    assert cells[6][0] == "Asked about something never taught"
    assert model.headerData(0, Qt.Orientation.Horizontal) == "Question, in words not used for teaching"


def test_the_quiz_model_passes_the_tester() -> None:
    model = QuizModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    for items in (ITEMS, ITEMS[:2], (), ITEMS[1:], ITEMS):
        model.set_items(items)
        assert model.rowCount() == len(lines(items))


def test_a_missed_rule_is_told_as_its_sentence() -> None:
    rule = Source("a", Kind.INSTRUCTION, "message", "Answer in three sentences or fewer", "message:1")
    missed = replace(SKILL, score=score(items=(replace(ITEMS[2], taught="3"),)))
    shown = skill_card(missed, (rule,), SKILL.created, VERSIONS, BASE)
    assert shown.score.items[0].taught == "Answer in three sentences or fewer"
    assert card(missed).score.items[0].taught == "3"


def test_an_empty_answer_says_so(qtbot: QtBot) -> None:
    empty = replace(SKILL, score=score(items=(replace(ITEMS[0], before="  "),)))
    assert page(qtbot, card(empty)).quiz.quiz().index(0, Column.BEFORE).data() == "No answer"


def test_a_long_quiz_begins_folded_with_what_was_missed(qtbot: QtBot) -> None:
    right = tuple(replace(ITEMS[0], question=f"Question {n}?") for n in range(8))
    made = page(qtbot, card(replace(SKILL, score=score(items=(*right, ITEMS[2])))))
    questions = [
        each for row in range(made.quiz.quiz().rowCount()) if not isinstance(each := made.quiz.quiz().line(row), Note)
    ]
    assert len(questions) == 5 and not questions[-1].item.right
    qtbot.mouseClick(button(made, "Show all 9 questions"), Qt.MouseButton.LeftButton)
    assert made.quiz.quiz().rowCount() == 10 and not made.show_all.isVisible()


def test_the_table_is_as_high_as_its_rows(qtbot: QtBot) -> None:
    made = page(qtbot, card())
    rows = sum(made.quiz.rowHeight(row) for row in range(made.quiz.quiz().rowCount()))
    qtbot.waitUntil(lambda: made.quiz.viewport().height() >= rows)


def test_esc_and_the_button_lead_back(qtbot: QtBot) -> None:
    made = page(qtbot, card())
    with qtbot.waitSignal(made.requested) as asked:
        qtbot.mouseClick(made.back, Qt.MouseButton.LeftButton)
    assert asked.args == [BackRequest()]
    made.activateWindow()
    made.focus_title()
    qtbot.waitUntil(made.title.name.hasFocus)
    with qtbot.waitSignal(made.requested) as asked:
        qtbot.keyClick(made.title.name, Qt.Key.Key_Escape)
    assert asked.args == [BackRequest()]


def test_esc_while_renaming_only_ends_that(qtbot: QtBot) -> None:
    made = page(qtbot, card())
    made.activateWindow()
    made.title.rename()
    qtbot.waitUntil(made.title.field.hasFocus)
    with qtbot.assertNotEmitted(made.requested):
        qtbot.keyClick(made.title.field, Qt.Key.Key_Escape)
    assert not made.title.field.isVisible() and made.title.name.isVisible()


def test_the_pencil_renames(qtbot: QtBot) -> None:
    made = page(qtbot, card())
    qtbot.mouseClick(made.title.pencil, Qt.MouseButton.LeftButton)
    made.title.field.setText("Museum")
    with qtbot.waitSignal(made.requested) as asked:
        qtbot.keyClick(made.title.field, Qt.Key.Key_Return)
    assert asked.args == [RenameRequest("s1", "Museum")]


def test_the_switch_asks_and_waits(qtbot: QtBot) -> None:
    made = page(qtbot, card())
    off = made.title.segments.button(SkillState.OFF)
    with qtbot.waitSignal(made.requested) as asked:
        qtbot.mouseClick(off, Qt.MouseButton.LeftButton)
    assert asked.args == [StateRequest("s1", SkillState.OFF)] and not off.isChecked()
    made.show_card(card(replace(SKILL, state=SkillState.OFF)))
    assert off.isChecked()


def test_the_switch_moves_with_the_arrow_keys(qtbot: QtBot) -> None:
    made = page(qtbot, card())
    with qtbot.waitSignal(made.requested) as asked:
        qtbot.keyClick(made.title.segments.button(SkillState.ON), Qt.Key.Key_Left)
    assert asked.args == [StateRequest("s1", SkillState.OFF)]


def test_undo_stands_on_the_current_version_only_when_there_is_an_earlier_one(qtbot: QtBot) -> None:
    made = page(qtbot, card())
    with qtbot.waitSignal(made.requested) as asked:
        qtbot.mouseClick(button(made, "Undo"), Qt.MouseButton.LeftButton)
    assert asked.args == [UndoVersionRequest("s1", "l2")]
    made.show_card(card(versions=(version(1, True),)))
    assert [each for each in made.findChildren(QPushButton) if each.text() == "Undo" and each.isVisible()] == []


def test_details_are_folded_and_hold_the_rest(qtbot: QtBot) -> None:
    made = page(qtbot, card())
    assert not made.more.inside.isVisible()
    qtbot.mouseClick(made.more.toggle, Qt.MouseButton.LeftButton)
    assert made.more.inside.isVisible() and made.more.toggle.text() == "Less"
    texts = [label.text() for label in made.more.findChildren(QLabel)]
    assert "0.0120" in texts and "/skills/s1-2" in texts and "0.25 → 0.75" in texts
    with qtbot.waitSignal(made.requested) as asked:
        qtbot.mouseClick(made.more.folder_button(), Qt.MouseButton.LeftButton)
    assert asked.args == [ShowInFolderRequest("/skills/s1-2")]
    with qtbot.waitSignal(made.requested) as asked:
        qtbot.mouseClick(made.more.delete_button(), Qt.MouseButton.LeftButton)
    assert asked.args == [DeleteRequest("s1")]


def test_a_skill_that_cannot_be_used_says_why(qtbot: QtBot) -> None:
    made = page(qtbot, card(model="c" * 64))
    assert not made.title.segments.button(SkillState.ON).isEnabled()
    assert any(part.accessibleName() == "Needs another model: Heron 1.2B" for part in made.findChildren(QWidget))


def test_sources_are_shown_as_text(qtbot: QtBot) -> None:
    made = page(qtbot, card())
    names = [part.accessibleName() for part in made.findChildren(QWidget) if part.isVisible()]
    assert "“Our museum opens at 10.”" in names and "You, as a rule for every answer" in names


def test_sections_are_groups_and_controls_have_names(qtbot: QtBot) -> None:
    made = page(qtbot, card())
    assert made.accessibleName() == "Skill Harbour museum, on"
    groups = [
        interface.text(QAccessible.Text.Name)
        for part in made.findChildren(QWidget)
        if (interface := QAccessible.queryAccessibleInterface(part)) and interface.role() == QAccessible.Role.Grouping
    ]
    assert {"Quiz", "What taught it", "History", "More"} <= set(groups)
    reachable = [
        part for part in made.findChildren(QWidget) if part.isVisible() and part.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert [part for part in reachable if not (part.accessibleName() or getattr(part, "text", str)())] == []


def test_a_theme_change_repaints_everything(qtbot: QtBot) -> None:
    made = page(qtbot, card())
    light = made.grab().toImage()
    made.set_theme(THEMES[1])
    assert made.grab().toImage() != light


def test_gentle_versions_are_named(qtbot: QtBot) -> None:
    earlier = replace(version(1, False), score=score(verdict=Verdict.GENTLE))
    shown = card(versions=(earlier, version(2, True)))
    assert [views.version_note(line) for line in shown.versions] == ["in use, 3 of 4", "learned gently, 3 of 4"]
