"""One window a profile: a second start brings the first to the front, and hands it the file it was started with.

Knows local sockets, nothing of the network, and nothing of files but their names.
"""

from __future__ import annotations

import hashlib
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QWidget

from learning.store.profile import Profile

WAIT_MS = 500
_LONGEST: Final = 32_768  # bytes of a file's name


class Doorman(QObject):
    """Listens under a name made from the profile's folder. `asked` carries the name of a file to look at."""

    asked = Signal(str)

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

    def call(self, file: str = "") -> bool:
        """Ask the open window to come to the front, and to look at `file`; False when nobody answers."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        there = socket.waitForConnected(WAIT_MS)
        if there and file:
            socket.write(file.encode())
            socket.waitForBytesWritten(WAIT_MS)
        socket.disconnectFromServer()
        return there

    def close(self) -> None:
        self._server.close()

    def _called(self) -> None:
        connection = self._server.nextPendingConnection()
        if connection is not None:
            connection.setParent(self)
            connection.disconnected.connect(self._heard)
            if connection.state() is QLocalSocket.LocalSocketState.UnconnectedState:
                self._read(connection)  # it said all and left before we looked
        if self._window is not None:
            self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowMinimized)
            self._window.show()
            self._window.raise_()
            self._window.activateWindow()

    def _heard(self) -> None:
        connection = self.sender()
        if isinstance(connection, QLocalSocket):
            self._read(connection)

    def _read(self, connection: QLocalSocket) -> None:
        """All that was said, once the other side has left."""
        file = bytes(connection.read(_LONGEST).data()).decode(errors="replace")
        connection.deleteLater()
        if file:
            self.asked.emit(file)
