"""Fetches one page, and no more of it than it should (safety.md S7, S8): the fetcher's process alone uses this.

Knows HTTP through urllib3's connections, each made to an address that was checked. No library follows a link, keeps a
cookie or picks a proxy for us. One deadline holds for a whole page with its redirects and its robots.txt: when it is
over the socket is shut, however slowly something still drips.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import monotonic
from types import MappingProxyType
from typing import Any, Final
from urllib.robotparser import RobotFileParser

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.response import BaseHTTPResponse

from learning.web.address import Resolver, Target, Walls, next_target, public_address, target
from learning.web.results import CannotFetch, Trouble

AGENT: Final = "Ingrain"
_HEADERS: Final = {
    "User-Agent": f"{AGENT}/1.0 (reads a page that its user chose)",
    "Accept": "text/html,application/xhtml+xml,text/plain,application/pdf;q=0.8",
    "Accept-Encoding": "gzip, deflate",
    "Accept-Language": "*",
    "Connection": "close",
}
_TYPES: Final = frozenset({"text/html", "application/xhtml+xml", "text/plain", "text/markdown", "application/pdf"})
_NO_MORE: Final[Mapping[str, str]] = MappingProxyType({})
_ENCODINGS: Final = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
_STATUS: Final = {
    401: Trouble.REFUSED, 403: Trouble.REFUSED, 404: Trouble.NOT_FOUND, 410: Trouble.NOT_FOUND,
    407: Trouble.REFUSED, 429: Trouble.RATE_LIMIT, 451: Trouble.REFUSED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Caps:
    """What one page may take."""

    seconds: float = 30.0
    bytes: int = 5 * 1024 * 1024  # decoded
    hops: int = 5
    robots_bytes: int = 512 * 1024


@dataclass(frozen=True, slots=True)
class Page:
    final: str
    site: str
    type: str
    charset: str
    data: bytes


@dataclass
class Fetcher:
    """One request of the person: what sites' robots.txt said is remembered for as long as it lasts."""

    walls: Walls = field(default_factory=Walls)
    caps: Caps = field(default_factory=Caps)
    resolver: Resolver | None = None  # tests answer for the name service
    trust: Callable[[], ssl.SSLContext] = ssl.create_default_context
    _robots: dict[str, RobotFileParser | None] = field(default_factory=dict)

    def page(self, address: str, types: frozenset[str] = _TYPES, asks_robots: bool = True) -> Page:
        """The page at an address, wherever it sends us. Raises CannotFetch and nothing else."""
        until = monotonic() + self.caps.seconds
        now = target(address, self.walls)
        for hops_left in range(self.caps.hops, -1, -1):
            if asks_robots:
                self._ask_robots(now, until)
            with self.answer(now, until) as answer:
                if answer.status not in (301, 302, 303, 307, 308):
                    return self._page(now, answer, types, until)
                if not hops_left:
                    break
                now = next_target(now, answer.headers.get("location", ""), self.walls)
        raise CannotFetch(Trouble.REDIRECTS, "too many")

    @contextmanager
    def answer(
        self, now: Target, until: float, more: Mapping[str, str] = _NO_MORE
    ) -> Any:  # Any: a generator of BaseHTTPResponse
        """Ask once, over a connection to a checked address; all its troubles come out as CannotFetch.

        `more` are headers beside ours, or in their place. `until` is of `time.monotonic`: then the socket is shut.
        """
        checked = public_address(now, self.walls, self.resolver)
        left = until - monotonic()
        if left <= 0:
            raise CannotFetch(Trouble.TOO_SLOW)
        link = _connection(now, checked, left, self.trust)
        over = threading.Event()
        alarm = threading.Timer(left, _shut, (link, over))
        alarm.daemon = True
        alarm.start()
        try:
            link.request("GET", now.path, headers=_headers(now, more), preload_content=False, decode_content=False)
            with link.getresponse() as answer:
                yield answer
        except CannotFetch as error:
            raise (CannotFetch(Trouble.TOO_SLOW) if over.is_set() else error) from error
        except Exception as error:
            raise CannotFetch(_why(error, over.is_set()), f"{type(error).__name__}: {error}") from error
        finally:
            alarm.cancel()
            link.close()

    def body(self, answer: BaseHTTPResponse, most: int, until: float) -> bytes:
        """What an answer says, decoded; of more than `most` bytes nothing. Raises CannotFetch."""
        declared = answer.headers.get("content-length", "")
        if declared.isdigit() and int(declared) > most:
            raise CannotFetch(Trouble.TOO_LARGE, declared)
        if answer.headers.get("content-encoding", "").lower() not in _ENCODINGS:
            raise CannotFetch(Trouble.BROKEN, "encoding")
        data = bytearray()
        for piece in answer.stream(16 * 1024, decode_content=True):
            data += piece
            if len(data) > most:
                raise CannotFetch(Trouble.TOO_LARGE, f"over {most} bytes")
            if monotonic() > until:
                raise CannotFetch(Trouble.TOO_SLOW)
        return bytes(data)

    # -------------------------------------------------------------------------------------- private

    def _page(self, now: Target, answer: BaseHTTPResponse, types: frozenset[str], until: float) -> Page:
        if answer.status != 200:
            raise CannotFetch(refusal(answer.status), f"status {answer.status}")
        kind, charset = _type(answer.headers.get("content-type", ""))
        if kind not in types:
            raise CannotFetch(Trouble.NOT_TEXT, kind or "no type")
        data = self.body(answer, self.caps.bytes, until)
        if kind.startswith("text/") and b"\0" in data[:1024] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise CannotFetch(Trouble.NOT_TEXT, "binary")
        return Page(now.address, now.site, kind, charset, data)

    def _ask_robots(self, now: Target, until: float) -> None:
        """RFC 9309: no file is leave, a broken server is none. What the person allowed by name is not asked."""
        if now.place in self.walls.allowed and not now.path:
            return
        if now.place not in self._robots:
            self._robots[now.place] = self._read_robots(now, until)
        found = self._robots[now.place]
        if found is not None and not found.can_fetch(AGENT, now.address):
            raise CannotFetch(Trouble.ROBOTS, now.host)

    def _read_robots(self, now: Target, until: float) -> RobotFileParser | None:
        place = Target(now.scheme, now.host, now.port, "/robots.txt")
        found = RobotFileParser()
        for _hop in range(self.caps.hops + 1):
            with self.answer(place, until) as answer:
                if answer.status in (301, 302, 303, 307, 308):
                    place = next_target(place, answer.headers.get("location", ""), self.walls)
                    continue
                if answer.status >= 500:
                    raise CannotFetch(Trouble.ROBOTS, f"status {answer.status}")
                if answer.status != 200:
                    return None
                text = self.body(answer, self.caps.robots_bytes, until).decode("utf-8", "replace")
                found.parse(text.splitlines())
                return found
        return None


