"""A person's own data: the folder, how much there is of what, and the two things to do with it.

Shows a frozen DataView; deletes nothing itself: wishes leave by `requested`.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QMessageBox, QWidget

from desktop.data_words import DataWords as Words
from desktop.paper import Section
from desktop.settings.views import DataView, DeleteAll, ShowFolder
from desktop.skills import ink
from desktop.skills.parts import CardButton
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme


class DataBlock(Section):
    requested = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, Words.TITLE)
        self._theme = theme
        self._view = DataView()
        self._intro = TextLines(theme, "muted", ink.BODY)
        self._intro.set_text(Words.INTRO)
        self._folder = TextLines(theme, "text", ink.BODY)
        self._counted = TextLines(theme, "text", ink.BODY)
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(24)
        self._form.setVerticalSpacing(4)
        self._trouble = TextLines(theme, "bad", ink.BODY)
        self.show_folder = CardButton(theme, Words.SHOW, "folder-open", outlined=True)
        self.delete = CardButton(theme, Words.DELETE, "trash-2", role="bad", outlined=True)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, 8, 0, 0)
        buttons.setSpacing(12)
        for button in (self.show_folder, self.delete):
            buttons.addWidget(button)
        buttons.addStretch(1)
        for part in (self._intro, self._folder, self._counted):
            self.body.addWidget(part)
        self.body.addLayout(self._form)
        self.body.addWidget(self._trouble)
        self.body.addLayout(buttons)
        self.show_folder.clicked.connect(lambda: self.requested.emit(ShowFolder()))
        self.delete.clicked.connect(lambda: self.requested.emit(DeleteAll()))
        self.show_view(self._view)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._theme = theme
        for part in (self._intro, self._folder, self._counted, self._trouble, self.show_folder, self.delete):
            part.set_theme(theme)
        self._show_amounts()

    def show_view(self, view: DataView) -> None:
        self._view = view
        self._folder.set_text(view.folder)
        self._counted.set_text(view.counted or Words.COUNTING)
        self._trouble.set_text(view.trouble)
        self._trouble.setVisible(bool(view.trouble))
        self._show_amounts()

    def words(self) -> str:
        """Everything that is shown, a line each."""
        amounts = (f"{amount.part}: {amount.size}" for amount in self._view.amounts)
        return "\n".join((self._folder.text(), self._counted.text(), *amounts, self._trouble.text()))

    def _show_amounts(self) -> None:
        while self._form.rowCount():
            self._form.removeRow(0)
        for number, amount in enumerate(self._view.amounts, start=1):
            together = number == len(self._view.amounts)
            self._form.addRow(self._label(amount.part, "muted", together), self._label(amount.size, "text", together))

    def _label(self, text: str, role: str, bold: bool) -> QLabel:
        label = QLabel(text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setFont(ink.font(ink.BODY, QFont.Weight.DemiBold if bold else QFont.Weight.Normal))
        ink.tint(label, self._theme, "text" if bold else role)
        return label


class DeleteQuestion(QMessageBox):
    """Asked before what cannot be taken back. Enter and Esc keep everything."""

    confirmed = Signal()

    def __init__(self, parent: QWidget, at_stake: str) -> None:
        super().__init__(QMessageBox.Icon.Warning, Words.TITLE, Words.QUESTION, parent=parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setInformativeText(at_stake)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.keep = self.addButton(Words.KEEP, QMessageBox.ButtonRole.RejectRole)
        self.delete_now = self.addButton(Words.DELETE_NOW, QMessageBox.ButtonRole.DestructiveRole)
        for button in (self.keep, self.delete_now):
            button.setAccessibleName(button.text())
        self.setDefaultButton(self.keep)
        self.setEscapeButton(self.keep)
        self.buttonClicked.connect(self._clicked)

    def _clicked(self, button: object) -> None:
        if button is self.delete_now:
            self.confirmed.emit()
