"""The colours of the window as roles, in four schemes, and the palette Qt's own controls take from them.

Knows colours only. Which scheme is wanted comes in as an argument: offscreen nobody can tell, and a setting overrides.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QPalette


@dataclass(frozen=True, slots=True)
class Theme:
    """One colour for each role, as "#RRGGBB". No text ever stands on `line`."""

    name: str
    window: str  # docks, bars
    base: str  # centre, fields
    raised: str  # user message, "Before", summary band
    line: str  # separators, card outline; carries no meaning
    edge: str  # outline of anything one can operate
    text: str
    muted: str  # second lines, hints, idle icons
    accent: str  # primary, on, links, focus, progress
    on_accent: str
    accent_soft: str  # current row, chip, "Now"
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    dark: bool = False
    high_contrast: bool = False


LIGHT = Theme(
    name="light", window="#F2F4F2", base="#FFFFFF", raised="#F5F7F5", line="#DDE1DD", edge="#7F8782", text="#1B1F1D",
    muted="#565E59", accent="#0B6656", on_accent="#FFFFFF", accent_soft="#E1F0EB", warn="#855000", warn_soft="#FFF4DE",
    bad="#AE2A1F", bad_soft="#FCECEA",
)  # fmt: skip
DARK = Theme(
    name="dark", window="#191B1A", base="#1F2221", raised="#282C2A", line="#363B38", edge="#808983", text="#E6E9E7",
    muted="#A8B0AB", accent="#63C5B0", on_accent="#06251F", accent_soft="#1E3A34", warn="#E8B85E", warn_soft="#382D18",
    bad="#F2988F", bad_soft="#40231F", dark=True,
)  # fmt: skip
CONTRAST_DARK = Theme(
    name="contrast-dark", window="#000000", base="#000000", raised="#000000", line="#9A9A9A", edge="#FFFFFF",
    text="#FFFFFF", muted="#E2E2E2", accent="#5CF2D6", on_accent="#000000", accent_soft="#003A31", warn="#FFD75E",
    warn_soft="#000000", bad="#FFA59B", bad_soft="#000000", dark=True, high_contrast=True,
)  # fmt: skip
CONTRAST_LIGHT = Theme(
    name="contrast-light", window="#FFFFFF", base="#FFFFFF", raised="#FFFFFF", line="#6B6B6B", edge="#000000",
    text="#000000", muted="#2B2B2B", accent="#00473B", on_accent="#FFFFFF", accent_soft="#D6F2EA", warn="#5A3600",
    warn_soft="#FFFFFF", bad="#8A0000", bad_soft="#FFFFFF", high_contrast=True,
)  # fmt: skip
THEMES = (LIGHT, DARK, CONTRAST_DARK, CONTRAST_LIGHT)


def choose(dark: bool, high_contrast: bool) -> Theme:
    return next(theme for theme in THEMES if (theme.dark, theme.high_contrast) == (dark, high_contrast))


def palette(theme: Theme) -> QPalette:
    """Our roles in Qt's places; what cannot be used is muted, never paler."""
    roles = QPalette.ColorRole
    places = {
        roles.Window: theme.window, roles.Base: theme.base, roles.Button: theme.base, roles.AlternateBase: theme.raised,
        roles.Mid: theme.line, roles.Text: theme.text, roles.WindowText: theme.text, roles.ButtonText: theme.text,
        roles.PlaceholderText: theme.muted, roles.Accent: theme.accent, roles.Highlight: theme.accent,
        roles.Link: theme.accent, roles.LinkVisited: theme.accent, roles.HighlightedText: theme.on_accent,
        roles.ToolTipBase: theme.base, roles.ToolTipText: theme.text,
    }  # fmt: skip
    made = QPalette()
    for role, colour in places.items():
        made.setColor(role, QColor(colour))
    for role in (roles.Text, roles.WindowText, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.muted))
    return made
