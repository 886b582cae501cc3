"""The pane of documents with real widgets: states in words, keys, clicks, drops, search."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QRectF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop import foreign
from desktop.documents import requests as ask
from desktop.documents.delegate import excerpt, places
from desktop.documents.files import files_in, pasted
from desktop.documents.pane import DocumentsPane
from desktop.documents.rows import Status, action, menu, opens, spoken, state
from desktop.library_words import LibraryWords as Words
from desktop.theme import Theme
from tests.desktop.document_pages import HITS, LINES
from tests.desktop.learned_samples import THEMES, colours


def pane(qtbot: QtBot, theme: Theme = THEMES[0]) -> DocumentsPane:
    made = DocumentsPane(theme)
    qtbot.addWidget(made)
    made.set_lines(LINES)
    made.resize(316, 760)
    made.show()
    return made


@pytest.mark.parametrize("theme", THEMES)
def test_it_is_painted(qtbot: QtBot, theme: Theme) -> None:
    made = pane(qtbot, theme)
    assert colours(made) > 20
    made.search.setText("tower")
    made.show_hits("tower", HITS)
    assert colours(made) > 15


def test_every_state_has_words_of_its_own() -> None:
    said = {line.status: state(line).words for line in LINES}
    assert set(said) == set(Status)
    assert len(set(said.values())) == len(Status)
    assert said[Status.PARTLY] == "Learned 25 of 140"
    assert said[Status.READING] == "Reading page 14 of 52"
    for line in LINES:
        assert state(line).words in spoken(line) and foreign.line(line.title) in spoken(line)
        assert state(line).icon or state(line).role in ("muted", "accent")


def test_what_each_row_offers() -> None:
    offered = {line.id: action(line) for line in LINES}
    assert offered["j1"] == (Words.STOP, ask.StopReading("j1"))
    assert offered["d1"] == (Words.CHECK, ask.Review("d1"))
    assert offered["d2"] == (Words.OPEN_SKILL, ask.OpenSkill("s1"))
    assert offered["d3"] == (Words.LEARN_MORE, ask.Review("d3"))
    assert offered["d5"] == (Words.READ_AGAIN, ask.ReadAgain("d5"))
    assert offered["d6"] is None
    wishes = {wish for line in LINES for _, wish in menu(line)}
    assert ask.Remove("d6") in wishes and ask.ReadAgain("d6") in wishes and ask.Remove("j1") not in wishes
    assert opens(LINES[0]) is None and opens(LINES[3]) == ask.ShowText("d2")


def test_a_click_on_the_painted_words_asks(qtbot: QtBot) -> None:
    made = pane(qtbot)
    index = made.model.index_of("d4")
    where = places(QRectF(made.list.visualRect(index)), LINES[5]).action.center().toPoint()
    with qtbot.waitSignal(made.requested) as asked:
        qtbot.mouseClick(made.list.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert asked.args == [ask.Review("d4")]
    with qtbot.assertNotEmitted(made.requested):
        place = made.list.visualRect(index).topLeft() + QPoint(40, 10)
        qtbot.mouseClick(made.list.viewport(), Qt.MouseButton.LeftButton, pos=place)


@pytest.mark.parametrize(
    ("document", "key", "wish"),
    [
        ("d1", Qt.Key.Key_Return, ask.Review("d1")),
        ("d2", Qt.Key.Key_Return, ask.ShowText("d2")),
        ("d2", Qt.Key.Key_Space, ask.OpenSkill("s1")),
        ("d4", Qt.Key.Key_Delete, ask.Remove("d4")),
        ("j1", Qt.Key.Key_Space, ask.StopReading("j1")),
    ],
)
def test_keys(qtbot: QtBot, document: str, key: Qt.Key, wish: ask.DocumentRequest) -> None:
    made = pane(qtbot)
    made.select(document)
    with qtbot.waitSignal(made.requested) as asked:
        qtbot.keyClick(made.list, key)
    assert asked.args == [wish]


def test_delete_does_nothing_to_a_file_that_is_being_read(qtbot: QtBot) -> None:
    made = pane(qtbot)
    made.select("j1")
    with qtbot.assertNotEmitted(made.requested):
        qtbot.keyClick(made.list, Qt.Key.Key_Delete)
        qtbot.keyClick(made.list, Qt.Key.Key_Return)


def test_everything_that_takes_the_focus_has_a_name(qtbot: QtBot) -> None:
    made = pane(qtbot)
    focusable = [one for one in made.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert len(focusable) >= 4
    nameless = [one for one in focusable if not (one.accessibleName() or getattr(one, "text", str)())]
    assert nameless == []


def test_searching_asks_and_shows_what_was_found(qtbot: QtBot) -> None:
    made = pane(qtbot)
    with qtbot.waitSignal(made.requested) as asked:
        made.search.setText("tower steps")
    assert asked.args == [ask.Search("tower steps")]
    made.show_hits("something else", HITS)
    assert made.hits.rowCount() == 0
    made.show_hits("tower steps", HITS)
    assert made.page() is made.found and made.hits.rowCount() == 3
    with qtbot.waitSignal(made.requested) as asked:
        made.found.setCurrentIndex(made.hits.index(0))
        qtbot.keyClick(made.found, Qt.Key.Key_Return)
    assert asked.args == [ask.ShowText("d2", 3)]
    made.show_hits("tower steps", ())
    assert made.page() is made.nothing and "tower steps" in made.nothing.text()
    made.search.clear()
    assert made.page() is made.list


def test_the_shown_part_of_a_passage_has_the_first_hit_in_it() -> None:
    for hit in HITS:
        start, text = excerpt(hit)
        assert len(text) <= 400 and hit.text[start : start + len(text)] == text
        if hit.marks:
            first, last = hit.marks[0]
            assert text[first - start : last - start] == hit.text[first:last]


def test_titles_are_plain_text_in_the_list_and_its_tooltips(qtbot: QtBot) -> None:
    made = pane(qtbot)
    index = made.model.index_of("d7")
    shown, tip = index.data(), index.data(Qt.ItemDataRole.ToolTipRole)
    assert "\u202e" not in shown and "\n" not in shown and len(shown) <= foreign.LONGEST
    assert "<img" not in tip


def test_ctrl_v_belongs_to_the_pane_and_not_to_the_menu(qtbot: QtBot) -> None:
    made = pane(qtbot)
    QGuiApplication.clipboard().setText("The ferry leaves at nine.")
    override = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    override.ignore()
    assert made.event(override) and override.isAccepted()
    with qtbot.waitSignal(made.requested) as asked:
        qtbot.keyClick(made.list, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert asked.args == [ask.AddText("The ferry leaves at nine.")]


def test_a_field_inside_lets_a_dropped_file_through_to_the_pane(qtbot: QtBot, tmp_path: Path) -> None:
    made = pane(qtbot)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.pdf"))])
    enter = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    assert made.search.acceptDrops() and made.drops.eventFilter(made.search, enter) and enter.isAccepted()


def test_an_empty_library_says_what_it_is_for(qtbot: QtBot) -> None:
    made = pane(qtbot)
    made.set_lines(())
    assert made.page() is made.empty and not made.search.isEnabled()
    with qtbot.waitSignal(made.requested) as asked:
        made.zone.click()
    assert asked.args == [ask.AskFiles()]


def test_files_are_dropped_and_pasted(qtbot: QtBot, tmp_path: Path) -> None:
    made = pane(qtbot)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.pdf")), QUrl("https://a.example/x")])
    drop = QDropEvent(
        QPoint(5, 5).toPointF(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    with qtbot.waitSignal(made.requested) as asked:
        assert made.drops.eventFilter(made, drop)  # Qt gives a drop only to what a drag has entered
    assert asked.args == [ask.AddFiles((str(tmp_path / "a.pdf"),))]
    QGuiApplication.clipboard().setText("Some words to learn.")
    with qtbot.waitSignal(made.requested) as asked:
        made.paste()
    assert asked.args == [ask.AddText("Some words to learn.")]
    QGuiApplication.clipboard().clear()
    with qtbot.waitSignal(made.said) as said:
        made.paste()
    assert said.args == [Words.NO_TEXT_COPIED]


def test_a_folder_means_what_in_it_can_be_read(tmp_path: Path) -> None:
    for name in ("b.md", "a.pdf", ".hidden.txt", "picture.png", "deep/c.csv", ".git/d.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    (tmp_path / "link.txt").symlink_to(tmp_path / "b.md")
    assert [path.name for path in files_in((str(tmp_path),))] == ["a.pdf", "b.md", "c.csv"]
    odd = str(tmp_path / "picture.png")
    assert [path.name for path in files_in((odd, odd))] == ["picture.png"]  # the reader says why not


def test_pasted_text_is_called_by_its_first_words(tmp_path: Path) -> None:
    job = pasted("\n  The house rules of the Alder Lane Pottery and all that belongs to it\nMore.", tmp_path)
    assert job.name == "The house rules of the Alder Lane Pottery and…" and job.text
    assert pasted("   \n", tmp_path).name == Words.PASTED


def test_a_press_beside_the_rows_is_nothing(qtbot: QtBot) -> None:
    made = pane(qtbot)
    with qtbot.assertNotEmitted(made.requested):
        event = QMouseEvent(
            QMouseEvent.Type.MouseButtonRelease, QPoint(5, 700).toPointF(), QPoint(5, 700).toPointF(),
            Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        made.list.mouseReleaseEvent(event)
