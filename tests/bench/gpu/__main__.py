"""Everything worth knowing of a graphics card, in one run of under eight minutes.

    python -m tests.bench.gpu [--model ID|PATH] [--device cuda|cpu] [--minutes 7] [--json]

Prints what the machine is, what its arithmetic gives, how the engine chats, switches and learns on it beside the
processor, how long a lesson of six facts takes from Enter to usable, what running out of memory is told as, and what a
model of half a billion numbers costs. Judges nothing. A part that fails says so and the next one goes on; when the time
is up, the rest is left out and named.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

import torch

from learning import catalogue
from learning.types import ModelRef
from tests.bench.gpu import arithmetic, engine, half_billion, machinery, memory
from tests.bench.gpu.desk import Desk, Numbers

Part = Callable[[Desk], Numbers]
PARTS: Mapping[str, Part] = {
    "machine": machinery.measured,
    "arithmetic": arithmetic.measured,
    "the engine beside the processor": engine.measured,
    "a lesson": engine.lesson,
    "memory": memory.measured,
    "half a billion": half_billion.measured,
    "compiled": arithmetic.compiled,
}


def main() -> None:
    options = _parser().parse_args()
    device = torch.device(options.device)
    if device.type == "cuda" and not torch.cuda.is_available():
        raise SystemExit("no CUDA here: nothing to measure (--device cpu tries the parts)")
    model = catalogue.find(options.model) if options.model else catalogue.default_model()
    if model is None:
        raise SystemExit("no model: run `make setup` first")
    found = run(device, model, options.minutes * 60, _say)
    if options.json:
        print(json.dumps(found))


def run(device: torch.device, model: ModelRef, seconds: float, say: Callable[[str, object], None]) -> Numbers:
    """Every part until the time is up. Numbers by name."""
    found: Numbers = {}
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="ingrain-gpu-") as folder:
        for name, part in PARTS.items():
            if time.monotonic() - begun > seconds:
                numbers: Numbers = {f"left out for want of time: {name}": True}
            else:
                numbers = _guarded(name, part, Desk(device, model, Path(folder) / name.replace(" ", "-")))
            for key, value in numbers.items():
                say(key, value)
            found |= numbers
    say("seconds in all", round(time.monotonic() - begun, 1))
    return found


def _guarded(name: str, part: Part, desk: Desk) -> Numbers:
    desk.folder.mkdir(parents=True)
    begun = time.monotonic()
    try:
        numbers = part(desk)
    except Exception as error:  # what a card cannot do is a finding
        last = traceback.extract_tb(error.__traceback__)[-1]
        numbers = {f"failed: {name}": f"{type(error).__name__}: {error} ({Path(last.filename).name}:{last.lineno})"}
    return numbers | {f"seconds for {name}": round(time.monotonic() - begun, 1)}


def _say(name: str, value: object) -> None:
    print(f"{name:64} {value}", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tests.bench.gpu", description=__doc__)
    parser.add_argument("--model", default="", help="id or path; the default model without it")
    parser.add_argument("--device", default="cuda", choices=("cuda", "cpu"))
    parser.add_argument("--minutes", type=float, default=7.0, help="after so many no other part is begun")
    parser.add_argument("--json", action="store_true")
    return parser


if __name__ == "__main__":
    main()
