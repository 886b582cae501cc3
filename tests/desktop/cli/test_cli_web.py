"""`ingrain teach --url` and `--web`: what is fetched, shown, decided and learned, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop import cli, cli_web
from learning.store.profile import Profile
from tests.desktop.cli.running import Ran, Run, trouble
from tests.learning.web.hostile_server import ANSWERS, Handler, Server, served

PAGE = """<html><head><title>{title}</title><meta name="date" content="{date}"></head><body><article><h1>{title}</h1>
<p>{facts} The building of it was paid by the town alone. Many people of the town wrote letters to the mayor.</p>
</article></body></html>"""


@pytest.fixture
def run(profile: Profile, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command in this process: only here may a server on this computer be asked."""

    def call(*words: str) -> Ran:
        code = cli.main([*words, "--profile", str(profile.root), "--backend", "echo"])
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return call


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    pages = {
        "open": ("The footbridge is open", "2031-05-05", "The new footbridge is closed on Friday."),
        "plans": ("Plans for the bridge", "2028-02-11", "The new footbridge is closed on Tuesday."),
    }
    for name, (title, date, facts) in pages.items():
        text = PAGE.format(title=title, date=date, facts=facts).encode()

        def say(on: Handler, text: bytes = text) -> None:
            on.say(data=text)

        ANSWERS[name] = say
    with served() as made:
        real = cli_web.process.fetch
        monkeypatch.setattr(
            cli_web.process, "fetch", lambda addresses, folder, _allowed: real(addresses, folder, (made.place,))
        )
        yield made
    for name in pages:
        del ANSWERS[name]


def test_a_page_is_learned_with_where_and_when_it_is_from(run: Run, server: Server) -> None:
    done = run("teach", "--url", server.url("/open"), "--yes", "--json", "--name", "Bridge")
    assert done.json["status"] == "learned", done
    manifest = json.loads((Path(done.json["skill"]["path"]) / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["vetting"]["by"] == "rules"
    head = (Path(done.json["skill"]["path"]) / "lesson.jsonl").read_text(encoding="utf-8").splitlines()[0]
    for source in json.loads(head)["lesson"]["sources"]:
        assert source["origin"] == f"url:{server.url('/open')}" and source["fetched"] and not source["trusted"]
    (document,) = run("documents", "list", "--json").json["documents"]
    assert document["origin"] == server.url("/open") and document["fetched"]


def test_of_two_pages_that_disagree_the_newer_one_is_taken_and_it_is_said(run: Run, server: Server) -> None:
    done = run("teach", "--url", server.url("/plans"), "--url", server.url("/open"), "--yes", "--json", "--name", "B")
    assert done.json["status"] == "learned", done
    assert "Disputed, taken as the better supported: The new footbridge is closed on Friday." in done.err
    assert "Disputed, left out: The new footbridge is closed on Tuesday." in done.err
    told = run("skills", "show", "B", "--json").json["skill"]["statements"]
    assert "The new footbridge is closed on Friday." in told
    assert not any("Tuesday" in text for text in told)


def test_a_page_is_forgotten_by_its_title(run: Run, server: Server) -> None:
    run("teach", "--url", server.url("/plans"), "--url", server.url("/open"), "--yes", "--json", "--name", "B")
    done = run("skills", "forget", "B", "The footbridge is open", "--json")
    assert done.json == {"status": "deleted", "skill": None}  # what both pages say counts for the newer one
    assert run("skills", "list", "--json").json["skills"] == []


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("file:///etc/passwd", "web_bad_address"),
        ("http://10.0.0.1/", "web_private"),
        ("http://localhost:1/", "web_bad_address"),
    ],
)
def test_what_may_not_be_asked_is_refused(run: Run, address: str, code: str) -> None:
    trouble(run("teach", "--url", address, "--yes", "--json"), 2, code)
    assert run("documents", "list", "--json").json["documents"] == []


def test_a_page_that_is_not_there_says_so(run: Run, server: Server) -> None:
    trouble(run("teach", "--url", server.url("/missing"), "--yes", "--json"), 2, "web_not_found")


def test_nothing_is_learned_unseen(run: Run, server: Server) -> None:
    trouble(run("teach", "--url", server.url("/open"), "--json"), 2, "not_confirmed")
    assert run("skills", "list", "--json").json["skills"] == []


def test_only_one_way_at_a_time(run: Run, server: Server) -> None:
    trouble(run("teach", "--url", server.url("/open"), "--web", "bridges", "--yes", "--json"), 2, "usage")
    trouble(run("teach", "My dog is Rex.", "--url", server.url("/open"), "--yes", "--json"), 2, "usage")
    assert server.seen == []


def test_a_search_that_nobody_confirmed_reads_nothing(run: Run, server: Server) -> None:
    def search(on: Handler) -> None:
        on.say(data=b'{"results": [{"title": "T", "url": "https://a.example/"}]}', kind="application/json")

    ANSWERS["search"] = search
    try:
        done = run("teach", "--web", "the bridge", "--searxng", f"http://{server.place}", "--json")
        trouble(done, 2, "not_confirmed")
        assert "https://a.example/" in done.err
        assert [path for path, _ in server.seen] == ["/search?q=the+bridge&format=json"]
    finally:
        del ANSWERS["search"]


def test_a_search_that_fails_says_why(run: Run, server: Server) -> None:
    found = run("teach", "--web", "x", "--searxng", f"http://{server.place}/failing", "--yes", "--json")
    trouble(found, 2, "web_server")
