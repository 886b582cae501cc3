"""What the untaught model answers to the generic prompts: for the model that ships with Ingrain it ships, too.

Knows the files of answers: in `resources/answers` (made by `python -m backends.write_answers`) and, for every other
prompt or model, in the cache. Another machine's arithmetic may answer in other words; as something to stay near, or to
apply a rule to, one greedy answer of the model is as good as another.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator, Iterable, Sequence
from pathlib import Path
from typing import Final

from learning.asking import Meter, answers
from learning.backend import Backend
from learning.prompts import side_effects
from learning.sources.made import asked
from learning.store import files
from learning.types import Example, ModelRef, Phase, Step, Turn, Use

SHORT: Final = 20  # tokens of an answer to stay near
LONG: Final = 48  # tokens of an answer that a rule is applied to
SIDE_PROMPTS: Final = 24
_SHIPPED: Final = Path(__file__).resolve().parent.parent / "resources" / "answers"


def shipped(sha256: str) -> Path:
    """Where the answers of a model with that checksum are."""
    return _SHIPPED / f"{sha256[:16]}.json"


def side_items(backend: Backend, model: ModelRef, cache: Path) -> Generator[None, None, tuple[Example, ...]]:
    """The items that side effects are measured on, from the cache where it has them."""
    work = OwnAnswers(backend, model, cache, Meter(Phase.QUIZ, SHORT)).short(side_effects(SIDE_PROMPTS))
    while True:
        try:
            next(work)
        except StopIteration as end:
            items: tuple[Example, ...] = end.value
            return items
        yield


class OwnAnswers:
    """The base's answers to generic prompts, from the cache where it has them."""

    def __init__(self, backend: Backend, model: ModelRef, cache: Path, meter: Meter) -> None:
        self.backend = backend
        self._meter = meter
        self._ships = shipped(model.sha256)
        key = hashlib.sha256(f"{model.sha256}{backend.capabilities().dtype}".encode()).hexdigest()[:24]
        self.file = cache / "answers" / f"{key}.json"

    def short(self, prompts: Sequence[str]) -> Generator[Step, None, tuple[Example, ...]]:
        """Items to stay near the base on."""
        said = yield from self._all(prompts, SHORT)
        return tuple(Example(asked(p), a or ".", Use.KEEP, "prompts") for p, a in zip(prompts, said, strict=True))

    def long(self, prompts: Sequence[str], tokens: int = LONG) -> Generator[Step, None, tuple[str, ...]]:
        return (yield from self._all(prompts, max(LONG, tokens)))

    def now(self, prompts: Sequence[Sequence[Turn]]) -> Generator[Step, None, tuple[str, ...]]:
        """Answers that no other lesson will need."""
        return (yield from answers(self.backend, prompts, LONG, (), self._meter))

    def _all(self, prompts: Iterable[str], tokens: int) -> Generator[Step, None, tuple[str, ...]]:
        wanted = list(prompts)
        kept = _load(self.file)
        known = _load(self._ships) | kept
        missing = [p for p in dict.fromkeys(wanted) if f"{tokens}:{p}" not in known]
        fresh = yield from answers(self.backend, [asked(p) for p in missing], tokens, (), self._meter)
        if missing:
            new = {f"{tokens}:{p}": a for p, a in zip(missing, fresh, strict=True)}
            known |= new
            files.make_dir(self.file.parent)
            files.write_atomic(self.file, json.dumps(kept | new, ensure_ascii=False).encode())
        return tuple(known[f"{tokens}:{p}"] for p in wanted)


def _load(path: Path) -> dict[str, str]:
    """A file that is not there or cannot be read is made again."""
    try:
        known = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}
