"""What is remembered of news: off until it is switched on, then once in seven days, whatever the clock does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from learning.store.profile import Profile
from learning.store.store import Store
from learning.updates.pinned import Pinned, pinned
from learning.updates.signed import public_key
from learning.updates.weekly import Weekly
from learning.web.address import Walls, target
from tests.learning.updates.notes import NOTE

NOW = datetime(2026, 12, 24, 18, 0, tzinfo=UTC)


@pytest.fixture
def weekly(profile: Profile) -> Iterator[Weekly]:
    with Store.open(profile) as store:
        yield Weekly(store.settings)


def test_nobody_is_asked_until_it_is_switched_on(weekly: Weekly) -> None:
    assert not weekly.on and not weekly.due(NOW)
    weekly.switch(True)
    assert weekly.on and weekly.due(NOW)
    weekly.switch(False)
    assert not weekly.due(NOW)


def test_once_in_seven_days(weekly: Weekly) -> None:
    weekly.switch(True)
    weekly.note_asked(NOW)
    for days, due in ((0, False), (1, False), (6.99, False), (7, True), (300, True)):
        assert weekly.due(NOW + timedelta(days=days)) is due
    weekly.switch(False)
    weekly.switch(True)
    assert not weekly.due(NOW + timedelta(days=1)), "off and on again is no way round"


def test_a_clock_that_was_wrong_once_does_not_end_it(weekly: Weekly) -> None:
    weekly.switch(True)
    weekly.note_asked(NOW + timedelta(days=3000))
    assert weekly.due(NOW)
    weekly._settings.set("updates.asked", "nonsense")
    assert weekly.due(NOW) and weekly.asked() is None


def test_what_was_heard_and_told_is_kept(weekly: Weekly) -> None:
    assert weekly.newest() is None and not weekly.told(NOTE.version)
    weekly.keep(NOTE)
    weekly.note_told(NOTE.version)
    assert weekly.newest() == NOTE and weekly.told(NOTE.version) and not weekly.told("0.3.0")
    weekly._settings.set("updates.newest", '{"version": 5}')
    assert weekly.newest() is None


def test_what_is_pinned_is_all_or_nothing() -> None:
    """An address without a key, or a key without an address, would be a release that can never tell."""
    found = pinned()
    assert bool(found.address) == bool(found.keys) == found.there
    for key in found.keys:
        public_key(key)
    assert not found.there or target(found.address, Walls()).scheme == "https"
    assert not Pinned("https://ingrain.example/").there and not Pinned(keys=("x",)).there
