"""What a person can ask for on the web page, as frozen requests.

One signal carries them all and `match` sorts them. Nobody here knows who fulfils them.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.web.rows import Provider


@dataclass(frozen=True, slots=True)
class SearchWeb:
    """The one request that may send something away: these words, to this provider."""

    query: str
    provider: Provider


@dataclass(frozen=True, slots=True)
class ReadPages:
    """Fetch these pages, at most five, in the order shown."""

    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AddAddress:
    """Addresses as they were written or pasted, one on each line. Nothing is fetched yet."""

    text: str


@dataclass(frozen=True, slots=True)
class ChooseProvider:
    """Whom to ask from now on; `address` is that of a SearXNG."""

    name: Provider
    address: str = ""


@dataclass(frozen=True, slots=True)
class Retry:
    """Do again what went wrong."""


@dataclass(frozen=True, slots=True)
class Stop:
    """End the search or the reading that goes on."""


@dataclass(frozen=True, slots=True)
class Back:
    """Back to the chat."""


WebRequest = SearchWeb | ReadPages | AddAddress | ChooseProvider | Retry | Stop | Back
