"""What was decided about foreign text, in counts."""

from __future__ import annotations

from learning.vetting import Approval, Decision, vetting


def test_the_sum_of_decisions() -> None:
    found = vetting(
        Approval.PERSON,
        "2026-11-23T12:00:00+00:00",
        [
            Decision(True),
            Decision(True, edited=True),
            Decision(True, ("link",)),
            Decision(False, ("order", "link")),
            Decision(False, ("order",), edited=True),
            Decision(False),
        ],
    )
    assert (found.offered, found.learned, found.edited) == (6, 3, 1)
    assert found.left_out == (("", 1), ("order", 2))
    assert found.ticked == (("link", 1),)
