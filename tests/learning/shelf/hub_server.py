"""A hub on this computer: lists repositories and serves files as the real one does, and misbehaves as told.

Knows the few paths that a listing and a download ask for. `seen` has every request with its headers.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class Served:
    """One file and what is wrong with how it is served."""

    data: bytes
    etag: str = '"one"'
    stated: str = ""  # the sha256 that the listing states, where it lies
    no_sum: bool = False
    size: int = -1  # that the listing states, where it lies
    cuts: list[int] = field(default_factory=list)  # places where a connection breaks off, once each
    ranges: bool = True
    status: int = 200
    statuses: list[int] = field(default_factory=list)  # answered first, one each
    linked: str = ""  # x-linked-etag
    away: bool = True  # sends to a store on another path first
    more: bytes = b""  # sent behind the file
    to: str = ""  # where it sends to instead
    hold: threading.Event | None = None  # half of the file, then it waits for this

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


class HubServer(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, Served] = {}  # "owner/name/file"
        self.listing = 200  # what is answered to a search or a look
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.over = threading.Event()

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    @property
    def address(self) -> str:
        return f"http://{self.place}"

    def asked(self, part: str) -> list[dict[str, str]]:
        return [headers for path, headers in self.seen if part in path]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what is tested."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: HubServer

    def log_message(self, format: str, *args: object) -> None:  # its own name
        """Quiet."""

    def do_GET(self) -> None:  # its own name
        self.server.seen.append((self.path, dict(self.headers)))
        parts = urlsplit(self.path)
        path = unquote(parts.path)
        if path == "/api/models":
            self._search(parse_qs(parts.query))
        elif found := re.fullmatch(r"/api/models/([^/]+/[^/]+)(?:/revision/.+)?", path):
            self._look(found[1])
        elif found := re.fullmatch(r"/([^/]+/[^/]+)/resolve/[^/]+/(.+)", path):
            self._resolve(f"{found[1]}/{found[2]}")
        elif path.startswith("/store/"):
            self._file(self.server.files[path.removeprefix("/store/")])
        else:
            self._say(404, b"")

    def _search(self, query: dict[str, list[str]]) -> None:
        words = query.get("search", [""])[0].lower()
        repos = sorted({key.rsplit("/", 1)[0] for key in self.server.files if words in key.lower()})
        found = [
            {
                "id": repo,
                "downloads": 5,
                "gated": False,
                "lastModified": "2026-03-04T05:06:07.000Z",
                "tags": ["gguf", "license:mit"],
            }
            for repo in repos
        ]
        self._say(self.server.listing, json.dumps(found).encode())

    def _look(self, repo: str) -> None:
        mine = {key: one for key, one in self.server.files.items() if key.startswith(repo + "/")}
        if not mine:
            self._say(404, b'{"error": "Repository not found"}', X_Error_Code="RepoNotFound")
            return
        siblings = [_sibling(key.removeprefix(repo + "/"), one) for key, one in mine.items()]
        form = {"id": repo, "sha": COMMIT, "siblings": siblings, "tags": [], "downloads": 1}
        self._say(self.server.listing, json.dumps(form).encode())

    def _resolve(self, key: str) -> None:
        one = self.server.files.get(key)
        if one is None:
            self._say(404, b"")
        elif one.status != 200:
            self._say(one.status, b"")
        elif one.away or one.to:
            more = {"X_Linked_Etag": f'"{one.linked}"'} if one.linked else {}
            self._say(302, b"", Location=one.to or f"/store/{key}", **more)
        else:
            self._file(one)

    def _file(self, one: Served) -> None:
        if one.statuses:
            self._say(one.statuses.pop(0), b"")
            return
        wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        fresh = self.headers.get("If-Range", one.etag) == one.etag
        begin = int(wanted[1]) if wanted and one.ranges and fresh else 0
        if begin > len(one.data):
            self._say(416, b"")
            return
        body = one.data[begin:] + one.more
        self.send_response(206 if begin else 200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", one.etag)
        if begin:
            self.send_header("Content-Range", f"bytes {begin}-{len(one.data) - 1}/{len(one.data)}")
        self.end_headers()
        self._body(one, begin, body)

    def _body(self, one: Served, begin: int, body: bytes) -> None:
        cut = next((at for at in one.cuts if at > begin), None)
        if cut is not None:
            one.cuts.remove(cut)
            self.wfile.write(body[: cut - begin])
            self.close_connection = True
        elif one.hold is not None:
            self.wfile.write(body[: len(body) // 2])
            while not one.hold.wait(0.05) and not self.server.over.is_set():
                continue
            self.wfile.write(body[len(body) // 2 :])
        else:
            self.wfile.write(body)

    def _say(self, status: int, data: bytes, **more: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, value in more.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)


def _sibling(name: str, one: Served) -> dict[str, object]:
    size = one.size if one.size >= 0 else len(one.data)
    lfs = {"sha256": one.stated or one.sha256, "size": size, "pointerSize": 130}
    return {"rfilename": name, "size": size, "blobId": "0" * 40} | ({} if one.no_sum else {"lfs": lfs})


@contextmanager
def served() -> Iterator[HubServer]:
    server = HubServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
