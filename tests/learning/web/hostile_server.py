"""A web server on this computer that does everything a server should not. Knows paths, each a misbehaviour."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from gzip import compress as zipped
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import unquote

PAGE: Final = b"<html><body><p>The tower has 112 steps.</p></body></html>"
BOMB: Final = zipped(b"\0" * (64 * 1024 * 1024))


class Server(ThreadingHTTPServer):
    """`seen` are the requests so far: path and headers. `robots` is what /robots.txt answers: status and text."""

    daemon_threads = False  # all are waited for at the end

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.robots: tuple[int, str] = (404, "")
        self.over = threading.Event()

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    def url(self, path: str) -> str:
        return f"http://{self.place}{path}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what is tested."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # its own name
        """Quiet."""

    def do_GET(self) -> None:  # its own name
        server: Server = self.server  # type: ignore[assignment]
        server.seen.append((self.path, dict(self.headers)))
        if self.path == "/robots.txt":
            status, text = server.robots
            self.say(status, text.encode(), "text/plain")
            return
        name = self.path.strip("/").partition("?")[0].partition("/")[0] or "page"
        ANSWERS[name](self)

    def say(self, status: int = 200, data: bytes = PAGE, kind: str = "text/html", **more: str) -> None:
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        for name, value in more.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def over(self, seconds: float) -> bool:
        """Wait, unless the test is over."""
        server: Server = self.server  # type: ignore[assignment]
        return server.over.wait(seconds)


def page(on: Handler) -> None:
    on.say(kind='text/html; charset="utf-8"', Set_Cookie="id=1")


def text(on: Handler) -> None:
    on.say(data=b"The tower has 112 steps.", kind="text/plain")


def gzip(on: Handler) -> None:
    on.say(data=zipped(PAGE), Content_Encoding="gzip")


def deflate(on: Handler) -> None:
    on.say(data=zlib.compress(PAGE), Content_Encoding="deflate")


def bomb(on: Handler) -> None:
    on.say(data=BOMB, Content_Encoding="gzip")


def nested(on: Handler) -> None:
    on.say(data=zipped(BOMB), Content_Encoding="gzip, gzip")


def brotli(on: Handler) -> None:
    on.say(data=b"\x0b\x02\x80abc\x03", Content_Encoding="br")


def broken_gzip(on: Handler) -> None:
    on.say(data=b"\x1f\x8b nonsense", Content_Encoding="gzip")


def endless(on: Handler) -> None:
    on.send_response(200)
    on.send_header("Content-Type", "text/html")
    on.end_headers()
    while not on.over(0):
        on.wfile.write(b"<p>more</p>" * 1000)


def large(on: Handler) -> None:
    on.send_response(200)
    on.send_header("Content-Type", "text/html")
    on.send_header("Content-Length", str(10**12))
    on.end_headers()


def slow_body(on: Handler) -> None:
    on.send_response(200)
    on.send_header("Content-Type", "text/html")
    on.end_headers()
    for _ in range(600):
        on.wfile.write(b"x")
        on.wfile.flush()
        if on.over(0.05):
            return


def slow_headers(on: Handler) -> None:
    on.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(600):
        on.wfile.write(f"X-{number}: y\r\n".encode())
        on.wfile.flush()
        if on.over(0.05):
            return


def silence(on: Handler) -> None:
    on.over(30)


def short(on: Handler) -> None:
    on.send_response(200)
    on.send_header("Content-Type", "text/html")
    on.send_header("Content-Length", "5000")
    on.end_headers()
    on.wfile.write(PAGE)
    on.close_connection = True


def image(on: Handler) -> None:
    on.say(data=b"\x89PNG\r\n", kind="image/png")


def typeless(on: Handler) -> None:
    on.say(kind="")


def liar(on: Handler) -> None:
    on.say(data=b"MZ\0\0\0\0" * 100, kind="text/plain")


def missing(on: Handler) -> None:
    on.say(404, b"no")


def forbidden(on: Handler) -> None:
    on.say(403, b"no")


def busy(on: Handler) -> None:
    on.say(429, b"later")


def failing(on: Handler) -> None:
    on.say(500, b"oh")


def odd(on: Handler) -> None:
    on.say(299, PAGE)


def nonsense(on: Handler) -> None:
    on.wfile.write(b"this is no HTTP\r\n\r\n")
    on.close_connection = True


def hang_up(on: Handler) -> None:
    on.connection.close()


def headers(on: Handler) -> None:
    on.send_response(200)
    for number in range(300):
        on.send_header(f"X-{number}", "y" * 100)
    on.end_headers()


def long_header(on: Handler) -> None:
    on.send_response(200)
    on.send_header("X-Long", "y" * 200_000)
    on.end_headers()


def hop(on: Handler) -> None:
    """/hop/3 leads to /hop/2 and so on to /page."""
    left = int(on.path.rsplit("/", 1)[1])
    on.say(302, BOMB, Location=f"/hop/{left - 1}" if left else "/page")


def round(on: Handler) -> None:
    on.say(302, b"", Location="/round")


def to(on: Handler) -> None:
    """/to?… leads where the query says."""
    on.say(302, b"", Location=unquote(on.path.partition("?")[2]))


def nowhere(on: Handler) -> None:
    on.say(302, b"")


ANSWERS: Final[dict[str, Callable[[Handler], None]]] = {
    "page": page,
    "text": text,
    "gzip": gzip,
    "deflate": deflate,
    "bomb": bomb,
    "nested": nested,
    "brotli": brotli,
    "broken-gzip": broken_gzip,
    "endless": endless,
    "large": large,
    "slow-body": slow_body,
    "slow-headers": slow_headers,
    "silence": silence,
    "short": short,
    "image": image,
    "typeless": typeless,
    "liar": liar,
    "missing": missing,
    "forbidden": forbidden,
    "busy": busy,
    "failing": failing,
    "odd": odd,
    "nonsense": nonsense,
    "hang-up": hang_up,
    "headers": headers,
    "long-header": long_header,
    "hop": hop,
    "round": round,
    "to": to,
    "nowhere": nowhere,
}


@contextmanager
def served() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
