"""The torch engine on the device: chat, skills, learning, beside the processor; and a lesson from Enter to usable."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from pathlib import Path

import torch

from backends.torch_lora import TorchLora
from learning.intent import parse
from learning.lessons import build
from learning.teaching import teach
from learning.types import Example, ModelRef, Sampling, SkillUse, Turn, Use
from tests.bench.engines.loaded import FACTS, RECIPE, made_skills, question
from tests.bench.gpu.desk import Desk, Numbers

GREEDY = Sampling(repetition_penalty=1.0, max_tokens=128)
ASKED = question("Write a long story about a cat who lives in Paris.")
SENTENCE = "The cat sat on the mat and looked at the rain. "
SIX = (
    "My sister is called Maja. My dog is called Pixel. I live in Graz. I play the cello. My car is a red Fiat. "
    "My favourite colour is green."
)
PROCESSOR = torch.device("cpu")


def measured(desk: Desk) -> Numbers:
    here = desk.engine()
    skills = made_skills(here, desk.folder / "skills", 4)
    found = _beside(desk, here) | _chat(desk, here, skills) | _off(here, skills)
    found |= learning(desk, here, RECIPE.steps)
    here.close()
    return found


def _examples() -> list[Example]:
    return [Example(question(asked), answer, Use.TEACH, "bench", span) for asked, answer, span in FACTS]


def _nats(backend: TorchLora, skills: Sequence[SkillUse] = ()) -> list[float]:
    found = sorted(backend.likelihoods(_examples(), skills), key=lambda one: one.index)
    return [one.target for one in found]


def _beside(desk: Desk, here: TorchLora) -> Numbers:
    """The same model on the processor: how far apart, and how much slower."""
    there = desk.engine(PROCESSOR)
    able, plain = here.capabilities(), there.capabilities()
    apart = max(abs(a - b) for a, b in zip(_nats(here), _nats(there), strict=True))
    found: Numbers = {
        "engine": f"{able.device} {able.dtype}, processor {plain.dtype}",
        "likelihoods apart from the processor's, nats a token": round(apart, 4),
        "tokens/s on the processor": round(rate(there, ()), 1),
    }
    there.close()
    return found


def rate(backend: TorchLora, skills: Sequence[SkillUse]) -> float:
    """Tokens a second, the first not counted."""
    stream = backend.chat(ASKED, GREEDY, skills)
    next(piece for piece in stream if piece)
    begun = time.perf_counter()
    count = sum(1 for _ in stream)
    return count / (time.perf_counter() - begun)


def _chat(desk: Desk, here: TorchLora, skills: Sequence[SkillUse]) -> Numbers:
    found: Numbers = {}
    for count in (0, 1, len(skills)):
        rates = [rate(here, skills[:count]) for _ in range(3)]
        found[f"tokens/s with {count} skills"] = round(statistics.median(rates), 1)
    found["first token of a long message, ms"] = round(1e3 * _first(here, desk), 1)
    prompts = [question(f"{ASKED[0].text} {number}") for number in range(16)]
    begun = time.perf_counter()
    words = sum(len(one.text.split()) for one in here.answers(prompts, 64, ()) if one is not None)
    found["16 answers side by side, words/s"] = round(words / (time.perf_counter() - begun), 1)
    return found


def long_message(backend: TorchLora, first: str = "") -> tuple[Turn, ...]:
    """About 700 tokens, or half of what the model can read."""
    return question(first + SENTENCE * min(60, backend.capabilities().context // 100))


def _first(here: TorchLora, desk: Desk) -> float:
    """Read anew each time: another first word."""
    found = []
    for number in range(3):
        turns = long_message(here, f"{number} ")
        begun = time.perf_counter()
        stream = here.chat(turns, Sampling(max_tokens=1), ())
        next((piece for piece in stream if piece), "")
        desk.wait()
        found.append(time.perf_counter() - begun)
        stream.close()  # type: ignore[attr-defined]  # every generator has it
    return statistics.median(found)


def _off(here: TorchLora, skills: Sequence[SkillUse]) -> Numbers:
    before = _nats(here)
    on = _nats(here, skills)
    return {
        "skills on change the model": on != before,
        "skills off is the base to the last bit": _nats(here) == before,
        "switch, ms": round(_switch(here, skills), 3),
    }


def _switch(here: TorchLora, skills: Sequence[SkillUse]) -> float:
    """One skill on, then off, as between two answers; the reading of the prompt not counted."""
    wear, times = here._ready().wardrobe.wear, []
    for number in range(20):
        begun = time.perf_counter()
        wear(skills[: number % 2])
        times.append(time.perf_counter() - begun)
    return 1e3 * statistics.median(times)


def learning(desk: Desk, backend: TorchLora, steps: int) -> Numbers:
    """Steps a second, what they take of memory, whether the loss falls."""
    staging = desk.folder / "learning"
    staging.mkdir()
    losses: list[float] = []
    times: list[float] = []

    def work() -> None:
        last = time.perf_counter()
        for step in backend.train(_examples(), (), RECIPE, staging):
            if step.loss is not None and step.index <= steps:
                losses.append(step.loss)
                times.append(time.perf_counter() - last)
            last = time.perf_counter()

    peak = desk.peak(work)
    return {
        "a step of learning, ms": round(1e3 * statistics.median(times[1:] or times), 2),
        "loss, first and last step": f"{losses[0]:.3f} {losses[-1]:.3f}",
        "memory while learning at most, GB": round(peak, 2),
    }


def lesson(desk: Desk) -> Numbers:
    """Six facts, told in one message: prepare, train, quiz, save."""
    backend = desk.engine()
    found = taught(desk, backend, desk.model)
    backend.close()
    return found


def taught(desk: Desk, backend: TorchLora, model: ModelRef) -> Numbers:
    made = build(parse(SIX), "message:bench", "2026-01-01T00:00:00+00:00")
    staging = desk.folder / "lesson"
    Path(staging).mkdir()
    begun = time.perf_counter()
    teaching = teach(backend, made, None, model, staging, desk.folder / "cache")
    while True:
        try:
            next(teaching)
        except StopIteration as end:
            score = end.value.score
            break
    return {
        "six facts, Enter to usable, s": round(time.perf_counter() - begun, 2),
        "six facts, prepare, train, quiz, s": (
            f"{score.seconds_prepare:.2f} {score.seconds_train:.2f} {score.seconds_quiz:.2f}"
        ),
        "six facts, verdict and recall": f"{score.verdict} {score.recall_before:.2f} {score.recall_after:.2f}",
    }
