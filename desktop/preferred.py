"""Which engine a person prefers, as the settings keep it. Knows no engine; imports no Qt."""

from __future__ import annotations

from typing import Final

from learning.store.settings import Settings

_KEY: Final = "engine"


def engine_preferred(settings: Settings) -> str:
    """Its name; "" where the best for the computer is wanted."""
    return settings.get(_KEY, "")


def prefer_engine(settings: Settings, name: str) -> None:
    """Raises StoreError."""
    settings.set(_KEY, name)
