"""Search and fetch in a child process that starts on a click and ends with it. Closing a generator ends it at once.

News of a new version is asked for in the same way: on a click, or once a week for those who switched that on.
Knows the pipe and the life of the child; the network is the child's alone. Raises CannotFetch and nothing else.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Generator, Sequence
from multiprocessing.connection import Connection, wait
from pathlib import Path
from time import monotonic
from typing import Final

from learning.process import enter
from learning.web.messages import (
    FRAME_LIMIT,
    AskNews,
    Ended,
    Fetch,
    Found,
    Message,
    MessageError,
    News,
    Search,
    pack,
    unpack,
)
from learning.web.results import CannotFetch, Fetched, Fetching, NotFetched, Result, Trouble

PAGES: Final = 5
_CHILD: Final = "learning.web.child:run"
_BEAT_SECONDS: Final = 0.25
_SEARCH_SECONDS: Final = 45.0
_PAGE_SECONDS: Final = 40.0  # a little more than the child gives itself
_NEWS_SECONDS: Final = 45.0
Outcome = Fetched | NotFetched


def search(
    provider: str, query: str, address: str = "", child: str = _CHILD
) -> Generator[None, None, tuple[Result, ...]]:
    """What a provider finds. Yields at least four times a second: Stop is heard that often."""
    found: tuple[Result, ...] = ()
    for message in _messages(Search(provider, query, address), _SEARCH_SECONDS, child):
        if isinstance(message, Found):
            found = message.results
        yield None
    return found


def fetch(
    addresses: Sequence[str], folder: Path, allowed: Sequence[str] = (), child: str = _CHILD
) -> Generator[Fetching | Outcome | None, None, tuple[Outcome, ...]]:
    """At most five pages, each with its outcome; their bytes lie in `folder`. Yields what is going on, or None.

    `allowed` ("host:port") may be asked although it is not of the public web; no setting fills it.
    """
    chosen = tuple(dict.fromkeys(addresses))[:PAGES]
    done: dict[str, Outcome] = {}
    order = Fetch(chosen, str(folder), tuple(allowed))
    for message in _messages(order, _PAGE_SECONDS * max(1, len(chosen)), child):
        if isinstance(message, Fetched | NotFetched):
            done[message.address] = message
        yield message if isinstance(message, Fetching | Fetched | NotFetched) else None
    return tuple(done.get(address, NotFetched(address, Trouble.BROKEN)) for address in chosen)


def news(
    address: str, keys: Sequence[str], allowed: Sequence[str] = (), child: str = _CHILD
) -> Generator[None, None, News]:
    """What is known of a new version at `address`, signed by one of `keys`. `allowed` as in `fetch`."""
    heard: News | None = None
    for message in _messages(AskNews(address, tuple(keys), tuple(allowed)), _NEWS_SECONDS, child):
        if isinstance(message, News):
            heard = message
        yield None
    if heard is None:
        raise CannotFetch(Trouble.BROKEN, "no word")
    return heard


def _messages(order: Message, seconds: float, child: str) -> Generator[Message | None, None, None]:
    """What the child says, None when it says nothing for a moment."""
    context = multiprocessing.get_context("spawn")
    pipe, theirs = context.Pipe(duplex=False)
    process = context.Process(target=enter, args=(child, theirs, pack(order)), daemon=True)
    try:
        process.start()
    except OSError as error:
        pipe.close()
        raise CannotFetch(Trouble.BROKEN, "no process") from error
    finally:
        theirs.close()
    until = monotonic() + seconds
    try:
        while True:
            yield None
            if monotonic() > until:
                raise CannotFetch(Trouble.TOO_SLOW)
            if not wait([pipe], _BEAT_SECONDS):
                continue
            message = _next(pipe)
            if isinstance(message, Ended):
                if message.trouble is not None:
                    raise CannotFetch(message.trouble, message.detail)
                return
            yield message
    finally:
        process.kill()
        process.join()
        process.close()
        pipe.close()


def _next(pipe: Connection) -> Message:
    try:
        return unpack(pipe.recv_bytes(FRAME_LIMIT))
    except MessageError as error:
        raise CannotFetch(Trouble.BROKEN, str(error)) from error
    except (EOFError, OSError) as error:
        raise CannotFetch(Trouble.BROKEN, "the process ended") from error
