"""Holds commands back until the model is known: what a person asks in the first second waits for the model.

Knows one link and the order of its commands, nothing of what they do.
"""

from __future__ import annotations

from desktop.actions import Link
from learning.protocol import Command, Load


class Gate:
    """Opens with the first Load, which goes first; then everything passes as it comes."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._open = False
        self._held: list[Command] = []

    def send(self, command: Command) -> None:
        if not self._open and not isinstance(command, Load):
            self._held.append(command)
            return
        self._link.send(command)
        if not self._open:
            self._open = True
            held, self._held = self._held, []
            for waiting in held:
                self._link.send(waiting)
