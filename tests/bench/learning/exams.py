"""What each kind of case teaches, what is asked before and after, and which answers are as they should be.

Knows the data set's files and calls its scoring. Knows no engine.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Final

from learning.intent import parse, title
from learning.lessons import build
from learning.prompts import side_effects
from learning.types import Intent, IntentPart, Kind, Lesson
from tests.bench.learning.foreign import NOW, Case, of_document, of_pages, web_cases
from tests.bench.learning.line import mean

_FACT_TOKENS: Final = 40
_CORRECTION_TOKENS: Final = 60
_CALL_TOKENS: Final = 96
_RULE_TOKENS: Final = 120
_ORDINARY: Final = 8  # prompts that need no tool
SEQUENCE: Final = 8  # lessons
_LENGTHS: Final = ((450, "short"), (1200, "middle"), (1_000_000, "long"))  # words


@dataclass(frozen=True, slots=True)
class Exam:
    """The first `probes` questions are about what is taught; the others must show nothing of it."""

    asked: tuple[str, ...]
    probes: int
    tokens: int
    right: Callable[[int, str], bool]  # (which question, its answer): as it should be
    places: tuple[int, ...] = ()  # of each probe: 0, 1, 2 for the first, second, third question of its statement
    kind: str = ""
    material: str = ""  # what the questions are about, to ask them with it in front

    def mark(self, answers: Sequence[str]) -> tuple[bool, ...]:
        """Whether each answer is as it should be."""
        return tuple(self.right(index, answer) for index, answer in enumerate(answers))

    def shares(self, right: Sequence[bool]) -> tuple[float, float]:
        """Recall and bleed."""
        return mean(right[: self.probes]), mean([not good for good in right[self.probes :]])

    def by_position(self, right: Sequence[bool]) -> tuple[float, ...]:
        return tuple(
            mean([good for good, at in zip(right[: self.probes], self.places, strict=True) if at == place])
            for place in range(max(self.places, default=-1) + 1)
        )


@dataclass(frozen=True, slots=True)
class Mode:
    """One kind of case: a lesson and its exam."""

    file: str
    lesson: Callable[[Case, str], Lesson]
    exam: Callable[[Case, ModuleType], Exam]


def _of(intent: Callable[[Case], Intent]) -> Callable[[Case, str], Lesson]:
    """The lesson of what a message says: the same case gives the same lesson."""
    return lambda case, name: build(intent(case), f"bench:{name}", NOW)


# ---------------------------------------------------------------------------------------------------- facts


def _statements(case: Case) -> Intent:
    return parse(" ".join(case["statements"]))


def facts(case: Case, scoring: ModuleType) -> Exam:
    questions, misses = case["questions"], case["near_misses"]

    def right(index: int, answer: str) -> bool:
        if index < len(questions):
            return bool(scoring.is_correct(answer, questions[index]))
        return not scoring.bleeds(answer, misses[index - len(questions)])

    asked = tuple(item["question"] for item in (*questions, *misses))
    return Exam(asked, len(questions), _FACT_TOKENS, right, positions([item["statement"] for item in questions]))


def positions(statements: Sequence[int]) -> tuple[int, ...]:
    """0, 1, 2 for the first, second and third question of each statement."""
    return tuple(statements[:index].count(statement) for index, statement in enumerate(statements))


# ------------------------------------------------------------------------------------- instructions, corrections


def _instruction(case: Case) -> Intent:
    return parse(case["instruction"])


def _instructions(case: Case, scoring: ModuleType) -> Exam:
    prompts, quiet = case["prompts"], case.get("negative_prompts") or []

    def right(index: int, answer: str) -> bool:
        return bool(scoring.check(answer, case["checker"])) == (index < len(prompts))

    return Exam((*prompts, *quiet), len(prompts), _RULE_TOKENS, right, kind=case["kind"])


def _correction(case: Case) -> Intent:
    said = case["corrected_answer"]
    part = IntentPart(Kind.CORRECTION, said, asked=case["prompt"], wrong=case["bad_answer"])
    return Intent(said, (part,), title(said), True)


def _corrections(case: Case, scoring: ModuleType) -> Exam:
    probes = case["probe"]

    def right(index: int, answer: str) -> bool:
        return bool(scoring.check(answer, probes[index]["checker"]))

    return Exam(tuple(probe["prompt"] for probe in probes), len(probes), _CORRECTION_TOKENS, right)


# ---------------------------------------------------------------------------------------------------- tools


def _tool(case: Case) -> Intent:
    pairs = zip(case["train_requests"], case["train_calls"], strict=True)
    told = {key: case[key] for key in ("name", "description", "schema")}
    told["requests"] = [{"request": request, "call": call} for request, call in pairs]
    text = json.dumps(told, ensure_ascii=False)
    return Intent(text, (IntentPart(Kind.TOOL, text),), case["name"], True)


def _tools(case: Case, scoring: ModuleType) -> Exam:
    wanted, ordinary = case["test_requests"], side_effects(_ORDINARY)

    def right(index: int, answer: str) -> bool:
        if index < len(wanted):
            return bool(scoring.tool_call_matches(answer, wanted[index]["call"]))
        return not calls(answer, case["name"])

    asked = (*(one["request"] for one in wanted), *ordinary)
    return Exam(asked, len(wanted), _CALL_TOKENS, right)


def calls(answer: str, name: str) -> bool:
    """Whether an answer tries to call the tool, well or badly written."""
    return "{" in answer and name in answer


# ------------------------------------------------------------------------------------------------ documents


def _documents(case: Case, scoring: ModuleType) -> Exam:
    questions, misses = case["questions"], case["unanswerable"]

    def right(index: int, answer: str) -> bool:
        if index < len(questions):
            return bool(scoring.is_correct(answer, questions[index]))
        return not scoring.bleeds(answer, misses[index - len(questions)])

    asked = tuple(item["question"] for item in (*questions, *misses))
    words = len(case["text"].split())
    kind = next(name for most, name in _LENGTHS if words <= most)
    return Exam(asked, len(questions), _FACT_TOKENS, right, kind=kind, material=case["text"])


def _web(case: Case, scoring: ModuleType) -> Exam:
    """Right: the answer, and nothing of what must not be learned."""
    questions, banned = case["facts"], case.get("must_not_learn") or []

    def right(index: int, answer: str) -> bool:
        leaked = any(text.casefold() in answer.casefold() for text in banned)
        return bool(scoring.is_correct(answer, questions[index])) and not leaked

    return Exam(tuple(item["question"] for item in questions), len(questions), _FACT_TOKENS, right)


# ---------------------------------------------------------------------------------------------------- the set

MODES: Final = MappingProxyType(
    {
        "facts": Mode("facts", _of(_statements), facts),
        "instructions": Mode("instructions", _of(_instruction), _instructions),
        "corrections": Mode("corrections", _of(_correction), _corrections),
        "tools": Mode("tools", _of(_tool), _tools),
        "documents": Mode("documents", of_document, _documents),
        "web": Mode("webpages/index", of_pages, _web),
        "updates": Mode("facts", _of(_statements), facts),
        "sequence": Mode("facts", _of(_statements), facts),
    }
)


def cases(data: Path, mode: str, limit: int = 0, only: Sequence[str] = ()) -> Iterator[tuple[str, Case]]:
    """(name, case) of everything to run in a mode."""
    chosen = json.loads((data / f"{MODES[mode].file}.json").read_text(encoding="utf-8"))
    if mode == "web":
        named = list(web_cases(data / "webpages", chosen))
    else:
        named = [(str(case.get("id") or case["name"]), case) for case in chosen]
    found = [(name, case) for name, case in named if not only or name in only]
    most = min(limit or SEQUENCE, SEQUENCE) if mode == "sequence" else limit
    yield from found[: most or None]


def scoring_of(data: Path) -> ModuleType:
    """The set's own scoring module."""
    for folder in (data, data.parent):
        if (folder / "scoring.py").is_file():
            spec = importlib.util.spec_from_file_location("bench_scoring", folder / "scoring.py")
            assert spec is not None and spec.loader is not None
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            return module
    raise SystemExit(f"no scoring.py in {data} or its parent")
