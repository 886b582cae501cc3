"""`python -m tests.bench.learning`: see the package. Knows the arguments and the order of things.

Progress goes to stderr, the table or the JSON object to stdout.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backends.table import create
from learning.catalogue import default_model, find
from learning.codec import encode
from learning.types import ModelRef, Recipe
from tests.bench import learning
from tests.bench.learning import courses, table
from tests.bench.learning.bench import Bench
from tests.bench.learning.exams import MODES, Case, cases
from tests.bench.learning.line import Line, Results, Rival

if TYPE_CHECKING:
    from tests.bench.learning.speed import Speed

Chosen = dict[str, list[tuple[str, Case]]]  # mode → (name, case)


def main(arguments: Sequence[str] | None = None) -> None:
    options = _arguments(arguments)
    chosen = _chosen(options)
    model = _model(options)
    with tempfile.TemporaryDirectory(prefix="ingrain-bench-") as scratch:
        bench = _opened(options, model, options.cache or Path(scratch) / "cache")
        try:
            results = Results(options.results, bench.run)
            lines = list(_lines(bench, chosen, results, Path(scratch)))
            rivals = list(_rivals(bench, chosen, results, options)) if options.baselines else []
            speed = _speed(bench, chosen)
            machine = _machine(bench)
        finally:
            bench.backend.close()
    found = {
        "run": bench.run,
        "lines": [encode(line) for line in lines],
        "means": {name: encode(means) for name, means in table.means(lines).items()},
        "honesty": encode(table.honesty(lines)),
        "kept": encode(table.kept_shares(lines)),
        "baselines": [encode(rival) | {"reached": rival.reached} for rival in rivals],
        "speed": encode(speed),
        "machine": machine,
    }
    print(json.dumps(found, ensure_ascii=False) if options.json else _text(lines, rivals, speed, machine))


# ------------------------------------------------------------------------------------------------- the work


def _lines(bench: Bench, chosen: Chosen, results: Results, scratch: Path) -> Iterator[Line]:
    """Every case, from the file of results where it is there already."""
    for mode, named in chosen.items():
        for line in _of_mode(bench, mode, named, results, scratch):
            if results.line(mode, line.id) is not line:
                results.add(line)
            print("\r" + table.row(line), file=sys.stderr, flush=True)
            yield line


def _of_mode(
    bench: Bench, mode: str, named: Sequence[tuple[str, Case]], results: Results, scratch: Path
) -> Iterator[Line]:
    if mode == "sequence":
        yield from courses.sequence(bench, named, results, results.folder(scratch))
        return
    for name, case in named:
        done = results.line(mode, name)
        if done is None:
            done = courses.update(bench, name, case) if mode == "updates" else bench.one_lesson(mode, name, case)
        yield done


def _rivals(bench: Bench, chosen: Chosen, results: Results, options: argparse.Namespace) -> Iterator[Rival]:
    """The usual means, on every case that is one lesson."""
    from tests.bench.learning import rivals

    try:
        folder = rivals.check(bench)
    except rivals.CannotCompare as reason:
        print(reason, file=sys.stderr)
        return
    plan = rivals.Plan(seed=options.seed)
    for mode, named in chosen.items():
        for name, case in named if mode not in ("updates", "sequence") else ():
            line = results.line(mode, name)
            assert line is not None  # every case was run before
            made, exam = MODES[mode].lesson(case, name), MODES[mode].exam(case, bench.scoring)
            for how in rivals.HOWS:
                found = results.rival(how, mode, name)
                if found is None:
                    examples = bench.prepared(made).examples
                    sit = lambda skills, exam=exam: bench.sit(exam, skills)  # noqa: E731
                    found = rivals.compete(bench, folder, how, made, examples, line, plan, sit)
                    results.add(found)
                print(table.versus(found), file=sys.stderr, flush=True)
                yield found


def _speed(bench: Bench, chosen: Chosen) -> Speed | None:
    """Of the first lesson; None for an engine that multiplies nothing."""
    if bench.backend.name != "torch_lora":
        return None
    from tests.bench.learning import speed

    mode, named = next((mode, named) for mode, named in chosen.items() if named)
    made = MODES[mode].lesson(named[0][1], named[0][0])
    prepared, recipe = bench.prepared(made), bench.recipe(made)
    return speed.measure(bench.backend, prepared.examples, prepared.keep, recipe)  # type: ignore[arg-type]


def _machine(bench: Bench) -> dict[str, Any]:
    from backends.machine import physical_cores

    able = bench.backend.capabilities()
    return {
        "cores": physical_cores(),
        "threads": _threads(),
        "torch": importlib.metadata.version("torch"),
        "dtype": able.dtype,
        "device": able.device,
        "model": bench.model.name,
        "parameters": able.parameters,
    }


def _threads() -> int:
    import torch

    return torch.get_num_threads()


def _text(lines: Sequence[Line], rivals: Sequence[Rival], speed: Speed | None, machine: dict[str, Any]) -> str:
    out = [table.table(lines, rivals)]
    if speed is not None:
        out.append(
            f"training {speed.training:.0f} GFLOP/s, plain products {speed.matmul:.0f}: {speed.share:.2f}; a step "
            f"{speed.seconds_a_step:.3f} s, {speed.gflop_a_step:.1f} GFLOP; {speed.tokens_a_second:.0f} tokens/s"
        )
    out.append(", ".join(f"{name} {value}" for name, value in machine.items()))
    return "\n".join(out)


# ------------------------------------------------------------------------------------------------- arguments


def _chosen(options: argparse.Namespace) -> Chosen:
    """What to run. A lesson that cannot be built says so here, before anything long has begun."""
    only = [name for name in options.only.split(",") if name]
    chosen = {mode: list(cases(options.data, mode, options.limit, only)) for mode in options.modes.split(",")}
    if not any(chosen.values()):
        raise SystemExit("there is no such case in the data set")
    for mode, named in chosen.items():
        for name, case in named[:1]:
            MODES[mode].lesson(case, name)
    return chosen


def _model(options: argparse.Namespace) -> ModelRef:
    if options.backend == "echo":
        return ModelRef("echo", "Echo", "echo", "", "0" * 64)
    model = find(options.model) if options.model else default_model()
    if model is None:
        raise SystemExit("there is no default model on this machine: run `make setup`")
    return model


def _opened(options: argparse.Namespace, model: ModelRef, cache: Path) -> Bench:
    backend = create(options.backend)
    began = time.monotonic()
    for _ in backend.load(model, cache):
        pass
    print(f"loaded {model.name} in {time.monotonic() - began:.1f} s", file=sys.stderr)
    run = " ".join(filter(None, (model.id, model.sha256[:12], f"seed={options.seed}", options.recipe)))
    return Bench(backend, model, options.data, cache, _change(options.recipe, options.seed), run)


def _change(settings: str, seed: int) -> Callable[[Recipe], Recipe]:
    """ "rate=0.002,steps=60" laid over the chosen recipe, for sweeps."""
    pairs = [setting.split("=", 1) for setting in settings.split(",") if setting]

    def change(recipe: Recipe) -> Recipe:
        values = {key: type(getattr(recipe, key))(float(value)) for key, value in pairs}
        return replace(recipe, **({"seed": seed} | values))

    return change


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.learning",
        description=learning.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", default="")
    parser.add_argument("--backend", default="torch_lora", help="torch_lora, or echo to try the benchmark itself")
    parser.add_argument("--limit", type=int, default=0, help="cases of each mode")
    parser.add_argument("--only", default="", help="ids, with commas between")
    parser.add_argument("--modes", default=",".join(MODES))
    parser.add_argument("--recipe", default="", help="changes to the recipe: rate=0.002,steps=60")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--results", type=Path, default=None, help="JSONL to append to and to go on from")
    parser.add_argument("--cache", type=Path, default=None)
    parser.add_argument("--baselines", action="store_true", help="the same items through peft and Trainer, too")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    return parser.parse_args(given)


if __name__ == "__main__":
    main()
