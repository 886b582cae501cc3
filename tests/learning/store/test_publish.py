"""P2: a skill exists whole or not at all, wherever the disk fails or the process dies."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from learning.store import manifest
from learning.store.errors import SkillDamage, SkillDamaged, StoreCode, StoreError
from learning.store.profile import Profile
from learning.store.store import Store
from learning.types import LessonState, SkillState, Verdict

Teach = Callable[..., Path]
MOST = 60  # more operations than a publish has


def test_a_published_skill_is_on_whole_and_listed(store: Store, teach: Teach) -> None:
    skill = store.skills.publish(teach(store, "aa"), "aa")
    assert (skill.name, skill.version, skill.state, skill.damaged) == ("Sister", 1, SkillState.ON, "")
    assert skill.summary == "My sister is called Mira"
    assert manifest.verify(Path(skill.path)).lesson == "aa"
    assert not (Path(skill.path) / "ckpt-1").exists()
    row = store.lessons.get("aa")
    assert (row.state, row.score) == (LessonState.LEARNED, skill.score)
    assert not store.profile.job("aa").exists()
    (use,) = store.skills.uses("ab" * 32)
    assert (use.id, use.path, use.sha256) == (skill.id, skill.path, skill.adapter_sha256)
    assert store.skills.uses("cd" * 32) == ()


def _whole(profile: Profile) -> str:
    """Re-open after trouble. "old" or "new"; anything between fails."""
    with Store.open(profile) as store:
        report = store.sweep()
        skills, row = store.skills.list(), store.lessons.get("aa")
        folders = sorted(profile.skills.glob("[!.]*/v*"))
        assert report.damaged == ()
        if not skills:
            assert row.state is LessonState.INTERRUPTED
            assert folders == []
            assert manifest.verify(profile.job("aa")).lesson == "aa", "the finished work is kept for Resume"
            return "old"
        (skill,) = skills
        assert row.state is LessonState.LEARNED
        assert folders == [Path(skill.path)]
        assert not profile.job("aa").exists()
        assert (skill.state, skill.damaged) == (SkillState.ON, "")
        assert manifest.verify(Path(skill.path)).score == skill.score == row.score
        return "new"


@pytest.mark.parametrize("lasting", ["", "+"])
@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
def test_every_failing_operation_leaves_the_old_state_or_the_new(
    tmp_path: Path, teach: Teach, monkeypatch: pytest.MonkeyPatch, error: str, lasting: str
) -> None:
    monkeypatch.setenv("INGRAIN_FAIL_WITH", error)
    for number in range(1, MOST):
        profile = Profile(tmp_path / str(number))
        with Store.open(profile) as store:
            staging = teach(store, "aa")
            with monkeypatch.context() as faults:
                faults.setenv("INGRAIN_FAIL_AT", f"{number}{lasting}")
                try:
                    store.skills.publish(staging, "aa")
                    failed = False
                except StoreError as refused:
                    failed = True
                    assert refused.code in (StoreCode.DISK_FULL, StoreCode.DISK_ERROR)
                untouched = "INGRAIN_FAIL_AT" in os.environ and not lasting
                spent = lasting and os.environ["INGRAIN_FAIL_AT"] != "0+"
            # A failure that passed (not "+") is undone at once; a lasting one may leave the folder to the sweep.
            if failed and not lasting:
                assert store.skills.list() == ()
        state = _whole(profile)
        assert failed or state == "new", "success was reported"
        if untouched or spent:
            assert number > 5, "the faults were not injected at all"
            return
    pytest.fail("publish never succeeded")


_CHILD = """
import sys
from pathlib import Path
from learning.store.profile import Profile
from learning.store.store import Store
profile = Profile(Path(sys.argv[1]))
with Store.open(profile) as store:
    import os
    os.environ["INGRAIN_FAIL_AT"] = sys.argv[2]
    store.skills.publish(profile.job("aa"), "aa")
