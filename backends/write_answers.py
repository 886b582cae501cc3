"""`python -m backends.write_answers --cache DIR`: answer all generic prompts once, for whoever builds Ingrain.

The file ships for the default model, so that its first lesson need not wait for them. Two minutes on two cores.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from backends.torch_lora import TorchLora
from learning.asking import Meter
from learning.catalogue import default_model, find
from learning.lessons import SEED
from learning.own_answers import LONG, SIDE_PROMPTS, OwnAnswers, shipped
from learning.preparing import KEEP_PROMPTS
from learning.prompts import side_effects, training
from learning.types import ModelRef, Phase, Step

_ALL: Final = 10_000


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True, help="where converted models are kept")
    parser.add_argument("--model", help="a model's id or file; the default model without it")
    options = parser.parse_args(arguments)
    model = find(options.model) if options.model else default_model()
    if model is None:
        raise SystemExit("there is no default model on this machine: run `make setup`")
    shipped(model.sha256).unlink(missing_ok=True)
    backend = TorchLora()
    for _ in backend.load(model, options.cache):
        pass
    with tempfile.TemporaryDirectory() as scratch:
        for step in write(backend, model, Path(scratch)):
            print(f"step {step.index} of about {step.total}", end="\r", flush=True)


def write(backend: TorchLora, model: ModelRef, scratch: Path) -> Iterator[Step]:
    """Put the answers where they ship."""
    short = (*training(KEEP_PROMPTS, SEED), *side_effects(SIDE_PROMPTS))
    prompts = training(_ALL, 1)
    own = OwnAnswers(backend, model, scratch, Meter(Phase.PREPARE, len(prompts) * LONG // 40))
    yield from own.short(short)
    yield from own.long(prompts)
    shipped(model.sha256).parent.mkdir(parents=True, exist_ok=True)
    shutil.move(own.file, shipped(model.sha256))


if __name__ == "__main__":
    main()
