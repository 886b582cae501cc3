"""Whose turn it is, what Stop does, and that no error ends the loop. The demo engine, no process."""

from __future__ import annotations

import queue
from collections.abc import Sequence
from pathlib import Path

import pytest

from backends.echo import Echo
from learning.loop import EngineLoop, Inbox
from learning.protocol import (
    ChatDone,
    Chunk,
    Command,
    Event,
    Failed,
    FailureCode,
    Learned,
    Progress,
    Quit,
    Stop,
    Stopped,
    Use,
    Using,
)
from learning.types import (
    Phase,
    SkillUse,
    Verdict,
)
from tests.learning.loop_runner import ENDS, chat, learn, load, of, run


class Slow(Echo):
    """Answers need some time for each word, so that pieces go out one by one."""

    def __init__(self) -> None:
        super().__init__()
        self._delay = 0.016


# ------------------------------------------------------------------------------------------------- order


def test_a_chat_is_answered(tmp_path: Path) -> None:
    said = run([load(tmp_path), chat("c")])
    assert of(said, *ENDS) == ["Loaded load", "ChatDone c"]
    done = said[-1]
    assert isinstance(done, ChatDone)
    assert done.text == "You said: Hello there"
    assert "".join(event.text for event in said if isinstance(event, Chunk)) == done.text
    assert (done.tokens, done.skills) == (4, ())
    assert 0 <= done.first_token <= done.seconds


def test_pieces_are_merged(tmp_path: Path) -> None:
    words = 2000
    said = run([load(tmp_path), chat("c", "word " * words)])
    assert len(of(said, Chunk)) < words / 4


def test_a_chat_waits_for_the_model(tmp_path: Path) -> None:
    said = run([chat("early"), load(tmp_path), chat("c")])
    # The load came after `early`, and what used the old model ends with it.
    assert of(said, *ENDS) == ["Stopped early", "Loaded load", "ChatDone c"]


def test_without_a_model_nothing_works(tmp_path: Path) -> None:
    said = run([chat("c"), learn(tmp_path), Use("u", ())])
    assert sorted(of(said, *ENDS)) == ["Failed c", "Failed learn", "Failed u"]
    assert {event.code for event in said if isinstance(event, Failed)} == {FailureCode.NO_MODEL}


def test_a_lesson_is_learned_and_worn(tmp_path: Path) -> None:
    def wear(event: Event) -> Sequence[Command]:
        if isinstance(event, Learned):
            return [Use("u", (SkillUse("s", "Canary", event.staging, ""),)), chat("c", "What is my canary called?")]
        return ()

    said = run([load(tmp_path), learn(tmp_path)], wear)
    learned = next(event for event in said if isinstance(event, Learned))
    assert learned.score.verdict is Verdict.LEARNED
    assert Using("u", ("Canary",), ()) in said
    done = said[-1]
    assert isinstance(done, ChatDone)
    assert "Pip" in done.text
    assert done.skills == ("Canary",)


def test_chat_comes_before_the_lesson(tmp_path: Path) -> None:
    asked: list[int] = []

    def interrupt(event: Event) -> Sequence[Command]:
        if isinstance(event, Progress) and event.step.phase is Phase.TRAIN and not asked:
            asked.append(1)
            return [chat("c")]
        return ()

    said = run([load(tmp_path), learn(tmp_path)], interrupt)
    begun = next(i for i, event in enumerate(said) if isinstance(event, Progress) and event.step.phase is Phase.TRAIN)
    after = [type(event) for event in said[begun + 1 :]]
    assert after[: after.index(ChatDone)] == [Chunk] * after.index(ChatDone)
    assert of(said, *ENDS) == ["Loaded load", "ChatDone c", "Learned learn"]


def test_a_second_lesson_waits_in_line(tmp_path: Path) -> None:
    said = run([load(tmp_path), learn(tmp_path, "one"), learn(tmp_path, "two")])
    order = [event.id for event in said if isinstance(event, (Progress, Learned)) and event.id != "load"]
    assert order == sorted(order)
    assert of(said, Learned) == ["Learned one", "Learned two"]


