"""Where news of versions is asked for, and whose signature counts: pinned in resources/updates.toml, no setting.

Knows the file; opens no connection.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

TABLE: Final = Path(__file__).parent.parent.parent / "resources" / "updates.toml"


@dataclass(frozen=True, slots=True)
class Pinned:
    """`keys` are Ed25519 public keys in base64. Without an address or a key nobody is asked."""

    address: str = ""
    keys: tuple[str, ...] = ()

    @property
    def there(self) -> bool:
        return bool(self.address and self.keys)


def pinned(table: Path = TABLE) -> Pinned:
    found = tomllib.loads(table.read_text(encoding="utf-8"))
    return Pinned(found["address"], tuple(found["keys"]))


def installed() -> str:
    """Version of this program; "" where it does not know (a checkout that was never installed)."""
    try:
        return metadata.version("ingrain")
    except metadata.PackageNotFoundError:
        return ""
