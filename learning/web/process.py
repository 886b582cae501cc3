"""Search and fetch in a child process that starts on a click and ends with it. Closing a generator ends it at once.

News of a new version is asked for in the same way: on a click, or once a week for those who switched that on.
The network is the child's alone. Raises CannotFetch and nothing else.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from learning.web.errand import frames
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
    """What the child says until it has done all, None when it says nothing for a moment."""
    with closing(frames(child, pack(order), FRAME_LIMIT, seconds)) as said:
        for frame in said:
            message = _read(frame) if frame is not None else None
            if isinstance(message, Ended):
                if message.trouble is not None:
                    raise CannotFetch(message.trouble, message.detail)
                return
            yield message


def _read(frame: bytes) -> Message:
    try:
        return unpack(frame)
    except MessageError as error:
        raise CannotFetch(Trouble.BROKEN, str(error)) from error
