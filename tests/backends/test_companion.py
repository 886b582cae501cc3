"""A model that was taught to read and to write questions beside one that was not."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from backends import adapters, built_in, companion, gate, torch_lora
from backends.flat_adam import FlatAdam
from backends.gate import Gate
from backends.message_states import Lens
from backends.torch_lora import TorchLora
from learning import writer
from learning.backend import BackendError, Cues
from learning.catalogue import known_models
from learning.types import ModelRef, Sampling, SkillUse
from tests.backends import tiny_llama
from tests.backends.test_gate import FAR, FITS, NEAR
from tests.backends.tiny_llama import KEEP, LEARN, RECIPE, ask, skill

TOLD = ("My cat is called Biscuit.",)
CUES = Cues(FITS, NEAR, FAR, TOLD)
GREEDY = Sampling(temperature=0.0, max_tokens=8, repetition_penalty=1.0)


@pytest.fixture
def ships(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelRef:
    return shipped(tmp_path, monkeypatch)


def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelRef:
    """A second model, with an adapter to read with and one to write with."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setattr(gate, "_EASE", 0.0)
    monkeypatch.setattr(built_in, "READERS", tmp_path / "readers")
    monkeypatch.setattr(writer, "WRITERS", tmp_path / "writers")
    model = replace(tiny_llama.reference(tmp_path / "ships"), sha256="c" * 64)
    monkeypatch.setattr(companion, "default_model", lambda: model)
    engine = loaded(TorchLora(built_in=False), model, tmp_path)
    decoder = engine.decoder()
    looks = gate.looks(decoder.shape.blocks, told=True)
    bare = FlatAdam(decoder, [(1, "up_proj")], 2, 2.0, 1).adapter()
    size = Lens((), looks).size(decoder.shape.hidden)
    reads = Gate(Lens((), looks), torch.zeros(size), 0.25)
    for folder, made in (
        (built_in.folder_of(model.sha256), replace(bare, gate=reads)),
        (writer.folder_of(model.sha256, writer.STATEMENTS), bare),
    ):
        folder.mkdir(parents=True)
        adapters.write(folder, made, 2, "tiny", torch.float32)
    return model


def loaded(backend: TorchLora, model: ModelRef, tmp_path: Path) -> TorchLora:
    for _ in backend.load(model, tmp_path / "cache"):
        pass
    return backend


def other(tmp_path: Path) -> TorchLora:
    return loaded(TorchLora(), tiny_llama.reference(tmp_path / "model"), tmp_path)


def taught(backend: TorchLora, staging: Path) -> SkillUse:
    staging.mkdir()
    for _ in backend.train(LEARN, KEEP, replace(RECIPE, steps=30, keep_batch=0), staging, CUES):
        pass
    return skill(staging)


def said(backend: TorchLora, text: str, *skills: SkillUse) -> str:
    return "".join(backend.chat(ask(text), GREEDY, skills))


def test_a_gate_of_another_model_is_read_by_the_one_that_ships(ships: ModelRef, tmp_path: Path) -> None:
    backend = other(tmp_path)
    worn = taught(backend, tmp_path / "skill")
    made = adapters.read(Path(worn.path), worn.sha256).gate
    assert made is not None and made.lens.reader == ships.sha256[:16] and made.lens.told == TOLD
    again = other(tmp_path)
    again.check(worn)  # held ready before anybody asks
    assert again._ready().door._companion is not None and again._ready().door._companion._sought
    assert all(said(again, text, worn) != said(again, text) for text in FITS[:2])
    assert all(said(again, text, worn) == said(again, text) for text in FAR)


def test_a_model_that_was_taught_reads_for_itself(ships: ModelRef, tmp_path: Path) -> None:
    backend = loaded(TorchLora(), ships, tmp_path)
    worn = taught(backend, tmp_path / "skill")
    made = adapters.read(Path(worn.path), worn.sha256).gate
    assert made is not None and made.lens.reader == ""
    assert backend._ready().companion is None


