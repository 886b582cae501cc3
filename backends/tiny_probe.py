"""An engine tried with a tiny model made for it: it loads, answers, reads and takes two steps of learning.

For engines whose arithmetic does not depend on how a model's file keeps its numbers.
"""

from __future__ import annotations

import math
import tempfile
from pathlib import Path
from typing import Final

from backends import table
from backends.tiny_model import tiny_model
from learning.backend import Backend, BackendError
from learning.types import Example, ModelRef, Recipe, Role, Sampling, Turn, Use

_QUESTION: Final = (Turn(Role.USER, "What is my cat called?"),)
_TEACH: Final = Example(_QUESTION, "Biscuit.", Use.TEACH, "probe", span="Biscuit")
_KEEP: Final = Example((Turn(Role.USER, "Say hello."),), "Hello!", Use.KEEP, "probe")
_RECIPE: Final = Recipe(4, 2.0, 2, ("gate_proj", "up_proj", "down_proj"), 1e-3, 2, 1, 1, 0.1, 0.02, 128, 1)


def tried(backend: str, _file: Path) -> None:
    """Raises BackendError("bad_numbers") and whatever the engine raises."""
    with tempfile.TemporaryDirectory(prefix="ingrain-probe-") as folder:
        engine = table.create(backend)
        try:
            _work(engine, Path(folder))
        finally:
            engine.close()


def _work(engine: Backend, folder: Path) -> None:
    model = ModelRef("tiny", "Tiny", "llama", str(tiny_model(folder / "model")), "0" * 64)
    for _ in engine.load(model, folder / "cache"):
        pass
    for _ in engine.chat(_QUESTION, Sampling(max_tokens=2), ()):
        pass
    staging = folder / "staging"
    staging.mkdir()
    losses = [step.loss for step in engine.train((_TEACH,), (_KEEP,), _RECIPE, staging) if step.loss is not None]
    nats = [one.target for one in engine.likelihoods((_TEACH,), ())]
    if not all(math.isfinite(number) for number in (*losses, *nats)):
        raise BackendError("bad_numbers", "tiny model")
