"""The web page with real widgets: nothing is asked before a button, at most five pages, foreign text stays text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.skills import ink
from desktop.skills.text_lines import TextLines
from desktop.source_words import WebWords as Words
from desktop.theme import Theme
from desktop.web.page import WebPage
from desktop.web.requests import AddAddress, Back, ChooseProvider, ReadPages, Retry, SearchWeb, Stop
from desktop.web.rows import PageState, Phase, Provider, ResultRow, WebView
from tests.desktop.learned_samples import THEMES, colours, larger_text

QUERY = "tide tables of Ebb Harbour"
ROWS = tuple(
    ResultRow(f"https://site{n}.example/tides", f"Tides {n}", f"Site {n}", f"Snippet {n}", f"{n} May 2026")
    for n in range(1, 8)
)
FIVE = tuple(replace(row, ticked=number < 5) for number, row in enumerate(ROWS))
READING = (
    replace(ROWS[0], ticked=True, state=PageState.READ, note="14 facts found"),
    replace(ROWS[1], ticked=True, state=PageState.FAILED, note="the site is not answering"),
    replace(ROWS[2], ticked=True, state=PageState.READING),
    replace(ROWS[3], ticked=True, state=PageState.WAITING),
    ROWS[4],
)
VIEWS = {
    "ask": WebView(QUERY),
    "ask a SearXNG": WebView(QUERY, provider=Provider.SEARXNG, searxng="https://find.example"),
    "paste": WebView(provider=Provider.ADDRESSES, refused="That is no address."),
    "searching": WebView(QUERY, Phase.SEARCHING),
    "results": WebView(QUERY, Phase.RESULTS, ROWS),
    "no results": WebView(QUERY, Phase.RESULTS),
    "reading": WebView(QUERY, Phase.READING, READING),
    "trouble": WebView(QUERY, Phase.TROUBLE, trouble="This computer is offline. Nothing was learned. Try again later."),
}
HOSTILE = (
    "<h1>Big</h1><img src='file:///etc/passwd'>", "\u202etxt.exe\u2066", "line one\nline two\r\n\x00\x1b[2J",
    "x" * 10_000, "word " * 2_000, "&amp; & <b>", "Z\u0335\u0321\u0322\u0316\u0317\u0318algo", "",
)  # fmt: skip


def page(qtbot: QtBot, view: WebView, theme: Theme = THEMES[0], width: int = 726) -> WebPage:
    made = WebPage(theme)
    qtbot.addWidget(made)
    made.show_view(view)
    made.resize(width, 800)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def texts(made: QWidget) -> list[str]:
    return [part.text() for part in made.findChildren(TextLines) if part.isVisible() and part.text()]


def reachable(made: QWidget) -> list[QWidget]:
    return [
        part
        for part in made.findChildren(QWidget)
        if part.isVisible() and part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.isEnabled()
    ]


def spoken(part: QWidget) -> str:
    words = part.text() if isinstance(part, QAbstractButton) else ""
    return part.accessibleName() or words


def ticked(made: WebPage) -> list[bool]:
    return [shown.box.isChecked() for shown in made.shown()]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_every_phase_is_painted_and_every_control_has_a_name(qtbot: QtBot, view: WebView, theme: Theme) -> None:
    made = page(qtbot, view, theme)
    assert colours(made) > 12
    assert reachable(made) and all(spoken(part) for part in reachable(made))


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_at_twice_the_text_size_no_button_is_cut_and_no_text_either(qtbot: QtBot, view: WebView) -> None:
    with larger_text(2.0):
        made = page(qtbot, view, width=ink.em(40))
        buttons = [each for each in made.findChildren(QAbstractButton) if each.isVisible()]
        assert buttons and all(each.width() >= each.sizeHint().width() for each in buttons)
        lines = [each for each in made.findChildren(TextLines) if each.isVisible()]
        qtbot.waitUntil(lambda: all(each.height() >= each.heightForWidth(each.width()) for each in lines))


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_to_show_something_asks_for_nothing(qtbot: QtBot, view: WebView) -> None:
    made = page(qtbot, VIEWS["ask"])
    with qtbot.assertNotEmitted(made.requested):
        made.show_view(view)
        made.take_focus()


def test_before_search_the_promise_and_who_is_asked_are_said(qtbot: QtBot) -> None:
    made = page(qtbot, VIEWS["ask"])
    assert Words.UNTIL_SEARCH in texts(made) and Words.DUCKDUCKGO_GETS in texts(made)
    assert made.ask.query.text() == QUERY and not made.ask.query.isReadOnly()
    assert made.ask.who.radios[Provider.DUCKDUCKGO].isChecked()
    made.show_view(VIEWS["results"])
    assert Words.UNTIL_SEARCH not in texts(made)


def test_the_words_can_be_changed_and_enter_searches(qtbot: QtBot) -> None:
    made = page(qtbot, VIEWS["ask"])
    made.ask.query.setText("  tides of Ebb  ")
    with qtbot.waitSignal(made.requested) as asked:
        qtbot.keyClick(made.ask.query, Qt.Key.Key_Return)
    assert asked.args == [SearchWeb("tides of Ebb", Provider.DUCKDUCKGO)]
    made.ask.query.setText(" ")
    with qtbot.assertNotEmitted(made.requested):
        qtbot.keyClick(made.ask.query, Qt.Key.Key_Return)
    assert not made.ask.search.isEnabled() and Words.NO_QUERY in texts(made)


def test_changed_words_survive_the_choice_of_another_provider(qtbot: QtBot) -> None:
    made = page(qtbot, VIEWS["ask"])
    made.ask.query.setText("neap tides")
    made.show_view(replace(VIEWS["ask"], provider=Provider.SEARXNG))
    assert made.ask.query.text() == "neap tides"


def test_a_searxng_is_asked_only_with_its_address(qtbot: QtBot) -> None:
    made = page(qtbot, VIEWS["ask"])
    with qtbot.waitSignal(made.requested) as asked:
        qtbot.mouseClick(made.ask.who.radios[Provider.SEARXNG], Qt.MouseButton.LeftButton)
    assert asked.args == [ChooseProvider(Provider.SEARXNG)]
    made.show_view(replace(VIEWS["ask"], provider=Provider.SEARXNG))
    assert made.ask.who.address.isVisible() and not made.ask.search.isEnabled() and Words.NO_SEARXNG in texts(made)
    made.ask.who.address.setText("https://find.example")
    heard: list[object] = []
    made.requested.connect(heard.append)
    qtbot.mouseClick(made.ask.search, Qt.MouseButton.LeftButton)
    assert heard == [ChooseProvider(Provider.SEARXNG, "https://find.example"), SearchWeb(QUERY, Provider.SEARXNG)]


def test_providers_are_chosen_with_the_arrow_keys(qtbot: QtBot) -> None:
    made = page(qtbot, VIEWS["ask"])
    first = made.ask.who.radios[Provider.DUCKDUCKGO]
    first.setFocus()
    with qtbot.waitSignal(made.requested) as asked:
        qtbot.keyClick(first, Qt.Key.Key_Down)
    assert asked.args == [ChooseProvider(Provider.SEARXNG)]


def test_without_a_search_addresses_are_pasted(qtbot: QtBot) -> None:
    made = page(qtbot, VIEWS["paste"])
    assert Words.UNTIL_READ in texts(made) and "That is no address." in texts(made)
    assert not made.ask.query.isVisible() and not made.ask.search.isVisible() and not made.paste.add.isEnabled()
    made.paste.field.setPlainText("https://a.example\nhttps://b.example\n")
    with qtbot.waitSignal(made.requested) as asked:
        qtbot.mouseClick(made.paste.add, Qt.MouseButton.LeftButton)
    assert asked.args == [AddAddress("https://a.example\nhttps://b.example")]
    assert made.paste.field.toPlainText() == ""


@pytest.mark.parametrize("name", ["searching", "reading"])
def test_what_goes_on_is_said_and_can_be_stopped(qtbot: QtBot, name: str) -> None:
    made = page(qtbot, VIEWS[name])
    said = {"searching": f"Asking DuckDuckGo for “{QUERY}”", "reading": "Reading page 3 of 4"}[name]
    assert said in texts(made)
    assert made.ask.query.isReadOnly() and not made.paste.isVisible() and not made.foot.read.isVisible()
    for act in (made.foot.stop.click, lambda: qtbot.keyClick(made.foot.stop, Qt.Key.Key_Escape)):
        made.foot.stop.setFocus()
        with qtbot.waitSignal(made.requested) as asked:
            act()
        assert asked.args == [Stop()]
    with qtbot.assertNotEmitted(made.requested):
        qtbot.keyClick(made.ask.query, Qt.Key.Key_Return)
        qtbot.keyClick(made.foot.stop, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_a_page_tells_what_became_of_it(qtbot: QtBot) -> None:
    made = page(qtbot, VIEWS["reading"])
    said = texts(made)
    for words in ("Read: 14 facts found", "Could not be read: the site is not answering", "Reading", "Waiting"):
        assert words in said
    assert made.shown()[1].box.accessibleName() == (
        "Tides 2, site2.example. Could not be read: the site is not answering"
    )
    assert not any(shown.box.isEnabled() for shown in made.shown())


def test_a_page_that_could_not_be_read_can_be_ticked_again(qtbot: QtBot) -> None:
    made = page(qtbot, WebView(QUERY, Phase.RESULTS, READING))
    assert [shown.box.isEnabled() for shown in made.shown()] == [False, True, False, False, True]


def test_pages_are_ticked_by_box_row_and_keys_and_then_read(qtbot: QtBot) -> None:
    made = page(qtbot, VIEWS["results"])
    assert not made.foot.read.isEnabled() and Words.TICK_SOME in made.foot.words()
    qtbot.mouseClick(made.shown()[2], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(made.shown()[0].box, Qt.MouseButton.LeftButton)
    made.shown()[0].box.setFocus()
    qtbot.keyClick(made.shown()[0].box, Qt.Key.Key_Down)
    assert made.shown()[1].box.hasFocus()
    qtbot.keyClick(made.shown()[1].box, Qt.Key.Key_Space)
    assert made.foot.read.text() == "Read 3 pages" and "3 pages ticked" in made.foot.words()
    with qtbot.waitSignal(made.requested) as asked:
        qtbot.mouseClick(made.foot.read, Qt.MouseButton.LeftButton)
    assert asked.args == [ReadPages(tuple(row.address for row in ROWS[:3]))]
    qtbot.keyClick(made.shown()[1].box, Qt.Key.Key_Space)
    qtbot.keyClick(made.shown()[1].box, Qt.Key.Key_Up)
    assert made.shown()[0].box.hasFocus()
    with qtbot.waitSignal(made.requested) as asked:
        qtbot.keyClick(made.shown()[0].box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert asked.args == [ReadPages((ROWS[0].address, ROWS[2].address))]


def test_five_pages_at_most(qtbot: QtBot) -> None:
    made = page(qtbot, WebView(QUERY, Phase.RESULTS, tuple(replace(row, ticked=True) for row in ROWS)))
    assert ticked(made) == [True] * 5 + [False] * 2
    assert [shown.box.isEnabled() for shown in made.shown()] == [True] * 5 + [False] * 2
    assert Words.MOST in made.foot.words() and made.foot.read.text() == "Read 5 pages"
    qtbot.mouseClick(made.shown()[6], Qt.MouseButton.LeftButton)
    assert len(made.chosen()) == 5
    qtbot.mouseClick(made.shown()[0].box, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(made.shown()[6].box, Qt.MouseButton.LeftButton)
    assert [row.address for row in made.chosen()] == [ROWS[n].address for n in (1, 2, 3, 4, 6)]


def test_ticks_stay_when_a_page_is_added_and_go_with_another_search(qtbot: QtBot) -> None:
    made = page(qtbot, WebView(QUERY, Phase.RESULTS, ROWS[:3]))
    qtbot.mouseClick(made.shown()[1].box, Qt.MouseButton.LeftButton)
    made.show_view(WebView(QUERY, Phase.RESULTS, (*ROWS[:3], replace(ROWS[6], ticked=True))))
    assert ticked(made) == [False, True, False, True]
    made.show_view(VIEWS["searching"])
    made.show_view(WebView(QUERY, Phase.RESULTS, ROWS[:3]))
    assert ticked(made) == [False, False, False]


def test_a_page_may_be_named_beside_what_was_found(qtbot: QtBot) -> None:
    made = page(qtbot, VIEWS["no results"])
    assert Words.NOTHING in texts(made) and made.paste.isVisible()
    assert made.paste.field.accessibleName() == Words.ADD_ONE


def test_trouble_is_told_with_a_way_on(qtbot: QtBot) -> None:
    made = page(qtbot, VIEWS["trouble"])
    assert made.trouble.text() == VIEWS["trouble"].trouble and made.ask.who.isVisible()
    with qtbot.waitSignal(made.requested) as asked:
        qtbot.mouseClick(made.trouble.retry, Qt.MouseButton.LeftButton)
    assert asked.args == [Retry()]
    made.show_view(VIEWS["ask"])
    assert not made.trouble.isVisible()


@pytest.mark.parametrize("name", ["ask", "results", "trouble"])
def test_esc_and_the_button_lead_back(qtbot: QtBot, name: str) -> None:
    made = page(qtbot, VIEWS[name])
    made.take_focus()
    for act in (made.back.click, lambda: qtbot.keyClick(made.focusWidget(), Qt.Key.Key_Escape)):
        with qtbot.waitSignal(made.requested) as asked:
            act()
        assert asked.args == [Back()]


def test_the_keyboard_follows_from_phase_to_phase(qtbot: QtBot) -> None:
    made = page(qtbot, VIEWS["ask"])
    made.take_focus()
    qtbot.waitUntil(made.ask.query.hasFocus)
    for name, place in (("searching", made.foot.stop), ("trouble", made.trouble.retry), ("paste", made.paste.field)):
        made.show_view(VIEWS[name])
        if name == "paste":
            made.take_focus()
        assert place.hasFocus(), name
    made.show_view(VIEWS["results"])
    assert made.shown()[0].box.hasFocus()


def test_every_control_of_the_results_is_reached_with_tab(qtbot: QtBot) -> None:
    made = page(qtbot, VIEWS["results"])
    made.back.setFocus()
    seen: list[QWidget] = []
    while (now := made.focusWidget()) not in seen and now is not None:
        seen.append(now)
        qtbot.keyClick(now, Qt.Key.Key_Tab)
    wanted = {made.back, made.ask.query, made.ask.again, *(shown.box for shown in made.shown()), made.paste.field}
    assert wanted <= set(seen)
    boxes = [part for part in seen if part in [shown.box for shown in made.shown()]]
    assert boxes == [shown.box for shown in made.shown()]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_pages_are_shown_as_plain_text(qtbot: QtBot, text: str) -> None:
    row = ResultRow("https://a.example@evil.test/\u202ex", text, text, text, text, note=text, state=PageState.FAILED)
    made = page(qtbot, WebView(text, Phase.RESULTS, (row, ROWS[0])))
    shown = made.shown()[0]
    for part in shown.findChildren(TextLines):
        assert all(letter.isprintable() for letter in part.text()) and len(part.text()) <= 600
        assert "<img" not in part.toolTip(), "a tooltip of rich text could load a picture"
    assert "evil.test/%E2%80%AEx" in texts(shown)
    qtbot.waitUntil(lambda: shown.height() < 300)
    assert not [each for each in made.findChildren(QLineEdit) if "\n" in each.text()]


def test_a_site_that_imitates_another_is_marked(qtbot: QtBot) -> None:
    made = page(qtbot, WebView(QUERY, Phase.RESULTS, (replace(ROWS[0], address="https://аpple.com/tides"),)))
    assert "xn--pple-43d.com/tides" in texts(made)
    assert Words.reads_as("аpple.com") in texts(made)


def test_a_theme_change_repaints_everything(qtbot: QtBot) -> None:
    made = page(qtbot, VIEWS["reading"])
    light = made.grab().toImage()
    made.set_theme(THEMES[1])
    assert made.grab().toImage() != light
