"""Documents that are long, that change, or that are not what they were a moment ago."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from learning.parse.document import Document, Part, Passage
from learning.parse.pieces import Progress
from learning.store import passages, schema
from learning.store.documents import Choice, DocumentState
from learning.store.errors import DiskFull, FileChanged, ProfileReadOnly, UnknownId
from learning.store.profile import Profile
from learning.store.store import Store
from tests.learning.store.library_samples import DATA, LATER, LATER_DATA, TIMETABLE, document


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "timetable.pdf"
    path.write_bytes(DATA)
    return path


# ------------------------------------------------------------------------------------------ long ones


def _long(many: int) -> Document:
    return document(text=tuple(Passage(Part.PARAGRAPH, f"Passage {n} is about item {n}.") for n in range(many)))


def test_a_long_document_goes_in_by_pieces_and_counts_at_the_end(store: Store) -> None:
    long = _long(3 * passages.CHUNK + 1)
    work = store.documents.adding(long, "", DATA, "Pasted text")
    seen = []
    try:
        while True:
            seen.append(next(work))
            assert store.documents.search("passage") == ()
    except StopIteration as end:
        row, new = end.value
    assert [one.done for one in seen] == [0, passages.CHUNK, 2 * passages.CHUNK, 3 * passages.CHUNK, len(long.passages)]
    assert seen[-1] == Progress(len(long.passages), len(long.passages))
    assert new and store.documents.read(row.id) == long
    assert len(store.documents.search("passage", limit=10_000)) == len(long.passages)


@pytest.mark.parametrize("steps", [0, 1, 2, 3])
def test_stopping_leaves_the_library_as_it_was(store: Store, steps: int) -> None:
    work = store.documents.adding(_long(2 * passages.CHUNK), "", DATA, "Pasted text")
    for _, _ in zip(range(steps), work, strict=False):
        pass
    work.close()
    assert store.documents.list() == ()
    assert list(store.profile.documents.iterdir()) == []
    again, new = store.documents.add(_long(2 * passages.CHUNK), "", DATA, "Pasted text")
    assert new and len(store.documents.read(again.id).passages) == 2 * passages.CHUNK


def _word(number: int, place: int) -> str:
    """One of its own for every passage; the index shortens the beginnings that words share, so it ends all else."""
    return hashlib.sha256(f"{number} {place}".encode()).hexdigest()[:16]


def test_removing_leaves_no_word_in_a_full_index_and_all_of_the_others(profile: Profile) -> None:
    gone, kept = (0, 5, 6, 11), (1, 2, 3, 4, 7, 8, 9, 10)
    with Store.open(profile) as store:
        rows = []
        for number in range(12):
            text = tuple(Passage(Part.ITEM, f"{_word(number, place)} is a mooring.") for place in range(150))
            data = f"harbour {number}".encode()
            rows.append(store.documents.add(document(data, text), "", data, "Pasted text")[0])
        for number in gone:
            store.documents.remove(rows[number].id)
        assert len(store.documents.search("mooring", limit=9999)) == 150 * len(kept)
        assert [hit.document for hit in store.documents.search(_word(7, 3))] == [rows[7].id]
    raw = sqlite3.connect(profile.db)
    index = b"".join(block for (block,) in raw.execute("SELECT block FROM passages_search_data"))
    raw.close()
    ends = {number: [_word(number, place)[6:].encode() for place in range(150)] for number in range(12)}
    assert all(end in index for number in kept for end in ends[number])
    assert not any(end in index for number in gone for end in ends[number])


# -------------------------------------------------------------------------------------------- changed


def test_a_document_read_again_keeps_its_id_and_nothing_of_the_old_text(profile: Profile, file: Path) -> None:
    with Store.open(profile) as store:
        old, _ = store.documents.add(TIMETABLE, str(file), file, file.name)
        before = store.documents.file(old.id)
        file.write_bytes(LATER_DATA)
        assert store.documents.is_changed(old)
        row, new = store.documents.add(LATER, str(file), file, file.name)
        assert new and row.former == (TIMETABLE.sha256,)
        assert (row.id, row.origin, row.added, row.sha256) == (old.id, str(file), old.added, LATER.sha256)
        assert store.documents.list() == (row,) and not store.documents.is_changed(row)
        assert store.documents.read(row.id) == LATER
        assert store.documents.search("quokka") == ()
        assert [(hit.document, hit.place) for hit in store.documents.search("wombat")] == [(row.id, 3)]
        assert not before.exists() and store.documents.file(row.id).read_bytes() == LATER_DATA
    left = b"".join(path.read_bytes() for path in profile.root.rglob("*") if path.is_file())
    assert b"wombat" in left and b"quokka" not in left


def test_decisions_follow_the_text_they_were_about(store: Store, file: Path) -> None:
    row, _ = store.documents.add(TIMETABLE, str(file), file, file.name)
    first = Choice(1, "The first ferry leaves at six.", "The first ferry leaves at 6.", True)
    quokka = Choice(2, "A quokka travels for two florins.", "A quokka travels for two florins.", False, ("order",))
    store.documents.decide(row.id, (first, quokka))
    when = store.documents.decisions(row.id)[0].at
    store.documents.add(LATER, str(file), LATER_DATA, file.name)
    (kept,) = store.documents.decisions(row.id)
    assert (kept.place, kept.text, kept.ticked, kept.edited, kept.at) == (2, first.text, True, True, when)
    assert when and not quokka.edited


def test_a_new_decision_has_a_new_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    row, _ = store.documents.add(TIMETABLE, "", DATA, "Pasted text")
    monkeypatch.setattr("learning.store.ids.now", lambda: "2026-01-01T00:00:00+00:00")
    store.documents.decide(row.id, [Choice(1, "a", "a", True)])
    (first,) = store.documents.decisions(row.id)
    monkeypatch.setattr("learning.store.ids.now", lambda: "2026-01-02T00:00:00+00:00")
    store.documents.decide(row.id, [replace(first, ticked=False)])
    (second,) = store.documents.decisions(row.id)
    assert (first.at, second.at) == ("2026-01-01T00:00:00+00:00", "2026-01-02T00:00:00+00:00")
    assert store.documents.counts() == {row.id: (1, 0)}


def test_the_same_passage_twice_keeps_both_decisions(store: Store) -> None:
    twice = (Passage(Part.ITEM, "Closed."), Passage(Part.ITEM, "Closed."))
    row, _ = store.documents.add(document(text=twice), "/hours.txt", DATA, "hours.txt")
    store.documents.decide(row.id, [Choice(0, "Closed.", "Closed.", True), Choice(1, "Closed.", "Closed.", False)])
    later = document(LATER_DATA, (Passage(Part.HEADING, "Hours"), *twice))
    store.documents.add(later, "/hours.txt", LATER_DATA, "hours.txt")
    assert [(one.place, one.ticked) for one in store.documents.decisions(row.id)] == [(1, True), (2, False)]


def test_a_file_that_was_only_touched_is_not_changed_any_more(store: Store, file: Path) -> None:
    row, _ = store.documents.add(TIMETABLE, str(file), file, file.name)
    store.documents.decide(row.id, [Choice(1, "a", "a", True)])
    moment = file.stat().st_mtime_ns + 10**9
    os.utime(file, ns=(moment, moment))
    assert store.documents.is_changed(row)
    assert store.documents.add(TIMETABLE, str(file), file, file.name) == (row, False)
    store.documents.seen(row.id, file)
    again = store.documents.get(row.id)
    assert not store.documents.is_changed(again) and store.documents.read(row.id) == TIMETABLE
    assert store.documents.file(row.id).read_bytes() == DATA and store.documents.decisions(row.id)


def test_a_file_that_is_changed_back_is_the_first_again(store: Store, file: Path) -> None:
    one, _ = store.documents.add(TIMETABLE, str(file), file, file.name)
    for later, data in ((LATER, LATER_DATA), (TIMETABLE, DATA)):
        file.write_bytes(data)
        store.documents.add(later, str(file), file, file.name)
    (row,) = store.documents.list()
    assert (row.id, row.sha256, row.former) == (one.id, TIMETABLE.sha256, (TIMETABLE.sha256, LATER.sha256))


def test_a_file_that_became_a_copy_of_another_document_is_that_one(store: Store, file: Path) -> None:
    other, _ = store.documents.add(LATER, "", LATER_DATA, "Pasted text")
    store.documents.add(TIMETABLE, str(file), file, file.name)
    file.write_bytes(LATER_DATA)
    assert store.documents.add(LATER, str(file), file, file.name) == (other, False)


def test_pages_and_pasted_texts_replace_nothing(store: Store) -> None:
    for origin, fetched in (("https://a.example/timetable", "2026-01-01T00:00:00+00:00"), ("", "")):
        before = len(store.documents.list())
        first, _ = store.documents.add(document(DATA + origin.encode()), origin, DATA + origin.encode(), "one", fetched)
        second, _ = store.documents.add(
            document(LATER_DATA + origin.encode()), origin, LATER_DATA + origin.encode(), "two", fetched
        )
        assert first.id != second.id and len(store.documents.list()) == before + 2


# ---------------------------------------------------------------------------- not what it was a moment ago


@pytest.mark.parametrize("what", ["changed", "gone", "folder"])
def test_a_file_that_changed_since_it_was_read_is_not_kept(store: Store, file: Path, what: str) -> None:
    file.unlink()
    if what == "changed":
        file.write_bytes(b"%PDF swapped in")
    elif what == "folder":
        file.mkdir()
    with pytest.raises(FileChanged):
        store.documents.add(TIMETABLE, str(file), file, file.name)
    assert store.documents.list() == () and list(store.profile.documents.iterdir()) == []


def test_a_full_disk_is_said_before_anything_is_written(
    store: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("learning.store.files.free_bytes", lambda path: 3)
    with pytest.raises(DiskFull):
        store.documents.add(TIMETABLE, str(file), file, file.name)
    assert store.documents.list() == ()


def test_a_reader_changes_nothing(profile: Profile, file: Path) -> None:
    with Store.open(profile) as store:
        row, _ = store.documents.add(TIMETABLE, str(file), file, file.name)
    with Store.open(profile, writer=False) as reader:
        assert reader.documents.read(row.id) == TIMETABLE
        assert reader.documents.search("quokka")[0].document == row.id
        for change in (
            lambda: reader.documents.remove(row.id),
            lambda: reader.documents.decide(row.id, ()),
            lambda: reader.documents.add_unreadable("x", "/x", "no_text"),
        ):
            with pytest.raises(ProfileReadOnly):
                change()


def test_decisions_need_a_document(store: Store) -> None:
    with pytest.raises(UnknownId):
        store.documents.decide("nope", [Choice(0, "a", "a", True)])
    for ask in (store.documents.get, store.documents.read, store.documents.file, store.documents.remove):
        with pytest.raises(UnknownId):
            ask("nope")


# ------------------------------------------------------------------------------- a profile without a library


@pytest.fixture
def first_schema(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> Profile:
    with monkeypatch.context() as older:
        older.setattr(schema, "VERSION", 1)
        with Store.open(profile) as store:
            store.chats.create("Old chat")
    raw = sqlite3.connect(profile.db)
    assert raw.execute("PRAGMA user_version").fetchone() == (1,)
    raw.close()
    return profile


def test_a_profile_of_the_first_schema_can_be_read_as_it_is(first_schema: Profile) -> None:
    with Store.open(first_schema, writer=False) as reader:
        assert [chat.title for chat in reader.chats.list()] == ["Old chat"]
        library = reader.documents
        assert library.counts() == {}
        assert library.list() == library.search("x") == library.nearest(["x"], 3) == library.decisions("x") == ()
        assert library.of_sha256(TIMETABLE.sha256) is None
        with pytest.raises(UnknownId):
            library.read("x")


def test_a_migration_that_fails_anywhere_leaves_the_first_schema_or_the_new(
    first_schema: Profile, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at in range(1, 40):
        monkeypatch.setenv("INGRAIN_FAIL_AT", str(at))
        try:
            Store.open(first_schema).close()
        except DiskFull:
            monkeypatch.delenv("INGRAIN_FAIL_AT", raising=False)
            with Store.open(first_schema, writer=False) as reader:
                assert [chat.title for chat in reader.chats.list()] == ["Old chat"]
                assert reader.documents.list() == ()
        else:
            break
    monkeypatch.delenv("INGRAIN_FAIL_AT", raising=False)
    assert at > 4, "nothing failed"
    with Store.open(first_schema) as store:
        row, _ = store.documents.add(TIMETABLE, str(file), file, file.name)
        assert (row.state, store.chats.list()[0].title) == (DocumentState.READ, "Old chat")
    backups = list(first_schema.backups.glob("schema1-*.db"))
    assert backups
    raw = sqlite3.connect(backups[0])
    assert raw.execute("PRAGMA user_version").fetchone() == (1,)
    raw.close()
