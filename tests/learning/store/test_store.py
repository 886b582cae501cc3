"""Opening a profile: one writer, readers beside it, damage, other versions, full and read-only disks."""

from __future__ import annotations

import errno
import os
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from learning.store import files, schema
from learning.store.errors import (
    DiskFull,
    ProfileDamaged,
    ProfileInUse,
    ProfileMissing,
    ProfileNewer,
    ProfileReadOnly,
    StoreError,
)
from learning.store.profile import Profile
from learning.store.store import Store
from learning.types import Lesson, LessonState, Role


def test_a_second_writer_is_refused_and_a_reader_is_not(store: Store, profile: Profile) -> None:
    chat = store.chats.create("shared").id
    with pytest.raises(ProfileInUse):
        Store.open(profile)
    with Store.open(profile, writer=False) as reader:
        assert reader.chats.get(chat).title == "shared"
        store.chats.rename(chat, "changed")
        assert reader.chats.get(chat).title == "changed"
        with pytest.raises(ProfileReadOnly):
            reader.chats.create("no")


_HOLD = """
import sys
from pathlib import Path
from learning.store.profile import Profile
from learning.store.store import Store
store = Store.open(Profile(Path(sys.argv[1])))
chat = store.chats.create("left open")
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def holder(profile: Profile) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-c", _HOLD, str(profile.root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        yield child
        child.kill()


def test_a_killed_writer_leaves_no_stale_lock(holder: subprocess.Popen[bytes], profile: Profile) -> None:
    with pytest.raises(ProfileInUse):
        Store.open(profile)
    with Store.open(profile, writer=False) as reader:
        assert len(reader.chats.list()) == 1
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with Store.open(profile) as store:
        assert [chat.title for chat in store.chats.list()] == ["left open"]


def test_reading_works_without_a_log_and_without_a_writer(profile: Profile) -> None:
    with Store.open(profile) as store:
        store.chats.create("kept")
    with Store.open(profile, writer=False) as reader:
        assert [chat.title for chat in reader.chats.list()] == ["kept"]


def test_a_missing_profile_cannot_be_read_and_is_not_made(profile: Profile) -> None:
    with pytest.raises(ProfileMissing):
        Store.open(profile, writer=False)
    assert not profile.root.exists()
    profile.root.mkdir()
    sqlite3.connect(profile.db).close()
    with pytest.raises(ProfileMissing):
        Store.open(profile, writer=False)


def test_a_newer_schema_opens_for_reading_only_and_stays_untouched(profile: Profile) -> None:
    with Store.open(profile) as store:
        store.chats.create("from the future")
    with sqlite3.connect(profile.db) as raw:
        raw.execute(f"PRAGMA user_version={schema.VERSION + 1}")
    raw.close()
    before = profile.db.read_bytes()
    with pytest.raises(ProfileNewer):
        Store.open(profile)
    with Store.open(profile, writer=False) as reader:
        assert [chat.title for chat in reader.chats.list()] == ["from the future"]
    assert profile.db.read_bytes() == before


def test_an_older_schema_is_backed_up_before_it_is_changed(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(profile) as store:
        store.chats.create("kept")
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, ("CREATE TABLE extra (x)",)))
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    with Store.open(profile) as store:
        assert [chat.title for chat in store.chats.list()] == ["kept"]
    (backup,) = profile.backups.glob(f"schema{schema.VERSION - 1}-*.db")
    with sqlite3.connect(backup) as raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (schema.VERSION - 1,)
    raw.close()


def test_a_failing_migration_changes_nothing(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    Store.open(profile).close()
    with monkeypatch.context() as newer:
        newer.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, ("CREATE TABLE extra (x)", "CREATE TABLE chats (x)")))
        newer.setattr(schema, "VERSION", schema.VERSION + 1)
        with pytest.raises(StoreError):
            Store.open(profile)
    with Store.open(profile) as store:
        store.chats.create("still works")


def _break(path: Path, how: str) -> None:
    if how == "header":
        path.write_bytes(b"not a database.." * 8 + path.read_bytes()[128:])
    elif how == "pages":
        data = bytearray(path.read_bytes())
        data[4096:] = b"\xa5" * (len(data) - 4096)
        path.write_bytes(data)
    elif how == "empty":
        path.write_bytes(b"")
    else:
        path.unlink()


@pytest.mark.parametrize("how", ["header", "pages", "empty", "gone"])
def test_a_broken_database_is_replaced_by_its_backup(profile: Profile, how: str, teach: Callable[..., Path]) -> None:
    with Store.open(profile) as store:
        store.chats.create("saved")
        store.sweep()  # makes today's copy
        store.chats.create("after the copy")
        store.skills.publish(teach(store, "aa"), "aa")
    _break(profile.db, how)
    with Store.open(profile) as store:
        assert store.restored.startswith("daily-")
        assert [chat.title for chat in store.chats.list()] == ["saved"]
    with Store.open(profile) as store:  # a start in between does not forget that
        assert store.sweep().adopted == ("aa",), "a skill newer than the backup is not lost"
        assert store.skills.get("aa").name == "Sister"
    with Store.open(profile) as store:
        assert store.restored == ""
        assert store.sweep().trashed == ()
    if how in ("header", "pages"):
        assert any(profile.backups.glob("broken-*.db")), "the broken file is kept aside"


def test_a_broken_database_without_a_backup_is_said_and_kept(profile: Profile) -> None:
    Store.open(profile).close()
    _break(profile.db, "header")
    before = profile.db.read_bytes()
    for writer in (True, False):
        with pytest.raises(ProfileDamaged):
            Store.open(profile, writer)
    assert profile.db.read_bytes() == before


def test_a_broken_backup_is_passed_over(profile: Profile) -> None:
    with Store.open(profile) as store:
        store.chats.create("saved")
        store.sweep()
    (profile.backups / "daily-99991231.db").write_bytes(b"broken too")
    _break(profile.db, "header")
    with Store.open(profile) as store:
        assert [chat.title for chat in store.chats.list()] == ["saved"]


def test_a_file_in_place_of_the_folder_is_read_only(profile: Profile) -> None:
    profile.root.write_text("in the way")
    with pytest.raises(ProfileReadOnly):
        Store.open(profile)


@pytest.mark.parametrize(("error", "kind"), [("EROFS", ProfileReadOnly), ("ENOSPC", DiskFull)])
def test_a_profile_that_cannot_be_written_is_said(
    profile: Profile, monkeypatch: pytest.MonkeyPatch, error: str, kind: type[StoreError]
) -> None:
    monkeypatch.setenv("INGRAIN_FAIL_WITH", error)
    monkeypatch.setenv("INGRAIN_FAIL_AT", "1+")
    with pytest.raises(kind):
        Store.open(profile)


_FILL = """
import resource, sys
from pathlib import Path
from learning.store.errors import StoreError
from learning.store.profile import Profile
from learning.store.store import Store
from learning.types import Role
with Store.open(Profile(Path(sys.argv[1]))) as store:
    chat = store.chats.create("big").id
    store.chats.add(chat, Role.USER, "small")
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
    try:
        for number in range(100):
            store.chats.add(chat, Role.USER, "x" * 100_000)
    except StoreError as error:
        print(error.code)
    assert len(store.chats.messages(chat)) > 0
