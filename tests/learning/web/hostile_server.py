"""A web server on this computer that does everything a server should not. Knows paths, each a misbehaviour."""

from __future__ import annotations

import gzip
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import unquote

PAGE: Final = b"<html><body><p>The tower has 112 steps.</p></body></html>"
BOMB: Final = gzip.compress(b"\0" * (64 * 1024 * 1024))


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
            self._say(status, text.encode(), "text/plain")
            return
        name = self.path.strip("/").partition("?")[0].partition("/")[0] or "page"
        getattr(self, f"get_{name.replace('-', '_')}")()

    def _say(self, status: int = 200, data: bytes = PAGE, kind: str = "text/html", **more: str) -> None:
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        for name, value in more.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def _over(self, seconds: float) -> bool:
        """Wait, unless the test is over."""
        server: Server = self.server  # type: ignore[assignment]
        return server.over.wait(seconds)

    def get_page(self) -> None:
        self._say(kind='text/html; charset="utf-8"', Set_Cookie="id=1")

    def get_text(self) -> None:
        self._say(data=b"The tower has 112 steps.", kind="text/plain")

    def get_gzip(self) -> None:
        self._say(data=gzip.compress(PAGE), Content_Encoding="gzip")

    def get_deflate(self) -> None:
        self._say(data=zlib.compress(PAGE), Content_Encoding="deflate")

    def get_bomb(self) -> None:
        self._say(data=BOMB, Content_Encoding="gzip")

    def get_nested(self) -> None:
        self._say(data=gzip.compress(BOMB), Content_Encoding="gzip, gzip")

    def get_brotli(self) -> None:
        self._say(data=b"\x0b\x02\x80abc\x03", Content_Encoding="br")

    def get_broken_gzip(self) -> None:
        self._say(data=b"\x1f\x8b nonsense", Content_Encoding="gzip")

    def get_endless(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        while not self._over(0):
            self.wfile.write(b"<p>more</p>" * 1000)

    def get_large(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(10**12))
        self.end_headers()

    def get_slow_body(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        for _ in range(600):
            self.wfile.write(b"x")
            self.wfile.flush()
            if self._over(0.05):
                return

    def get_slow_headers(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(600):
            self.wfile.write(f"X-{number}: y\r\n".encode())
            self.wfile.flush()
            if self._over(0.05):
                return

    def get_silence(self) -> None:
        self._over(30)

    def get_short(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "5000")
        self.end_headers()
        self.wfile.write(PAGE)
        self.close_connection = True

    def get_image(self) -> None:
        self._say(data=b"\x89PNG\r\n", kind="image/png")

    def get_typeless(self) -> None:
        self._say(kind="")

    def get_liar(self) -> None:
        self._say(data=b"MZ\0\0\0\0" * 100, kind="text/plain")

    def get_missing(self) -> None:
        self._say(404, b"no")

    def get_forbidden(self) -> None:
        self._say(403, b"no")

    def get_busy(self) -> None:
        self._say(429, b"later")

    def get_failing(self) -> None:
        self._say(500, b"oh")

    def get_odd(self) -> None:
        self._say(299, PAGE)

    def get_nonsense(self) -> None:
        self.wfile.write(b"this is no HTTP\r\n\r\n")
        self.close_connection = True

    def get_hang_up(self) -> None:
        self.connection.close()

    def get_headers(self) -> None:
        self.send_response(200)
        for number in range(300):
            self.send_header(f"X-{number}", "y" * 100)
        self.end_headers()

    def get_long_header(self) -> None:
        self.send_response(200)
        self.send_header("X-Long", "y" * 200_000)
        self.end_headers()

    def get_hop(self) -> None:
        """/hop/3 leads to /hop/2 and so on to /page."""
        left = int(self.path.rsplit("/", 1)[1])
        self._say(302, BOMB, Location=f"/hop/{left - 1}" if left else "/page")

    def get_round(self) -> None:
        self._say(302, b"", Location="/round")

    def get_to(self) -> None:
        """/to?… leads where the query says."""
        self._say(302, b"", Location=unquote(self.path.partition("?")[2]))

    def get_nowhere(self) -> None:
        self._say(302, b"")


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
