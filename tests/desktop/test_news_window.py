"""News of a version in the window: asked for only when somebody wants it, believed only when signed, said once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop import log_file
from desktop.news_desk import NewsSource
from desktop.settings.news_block import NewsBlock
from desktop.settings_words import IGNORED, NewsWords
from learning.store.profile import Profile
from learning.updates import signed
from learning.updates.notice import Why
from learning.updates.pinned import Pinned
from tests.desktop.open_window import Opened, opened
from tests.learning.updates.notes import KEY, NOTE, OTHER_KEY, PUBLIC, NewsServer, news_served
from tests.learning.web.hostile_server import served

NOW = datetime(2026, 12, 30, 12, 0, tzinfo=UTC)
LINE = NewsWords.line(NOTE.version, NOTE.notes, "ingrain.example")
Window = Callable[..., AbstractContextManager[Opened]]


@pytest.fixture
def server() -> Iterator[NewsServer]:
    with news_served() as made:
        yield made


@pytest.fixture
def window(qapp: QApplication, profile: Profile, server: NewsServer) -> Window:
    """Open a window of version 0.1.0, `days` after the first one."""

    def open_it(days: float = 0, version: str = "0.1.0") -> AbstractContextManager[Opened]:
        pinned = Pinned(server.address, (PUBLIC,))
        source = NewsSource(pinned, version, (server.place,), lambda: NOW + timedelta(days=days))
        return opened(qapp, profile, news=source)

    return open_it


def block(window: Opened) -> NewsBlock:
    return window.app.settings.page.news


def idle(window: Opened) -> None:
    """Until nobody is being asked any more."""
    window.wait(lambda: window.app.settings.news._work is None)


def switch_on(window: Opened) -> None:
    window.app.settings.open()
    block(window).tick.click()
    idle(window)


def test_nobody_is_asked_unless_it_is_switched_on(window: Window, server: NewsServer) -> None:
    with window() as made:
        made.ask("Hello")
        made.app.settings.open()
        assert not block(made).tick.isChecked() and block(made).tick.isEnabled()
        QTest.qWait(100)
    with window(days=100):
        QTest.qWait(100)
    assert server.asked == 0


def test_switched_on_it_is_asked_once_a_week(window: Window, server: NewsServer) -> None:
    with window() as made:
        switch_on(made)
        assert server.asked == 1 and block(made).tick.isChecked()
    for days, asked in ((0.5, 1), (6.9, 1), (7.1, 2), (8, 2), (14.2, 3)):
        with window(days) as made:
            idle(made)
            assert server.asked == asked, days
    with window(days=30) as made:
        idle(made)
        made.app.settings.open()
        block(made).tick.click()
        assert server.asked == 4
    with window(days=60) as made:
        QTest.qWait(100)
        assert server.asked == 4, "switched off again"


def test_one_quiet_line_once_a_version_and_its_page_opens_in_the_browser(
    window: Window, server: NewsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", shown.append)
    with window() as made:
        switch_on(made)
        assert made.notice() == LINE
        assert made.window.chat.notices.action.text() == NewsWords.OPEN
        made.window.chat.notices.action.click()
        assert shown == [QUrl(NOTE.page)]
        assert not block(made).news.isHidden() and NOTE.notes[0] in block(made).news.words()
        block(made).news.open.click()
        assert shown == [QUrl(NOTE.page)] * 2
    with window(days=8) as made:
        idle(made)
        assert made.notice() == "", "it was told before"
        made.app.settings.open()
        assert not block(made).news.isHidden(), "it can still be read there"
    server.data = signed.sealed(replace(NOTE, version="0.3.0", date="2027-01-20"), KEY)
    with window(days=30) as made:
        idle(made)
        assert made.notice().startswith("Ingrain 0.3.0 is there.")


def test_the_same_version_is_no_news_and_an_updated_program_says_nothing(window: Window, server: NewsServer) -> None:
    with window() as made:
        switch_on(made)
    with window(days=8, version="0.2.0") as made:
        idle(made)
        made.app.settings.open()
        assert made.notice() == "" and block(made).news.isHidden()
        assert block(made).said() == NewsWords.none_newer("7 January 2027", "0.2.0")


@pytest.mark.parametrize(
    ("why", "data"),
    [
        (Why.SIGNATURE, signed.sealed(replace(NOTE, version="0.9.0"), OTHER_KEY)),
        (Why.OLDER, signed.sealed(replace(NOTE, version="0.0.1"), KEY)),
        (Why.TOO_LARGE, signed.sealed(NOTE, KEY) + b" " * signed.MOST),
        (Why.BROKEN, b"<html>"),
    ],
)
def test_what_is_not_believed_is_ignored_with_a_line_in_the_log(
    window: Window, server: NewsServer, why: Why, data: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    server.data = data
    with window() as made:
        switch_on(made)
        assert made.notice() == "" and block(made).news.isHidden()
        assert block(made).said() == IGNORED[why]
    (said,) = [record for record in caplog.records if record.name == "desktop.news_desk"]
    assert (said.levelno, str(why) in said.getMessage()) == (logging.WARNING, True)


def test_an_older_note_played_back_is_ignored(
    window: Window, server: NewsServer, caplog: pytest.LogCaptureFixture
) -> None:
    old = server.data
    server.data = signed.sealed(replace(NOTE, version="0.3.0", date="2026-12-28"), KEY)
    with window() as made:
        switch_on(made)
        assert made.notice().startswith("Ingrain 0.3.0")
    server.data = old
    with window(days=8) as made:
        idle(made)
        made.app.settings.open()
        assert "0.3.0" in block(made).news.words(), "what was heard before stays"
        assert block(made).said() == IGNORED[Why.REPLAYED]
    assert [record.levelno for record in caplog.records if "replayed" in record.getMessage()] == [logging.WARNING]


def test_a_redirect_to_another_host_is_ignored(
    window: Window, server: NewsServer, caplog: pytest.LogCaptureFixture
) -> None:
    with served() as elsewhere:
        server.status, server.headers = 302, {"Location": elsewhere.url("/page")}
        with window() as made:
            switch_on(made)
            assert block(made).said() == IGNORED[Why.REDIRECTED]
        assert elsewhere.seen == []
    assert any("redirected" in record.getMessage() for record in caplog.records)


def test_offline_counts_for_the_week_and_look_now_asks_again(window: Window, server: NewsServer) -> None:
    server.status = 503
    with window() as made:
        switch_on(made)
        assert block(made).said() == IGNORED[Why.NOBODY] and server.asked == 1
        server.status = 200
        block(made).look.click()
        assert not block(made).look.isEnabled()
        idle(made)
        assert server.asked == 2 and made.notice() == LINE


def test_look_now_works_while_it_is_off_and_switches_nothing_on(window: Window, server: NewsServer) -> None:
    with window() as made:
        made.app.settings.open()
        block(made).look.click()
        idle(made)
        assert made.notice() == LINE and not block(made).tick.isChecked()
    with window(days=20):
        QTest.qWait(100)
    assert server.asked == 1


def test_closed_or_switched_off_while_it_asks(window: Window, server: NewsServer) -> None:
    server.server.over.clear()
    with window() as made:
        made.app.settings.news._source = replace(
            made.app.settings.news._source, pinned=Pinned(server.server.url("/silence"), (PUBLIC,))
        )
        made.app.settings.open()
        block(made).tick.click()
        made.wait(lambda: bool(server.server.seen))
        block(made).tick.click()
        idle(made)
        assert not block(made).tick.isChecked() and made.notice() == ""
        block(made).look.click()
        made.wait(lambda: len(server.server.seen) == 2)


def test_a_copy_that_knows_nobody_to_ask_says_so(qapp: QApplication, profile: Profile) -> None:
    for source in (NewsSource(Pinned(), "0.1.0"), NewsSource(Pinned("https://a.example/", (PUBLIC,)), "")):
        with opened(qapp, profile, news=source) as made:
            made.app.settings.open()
            assert not block(made).tick.isEnabled() and block(made).look.isHidden()
            made.app.settings.news.requested(object())
            made.app.settings.news._switch(True)
            assert not made.store.settings.get("updates.on", False)


def test_a_disk_that_refuses_is_said_and_nobody_is_asked(
    window: Window, server: NewsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with window() as made:
        made.app.settings.open()
        monkeypatch.setenv("INGRAIN_FAIL_AT", "1")
        block(made).tick.click()
        assert "The disk is full" in made.notice() and not block(made).tick.isChecked()
        assert server.asked == 0


def test_the_log_is_a_file_that_is_made_with_its_first_line(tmp_path: Path) -> None:
    before = list(logging.getLogger("desktop").handlers)
    with log_file.kept(tmp_path):
        assert list(tmp_path.iterdir()) == []
        logging.getLogger("desktop.news_desk").info("news of a version was ignored: %s", "nobody")
    logging.getLogger("desktop.news_desk").info("after")
    (line,) = (tmp_path / log_file.NAME).read_text(encoding="utf-8").splitlines()
    assert line.endswith("INFO desktop.news_desk: news of a version was ignored: nobody")
    assert logging.getLogger("desktop").handlers == before


def test_what_a_note_says_is_shown_as_plain_text(window: Window, server: NewsServer) -> None:
    server.data = signed.sealed(replace(NOTE, notes=("<b>bold</b> <img src='file:///etc/passwd'>",)), KEY)
    with window() as made:
        switch_on(made)
        assert "<b>bold</b>" in made.notice()
