"""The skills pane with real widgets: keys, clicks, search, empty states, and the strip of what learns."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.skills.current_row import CurrentRow
from desktop.skills.delegate import places
from desktop.skills.pane import SkillsPane
from desktop.skills.requests import (
    AddFileRequest,
    DeleteRequest,
    OpenRequest,
    RenameRequest,
    StateRequest,
    StopLessonRequest,
    StrengthRequest,
    TeachRequest,
)
from desktop.skills.rows import Head, SkillRow, grouped, spoken
from desktop.skills.segments import ORDER, Segments, label, segment_rects
from desktop.theme import Theme
from learning.types import LessonState, SkillState
from tests.desktop.learned_samples import BIRDS, BROKEN, MUSEUM, ROWS, SHORT, THEMES, TIDES, colours, every_state


def pane(qtbot: QtBot, rows: tuple[SkillRow, ...] = ROWS, theme: Theme = THEMES[0]) -> SkillsPane:
    made = SkillsPane(theme)
    qtbot.addWidget(made)
    made.set_rows(rows)
    made.resize(316, 640)
    made.show()
    return made


def current(made: SkillsPane) -> CurrentRow:
    widget = made.list.current_row()
    assert widget is not None
    return widget


def segment(made: SkillsPane, skill: str, state: SkillState) -> QPoint:
    rect = QRectF(made.list.visualRect(made.model.index_of(skill)))
    return segment_rects(places(rect).segments)[state].center().toPoint()


@pytest.mark.parametrize("theme", THEMES)
def test_it_is_painted(qtbot: QtBot, theme: Theme) -> None:
    assert colours(pane(qtbot, theme=theme)) > 20
    assert colours(pane(qtbot, (), theme)) > 8


def test_a_click_on_a_painted_switch_asks_at_once(qtbot: QtBot) -> None:
    made = pane(qtbot)
    with qtbot.waitSignal(made.requested) as asked:
        qtbot.mouseClick(made.list.viewport(), Qt.MouseButton.LeftButton, pos=segment(made, "s3", SkillState.ON))
    assert asked.args == [StateRequest("s3", SkillState.ON)]
    assert made.model.row(made.list.currentIndex()) == TIDES  # the row is current, and still off


def test_a_click_on_the_state_it_has_asks_nothing(qtbot: QtBot) -> None:
    made = pane(qtbot)
    with qtbot.assertNotEmitted(made.requested):
        qtbot.mouseClick(made.list.viewport(), Qt.MouseButton.LeftButton, pos=segment(made, "s1", SkillState.ON))


@pytest.mark.parametrize("row", [BIRDS, BROKEN])
def test_what_cannot_be_used_cannot_be_switched(qtbot: QtBot, row: SkillRow) -> None:
    made = pane(qtbot)
    with qtbot.assertNotEmitted(made.requested):
        qtbot.mouseClick(made.list.viewport(), Qt.MouseButton.LeftButton, pos=segment(made, row.id, SkillState.ON))
        qtbot.keyClick(made.list, Qt.Key.Key_Right)
        qtbot.keyClick(made.list, Qt.Key.Key_Plus)
    assert not current(made).strength.isVisible() and not current(made).segments.button(SkillState.ON).isEnabled()


def test_a_switch_never_looks_on_before_it_is(qtbot: QtBot) -> None:
    made = pane(qtbot)
    made.select("s3")
    on, off = current(made).segments.button(SkillState.ON), current(made).segments.button(SkillState.OFF)
    with qtbot.waitSignal(made.requested) as asked:
        qtbot.mouseClick(on, Qt.MouseButton.LeftButton)
    assert asked.args == [StateRequest("s3", SkillState.ON)]
    assert off.isChecked() and not on.isChecked()
    made.set_rows((MUSEUM, SHORT, replace(TIDES, state=SkillState.ON), BIRDS, BROKEN))
    assert current(made).segments.button(SkillState.ON).isChecked()
    assert made.model.row(made.list.currentIndex()) == replace(TIDES, state=SkillState.ON)


@pytest.mark.parametrize(
    ("skill", "key", "request_made"),
    [
        ("s3", Qt.Key.Key_Right, StateRequest("s3", SkillState.ON)),
        ("s1", Qt.Key.Key_Left, StateRequest("s1", SkillState.OFF)),
        ("s1", Qt.Key.Key_Right, StateRequest("s1", SkillState.AUTO)),
        ("s1", Qt.Key.Key_Return, OpenRequest("s1")),
        ("s1", Qt.Key.Key_Delete, DeleteRequest("s1")),
        ("s2", Qt.Key.Key_Plus, StrengthRequest("s2", 0.6)),
        ("s2", Qt.Key.Key_Minus, StrengthRequest("s2", 0.4)),
        ("s4", Qt.Key.Key_Delete, DeleteRequest("s4")),
    ],
)
def test_keys(qtbot: QtBot, skill: str, key: Qt.Key, request_made: object) -> None:
    made = pane(qtbot)
    made.select(skill)
    with qtbot.waitSignal(made.requested) as asked:
        qtbot.keyClick(made.list, key)
    assert asked.args == [request_made]


@pytest.mark.parametrize(("skill", "key"), [("s3", Qt.Key.Key_Left), ("s1", Qt.Key.Key_Plus)])
def test_keys_that_would_change_nothing_ask_nothing(qtbot: QtBot, skill: str, key: Qt.Key) -> None:
    made = pane(qtbot)
    made.select(skill)
    with qtbot.assertNotEmitted(made.requested):
        qtbot.keyClick(made.list, key)


def test_up_and_down_walk_over_headings(qtbot: QtBot) -> None:
    made = pane(qtbot)
    made.select("s2")
    qtbot.keyClick(made.list, Qt.Key.Key_Down)
    assert made.model.row(made.list.currentIndex()) == TIDES
    qtbot.keyClick(made.list, Qt.Key.Key_Up)
    assert made.model.row(made.list.currentIndex()) == SHORT


def test_f2_renames_in_place(qtbot: QtBot) -> None:
    made = pane(qtbot)
    made.select("s1")
    qtbot.keyClick(made.list, Qt.Key.Key_F2)
    field = current(made).name_field
    assert field.isVisible() and field.text() == "Harbour museum"
    field.setText("  Museum  ")
    with qtbot.waitSignal(made.requested) as asked:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert asked.args == [RenameRequest("s1", "Museum")]
    assert not field.isVisible()


@pytest.mark.parametrize(("text", "key"), [("Other", Qt.Key.Key_Escape), ("   ", Qt.Key.Key_Return)])
def test_a_name_is_not_lost_by_mistake(qtbot: QtBot, text: str, key: Qt.Key) -> None:
    made = pane(qtbot)
    made.select("s1")
    made.list.rename_current()
    current(made).name_field.setText(text)
    with qtbot.assertNotEmitted(made.requested):
        qtbot.keyClick(current(made).name_field, key)


def test_keys_of_the_list_do_not_act_while_a_name_is_written(qtbot: QtBot) -> None:
    made = pane(qtbot)
    made.select("s1")
    made.list.rename_current()
    with qtbot.assertNotEmitted(made.requested):
        for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Delete, Qt.Key.Key_Plus):
            qtbot.keyClick(current(made).name_field, key)


def test_the_slider_asks_when_it_is_let_go(qtbot: QtBot) -> None:
    made = pane(qtbot)
    made.select("s2")
    slider = current(made).strength.slider
    asked: list[object] = []
    made.requested.connect(asked.append)
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 3, 10))
    qtbot.mouseMove(slider, QPoint(slider.width() - 1, 10))
    assert asked == []
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 1, 10))
    assert asked == [StrengthRequest("s2", 1.0)]


def test_strength_is_a_word_with_the_number_in_the_tooltip(qtbot: QtBot) -> None:
    made = pane(qtbot, (replace(SHORT, strength=0.3),))
    made.select("s2")
    assert current(made).strength.word() == "Light" and current(made).strength.slider.toolTip() == "30%"
    made.set_rows((SHORT,))
    assert current(made).strength.word() == "Gentle" and current(made).strength.slider.value() == 50


def test_search_and_what_it_says_when_nothing_is_found(qtbot: QtBot) -> None:
    made = pane(qtbot)
    assert made.search.placeholderText() == "Search 5 skills"
    made.search.setText("tide")
    assert made.page() is made.list and made.model.rowCount() == 2
    made.search.setText("tidal")
    assert made.page() is made.nothing and made.nothing.text.text() == "Nothing found for “tidal”."
    qtbot.mouseClick(made.nothing.button, Qt.MouseButton.LeftButton)
    assert made.page() is made.list and made.search.text() == ""


def test_nothing_taught_yet(qtbot: QtBot) -> None:
    made = pane(qtbot, ())
    assert made.page() is made.empty
    assert made.empty.text.text() == "Nothing taught yet. Tell it something you would rather not repeat."
    with qtbot.waitSignal(made.requested) as asked:
        qtbot.mouseClick(made.empty.button, Qt.MouseButton.LeftButton)
    assert asked.args == [TeachRequest()]
    made.set_rows(ROWS)
    assert made.page() is made.list


def test_a_file_is_asked_for(qtbot: QtBot) -> None:
    for rows in (ROWS, ()):
        made = pane(qtbot, rows)
        with qtbot.waitSignal(made.requested) as asked:
            qtbot.mouseClick(made.add_file, Qt.MouseButton.LeftButton)
        assert asked.args == [AddFileRequest()]


def test_the_strip_is_there_while_something_learns(qtbot: QtBot) -> None:
    made = pane(qtbot)
    assert not made.strip.isVisible()
    made.show_lesson(every_state()[LessonState.RUNNING], 1)
    assert made.strip.isVisible() and made.strip.accessibleName() == "Lesson Harbour museum, practising"
    with qtbot.waitSignal(made.requested) as asked:
        qtbot.mouseClick(made.strip.stop, Qt.MouseButton.LeftButton)
    assert asked.args == [StopLessonRequest("l1")]
    made.show_lesson(None)
    assert not made.strip.isVisible()


def test_long_names_are_cut_and_whole_in_the_tooltip(qtbot: QtBot) -> None:
    long = replace(MUSEUM, name="Harbour museum and everything that happens in it " * 5)
    made = pane(qtbot, (long,))
    assert colours(made) > 8
    assert long.name in made.model.index_of("s1").data(Qt.ItemDataRole.ToolTipRole)


def test_everything_one_can_reach_has_a_name(qtbot: QtBot) -> None:
    made = pane(qtbot)
    made.select("s1")
    made.show_lesson(every_state()[LessonState.RUNNING], 0)
    ours = [
        part for part in made.findChildren(QWidget) if part.isVisible() and part.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert len(ours) >= 5
    assert [part for part in ours if not part.accessibleName()] == []


def test_a_theme_change_repaints(qtbot: QtBot) -> None:
    made = pane(qtbot)
    made.select("s1")
    light = made.list.grab().toImage()
    made.set_theme(THEMES[1])
    assert made.list.grab().toImage() != light


def test_right_to_left_keys_follow_the_picture(qtbot: QtBot) -> None:
    made = pane(qtbot)
    made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    made.select("s3")
    with qtbot.waitSignal(made.requested) as asked:
        qtbot.keyClick(made.list, Qt.Key.Key_Left)
    assert asked.args == [StateRequest("s3", SkillState.ON)]


def test_tab_goes_from_the_list_into_its_current_row(qtbot: QtBot) -> None:
    made = pane(qtbot)
    made.select("s1")
    made.show_lesson(every_state()[LessonState.RUNNING], 0)
    made.activateWindow()
    made.list.setFocus()
    reached: list[QWidget | None] = []
    for _ in range(4):
        qtbot.keyClick(made.window().focusWidget(), Qt.Key.Key_Tab)
        reached.append(made.window().focusWidget())
    row = current(made)
    assert reached == [row.segments.button(SkillState.ON), row.strength.slider, made.add_file, made.strip.stop]


def test_auto_is_in_use_and_says_so() -> None:
    row = replace(MUSEUM, state=SkillState.AUTO)
    assert row.on and row.state_word == "Auto"
    assert spoken(row).startswith("Harbour museum, auto, full strength.")
    assert replace(row, damaged="hash").state_word == "Off"
    assert grouped((row, TIDES)) == (Head("In use"), row, Head("Not used"), TIDES)


def test_the_switch_has_room_for_every_word(qtbot: QtBot) -> None:
    switch = Segments(THEMES[0])
    qtbot.addWidget(switch)
    switch.show()
    painted = segment_rects(QRectF(switch.rect()))
    for state in ORDER:
        button = switch.button(state)
        assert abs(button.geometry().center().x() - painted[state].center().x()) <= 2
        assert button.fontMetrics().horizontalAdvance(label(state)) < painted[state].width()
    with qtbot.waitSignal(switch.chosen) as asked:
        qtbot.mouseClick(switch.button(SkillState.AUTO), Qt.MouseButton.LeftButton)
    assert asked.args == [SkillState.AUTO]
