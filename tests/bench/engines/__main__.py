"""The engines beside the libraries they stand on, in one run.

    python -m tests.bench.engines [--model ID|PATH] [--json]

Prints how fast each writes with no, one and four skills on, how long a switch takes, how far the engines are from one
another with the same skill, and whether what one was taught is known to the others. Judges nothing. Figures that are
ratios come from rounds that alternate, so that a machine which slows down slows both.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import torch

from backends import table
from learning import catalogue
from tests.bench.engines import agreeing, decoding, switching
from tests.bench.engines.loaded import engines, made_skills

Numbers = dict[str, object]


def main() -> None:
    options = _parser().parse_args()
    model = catalogue.find(options.model) if options.model else catalogue.default_model()
    if model is None:
        raise SystemExit("no model: run `make setup` first")
    found: Numbers = {"model": model.name, "torch": torch.__version__, "threads": torch.get_num_threads()}
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(options.cache or folder)
        loaded = engines(model, cache, [name for name in table.available() if table.BACKENDS[name].real])
        skills = made_skills(loaded[0].backend, Path(folder) / "skills", count=4)
        for part in (decoding.measured, switching.measured, agreeing.measured):
            found |= _say(part(loaded, skills, cache))
    if options.json:
        print(json.dumps(found))


def _say(numbers: Numbers) -> Numbers:
    for name, value in numbers.items():
        print(f"{name:48} {value}", flush=True)
    return numbers


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tests.bench.engines", description=__doc__)
    parser.add_argument("--model", default="", help="id or path; the default model without it")
    parser.add_argument("--cache", default="", help="folder for converted models, kept")
    parser.add_argument("--json", action="store_true")
    return parser


if __name__ == "__main__":
    main()