def refusal(status: int) -> Trouble:
    """Why an answer with this status brings nothing."""
    return _STATUS.get(status, Trouble.SERVER if status >= 500 else Trouble.BROKEN)


def _headers(now: Target, more: Mapping[str, str]) -> Mapping[str, str]:
    usual = now.port in (80, 443)
    host = f"[{now.host}]" if ":" in now.host else now.host
    return {**_HEADERS, **more, "Host": host if usual else f"{host}:{now.port}"}


def _connection(now: Target, checked: str, seconds: float, trust: Callable[[], ssl.SSLContext]) -> HTTPConnection:
    """To the address that was checked, with the name of the host for its certificate."""
    timeout = min(seconds, 15.0)
    if now.scheme == "http":
        return _Pinned(now.host, now.port, timeout=timeout, checked=checked)
    return _PinnedSafe(now.host, now.port, timeout=timeout, checked=checked, ssl_context=trust())


class _Pinned(HTTPConnection):
    def __init__(self, *arguments: Any, checked: str, **options: Any) -> None:  # Any: urllib3's own
        super().__init__(*arguments, **options)
        self._checked = checked

    def _new_conn(self) -> socket.socket:
        return socket.create_connection((self._checked, self.port), self.timeout)


class _PinnedSafe(HTTPSConnection):
    def __init__(self, *arguments: Any, checked: str, **options: Any) -> None:  # Any: urllib3's own
        super().__init__(*arguments, cert_reqs="CERT_REQUIRED", **options)
        self._checked = checked

    def _new_conn(self) -> socket.socket:
        return socket.create_connection((self._checked, self.port), self.timeout)


def _shut(link: HTTPConnection, over: threading.Event) -> None:
    over.set()
    if link.sock is not None:
        with suppress(OSError):
            link.sock.shutdown(socket.SHUT_RDWR)


def _type(header: str) -> tuple[str, str]:
    """Media type and charset of a Content-Type."""
    kind, _, rest = header.partition(";")
    _, _, charset = rest.partition("charset=")
    return kind.strip().lower(), charset.partition(";")[0].strip(" \"'").lower()


def _why(error: Exception, over: bool) -> Trouble:
    if over or isinstance(error, TimeoutError | urllib3.exceptions.TimeoutError):
        return Trouble.TOO_SLOW
    causes = [error, error.__cause__, error.__context__]
    if any(isinstance(one, ssl.SSLError | ssl.CertificateError) for one in causes):
        return Trouble.CERTIFICATE
    if isinstance(error, OSError | urllib3.exceptions.NewConnectionError):
        return Trouble.OFFLINE
    return Trouble.BROKEN
