"""Entry of the process that asks the hub: one order, then it ends. The only one besides `learning.web` on the network.

Knows the pipe, the hub and the download. Writes into the folder it was given and nowhere else.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from learning import confinement
from learning.shelf.download import get
from learning.shelf.hub import Hub
from learning.shelf.messages import Ended, Files, Find, Get, Look, Models, Order, Said, pack, unpack
from learning.shelf.results import CannotGet, Trouble
from learning.web.address import Walls
from learning.web.fetch import Fetcher
from learning.web.results import CannotFetch

_LONGEST: Final = 8000  # letters of an address that a store has signed


def run(connection: Connection, order: bytes) -> None:
    """Process entry."""
    confinement.die_with(confinement.owner())
    confinement.have_streams()
    try:
        for message in _done(unpack(order)):
            connection.send_bytes(pack(message))
    except OSError:
        os._exit(0)  # nobody listens any more


def _done(order: Order | Said) -> Iterator[Said]:
    try:
        if isinstance(order, Find | Look | Get):
            yield from _work(order)
        yield Ended()
    except CannotGet as error:
        yield Ended(error.trouble, error.detail[:500], error.needed, error.free)
    except CannotFetch as error:
        yield Ended(Trouble(error.trouble.value), error.detail[:500])


def _work(order: Find | Look | Get) -> Iterator[Said]:
    fetcher = Fetcher(Walls(frozenset(order.hub.allowed), _LONGEST))
    hub = Hub(order.hub.address, fetcher)
    match order:
        case Find(_, words):
            yield Models(hub.search(words))
        case Look(_, repo):
            yield Files(hub.files(repo)[1])
        case Get(_, wanted, folder):
            yield from get(wanted, Path(folder), hub, fetcher)
