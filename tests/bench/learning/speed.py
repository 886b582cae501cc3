"""How fast the training loop is, beside how fast this machine multiplies matrices of the same shapes.

The loop's work is counted from its products alone. One step that puts T tokens through the adapted blocks, A of them at
places where an answer's token is predicted, takes

    sum over linear layers of the adapted blocks of  2·out·in·t · (1 forward + 1 backward to the layer's input)
  + sum over layers with a LoRA of rank r of         2·r·(out+in)·t · (1 forward + 1 backward to the input + 1 weights)
  + the head, forward and back                       2 · 2·vocabulary·hidden·A

floating point operations, with t = T, but A in the last block's layers behind its attention. Frozen weights get no
gradient. In the first adapted block nothing flows back beyond the first layers that have a LoRA: not counted.
A test holds this formula against torch's own counter, which it meets exactly (the spare tokens that round sizes up are
no work here, though torch does them).
Left out, though the time for it counts: attention itself, norms, softmax, Adam, the gate and the frozen blocks below.
The machine's rate is the median of several products each of [T, in] with the four matrices of a block, measured before
and after the steps in the number format of the loop.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import torch
from torch.nn import functional

from backends.decoder import Decoder
from backends.drawing import Draw
from backends.fitting import rows_of
from backends.training import Material, Training
from learning.adapter_sites import PLACES
from learning.types import Example, Recipe

if TYPE_CHECKING:
    from backends.torch_lora import TorchLora

_STEPS: Final = 40
_REPEATS: Final = 25
_GIGA: Final = 1e9


@dataclass(frozen=True, slots=True)
class Speed:
    """Rates in GFLOP/s; tokens, answers and work of a step are means."""

    matmul: float
    training: float
    share: float  # training / matmul
    seconds_a_step: float  # median
    tokens_a_step: float
    answers_a_step: float
    gflop_a_step: float
    tokens_a_second: float


def measure(
    engine: TorchLora, examples: tuple[Example, ...], keep: tuple[Example, ...], recipe: Recipe, steps: int = _STEPS
) -> Speed:
    """Train the first steps of a lesson, timed one by one; its targets are filled in."""
    loaded, recipe = engine._ready(), replace(recipe, steps=steps)
    decoder, limit = loaded.decoder, min(recipe.max_tokens, loaded.decoder.shape.context)
    material = Material(
        tuple(rows_of(loaded.prompter, examples, limit)),
        tuple(example.weight for example in examples),
        tuple(rows_of(loaded.prompter, keep, limit)) if recipe.keep_batch else (),
        {},
    )
    answers = _answers_drawn(material, recipe)
    rates = [matmul_rate(decoder, 128)]
    timed = list(_timed(decoder, material, recipe, steps))[1:]  # the first step warms up
    tokens = statistics.mean(tokens for _, tokens in timed)
    rates.append(matmul_rate(decoder, round(tokens)))
    work = [flops(decoder, recipe, t, answers[i + 1]) for i, (_, t) in enumerate(timed)]
    seconds = sum(each for each, _ in timed)
    matmul, training = statistics.mean(rates) / _GIGA, sum(work) / seconds / _GIGA
    return Speed(
        matmul=matmul,
        training=training,
        share=training / matmul,
        seconds_a_step=statistics.median(each for each, _ in timed),
        tokens_a_step=tokens,
        answers_a_step=statistics.mean(answers[1 : len(timed) + 1]),
        gflop_a_step=statistics.mean(work) / _GIGA,
        tokens_a_second=sum(t for _, t in timed) / seconds,
    )


def flops(decoder: Decoder, recipe: Recipe, tokens: int, answers: int) -> float:
    """Floating point operations of one step; the formula stands above."""
    shape, last = decoder.shape, decoder.shape.blocks - 1
    first = max(shape.blocks - recipe.blocks, 0)
    total = 4.0 * shape.vocabulary * shape.hidden * answers
    for block in range(first, shape.blocks):
        for name in PLACES:
            out, into = decoder.layer(name)
            rows = answers if block == last and name not in ("q_proj", "k_proj", "v_proj") else tokens
            back = block > first or _behind_a_lora(name, recipe)
            total += 2.0 * out * into * rows * (2 if back else 1)
            if name in recipe.targets:
                total += 2.0 * recipe.rank * (3 * out + (3 if back else 2) * into) * rows
    return total


def _behind_a_lora(name: str, recipe: Recipe) -> bool:
    """Whether the layer's input, in the first adapted block, already depends on a LoRA."""
    order = (("q_proj", "k_proj", "v_proj"), ("o_proj",), ("gate_proj", "up_proj"), ("down_proj",))
    place = next(i for i, names in enumerate(order) if name in names)
    return any(earlier in recipe.targets for names in order[:place] for earlier in names)


def matmul_rate(decoder: Decoder, tokens: int) -> float:
    """FLOP/s of the plain products of one block, [tokens, in] with [in, out]."""
    shape = decoder.shape
    heads, kv = shape.heads * shape.head_size, shape.kv_heads * shape.head_size
    sizes = (
        (heads + 2 * kv, shape.hidden),
        (shape.hidden, heads),
        (2 * shape.inner, shape.hidden),
        (shape.hidden, shape.inner),
    )
    work = seconds = 0.0
    random = torch.Generator().manual_seed(0)
    for out, into in sizes:
        weight = torch.randn(out, into, generator=random).to(decoder.device, decoder.dtype)
        states = torch.randn(tokens, into, generator=random).to(decoder.device, decoder.dtype)
        seconds += statistics.median(_product_seconds(states, weight))
        work += 2.0 * out * into * tokens
    return work / seconds


@torch.no_grad()
def _product_seconds(states: torch.Tensor, weight: torch.Tensor) -> list[float]:
    found = []
    for _ in range(_REPEATS):
        begun = time.perf_counter()
        functional.linear(states, weight)
        if weight.device.type == "cuda":
            torch.cuda.synchronize()
        found.append(time.perf_counter() - begun)
    return found


def _timed(decoder: Decoder, material: Material, recipe: Recipe, steps: int) -> Iterator[tuple[float, int]]:
    """(seconds, tokens) of the first steps."""
    with tempfile.TemporaryDirectory(prefix="ingrain-bench-") as folder:
        training = Training(decoder, material, recipe, Path(folder)).steps("bench")
        try:
            done, begun = 0, time.perf_counter()
            for step in training:
                now = time.perf_counter()
                if step.index > done:
                    yield now - begun, step.tokens
                    done = step.index
                if step.loss is not None or done == 0:  # a pause inside a step does not begin a new one
                    begun = time.perf_counter()
                if done >= steps:
                    return
        finally:
            training.close()  # type: ignore[attr-defined]


def _answers_drawn(material: Material, recipe: Recipe) -> list[int]:
    """Predicted tokens of every step."""
    rows = (*material.learn, *material.keep)
    draw = Draw(len(material.learn), len(material.keep), recipe)
    return [sum(len(rows[i].target) for i in draw.rows(step)) for step in range(recipe.steps)]
