"""The start-up sweep: what a crash left behind is finished, offered again, or moved aside; never mixed, never lost."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from learning.store import manifest, trash
from learning.store.errors import SkillDamage
from learning.store.profile import Profile
from learning.store.store import Store
from learning.types import Lesson, LessonState, MessageStatus, Role, SkillState

Teach = Callable[..., Path]


def test_lessons_under_way_become_interrupted_and_keep_their_checkpoint(
    profile: Profile, lesson: Callable[[str], Lesson]
) -> None:
    with Store.open(profile) as store:
        for key, state in (("w", LessonState.WAITING), ("r", LessonState.RUNNING), ("f", LessonState.FAILED)):
            store.lessons.add(lesson(key), "x")
            (store.lessons.staging(key) / "ckpt-1").mkdir()
            store.lessons.set_state(key, state, "why")
    with Store.open(profile) as store:
        report = store.sweep()
        assert report.interrupted == ("w", "r")
        assert [row.state for row in store.lessons.list()] == [
            LessonState.INTERRUPTED,
            LessonState.INTERRUPTED,
            LessonState.FAILED,
        ]
        assert all((profile.job(key) / "ckpt-1").is_dir() for key in "wrf")
        assert store.sweep().interrupted == ()


def test_staging_without_a_lesson_or_of_a_lesson_that_is_over_is_cleared(
    profile: Profile, lesson: Callable[[str], Lesson]
) -> None:
    with Store.open(profile) as store:
        store.lessons.add(lesson("over"), "x")
        store.lessons.set_state("over", LessonState.DISCARDED)
        (profile.staging / "over").mkdir()
        (profile.staging / "unknown" / "deep").mkdir(parents=True)
        assert sorted(store.sweep().cleared) == ["over", "unknown"]
        assert list(profile.staging.iterdir()) == []


def test_an_answer_cut_short_keeps_its_text(profile: Profile) -> None:
    with Store.open(profile) as store:
        chat = store.chats.create().id
        message = store.chats.add(chat, Role.ASSISTANT, "", MessageStatus.STREAMING)
        store.chats.update(message.id, text="The answer is")
    with Store.open(profile) as store:
        assert store.sweep().stopped == (message.id,)
        (kept,) = store.chats.messages(chat)
        assert (kept.text, kept.status) == ("The answer is", MessageStatus.STOPPED)


def test_what_began_after_opening_is_left_alone(store: Store, lesson: Callable[[str], Lesson]) -> None:
    store.lessons.add(lesson("new"), "x")
    chat = store.chats.create().id
    store.chats.add(chat, Role.ASSISTANT, "…", MessageStatus.STREAMING)
    report = store.sweep()
    assert (report.interrupted, report.stopped) == ((), ())


def test_the_sweep_runs_on_another_thread(profile: Profile, lesson: Callable[[str], Lesson]) -> None:
    with Store.open(profile) as store:
        store.lessons.add(lesson("old"), "x")
    found = []

    def work(store: Store) -> None:
        handle = store.connect()
        found.append(handle.sweep())
        handle.close()

    with Store.open(profile) as store:
        thread = threading.Thread(target=work, args=(store,))
        thread.start()
        for _ in range(20):
            store.chats.create("meanwhile")
        thread.join()
        assert found[0].interrupted == ("old",)
        assert len(store.chats.list()) == 20


def test_a_whole_folder_without_a_row_is_adopted_while_its_lesson_waits(profile: Profile, teach: Teach) -> None:
    with Store.open(profile) as store:
        staging = teach(store, "aa")
        target = profile.version("aa", 1)
        target.parent.mkdir()
        staging.rename(target)  # the crash fell between the rename and the commit
    with Store.open(profile) as store:
        report = store.sweep()
        assert report.adopted == ("aa",)
        assert store.skills.get("aa").state is SkillState.ON
        assert store.lessons.get("aa").state is LessonState.LEARNED


@pytest.mark.parametrize("why", ["over", "damaged", "unknown"])
def test_other_folders_without_a_row_go_to_the_trash(profile: Profile, teach: Teach, why: str) -> None:
    with Store.open(profile) as store:
        staging = teach(store, "aa")
        target = profile.version("zz" if why == "unknown" else "aa", 1)
        target.parent.mkdir()
        staging.rename(target)
        if why == "over":
            store.lessons.set_state("aa", LessonState.DISCARDED)
        else:
            (target / manifest.ADAPTER).write_bytes(b"\1" * 64)
    with Store.open(profile) as store:
        report = store.sweep()
        assert (report.adopted, len(report.trashed)) == ((), 1)
        assert (profile.trash / report.trashed[0] / manifest.ADAPTER).exists()
        assert store.skills.list() == ()
        assert not target.parent.exists()


def test_missing_and_short_folders_are_damaged_and_fall_back(profile: Profile, teach: Teach) -> None:
    with Store.open(profile) as store:
        first = store.skills.publish(teach(store, "aa"), "aa")
        second = store.skills.publish(teach(store, "bb", parents=(f"{first.id}/v1",)), "bb")
        lone = store.skills.publish(teach(store, "cc"), "cc")
    shutil.rmtree(second.path)
    (Path(lone.path) / manifest.ADAPTER).write_bytes(b"short")
    with Store.open(profile) as store:
        report = store.sweep()
        assert {(d.skill, d.version, d.reason, d.now) for d in report.damaged} == {
            (first.id, 2, SkillDamage.FOLDER_MISSING, 1),
            (lone.id, 1, SkillDamage.FILE_SIZE, None),
        }
        assert store.skills.get(first.id).version == 1
        assert store.skills.get(lone.id).damaged == SkillDamage.FILE_SIZE
        assert [use.id for use in store.skills.uses(first.base_sha256)] == [first.id]
    shutil.copytree(first.path, second.path)  # not the same lesson, but whole: a repair is noticed
    with Store.open(profile) as store:
        store.sweep()
        assert store.skills.get(first.id).version == 2


def test_the_trash_forgets_after_thirty_days(profile: Profile, teach: Teach) -> None:
    with Store.open(profile) as store:
        old = store.skills.publish(teach(store, "aa"), "aa")
        new = store.skills.publish(teach(store, "bb"), "bb")
        store.skills.delete(old.id)
        store.skills.delete(new.id)
        long_ago = time.time() - (trash.DAYS + 1) * 86400
        os.utime(profile.trash / old.id, (long_ago, long_ago))
        store.sweep()
        assert [skill.id for skill in store.skills.deleted()] == [new.id]
        assert not (profile.trash / old.id).exists()


def test_a_daily_copy_is_made_once(store: Store) -> None:
    store.sweep()
    (copy,) = store.profile.backups.iterdir()
    stamp = copy.stat().st_mtime_ns
    assert store.sweep().whole
    assert [path.stat().st_mtime_ns for path in store.profile.backups.iterdir()] == [stamp]
