"""Short random ids and times. Knows nothing of what they name."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime

_SAFE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,63}")


def new_id() -> str:
    """Twelve random hex digits."""
    return secrets.token_hex(6)


def now() -> str:
    """This moment, ISO 8601 in UTC. Shown to people; never used to order anything."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def is_safe(name: str) -> bool:
    """Whether `name` may become the name of a folder in a profile."""
    return _SAFE.fullmatch(name) is not None
