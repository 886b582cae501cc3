"""Finding models: only whole files with the right checksum count, and no start reads a large file twice."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from learning import catalogue
from learning.catalogue import ModelDamaged, ModelMissing
from learning.store.profile import Profile

WHOLE = b"GGUF" + bytes(range(256)) * 4


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile(tmp_path / "profile")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue of one small model, and an empty folder where it is looked for first."""
    table = tmp_path / "models.toml"
    table.write_text(
        f'[[models]]\nid = "tiny"\nname = "Tiny"\nfamily = "llama"\nfile = "tiny.gguf"\nlicence = "MIT"\n'
        f'sha256 = "{hashlib.sha256(WHOLE).hexdigest()}"\nsize = {len(WHOLE)}\ndefault = true\n'
    )
    monkeypatch.setattr(catalogue, "_TABLE", table)
    folder = tmp_path / "models"
    folder.mkdir()
    monkeypatch.setenv("INGRAIN_MODELS", str(folder))
    return folder


def test_the_shipped_catalogue_names_one_default() -> None:
    (default,) = [known for known in catalogue.known_models() if known.default]
    assert (default.id, default.size, len(default.sha256)) == ("smollm2-135m-instruct", 98362432, 64)


def test_a_missing_model_is_none_as_default_and_an_error_by_name(place: Path, profile: Profile) -> None:
    assert catalogue.default_model(profile) is None
    with pytest.raises(ModelMissing):
        catalogue.find("tiny")
    assert [listed.state for listed in catalogue.list_models(profile)] == ["missing"]


@pytest.mark.parametrize("folder", ["environment", "profile"])
def test_a_whole_model_is_found_in_each_place(place: Path, profile: Profile, folder: str) -> None:
    target = place if folder == "environment" else profile.models
    target.mkdir(parents=True, exist_ok=True)
    (target / "tiny.gguf").write_bytes(WHOLE)
    found = catalogue.default_model(profile)
    assert found is not None
    assert (found.id, found.file) == ("tiny", str(target / "tiny.gguf"))
    assert found == catalogue.find("tiny", profile) == catalogue.find(str(target / "tiny.gguf"), profile)


@pytest.mark.parametrize("data", [WHOLE[:-1], WHOLE[:-1] + b"\0", b""])
def test_a_truncated_or_changed_model_is_damaged(place: Path, profile: Profile, data: bytes) -> None:
    (place / "tiny.gguf").write_bytes(data)
    for name in ("tiny", str(place / "tiny.gguf")):
        with pytest.raises(ModelDamaged) as refused:
            catalogue.find(name, profile)
        assert refused.value.path == str(place / "tiny.gguf")
    with pytest.raises(ModelDamaged):
        catalogue.default_model(profile)
    profile.models.mkdir(parents=True)
    (profile.models / "tiny.gguf").write_bytes(WHOLE)  # a whole copy elsewhere is taken instead
    assert catalogue.find("tiny", profile).file == str(profile.models / "tiny.gguf")


def test_checksums_are_remembered_until_the_file_changes(place: Path, profile: Profile) -> None:
    path = place / "tiny.gguf"
    path.write_bytes(WHOLE)
    catalogue.find("tiny", profile)
    memory = profile.cache / "model-hashes.json"
    stamp, _ = json.loads(memory.read_text())[str(path)]
    memory.write_text(json.dumps({str(path): (stamp, "remembered")}))
    with pytest.raises(ModelDamaged):  # it did not read the file again
        catalogue.find("tiny", profile)
    os.utime(path)
    assert catalogue.find("tiny", profile)
    memory.write_text("{broken")
    assert catalogue.find("tiny", profile)


def test_any_gguf_file_may_be_named(place: Path, tmp_path: Path) -> None:
    own = tmp_path / "own model.gguf"
    own.write_bytes(b"GGUF" + b"own")
    found = catalogue.find(str(own))
    assert (found.name, found.sha256) == ("own model", hashlib.sha256(b"GGUFown").hexdigest())
    own.write_bytes(b"<html>")
    with pytest.raises(ModelDamaged):
        catalogue.find(str(own))
    with pytest.raises(ModelMissing):
        catalogue.find(str(tmp_path / "none.gguf"))


def test_a_folder_counts_with_all_that_it_computes_from(tmp_path: Path, profile: Profile) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    for name in ("config.json", "tokenizer.json", "a.safetensors"):
        with pytest.raises(ModelDamaged):
            catalogue.find(str(folder), profile)
        (folder / name).write_text(name)
    first = catalogue.find(str(folder), profile).sha256
    (folder / "README.md").write_text("does not count")
    assert catalogue.find(str(folder), profile).sha256 == first
    (folder / "b.safetensors").write_text("counts")
    assert catalogue.find(str(folder), profile).sha256 != first
