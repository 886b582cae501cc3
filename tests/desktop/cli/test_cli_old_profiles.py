"""The program on profiles of earlier versions: what they learned is known. A later version's is refused in words."""

from __future__ import annotations

import sqlite3

import pytest

from desktop.cli_words import STORE
from learning.store import schema
from learning.store.errors import StoreCode
from learning.store.profile import Profile
from tests.desktop.cli.running import QUESTION, Run, trouble
from tests.learning.store.old_profiles import bytes_of, schema_of, unpacked


@pytest.mark.parametrize("name", ["schema1-first", "schema1-refusals", "schema2", "schema3"])
def test_what_an_earlier_version_learned_is_known(run: Run, profile: Profile, name: str) -> None:
    unpacked(name, profile.root)
    before = schema_of(profile.db)
    assert "Mira" in run("chat", QUESTION, "--json").json["answer"]
    assert schema_of(profile.db) == before, "reading changes nothing"
    assert run("skills", "on", "My dog is called Bruno").code == 0
    assert schema_of(profile.db) == schema.VERSION


def test_a_later_version_s_profile_is_refused_in_words_and_can_be_read(run: Run, profile: Profile) -> None:
    unpacked(f"schema{schema.VERSION}", profile.root)
    raw = sqlite3.connect(profile.db)
    raw.execute(f"PRAGMA user_version={schema.VERSION + 1}")
    raw.close()
    before = bytes_of(profile.root)
    said = trouble(run("teach", "My cat is called Olga.", "--yes", "--json"), 2, StoreCode.NEWER)
    assert said == str(STORE[StoreCode.NEWER]) and "newer version" in said
    assert [one["name"] for one in run("skills", "list", "--json").json["skills"]]
    after = bytes_of(profile.root)
    after.pop("profile.lock")
    before.pop("profile.lock")
    assert after == before
