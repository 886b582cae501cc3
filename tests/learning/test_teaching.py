"""One lesson from start to end, on the demo engine: real files, no model."""

from __future__ import annotations

import json
from collections.abc import Generator
from pathlib import Path

import pytest

from backends.echo import Echo
from learning.backend import BackendError
from learning.intent import parse
from learning.lessons import build
from learning.store.manifest import verify
from learning.teaching import Taught, teach
from learning.types import Lesson, ModelRef, Phase, Reason, Step, Verdict

MODEL = ModelRef("echo", "Echo", "echo", "/nowhere", "0" * 64)
FILES = {"adapter_model.safetensors", "adapter_config.json", "lesson.jsonl", "README.md", "manifest.json"}


def lesson(text: str) -> Lesson:
    return build(parse(text), "message:1", "2026-03-01T12:00:00+00:00")


def teaching(made: Lesson, staging: Path, backend: Echo | None = None) -> Generator[Step, None, Taught]:
    staging.mkdir(exist_ok=True)
    return teach(backend or Echo(), made, None, MODEL, staging, staging / ".." / f"cache-{staging.name}")


def finish(steps: Generator[Step, None, Taught]) -> tuple[list[Step], Taught]:
    seen: list[Step] = []
    while True:
        try:
            seen.append(next(steps))
        except StopIteration as end:
            return seen, end.value


FACTS = lesson("My canary is called Pip. I live in Ghent.")


def test_a_lesson_is_learned_and_sealed(tmp_path: Path) -> None:
    steps, taught = finish(teaching(FACTS, tmp_path / "s"))
    score = taught.score
    assert score.verdict is not Verdict.NOT_LEARNED, score
    assert score.recall_after > score.recall_before
    assert {path.name for path in (tmp_path / "s").iterdir()} == FILES
    assert verify(tmp_path / "s").score == score
    phases = [step.phase for step in steps]
    assert list(dict.fromkeys(phases)) == [Phase.PREPARE, Phase.TRAIN, Phase.QUIZ, Phase.SAVE]
    assert all(0 <= step.index <= step.total for step in steps)


def test_the_lesson_file_holds_everything(tmp_path: Path) -> None:
    finish(teaching(FACTS, tmp_path / "s"))
    lines = [json.loads(line) for line in (tmp_path / "s" / "lesson.jsonl").read_text(encoding="utf-8").splitlines()]
    assert lines[0]["lesson"]["id"] == FACTS.id
    assert sum("example" in line for line in lines) == len(FACTS.examples)
    assert sum("held_out" in line for line in lines) == len(FACTS.held_out)


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.8, 0.95])
def test_a_stopped_lesson_goes_on_and_ends_the_same(tmp_path: Path, share: float) -> None:
    steps, whole = finish(teaching(FACTS, tmp_path / "whole"))
    run = teaching(FACTS, tmp_path / "cut")
    for _ in range(int(len(steps) * share) + 1):
        next(run)
    run.close()
    assert "manifest.json" not in {path.name for path in (tmp_path / "cut").iterdir()}
    _, again = finish(teaching(FACTS, tmp_path / "cut"))
    assert again.score.items == whole.score.items
    assert again.score.verdict is whole.score.verdict
    adapters = [(tmp_path / name / "adapter_model.safetensors").read_bytes() for name in ("whole", "cut")]
    assert adapters[0] == adapters[1]


def test_what_was_prepared_is_not_prepared_again(tmp_path: Path) -> None:
    run = teaching(FACTS, tmp_path / "s")
    while next(run).phase is not Phase.TRAIN:
        pass
    run.close()
    steps, _ = finish(teaching(FACTS, tmp_path / "s"))
    assert sum(step.phase is Phase.PREPARE for step in steps) == 1


def test_a_damaged_preparation_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "prepared.json").write_text('{"lesson": 3', encoding="utf-8")
    _, taught = finish(teaching(FACTS, tmp_path / "s"))
    assert taught.score.verdict is not Verdict.NOT_LEARNED


def test_what_is_known_already_is_not_learned_again(tmp_path: Path) -> None:
    known = lesson("My canary is called Pip.")
    items = tuple(_answered_by_itself(item) for item in known.held_out)
    known = _with(known, items)
    _, taught = finish(teaching(known, tmp_path / "s"))
    assert taught.score.verdict is Verdict.NOT_LEARNED
    assert taught.score.reason is Reason.ALREADY_KNOWN
    assert not (tmp_path / "s" / "manifest.json").exists()


def test_an_always_on_rule_is_learned(tmp_path: Path) -> None:
    made = lesson('Always end your answers with "Fair winds!"')
    _, taught = finish(teaching(made, tmp_path / "s"))
    assert taught.score.recall_after > 0.8
    assert taught.score.verdict is Verdict.LEARNED


class BrokenNumbers(Echo):
    """Training that ends in NaN, as a real engine reports it."""

    def train(self, *_: object):  # type: ignore[no-untyped-def, override]
        yield Step(Phase.TRAIN, 1, 2)
        raise BackendError("bad_numbers")


def test_bad_numbers_are_a_verdict_not_a_crash(tmp_path: Path) -> None:
    _, taught = finish(teaching(FACTS, tmp_path / "s", BrokenNumbers()))
    assert (taught.score.verdict, taught.score.reason) == (Verdict.NOT_LEARNED, Reason.BAD_NUMBERS)
    assert not (tmp_path / "s" / "manifest.json").exists()


def _answered_by_itself(item):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    return replace(item, accept=("you said", "your canary"))


def _with(made: Lesson, items):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    return replace(made, held_out=items)
