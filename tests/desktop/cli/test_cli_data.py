"""`ingrain data`: where it lies, how much there is; deleted only when somebody says so, and only what is Ingrain's."""

from __future__ import annotations

import io
import sys
from typing import Any

import pytest

from desktop import cli
from desktop.data_words import PARTS
from learning.store.holdings import Part
from learning.store.profile import Profile
from learning.store.store import Store
from tests.desktop.cli.running import Run, trouble


class Terminal(io.StringIO):
    """A person at the keyboard who types this."""

    def isatty(self) -> bool:
        return True


def test_every_part_has_words() -> None:
    assert set(PARTS) == set(Part)


def test_where_and_how_much(run: Run, taught: dict[str, Any], profile: Profile) -> None:
    assert run("data", "where").out.strip() == str(profile.root)
    told = run("data", "size", "--json").json["data"]
    assert (told["folder"], told["skills"], told["documents"]) == (str(profile.root), 1, 0)
    assert told["bytes"] == sum(told["parts"].values()) and told["parts"]["skills"] > 0
    shown = run("data", "size").out
    assert "0 chats, 1 skill and 0 documents" in shown
    assert all(words in shown for words in PARTS.values())


def test_nothing_is_deleted_without_a_word(run: Run, taught: dict[str, Any], profile: Profile) -> None:
    trouble(run("data", "delete", "--json"), 2, "not_confirmed")
    assert profile.db.is_file()
    done = run("data", "delete", "--yes", "--json")
    assert done.code == 0 and done.json["deleted"]["bytes"] > 0
    assert not profile.root.exists()
    assert run("data", "delete", "--yes").code == 0, "there is nothing left, and that is said"


@pytest.mark.parametrize(("typed", "gone"), [("delete\n", True), ("“delete”\n", True), ("y\n", False), ("\n", False)])
def test_a_person_types_the_word(
    profile: Profile, monkeypatch: pytest.MonkeyPatch, typed: str, gone: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    Store.open(profile).close()
    monkeypatch.setattr(sys, "stdin", Terminal(typed))
    assert cli.main(["data", "delete", "--profile", str(profile.root)]) == (0 if gone else 2)
    assert profile.root.exists() is not gone
    assert "Type “delete”" in capsys.readouterr().err


def test_what_is_in_use_or_not_only_ours_stays(run: Run, profile: Profile) -> None:
    with Store.open(profile):
        trouble(run("data", "delete", "--yes", "--json"), 2, "profile_in_use")
    (profile.root / "Letters").mkdir()
    said = trouble(run("data", "delete", "--yes", "--json"), 2, "not_only_ours")
    assert "Letters" in said and profile.db.is_file()


def test_a_damaged_profile_can_be_measured_and_deleted(run: Run, profile: Profile) -> None:
    Store.open(profile).close()
    profile.db.write_bytes(b"not a database" * 100)
    assert run("data", "size", "--json").json["data"]["parts"]["chats"] == 1400
    assert run("data", "delete", "--yes").code == 0 and not profile.root.exists()
