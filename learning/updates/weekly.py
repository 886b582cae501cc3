"""What is remembered about news of versions: whether a person wants it, when it was asked for, and what came.

Knows the settings; the time comes in as an argument. Off until somebody switches it on.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Final

from learning.codec import CodecError, decode, encode
from learning.store.settings import Settings
from learning.updates.notice import Notice

WEEK: Final = timedelta(days=7)
_ON: Final = "updates.on"
_ASKED: Final = "updates.asked"
_NEWEST: Final = "updates.newest"
_TOLD: Final = "updates.told"


class Weekly:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def on(self) -> bool:
        return self._settings.get(_ON, False)

    def switch(self, on: bool) -> None:
        self._settings.set(_ON, on)

    def due(self, now: datetime) -> bool:
        """Whether it may be asked now: switched on, and a week after the last time, whatever came of that.

        A last time that lies ahead (a clock that was set back) counts for nothing.
        """
        asked = self.asked()
        return self.on and (asked is None or not asked <= now < asked + WEEK)

    def asked(self) -> datetime | None:
        """When it was last asked for; UTC."""
        try:
            return datetime.fromisoformat(self._settings.get(_ASKED, ""))
        except ValueError:
            return None

    def note_asked(self, now: datetime) -> None:
        self._settings.set(_ASKED, now.isoformat(timespec="seconds"))

    def newest(self) -> Notice | None:
        """The newest note that was believed."""
        try:
            found: Notice = decode(Notice, json.loads(self._settings.get(_NEWEST, "null")))
        except (ValueError, CodecError):
            return None
        return found

    def keep(self, found: Notice) -> None:
        self._settings.set(_NEWEST, json.dumps(encode(found), ensure_ascii=False))

    def told(self, version: str) -> bool:
        """Whether a person was told of this version already."""
        return self._settings.get(_TOLD, "") == version

    def note_told(self, version: str) -> None:
        self._settings.set(_TOLD, version)
