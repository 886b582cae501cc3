"""Off | On | Auto: the switch of a skill, as radio buttons that paint themselves, and the same picture for list rows.

Shows the state it was given. A click asks for another state and changes nothing here: a switch never looks on
before it is.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from desktop.skill_words import SkillWords as Words
from desktop.skills import ink
from desktop.theme import Theme
from learning.types import SkillState

ORDER = (SkillState.OFF, SkillState.ON, SkillState.AUTO)
INSET = 3.0  # between the outline and the segments: room for the focus ring
RADIUS = 6.0


def label(state: SkillState) -> str:
    return {SkillState.OFF: Words.OFF, SkillState.ON: Words.ON, SkillState.AUTO: Words.AUTO}[state]


def segment_widths() -> dict[SkillState, int]:
    """Room for each label in bold."""
    metrics = QFontMetricsF(ink.font(ink.SMALL, QFont.Weight.DemiBold))
    return {state: round(metrics.horizontalAdvance(label(state)) + ink.em(1.0)) for state in ORDER}


def segments_size() -> QSize:
    """At least 28 px high."""
    return QSize(round(sum(segment_widths().values()) + 2 * INSET), max(28, ink.em(2.0)))


def segment_rects(rect: QRectF, mirrored: bool = False) -> dict[SkillState, QRectF]:
    """Where each state's segment lies inside the outline; Off comes first in reading direction."""
    inner = rect.adjusted(INSET, INSET, -INSET, -INSET)
    widths = segment_widths()
    found: dict[SkillState, QRectF] = {}
    left = inner.x()
    for state in reversed(ORDER) if mirrored else ORDER:
        found[state] = QRectF(left, inner.y(), widths[state], inner.height())
        left += widths[state]
    return found


def paint_frame(painter: QPainter, rect: QRectF, theme: Theme, usable: bool) -> None:
    ink.rounded(painter, rect, RADIUS, ink.color(theme, "base"), ink.color(theme, "edge" if usable else "line"))


def paint_segment(
    painter: QPainter, rect: QRectF, state: SkillState, chosen: bool, theme: Theme, usable: bool = True
) -> None:
    """On and Auto are filled, Off outlined: the state is never colour alone."""
    chosen = chosen and usable
    on = state is not SkillState.OFF
    if chosen:
        fill = ink.color(theme, "accent" if on else "raised")
        ink.rounded(painter, rect, RADIUS - INSET, fill, None if on else ink.color(theme, "edge"))
    weight = QFont.Weight.DemiBold if chosen else QFont.Weight.Normal
    painter.setFont(ink.font(ink.SMALL, weight))
    painter.setPen(ink.color(theme, ("on_accent" if on else "text") if chosen else "muted"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, label(state))


def paint_segments(
    painter: QPainter, rect: QRectF, state: SkillState, theme: Theme, usable: bool, mirrored: bool = False
) -> None:
    paint_frame(painter, rect, theme, usable)
    for each, place in segment_rects(rect, mirrored).items():
        paint_segment(painter, place, each, each is state, theme, usable)


class Segment(QRadioButton):
    """One state. Role, press action and focus come from the radio button."""

    stepped = Signal(int)  # -1 or +1, by the arrow keys
    focused = Signal()  # the focus came or went

    def __init__(self, state: SkillState, theme: Theme, parent: QWidget) -> None:
        super().__init__(label(state), parent)
        self._state = state
        self._theme = theme
        self._keyboard = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setAutoExclusive(False)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(segment_widths()[self._state], segments_size().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:
        return True

    def nextCheckState(self) -> None:
        """A click only asks; set_state() checks."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(-step if mirrored else step)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        paint_segment(painter, rect, self._state, self.isChecked(), self._theme, self.isEnabled())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focused.emit()


class Segments(QWidget):
    """The whole switch. `chosen` asks for a state; set_state() shows one."""

    chosen = Signal(object)  # SkillState

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state = SkillState.OFF
        self._usable = True
        self._buttons = {state: Segment(state, theme, self) for state in ORDER}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(*(round(INSET) for _ in range(4)))
        layout.setSpacing(0)
        for state, button in self._buttons.items():
            layout.addWidget(button)
            button.setToolTip(Words.AUTO_HINT if state is SkillState.AUTO else "")
            button.clicked.connect(lambda _checked=False, state=state: self.chosen.emit(state))
            button.stepped.connect(self._step)
            button.focused.connect(self.update)
        self.setFixedSize(segments_size())
        self._show()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for button in self._buttons.values():
            button.set_theme(theme)
        self.update()

    def set_name(self, name: str) -> None:
        """For screen readers: "State of Harbour museum"."""
        self.setAccessibleName(Words.state_of(name))
        for state, button in self._buttons.items():
            button.setAccessibleName(f"{label(state)}, {Words.state_of(name)}")

    def set_state(self, state: SkillState, usable: bool = True) -> None:
        self._state, self._usable = state, usable
        self._show()

    def button(self, state: SkillState) -> Segment:
        return self._buttons[state]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_frame(painter, QRectF(self.rect()), self._theme, self._usable)
        if any(ink.keyboard_focus(button) for button in self._buttons.values()):
            ink.focus_ring(painter, QRectF(self.rect()), RADIUS, self._theme)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.setFixedSize(segments_size())

    def _show(self) -> None:
        for state, button in self._buttons.items():
            button.setChecked(self._usable and state is self._state)
            button.setEnabled(self._usable)
            # One stop for Tab, as in any group of radio buttons; the arrow keys do the rest.
            here = state is self._state
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if here else Qt.FocusPolicy.ClickFocus)
        self.update()

    def _step(self, by: int) -> None:
        place = ORDER.index(self._state) + by
        if 0 <= place < len(ORDER):
            self.chosen.emit(ORDER[place])
