"""The check before learning, and the page of a text: nothing is ticked that should not be, and nothing runs in them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.documents import preview
from desktop.documents import requests as ask
from desktop.documents.preview import PreviewPage, TextPart
from desktop.documents.review import SLICE, ReviewPage
from desktop.library_words import LibraryWords as Words
from desktop.theme import Theme
from tests.desktop.document_pages import FACTS, HOSTILE, TEXT, VIEW, fact
from tests.desktop.learned_samples import THEMES, colours


def page(qtbot: QtBot, theme: Theme = THEMES[0]) -> ReviewPage:
    made = ReviewPage(theme)
    qtbot.addWidget(made)
    made.resize(760, 700)
    made.show_view(VIEW)
    made.show()
    return made


def text_page(qtbot: QtBot, theme: Theme = THEMES[0]) -> PreviewPage:
    made = PreviewPage(theme)
    qtbot.addWidget(made)
    made.resize(760, 700)
    made.show()
    return made


@pytest.mark.parametrize("theme", THEMES)
def test_they_are_painted(qtbot: QtBot, theme: Theme) -> None:
    made = page(qtbot, theme)
    made.set_theme(theme)
    assert colours(made) > 20
    text = text_page(qtbot, theme)
    text.show_view(TEXT)
    assert colours(text) > 10


def test_nothing_flagged_or_undecided_is_ticked(qtbot: QtBot) -> None:
    made = page(qtbot)
    assert [one.ticked for one in made.decided()] == [True, True, False, False, True]
    made.head.safe.click()
    assert [one.ticked for one in made.decided()] == [True, True, False, False, True]
    rows = made.rows.all()
    assert not rows[3].tick.isEnabled()  # sources disagree: first somebody must say who is right
    rows[2].tick.click()
    rows[3].radios[1].click()
    assert made.decided()[2].ticked
    assert made.decided()[3] == ask.Decided(3, True, "It costs 6 florins.")


def test_what_is_ticked_and_changed_is_what_is_learned(qtbot: QtBot) -> None:
    made = page(qtbot)
    rows = made.rows.all()
    rows[1].tick.click()
    rows[0].pencil.click()
    assert rows[0].editing and FACTS[0].passage in rows[0].passage.text()
    rows[0].field.setText("  Volunteers arrive   at nine. ")
    qtbot.keyClick(rows[0].field, Qt.Key.Key_Return)
    assert not rows[0].editing and rows[0].words.text() == "Volunteers arrive at nine."
    made.foot.trust.setChecked(True)
    with qtbot.waitSignal(made.requested) as asked:
        made.foot.learn.click()
    (wish,) = asked.args
    assert wish.document == "d1" and wish.trust
    assert [one.fact for one in wish.decided if one.ticked] == [0, 4]
    assert wish.decided[0].text == "Volunteers arrive at nine."


def test_cancelled_and_empty_edits_change_nothing(qtbot: QtBot) -> None:
    made = page(qtbot)
    row = made.rows.all()[0]
    row.edit(True)
    row.field.setText("Other words.")
    row.cancel.click()
    assert row.fact == FACTS[0]
    row.edit(True)
    row.field.setText("   ")
    row.keep.click()
    assert row.fact.text == FACTS[0].text


def test_escape_ends_an_edit_before_it_leaves_the_page(qtbot: QtBot) -> None:
    made = page(qtbot)
    row = made.rows.all()[0]
    row.edit(True)
    with qtbot.assertNotEmitted(made.requested):
        made._leave()
    assert not row.editing
    with qtbot.waitSignal(made.requested) as asked:
        made._leave()
    assert isinstance(asked.args[0], ask.NotNow) and len(asked.args[0].decided) == 5


def test_with_nothing_ticked_there_is_nothing_to_learn(qtbot: QtBot) -> None:
    made = page(qtbot)
    for row in made.rows.all():
        row.set_ticked(False)
    assert not made.foot.learn.isEnabled() and made.foot.count.text() == "0 of 5 facts ticked"
    with qtbot.assertNotEmitted(made.requested):
        made._learn()


def test_what_is_shown_can_be_narrowed(qtbot: QtBot) -> None:
    made = page(qtbot)
    made.head.which.ways[1].click()
    assert [row.fact.number for row in made.rows.all() if row.isVisible()] == [2, 3]
    made.head.which.ways[0].click()
    made.head.finder.setText("lantern ROOM")
    assert [row.fact.number for row in made.rows.all() if row.isVisible()] == [1]
    made.head.finder.setText("zebra")
    assert made.none.isVisible() and len(made.decided()) == 5  # hidden ones stay as they are


def test_f8_goes_from_flag_to_flag(qtbot: QtBot) -> None:
    made = page(qtbot)
    qtbot.waitExposed(made)
    made.activateWindow()
    rows = made.rows.all()
    made.next_flagged()
    assert made.focusWidget() is rows[2].tick
    made.next_flagged()
    assert made.focusWidget() is rows[3].radios[0]
    made.next_flagged()
    assert made.focusWidget() is rows[2].tick


def test_a_place_is_shown_in_its_text(qtbot: QtBot) -> None:
    made = page(qtbot)
    with qtbot.waitSignal(made.requested) as asked:
        made.rows.all()[1].page.click()
    assert asked.args == [ask.ShowText("d1", 1)]


def test_a_long_list_is_made_a_few_rows_at_a_time(qtbot: QtBot) -> None:
    made = page(qtbot)
    many = tuple(fact(number, f"Hall {number} holds {number} boats.") for number in range(5 * SLICE))
    made.show_view(replace(VIEW, facts=many, total=300, parts=3, part=1, first=121))
    assert len(made.rows.all()) == SLICE and len(made.decided()) == 5 * SLICE
    assert made.head.part.text() == Words.part(121, 220, 300)
    qtbot.waitUntil(lambda: len(made.rows.all()) == 5 * SLICE)
    with qtbot.waitSignal(made.requested) as asked:
        made.head.after.click()
    assert asked.args[0].part == 2 and len(asked.args[0].decided) == 5 * SLICE


def test_everything_that_takes_the_focus_has_a_name(qtbot: QtBot) -> None:
    text = text_page(qtbot)
    text.show_view(TEXT)
    for made in (page(qtbot), text):
        focusable = [one for one in made.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
        nameless = [one for one in focusable if not (one.accessibleName() or getattr(one, "text", str)())]
        assert len(focusable) >= 5 and nameless == []


def test_foreign_text_is_plain_text(qtbot: QtBot) -> None:
    made = page(qtbot)
    assert made.rows.all()[4].words.text() == HOSTILE
    text = text_page(qtbot)
    text.show_view(TEXT)
    shown = text.text.toPlainText()
    assert "<img src='file:///etc/passwd'>" in shown
    assert shown.index("page 1") < shown.index("Front desk") < shown.index("page 2")
    assert "It reads like an order." in shown


def test_a_thousand_pages_come_in_slices(qtbot: QtBot) -> None:
    made = text_page(qtbot)
    parts = tuple(TextPart(f"Passage {number} of many.", number // 20 + 1) for number in range(5 * preview.SLICE))
    made.show_view(replace(TEXT, parts=parts, place=3 * preview.SLICE))
    assert not made.whole and "Passage 999" not in made.text.toPlainText()
    qtbot.waitUntil(lambda: made.whole)
    assert f"Passage {5 * preview.SLICE - 1} of many." in made.text.toPlainText()
    assert made.text.textCursor().block().text() == f"Passage {3 * preview.SLICE} of many."
    assert len(made.text.extraSelections()) == 1


def test_words_are_found_round_and_round(qtbot: QtBot) -> None:
    made = text_page(qtbot)
    made.show_view(TEXT)
    made.finder.setText("tower")
    assert made.find_next() and made.text.textCursor().selectedText() == "tower"
    assert made.find_next()
    assert made.find_next(back=True)
    made.finder.setText("zebra")
    assert not made.find_next() and made.found.text() == Words.NOT_FOUND
