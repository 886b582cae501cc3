"""How well it learns: every persona and instruction of a data set, through the real teaching pipeline.

    python -m tests.bench.learning --data DIR [--model ID|PATH] [--limit N] [--modes facts,instructions] [--json]

A persona's statements are taught as one lesson, as they stand; then the set's own questions and near misses are asked,
which teaching never saw. Answers and numbers are appended to a JSONL file, and a run that was cut short goes on there.
The set's scoring is its own `scoring.py`, found in the folder or its parent.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from learning import recipes
from learning.backend import Backend
from learning.catalogue import default_model, find
from learning.intent import parse
from learning.lessons import build
from learning.store import hashes
from learning.store.manifest import ADAPTER
from learning.teaching import Taught, teach
from learning.types import Lesson, ModelRef, Recipe, Role, SkillUse, Step, Turn

FACT_TOKENS = 40
RULE_TOKENS = 120


@dataclass(frozen=True, slots=True)
class Line:
    """One case of the table. Shares; `by_position` is recall of the first, second and third question of a statement."""

    id: str
    mode: str
    verdict: str
    before: float
    after: float
    by_position: tuple[float, ...]
    bleed_before: float
    bleed: float
    own_recall: float  # what the app's own quiz said
    own_bleed: float
    side_effects: float
    strength: float
    items: int
    prepare: float
    train: float
    quiz: float
    answers: tuple[tuple[str, str, bool], ...]  # question, answer after, right


class Bench:
    """A loaded engine, a data set and its scoring."""

    def __init__(self, backend: Backend, model: ModelRef, data: Path, cache: Path, change: Callable[[Recipe], Recipe]):
        self.backend, self.model, self.data, self.cache, self.change = backend, model, data, cache, change
        self.scoring = _scoring(data)

    def facts(self, persona: dict[str, Any]) -> Line:
        """Teach one persona, ask its questions before and after."""
        questions, misses = persona["questions"], persona["near_misses"]
        asked = [_ask(item["question"]) for item in (*questions, *misses)]
        before = self.answers(asked, FACT_TOKENS, ())
        lesson, taught, after = self._teach(persona["statements"], persona["id"], asked, FACT_TOKENS)
        right = [self.scoring.is_correct(a, q) for a, q in zip(after, questions)]  # noqa: B905  the rest are near misses
        wrong = [self.scoring.bleeds(a, q) for a, q in zip(after[len(questions) :], misses, strict=True)]
        was = [self.scoring.is_correct(a, q) for a, q in zip(before, questions)]  # noqa: B905
        bled = [self.scoring.bleeds(a, q) for a, q in zip(before[len(questions) :], misses, strict=True)]
        places = _positions(questions)
        by_position = tuple(_mean([r for r, p in zip(right, places, strict=True) if p == k]) for k in range(3))
        said = tuple(
            (turns[0].text, a, r) for turns, a, r in zip(asked, after, [*right, *(not w for w in wrong)], strict=True)
        )
        return _line(persona["id"], "facts", lesson, taught, _mean(was), _mean(right), by_position,
                     _mean(bled), _mean(wrong), said)  # fmt: skip

    def instructions(self, case: dict[str, Any]) -> Line:
        """Teach one standing instruction; the set's checker judges the answers."""
        prompts, quiet = case["prompts"], case.get("negative_prompts") or []
        asked = [_ask(prompt) for prompt in (*prompts, *quiet)]
        before = self.answers(asked, RULE_TOKENS, ())
        lesson, taught, after = self._teach([case["instruction"]], case["id"], asked, RULE_TOKENS)
        holds = [self.scoring.check(a, case["checker"]) for a in after]
        held = [self.scoring.check(a, case["checker"]) for a in before]
        n = len(prompts)
        said = tuple((t[0].text, a, h == (i < n)) for i, (t, a, h) in enumerate(zip(asked, after, holds, strict=True)))
        return _line(case["id"], "instructions", lesson, taught, _mean(held[:n]), _mean(holds[:n]), (),
                     _mean(held[n:]), _mean(holds[n:]), said)  # fmt: skip

    def answers(self, prompts: Sequence[Sequence[Turn]], tokens: int, skills: Sequence[SkillUse]) -> list[str]:
        found = [""] * len(prompts)
        for answered in self.backend.answers(prompts, tokens, skills):
            if answered is not None:
                found[answered.index] = answered.text
        return found

    def _teach(
        self, said: Sequence[str], name: str, asked: Sequence[Sequence[Turn]], tokens: int
    ) -> tuple[Lesson, Taught, list[str]]:
        """Teach and ask with whatever adapter came out, accepted or not, so that the learning itself is measured."""
        lesson = build(parse(" ".join(said)), f"bench:{name}", "2026-01-01T00:00:00+00:00")
        recipe = self.change(recipes.choose(lesson, self.backend.capabilities()))
        with tempfile.TemporaryDirectory() as folder:
            staging = Path(folder)
            taught = _drain(teach(self.backend, lesson, recipe, self.model, staging, self.cache))
            strength = taught.score.strength
            skill = SkillUse(lesson.id, name, folder, hashes.of_file(staging / ADAPTER), strength)
            return lesson, taught, self.answers(asked, tokens, (skill,))


