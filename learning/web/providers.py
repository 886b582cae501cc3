"""Who is asked to search: DuckDuckGo and others through `ddgs`, or a SearXNG of the person's own.

Runs in the fetcher's process alone. Foreign text comes back as plain text; nothing of it is believed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote_plus, urlsplit

from learning.parse.cleaning import clean
from learning.web.address import Walls, target
from learning.web.fetch import Fetcher
from learning.web.results import DDGS, SEARXNG, CannotFetch, Result, Trouble

MOST: Final = 10
_SNIPPET: Final = 400
_TITLE: Final = 200


def search(provider: str, address: str, query: str, fetcher: Fetcher | None = None) -> tuple[Result, ...]:
    """At most MOST results. `address` is that of a SearXNG. Raises CannotFetch."""
    try:
        ask = PROVIDERS[provider]
    except KeyError as error:
        raise CannotFetch(Trouble.BAD_ADDRESS, f"provider {provider!r}") from error
    found = ask(query, address, fetcher)
    if not found:
        raise CannotFetch(Trouble.NO_RESULTS)
    return found


def _ddgs(query: str, _address: str, _fetcher: Fetcher | None) -> tuple[Result, ...]:
    import ddgs  # noqa: PLC0415  # it brings its own network code: only here, only when asked
    from ddgs.exceptions import DDGSException, RatelimitException, TimeoutException  # noqa: PLC0415

    try:
        return results(ddgs.DDGS(timeout=15).text(query, max_results=MOST), "href", "body")
    except RatelimitException as error:
        raise CannotFetch(Trouble.RATE_LIMIT, str(error)) from error
    except TimeoutException as error:
        raise CannotFetch(Trouble.TOO_SLOW, str(error)) from error
    except DDGSException as error:
        none = "no results" in str(error).lower()
        raise CannotFetch(Trouble.NO_RESULTS if none else Trouble.OFFLINE, str(error)) from error


def _searxng(query: str, address: str, fetcher: Fetcher | None) -> tuple[Result, ...]:
    """Its JSON form, over our own fetcher: the place that the person named may be in their own network."""
    asked = f"{address.rstrip('/')}/search?q={quote_plus(query)}&format=json"
    if fetcher is None:
        place = target(address, Walls(frozenset({place_of(address)}))).place
        fetcher = Fetcher(Walls(frozenset({place})))
    page = fetcher.page(asked, frozenset({"application/json"}), asks_robots=False)
    try:
        found = json.loads(page.data)["results"]
        return results(found, "url", "content")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CannotFetch(Trouble.BROKEN, type(error).__name__) from error


def place_of(address: str) -> str:
    """ "host:port" of an address that the person gave."""
    try:
        parts = urlsplit(address.strip())
        return f"{parts.hostname or ''}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
    except ValueError as error:
        raise CannotFetch(Trouble.BAD_ADDRESS, str(error)) from error


def results(found: Iterable[Any], address: str, snippet: str) -> tuple[Result, ...]:  # Any: foreign JSON
    """Whatever was found, as plain text; what is no web address is left out."""
    made: dict[str, Result] = {}
    for one in found:
        try:
            place = target(str(one[address]), Walls())
        except (CannotFetch, KeyError, TypeError):
            continue
        title = clean(str(one.get("title") or "")).text[:_TITLE] or place.site
        text = clean(str(one.get(snippet) or "")).text[:_SNIPPET]
        date = str(one.get("publishedDate") or one.get("date") or "")[:10]
        made.setdefault(place.address, Result(title, place.address, place.site, text, date))
    return tuple(made.values())[:MOST]


PROVIDERS: Final = MappingProxyType[str, Callable[[str, str, Fetcher | None], tuple[Result, ...]]](
    {DDGS: _ddgs, SEARXNG: _searxng}
)
