"""Actions on a real store: what is stored, and which command goes to the engine."""

from __future__ import annotations

from desktop import actions
from desktop.gate import Gate
from learning.intent import Exchange
from learning.protocol import Command, Load, Stop, Use
from learning.store.profile import Profile
from learning.store.store import Store
from learning.types import Message, MessageStatus, ModelRef, Role

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


def _message(
    name: str, role: Role, text: str, parent: str | None, status: MessageStatus = MessageStatus.DONE
) -> Message:
    return Message(name, "chat", 0, parent, role, text, "", status)


def test_the_last_answer_and_its_question_can_be_corrected() -> None:
    asked = _message("q", Role.USER, "Where?", None)
    first = _message("a", Role.ASSISTANT, "Here.", "q")
    again = _message("b", Role.ASSISTANT, "There.", "q")
    lesson = _message("l", Role.USER, "[Learn] My dog is called Rex.", "b")
    broken = _message("c", Role.ASSISTANT, "", "l", MessageStatus.FAILED)
    assert actions.exchange((asked, first, again, lesson, broken)) == Exchange("Where?", "There.")


def test_nothing_can_be_corrected_while_an_answer_is_written_or_before_the_first() -> None:
    asked = _message("q", Role.USER, "Where?", None)
    first = _message("a", Role.ASSISTANT, "Here.", "q")
    coming = _message("b", Role.ASSISTANT, "", "q", MessageStatus.STREAMING)
    assert actions.exchange((asked, first, coming)) is None
    assert actions.exchange((asked,)) is None
    assert actions.exchange(()) is None
