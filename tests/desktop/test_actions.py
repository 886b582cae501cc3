"""Actions on a real store: what is stored, and which command goes to the engine."""

from __future__ import annotations

from desktop import actions
from learning.protocol import Command, Use
from learning.store.profile import Profile
from learning.store.store import Store
from learning.types import ModelRef

MODEL = ModelRef("tiny", "Tiny", "llama", "", "1" * 64)


class Heard:
    """A link that keeps what it was given."""

    def __init__(self) -> None:
        self.commands: list[Command] = []

    def send(self, command: Command) -> None:
        self.commands.append(command)


def test_before_a_model_is_known_nothing_is_sent(profile: Profile) -> None:
    link = Heard()
    with Store.open(profile) as store:
        actions.use(store, link, None)
    assert link.commands == []


def test_with_a_model_the_skills_that_are_on_are_sent(profile: Profile) -> None:
    link = Heard()
    with Store.open(profile) as store:
        actions.use(store, link, MODEL)
    assert [type(command) for command in link.commands] == [Use]
