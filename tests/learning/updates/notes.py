"""Notes of new versions for tests: a key, a good note, and a server that hands out whatever it is told to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from learning.updates import signed
from learning.updates.notice import Notice
from tests.learning.web.hostile_server import ANSWERS, Handler, Server, served

NOTE = Notice(
    "0.2.0", "2026-12-24", ("Skills travel as files.", "Answers begin sooner."), "https://ingrain.example/new"
)
KEY, OTHER_KEY = (Ed25519PrivateKey.from_private_bytes(bytes([number] * 32)) for number in (1, 2))
PUBLIC = signed.public_text(KEY)


@dataclass
class NewsServer:
    """`data` is what /news gives; `headers` and `status` go with it."""

    server: Server
    data: bytes = field(default_factory=lambda: signed.sealed(NOTE, KEY))
    kind: str = "application/json"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return self.server.url("/news")

    @property
    def place(self) -> str:
        return self.server.place

    @property
    def asked(self) -> int:
        return len([path for path, _ in self.server.seen if path == "/news"])

    def say(self, on: Handler) -> None:
        on.say(self.status, self.data, self.kind, **self.headers)


@contextmanager
def news_served() -> Iterator[NewsServer]:
    with served() as server:
        made = NewsServer(server)
        ANSWERS["news"] = made.say
        try:
            yield made
        finally:
            del ANSWERS["news"]
