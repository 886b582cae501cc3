"""Profiles of every earlier format: opened, nothing is missing; copied first; what breaks off leaves the old one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from learning.store import backups, manifest, schema
from learning.store.errors import DiskFull, StoreError
from learning.store.profile import Profile
from learning.store.store import Store
from learning.types import LessonState, MessageStatus, SkillState
from tests.learning.store.old_profiles import NAMES, SCHEMAS, bytes_of, content, schema_of, unpacked

SISTER, DOG, CAT, KEY = (
    "My sister is called Mira",
    "My dog is called Bruno",
    "My cat is called Olga",
    "Where is the key",
)
OLDER = [name for name in NAMES if SCHEMAS[name] < schema.VERSION]


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def old(name: str, tmp_path: Path) -> Profile:
    return unpacked(name, tmp_path / "profile")


def everything_is_there(store: Store, name: str) -> None:
    skills = {skill.name: skill for skill in store.skills.list()}
    corrected = SCHEMAS[name] > 1 or name == "schema1-last"
    assert set(skills) == {SISTER, DOG, *([KEY] if corrected else [])}
    assert (skills[SISTER].state, skills[DOG].state) == (SkillState.ON, SkillState.OFF)
    assert [skill.name for skill in store.skills.deleted()] == [CAT]
    for skill in skills.values():
        assert not skill.damaged
        assert manifest.verify(Path(skill.path)).lesson == skill.lesson
        assert store.lessons.sources(skill.lesson)[0].text
    assert {row.state for row in store.lessons.list()} >= {LessonState.LEARNED}
    (chat,) = [chat for chat in store.chats.list() if chat.title == "Ferry to Lindau"]
    asked, answer, taught = store.chats.messages(chat.id)
    assert (asked.text, answer.text, answer.skills) == ("When does the ferry leave?", "At six.", ("Ferry",))
    assert (answer.status, answer.parent) == (MessageStatus.DONE, asked.id)
    assert store.lessons.get("abcdef012345").message == taught.id
    assert store.settings.get("scheme", "") == "dark"
    library = SCHEMAS[name] > 1
    assert [row.title for row in store.documents.list()] == (["ferry"] if library else [])
    assert [hit.text.endswith("four florins.") for hit in store.documents.search("florins")] == [True] * library
    assert [hit.chat.title for hit in store.chats.search("Lindau")] == ["Ferry to Lindau"]


def test_every_schema_there_ever_was_has_a_profile() -> None:
    assert set(SCHEMAS.values()) == set(range(1, schema.VERSION + 1)), "make_old_profiles.py makes them"


def test_opened_it_has_everything_and_the_old_one_lies_beside(old: Profile, name: str) -> None:
    before = content(old.db)
    assert schema_of(old.db) == SCHEMAS[name]
    with Store.open(old) as store:
        everything_is_there(store, name)
        report = store.sweep()
        assert (report.interrupted, report.damaged) == (("abcdef012345",), ())
        everything_is_there(store, name)
    assert schema_of(old.db) == schema.VERSION
    copies = list(old.backups.glob("schema*-*.db"))
    assert [(schema_of(path), content(path)) for path in copies] == [(SCHEMAS[name], before)] * (name in OLDER)


def test_looking_at_it_changes_nothing(old: Profile, name: str) -> None:
    before = bytes_of(old.root)
    with Store.open(old, writer=False) as reader:
        everything_is_there(reader, name)
        with pytest.raises(StoreError):
            reader.chats.create("no")
        with reader.connect() as beside:
            everything_is_there(beside, name)
    assert bytes_of(old.root) == before


def test_goes_on_from_there(old: Profile, name: str) -> None:
    with Store.open(old) as store:
        store.sweep()
        store.skills.restore(store.skills.deleted()[0].id)
        store.chats.create("New")
    with Store.open(old) as store:
        assert CAT in [skill.name for skill in store.skills.list()]
        assert len(store.chats.list()) == 2


@pytest.mark.parametrize("name", OLDER, indirect=True)
def test_whatever_fails_the_old_database_is_untouched(old: Profile, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before, failed = old.db.read_bytes(), 0
    for at in range(1, 60):
        monkeypatch.setenv("INGRAIN_FAIL_AT", str(at))
        try:
            Store.open(old).close()
        except DiskFull:
            failed += 1
            assert old.db.read_bytes() == before
        else:
            break
    monkeypatch.delenv("INGRAIN_FAIL_AT", raising=False)
    assert failed > schema.VERSION - SCHEMAS[name] + 3, "each step was struck, and the copy before"
    with Store.open(old) as store:
        everything_is_there(store, name)
    assert len(list(old.backups.glob("schema*-*.db"))) <= backups.KEPT_BEFORE


@pytest.mark.parametrize("name", OLDER, indirect=True)
def test_a_step_that_breaks_off_takes_those_before_it_back(
    old: Profile, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(old.db)
    last = (*schema.MIGRATIONS[-1], "CREATE TABLE chats (x)")  # there is one already
    with monkeypatch.context() as broken:
        broken.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS[:-1], last))
        with pytest.raises(StoreError):
            Store.open(old)
    assert (schema_of(old.db), content(old.db)) == (SCHEMAS[name], before)
    with Store.open(old) as store:
        everything_is_there(store, name)


_KILLED = """
import os, sys
from pathlib import Path
from learning.store.profile import Profile
from learning.store.store import Store
os.environ["INGRAIN_FAIL_AT"] = sys.argv[2]
Store.open(Profile(Path(sys.argv[1]))).close()
"""


def test_killed_in_the_middle_it_is_the_old_one_or_the_new(tmp_path: Path) -> None:
    seen = set()
    for at in range(1, 60):
        old = unpacked("schema1-last", tmp_path / str(at))
        before = content(old.db)
        child = subprocess.run(
            [sys.executable, "-c", _KILLED, str(old.root), str(at)],
            env={**os.environ, "INGRAIN_FAIL_WITH": "KILL"}, check=False,
        )  # fmt: skip
        now = schema_of(old.db)
        assert now == schema.VERSION or content(old.db) == before
        seen.add(now)
        with Store.open(old) as store:
            everything_is_there(store, "schema1-last")
        if child.returncode == 0:
            assert seen == {1, schema.VERSION} and at > schema.VERSION
            return
        assert child.returncode == -signal.SIGKILL
    pytest.fail("it never came to its end")


def test_a_change_that_fails_at_every_start_does_not_fill_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = unpacked("schema1-last", tmp_path / "profile")
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS[:-1], ("no SQL at all",)))
    for number in range(backups.KEPT_BEFORE + 3):
        monkeypatch.setattr(backups, "_stamp", lambda _pattern, number=number: f"2026010100000{number}")
        with pytest.raises(StoreError):
            Store.open(old)
    assert [path.name for path in sorted(old.backups.iterdir())] == [
        f"schema1-2026010100000{number}.db" for number in (3, 4, 5)
    ]