"""


def test_a_disk_that_runs_full_loses_nothing_written_before(profile: Profile) -> None:
    assert resource.RLIMIT_FSIZE  # the system's own limit on file sizes stands in for a full disk
    ran = subprocess.run([sys.executable, "-c", _FILL, str(profile.root)], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() in ("disk_full", "disk_error")
    with Store.open(profile) as store:
        texts = [message.text for message in store.chats.messages(store.chats.list()[0].id)]
        assert texts[0] == "small"
        assert all(len(text) == 100_000 for text in texts[1:])
        store.chats.create("there is room again")


def test_every_failing_operation_of_a_lesson_is_a_store_error(
    store: Store, lesson: Callable[[str], Lesson], monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = store.chats.create().id
    steps: list[Callable[[], object]] = [
        lambda: store.chats.add(chat, Role.USER, "x"),
        lambda: store.lessons.add(lesson("aa"), "x"),
        lambda: store.lessons.staging("aa"),
        lambda: store.lessons.set_state("aa", LessonState.RUNNING),
        lambda: store.settings.set("a", 1),
    ]
    for step in steps:
        with monkeypatch.context() as faults:
            faults.setenv("INGRAIN_FAIL_AT", "1")
            with pytest.raises(DiskFull):
                step()
        step()
    assert store.lessons.get("aa").state is LessonState.RUNNING
    assert len(store.chats.messages(chat)) == 1


def test_faults_are_read_in_test_runs_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INGRAIN_FAIL_AT", "1+")
    with pytest.raises(OSError, match="space"):
        files.write(tmp_path / "a", b"x")
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    files.write(tmp_path / "a", b"x")


def test_write_atomic_shows_the_old_file_or_the_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    files.write_atomic(path, b"old")
    for number in range(1, 9):
        monkeypatch.setenv("INGRAIN_FAIL_AT", str(number))
        try:
            files.write_atomic(path, b"new")
        except OSError as error:
            assert error.errno == errno.ENOSPC
            assert path.read_bytes() in (b"old", b"new")
            assert os.listdir(tmp_path) == ["a"]  # noqa: PTH208  # names are all that matters
            files.write_atomic(path, b"old")
        else:
            assert number > 3
            assert path.read_bytes() == b"new"
            return
    pytest.fail("never written")


def test_room_is_asked_for_beforehand(tmp_path: Path) -> None:
    files.require_space(tmp_path / "not" / "there", 1)
    with pytest.raises(DiskFull) as refused:
        files.require_space(tmp_path, 1 << 60)
    assert refused.value.needed > 1 << 60 > refused.value.free > 0


def test_settings_keep_their_type(store: Store) -> None:
    store.settings.set("theme", "dark")
    assert store.settings.get("theme", "light") == "dark"
    assert store.settings.get("theme", 3) == 3
    assert store.settings.get("other", True) is True


def test_lessons_are_stored_whole(profile: Profile, lesson: Callable[[str], Lesson]) -> None:
    with Store.open(profile) as store:
        chat = store.chats.create().id
        message = store.chats.add(chat, Role.USER, "[Learn] …")
        store.lessons.add(lesson("aa"), "My sister is called Mira.", chat, message.id)
    with Store.open(profile) as store:
        row = store.lessons.get("aa")
        assert (row.lesson, row.state, row.chat, row.message) == (lesson("aa"), LessonState.WAITING, chat, message.id)
        assert store.lessons.list([LessonState.RUNNING]) == ()
        with pytest.raises(StoreError):
            store.lessons.add(lesson("../up"), "x")


def test_the_lessons_of_a_message_are_stored_all_or_none(
    store: Store, lesson: Callable[[str], Lesson], monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = store.chats.create().id
    first, second = (store.chats.add(chat, Role.USER, "[Learn] …").id for _ in range(2))
    store.lessons.add(lesson("cc"), "x", chat, second)
    with pytest.raises(StoreError):
        store.lessons.add_all((lesson("aa"), lesson("cc")), "x", chat, first)  # there is a "cc" already
    with monkeypatch.context() as faults, pytest.raises(DiskFull):
        faults.setenv("INGRAIN_FAIL_AT", "1")
        store.lessons.add_all((lesson("aa"), lesson("bb")), "x", chat, first)
    assert store.chats.message(first).lesson is None
    assert store.lessons.of_chat(chat) == {second: ("cc",)}
    store.lessons.add(lesson("elsewhere"), "x")
    rows = store.lessons.add_all((lesson("bb"), lesson("aa")), "x", chat, first)
    assert [(row.lesson.id, row.state, row.message) for row in rows] == [
        ("bb", LessonState.WAITING, first),
        ("aa", LessonState.WAITING, first),
    ]
    assert store.chats.message(first).lesson == "bb"
    assert store.lessons.of_chat(chat) == {second: ("cc",), first: ("bb", "aa")}


def test_work_begun_for_another_model_is_not_resumed(store: Store, lesson: Callable[[str], Lesson]) -> None:
    store.lessons.add(lesson("aa"), "x")
    (store.lessons.staging("aa", "one") / "half").write_text("x")
    assert (store.lessons.staging("aa", "one") / "half").exists()
    assert (store.lessons.staging("aa") / "half").exists()
    assert not (store.lessons.staging("aa", "two") / "half").exists()
    assert store.lessons.staging("aa", "two").is_dir()
