"""How our own frames look: one style sheet from a theme, by object name only, and the sizes of type.

Knows object names and colours. Stock controls keep the platform's style (visual.md 8).
"""

from __future__ import annotations

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from desktop.theme import Theme, palette

LEAST_TEXT, MOST_TEXT = 0.85, 2.0


def apply(app: QApplication, theme: Theme, system: QFont, text_size: float) -> None:
    """Put a theme and a text size on everything. `system` is the font the system gave."""
    font = QFont(system)
    if font.pointSizeF() > 0:
        font.setPointSizeF(system.pointSizeF() * text_size)
    else:
        font.setPixelSize(max(1, round(system.pixelSize() * text_size)))
    app.setFont(font)
    app.setPalette(palette(theme))
    app.setStyleSheet(style_sheet(theme))


def style_sheet(theme: Theme) -> str:
    lined = f"border: 1px solid {theme.line};"
    return f"""
QMainWindow::separator {{ background: {theme.line}; width: 1px; height: 1px; }}
QDockWidget {{ border: none; }}
QMenuBar {{ background: {theme.window}; border-bottom: 1px solid {theme.line}; padding: 2px 8px; }}
QMenuBar::item {{ padding: 5px 10px; background: transparent; border-radius: 4px; }}
QMenuBar::item:selected {{ background: {theme.accent_soft}; color: {theme.text}; }}
QStatusBar {{ background: {theme.window}; border-top: 1px solid {theme.line}; }}
QStatusBar::item {{ border: none; }}
QToolTip {{ background: {theme.base}; color: {theme.text}; {lined} padding: 4px 8px; }}
QLineEdit {{ background: {theme.base}; border: 1px solid {theme.edge}; border-radius: 6px; padding: 4px 8px;
  selection-background-color: {theme.accent}; selection-color: {theme.on_accent}; }}
QLineEdit:focus {{ border: 2px solid {theme.accent}; padding: 3px 7px; }}
#addresses {{ background: {theme.base}; border: 1px solid {theme.edge}; border-radius: 6px; padding: 2px 4px; }}
#addresses:focus {{ border: 2px solid {theme.accent}; padding: 1px 3px; }}
{_scroll_bars(theme)}#chatsDock, #skillsDock {{ background: {theme.window}; }}
#reviewRows, #previewPage, #modelsPage, #settingsPage {{ background: {theme.base}; }}
#chatPage, #chatHeader, #transcriptColumn, #skillPage, #paperColumn, #webPage {{ background: {theme.base}; }}
#overlay {{ background: {theme.window}; border-left: 1px solid {theme.line}; border-right: 1px solid {theme.line}; }}
#chatHeader {{ border-bottom: 1px solid {theme.line}; }}
#composer, #answerEditor {{ background: {theme.base}; border: 1px solid {theme.edge}; border-radius: 10px; }}
#composer[focused="true"], #answerEditor[focused="true"] {{ border: 2px solid {theme.accent}; }}
#composerText {{ background: transparent; border: none; }}
#bubble {{ background: {theme.raised}; {lined} border-radius: 10px; }}
#notice {{ background: {theme.raised}; {lined} border-radius: 10px; }}
#trouble {{ background: {theme.warn_soft}; border: 1px solid {theme.warn}; border-radius: 10px; }}
#chatList {{ background: transparent; border: none; outline: none; }}
#messageText {{ background: transparent; border: none; }}
"""


def _scroll_bars(theme: Theme) -> str:
    """Thin and without arrows; the handle is an edge, so it can be seen."""
    return f"""
QScrollBar:vertical {{ background: transparent; border: none; width: 12px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; border: none; height: 12px; margin: 0; }}
QScrollBar::handle {{ background: {theme.edge}; border-radius: 3px; margin: 3px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:hover {{ background: {theme.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""
