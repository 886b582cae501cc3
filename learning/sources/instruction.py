"""Instructions become everyday prompts whose targets are the base's own answers, made to obey.

Knows which prompts a rule is taught on and quizzed on. The targets are written later, while preparing: see `teaching`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from learning import orders
from learning.prompts import training
from learning.situations import situations
from learning.sources.made import Made, asked
from learning.types import Example, Kind, QuizItem, Rule, Source, Use

_ALWAYS: Final = 40  # prompts to train an always-on rule on
_FIRING: Final = 16  # prompts that fire a conditional rule; the rest of the forty are everyday ones
_HELD_OUT: Final = 12
_QUIZ: Final = 8  # prompts that must fire a conditional rule, and as many that must not


def make(sources: Sequence[Source], seed: int) -> Made:
    """Examples, quiz and prompts that must not trigger, for every instruction."""
    parts = [_one(source, seed) for source in sources]
    return Made(
        tuple(example for part in parts for example in part.examples),
        tuple(item for part in parts for item in part.held_out),
        tuple(item for part in parts for item in part.near_misses),
    )


def _one(source: Source, seed: int) -> Made:
    rule = orders.read(source.text)
    return (
        _conditional(source, rule, seed)
        if source.kind is Kind.CONDITIONAL and rule.when
        else _always(source, rule, seed)
    )


def _always(source: Source, rule: Rule, seed: int) -> Made:
    prompts = training(_ALWAYS + _HELD_OUT, seed)
    return Made(
        tuple(_follow(prompt, rule, source) for prompt in prompts[:_ALWAYS]),
        tuple(QuizItem(asked(prompt), (), source.id, rule=rule) for prompt in prompts[_ALWAYS:]),
    )


def _conditional(source: Source, rule: Rule, seed: int) -> Made:
    """The rule is taught as if it were always on; a gate (`learning.cues`) keeps it to the messages it is for."""
    found = situations(rule.when, seed)
    firing, unseen = _parted(found.triggering, _FIRING)
    everyday = training(_ALWAYS - len(firing), seed)
    quiet = [prompt for prompt in found.others if prompt not in everyday]
    return Made(
        tuple(_follow(prompt, rule, source) for prompt in (*firing, *everyday)),
        tuple(QuizItem(asked(prompt), (), source.id, rule=rule) for prompt in unseen[:_QUIZ]),
        tuple(QuizItem(asked(p), (), source.id, rule=rule, rule_holds=False) for p in quiet[:_QUIZ]),
    )


def _parted(prompts: Sequence[str], most: int) -> tuple[Sequence[str], Sequence[str]]:
    """To teach on, and to ask in the quiz: at least a quarter."""
    split = max(1, min(most, len(prompts) * 3 // 4))
    return prompts[:split], prompts[split:]


def _follow(prompt: str, rule: Rule, source: Source) -> Example:
    return Example(asked(prompt), "", Use.FOLLOW, source.id, rule=rule)
