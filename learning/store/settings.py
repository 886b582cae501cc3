"""Small settings of the program, by key. Values are JSON scalars or lists of them. Knows no key."""

from __future__ import annotations

import json
from typing import TypeVar

from learning.store.database import Database

T = TypeVar("T", str, int, float, bool)


class Settings:
    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, key: str, default: T) -> T:
        """The stored value, or `default` when there is none or it is of another type."""
        row = self._db.one("SELECT value FROM settings WHERE key = ?", key)
        value = default if row is None else json.loads(row["value"])
        return value if type(value) is type(default) else default

    def set(self, key: str, value: str | int | float | bool) -> None:
        self._db.change(
            "INSERT INTO settings VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            *(key, json.dumps(value)),
        )