def test_every_phase_is_said_once_it_begins(tmp_path: Path) -> None:
    said = run([load(tmp_path), learn(tmp_path)])
    phases = list(dict.fromkeys(event.step.phase for event in said if isinstance(event, Progress)))
    assert phases == [Phase.LOAD, Phase.PREPARE, Phase.TRAIN, Phase.QUIZ, Phase.SAVE]


# -------------------------------------------------------------------------------------------------- stop


def test_a_stopped_chat_keeps_its_text(tmp_path: Path) -> None:
    def stop(event: Event) -> Sequence[Command]:
        return [Stop("c")] if isinstance(event, Chunk) else ()

    said = run([load(tmp_path), chat("c", "one two three four five")], stop, lambda _name: Slow())
    chunks = "".join(event.text for event in said if isinstance(event, Chunk))
    assert said[-1] == Stopped("c", chunks)
    assert 0 < len(chunks) < len("You said: one two three four five")


@pytest.mark.parametrize("target", ["learn", ""])
def test_a_stopped_lesson_goes_on_later(tmp_path: Path, target: str) -> None:
    def stop(event: Event) -> Sequence[Command]:
        return [Stop(target)] if isinstance(event, Progress) and event.step.phase is Phase.TRAIN else ()

    said = run([load(tmp_path), learn(tmp_path)], stop)
    assert said[-1] == Stopped("learn")
    kept = list((tmp_path / "learn").glob("ckpt-*"))
    assert len(kept) == 1
    assert not (tmp_path / "learn" / "manifest.json").exists()
    again = run([load(tmp_path), learn(tmp_path)])
    assert of(again, *ENDS) == ["Loaded load", "Learned learn"]


def test_what_waits_can_be_stopped(tmp_path: Path) -> None:
    said = run([load(tmp_path), learn(tmp_path, "one"), learn(tmp_path, "two"), Stop("two"), chat("c"), Stop("c")])
    assert of(said, *ENDS) == ["Stopped two", "Stopped c", "Loaded load", "Learned one"]


def test_a_stop_for_nothing_says_nothing(tmp_path: Path) -> None:
    said = run([load(tmp_path), Stop("c"), Stop(""), chat("c")])
    assert of(said, *ENDS) == ["Loaded load", "ChatDone c"]


def test_a_load_can_be_stopped(tmp_path: Path) -> None:
    said = run([load(tmp_path), Use("u", ()), Stop("load"), chat("c")])
    assert of(said, *ENDS) == ["Stopped load", "Using u", "Failed c"]


def test_a_new_load_ends_the_one_before(tmp_path: Path) -> None:
    said = run([load(tmp_path, "one"), Use("u", ()), load(tmp_path, "two"), Use("v", ()), chat("c")])
    assert of(said, *ENDS) == ["Stopped one", "Using u", "Loaded two", "Using v", "ChatDone c"]


def test_quit_stops_what_runs(tmp_path: Path) -> None:
    inbox: Inbox = queue.Queue()
    said: list[Event] = []

    def hear(event: Event) -> None:
        said.append(event)
        if isinstance(event, Progress) and event.step.phase is Phase.TRAIN:
            inbox.put(Quit())

    for command in (load(tmp_path), learn(tmp_path)):
        inbox.put(command)
    EngineLoop(lambda _name: Echo(), inbox, hear).run()
    assert said[-1] == Stopped("learn")
    assert list((tmp_path / "learn").glob("ckpt-*"))


# ------------------------------------------------------------------------------------------------- skills


def test_a_skill_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    good, bad, other = tmp_path / "good", tmp_path / "bad", tmp_path / "other"
    run([load(tmp_path), learn(tmp_path, "good")])
    for folder, data in ((bad, b"x"), (other, _foreign())):
        folder.mkdir()
        (folder / "adapter_model.safetensors").write_bytes(data)
    uses = tuple(SkillUse(path.name, path.name.title(), str(path), "") for path in (bad, good, other))
    said = run([load(tmp_path), Use("u", uses)])
    refused = (("bad", FailureCode.SKILL_DAMAGED), ("other", FailureCode.SKILL_OTHER_MODEL))
    assert said[-1] == Using("u", ("Good",), refused)


def _foreign() -> bytes:
    header = b'{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}   '
    return len(header).to_bytes(8, "little") + header + b"\0" * 4