"""


def test_a_kill_at_every_operation_leaves_the_old_state_or_the_new(tmp_path: Path, teach: Teach) -> None:
    seen = set()
    for number in range(1, MOST):
        profile = Profile(tmp_path / str(number))
        with Store.open(profile) as store:
            teach(store, "aa")
        child = subprocess.run(
            [sys.executable, "-c", _CHILD, str(profile.root), str(number)],
            env={**os.environ, "INGRAIN_FAIL_WITH": "KILL"},
            check=False,
        )
        state = _whole(profile)
        seen.add(state)
        if child.returncode == 0:
            assert number > 5, "the child was not killed at all"
            assert state == "new"
            assert seen == {"old", "new"}
            return
        assert child.returncode == -signal.SIGKILL
    pytest.fail("publish never succeeded")


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        (lambda f: (f / manifest.ADAPTER).write_bytes(b"\0" * 63), SkillDamage.FILE_SIZE),
        (lambda f: (f / manifest.ADAPTER).write_bytes(b"\0" * 63 + b"\1"), SkillDamage.FILE_CHANGED),
        (lambda f: (f / manifest.ADAPTER).unlink(), SkillDamage.FILE_MISSING),
        (lambda f: (f / manifest.NAME).unlink(), SkillDamage.MANIFEST_MISSING),
        (lambda f: (f / manifest.NAME).write_text("{"), SkillDamage.MANIFEST_BROKEN),
        (lambda f: (f / manifest.NAME).write_text("[" * 100_000), SkillDamage.MANIFEST_BROKEN),
        (lambda f: (f / manifest.NAME).write_text('{"format": 2}'), SkillDamage.NEWER_FORMAT),
        (
            lambda f: (f / manifest.NAME).write_text((f / manifest.NAME).read_text().replace('"README.md"', '"../x"')),
            SkillDamage.MANIFEST_BROKEN,
        ),
    ],
)
def test_a_damaged_folder_is_not_published(
    store: Store, teach: Teach, harm: Callable[[Path], object], reason: SkillDamage
) -> None:
    staging = teach(store, "aa")
    harm(staging)
    with pytest.raises(SkillDamaged) as refused:
        store.skills.publish(staging, "aa")
    assert refused.value.reason is reason
    assert store.skills.list() == ()
    assert store.lessons.get("aa").state is LessonState.RUNNING


def test_only_folders_issued_for_a_waiting_lesson_are_accepted(store: Store, teach: Teach, tmp_path: Path) -> None:
    staging = teach(store, "aa")
    other = teach(store, "bb")
    for folder, key in ((other, "aa"), (tmp_path, "aa")):
        with pytest.raises(StoreError) as refused:
            store.skills.publish(folder, key)
        assert refused.value.code is StoreCode.NOT_EXPECTED
    store.skills.publish(staging, "aa")
    with pytest.raises(StoreError):
        store.skills.publish(staging, "aa")
    with pytest.raises(StoreError):
        store.skills.publish(staging, "nope")


def test_not_learned_is_never_published(store: Store, teach: Teach) -> None:
    with pytest.raises(SkillDamaged):
        store.skills.publish(teach(store, "aa", verdict=Verdict.NOT_LEARNED), "aa")


def test_gently_learned_keeps_its_strength(store: Store, teach: Teach) -> None:
    skill = store.skills.publish(teach(store, "aa", verdict=Verdict.GENTLE, strength=0.5), "aa")
    assert skill.strength == 0.5
    assert store.lessons.get("aa").state is LessonState.GENTLE


def test_five_versions_are_kept(store: Store, teach: Teach) -> None:
    first = store.skills.publish(teach(store, "l0"), "l0")
    for number in range(1, 7):
        key = f"l{number}"
        skill = store.skills.publish(teach(store, key, parents=(f"{first.id}/v{number}",)), key)
        assert (skill.id, skill.version) == (first.id, number + 1)
    assert [version.version for version in store.skills.versions(first.id)] == [3, 4, 5, 6, 7]
    assert sorted(path.name for path in store.profile.skill(first.id).iterdir()) == [f"v{n}" for n in range(3, 8)]
    assert store.skills.get(first.id).name == "Sister"


def test_same_names_are_told_apart(store: Store, teach: Teach) -> None:
    names = [store.skills.publish(teach(store, key), key).name for key in ("aa", "bb", "cc")]
    assert names == ["Sister", "Sister (2)", "Sister (3)"]


def test_a_recipe_with_a_field_of_old_can_be_read(store: Store, teach: Teach) -> None:
    staging = teach(store, "aa")
    wanted = manifest.read(staging)
    data = json.loads((staging / manifest.NAME).read_text())
    data["recipe"]["refuse_share"] = 0.1
    (staging / manifest.NAME).write_text(json.dumps(data))
    assert manifest.read(staging) == wanted
