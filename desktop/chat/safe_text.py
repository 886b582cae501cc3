"""A message's text: selectable, as high as its words, and unable to load or open anything by itself.

Knows one document. A link is only ever asked about, by signal.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QImage, QResizeEvent, QTextBlock, QTextBlockFormat, QTextCursor, QTextDocument, QWheelEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QWidget

from desktop.chat.markdown import COPY_CODE, is_safe_link
from desktop.chat.wrapping import wrap_mode
from desktop.skills import ink

READING = 1.07
LINE = 129  # percent; see visual.md 2


class SafeText(QTextBrowser):
    link_asked = Signal(str)
    code_asked = Signal(int)  # copy the code block of this number

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.refused = 0  # how many resources were asked for and not given
        self.setObjectName("messageText")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        self.document().setIndentWidth(ink.em(1.6))
        self.anchorClicked.connect(self._ask)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:  # Any: Qt takes any variant
        """Nothing is ever loaded: a picture becomes one empty point, a style sheet nothing."""
        self.refused += 1
        if kind == QTextDocument.ResourceType.ImageResource.value:
            empty = QImage(1, 1, QImage.Format.Format_ARGB32)
            empty.fill(Qt.GlobalColor.transparent)
            return empty
        return ""

    def show_html(self, text: str) -> None:
        font, wanted = ink.font(READING), wrap_mode(text)
        if self.document().defaultFont() != font:  # to set the same one lays the old words out once more
            self.document().setDefaultFont(font)
        if self.wordWrapMode() is not wanted:
            self.setWordWrapMode(wanted)
        self.setHtml(text)
        self._space_lines()
        self.fit()

    def fit(self) -> None:
        """Take exactly the height of the words at this width."""
        self.document().setTextWidth(max(self.viewport().width(), 40))
        height = self.document().size().height() - self._below_last_line()
        self.setFixedHeight(max(round(height), ink.em(1.3)))

    def words_width(self) -> int:
        """Width of the longest line when nothing wraps."""
        return round(self.document().idealWidth()) + 2

    def sizeHint(self) -> QSize:
        return QSize(self.words_width(), self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the transcript scrolls, not the message

    def _space_lines(self) -> None:
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        spaced = QTextBlockFormat()
        spaced.setLineHeight(LINE, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.mergeBlockFormat(spaced)

    def _below_last_line(self) -> float:
        """Proportional line height adds its extra below each line; below the last one it would only look heavy."""
        last = self.document().lastBlock()
        lines = last.layout().lineCount() if last.isValid() else 0
        if not lines or last.blockFormat().lineHeight() != LINE or self._in_table(last):
            return 0.0
        pitch = last.layout().lineAt(lines - 1).height()
        return pitch - pitch * 100 / LINE

    def _in_table(self, block: QTextBlock) -> bool:
        return QTextCursor(block).currentTable() is not None

    def _ask(self, url: QUrl) -> None:
        address = url.toString()
        if address.startswith(COPY_CODE):
            self.code_asked.emit(int(address.removeprefix(COPY_CODE)))
        elif is_safe_link(address):
            self.link_asked.emit(address)
