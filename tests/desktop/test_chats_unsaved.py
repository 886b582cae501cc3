"""What the disk does not take is said, and the window shows what is stored."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from desktop.background import OnDisk
from desktop.words import UNSAVED, ChatsWords
from learning.store.errors import StoreCode
from learning.store.profile import Profile
from tests.desktop.open_window import Opened, opened


@pytest.fixture
def window(qapp: QApplication, profile: Profile) -> Iterator[Opened]:
    with opened(qapp, profile) as made:
        made.ask("The lighthouse")
        for work in made.app.findChildren(OnDisk):
            work.wait()  # what is still done beside would take the failure meant for the test
        yield made


def fail(monkeypatch: pytest.MonkeyPatch, error: str = "ENOSPC") -> None:
    """The next change of the store fails."""
    monkeypatch.setenv("INGRAIN_FAIL_WITH", error)
    monkeypatch.setenv("INGRAIN_FAIL_AT", "1")


def titles(window: Opened) -> list[str]:
    model = window.window.chats.model
    return [model.item(row).text() for row in range(model.rowCount())]


def title(window: Opened) -> str:
    return window.window.chat.header.title.text()


@pytest.mark.parametrize(("error", "code"), [
    ("ENOSPC", StoreCode.DISK_FULL),
    ("EROFS", StoreCode.READ_ONLY),
    ("EIO", StoreCode.DISK_ERROR),
])  # fmt: skip
def test_a_name_that_is_not_saved_goes_back_in_the_list(
    window: Opened, monkeypatch: pytest.MonkeyPatch, error: str, code: StoreCode
) -> None:
    before = titles(window)
    fail(monkeypatch, error)
    window.window.chats.model.item(1).setText("Another name")
    assert window.notice() == f"{ChatsWords.NAME_NOT_SAVED} {UNSAVED[code]}"
    assert titles(window) == before
    assert title(window) == "The lighthouse"


def test_a_name_that_is_not_saved_goes_back_in_the_header(window: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    header = window.window.chat.header
    header.begin()
    header.edit.setText("Another name")
    fail(monkeypatch)
    header.edit.editingFinished.emit()
    assert window.notice().startswith(ChatsWords.NAME_NOT_SAVED)
    assert title(window) == "The lighthouse"
    assert "Another name" not in titles(window)


@pytest.mark.parametrize(("pinned", "said"), [(True, ChatsWords.NOT_PINNED), (False, ChatsWords.NOT_UNPINNED)])
def test_a_pin_that_is_not_saved_is_not_shown(
    window: Opened, monkeypatch: pytest.MonkeyPatch, pinned: bool, said: str
) -> None:
    chat = window.app.chats.chat
    if not pinned:
        window.window.chats.pin_asked.emit(chat, True)
    before = titles(window)
    fail(monkeypatch)
    window.window.chats.pin_asked.emit(chat, pinned)
    assert window.notice().startswith(said)
    assert titles(window) == before
    assert window.store.chats.get(chat).pinned is not pinned


def test_a_chat_that_is_not_deleted_stays_open(window: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = window.app.chats.chat
    window.store.chats.create("Elsewhere")
    window.app.chats.refresh()
    before = titles(window)
    fail(monkeypatch)
    window.app.chats.delete_current()
    assert window.notice().startswith(ChatsWords.NOT_DELETED)
    assert window.app.chats.chat == chat
    assert titles(window) == before


def test_the_only_chat_is_not_deleted_when_no_other_can_be_made(
    window: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = window.app.chats.chat
    fail(monkeypatch)
    window.app.chats.delete_current()
    assert window.notice().startswith(ChatsWords.NOT_DELETED)
    assert window.app.chats.chat == chat
    assert "The lighthouse" in titles(window)


def test_a_chat_opens_even_if_that_is_not_remembered(window: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    other = window.store.chats.create("Elsewhere").id
    window.app.chats.refresh()
    monkeypatch.setenv("INGRAIN_FAIL_WITH", "ENOSPC")
    monkeypatch.setenv("INGRAIN_FAIL_AT", "2")  # the first is the draft of the chat before
    window.app.chats.open(other)
    assert title(window) == "Elsewhere"
    assert window.notice().startswith(ChatsWords.NOT_REMEMBERED)


def test_no_new_chat_leaves_the_old_one_open(window: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = window.app.chats.chat
    fail(monkeypatch)
    window.app.chats.new()
    assert window.notice().startswith(ChatsWords.NOT_MADE)
    assert window.app.chats.chat == chat


def test_a_new_chat_is_opened_also_below_pinned_ones(window: Opened) -> None:
    pinned = window.app.chats.chat
    window.window.chats.pin_asked.emit(pinned, True)
    window.app.chats.new()
    assert window.app.chats.chat != pinned
    assert window.messages() == ()
