"""Asking for news over a real connection and in the real process: one address, nothing larger, nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from learning.updates import asking, signed
from learning.updates.notice import Ignored, Notice, Why
from learning.web import process
from learning.web.messages import News
from tests.learning.updates.notes import KEY, NOTE, OTHER_KEY, PUBLIC, NewsServer, news_served
from tests.learning.web.hostile_server import BOMB, served


@pytest.fixture
def server() -> Iterator[NewsServer]:
    with news_served() as made:
        yield made


def heard(server: NewsServer, address: str = "") -> Notice | Why:
    try:
        return asking.ask(address or server.address, [PUBLIC], asking.near([server.place]))
    except Ignored as error:
        return error.why


def test_a_signed_note_is_heard(server: NewsServer) -> None:
    assert heard(server) == NOTE
    server.kind = "text/plain; charset=utf-8"
    assert heard(server) == NOTE
    assert server.server.seen[0][0] == "/news", "robots.txt is for those who read what is not their own"


def test_what_goes_out_says_nothing_about_the_person_or_the_program(server: NewsServer) -> None:
    heard(server)
    ((path, sent),) = server.server.seen
    assert path == "/news"
    assert set(sent) == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Accept-Language", "Connection"}
    assert sent["User-Agent"] == "Ingrain/1.0 (reads a page that its user chose)" and sent["Accept-Language"] == "*"


def test_a_bad_signature_is_ignored(server: NewsServer) -> None:
    server.data = signed.sealed(NOTE, OTHER_KEY)
    assert heard(server) is Why.SIGNATURE


def test_a_truncated_note_is_ignored(server: NewsServer) -> None:
    server.data = server.data[:-20]
    assert heard(server) is Why.BROKEN


def test_an_oversized_answer_is_not_read_to_its_end(server: NewsServer) -> None:
    server.data = server.data + b" " * signed.MOST
    assert heard(server) is Why.TOO_LARGE
    server.data, server.headers = BOMB, {"Content_Encoding": "gzip"}
    assert heard(server) is Why.TOO_LARGE, "what unfolds counts"
    assert heard(server, server.server.url("/large")) is Why.BROKEN, "no JSON is not read at all"


def test_a_redirect_is_followed_nowhere(server: NewsServer) -> None:
    with served() as elsewhere:
        server.status, server.headers = 302, {"Location": elsewhere.url("/page")}
        fetcher = asking.near([server.place, elsewhere.place])
        with pytest.raises(Ignored) as caught:
            asking.ask(server.address, [PUBLIC], fetcher)
        assert caught.value.why is Why.REDIRECTED
        assert elsewhere.seen == []
    server.headers = {"Location": "/news"}
    assert heard(server) is Why.REDIRECTED and server.asked == 2


@pytest.mark.parametrize("path", ["/missing", "/failing", "/busy", "/hang-up", "/nonsense"])
def test_a_server_in_trouble_is_nobody(server: NewsServer, path: str) -> None:
    assert heard(server, server.server.url(path)) is Why.NOBODY


def test_a_page_is_no_note(server: NewsServer) -> None:
    assert heard(server, server.server.url("/page")) is Why.BROKEN


@pytest.mark.parametrize(
    "address", ["http://ingrain.example/news", "ftp://ingrain.example/", "nonsense", "", "https://"]
)
def test_only_https_is_asked(address: str) -> None:
    with pytest.raises(Ignored) as caught:
        asking.ask(address, [PUBLIC])
    assert caught.value.why is Why.NOBODY


def in_its_process(server: NewsServer, *allowed: str) -> News:
    work = process.news(server.address, [PUBLIC], allowed)
    while True:
        try:
            next(work)
        except StopIteration as end:
            found = end.value
            assert isinstance(found, News)
            return found


def test_the_process_brings_the_note_or_the_reason(server: NewsServer) -> None:
    assert in_its_process(server, server.place) == News(NOTE)
    server.data = signed.sealed(replace(NOTE, version="0.3.0"), OTHER_KEY)
    assert in_its_process(server, server.place).why is Why.SIGNATURE
    before = server.asked
    assert in_its_process(server).why is Why.NOBODY, "an address of this computer is none of the web"
    assert server.asked == before


def test_nothing_is_asked_before_the_work_begins(server: NewsServer) -> None:
    work: Any = process.news(server.address, [PUBLIC], [server.place])
    assert server.asked == 0
    work.close()
    assert server.asked == 0


def test_a_signature_is_checked_with_the_keys_that_are_given(server: NewsServer) -> None:
    with pytest.raises(Ignored) as caught:
        asking.ask(server.address, [], asking.near([server.place]))
    assert caught.value.why is Why.SIGNATURE
    assert signed.opened(signed.sealed(NOTE, KEY), [PUBLIC]) == NOTE
