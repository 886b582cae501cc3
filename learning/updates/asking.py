"""One look for news of a version, in the fetcher's process: one address, no other host, nothing about the person.

Knows the fetcher and the signature. What goes out is what any page's request has: neither version nor system.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from learning.updates.notice import Ignored, Notice, Why
from learning.updates.signed import MOST, opened
from learning.web.address import Walls, target
from learning.web.fetch import Caps, Fetcher
from learning.web.results import CannotFetch, Trouble

_TYPES: Final = frozenset({"application/json", "text/plain"})
_CAPS: Final = Caps(seconds=30.0, bytes=MOST, hops=0)
_WHY: Final = {Trouble.TOO_LARGE: Why.TOO_LARGE, Trouble.REDIRECTS: Why.REDIRECTED, Trouble.NOT_TEXT: Why.BROKEN}


def ask(address: str, keys: Sequence[str], fetcher: Fetcher | None = None) -> Notice:
    """The note at `address`, signed by one of `keys`. Raises Ignored and nothing else.

    Only https, unless the fetcher's walls name the place (tests). Whatever leads elsewhere is not followed.
    """
    made = replace(fetcher or Fetcher(), caps=_CAPS)
    try:
        place = target(address, made.walls)
        if place.scheme != "https" and place.place not in made.walls.allowed:
            raise Ignored(Why.NOBODY, "no https address")
        page = made.page(address, _TYPES, asks_robots=False)
    except CannotFetch as error:
        raise Ignored(_WHY.get(error.trouble, Why.NOBODY), error.trouble) from error
    return opened(page.data, keys)


def near(allowed: Sequence[str]) -> Fetcher:
    """A fetcher that may ask these places, too."""
    return Fetcher(Walls(frozenset(allowed)))
