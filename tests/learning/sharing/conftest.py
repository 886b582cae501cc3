"""A profile in a temporary folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from learning.store.profile import Profile
from learning.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(Profile(tmp_path / "profile")) as opened:
        yield opened
