"""The model that ships with Ingrain beside another one: it reads messages and writes questions for it.

It was taught both (`backends.teach_reader`, `backends.teach_writer`), so that what a skill of an unknown model is meant
for is told as well as for this one (docs/decisions/026). Loaded when first needed. Knows one model and its adapters; no
skills.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import torch

from backends import answering, built_in, gate, machine
from backends.decoder import NOTHING, Decoder
from backends.gate import Gate
from backends.message_states import Look, MessageStates
from backends.opening import open_model
from backends.prompting import Prompter
from backends.reader import Readers
from backends.wardrobe import Wardrobe
from learning import writer
from learning.backend import Answered, Cues
from learning.catalogue import ModelDamaged, default_model
from learning.types import ModelRef, SkillUse, Step, Turn

Found = TypeVar("Found")
_GROWS: Final = 6  # times as large as its file of four bits are the weights in float32
_ROOM: Final = 1.5  # times the weights must be free


@dataclass(frozen=True, slots=True)
class Eyes:
    """How one model reads: `name` is "" where it is the model that answers, else what its gates call it."""

    name: str
    sha256: str
    decoder: Decoder
    prompter: Prompter
    wardrobe: Wardrobe
    states: MessageStates
    readers: Readers

    @property
    def taught(self) -> bool:
        """Whether this model was taught to read."""
        return self.readers.taught

    def looks(self, told: bool) -> tuple[Look, ...]:
        return gate.looks(self.decoder.shape.blocks, told)

    def fits(self, found: Gate) -> bool:
        """Whether a stored gate can be asked about what these see."""
        shape, lens = self.decoder.shape, found.lens
        deep = max(look.block for look in lens.looks) <= shape.blocks
        return deep and len(found.weights) == lens.size(shape.hidden)

    def read(self, told: tuple[str, ...], messages: Sequence[str]) -> Generator[None, None, tuple[float, ...]]:
        """For each message how surely what was told answers it, by the reader alone."""
        lens = self.readers.lens(told, self.looks(told=True))
        reader = yield from self.readers.get(self.states, lens)
        scores = [0.0] * len(messages)
        for group, states in self.states.read(messages, lens):
            for index, score in zip(group, reader.scores(states.cpu()).tolist(), strict=True):
                scores[index] = score
            yield None
        return tuple(scores)

    def pen(self, kind: str) -> SkillUse | None:
        """The adapter to write questions of a kind with; None where none ships for this model."""
        return writer.writer(self.sha256, kind)

    def written(self, prompts: Sequence[Sequence[Turn]], tokens: int, pen: SkillUse) -> Iterator[Answered | None]:
        encoded = [self.prompter.prompt(turns) for turns in prompts]
        yield from answering.answers(self.decoder, self.prompter, encoded, tokens, self.wardrobe.wear([pen]))


def eyes(name: str, model: ModelRef, decoder: Decoder, prompter: Prompter, cache: Path, taught: bool = True) -> Eyes:
    """How a loaded model reads: as it was taught to, where it was and `taught` does not forbid."""
    wardrobe = Wardrobe(decoder)
    ships = built_in.reading(model.sha256) if taught else None
    worn = wardrobe.dressed(ships) if ships is not None else NOTHING
    readers = Readers(model.sha256, cache, built_in.reader_of(ships), name)
    return Eyes(name, model.sha256, decoder, prompter, wardrobe, MessageStates(decoder, prompter, worn), readers)


class Companion:
    """Not there where the model is not installed, is damaged, or memory is short: then every model reads for itself."""

    def __init__(self, cache: Path, answers: str = "", device: torch.device | None = None) -> None:
        """`answers`: checksum of a model that answers through another library. Where it is this same model, what this
        one sees is what that one sees. `device`: None for the best there is.
        """
        self._cache, self._answers, self._device = cache, answers, device
        self._sought = False
        self._eyes: Eyes | None = None

    def load(self) -> Generator[Step, None, Eyes | None]:
        """The model, loaded the first time. Yields pause points while it loads."""
        if not self._sought:
            model = _installed()
            if model is not None:
                device = self._device or machine.best_device()
                opened = yield from open_model(model, self._cache, device)
                name = "" if model.sha256 == self._answers else model.sha256[:16]
                self._eyes = eyes(name, model, opened.decoder, opened.prompter, self._cache)
            self._sought = True
        return self._eyes

    def now(self) -> Eyes | None:
        """The same without pauses: for a question that waits."""
        return drained(self.load())


def fitted(found: Eyes, cues: Cues) -> Generator[None, None, Gate]:
    """The gate of a lesson. Yields pause points."""
    lens = found.readers.lens(cues.told, found.looks(bool(cues.told)))
    reader = (yield from found.readers.get(found.states, lens)) if cues.told else None
    return (yield from gate.fitted(found.states, lens, cues, reader))


def drained(work: Generator[Step, None, Found]) -> Found:
    """The outcome, without the pauses."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            found: Found = end.value
            return found


def silent(work: Generator[Step, None, Found]) -> Generator[None, None, Found]:
    """Its pauses, without what they say."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            found: Found = end.value
            return found
        yield None


def _installed() -> ModelRef | None:
    try:
        model = default_model()
    except ModelDamaged:
        return None
    if model is None or built_in.reading(model.sha256) is None:
        return None
    free = machine.free_memory()
    size = Path(model.file).stat().st_size * _GROWS
    return model if free is None or size * _ROOM < free else None