def test_where_nothing_reads_for_it_the_skill_is_always_worn(
    ships: ModelRef, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worn = taught(other(tmp_path), tmp_path / "skill")
    monkeypatch.setattr(companion, "default_model", lambda: None)
    alone = other(tmp_path)
    alone.check(worn)
    assert alone.worn(ask(FAR[0]), [worn]) == (worn,)


def test_without_it_a_model_reads_for_itself(ships: ModelRef, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(companion.machine, "free_memory", lambda: 1)  # no room for a second model
    backend = other(tmp_path)
    worn = taught(backend, tmp_path / "skill")
    made = adapters.read(Path(worn.path), worn.sha256).gate
    assert made is not None and made.lens.reader == "" and made.lens.words
    assert not backend.can_write(writer.STATEMENTS)
    with pytest.raises(BackendError):
        list(backend.written([ask("x")], 4, writer.STATEMENTS))


def test_questions_are_written_by_the_model_that_was_taught_to(ships: ModelRef, tmp_path: Path) -> None:
    backend = other(tmp_path)
    assert backend.can_write(writer.STATEMENTS) and not backend.can_write(writer.DOCUMENTS)
    prompts = [writer.asking("My cat is called Biscuit.", word, True) for word in ("What", "Who")]
    found = {one.index: one.text for one in backend.written(prompts, 6, writer.STATEMENTS) if one is not None}
    pen = writer.writer(ships.sha256, writer.STATEMENTS)
    assert pen is not None
    itself = loaded(TorchLora(), ships, tmp_path)
    told = {one.index: one.text for one in itself.answers(prompts, 6, (pen,)) if one is not None}
    assert found == told and len(found) == 2


def test_what_was_told_is_read_by_its_reader(ships: ModelRef, tmp_path: Path) -> None:
    work = other(tmp_path).read(TOLD, FITS[:3])
    while True:
        try:
            next(work)
        except StopIteration as end:
            assert end.value == pytest.approx((0.25,) * 3)  # this reader says so to everything
            return


def test_a_gate_that_does_not_fit_its_reader_counts_for_nothing(ships: ModelRef, tmp_path: Path) -> None:
    backend = other(tmp_path)
    worn = taught(backend, tmp_path / "skill")
    made = adapters.read(Path(worn.path), worn.sha256)
    assert made.gate is not None
    strange = Gate(made.gate.lens, torch.ones(3), -5.0)
    adapters.write(Path(worn.path), replace(made, gate=strange), RECIPE.rank, "x")
    assert backend.worn(ask(FAR[0]), [skill(Path(worn.path))])


def test_the_adapters_that_ship_fit_the_default_model() -> None:
    """Whole files, and made for the model that is named in the table."""
    model = next(known for known in known_models() if known.default)
    for kind in (writer.DOCUMENTS, writer.STATEMENTS):
        worn = writer.writer(model.sha256, kind)
        assert worn is not None, kind
        data = (Path(worn.path) / adapters.ADAPTER).read_bytes()
        assert hashlib.sha256(data).hexdigest() == worn.sha256
        found = adapters.read(Path(worn.path), worn.sha256)
        assert len(found.pairs) == 24 * 6 and all(a.shape[0] == 16 for a, _ in found.pairs.values())


def test_a_document_leans_less_on_a_reader_of_what_people_say(ships: ModelRef, tmp_path: Path) -> None:
    """This reader says 0.25 to everything: once and 2 more for a document, twice and half a point less for a person."""
    backend = other(tmp_path)
    person, document = (
        companion.drained(torch_lora.fitted(backend._ready(), replace(CUES, of_documents=of))) for of in (False, True)
    )
    assert document.bias - person.bias == pytest.approx((0.25 + 2.0) - (2 * 0.25 - 0.5))
    assert torch.equal(document.weights, person.weights)  # the reader's are nought
