"""A skill leaves as one file and comes back: the same numbers, off, labelled as somebody else's."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from learning import lesson_file, remaking
from learning.maker import Maker
from learning.sharing import papers
from learning.sharing.exporting import CannotWrite, TargetExists, export, named
from learning.sharing.refusals import Refused
from learning.sharing.weights import finite
from learning.store import files, manifest, schema
from learning.store.errors import SkillDamage, SkillDamaged, StoreError
from learning.store.profile import Profile
from learning.store.store import Store
from learning.types import Kind, LessonState, Skill, SkillState
from tests.learning.sharing.skill_files import (
    BASE,
    TOLD,
    good,
    installed,
    lesson,
    looked,
    lora,
    numbers,
    safetensors,
    sealed,
    zipped,
)


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    """Somebody else's computer."""
    with Store.open(Profile(tmp_path / "other")) as opened:
        yield opened


def taught(store: Store) -> Skill:
    """A skill of one's own."""
    store.lessons.add(lesson(), TOLD)
    staging = store.lessons.staging("aa")
    for name, data in good().items():
        (staging / name).write_bytes(data)
    return store.skills.publish(staging, "aa")


def inside(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as made:
        return {name: made.read(name) for name in made.namelist()}


# -------------------------------------------------------------------------------------------------- round trip


@pytest.mark.parametrize("told", [True, False])
def test_it_comes_back_off_and_labelled_with_the_same_numbers(
    store: Store, other: Store, tmp_path: Path, told: bool
) -> None:
    mine = taught(store)
    made = export(mine, tmp_path / "sister.ingrain", with_lesson=told)
    found = looked(other, made.path)
    offered = found.offered
    assert (offered.sha256, offered.size, offered.adapter_sha256) == (made.sha256, made.size, mine.adapter_sha256)
    assert offered.told == ((TOLD,) if told else ()) and offered.manifest.base_sha256 == BASE
    skill = other.imports.add(found.staging, offered.manifest, offered.adapter_sha256)
    assert skill == other.skills.get(skill.id)
    assert (skill.state, skill.maker, skill.name) == (SkillState.OFF, Maker.OTHER, "Sister")
    assert (Path(skill.path) / manifest.ADAPTER).read_bytes() == (Path(mine.path) / manifest.ADAPTER).read_bytes()
    assert other.skills.inspect(skill.id).damaged == "" and other.skills.uses(BASE) == ()
    assert list(other.profile.staging.iterdir()) == []
    sources = other.lessons.sources(skill.lesson)
    assert [(one.text, one.trusted) for one in sources] == ([(TOLD, False)] if told else [])
    assert skill.summary == (TOLD.rstrip(".") if told else "")
    other.skills.set_state(skill.id, SkillState.ON)
    (use,) = other.skills.uses(BASE)
    assert use.sha256 == mine.adapter_sha256


def test_what_was_told_stays_here_unless_it_was_asked_for(store: Store, tmp_path: Path) -> None:
    mine = store.skills.get(taught(store).id)
    store.skills.rename(mine.id, "Family")
    made = export(store.skills.get(mine.id), tmp_path / "family.ingrain")
    parts = inside(made.path)
    assert set(parts) == {manifest.NAME, manifest.ADAPTER, manifest.CONFIG, "README.md"}
    assert not [name for name, data in parts.items() if b"Mira" in data]
    data = json.loads(parts[manifest.NAME])
    assert data["name"] == "Family" and data["score"]["items"] == [] and data["score"]["recall_after"] == 0.9
    whole = inside(export(mine, tmp_path / "whole.ingrain", with_lesson=True).path)
    assert TOLD.encode() in whole[lesson_file.NAME] and json.loads(whole[manifest.NAME])["score"]["items"]


def test_the_same_skill_is_the_same_file(store: Store, tmp_path: Path) -> None:
    mine = taught(store)
    assert export(mine, tmp_path / "a.ingrain").sha256 == export(mine, tmp_path / "b.ingrain").sha256


def test_it_may_be_added_where_it_was_made_and_twice(store: Store, tmp_path: Path) -> None:
    made = export(taught(store), tmp_path / "sister.ingrain", with_lesson=True)
    first, second = installed(store, made.path), installed(store, made.path)
    assert [skill.name for skill in store.skills.list()] == ["Sister", "Sister (2)", "Sister (3)"]
    assert len({first.id, second.id, first.lesson, second.lesson, "aa"}) == 5


def test_the_label_goes_on_and_on(store: Store, other: Store, tmp_path: Path) -> None:
    there = installed(other, export(taught(store), tmp_path / "sister.ingrain").path)
    again = export(there, tmp_path / "again.ingrain")
    assert json.loads(inside(again.path)[manifest.NAME])["maker"] == "other"
    assert installed(store, again.path).maker is Maker.OTHER


def test_taught_again_it_stays_labelled_and_off(store: Store, other: Store, tmp_path: Path) -> None:
    there = installed(other, export(taught(store), tmp_path / "sister.ingrain", with_lesson=True).path)
    known = remaking.of_skill(other, there)
    assert [source.text for source in known.sources] == [TOLD]
    other.lessons.add(replace(lesson(), id="bb", parent=known.parent), "more")
    staging = other.lessons.staging("bb")
    for name, data in good(lesson="bb", parents=(known.parent,)).items():
        (staging / name).write_bytes(data)
    made = other.skills.publish(staging, "bb")
    assert (made.id, made.version, made.maker, made.state) == (there.id, 2, Maker.OTHER, SkillState.OFF)
    other.skills.undo("bb")
    assert other.skills.get(there.id).version == 1


def test_it_can_be_deleted_brought_back_and_forgotten(store: Store, tmp_path: Path) -> None:
    skill = installed(store, zipped(tmp_path / "x.ingrain", good()))
    store.skills.delete(skill.id)
    assert store.skills.restore(skill.id).maker is Maker.OTHER
    store.skills.purge(skill.id)
    assert store.skills.list() == () and store.lessons.list() == ()


def test_not_now_leaves_nothing(store: Store, tmp_path: Path) -> None:
    found = looked(store, zipped(tmp_path / "x.ingrain", good()))
    store.imports.discard(found.staging)
    assert list(store.profile.staging.iterdir()) == [] and store.skills.list() == ()


# ----------------------------------------------------------------------------------------------------- writing


def test_a_file_is_not_written_over_without_being_told(store: Store, tmp_path: Path) -> None:
    mine, target = taught(store), tmp_path / "sister.ingrain"
    target.write_text("precious")
    with pytest.raises(TargetExists):
        export(mine, target)
    assert target.read_text() == "precious"
    assert export(mine, target, replacing=True).size == target.stat().st_size
    assert sorted(path.name for path in tmp_path.iterdir()) == ["profile", "sister.ingrain"]


def test_every_failing_operation_leaves_the_file_before_or_the_new_one(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = taught(store)
    for number in range(1, 20):
        target = tmp_path / f"{number}.ingrain"
        target.write_bytes(b"before")
        monkeypatch.setenv("INGRAIN_FAIL_AT", str(number))
        failed = False
        try:
            export(mine, target, replacing=True)
        except CannotWrite as error:
            failed = True
            assert error.full  # ENOSPC is what a fault says by default
        monkeypatch.delenv("INGRAIN_FAIL_AT", raising=False)
        assert target.read_bytes() == b"before" or looked(store, target).offered.adapter_sha256
        assert not list(tmp_path.glob(".*"))
        if not failed:
            assert number > 3, "the faults were not injected at all"
            return
    pytest.fail("export never succeeded")


def test_where_nothing_can_be_written(store: Store, tmp_path: Path) -> None:
    with pytest.raises(CannotWrite) as error:
        export(taught(store), tmp_path / "nowhere" / "sister.ingrain")
    assert not error.value.full


def test_a_damaged_skill_does_not_leave(store: Store, tmp_path: Path) -> None:
    mine = taught(store)
    (Path(mine.path) / manifest.ADAPTER).write_bytes(safetensors(lora())[:-1] + b"\1")
    with pytest.raises(SkillDamaged) as error:
        export(mine, tmp_path / "sister.ingrain")
    assert error.value.reason is SkillDamage.FILE_CHANGED and not (tmp_path / "sister.ingrain").exists()


def test_the_ending_is_added() -> None:
    assert [named(Path(one)).name for one in ("a", "a.b", "a.ingrain", "a.INGRAIN")] == [
        "a.ingrain", "a.b.ingrain", "a.ingrain", "a.INGRAIN",
    ]  # fmt: skip


# -------------------------------------------------------------------------------------------------- installing


def test_every_failing_operation_of_installing_leaves_nothing_or_a_whole_skill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zipped(tmp_path / "x.ingrain", good())
    monkeypatch.setenv("INGRAIN_FAIL_WITH", "EIO")
    for number in range(1, 60):
        profile = Profile(tmp_path / str(number))
        with Store.open(profile) as store:
            found = looked(store, path)
            monkeypatch.setenv("INGRAIN_FAIL_AT", str(number))
            failed = None
            try:
                store.imports.add(found.staging, found.offered.manifest, found.offered.adapter_sha256)
            except StoreError as error:
                failed = error
            monkeypatch.delenv("INGRAIN_FAIL_AT", raising=False)
            for folder in profile.staging.iterdir():
                os.utime(folder, (1, 1))  # the next start is later
        with Store.open(profile) as store:
            store.sweep()
            skills = store.skills.list()
            assert [skill.state for skill in skills] == ([] if failed else [SkillState.OFF])
            assert all(store.skills.inspect(skill.id).damaged == "" for skill in skills)
            assert list(store.profile.staging.iterdir()) == []
            assert [row.state for row in store.lessons.list()] == [LessonState.LEARNED] * len(skills)
        if failed is None:
            assert number > 8, "the faults were not injected at all"
            return
    pytest.fail("it was never installed")


def test_what_changed_since_it_was_looked_at_is_not_installed(store: Store, tmp_path: Path) -> None:
    found = looked(store, zipped(tmp_path / "x.ingrain", good()))
    (found.staging / manifest.ADAPTER).write_bytes(safetensors(lora(), {"format": "other"}))
    with pytest.raises(SkillDamaged):
        store.imports.add(found.staging, found.offered.manifest, found.offered.adapter_sha256)
    assert store.skills.list() == ()


def test_a_sweep_clears_what_a_crash_left_and_not_what_is_being_looked_at(store: Store, tmp_path: Path) -> None:
    old = store.imports.staging()
    os.utime(old, (1, 1))
    found = looked(store, zipped(tmp_path / "x.ingrain", good()))
    assert store.sweep().cleared == (old.name,)
    assert found.staging.is_dir()


def test_only_a_staging_folder_of_ones_own_can_be_named(store: Store, tmp_path: Path) -> None:
    for folder in (tmp_path, store.profile.skills, store.profile.staging, store.profile.staging / "aa"):
        with pytest.raises(StoreError):
            store.imports.discard(folder)


def test_an_older_profile_gets_the_label_and_a_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    profile = Profile(tmp_path / "old")
    with monkeypatch.context() as older:
        older.setattr(schema, "VERSION", 3)
        Store.open(profile).close()
    with Store.open(profile, writer=False) as reader:
        assert reader.skills.list() == ()
    with Store.open(profile) as opened:
        assert installed(opened, zipped(tmp_path / "x.ingrain", good())).maker is Maker.OTHER
    assert len(list(profile.backups.glob("schema3-*.db"))) == 1


# ------------------------------------------------------------------------------------------------------- texts


def test_what_is_shown_is_what_is_there(store: Store, tmp_path: Path) -> None:
    hidden = "My sister\u202e is\u200b called\tMira."
    text = lesson_file.text(lesson()).replace(TOLD, json.dumps(hidden)[1:-1])
    parts = sealed({**good(), lesson_file.NAME: text.encode()}, name="Si\u200bster\n" + "x" * 500, base_name="\u202eM")
    found = looked(store, zipped(tmp_path / "x.ingrain", parts))
    assert found.offered.told == (TOLD,)
    assert found.offered.manifest.name.startswith("Sister xx") and len(found.offered.manifest.name) == 120
    assert found.offered.manifest.base_name == "M"


def test_nothing_in_it_points_at_anything_here(store: Store, tmp_path: Path) -> None:
    store.lessons.add(replace(lesson(), id="local"), TOLD)
    parts = sealed(good(), lesson="local", parents=("aa/v1",), maker=Maker.SELF)
    skill = installed(store, zipped(tmp_path / "x.ingrain", parts))
    kept = manifest.read(Path(skill.path))
    assert kept.lesson == skill.lesson != "local" and kept.parents == () and kept.maker is Maker.OTHER
    assert store.lessons.get("local").state is LessonState.WAITING
    (source,) = store.lessons.sources(skill.lesson)
    assert source.origin.startswith("skill:") and source.kind is Kind.FACT


def test_a_skill_without_its_lesson_is_whole_too(store: Store, tmp_path: Path) -> None:
    parts = sealed({name: data for name, data in good().items() if name != lesson_file.NAME})
    skill = installed(store, zipped(tmp_path / "x.ingrain", parts))
    assert store.lessons.get(skill.lesson).lesson.sources == () and store.skills.get(skill.id).summary == ""
    store.skills.set_state(skill.id, SkillState.AUTO)
    (use,) = store.skills.uses(BASE)
    assert use.about == ()


def test_numbers_of_every_kind() -> None:
    for kind in ("F32", "F16", "BF16"):
        assert finite(kind, numbers(1_000, kind))
    assert finite("F32", b"\xff\xff\x7f\x7f")  # the largest there is
    assert not finite("F32", b"\0\0\x80\x7f") and not finite("BF16", b"\xc0\xff") and not finite("F16", b"\0\xfc")


def test_a_readme_is_kept_as_plain_text() -> None:
    assert papers.readme_of("# A\u202e\nB".encode()) == b"# A\nB\n"
    with pytest.raises(Refused):
        papers.readme_of(b"\xff")


def test_only_the_store_writes(monkeypatch: pytest.MonkeyPatch, store: Store, tmp_path: Path) -> None:
    """Without room nothing is begun, and nothing stays."""
    monkeypatch.setattr(files, "free_bytes", lambda _path: 10)
    with pytest.raises(StoreError):
        looked(store, zipped(tmp_path / "x.ingrain", good()))
    assert list(store.profile.staging.iterdir()) == []
