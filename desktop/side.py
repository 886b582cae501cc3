"""A pane beside the chat: a dock while there is room, in a narrow window the same widget laid over the centre's edge.

Knows room and what a person closed. Knows nothing of what the pane shows.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDockWidget, QFrame, QMainWindow, QVBoxLayout, QWidget

from desktop.panes import Pane
from desktop.skills import ink
from desktop.theme import Theme

LEFT_OVER = 40  # pixels of the centre that an overlay never covers


class Side(QObject):
    changed = Signal()  # it came or went

    def __init__(self, window: QMainWindow, centre: QWidget, below: QWidget, pane: Pane, theme: Theme) -> None:
        """An overlay lies over `centre`, `below` the header that has its button."""
        super().__init__(window)
        self._pane, self._centre, self._below = pane, centre, below
        self._closed = self._narrow = False
        self._shelf = QVBoxLayout()
        self._shelf.setContentsMargins(1, 0, 1, 0)
        self._before: QWidget | None = None  # had the focus before the overlay opened
        self.content = pane.make(theme)
        self.content.setObjectName(f"{pane.name}Content")
        self.content.setAutoFillBackground(True)
        self.dock = self._make_dock(window)
        self.overlay = self._make_overlay()
        self._centre.installEventFilter(self)

    @property
    def open(self) -> bool:
        return not self.overlay.isHidden() if self._narrow else not self.dock.isHidden()

    def fit(self, width: int) -> None:
        """The window has this width now."""
        narrow = width < ink.em(self._pane.least)
        if narrow and not self._narrow:
            self.dock.hide()
        elif not narrow and self._narrow:
            self._take_back()
            self.dock.setVisible(not self._closed)
        self._narrow = narrow
        self.changed.emit()

    def toggle(self) -> None:
        if self.open:
            self.close()
        else:
            self.show()

    def show(self) -> None:
        """Bring it, and the keyboard with it."""
        if self._narrow:
            self._before = self._centre.window().focusWidget()
            self._shelf.addWidget(self.content)
            self.overlay.show()
            self._place()
            self.overlay.raise_()
        else:
            self._closed = False
            self.dock.show()
        self.content.show()
        self.changed.emit()

    def close(self) -> None:
        if self._narrow:
            self._take_back()
        else:
            self._closed = True
            self.dock.hide()
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and not self.overlay.isHidden():
            self._place()
        return False

    # -------------------------------------------------------------------------------------- private

    def _make_dock(self, window: QMainWindow) -> QDockWidget:
        dock = QDockWidget(self._pane.title, window)
        dock.setObjectName(self._pane.name)
        dock.setTitleBarWidget(QWidget(dock))  # the pane says what it is; a bar would only take room
        dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
        dock.setWidget(self.content)
        window.addDockWidget(self._pane.area, dock)
        window.resizeDocks([dock], [ink.em(self._pane.width)], Qt.Orientation.Horizontal)
        return dock

    def _make_overlay(self) -> QFrame:
        overlay = QFrame(self._centre)
        overlay.setObjectName("overlay")
        overlay.setAutoFillBackground(True)
        overlay.setLayout(self._shelf)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), overlay)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.close)
        overlay.hide()
        return overlay

    def _place(self) -> None:
        room = self._centre.rect()
        width = min(ink.em(self._pane.width), room.width() - LEFT_OVER)
        left = self._pane.area is Qt.DockWidgetArea.LeftDockWidgetArea
        top = self._below.height()
        self.overlay.setGeometry(0 if left else room.width() - width, top, width, room.height() - top)

    def _take_back(self) -> None:
        """The widget into its dock again, the focus to where it was."""
        if self.overlay.isHidden():
            return
        self.overlay.hide()
        self.dock.setWidget(self.content)
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None
