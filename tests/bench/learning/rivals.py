"""The same items taught by the usual means: `peft` and `transformers.Trainer`, on the answers or on the raw text.

Everything stays at the libraries' defaults but for what `Plan` names and for their own reports and checkpoints. Their
adapters are in PEFT's format, so our engine wears them for the exams, and only training is timed. The libraries are
development extras: imported here, late, and only when rivals are wanted.
"""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import torch

from backends import model_cache
from backends.fitting import rows_of
from backends.model_folder import CONFIG, TOKENIZER
from backends.prompting import Prompter
from learning.store import hashes
from learning.store.manifest import ADAPTER
from learning.types import Example, Lesson, SkillUse
from tests.bench.learning.bench import Bench, Sat, staging
from tests.bench.learning.line import Line, Mark, Rival

NEEDS: Final = ("transformers", "peft", "accelerate")
HOWS: Final = ("peft", "raw")
_RANK: Final = 8
_IGNORED: Final = -100  # the label that cross-entropy passes over

Item = dict[str, list[int]]  # input_ids and labels


class CannotCompare(Exception):
    """Why there can be no rivals here, in a sentence."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is not left at its default."""

    epochs: int = 6
    rate: float = 1e-3  # the default, 5e-5, is for whole models: no LoRA learns a new name with it
    seed: int = 1


def check(bench: Bench) -> Path:
    """The folder that the libraries can load. Raises CannotCompare."""
    if missing := [name for name in NEEDS if find_spec(name) is None]:
        raise CannotCompare(f"the baselines need {', '.join(missing)}: install the development extras")
    if bench.backend.name != "torch_lora":
        raise CannotCompare("the baselines need the torch engine")
    source = Path(bench.model.file)
    folder = source if source.is_dir() else model_cache.folder_of(bench.cache, bench.model.sha256)
    if "ingrain_rope_factors" in json.loads((folder / CONFIG).read_text(encoding="utf-8")):
        raise CannotCompare("transformers does not know the rotary factors of this model's converted folder")
    return folder


def compete(
    bench: Bench, folder: Path, how: str, lesson: Lesson, examples: Sequence[Example], line: Line, plan: Plan,
    sit: Callable[[Sequence[SkillUse]], Sat],
) -> Rival:  # fmt: skip
    """Train one rival on a lesson and sit the exam at the end of every epoch."""
    items = _answers(folder, examples) if how == "peft" else _raw(folder, lesson, len(examples))
    marks: list[Mark] = []
    with staging() as home:

        def mark(adapter: Path, seconds: float) -> None:
            skill = SkillUse(f"{how}{len(marks)}", how, str(adapter), hashes.of_file(adapter / ADAPTER))
            sat = sit((skill,))
            marks.append(Mark(seconds, sat.recall, sat.bleed))

        _train(folder, items, plan, home, bench.backend.capabilities().device == "cpu", mark)
    ours = Mark(line.train, line.after, line.bleed)
    return Rival(line.id, line.mode, line.run, how, plan.rate, len(items), tuple(marks), ours)


def _answers(folder: Path, examples: Sequence[Example]) -> list[Item]:
    """Prompt and target as our own training sees them, loss on the target only."""
    rows = rows_of(Prompter(folder), examples, 1 << 20)
    return [
        {"input_ids": list(row.ids), "labels": [_IGNORED] * row.start + list(row.target)} for row in rows
    ]  # fmt: skip


def _raw(folder: Path, lesson: Lesson, many: int) -> list[Item]:
    """The statements as they are, over and over until there are as many items as the lesson has."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    texts = [tokenizer.encode(source.text).ids for source in lesson.sources]
    return [{"input_ids": list(ids), "labels": list(ids)} for ids in (texts[i % len(texts)] for i in range(many))]


def _train(
    folder: Path, items: list[Item], plan: Plan, home: Path, on_cpu: bool, mark: Callable[[Path, float], None]
) -> None:
    import transformers
    from peft import LoraConfig, get_peft_model

    class Marks(transformers.TrainerCallback):  # type: ignore[misc]
        """Saves the adapter at the end of each epoch and has it examined while the clock stands still."""

        def __init__(self) -> None:
            self.begun, self.spent, self.epoch = 0.0, 0.0, 0

        def on_train_begin(self, *_: Any, **__: Any) -> None:
            self.begun = time.perf_counter()

        def on_epoch_end(self, *_: Any, model: Any, **__: Any) -> None:
            self.spent += time.perf_counter() - self.begun
            self.epoch += 1
            adapter = home / f"epoch-{self.epoch}"
            model.save_pretrained(str(adapter))
            mark(adapter, self.spent)
            self.begun = time.perf_counter()

    transformers.set_seed(plan.seed)
    base = transformers.AutoModelForCausalLM.from_pretrained(str(folder), dtype="auto")
    model = get_peft_model(base, LoraConfig(r=_RANK, target_modules="all-linear", task_type="CAUSAL_LM"))
    settings = transformers.TrainingArguments(
        output_dir=str(home / "trainer"),
        num_train_epochs=plan.epochs,
        learning_rate=plan.rate,
        seed=plan.seed,
        use_cpu=on_cpu,
        report_to="none",
        save_strategy="no",
        logging_strategy="no",
        disable_tqdm=True,
        dataloader_pin_memory=False,
    )
    trainer = transformers.Trainer(
        model=model, args=settings, train_dataset=items, data_collator=padded, callbacks=[Marks()]
    )
    with contextlib.redirect_stdout(sys.stderr):  # Trainer prints; stdout is ours
        trainer.train()


def padded(items: Sequence[Item]) -> dict[str, torch.Tensor]:
    """A batch, every item as long as the longest; what was added counts nowhere."""
    longest = max(len(item["input_ids"]) for item in items)

    def rows(name: str, filler: int) -> torch.Tensor:
        return torch.tensor([[*item[name], *[filler] * (longest - len(item[name]))] for item in items])

    ones = [{"mask": [1] * len(item["input_ids"])} for item in items]
    mask = torch.tensor([[*one["mask"], *[0] * (longest - len(one["mask"]))] for one in ones])
    return {"input_ids": rows("input_ids", 0), "labels": rows("labels", _IGNORED), "attention_mask": mask}
