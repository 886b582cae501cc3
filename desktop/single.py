"""One window a profile: a second start brings the first to the front. Knows local sockets, nothing of the network."""

from __future__ import annotations

import hashlib

from PySide6.QtCore import QObject, Qt
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QWidget

from learning.store.profile import Profile

WAIT_MS = 500


class Doorman(QObject):
    """Listens under a name made from the profile's folder."""

    def __init__(self, profile: Profile) -> None:
        super().__init__()
        self._name = "ingrain-" + hashlib.sha256(str(profile.root).encode()).hexdigest()[:16]
        self._server = QLocalServer(self)
        self._window: QWidget | None = None
        self._server.newConnection.connect(self._called)

    def listen(self, window: QWidget) -> None:
        self._window = window
        QLocalServer.removeServer(self._name)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.listen(self._name)

    def call(self) -> bool:
        """Ask the open window to come to the front; False when nobody answers."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        there = socket.waitForConnected(WAIT_MS)
        socket.disconnectFromServer()
        return there

    def close(self) -> None:
        self._server.close()

    def _called(self) -> None:
        connection = self._server.nextPendingConnection()
        if connection is not None:
            connection.deleteLater()
        if self._window is not None:
            self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowMinimized)
            self._window.show()
            self._window.raise_()
            self._window.activateWindow()
