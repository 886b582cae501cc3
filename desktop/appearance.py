"""Light or dark, contrast and text size: what the system says unless the person chose, kept in the settings.

Knows the application's look. Does not know which widgets there are: they get the theme by `changed`.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop import look, theme
from desktop.theme import Theme
from learning.store.settings import Settings

SCHEME: Final = "scheme"
TEXT_SIZE: Final = "text_size"


class Appearance(QObject):
    changed = Signal(object)  # Theme

    def __init__(self, application: QApplication, settings: Settings) -> None:
        super().__init__(application)
        self._application, self._settings = application, settings
        self._font = application.font()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._restyle)

    @property
    def scheme(self) -> str:
        """ "light", "dark" or "system", as the person chose."""
        return str(self._settings.get(SCHEME, "system"))

    def apply(self) -> Theme:
        """Put it on the application."""
        colours = theme.choose(self._dark(), _high_contrast())
        look.apply(self._application, colours, self._font, self._size())
        return colours

    def set_scheme(self, scheme: str) -> None:
        """ "light", "dark" or "system"."""
        self._settings.set(SCHEME, scheme)
        self._restyle()

    def set_text_size(self, factor: float) -> None:
        """Larger or smaller by a factor; 0 is back to normal."""
        wanted = min(max(self._size() * factor, look.LEAST_TEXT), look.MOST_TEXT) if factor else 1.0
        self._settings.set(TEXT_SIZE, round(wanted, 2))
        self._restyle()

    def _restyle(self) -> None:
        self.changed.emit(self.apply())

    def _size(self) -> float:
        return float(self._settings.get(TEXT_SIZE, 1.0))

    def _dark(self) -> bool:
        if self.scheme == "system":
            return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return self.scheme == "dark"


def _high_contrast() -> bool:
    hints = QGuiApplication.styleHints()  # kept in a name: chained, the C++ object is gone too early
    wish = hints.accessibility()
    return wish is not None and wish.contrastPreference() is Qt.ContrastPreference.HighContrast
