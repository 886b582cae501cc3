"""Pages from a server that does everything wrong (safety.md S7, S8): each ends soon, and says why."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from learning.web.address import Walls
from learning.web.fetch import Caps, Fetcher
from learning.web.results import CannotFetch, Trouble
from tests.learning.web.hostile_server import PAGE, Server, served

CAPS = Caps(seconds=1.5, bytes=200_000)


@pytest.fixture
def server() -> Iterator[Server]:
    with served() as made:
        yield made


def fetcher(server: Server, caps: Caps = CAPS) -> Fetcher:
    return Fetcher(Walls(frozenset({server.place})), caps)


@pytest.mark.parametrize("path", ["/page", "/gzip", "/deflate", "/hop/4"])
def test_a_page_is_a_page(server: Server, path: str) -> None:
    page = fetcher(server).page(server.url(path))
    assert page.data == PAGE and page.type == "text/html"
    assert page.final == server.url("/page" if "hop" in path else path)


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("/bomb", Trouble.TOO_LARGE), ("/endless", Trouble.TOO_LARGE), ("/large", Trouble.TOO_LARGE),
        ("/nested", Trouble.BROKEN), ("/brotli", Trouble.BROKEN), ("/broken-gzip", Trouble.BROKEN),
        ("/slow-body", Trouble.TOO_SLOW), ("/slow-headers", Trouble.TOO_SLOW), ("/silence", Trouble.TOO_SLOW),
        ("/short", Trouble.BROKEN), ("/image", Trouble.NOT_TEXT), ("/typeless", Trouble.NOT_TEXT),
        ("/liar", Trouble.NOT_TEXT), ("/missing", Trouble.NOT_FOUND), ("/forbidden", Trouble.REFUSED),
        ("/busy", Trouble.RATE_LIMIT), ("/failing", Trouble.SERVER), ("/odd", Trouble.BROKEN),
        ("/nonsense", Trouble.BROKEN), ("/headers", Trouble.BROKEN), ("/long-header", Trouble.BROKEN),
        ("/hop/6", Trouble.REDIRECTS), ("/round", Trouble.REDIRECTS), ("/to?file:///etc/passwd", Trouble.BAD_ADDRESS),
        ("/to?http://169.254.169.254/", Trouble.PRIVATE), ("/to?http://127.0.0.1/", Trouble.PRIVATE),
        ("/to?http://[::1]/", Trouble.PRIVATE), ("/to?ftp://example.com/", Trouble.BAD_ADDRESS),
        ("/to?http://u:p@example.com/", Trouble.BAD_ADDRESS), ("/to?http://example.com:22/", Trouble.BAD_ADDRESS),
    ],
)  # fmt: skip
def test_every_misbehaviour_has_its_name(server: Server, path: str, wanted: Trouble) -> None:
    with pytest.raises(CannotFetch) as caught:
        fetcher(server).page(server.url(path))
    assert caught.value.trouble is wanted, caught.value


def test_one_that_hangs_up_is_offline_or_broken(server: Server) -> None:
    with pytest.raises(CannotFetch) as caught:
        fetcher(server).page(server.url("/hang-up"))
    assert caught.value.trouble in (Trouble.OFFLINE, Trouble.BROKEN)


def test_a_redirect_without_a_place_comes_back_to_itself(server: Server) -> None:
    with pytest.raises(CannotFetch) as caught:
        fetcher(server).page(server.url("/nowhere"))
    assert caught.value.trouble is Trouble.REDIRECTS


def test_nobody_there_is_offline() -> None:
    with served() as gone:
        place = gone.place
    with pytest.raises(CannotFetch) as caught:
        Fetcher(Walls(frozenset({place})), CAPS).page(f"http://{place}/")
    assert caught.value.trouble is Trouble.OFFLINE


def test_no_cookie_comes_back_and_the_client_says_who_it_is(server: Server) -> None:
    one = fetcher(server)
    one.page(server.url("/page"))
    one.page(server.url("/page"))
    headers = [found for path, found in server.seen if path == "/page"]
    assert len(headers) == 2 and all("Cookie" not in found for found in headers)
    assert headers[0]["User-Agent"].startswith("Ingrain") and "br" not in headers[0]["Accept-Encoding"]
    assert headers[0]["Host"] == server.place


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        ((200, "User-agent: *\nDisallow: /"), False),
        ((200, "User-agent: Ingrain\nDisallow: /page\n\nUser-agent: *\nAllow: /"), False),
        ((200, "User-agent: *\nDisallow: /private"), True),
        ((200, "\x00\xff nonsense"), True),
        ((404, ""), True),
        ((503, "later"), False),
    ],
)
def test_a_site_may_ask_programs_to_stay_away(server: Server, robots: tuple[int, str], allowed: bool) -> None:
    server.robots = robots
    try:
        fetcher(server).page(server.url("/page"))
        got = True
    except CannotFetch as error:
        assert error.trouble is Trouble.ROBOTS
        got = False
    assert got is allowed
    paths = [path for path, _ in server.seen]
    assert paths[0] == "/robots.txt" and ("/page" in paths) is allowed


def test_robots_are_asked_once_for_a_site(server: Server) -> None:
    one = fetcher(server)
    for _ in range(3):
        one.page(server.url("/page"))
    assert [path for path, _ in server.seen].count("/robots.txt") == 1


def test_a_name_that_answers_otherwise_the_second_time_is_asked_only_once_a_hop(server: Server) -> None:
    asked: list[str] = []

    def resolver(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    with pytest.raises(CannotFetch) as caught:
        Fetcher(Walls(), CAPS, resolver).page("http://rebinding.example/page")
    assert caught.value.trouble is Trouble.PRIVATE and asked == ["rebinding.example"] and server.seen == []


def test_a_certificate_for_another_name_is_refused(tmp_path: Path) -> None:
    certificate, context = certified(tmp_path, "right.example")
    with served() as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        port = server.server_address[1]
        walls = Walls(frozenset({f"wrong.example:{port}", f"right.example:{port}"}))
        trust = lambda: ssl.create_default_context(cafile=str(certificate))  # noqa: E731
        one = Fetcher(walls, CAPS, lambda _host, _port: ["127.0.0.1"], trust)
        assert one.page(f"https://right.example:{port}/page").data == PAGE
        with pytest.raises(CannotFetch) as caught:
            one.page(f"https://wrong.example:{port}/page")
        assert caught.value.trouble is Trouble.CERTIFICATE
        with pytest.raises(CannotFetch) as caught:
            Fetcher(walls, CAPS, lambda _host, _port: ["127.0.0.1"]).page(f"https://right.example:{port}/page")
        assert caught.value.trouble is Trouble.CERTIFICATE


def certified(folder: Path, name: str) -> tuple[Path, ssl.SSLContext]:
    """A certificate that signs itself, made with the `openssl` that is on nearly every machine."""
    import shutil
    import subprocess

    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl on this machine")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", str(key)]
    made += ["-out", str(certificate), "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"]
    subprocess.run(made, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return certificate, context
