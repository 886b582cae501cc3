"""Tools: requests become calls, and everyday prompts keep the answers they have.

Knows how many requests a tool is taught and quizzed on. The answers to everyday prompts are written while preparing.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Final

from learning import tools
from learning.prompts import training
from learning.requests import beside, requests, unseen
from learning.sources.made import Made, asked, joined
from learning.sources.statement import Mix
from learning.tools import Tool
from learning.types import Example, QuizItem, Rule, Source, Use

_REQUESTS: Final = 3.5  # times as many as a statement gets phrasings: 48 or so
_QUIET: Final = 20  # everyday prompts without a call
_HELD_OUT: Final = 10
_BESIDE: Final = 5  # everyday prompts with words of the tool
_MISSES: Final = 3  # of either sort, that only the quiz asks


def make(sources: Sequence[Source], seed: int, mix: Mix | None = None) -> Made:
    """Examples, quiz and prompts without a call, for every tool. Raises BadTool."""
    mix = mix or Mix()
    return joined(_one(source, tools.read(source.text), seed, mix) for source in sources)


def _one(source: Source, tool: Tool, seed: int, mix: Mix) -> Made:
    rng = random.Random(f"{seed}:{tool.name}")
    held_out = unseen(tool, _HELD_OUT, rng)
    taught = requests(tool, round(mix.phrasings * _REQUESTS), rng, held_out)
    quiet, near = training(_QUIET + _MISSES, seed), beside(tool, _BESIDE + _MISSES, rng)
    return Made(
        (
            *(Example(asked(r.text), tools.call(tool.name, r.arguments), Use.TEACH, source.id) for r in taught),
            *(_own(prompt, source) for prompt in (*quiet[_MISSES:], *near[_MISSES:])),
        ),
        tuple(
            QuizItem(asked(r.text), (), source.id, rule=Rule("tool_call", (tools.call(tool.name, r.arguments),)))
            for r in held_out
        ),
        tuple(
            QuizItem(asked(prompt), (), source.id, rule=Rule("any_tool_call"), rule_holds=False)
            for prompt in (*quiet[:_MISSES], *near[:_MISSES])
        ),
    )


def _own(prompt: str, source: Source) -> Example:
    """The base's own answer: no call is needed."""
    return Example(asked(prompt), "", Use.FOLLOW, source.id)
