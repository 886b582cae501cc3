"""Instructions become everyday prompts whose targets are the base's own answers, made to obey.

Knows which prompts a rule is taught on and quizzed on. The targets are written later, while preparing: see `teaching`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from learning import orders
from learning.prompts import training
from learning.situations import situations
from learning.sources.made import Made, asked, together
from learning.types import Example, Kind, QuizItem, Rule, Source, Use

_ALWAYS: Final = 40  # prompts to train an always-on rule on
_FIRING: Final = 12  # prompts that fire a conditional rule, each shown twice
_QUIET: Final = 20  # prompts that must not fire it
_HELD_OUT: Final = 12


def make(sources: Sequence[Source], seed: int) -> Made:
    """Examples, quiz and prompts that must not trigger, for every instruction."""
    return together(_one(source, seed) for source in sources)


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
    found = situations(rule.when, seed)
    split = max(1, min(_FIRING, len(found.triggering) - 4))
    firing, unseen = found.triggering[:split], found.triggering[split : split + 6]
    quiet, unseen_quiet = found.others[:_QUIET], found.others[_QUIET : _QUIET + 6]
    return Made(
        (
            *(_follow(prompt, rule, source) for prompt in (*firing, *firing)),
            *(Example(asked(prompt), "", Use.FOLLOW, source.id) for prompt in quiet),
        ),
        tuple(QuizItem(asked(prompt), (), source.id, rule=rule) for prompt in unseen),
        tuple(QuizItem(asked(prompt), (), source.id, rule=rule, rule_holds=False) for prompt in unseen_quiet),
    )


def _follow(prompt: str, rule: Rule, source: Source) -> Example:
    return Example(asked(prompt), "", Use.FOLLOW, source.id, rule=rule)
