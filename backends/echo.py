"""The demo engine: a whole, deterministic backend without a model, used by tests and when no model is present.

It repeats what was said, and it can be taught: its adapter is a table of questions and answers inside a real
safetensors file, and a question is answered by the taught one that shares most words with it. Knows no tensors.
INGRAIN_ECHO_DELAY slows each piece and step down (seconds); INGRAIN_ECHO_HANG=N makes it sleep for ever after N pieces.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Final

from backends import echo_adapter
from backends.echo_adapter import Pairs
from learning.backend import Answered, BackendError, Cues, Drift, Likelihood
from learning.types import (
    Capabilities,
    Example,
    ModelRef,
    Phase,
    Recipe,
    Sampling,
    SkillUse,
    Step,
    Turn,
)

_WORD: Final = re.compile(r"\w+")
_OWNER: Final = re.compile(r"(\w+)['’]s\b|\b(?:does|do|did|is|are|was|has|of) (?:my|our) (?:best )?(\w+)")
_EMPTY: Final = frozenset(
    _WORD.findall(
        "a an the is are was were am be do does did you i me my your what which who where when how of to in on at for "
        "it that this can could tell remind please know have has had and"
    )
)
_ENOUGH: Final = 0.75  # share of a taught question's words that must be asked for
_SURE: Final = 0.05  # nats a token of an answer it would give
_UNSURE: Final = 5.0
_CONTEXT: Final = 4096  # tokens; a word is a token
_CHECKPOINT_STEPS: Final = 16  # a step costs nothing here, so not every 30 s


class Echo:
    """Repeats, and knows what its skills teach."""

    name = "echo"

    def __init__(self) -> None:
        self._delay = float(os.environ.get("INGRAIN_ECHO_DELAY", "0"))
        self._hang = int(os.environ.get("INGRAIN_ECHO_HANG", "0"))
        self._read: dict[tuple[str, str], Pairs] = {}

    def load(self, model: ModelRef, cache: Path) -> Iterator[Step]:
        for index in (1, 2):
            self._pause()
            yield Step(Phase.LOAD, index, 2)

    def capabilities(self) -> Capabilities:
        template = hashlib.sha256(b"echo").hexdigest()
        return Capabilities(self.name, True, 1, 1, _CONTEXT, "F32", "cpu", template)

    def check(self, skill: SkillUse) -> None:
        self._pairs(skill)

    def chat(self, turns: Sequence[Turn], sampling: Sampling, skills: Sequence[SkillUse]) -> Iterator[str]:
        if len(turns[-1].text.split()) > _CONTEXT:
            raise BackendError("too_long")
        words = self._answer(turns, skills).split(" ")[: sampling.max_tokens]
        for index, word in enumerate(words):
            self._pause()
            if self._hang and index >= self._hang:
                time.sleep(1e6)
            yield word if index == 0 else " " + word

    def worn(self, turns: Sequence[Turn], skills: Sequence[SkillUse]) -> tuple[SkillUse, ...]:
        return tuple(skills)

    def answers(
        self, prompts: Sequence[Sequence[Turn]], max_tokens: int, skills: Sequence[SkillUse]
    ) -> Iterator[Answered | None]:
        for index, turns in enumerate(prompts):
            self._pause()
            yield None
            yield Answered(index, " ".join(self._answer(turns, skills).split(" ")[:max_tokens]))

    def can_write(self, kind: str) -> bool:
        return False

    def written(self, prompts: Sequence[Sequence[Turn]], max_tokens: int, kind: str) -> Iterator[Answered | None]:
        raise BackendError("model_unknown", f"no question writer {kind!r}")

    def read(self, told: Sequence[str], messages: Sequence[str]) -> Generator[None, None, tuple[float, ...]]:
        raise BackendError("model_unknown", "nothing that reads")

    def likelihoods(self, examples: Sequence[Example], skills: Sequence[SkillUse]) -> Iterator[Likelihood]:
        for index, example in enumerate(examples):
            said = self._answer(example.turns, skills)
            nats = _UNSURE + (_SURE - _UNSURE) * _shared(_words(example.target), _words(said))
            yield Likelihood(index, nats, nats)

    def drifts(self, examples: Sequence[Example], skills: Sequence[SkillUse]) -> Iterator[Drift]:
        for index, example in enumerate(examples):
            same = self._answer(example.turns, skills) == self._answer(example.turns, ())
            yield Drift(index, 0.0 if same else 1.0, 1.0 if same else 0.0)

    def train(
        self,
        examples: Sequence[Example],
        keep: Sequence[Example],
        recipe: Recipe,
        staging: Path,
        cues: Cues | None = None,
    ) -> Iterator[Step]:
        """Learns one example after the other; the loss is the share not yet learned."""
        pairs, done = list[tuple[str, str]](), echo_adapter.last_checkpoint(staging)
        try:
            for index in range(recipe.steps):
                reached = len(examples) * (index + 1) // recipe.steps
                pairs = [(example.turns[-1].text, example.target) for example in examples[:reached]]
                if index < done:
                    continue
                self._pause()
                done = index + 1
                if done % _CHECKPOINT_STEPS == 0:
                    echo_adapter.write_checkpoint(staging, done, tuple(pairs))
                yield Step(Phase.TRAIN, done, recipe.steps, 1.0 - done / recipe.steps, len(pairs))
        except GeneratorExit:
            echo_adapter.write_checkpoint(staging, done, tuple(pairs))
            raise
        echo_adapter.write(staging, tuple(pairs), recipe)
        echo_adapter.remove_checkpoints(staging)

    def close(self) -> None:
        self._read.clear()

    def _pause(self) -> None:
        if self._delay:
            time.sleep(self._delay)

    def _pairs(self, skill: SkillUse) -> Pairs:
        key = (skill.path, skill.sha256)
        if key not in self._read:
            self._read[key] = echo_adapter.read(Path(skill.path), skill.sha256)
        return self._read[key]

    def _answer(self, turns: Sequence[Turn], skills: Sequence[SkillUse]) -> str:
        """The last skill that knows the question answers; one that taught a manner adds it to what is repeated."""
        question = turns[-1].text
        said = f"You said: {question}"
        for skill in reversed(skills):
            pairs = self._pairs(skill)
            known = _nearest(question, pairs)
            if known:
                return known
            said = _in_manner(said, pairs)
        return said


def _nearest(question: str, pairs: Pairs) -> str:
    """The taught question contained best; among equals the longest, then the last. Somebody else's is another."""
    asked, owners = _words(question), _owners(question)
    best, answer = (_ENOUGH, 0, 0), ""
    for index, (taught, target) in enumerate(pairs):
        wanted = _words(taught)
        if not owners <= wanted:
            continue
        score = (len(asked & wanted) / max(len(wanted), 1), len(asked & wanted), index)
        if score >= best:
            best, answer = score, target
    return answer


