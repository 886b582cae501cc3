"""Back-off and safe mode."""

from __future__ import annotations

from learning.crashes import Crashes


def test_each_start_waits_longer() -> None:
    crashes = Crashes()
    assert [crashes.add(float(second)) for second in range(5)] == [0.5, 2.0, 8.0, 8.0, 8.0]
    assert crashes.total == 5


def test_three_in_five_minutes_are_too_many() -> None:
    crashes = Crashes()
    crashes.add(0.0)
    crashes.add(150.0)
    assert not crashes.safe_mode
    crashes.add(299.0)
    assert crashes.safe_mode


def test_rare_crashes_are_not() -> None:
    crashes = Crashes()
    assert [crashes.add(at) for at in (0.0, 200.0, 400.0, 600.0, 3600.0)] == [0.5, 2.0, 2.0, 2.0, 0.5]
    assert not crashes.safe_mode


def test_safe_mode_stays_until_forgiven() -> None:
    crashes = Crashes()
    for at in (0.0, 1.0, 2.0, 5000.0):
        crashes.add(at)
    assert crashes.safe_mode
    crashes.forgive()
    assert not crashes.safe_mode
    assert crashes.add(5001.0) == 0.5
    assert not crashes.safe_mode
