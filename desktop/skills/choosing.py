"""What a person chooses when a skill is to leave as a file, or one is to come: a file, and whether what was told goes.

Knows the system's file choosers and one plain question. Opens no file.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from desktop.share_words import ShareWords as Words
from learning.sharing.bounds import SUFFIX
from learning.store.manifest import ADAPTER

_UNFIT: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


def is_skill(path: str) -> bool:
    """By its name; what is in it is for the process that looks."""
    return path.lower().endswith(SUFFIX) or Path(path).name == ADAPTER


def file_to_add(parent: QWidget) -> str:
    """ "" when they think better of it."""
    kinds = f"{Words.FILES} (*{SUFFIX} *.zip {ADAPTER})"
    name, _ = QFileDialog.getOpenFileName(parent, Words.ADD_TITLE, "", kinds)
    return name


def file_to_save(parent: QWidget, name: str) -> str:
    """The chooser itself asks before a file is replaced. "" when they think better of it."""
    dialog = QFileDialog(parent, Words.SAVE_TITLE, file_name(name), f"{Words.FILES} (*{SUFFIX})")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(SUFFIX.removeprefix("."))
    chosen = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    return chosen[0] if chosen else ""


def file_name(name: str) -> str:
    """A name of a skill as a name of a file."""
    plain = " ".join(_UNFIT.sub(" ", name).split()).strip(". ")[:80]
    return str(Path(f"{plain or 'skill'}{SUFFIX}"))


class TellQuestion(QMessageBox):
    """Whether what it was told goes along. Enter and Esc never send it."""

    answered = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(QMessageBox.Icon.Question, Words.SAVE_TITLE, Words.WHAT_TOLD, parent=parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setInformativeText(Words.WHAT_TOLD_MORE)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.leave_out = self.addButton(Words.LEAVE_OUT, QMessageBox.ButtonRole.AcceptRole)
        self.send = self.addButton(Words.SEND_ALONG, QMessageBox.ButtonRole.AcceptRole)
        self.cancel = self.addButton(Words.CANCEL, QMessageBox.ButtonRole.RejectRole)
        for button in (self.leave_out, self.send, self.cancel):
            button.setAccessibleName(button.text())
        self.setDefaultButton(self.leave_out)
        self.setEscapeButton(self.cancel)
        self.buttonClicked.connect(self._clicked)

    def _clicked(self, button: object) -> None:
        if button is not self.cancel:
            self.answered.emit(button is self.send)
