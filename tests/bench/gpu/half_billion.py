"""A model of half a billion random numbers, laid out like Qwen2 0.5B: what it costs to load, to chat and to learn."""

from __future__ import annotations

import time
from dataclasses import replace

from backends.model_shape import ModelShape
from backends.tiny_model import tiny_model, tiny_shape
from learning.types import ModelRef
from tests.bench.engines.loaded import RECIPE
from tests.bench.gpu import engine
from tests.bench.gpu.desk import Desk, Numbers


def shape_of(desk: Desk) -> ModelShape:
    """The real sizes but for the vocabulary, which is that of the tiny tokenizer; on a processor a small one."""
    shape = replace(tiny_shape("qwen2"), context=4096)
    if not desk.cuda:
        return shape
    return replace(shape, blocks=24, hidden=896, inner=4864, heads=14, kv_heads=2, head_size=64)


def measured(desk: Desk) -> Numbers:
    shape = shape_of(desk)
    folder = tiny_model(desk.folder / "model", shape=shape)
    model = ModelRef("random", "Random", "qwen2", str(folder), "0" * 64)
    begun = time.perf_counter()
    backend = desk.engine(model=model)
    loaded = time.perf_counter() - begun
    found = engine.learning(desk, backend, RECIPE.steps)
    rate = engine.rate(backend, ())
    backend.close()
    return {
        "half a billion: parameters": shape.parameters,
        "half a billion: load, s": round(loaded, 2),
        "half a billion: tokens/s": round(rate, 1),
        **{f"half a billion: {name}": value for name, value in found.items()},
    }
