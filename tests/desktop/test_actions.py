"""Actions on a real store: what is stored, and which command goes to the engine."""

from __future__ import annotations

from desktop import actions
from desktop.gate import Gate
from learning.protocol import Command, Load, Stop, Use
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


def test_what_is_asked_before_the_model_is_known_waits_for_it() -> None:
    link = Heard()
    gate = Gate(link)
    gate.send(Stop("early"))
    assert link.commands == []
    load = actions.load(gate, MODEL, "", "cache")
    gate.send(Use("later", ()))
    assert link.commands == [load, Stop("early"), Use("later", ())]
    assert isinstance(link.commands[0], Load)
