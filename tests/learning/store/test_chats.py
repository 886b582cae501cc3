"""Chats: what is written is there after closing, in order, found by search, and never mixed up."""

from __future__ import annotations

import pytest

from learning.store.errors import UnknownId
from learning.store.profile import Profile
from learning.store.store import Store
from learning.types import MessageStatus, Role


def test_messages_survive_closing_in_order(profile: Profile) -> None:
    with Store.open(profile) as store:
        chat = store.chats.create("First").id
        asked = store.chats.add(chat, Role.USER, "Hello")
        answer = store.chats.add(chat, Role.ASSISTANT, "", MessageStatus.STREAMING)
        store.chats.update(answer.id, text="Hi there", status=MessageStatus.DONE, skills=("Tone",))
    with Store.open(profile, writer=False) as store:
        first, second = store.chats.messages(chat)
    assert (first.text, second.text) == ("Hello", "Hi there")
    assert first.seq < second.seq
    assert second.parent == asked.id
    assert second.status is MessageStatus.DONE
    assert second.skills == ("Tone",)


def test_update_leaves_other_fields_alone(store: Store) -> None:
    chat = store.chats.create().id
    message = store.chats.add(chat, Role.ASSISTANT, "text", MessageStatus.STREAMING, skills=("A",), lesson="x")
    store.chats.update(message.id, status=MessageStatus.STOPPED)
    stored = store.chats.message(message.id)
    assert (stored.text, stored.skills, stored.lesson) == ("text", ("A",), "x")
    store.chats.update(message.id, text="", skills=())
    stored = store.chats.message(message.id)
    assert (stored.text, stored.skills) == ("", ())


def test_the_list_shows_pinned_then_last_used(store: Store) -> None:
    old, middle, new = (store.chats.create(name).id for name in ("old", "middle", "new"))
    store.chats.pin(middle)
    store.chats.add(old, Role.USER, "again")
    assert [chat.id for chat in store.chats.list()] == [middle, old, new]
    store.chats.pin(middle, False)
    store.chats.delete(old)
    assert [chat.id for chat in store.chats.list()] == [new, middle]
    store.chats.undelete(old)
    assert store.chats.list()[0].id == old


def test_drafts_are_kept(store: Store) -> None:
    chat = store.chats.create().id
    store.chats.save_draft(chat, "half a though")
    assert store.chats.draft(chat) == "half a though"
    assert store.chats.get(chat).drafted
    store.chats.save_draft(chat, "")
    assert not store.chats.get(chat).drafted


@pytest.mark.parametrize("words", ["grun", "GRÜN", "tee grünen", "grünen te"])
def test_search_finds_beginnings_without_accents_and_case(store: Store, words: str) -> None:
    chat = store.chats.create("Untitled").id
    message = store.chats.add(chat, Role.USER, "Ich mag grünen Tee")
    (hit,) = store.chats.search(words)
    assert (hit.chat.id, hit.message) == (chat, message.id)


def test_search_follows_updates_titles_and_deletes(store: Store) -> None:
    chat = store.chats.create("Holiday").id
    message = store.chats.add(chat, Role.ASSISTANT, "first wording")
    store.chats.update(message.id, text="second wording")
    assert not store.chats.search("first")
    assert store.chats.search("second")
    assert [hit.message for hit in store.chats.search("holi")] == [None]
    store.chats.rename(chat, "Work")
    assert not store.chats.search("holiday")
    store.chats.delete(chat)
    assert not store.chats.search("second")


@pytest.mark.parametrize("words", ['"', "a AND (", "NEAR(", "*", "text:x", "'; DROP TABLE chats; --", "-", ""])
def test_search_takes_no_text_for_a_query(store: Store, words: str) -> None:
    store.chats.create("quiet")
    assert store.chats.search(words) == ()


def test_search_finds_pieces_of_scripts_without_spaces_and_signs(store: Store) -> None:
    chat = store.chats.create().id
    store.chats.add(chat, Role.USER, "我的猫叫小白")
    store.chats.add(chat, Role.USER, "off by 100%_x")
    assert store.chats.search("小白")[0].excerpt.endswith("小白")
    assert len(store.chats.search("0%_")) == 1  # % and _ are letters here, not wildcards
    assert not store.chats.search("0%x")


def test_unknown_ids_are_said(store: Store) -> None:
    for call in (store.chats.get, store.chats.draft, store.chats.message, store.chats.pin):
        with pytest.raises(UnknownId):
            call("nope")
    with pytest.raises(UnknownId):
        store.chats.update("nope", text="x")
    with pytest.raises(UnknownId):
        store.chats.add("nope", Role.USER, "x")


def test_a_purged_chat_leaves_no_word_in_the_profile(profile: Profile) -> None:
    with Store.open(profile) as store:
        gone, kept = store.chats.create("Zanzibar").id, store.chats.create("Norway").id
        message = store.chats.add(gone, Role.USER, "the quokka sleeps")
        store.chats.update(message.id, text="the quokka wakes")
        store.chats.add(kept, Role.USER, "a fjord")
        store.chats.purge(gone)
        assert not store.chats.search("quokka")
        assert store.chats.search("fjord")
    data = b"".join(path.read_bytes() for path in profile.root.rglob("ingrain.db*"))
    assert b"fjord" in data
    assert not any(word in data for word in (b"quokka", b"Zanzibar", b"zanzibar"))


def test_a_chat_deleted_long_ago_is_forgotten_by_the_sweep(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = store.chats.create("old").id, store.chats.create("new").id
    store.chats.add(old, Role.USER, "text")
    with monkeypatch.context() as clock:
        clock.setattr("learning.store.ids.now", lambda: "2020-01-01T00:00:00+00:00")
        store.chats.delete(old)
    store.chats.delete(new)
    store.sweep()
    with pytest.raises(UnknownId):
        store.chats.get(old)
    store.chats.undelete(new)
    assert store.chats.messages(old) == ()
