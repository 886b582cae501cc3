"""The list of skills as rows and as a Qt model."""

from __future__ import annotations

import random
from dataclasses import replace

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from desktop.skills.model import SkillListModel, SkillRole
from desktop.skills.rows import Head, SkillRow, grouped, line, skill_row, stepped
from learning.types import Skill, SkillState, Verdict
from tests.desktop.learned_samples import BIRDS, BROKEN, MUSEUM, ROWS, SHORT, TIDES, score

SKILL = Skill(
    "s1", "Harbour museum", 2, "b" * 64, "Heron 1.2B", "l2", "/skills/s1-2", "a" * 64, SkillState.ON, 1.0,
    "2026-05-12T09:42:00+00:00", "Opening hours", score(),
)  # fmt: skip


def watched(qtbot: QtBot) -> SkillListModel:
    model = SkillListModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    return model


def names(model: SkillListModel) -> list[str]:
    return [model.index(number).data() for number in range(model.rowCount())]


def test_groups_by_what_is_in_use() -> None:
    assert grouped(ROWS) == (Head("In use"), MUSEUM, SHORT, Head("Not used"), TIDES, BIRDS, BROKEN)


def test_an_empty_group_has_no_heading() -> None:
    assert grouped((TIDES,)) == (Head("Not used"), TIDES)
    assert grouped(()) == ()


def test_search_finds_in_name_and_summary_in_any_order() -> None:
    assert grouped(ROWS, "tours harbour") == (Head("In use"), MUSEUM)
    assert grouped(ROWS, "tidal") == ()


def test_a_skill_for_another_model_says_so_and_is_not_in_use() -> None:
    row = skill_row(SKILL, "c" * 64)
    assert not row.on and line(row) == "Needs another model: Heron 1.2B"
    assert skill_row(SKILL, "b" * 64).on and skill_row(SKILL, "").on


def test_a_damaged_skill_says_so() -> None:
    row = skill_row(replace(SKILL, damaged="hash"), "b" * 64)
    assert not row.usable and line(row) == "Its files are damaged, so it stays off"


def test_gentle_is_what_the_score_says() -> None:
    assert skill_row(replace(SKILL, score=score(verdict=Verdict.GENTLE)), "").gentle


def test_strength_moves_by_tenths_and_stays_inside() -> None:
    assert (stepped(0.5, True), stepped(0.55, False), stepped(1.0, True), stepped(0.1, False)) == (0.6, 0.5, 1.0, 0.1)


def test_the_model_shows_rows_and_heads(qtbot: QtBot) -> None:
    model = watched(qtbot)
    model.set_rows(ROWS)
    assert names(model) == [
        "In use", "Harbour museum", "Plain short replies",
        "Not used", "Tide tables", "Bird names, Latin", "Broken letters",
    ]  # fmt: skip
    spoken = model.index_of("s1").data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Harbour museum, on, full strength. Opening hours, tours, who does what"
    assert model.index_of("s2").data(Qt.ItemDataRole.AccessibleTextRole).startswith("Plain short replies, on, gentle")
    assert model.index(0).flags() & Qt.ItemFlag.ItemIsSelectable == Qt.ItemFlag.NoItemFlags


def test_a_switched_row_moves_and_keeps_its_identity(qtbot: QtBot) -> None:
    model = watched(qtbot)
    model.set_rows(ROWS)
    kept = QPersistentModelIndex(model.index_of("s3"))
    resets: list[object] = []
    model.modelReset.connect(lambda: resets.append(1))
    model.set_rows((MUSEUM, SHORT, replace(TIDES, state=SkillState.ON), BIRDS, BROKEN))
    assert kept.isValid() and kept.row() == 3 and model.data(kept, SkillRole.SKILL_ID) == "s3"
    assert resets == []


def test_only_the_changed_row_is_said_to_change(qtbot: QtBot) -> None:
    model = watched(qtbot)
    model.set_rows(ROWS)
    changed: list[int] = []
    model.dataChanged.connect(lambda first, last: changed.extend((first.row(), last.row())))
    model.set_rows((replace(MUSEUM, strength=0.4), SHORT, TIDES, BIRDS, BROKEN))
    assert changed == [1, 1]


def test_any_change_passes_the_model_tester(qtbot: QtBot) -> None:
    model = watched(qtbot)
    chance = random.Random(7)
    pool = [SkillRow(f"s{n}", f"Skill {n}", "About it", SkillState.OFF) for n in range(8)]
    for _ in range(60):
        chosen = chance.sample(pool, chance.randint(0, 8))
        rows = tuple(
            replace(row, state=chance.choice((SkillState.ON, SkillState.OFF)), name=f"N{chance.random():.2f}")
            for row in chosen
        )
        model.set_rows(rows)
        model.set_search(chance.choice(("", "n0", "nothing like it")))
        shown = [model.entry(model.index(number)) for number in range(model.rowCount())]
        assert tuple(shown) == grouped(rows, model.search())


def test_nowhere_is_nothing(qtbot: QtBot) -> None:
    model = watched(qtbot)
    assert model.row(QModelIndex()) is None and not model.index_of("s1").isValid()
