"""Children that misbehave, in place of the one that looks: each is an entry like learning.sharing.child.run."""

from __future__ import annotations

import sys
import time
from multiprocessing.connection import Connection

from learning.parse.limits import Limits
from learning.sharing.messages import Checked, Part, pack
from learning.sharing.offered import Offered
from learning.store import manifest
from tests.learning.sharing.skill_files import about


def hangs(_connection: Connection, _path: str, _limits: Limits) -> None:
    while True:
        time.sleep(60)


def leaves(_connection: Connection, _path: str, _limits: Limits) -> None:
    sys.exit(3)


def writes_beside(connection: Connection, _path: str, _limits: Limits) -> None:
    connection.send_bytes(pack(Part("../../escaped.md", 1)))
    connection.send_bytes(b"\0x")
    time.sleep(60)


def says_twice(connection: Connection, _path: str, _limits: Limits) -> None:
    for _ in range(2):
        connection.send_bytes(pack(Part(manifest.CONFIG, 1)))
        connection.send_bytes(b"\0x")
    time.sleep(60)


def says_more(connection: Connection, _path: str, _limits: Limits) -> None:
    connection.send_bytes(pack(Part(manifest.CONFIG, 1)))
    connection.send_bytes(b"\0xy")
    time.sleep(60)


def lies(connection: Connection, _path: str, _limits: Limits) -> None:
    """Says that all is well, and sends nothing."""
    connection.send_bytes(pack(Checked(Offered(about(), 1, "ab" * 32, "ab" * 32))))
    time.sleep(60)
