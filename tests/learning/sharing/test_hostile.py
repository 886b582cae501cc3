"""Hostile skills: each is refused for the right reason, nothing is installed, nothing is left, and no code ran."""

from __future__ import annotations

from pathlib import Path

import pytest

from learning.parse.limits import Limits
from learning.sharing.bounds import LIMITS
from learning.sharing.looking import look
from learning.sharing.refusals import Refusal, Refused
from learning.store.store import Store
from tests.learning.sharing.hostile_archives import ARCHIVES, MARKER
from tests.learning.sharing.hostile_papers import PAPERS
from tests.learning.sharing.skill_files import good, looked, tree, zipped

CHILDREN = "tests.learning.sharing.bad_children"


def refused(store: Store, path: Path, folder: Path) -> Refused:
    """Look at it: what is said, once it is certain that nothing else happened."""
    before, around = tree(store.profile.root), sorted(folder.parent.rglob("*"))
    with pytest.raises(Refused) as error:
        looked(store, path)
    assert tree(store.profile.root) == before and list(store.profile.staging.iterdir()) == []
    assert store.skills.list() == () and store.lessons.list() == ()
    assert sorted(folder.parent.rglob("*")) == around and not list(folder.rglob(MARKER)), "something was written"
    return error.value


@pytest.mark.parametrize("kind", ARCHIVES)
def test_an_archive_that_is_no_skill(store: Store, tmp_path: Path, kind: str) -> None:
    make, reason = ARCHIVES[kind]
    folder = tmp_path / "given"
    folder.mkdir()
    found = refused(store, make(folder), folder)
    assert found.reason is reason, found


@pytest.mark.parametrize("kind", PAPERS)
def test_a_skill_that_is_not_what_it_says(store: Store, tmp_path: Path, kind: str) -> None:
    make, reason = PAPERS[kind]
    folder = tmp_path / "given"
    folder.mkdir()
    found = refused(store, zipped(folder / "bad.ingrain", make()), folder)
    assert found.reason is reason, found


def test_there_are_enough_of_them_and_every_refusal_is_met() -> None:
    assert len(ARCHIVES) + len(PAPERS) >= 100
    met = {reason for _, reason in ARCHIVES.values()} | {reason for _, reason in PAPERS.values()}
    elsewhere = {Refusal.NO_MODEL, Refusal.OTHER_MODEL, Refusal.NOT_A_FILE, Refusal.NEEDS_PERMISSION, Refusal.TOO_LONG}
    assert set(Refusal) - met == elsewhere


def test_time_is_bounded(store: Store, tmp_path: Path) -> None:
    path = zipped(tmp_path / "slow.ingrain", good())
    with pytest.raises(Refused) as error:
        for _ in look(store, path, Limits(wall_seconds=0.0), f"{CHILDREN}:hangs"):
            pass
    assert error.value.reason is Refusal.TOO_LONG
    assert list(store.profile.staging.iterdir()) == []


@pytest.mark.parametrize("child", ["writes_beside", "says_twice", "says_more", "lies", "leaves"])
def test_a_child_that_is_not_ours_any_more_cannot_do_more_than_lie(store: Store, tmp_path: Path, child: str) -> None:
    path = zipped(tmp_path / "fine.ingrain", good())
    with pytest.raises(Refused):
        for _ in look(store, path, LIMITS, f"{CHILDREN}:{child}"):
            pass
    assert list(store.profile.staging.iterdir()) == [] and not list(tmp_path.rglob("escaped*"))


def test_stop_leaves_nothing(store: Store, tmp_path: Path) -> None:
    work = look(store, zipped(tmp_path / "fine.ingrain", good()))
    next(work)
    next(work)
    assert list(store.profile.staging.iterdir()) != []
    work.close()
    assert list(store.profile.staging.iterdir()) == []
