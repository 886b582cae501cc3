"""What a profile holds, measured; and deleted: all of it, nothing else, never in a folder that is not its own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from learning.store import holdings
from learning.store.errors import DiskFull, ProfileInUse, StoreCode, StoreError
from learning.store.holdings import NotOnlyOurs, Part
from learning.store.profile import Profile
from learning.store.store import Store
from tests.learning.store.library_samples import DATA, TIMETABLE
from tests.learning.store.old_profiles import bytes_of, unpacked


@pytest.fixture
def lived_in(profile: Profile, teach: Callable[..., Path], tmp_path: Path) -> Profile:
    """A chat, a skill, a document, today's copy."""
    file = tmp_path / "timetable.pdf"
    file.write_bytes(DATA)
    with Store.open(profile) as store:
        store.chats.create("Ferry")
        store.skills.publish(teach(store, "aa"), "aa")
        store.documents.add(TIMETABLE, str(file), file, file.name)
        store.sweep()
    (profile.root / "window.ini").write_text("[General]")
    return profile


def test_every_part_is_measured(lived_in: Profile) -> None:
    held = holdings.measure(lived_in)
    assert held.sizes[Part.DOCUMENTS] == len(DATA)
    assert held.sizes[Part.CHATS] == lived_in.db.stat().st_size
    assert held.sizes[Part.MODELS] == 0
    assert held.total == sum(len(data) for data in bytes_of(lived_in.root).values())
    (lived_in.models / "abc").mkdir(parents=True)
    (lived_in.models / "abc" / "m.gguf").write_bytes(b"x" * 5000)
    assert holdings.measure(lived_in).sizes[Part.MODELS] == 5000


def test_measured_while_it_is_written(lived_in: Profile) -> None:
    with Store.open(lived_in) as store:
        store.chats.create("more")
        assert holdings.measure(lived_in).sizes[Part.CHATS] >= lived_in.db.stat().st_size


def test_nothing_is_nothing(profile: Profile) -> None:
    assert holdings.measure(profile).total == 0
    assert not holdings.is_there(profile) and holdings.strangers(profile) == ()
    with pytest.raises(StoreError) as caught:
        holdings.erase(profile)
    assert caught.value.code is StoreCode.MISSING and not profile.root.exists()


def test_deleted_is_all_of_it_and_nothing_beside(lived_in: Profile, tmp_path: Path) -> None:
    beside = tmp_path / "beside.txt"
    beside.write_text("mine")
    (lived_in.root / ".DS_Store").write_text("the system's")
    held = holdings.measure(lived_in)
    assert holdings.erase(lived_in).total == held.total
    assert not lived_in.root.exists()
    assert beside.read_text() == "mine" and (tmp_path / "timetable.pdf").exists()
    with Store.open(lived_in) as store:
        assert (store.chats.list(), store.skills.list(), store.restored) == ((), (), "")


@pytest.mark.parametrize("stranger", ["Tax 2026.ods", "Documents", "notes"])
def test_a_folder_that_holds_other_things_is_left_alone(lived_in: Profile, stranger: str) -> None:
    (lived_in.root / stranger).mkdir()
    before = bytes_of(lived_in.root)
    with pytest.raises(NotOnlyOurs) as caught:
        holdings.erase(lived_in)
    assert caught.value.names == (stranger,)
    assert bytes_of(lived_in.root) == before


def test_a_folder_that_never_was_a_profile_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "mine.gguf").write_text("mine")
    with pytest.raises(StoreError):
        holdings.erase(Profile(tmp_path))
    assert (tmp_path / "models" / "mine.gguf").exists()


def test_what_is_in_use_is_left_alone(lived_in: Profile) -> None:
    before = bytes_of(lived_in.root)
    with Store.open(lived_in):
        with pytest.raises(ProfileInUse):
            holdings.erase(lived_in)
        assert lived_in.skills.is_dir() and lived_in.db.is_file()
    assert set(bytes_of(lived_in.root)) == set(before)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_links_are_taken_away_not_followed(lived_in: Profile, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "large.gguf").write_bytes(b"x" * 9000)
    lived_in.models.symlink_to(elsewhere)
    (lived_in.documents / "link").symlink_to(elsewhere / "large.gguf")
    assert holdings.measure(lived_in).sizes[Part.MODELS] == 0
    holdings.erase(lived_in)
    assert (elsewhere / "large.gguf").stat().st_size == 9000 and not lived_in.root.exists()


def test_whatever_fails_doing_it_again_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for at in range(1, 40):
        profile = unpacked("schema4", tmp_path / str(at))
        monkeypatch.setenv("INGRAIN_FAIL_AT", str(at))
        try:
            holdings.erase(profile)
        except DiskFull:
            assert holdings.is_there(profile), "what was begun can be told from what never was"
            holdings.erase(profile)
        else:
            monkeypatch.delenv("INGRAIN_FAIL_AT", raising=False)
            assert at > 6 and not profile.root.exists()
            return
        assert not profile.root.exists()
    pytest.fail("it never came to its end")
