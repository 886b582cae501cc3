"""The foot of the web page, which says what would be done next, and the block that says what went wrong.

Knows words and buttons; what they mean is the page's business.
"""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.chat.primary import PrimaryButton
from desktop.chat.transcript import side_room
from desktop.skills import ink
from desktop.skills.parts import CardButton, IconLabel
from desktop.skills.text_lines import TextLines
from desktop.source_words import MOST_PAGES
from desktop.source_words import WebWords as Words
from desktop.theme import Theme
from desktop.web import rows
from desktop.web.rows import Phase, WebView
