"""The colours of visual.md, recomputed: all text and all parts stand out enough on every surface they may stand on."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from desktop import look, theme
from desktop.chat import markdown
from desktop.icons import FOLDER, icon
from desktop.theme import THEMES, Theme

SURFACES = ("window", "base", "raised", "accent_soft", "warn_soft", "bad_soft")
OWN = ("window", "base", "raised", "accent_soft")
TEXT, PART = 4.5, 3.0
NEEDS = (
    ("text", SURFACES, TEXT), ("muted", SURFACES, TEXT), ("accent", OWN, TEXT),
    ("warn", (*OWN, "warn_soft"), TEXT), ("bad", (*OWN, "bad_soft"), TEXT), ("on_accent", ("accent",), TEXT),
    ("edge", ("window", "base", "raised", "accent_soft"), PART),
)  # fmt: skip
CODE = '```python\n@cached\ndef f(x: int) -> str:\n    """Doc."""\n    return f"{x!r}" + \'a\' * 3  # note\n```'


def contrast(one: str, other: str) -> float:
    """WCAG 2's ratio of two "#RRGGBB"."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_yardstick() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colours", THEMES, ids=lambda colours: colours.name)
def test_every_role_stands_out_on_its_surfaces(colours: Theme) -> None:
    low = [
        (role, surface, round(found, 2))
        for role, surfaces, needed in NEEDS
        for surface in surfaces
        if (found := contrast(getattr(colours, role), getattr(colours, surface))) < needed
    ]
    assert low == []


@pytest.mark.parametrize("colours", THEMES, ids=lambda colours: colours.name)
def test_coloured_code_can_be_read(qapp: QApplication, colours: Theme) -> None:
    used = set(re.findall(r"[^-]color: (#[0-9A-Fa-f]{6})", markdown.to_html(CODE, colours)))
    assert len(used) > 3
    assert [colour for colour in used if contrast(colour, colours.raised) < TEXT] == []


def test_one_theme_for_each_wish() -> None:
    assert {theme.choose(dark, high).name for dark in (False, True) for high in (False, True)} == {
        "light", "dark", "contrast-light", "contrast-dark",
    }  # fmt: skip


def test_the_palette_has_our_roles(qapp: QApplication) -> None:
    palette = theme.palette(theme.DARK)
    assert palette.color(QPalette.ColorRole.Base).name().upper() == theme.DARK.base
    disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
    assert disabled.name().upper() == theme.DARK.muted


@pytest.mark.parametrize("colours", THEMES, ids=lambda colours: colours.name)
def test_the_style_sheet_is_whole(colours: Theme) -> None:
    sheet = look.style_sheet(colours)
    assert sheet.count("{") == sheet.count("}")
    assert colours.accent in sheet


def test_every_icon_can_be_drawn_in_a_colour(qapp: QApplication) -> None:
    names = [path.stem for path in FOLDER.glob("*.svg")]
    assert len(names) >= 40
    drawn = {name: (_pixels(name, "accent"), _pixels(name, "bad")) for name in names}
    assert [name for name, (one, other) in drawn.items() if one == other or not one] == []


def test_icons_carry_their_licence() -> None:
    text = (FOLDER / "LICENSE").read_text(encoding="utf-8")
    assert "ISC License" in text
    assert "MIT" in text


def _pixels(name: str, role: str) -> int:
    """The painted points of an icon, as one number: 0 for an empty picture."""
    picture = icon(theme.LIGHT, name, role).pixmap(32, 32).toImage()
    points = ((x, y) for x in range(picture.width()) for y in range(picture.height()))
    return sum(picture.pixelColor(x, y).rgba() for x, y in points if picture.pixelColor(x, y).alpha() > 100)