def _drain(steps: Any) -> Taught:  # Any: a generator of steps that returns the outcome
    while True:
        try:
            step: Step = next(steps)
        except StopIteration as end:
            taught: Taught = end.value
            return taught
        if sys.stderr.isatty():
            print(f"\r{step.phase:8} {step.index:4}/{step.total:4} ", end="", file=sys.stderr)


def _line(
    name: str, mode: str, lesson: Lesson, taught: Taught, before: float, after: float, by_position: tuple[float, ...],
    bleed_before: float, bleed: float, said: tuple[tuple[str, str, bool], ...],
) -> Line:  # fmt: skip
    score = taught.score
    return Line(
        id=name,
        mode=mode,
        verdict=f"{score.verdict}/{score.reason}",
        before=before,
        after=after,
        by_position=by_position,
        bleed_before=bleed_before,
        bleed=bleed,
        own_recall=score.recall_after,
        own_bleed=score.bleed,
        side_effects=score.side_effects,
        strength=score.strength,
        items=len(lesson.examples),
        prepare=score.seconds_prepare,
        train=score.seconds_train,
        quiz=score.seconds_quiz,
        answers=said,
    )


def _ask(question: str) -> tuple[Turn, ...]:
    return (Turn(Role.USER, question),)


def _positions(questions: Sequence[dict[str, Any]]) -> list[int]:
    """0, 1, 2 for the first, second and third question of each statement."""
    seen: dict[int, int] = {}
    places = []
    for question in questions:
        place = seen.get(question["statement"], 0)
        places.append(place)
        seen[question["statement"]] = place + 1
    return places


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _scoring(data: Path) -> ModuleType:
    """The set's own scoring module."""
    for folder in (data, data.parent):
        if (folder / "scoring.py").is_file():
            spec = importlib.util.spec_from_file_location("bench_scoring", folder / "scoring.py")
            assert spec is not None and spec.loader is not None
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            return module
    raise SystemExit(f"no scoring.py in {data} or its parent")


# ------------------------------------------------------------------------------------------------- running


