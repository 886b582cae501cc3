"""What the settings page shows, as frozen values, and what it can ask for. Knows no store and no widget."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NewsView:
    """News of versions. Not `possible`: this copy knows nobody to ask."""

    possible: bool = False
    on: bool = False
    host: str = ""  # who is asked
    asking: bool = False
    said: str = ""  # how the last look went
    headline: str = ""  # what is new, "" for nothing
    notes: tuple[str, ...] = ()
    page_host: str = ""


@dataclass(frozen=True, slots=True)
class Amount:
    """One part of the data and its size, in words."""

    part: str
    size: str


@dataclass(frozen=True, slots=True)
class DataView:
    """`counted` and `amounts` are empty while it is being counted."""

    folder: str = ""
    counted: str = ""
    amounts: tuple[Amount, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class ChooseScheme:
    """ "light", "dark" or "system"."""

    scheme: str


@dataclass(frozen=True, slots=True)
class ChangeText:
    """A factor on the text size; 0 is back to normal."""

    factor: float


@dataclass(frozen=True, slots=True)
class SwitchNews:
    on: bool


@dataclass(frozen=True, slots=True)
class LookNow:
    """For news of a version, once."""


@dataclass(frozen=True, slots=True)
class OpenNews:
    """The page that a note names, in the browser."""


@dataclass(frozen=True, slots=True)
class ShowFolder:
    """The folder of the profile, in the system's own window."""


@dataclass(frozen=True, slots=True)
class DeleteAll:
    """Of the profile; it is asked about before."""


@dataclass(frozen=True, slots=True)
class Back:
    """To the chat."""
