"""A skill leaves by the command line and comes back in another profile: off, labelled, and it still answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backends.tiny_model import tiny_model
from desktop.share_words import REFUSALS, ShareWords
from learning.store import hashes, manifest
from learning.store.profile import Profile
from learning.store.store import Store
from learning.types import SkillState
from tests.desktop.cli.running import FACT, QUESTION, Run, trouble
from tests.learning.sharing.hostile_archives import ARCHIVES, MARKER
from tests.learning.sharing.skill_files import config, good, lora, safetensors, saved, tree, zipped

NAME = "My sister is called Mira"


@pytest.mark.parametrize("told", [True, False])
def test_there_and_back(run: Run, taught: dict[str, Any], profile: Profile, tmp_path: Path, told: bool) -> None:
    target = tmp_path / "sister"
    more = ("--with-lesson",) if told else ()
    done = run("skills", "export", NAME, str(target), *more, "--json")
    assert done.code == 0 and done.json["file"] == f"{target}.ingrain" and done.json["with_lesson"] is told
    adapter = hashes.of_file(Path(taught["skill"]["path"]) / manifest.ADAPTER)
    profile.root.rename(tmp_path / "first")
    added = run("skills", "import", f"{target}.ingrain", "--yes", "--json")
    assert added.code == 0, added
    skill = added.json["skill"]
    assert (skill["state"], skill["maker"], skill["name"]) == ("off", "other", NAME)
    assert skill["adapter_sha256"] == adapter
    assert added.json["sha256"] == done.json["sha256"]
    assert ("says it was taught" in added.err) is told and (FACT in added.err) is told
    assert "says its maker" in added.err and "on this computer" in added.err
    before = run("chat", QUESTION, "--json").json
    assert "Mira" not in before["answer"] and before["skills"] == []
    assert "Not yours" in run("skills").out and "it was added from a file" in run("skills", "show", NAME).out
    assert run("skills", "on", NAME).code == 0
    after = run("chat", QUESTION, "--json").json
    assert "Mira" in after["answer"] and after["skills"] == [NAME]


def test_it_must_be_confirmed(run: Run, taught: dict[str, Any], profile: Profile, tmp_path: Path) -> None:
    run("skills", "export", NAME, str(tmp_path / "x"))
    before = kept(profile)
    done = run("skills", "import", str(tmp_path / "x.ingrain"), "--json")
    trouble(done, 2, "not_confirmed")
    assert "SHA-256" in done.err, "it was shown all the same"
    assert kept(profile) == before and len(run("skills", "--json").json["skills"]) == 1


def kept(profile: Profile) -> dict[str, bytes]:
    """All files but those that can be made again."""
    return {name: data for name, data in tree(profile.root).items() if not name.startswith("cache")}


def test_nothing_is_written_over(run: Run, taught: dict[str, Any], tmp_path: Path) -> None:
    target = tmp_path / "x.ingrain"
    target.write_text("precious")
    trouble(run("skills", "export", NAME, str(target), "--json"), 2, "file_exists")
    assert target.read_text() == "precious"
    assert run("skills", "export", NAME, str(target), "--force").code == 0
    trouble(run("skills", "export", NAME, str(tmp_path / "no" / "x"), "--json"), 2, "cannot_write")
    trouble(run("skills", "export", "Brother", str(tmp_path / "y"), "--json"), 2, "no_such_skill")


@pytest.mark.parametrize("kind", ["up", "link", "script", "bomb", "not there"])
def test_a_hostile_file_is_refused_in_words(run: Run, profile: Profile, tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    make, reason = ARCHIVES[kind]
    said = trouble(run("skills", "import", str(make(folder)), "--yes", "--json"), 2, reason.value)
    assert said == " ".join((REFUSALS[reason][0], ShareWords.NOTHING_INSTALLED, REFUSALS[reason][1]))
    assert run("skills", "--json").json["skills"] == [] and not list(folder.rglob(MARKER))


def test_one_for_another_model_is_added_and_says_so(run: Run, tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.ingrain", good())
    done = run("skills", "import", str(path), "--yes", "--json")
    assert done.code == 0 and "not on this computer" in done.err
    run("skills", "on", "Sister")
    assert run("chat", QUESTION, "--json").json["skills"] == []


def test_without_its_lesson_nothing_can_be_added_to_it(
    run: Run, taught: dict[str, Any], profile: Profile, tmp_path: Path
) -> None:
    """Learning it anew would lose what only its numbers know."""
    run("skills", "export", NAME, str(tmp_path / "x"))
    profile.root.rename(tmp_path / "first")
    run("skills", "import", str(tmp_path / "x.ingrain"), "--yes")
    trouble(run("teach", "My cat is called Mo.", "--into", NAME, "--yes", "--json"), 2, "no_lesson")


def test_added_to_it_stays_off(run: Run, taught: dict[str, Any], profile: Profile, tmp_path: Path) -> None:
    run("skills", "export", NAME, str(tmp_path / "x"), "--with-lesson")
    profile.root.rename(tmp_path / "first")
    run("skills", "import", str(tmp_path / "x.ingrain"), "--yes")
    done = run("teach", "My cat is called Mo.", "--into", NAME, "--yes", "--json")
    assert done.code == 0, done
    with Store.open(profile, writer=False) as store:
        (skill,) = store.skills.list()
    assert (skill.version, skill.state, skill.maker.value) == (2, SkillState.OFF, "other")


# -------------------------------------------------------------------------------------- adapters of other tools


def test_a_plain_adapter_that_fits_and_one_that_does_not(run: Run, profile: Profile, tmp_path: Path) -> None:
    model = str(tiny_model(tmp_path / "model"))
    parts = {manifest.CONFIG: config(), manifest.ADAPTER: safetensors(lora())}
    path = saved(tmp_path / "lora", parts)
    engine = ("--backend", "torch_lora", "--model", model)
    done = run("skills", "import", str(path), "--yes", "--json", *engine, backend="")
    assert done.code == 0, done
    skill = done.json["skill"]
    assert (skill["state"], skill["maker"], skill["base_name"], skill["name"]) == ("off", "elsewhere", "model", "lora")
    large = saved(tmp_path / "large", {**parts, manifest.ADAPTER: safetensors(lora(out=128))})
    trouble(run("skills", "import", str(large), "--yes", "--json", *engine, backend=""), 2, "other_model")
    trouble(run("skills", "import", str(path), "--yes", "--json"), 2, "other_model")  # the demo engine wears none
    assert [one["id"] for one in run("skills", "--json").json["skills"]] == [skill["id"]]
    assert list(profile.staging.iterdir()) == []
    assert "Made elsewhere" in run("skills").out
    sent = run("skills", "export", "lora", str(tmp_path / "on"), "--json").json
    assert sent["with_lesson"] is False


def test_every_refusal_has_its_words() -> None:
    said = [" ".join(words) for words in REFUSALS.values()]
    assert len(set(said)) == len(said) and all(text.count(".") >= 2 for text in said)
