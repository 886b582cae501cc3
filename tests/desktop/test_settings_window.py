"""The settings page in the window: ways to it and back, looks, and a person's own data with its end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from desktop import leaving
from desktop.counting_words import size
from desktop.data_words import PARTS, DataWords
from desktop.settings.data_block import DeleteQuestion
from desktop.settings.page import SettingsPage
from desktop.theme import Theme
from desktop.words import MenuWords
from learning.store import holdings
from learning.store.profile import Profile
from learning.store.store import Store
from tests.desktop.learned_samples import THEMES, colours
from tests.desktop.open_window import Opened, opened


@pytest.fixture
def window(qapp: QApplication, profile: Profile) -> Iterator[Opened]:
    with opened(qapp, profile) as made:
        yield made


def page(window: Opened) -> SettingsPage:
    return window.app.settings.page


def open_settings(window: Opened) -> None:
    window.window.chats.settings.click()
    window.wait(lambda: DataWords.COUNTING not in page(window).data.words())


def question(window: Opened) -> DeleteQuestion:
    page(window).data.delete.click()
    (found,) = window.window.findChildren(DeleteQuestion)
    return found


def test_ways_there_and_back(window: Opened) -> None:
    open_settings(window)
    assert window.window.pages.currentWidget() is page(window)
    QTest.keyClick(page(window).back, Qt.Key.Key_Escape)
    assert window.window.pages.currentWidget() is window.window.chat
    (action,) = [action for action in window.window.findChildren(QAction) if action.text() == MenuWords.SETTINGS]
    action.trigger()
    assert window.window.pages.currentWidget() is page(window)
    page(window).back.click()
    assert window.window.pages.currentWidget() is window.window.chat


def test_everything_on_it_has_a_name(window: Opened) -> None:
    open_settings(window)
    buttons = page(window).findChildren(QAbstractButton)
    assert len(buttons) > 9
    assert [button for button in buttons if not (button.accessibleName() or button.text())] == []


def test_looks_apply_at_once_and_follow_the_menu(window: Opened, qapp: QApplication) -> None:
    open_settings(window)
    looks = page(window).looks
    looks.schemes["dark"].click()
    assert window.store.settings.get("scheme", "") == "dark"
    window.window.scheme_asked.emit("light")
    assert looks.schemes["light"].isChecked()
    for button in looks.sizes.values():
        button.click()
    assert window.store.settings.get("text_size", 0.0) == 1.1
    window.window.text_asked.emit(0.0)


def test_how_much_there_is(window: Opened, profile: Profile) -> None:
    window.teach("My dog is called Pixel.")
    open_settings(window)
    said = page(window).data.words()
    assert str(profile.root) in said and "1 chat, 1 skill and 0 documents" in said
    assert all(words in said for words in PARTS.values())
    assert f"Skills: {size(holdings.measure(profile).sizes[holdings.Part.SKILLS])}" in said


def test_the_folder_is_shown_by_the_system(window: Opened, profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", shown.append)
    open_settings(window)
    page(window).data.show_folder.click()
    assert shown == [QUrl.fromLocalFile(str(profile.root))]


def test_nothing_is_deleted_by_enter_or_escape(window: Opened, profile: Profile) -> None:
    open_settings(window)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        asked = question(window)
        assert str(profile.root) in asked.informativeText() and "1 chat" in asked.informativeText()
        assert asked.defaultButton() is asked.keep is asked.escapeButton()
        QTest.keyClick(asked, key)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        assert window.window.isVisible() and not window.app.settings.erasing
    assert profile.db.is_file()


def test_a_folder_with_other_things_in_it_is_not_offered_to_be_deleted(window: Opened, profile: Profile) -> None:
    (profile.root / "Letters").mkdir()
    open_settings(window)
    page(window).data.delete.click()
    assert window.window.findChildren(DeleteQuestion) == []
    assert "Letters" in page(window).data.words()


def test_confirmed_the_window_closes_and_then_everything_goes(
    qapp: QApplication, profile: Profile, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened(qapp, profile) as made:
        made.teach("My dog is called Pixel.")
        open_settings(made)
        question(made).delete_now.click()
        assert not made.window.isVisible() and made.app.settings.erasing
        assert profile.db.is_file(), "while a window is open nothing is deleted"
    assert leaving.erase(profile, lambda said: 2) == 0
    assert not profile.root.exists() and str(profile.root) in capsys.readouterr().err


def test_what_cannot_be_deleted_is_said(profile: Profile) -> None:
    said: list[str] = []

    def refuse(words: str) -> int:
        said.append(words)
        return 2

    with Store.open(profile):
        assert leaving.erase(profile, refuse) == 2
    assert said == [str(DataWords.NOT_ALL)] and profile.db.is_file()


@pytest.mark.parametrize("theme", THEMES)
def test_it_is_painted_in_every_theme(window: Opened, theme: Theme) -> None:
    open_settings(window)
    window.window.set_theme(theme)
    assert colours(page(window)) > 3
