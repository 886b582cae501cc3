"""Searching and fetching in their own process: what comes out, that it ends, and that nothing is asked before."""

from __future__ import annotations

import multiprocessing
import sys
import types
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from learning.updates.notice import Notice, Why
from learning.web import process, providers
from learning.web.address import Walls
from learning.web.fetch import Fetcher
from learning.web.messages import AskNews, Ended, Fetch, Found, MessageError, News, Search, pack, unpack
from learning.web.results import CannotFetch, Fetched, Fetching, NotFetched, Result, Trouble
from tests.learning.web.hostile_server import ANSWERS, PAGE, Server, served


@pytest.fixture
def server() -> Iterator[Server]:
    with served() as made:
        yield made


def finished(work: Generator[Any, None, Any]) -> Any:
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def test_pages_lie_in_the_folder_and_what_did_not_come_says_why(server: Server, tmp_path: Path) -> None:
    addresses = [server.url("/page"), server.url("/missing"), "file:///etc/passwd", server.url("/page")]
    got, missing, bad = finished(process.fetch(addresses, tmp_path, [server.place]))
    assert isinstance(got, Fetched) and Path(got.path).read_bytes() == PAGE and Path(got.path).name == got.sha256
    assert isinstance(missing, NotFetched) and missing.trouble is Trouble.NOT_FOUND
    assert isinstance(bad, NotFetched) and bad.trouble is Trouble.BAD_ADDRESS
    assert [path.name for path in tmp_path.iterdir()] == [got.sha256]


def test_no_more_than_five_pages_are_fetched(server: Server, tmp_path: Path) -> None:
    done = finished(process.fetch([server.url(f"/page?{n}") for n in range(9)], tmp_path, [server.place]))
    assert len(done) == 5
    assert len([path for path, _ in server.seen if path.startswith("/page")]) == 5


def test_nothing_near_is_asked_without_being_named(server: Server, tmp_path: Path) -> None:
    (refused,) = finished(process.fetch([server.url("/page")], tmp_path))
    assert isinstance(refused, NotFetched) and refused.trouble in (Trouble.BAD_ADDRESS, Trouble.PRIVATE)
    assert server.seen == []


def test_nothing_is_started_before_it_is_asked_for(server: Server, tmp_path: Path) -> None:
    before = multiprocessing.active_children()
    work = process.fetch([server.url("/page")], tmp_path, [server.place])
    assert multiprocessing.active_children() == before and server.seen == []
    work.close()


def test_closing_ends_the_process_at_once(server: Server, tmp_path: Path) -> None:
    work = process.fetch([server.url("/silence")], tmp_path, [server.place])
    while not any(path == "/silence" for path, _ in server.seen):
        next(work)
    (child,) = multiprocessing.active_children()
    work.close()
    assert child not in multiprocessing.active_children()


def test_a_process_that_dies_or_talks_nonsense_is_a_reason(tmp_path: Path) -> None:
    for child in ("tests.learning.web.test_web_process:dies", "tests.learning.web.test_web_process:babbles"):
        with pytest.raises(CannotFetch) as caught:
            finished(process.search("ddgs", "towers", child=child))
        assert caught.value.trouble is Trouble.BROKEN


def dies(connection: Any, _order: bytes) -> None:
    connection.close()


def babbles(connection: Any, _order: bytes) -> None:
    connection.send_bytes(b"\xff nonsense")


@pytest.mark.parametrize(
    "message",
    [
        Search("ddgs", "towers"),
        Fetch(("https://a.example/",), "/tmp/x"),
        Found((Result("T", "https://a.example/", "a.example"),)),
        Fetching("https://a.example/", 0, 2),
        NotFetched("https://a.example/", Trouble.ROBOTS),
        AskNews("https://a.example/news", ("key",)),
        News(Notice("0.2.0", "2026-12-24", ("New.",), "https://a.example/")),
        News(None, Why.SIGNATURE, "x"),
        Ended(Trouble.OFFLINE, "x"),
        Ended(),
    ],
)
def test_messages_come_out_as_they_went_in(message: Any) -> None:
    assert unpack(pack(message)) == message