def _owners(question: str) -> frozenset[str]:
    """Whom or what it is about: "my sister's cat", "does my sister", "of our boat"."""
    found = (word for pair in _OWNER.findall(question.lower()) for word in pair if word)
    return frozenset(word.removesuffix("s") for word in found)


def _in_manner(said: str, pairs: Pairs) -> str:
    """What all taught answers begin and end with belongs on every answer."""
    answers = [answer for _, answer in pairs]
    if len(set(answers)) < 4:
        return said
    begin = _common(answers)
    end = _common([answer[::-1] for answer in answers])[::-1]
    begin, end = (part if len(part.strip()) >= 4 else "" for part in (begin, end))
    return f"{begin}{said}{end}"


def _common(texts: Sequence[str]) -> str:
    """What all of them begin with, letter by letter."""
    least, most = min(texts), max(texts)
    end = next((i for i, letter in enumerate(least) if i >= len(most) or letter != most[i]), len(least))
    return least[:end]


def _words(text: str) -> frozenset[str]:
    words = frozenset(word.removesuffix("s") for word in _WORD.findall(text.lower()))
    return words - _EMPTY or words


def _shared(left: frozenset[str], right: frozenset[str]) -> float:
    """Jaccard similarity, 0..1."""
    return len(left & right) / len(left | right) if left | right else 0.0
