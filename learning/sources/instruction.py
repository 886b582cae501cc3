"""Instructions become everyday prompts whose targets are the base's own answers, made to obey.

What many answers obey anyway is taught and asked half on messages that provoke it (`provoking`). Knows which prompts
a rule is taught on and quizzed on. The targets are written later, while preparing: see `teaching`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from learning import orders
from learning.prompts import training
from learning.provoking import provoking
from learning.rules import BANS, apply, parts
from learning.situations import situations
from learning.sources.made import Made, asked, joined
from learning.translations import translated
from learning.types import Example, Kind, QuizItem, Rule, Source, Use

TAUGHT: Final = 40  # prompts that one rule is taught on
_FIRING: Final = 16  # prompts that fire a conditional rule; the rest of the forty are everyday ones
ASKED: Final = 12  # prompts that its quiz asks
_QUIZ: Final = 8  # prompts that must fire a conditional rule, and as many that must not
_BY_CHANCE: Final = 3  # times the prompts for a rule that many answers obey anyway: preparing picks those that do not


def make(sources: Sequence[Source], seed: int) -> Made:
    """Examples, quiz and prompts that must not trigger, for every instruction."""
    return joined([_one(source, seed) for source in sources])


def _one(source: Source, seed: int) -> Made:
    rule = orders.read(source.text)
    return (
        _conditional(source, rule, seed)
        if source.kind is Kind.CONDITIONAL and rule.when
        else _always(source, rule, seed)
    )


def _always(source: Source, rule: Rule, seed: int) -> Made:
    for part in parts(rule):
        if part.do == "language" and (written := translated(part.value[0])):
            return _in_language(source, rule, written, seed)
    times = _BY_CHANCE if any(part.do in BANS for part in parts(rule)) else 1
    many, most = (TAUGHT + ASKED) * times, TAUGHT * times
    provoked = provoking(rule, seed)
    told, unseen = _parted(provoked, most // 2) if provoked else ((), ())
    unseen = unseen[: (many - most) // 2]
    everyday = [prompt for prompt in training(many + len(provoked), seed) if prompt not in provoked]
    cut = most - len(told)
    taught, quizzed = (*told, *everyday[:cut]), (*unseen, *everyday[cut : many - len(told) - len(unseen)])
    return Made(
        tuple(_follow(prompt, rule, source) for prompt in taught),
        tuple(QuizItem(asked(prompt), (), source.id, rule=rule) for prompt in quizzed),
    )


def _in_language(source: Source, rule: Rule, written: Sequence[tuple[str, str]], seed: int) -> Made:
    """Answers that were written in that language, made to obey what else is asked; the quiz asks other prompts."""
    prompts = [prompt for prompt in training(2 * ASKED, seed) if prompt not in dict(written)]
    return Made(
        tuple(
            Example(asked(prompt), apply(rule, answer, index), Use.TEACH, source.id)
            for index, (prompt, answer) in enumerate(written)
        ),
        tuple(QuizItem(asked(prompt), (), source.id, rule=rule) for prompt in prompts[:ASKED]),
    )


def _conditional(source: Source, rule: Rule, seed: int) -> Made:
    """The rule is taught as if it were always on; a gate (`learning.cues`) keeps it to the messages it is for."""
    found = situations(rule.when, seed)
    firing, unseen = _parted(found.triggering, _FIRING)
    everyday = training(TAUGHT - len(firing), seed)
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