def cases(data: Path, modes: Sequence[str], limit: int, only: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(mode, case) of everything to run."""
    for mode in modes:
        chosen = json.loads((data / f"{mode}.json").read_text(encoding="utf-8"))
        chosen = [case for case in chosen if not only or case["id"] in only]
        yield from ((mode, case) for case in chosen[: limit or None])


def table(lines: Sequence[Line]) -> str:
    """A table for people, one line a case and one for the mean of each mode."""
    head = (
        f"{'case':10} {'verdict':26} {'before':>6} {'after':>6} {'1st':>5} {'2nd':>5} {'3rd':>5} {'bleed0':>6} "
        f"{'bleed':>6} {'own':>5} {'ownbl':>5} {'side':>6} {'x':>4} {'items':>5} {'prep':>5} {'train':>5} {'quiz':>5}"
    )
    out = [head]
    for mode in dict.fromkeys(line.mode for line in lines):
        group = [line for line in lines if line.mode == mode]
        out += [_row(line.id, line.verdict, [line]) for line in group]
        learned = sum(not line.verdict.startswith("not") for line in group)
        out.append(_row(f"MEAN {len(group)}", f"{learned} of {len(group)} learned", group))
    return "\n".join(out)


def _row(name: str, verdict: str, group: Sequence[Line]) -> str:
    def mean(field: str) -> float:
        return _mean([getattr(line, field) for line in group])

    places = [_mean([line.by_position[k] for line in group if line.by_position]) for k in range(3)]
    return (
        f"{name:10} {verdict:26} {mean('before'):6.2f} {mean('after'):6.2f} {places[0]:5.2f} {places[1]:5.2f} "
        f"{places[2]:5.2f} {mean('bleed_before'):6.2f} {mean('bleed'):6.2f} {mean('own_recall'):5.2f} "
        f"{mean('own_bleed'):5.2f} {mean('side_effects'):6.3f} {mean('strength'):4.2f} {mean('items'):5.0f} "
        f"{mean('prepare'):5.1f} {mean('train'):5.1f} {mean('quiz'):5.1f}"
    )


def _done(path: Path) -> dict[str, Line]:
    if not path.is_file():
        return {}
    found = [json.loads(text) for text in path.read_text(encoding="utf-8").splitlines() if text.strip()]
    return {f"{entry['mode']}:{entry['id']}": Line(**entry) for entry in found}


def _change(settings: Sequence[str]) -> Callable[[Recipe], Recipe]:
    """ "rate=0.002" and the like, laid over the chosen recipe, for sweeps."""
    from dataclasses import replace

    pairs = [setting.split("=", 1) for setting in settings]

    def change(recipe: Recipe) -> Recipe:
        values = {key: type(getattr(recipe, key))(float(value)) for key, value in pairs}
        return replace(recipe, **values)

    return change


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", default="")
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--only", default="", help="ids, with commas between")
    parser.add_argument("--modes", default="facts,instructions")
    parser.add_argument("--recipe", default="", help="changes to the recipe: rate=0.002,steps=60")
    parser.add_argument("--results", type=Path, default=None, help="JSONL to append to and to go on from")
    parser.add_argument("--cache", type=Path, default=None)
    parser.add_argument("--json", action="store_true", help="print the lines as JSON instead of a table")
    return parser.parse_args()


def main() -> None:
    options = _arguments()
    model = find(options.model) if options.model else default_model()
    if model is None:
        raise SystemExit("there is no default model on this machine: run `make setup`")
    cache = options.cache or Path(tempfile.mkdtemp(prefix="ingrain-bench-"))
    from backends.table import create

    backend = create("torch_lora")
    began = time.monotonic()
    for _ in backend.load(model, cache):
        pass
    print(f"loaded {model.name} in {time.monotonic() - began:.1f} s", file=sys.stderr)
    bench = Bench(backend, model, options.data, cache, _change([s for s in options.recipe.split(",") if s]))
    done = _done(options.results) if options.results else {}
    lines = []
    for mode, case in cases(
        options.data, options.modes.split(","), options.limit, [i for i in options.only.split(",") if i]
    ):
        line = done.get(f"{mode}:{case['id']}")
        if line is None:
            line = bench.facts(case) if mode == "facts" else bench.instructions(case)
            if options.results:
                with options.results.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(asdict(line), ensure_ascii=False) + "\n")
        lines.append(line)
        print(_row(line.id, line.verdict, [line]), file=sys.stderr, flush=True)
    backend.close()
    print(json.dumps([asdict(line) for line in lines], ensure_ascii=False) if options.json else table(lines))


if __name__ == "__main__":
    main()
