"""A crash at every step of adding, reading again and removing: the next start shows the old state or the new one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from learning.store.documents import Choice, DocumentState
from learning.store.errors import DiskFull
from learning.store.profile import Profile
from learning.store.store import Store
from tests.learning.store.library_samples import DATA, LATER, LATER_DATA, TIMETABLE

_LATER = "2999-01-01T00:00:00+00:00"  # the next start
_CHILD = """
import os, sys
from pathlib import Path
from learning.store import passages
from learning.store.profile import Profile
from learning.store.store import Store
from tests.learning.store.library_samples import LATER, TIMETABLE
passages.CHUNK = 2
operation, at, root, file = sys.argv[1:]
with Store.open(Profile(Path(root))) as store:
    os.environ["INGRAIN_FAIL_AT"] = at
    if operation == "add":
        store.documents.add(TIMETABLE, file, Path(file), "timetable.pdf")
    elif operation == "replace":
        store.documents.add(LATER, file, Path(file), "timetable.pdf")
    else:
        store.documents.remove(store.documents.list()[0].id)
    os.environ.pop("INGRAIN_FAIL_AT", None)
"""


def _state(profile: Profile) -> str:
    """ "old" or "new" after the start that follows; anything between fails."""
    with Store.open(profile) as store:
        shown = [row for row in store.documents.list() if row.state is DocumentState.READ]
        texts = {row.id: store.documents.read(row.id) for row in shown}
        assert {hit.document for word in ("ferry", "florins") for hit in store.documents.search(word)} == set(texts)
        store.documents.clear_half(_LATER)
        assert store.documents.list() == tuple(shown)
        assert {path.name for path in profile.documents.iterdir()} == {row.sha256 for row in shown}
        for row in shown:
            data = {TIMETABLE: DATA, LATER: LATER_DATA}[texts[row.id]]
            assert store.documents.file(row.id).read_bytes() == data
            assert len(store.documents.decisions(row.id)) <= 1
        return {(): "none", (TIMETABLE,): "first", (LATER,): "later"}[tuple(texts.values())]


def _prepared(profile: Profile, operation: str, file: Path) -> None:
    with Store.open(profile) as store:
        if operation != "add":
            row, _ = store.documents.add(TIMETABLE, str(file), file, file.name)
            store.documents.decide(row.id, [Choice(1, "The first ferry leaves at six.", "At six.", True)])
    file.write_bytes(LATER_DATA if operation == "replace" else DATA)


@pytest.mark.parametrize(
    ("operation", "old", "new"), [("add", "none", "first"), ("replace", "first", "later"), ("remove", "first", "none")]
)
def test_killed_at_every_step(tmp_path: Path, operation: str, old: str, new: str) -> None:
    seen = set()
    for at in range(1, 30):
        profile, file = Profile(tmp_path / f"p{at}"), tmp_path / "timetable.pdf"
        file.write_bytes(DATA)
        _prepared(profile, operation, file)
        child = subprocess.run(
            [sys.executable, "-c", _CHILD, operation, str(at), str(profile.root), str(file)],
            env={**os.environ, "INGRAIN_FAIL_WITH": "KILL"},
            check=False,
        )
        state = _state(profile)
        assert state in (old, new)
        seen.add(state)
        if child.returncode == 0:
            assert state == new and seen == {old, new}
            assert at > 2, "the child was not killed at all"
            return
        assert child.returncode == -signal.SIGKILL
    pytest.fail("it never came to its end")


def test_a_removal_that_cannot_delete_the_copy_is_said_and_finished_at_the_next_start(
    profile: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "timetable.pdf"
    file.write_bytes(DATA)
    _prepared(profile, "remove", file)
    with Store.open(profile) as store:
        (row,) = store.documents.list()
        monkeypatch.setenv("INGRAIN_FAIL_AT", "2")  # the mark is written, the copy stays
        with pytest.raises(DiskFull):
            store.documents.remove(row.id)
        assert store.documents.search("quokka") == () and store.documents.of_sha256(row.sha256) is None
        again, new = store.documents.add(TIMETABLE, str(file), file, file.name)
        assert new
        assert store.documents.clear_half(_LATER) == (row.id,)
        assert store.documents.list() == (again,) and store.documents.file(again.id).read_bytes() == DATA
