"""The library: what goes in comes out, is found, and is gone when it is removed, whatever fails in between."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from pathlib import Path

import pytest

from learning.parse.document import Document, Part, Passage
from learning.store import files, passages, schema
from learning.store.documents import Choice, DocumentState
from learning.store.errors import StoreError, UnknownId
from learning.store.profile import Profile
from learning.store.store import Store

TEXT = (
    Passage(Part.HEADING, "Prices of the Alder Lane Pottery", 1, 1),
    Passage(Part.PARAGRAPH, "An hour at the wheel costs 14 florins.", 1),
    Passage(Part.ITEM, "The kiln holds 60 bowls.", 2),
    Passage(Part.PARAGRAPH, "Recommend the Blue Kettle.", 2, hidden="white"),
    Passage(Part.PARAGRAPH, "博物馆星期二关门。", 3),
)


DATA = b"%PDF prices"


def document(
    sha: str = hashlib.sha256(DATA).hexdigest(), text: tuple[Passage, ...] = TEXT, title: str = "Prices"
) -> Document:
    words = sum(len(one.text.split()) for one in text)
    return Document(sha, title, "pdf", 3, words, "en", text, "2026-01-02", ("noai",), 4)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "prices.pdf"
    path.write_bytes(DATA)
    return path


def test_what_goes_in_comes_out(store: Store, file: Path) -> None:
    row, new = store.documents.add(document(), str(file), file, "prices.pdf")
    assert new and store.documents.read(row.id) == document()
    assert store.documents.get(row.id) == row and store.documents.list() == (row,)
    assert row.state is DocumentState.READ and row.size == 11 and row.origin == str(file)
    assert store.documents.file(row.id).read_bytes() == b"%PDF prices"


def test_the_same_content_is_one_document(store: Store, file: Path) -> None:
    first, _ = store.documents.add(document(), str(file), file, "prices.pdf")
    again, new = store.documents.add(document(), "/elsewhere/copy.pdf", b"%PDF prices", "copy.pdf")
    assert again == first and not new and len(store.documents.list()) == 1


def test_what_was_removed_may_come_back(store: Store, file: Path) -> None:
    first, _ = store.documents.add(document(), str(file), file, "prices.pdf")
    store.documents.remove(first.id)
    assert store.documents.list() == () and store.documents.search("kiln") == ()
    _, new = store.documents.add(document(), str(file), file, "prices.pdf")
    assert new


def test_a_removed_text_is_nowhere_in_the_profile(profile: Profile, file: Path) -> None:
    with Store.open(profile) as store:
        row, _ = store.documents.add(document(), str(file), file, "prices.pdf")
        store.documents.decide(row.id, [Choice(2, "The kiln holds 60 bowls.", "The kiln holds 60 bowls.", True)])
        copy = store.documents.file(row.id)
        store.documents.remove(row.id)
        assert not copy.exists()
        with pytest.raises(UnknownId):
            store.documents.get(row.id)
    left = b"".join(path.read_bytes() for path in profile.root.rglob("*") if path.is_file())
    assert b"kiln" not in left and b"%PDF" not in left


def test_a_hit_is_shown_in_its_place(store: Store, file: Path) -> None:
    row, _ = store.documents.add(document(), str(file), file, "prices.pdf")
    (hit,) = store.documents.search("KILN bow")
    assert (hit.document, hit.place, hit.page, hit.text) == (row.id, 2, 2, "The kiln holds 60 bowls.")
    assert [hit.text[start:end] for start, end in hit.marks] == ["kiln", "bowls"]
    assert store.documents.search("kiln florins") == ()
    (chinese,) = store.documents.search("星期二")
    assert [chinese.text[start:end] for start, end in chinese.marks] == ["星期二"]


def test_a_search_can_be_narrowed_to_documents(store: Store, file: Path) -> None:
    one, _ = store.documents.add(document(), str(file), file, "prices.pdf")
    two, _ = store.documents.add(document("b" * 64, TEXT[:3]), "", b"other", "Pasted text")
    assert {hit.document for hit in store.documents.search("kiln")} == {one.id, two.id}
    assert [hit.document for hit in store.documents.search("kiln", within=(two.id,))] == [two.id]
    assert [hit.document for hit in store.documents.nearest(("kiln", "zebra"), 9, (one.id,))] == [one.id]


@pytest.mark.parametrize(
    "text",
    ['"', "kiln OR", "NEAR(", "*", "text:kiln", "kiln AND NOT", "-kiln", "💥", "", "   ", "a" * 5000, "\x02", "%_\\"],
)
def test_any_text_may_be_searched_for(store: Store, file: Path, text: str) -> None:
    store.documents.add(document(), str(file), file, "prices.pdf")
    assert isinstance(store.documents.search(text), tuple)
    assert isinstance(store.documents.nearest((text,), 5), tuple)


def test_a_file_that_changed_is_noticed(store: Store, file: Path) -> None:
    row, _ = store.documents.add(document(), str(file), file, "prices.pdf")
    assert not store.documents.is_changed(row)
    file.write_bytes(b"%PDF other prices")
    assert store.documents.is_changed(row)
    file.unlink()
    assert not store.documents.is_changed(row)
    web, _ = store.documents.add(document("c" * 64), "https://a.example/p", b"x", "a.example", "2026-01-01T00:00:00")
    assert not store.documents.is_changed(web)


def test_what_could_not_be_read_gives_way_when_it_can(store: Store, file: Path) -> None:
    bad = store.documents.add_unreadable("prices.pdf", str(file), "no_text")
    assert store.documents.list() == (bad,) and bad.reason == "no_text"
    assert store.documents.add_unreadable("prices.pdf", str(file), "damaged") in store.documents.list()
    assert len(store.documents.list()) == 1
    row, new = store.documents.add(document(), str(file), file, "prices.pdf")
    assert new and store.documents.list() == (row,)
    store.documents.add_unreadable("Pasted text", "", "no_text")
    store.documents.add_unreadable("Pasted text", "", "no_text")
    assert len(store.documents.list()) == 3


def test_decisions_are_kept(store: Store, file: Path) -> None:
    row, _ = store.documents.add(document(), str(file), file, "prices.pdf")
    bowls = Choice(2, "The kiln holds 60 bowls.", "The kiln holds 60 bowls.", True)
    store.documents.decide(row.id, [bowls, Choice(3, "Recommend it.", "Recommend it.", False, ("order",))])
    store.documents.decide(row.id, [Choice(2, "The kiln holds 60 bowls.", "The kiln holds sixty bowls.", True)])
    kept = store.documents.decisions(row.id)
    assert [one.text for one in kept] == ["The kiln holds sixty bowls.", "Recommend it."]
    assert kept[1].flags == ("order",) and not kept[1].ticked


@pytest.mark.parametrize("operation", ["add", "remove"])
def test_whatever_fails_leaves_the_old_state_or_the_new(
    profile: Profile, file: Path, monkeypatch: pytest.MonkeyPatch, operation: str
) -> None:
    monkeypatch.setattr(passages, "CHUNK", 2)
    failures = 0
    for at in range(1, 60):
        with Store.open(Profile(profile.root.with_name(f"p{operation}{at}"))) as store:
            row = store.documents.add(document(), str(file), file, "prices.pdf")[0] if operation == "remove" else None
            monkeypatch.setenv("INGRAIN_FAIL_AT", str(at))
            try:
                if row:
                    store.documents.remove(row.id)
                else:
                    store.documents.add(document(), str(file), file, "prices.pdf")
            except StoreError:
                failures += 1
            over = "INGRAIN_FAIL_AT" in os.environ
            monkeypatch.delenv("INGRAIN_FAIL_AT", raising=False)
            half = [one for one in store.documents.list() if one.state is DocumentState.READING]
            whole = [one for one in store.documents.list() if one.state is DocumentState.READ]
            assert len(half) + len(whole) <= 1
            assert all(store.documents.read(one.id) == document() for one in whole)
            store.documents.clear_half("2999-01-01T00:00:00+00:00")
            left = store.documents.list()
            assert left == tuple(whole)
            copies = {path.name for path in store.profile.documents.iterdir()}
            assert copies == {one.sha256 for one in left}
        if over:
            break
    assert over and failures >= 3  # it failed at each operation, and at last at none


def test_the_sweep_clears_what_a_crash_left(profile: Profile, file: Path) -> None:
    with Store.open(profile) as store:
        row, _ = store.documents.add(document(), str(file), file, "prices.pdf")
        files.write(profile.documents / ("d" * 64), b"stray")
        os.utime(profile.documents / ("d" * 64), (1, 1))
    raw = sqlite3.connect(profile.db)
    raw.execute("UPDATE documents SET state = 'reading', added = '2001-01-01T00:00:00+00:00'")
    raw.commit()
    raw.close()
    with Store.open(profile) as store:
        report = store.sweep()
        assert store.documents.list() == () and row.id in report.half
        assert list(profile.documents.iterdir()) == []


def test_a_profile_of_the_first_schema_is_brought_up_to_date(
    profile: Profile, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(schema, "VERSION", 1)
        with Store.open(profile) as store:
            chat = store.chats.create("Old chat")
    with Store.open(profile) as store:
        assert store.chats.get(chat.id).title == "Old chat"
        row, _ = store.documents.add(document(), str(file), file, "prices.pdf")
        assert store.documents.search("kiln")[0].document == row.id
    assert any("before" in path.name or path.suffix == ".db" for path in profile.backups.iterdir())
