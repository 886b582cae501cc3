"""What is right, and the verdict."""

from __future__ import annotations

from dataclasses import replace

import pytest

from learning.quiz import Limits, Outcome, contains, right, verdict
from learning.types import QuizItem, Reason, Role, Rule, Turn, Verdict

ASK = (Turn(Role.USER, "?"),)
LIMIT = Limits(recall=0.5, gain=0.3, side_effects=0.06, bleed=0.3, known=0.9)


@pytest.mark.parametrize(
    ("answer", "value", "there"),
    [
        ("It is CAFÉ Zoë's.", "cafe Zoe", True),
        ("He is forty.", "40", True),
        ("At 7:15, or 6.50!", "7:15", True),
        ("It costs 1,250 crowns.", "1250 crowns", True),
        ("Number 1200", "12", False),
        ("The Patient Heron", "patient heron", True),
        ("Pipette", "Pip", False),
        ("anything", "the", False),
    ],
)
def test_containment(answer: str, value: str, there: bool) -> None:
    assert contains(answer, value) is there


def test_right_answers() -> None:
    assert right(QuizItem(ASK, ("Pip",), "s"), "It is Pip.")
    assert not right(QuizItem(ASK, ("Pip",), "s", forbid=("Zip",)), "Pip or Zip")
    assert right(QuizItem(ASK, (), "s", forbid=("Pip",)), "You have not told me that.")
    assert not right(QuizItem(ASK, (), "s", forbid=("Pip",)), "Pip!")
    rule = Rule("ends_with", ("Bye",))
    assert right(QuizItem(ASK, (), "s", rule=rule), "Yes. Bye")
    assert right(QuizItem(ASK, (), "s", rule=rule, rule_holds=False), "Yes.")
    assert not right(QuizItem(ASK, (), "s", rule=rule, rule_holds=False), "")


def outcome(
    before: float = 0.0,
    recall: float = 0.8,
    bleed: float = 0.1,
    side: float = 0.02,
    strength: float = 1.0,
    read: float = 1.0,
    rules: int = 0,
) -> Outcome:
    return Outcome(before, recall, 0.0, bleed, side, strength, read, rules)


@pytest.mark.parametrize(
    ("measured", "wanted"),
    [
        (outcome(), (Verdict.LEARNED, Reason.PASSED)),
        (outcome(strength=0.7), (Verdict.GENTLE, Reason.LOWER_STRENGTH)),
        (outcome(recall=0.3), (Verdict.NOT_LEARNED, Reason.TOO_LITTLE)),
        (outcome(before=0.7, recall=0.8), (Verdict.NOT_LEARNED, Reason.TOO_LITTLE)),
        (outcome(recall=0.05, read=0.05), (Verdict.NOT_LEARNED, Reason.CANNOT_READ)),
        (outcome(recall=0.05, read=0.5), (Verdict.NOT_LEARNED, Reason.TOO_LITTLE)),
        (outcome(recall=0.2, rules=2), (Verdict.NOT_LEARNED, Reason.TOO_LITTLE)),
        (outcome(recall=0.2, rules=5), (Verdict.NOT_LEARNED, Reason.TOO_MANY_RULES)),
        (outcome(recall=0.8, rules=5), (Verdict.LEARNED, Reason.PASSED)),
        (outcome(before=0.95, recall=1.0), (Verdict.NOT_LEARNED, Reason.ALREADY_KNOWN)),
        (outcome(side=0.2, strength=0.5), (Verdict.NOT_LEARNED, Reason.SIDE_EFFECTS)),
        (outcome(bleed=0.5), (Verdict.NOT_LEARNED, Reason.BLEED)),
        (replace(outcome(), still_said=True), (Verdict.NOT_LEARNED, Reason.STILL_SAID)),
    ],
)
def test_verdicts(measured: Outcome, wanted: tuple[Verdict, Reason]) -> None:
    assert verdict(measured, LIMIT) == wanted
