"""Entry of the fetcher's process, the only one that may use the network: one order, then it ends.

Knows the pipe, providers and the fetcher. Writes into the folder it was given and nowhere else.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

from learning import confinement
from learning.updates.notice import Ignored
from learning.web.address import Walls
from learning.web.fetch import Fetcher
from learning.web.messages import AskNews, Ended, Fetch, Found, Message, News, Search, pack, unpack
from learning.web.providers import search
from learning.web.results import CannotFetch, Fetched, Fetching, NotFetched, Trouble


def run(connection: Connection, order: bytes) -> None:
    """Process entry."""
    confinement.die_with(confinement.owner())
    confinement.have_streams()
    try:
        for message in _done(unpack(order)):
            connection.send_bytes(pack(message))
    except OSError:
        os._exit(0)  # nobody listens any more


def _done(order: Message) -> Iterator[Message]:
    try:
        if isinstance(order, Search):
            yield Found(search(order.provider, order.address, order.query))
        elif isinstance(order, Fetch):
            yield from _fetched(order)
        elif isinstance(order, AskNews):
            yield _news(order)
        yield Ended()
    except CannotFetch as error:
        yield Ended(error.trouble, error.detail)
    except Exception as error:  # a library of a provider: whatever it raises, it found nothing
        yield Ended(Trouble.BROKEN, f"{type(error).__name__}: {error}")


def _news(order: AskNews) -> News:
    from learning.updates import asking  # noqa: PLC0415  # it brings cryptography: only here, only when asked

    try:
        return News(asking.ask(order.address, order.keys, asking.near(order.allowed)))
    except Ignored as error:
        return News(None, error.why, error.detail)


def _fetched(order: Fetch) -> Iterator[Message]:
    fetcher = Fetcher(Walls(frozenset(order.allowed)))
    for index, address in enumerate(order.addresses):
        yield Fetching(address, index, len(order.addresses))
        try:
            page = fetcher.page(address)
        except CannotFetch as error:
            yield NotFetched(address, error.trouble, error.detail[:500])
            continue
        digest = hashlib.sha256(page.data).hexdigest()
        path = Path(order.folder) / digest
        path.write_bytes(page.data)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        yield Fetched(address, page.final, page.site, now, page.type, page.charset, str(path), digest)
