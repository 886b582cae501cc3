"""What the settings page says: how it looks, and news of new versions.

Knows the reasons of `learning.updates`. The words of a person's own data stand in data_words.
"""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import Final

from learning.updates.notice import Why

_NOTHING: Final = "Nothing was changed."
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

IGNORED: Final = MappingProxyType(
    {
        Why.NOBODY: f"Nobody answered. {_NOTHING} Check that this computer is online, then look again.",
        Why.TOO_LARGE: f"What came was too large to be a note, so it was not read. {_NOTHING} Look again another day.",
        Why.REDIRECTED: f"The place sends elsewhere, and that was not followed. {_NOTHING} Look again another day.",
        Why.BROKEN: f"What came was no note. {_NOTHING} Look again another day.",
        Why.SIGNATURE: f"What came was not signed by those who make Ingrain, so it was not believed. {_NOTHING}",
        Why.OLDER: f"What came tells of an older version than this one, so it was not believed. {_NOTHING}",
        Why.REPLAYED: f"What came is older than what was heard before, so it was not believed. {_NOTHING}",
    }
)


class SettingsWords:
    TITLE: Final = "Settings"
    BACK: Final = "Back to chat"
    LOOKS: Final = "How it looks"
    SCHEME: Final = "Colours"
    LIGHT: Final = "Light"
    DARK: Final = "Dark"
    SYSTEM: Final = "Like the system"
    TEXT: Final = "Text"
    SMALLER: Final = "Smaller"
    NORMAL: Final = "Normal"
    LARGER: Final = "Larger"

    @staticmethod
    def version(number: str) -> str:
        return f"Ingrain {number}" if number else "Ingrain"


class NewsWords:
    TITLE: Final = "New versions"
    TICK: Final = "Tell me when there is a new version"
    LOOK: Final = "Look now"
    ASKING: Final = "Looking…"
    OPEN: Final = "Open the page"
    NEVER: Final = "It was never looked for."
    NOT_HERE: Final = (
        "This copy knows no place to ask, so this cannot be switched on. New versions come the way this copy came."
    )

    @staticmethod
    def promise(host: str) -> str:
        return (
            f"While this is off, nobody is asked. When you switch it on, {host} is asked once, and after that at most "
            "once a week. Nothing about you or this computer goes along. Nothing is installed: you are told what is "
            "new, and given a page to open."
        )

    @staticmethod
    def headline(version: str, day: str) -> str:
        return f"Ingrain {version} is there, of {day}."

    @staticmethod
    def line(version: str, notes: tuple[str, ...], host: str) -> str:
        """One quiet line above the composer."""
        return f"Ingrain {version} is there. {' '.join(notes[:2])} More is at {host}."

    @staticmethod
    def none_newer(day: str, version: str) -> str:
        return f"Looked for on {day}: there is none newer than {version}."

    @staticmethod
    def looked(day: str) -> str:
        return f"Looked for on {day}."


def day(iso: str) -> str:
    """ "24 December 2026", of a date or time in ISO form."""
    found = date.fromisoformat(iso[:10])
    return f"{found.day} {_MONTHS[found.month - 1]} {found.year}"
