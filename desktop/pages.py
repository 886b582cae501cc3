"""What can stand in the centre of the window: the chat, the page of a skill, the check before learning, a text,
the search on the web, a skill from a file, the models, which engine answers, the settings.

Knows which page is in front. What happens in them is for the desks.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.chat.page import ChatPage
from desktop.documents.preview import PreviewPage
from desktop.documents.review import ReviewPage
from desktop.engines.page import EnginesPage
from desktop.models.page import ModelsPage
from desktop.settings.page import SettingsPage
from desktop.skills.card import SkillCardPage
from desktop.skills.offer_page import OfferPage
from desktop.theme import Theme
from desktop.web.page import WebPage


class Pages(QStackedWidget):
    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chat, self.card = ChatPage(theme), SkillCardPage(theme)
        self.review, self.preview = ReviewPage(theme), PreviewPage(theme)
        self.web = WebPage(theme)
        self.offer = OfferPage(theme)
        self.models = ModelsPage(theme)
        self.engines = EnginesPage(theme)
        self.settings = SettingsPage(theme)
        self._all = (
            *(self.chat, self.card, self.review, self.preview, self.web, self.offer),
            *(self.models, self.engines, self.settings),
        )
        for page in self._all:
            self.addWidget(page)
        self._before: QWidget | None = None  # stood here before a text

    def set_theme(self, theme: Theme) -> None:
        for page in self._all:
            page.set_theme(theme)

    def show_chat(self) -> None:
        self.setCurrentWidget(self.chat)
        self.chat.composer.setFocus()

    def show_card(self) -> None:
        self.setCurrentWidget(self.card)

    def show_review(self) -> None:
        self.setCurrentWidget(self.review)
        self.review.focus_first()

    def show_preview(self) -> None:
        if self.currentWidget() is not self.preview:
            self._before = self.currentWidget()
        self.setCurrentWidget(self.preview)
        self.preview.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_back(self) -> None:
        """From a text to where it was opened: the check before learning while it goes on, else the chat."""
        if self._before is self.review:
            self.setCurrentWidget(self.review)
        else:
            self.show_chat()

    def show_web(self) -> None:
        self.setCurrentWidget(self.web)
        self.web.take_focus()

    def show_offer(self) -> None:
        self.setCurrentWidget(self.offer)
        self.offer.take_focus()

    def show_models(self) -> None:
        self.setCurrentWidget(self.models)
        self.models.take_focus()

    def show_engines(self) -> None:
        self.setCurrentWidget(self.engines)
        self.engines.take_focus()

    def show_settings(self) -> None:
        self.setCurrentWidget(self.settings)
        self.settings.take_focus()

    def areas(self) -> list[QWidget]:
        """Where the keyboard stops in the centre."""
        if self.currentWidget() is not self.chat:
            first = (self.card, self.review.rows, self.preview.text, self.web, self.offer)
            return [*first, self.models, self.engines, self.settings]
        newest = self.chat.transcript.newest()
        return [*([newest] if newest else []), self.chat.composer.edit]
