"""A skill's file that the system hands to the program: at its start, to the open window, by an event on macOS."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from desktop.opened import Opened
from desktop.single import Doorman
from learning.sharing.exporting import export
from learning.store.profile import Profile
from learning.types import LessonState
from tests.desktop.open_window import opened


def test_what_comes_before_the_window_waits_for_it(qapp: QApplication) -> None:
    asked: list[str] = []
    files = Opened(qapp, "/tmp/first.ingrain", by_event=True)
    files.asked.connect(asked.append)
    QApplication.sendEvent(qapp, QFileOpenEvent(QUrl.fromLocalFile("/tmp/second.ingrain")))
    assert asked == []
    files.begin()
    QApplication.sendEvent(qapp, QFileOpenEvent(QUrl.fromLocalFile("/tmp/third.ingrain")))
    assert asked == ["/tmp/first.ingrain", "/tmp/second.ingrain", "/tmp/third.ingrain"]
    qapp.removeEventFilter(files)
    files.deleteLater()


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_a_second_start_hands_its_file_to_the_open_window(qapp: QApplication, profile: Profile, tmp_path: Path) -> None:
    with opened(qapp, profile) as window:
        assert window.teach("My sister is called Mira.") is LessonState.LEARNED
        (skill,) = window.store.skills.list()
        file = export(skill, tmp_path / "Schöne Grüße, Mira.ingrain", with_lesson=True).path
        doorman = Doorman(profile)
        doorman.listen(window.window)
        doorman.asked.connect(window.app.sharing.look)
        second = subprocess.Popen([sys.executable, "-m", "desktop", "--profile", str(profile.root), str(file)],
                                  stderr=subprocess.PIPE, text=True)  # fmt: skip
        window.wait(lambda: window.window.pages.currentWidget() is window.window.pages.offer)
        window.wait(lambda: second.poll() is not None)
        second.communicate()
        assert second.returncode == 2
        doorman.close()