@pytest.mark.parametrize("frame", [b"", b"[]", b'{"type":"Bad"}', b'{"type":"Ended","is":{"trouble":1}}', b"[" * 9000])
def test_other_frames_are_refused(frame: bytes) -> None:
    with pytest.raises(MessageError):
        unpack(frame)


# ---------------------------------------------------------------------------------------------- providers


class Engine:
    """What `ddgs` would be; `answer` is returned or raised."""

    answer: Any = ()

    def __init__(self, **_options: object) -> None:
        pass

    def text(self, query: str, **_options: object) -> Any:
        assert query == "towers"
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> type[Engine]:
    made = types.ModuleType("ddgs")
    made.DDGS = Engine  # type: ignore[attr-defined]
    errors = types.ModuleType("ddgs.exceptions")
    for name in ("DDGSException", "RatelimitException", "TimeoutException"):
        base = Exception if name == "DDGSException" else errors.DDGSException
        setattr(errors, name, type(name, (base,), {}))
    monkeypatch.setitem(sys.modules, "ddgs", made)
    monkeypatch.setitem(sys.modules, "ddgs.exceptions", errors)
    return Engine


def test_results_are_plain_text_and_web_addresses(engine: type[Engine]) -> None:
    engine.answer = [
        {"title": "A tow\u200ber", "href": "https://www.a.example/x", "body": "line\nline\u202e"},
        {"title": "", "href": "http://b.example", "body": None},
        {"title": "again", "href": "https://www.a.example/x", "body": ""},
        {"title": "bad", "href": "javascript:alert(1)", "body": ""},
        {"title": "bad", "href": "https://u:p@c.example/", "body": ""},
        {"body": "no address"},
        "nonsense",
    ]
    assert providers.search("ddgs", "", "towers") == (
        Result("A tower", "https://www.a.example/x", "a.example", "line line"),
        Result("b.example", "http://b.example/", "b.example"),
    )


def test_the_troubles_of_a_search(engine: type[Engine]) -> None:
    errors = sys.modules["ddgs.exceptions"]
    for raised, wanted in (
        (errors.RatelimitException("202"), Trouble.RATE_LIMIT),  # type: ignore[attr-defined]
        (errors.TimeoutException("slow"), Trouble.TOO_SLOW),  # type: ignore[attr-defined]
        (errors.DDGSException("No results found."), Trouble.NO_RESULTS),  # type: ignore[attr-defined]
        (errors.DDGSException("connect error"), Trouble.OFFLINE),  # type: ignore[attr-defined]
        ((), Trouble.NO_RESULTS),
    ):
        engine.answer = raised
        with pytest.raises(CannotFetch) as caught:
            providers.search("ddgs", "", "towers")
        assert caught.value.trouble is wanted
    with pytest.raises(CannotFetch):
        providers.search("nobody", "", "towers")


def test_a_searxng_of_ones_own(server: Server) -> None:
    def get_search(on: Any) -> None:
        on.say(
            data=b'{"results": [{"title": "T", "url": "https://a.example/", "content": "c"}]}', kind="application/json"
        )

    near = Fetcher(Walls(frozenset({server.place})))
    ANSWERS["search"] = get_search
    try:
        found = providers.search("searxng", f"http://{server.place}", "old towers", near)
        assert found == (Result("T", "https://a.example/", "a.example", "c"),)
        assert providers.search("searxng", f"http://{server.place}/", "old towers") == found
        assert server.seen[-1][0] == "/search?q=old+towers&format=json"
    finally:
        del ANSWERS["search"]
    with pytest.raises(CannotFetch):
        providers.search("searxng", "file:///etc", "towers")


def test_a_searxng_that_answers_nonsense_is_broken(server: Server) -> None:
    def get_search(on: Any) -> None:
        on.say(data=b"[1, 2", kind="application/json")

    ANSWERS["search"] = get_search
    try:
        with pytest.raises(CannotFetch) as caught:
            providers.search("searxng", f"http://{server.place}", "towers")
        assert caught.value.trouble is Trouble.BROKEN
    finally:
        del ANSWERS["search"]
