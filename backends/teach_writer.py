"""`python -m backends.teach_writer --cache DIR [--pairs FILE]`: teach a model to write questions, for Ingrain's makers.

Without FILE the writer for statements, taught with the questions of `learning.reading`; with FILE the one for
documents: one JSON object a line: title, sentence, answer, question. What ships was made from SQuAD 1.1 (Rajpurkar et
al. 2016, arXiv 1606.05250, CC BY-SA 4.0). The last pairs are held out: the loss on them before and after is printed,
with some questions as written. About a quarter of an hour on two cores.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import torch

from backends import adapters
from backends.torch_lora import TorchLora
from learning.catalogue import default_model, find
from learning.reading import groups
from learning.store import hashes
from learning.store.manifest import ADAPTER
from learning.types import Example, Recipe, SkillUse, Turn, Use
from learning.writer import DOCUMENTS, STATEMENTS, TOKENS, asking, folder_of, is_straight, wanted, writer

_HELD_OUT: Final = 64
_SHOWN: Final = 12
_WORDS: Final = range(4, 21)  # of a question worth learning from
_RECIPE: Final = Recipe(
    rank=16,
    scale=2.0,
    blocks=24,
    targets=("q_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"),
    rate=1e-3,
    steps=600,
    batch=8,
    keep_batch=0.0,
    keep_weight=0.0,
    keep_slack=0.0,
    max_tokens=192,
    seed=1,
)


def pairs(path: Path) -> list[Example]:
    """Every usable pair. Raises OSError, ValueError or KeyError for a file that is none."""
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Example(wanted(one["title"], one["sentence"], one["answer"]), one["question"].strip(), Use.TEACH, "")
        for one in found
        if len(one["question"].split()) in _WORDS
        and one["question"].strip().endswith("?")
        and one["answer"] in one["sentence"]
    ]


def told() -> list[Example]:
    """Every question of the groups, asked for by its first word."""
    return [
        Example(asking(one.text, question.split()[0], is_straight(question, one.text)), question, Use.TEACH, "")
        for group in groups()
        for one in group.statements
        for question in one.fits
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=Path, default=None, help="for documents; statements without it")
    parser.add_argument("--model", default="", help="an id or a path; the default model without it")
    parser.add_argument("--steps", type=int, default=0, help=f"{_RECIPE.steps} without it")
    parser.add_argument("--cache", type=Path, required=True, help="where converted models are kept")
    options = parser.parse_args(arguments)
    model = find(options.model) if options.model else default_model()
    if model is None:
        raise SystemExit("there is no default model on this machine: run `make setup`")
    kind = DOCUMENTS if options.pairs else STATEMENTS
    examples = pairs(options.pairs) if options.pairs else told()
    recipe = replace(_RECIPE, steps=options.steps or _RECIPE.steps)
    learn, held_out = examples[:-_HELD_OUT], examples[-_HELD_OUT:]
    backend = TorchLora()
    for _ in backend.load(model, options.cache):
        pass
    print(f"{len(learn)} pairs; {loss(backend, held_out, ()):.3f} nats a token on {len(held_out)} others", flush=True)
    with tempfile.TemporaryDirectory() as staging:
        for step in backend.train(learn, (), recipe, Path(staging)):
            if step.loss is not None and step.index % 25 == 0:
                print(f"step {step.index} of {step.total}: {step.loss:.3f} nats", flush=True)
        made = adapters.read(Path(staging), hashes.of_file(Path(staging) / ADAPTER))
    folder = folder_of(model.sha256, kind)
    folder.mkdir(parents=True, exist_ok=True)
    adapters.write(folder, made, recipe.rank, model.name, torch.float16)
    worn = writer(model.sha256, kind)
    assert worn is not None  # just written
    print(f"{loss(backend, held_out, (worn,)):.3f} nats a token on the others; {folder / ADAPTER}")
    for turns, question in written(backend, held_out[:_SHOWN], worn):
        print(turns[-1].text.replace("\n", " | "), "->", question)


def loss(backend: TorchLora, examples: Sequence[Example], skills: tuple[SkillUse, ...]) -> float:
    """Nats a token of the questions that people wrote."""
    return sum(found.target for found in backend.likelihoods(examples, skills)) / len(examples)


def written(backend: TorchLora, examples: Sequence[Example], worn: SkillUse) -> list[tuple[tuple[Turn, ...], str]]:
    """The writer's own questions."""
    found = [found for found in backend.answers([e.turns for e in examples], TOKENS, (worn,)) if found is not None]
    return [(examples[one.index].turns, one.text) for one in found]


if __name__ == "__main__":
    main()
