"""An answer is foreign text: it may look like anything, and may load, open and hide nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QApplication, QTextBrowser
from pytestqt.qtbot import QtBot

from desktop.chat import markdown
from desktop.chat.message_view import MessageView
from desktop.chat.safe_text import SafeText
from desktop.theme import LIGHT
from learning.types import Message, MessageStatus, Role


def view(qtbot: QtBot, text: str, role: Role = Role.ASSISTANT) -> MessageView:
    message = Message("m1", "c1", 1, None, role, text, "2026-03-01T10:42:00+00:00", MessageStatus.DONE)
    made = MessageView(message, LIGHT)
    qtbot.addWidget(made)
    made.resize(660, 200)
    made.show()
    return made


def picture(folder: Path) -> Path:
    """A picture file that Qt can read, 200 points wide and high."""
    made = QImage(200, 200, QImage.Format.Format_RGB32)
    made.fill(Qt.GlobalColor.red)
    assert made.save(str(folder / "secret.png"))
    return folder / "secret.png"


@pytest.mark.parametrize("image", ["![x](relative.png)", "![x](https://example.org/a.png)", "![x](/a.png)"])
def test_a_picture_becomes_its_description(qtbot: QtBot, image: str) -> None:
    made = view(qtbot, f"before {image} after")
    assert made.text.toPlainText() == "before [x] after"
    assert made.text.refused == 0


def test_a_file_is_not_even_a_picture(qtbot: QtBot) -> None:
    made = view(qtbot, "![x](file:///etc/hostname)")
    assert made.text.toPlainText() == "![x](file:///etc/hostname)"


def test_nothing_is_read_even_when_a_page_asks(qtbot: QtBot, tmp_path: Path) -> None:
    """A plain QTextBrowser would show this picture, 200 points high."""
    file = picture(tmp_path)
    text = SafeText()
    qtbot.addWidget(text)
    text.show_html(f'<img src="{QUrl.fromLocalFile(str(file)).toString()}"><link rel="stylesheet" href="{file}">words')
    text.show()
    qtbot.waitUntil(lambda: text.refused > 0)
    assert text.height() < 200  # as high as the words alone
    got = text.document().resource(QTextDocument.ResourceType.ImageResource.value, QUrl.fromLocalFile(str(file)))
    assert (got.width(), got.height()) == (1, 1)


def test_a_plain_browser_would_have_read_it(qtbot: QtBot, tmp_path: Path) -> None:
    """What the test above rests on."""
    file = picture(tmp_path)
    plain = QTextBrowser()
    qtbot.addWidget(plain)
    plain.setHtml(f'<img src="{QUrl.fromLocalFile(str(file)).toString()}">')
    plain.document().setTextWidth(600)
    assert plain.document().size().height() >= 200


def test_tags_are_text(qtbot: QtBot) -> None:
    answer = view(qtbot, "<script>alert(1)</script> <b>x</b>")
    assert answer.text.toPlainText() == "<script>alert(1)</script> <b>x</b>"
    own = view(qtbot, "<b>x</b>", Role.USER)
    assert own.text.toPlainText() == "<b>x</b>"


@pytest.mark.parametrize("address", [
    "javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "copy-code:0", "https://bank.example@evil.example/",
])  # fmt: skip
def test_a_link_that_is_not_safe_is_only_words(qtbot: QtBot, address: str) -> None:
    made = view(qtbot, f"[click]({address})")
    assert made.text.toPlainText().startswith(("click", "[click]"))
    assert "href" not in made.text.toHtml()


def test_a_web_link_is_asked_about_not_opened(qtbot: QtBot) -> None:
    made = view(qtbot, "[page](https://example.org/a)")
    with qtbot.waitSignal(made.link_asked) as asked:
        made.text.anchorClicked.emit(QUrl("https://example.org/a"))
    assert asked.args == ["https://example.org/a"]


def test_invisible_letters_are_gone() -> None:
    assert markdown.clean("a\u202eb\u200bc\x1b[31md\u2066e\U000e0041f") == "abcdef"


def test_code_is_copied_as_it_was_written(qtbot: QtBot) -> None:
    made = view(qtbot, "Look:\n\n```python\ndef f():\n    return 1\n```\n\nand\n\n```\nplain <b>\n```")
    assert "Copy code" in made.text.toPlainText()
    made.text.anchorClicked.emit(QUrl(f"{markdown.COPY_CODE}1"))
    assert QApplication.clipboard().text() == "plain <b>"
    made.text.anchorClicked.emit(QUrl(f"{markdown.COPY_CODE}0"))
    assert QApplication.clipboard().text() == "def f():\n    return 1"


def test_markdown_keeps_its_structure(qtbot: QtBot) -> None:
    made = view(qtbot, "# Head\n\n1. one\n2. two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n**bold** `code`")
    html = made.text.toHtml()
    for part in ("<ol", "<table", "font-weight:6", "monospace"):
        assert part in html


def test_text_is_as_high_as_its_words(qtbot: QtBot) -> None:
    short, long = view(qtbot, "one line"), view(qtbot, "many words " * 200)
    assert long.text.height() > 5 * short.text.height()
    assert long.text.verticalScrollBar().maximum() == 0


def test_a_huge_line_is_broken() -> None:
    assert max(len(line) for line in markdown.clean("x" * 100_000).split("\n")) <= 20_000


def test_the_persons_lesson_shows_the_word_not_the_bracket(qtbot: QtBot) -> None:
    made = view(qtbot, "[Learn] My dog is called Pixel.", Role.USER)
    assert made.text.toPlainText() == "My dog is called Pixel."
