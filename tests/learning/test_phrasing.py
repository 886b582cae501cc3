"""Questions for statements, as a model writes them: which are kept, and what they become."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import pytest

from backends.echo import Echo
from learning import phrasing, writer, writing
from learning.backend import Answered
from learning.cues import cues
from learning.intent import parse
from learning.lessons import build
from learning.questions import key
from learning.types import Lesson, Step, Turn, Use

NOW = "2026-01-01T00:00:00+00:00"
Outcome = TypeVar("Outcome")


class Writes(Echo):
    """Asks with the first word that is wanted; to one from the side that begins with My nothing answers."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def can_write(self, kind: str) -> bool:
        return kind == writer.STATEMENTS

    def written(self, prompts: Sequence[Sequence[Turn]], max_tokens: int, kind: str) -> Iterator[Answered | None]:
        for index, turns in enumerate(prompts):
            self.asked.append(turns[-1].text)
            told, how = turns[-1].text.split("\n")
            start = how.rpartition(" ")[2].rstrip(".")
            side = "then" if how.startswith("From") else "now"
            yield None
            about = f"{told.split()[2]} {told.split()[-1][:2]}"
            yield Answered(index, f"{start} of {about} is it {side}? And an unfinished")

    def read(self, told: Sequence[str], messages: Sequence[str]) -> Generator[None, None, tuple[float, ...]]:
        yield None
        return tuple(-1.0 if message.startswith("My") else 1.0 for message in messages)


def lesson(text: str = "My dog is called Rex. I live in Oslo.") -> Lesson:
    return build(parse(text), "message:1", NOW)


def drained(work: Generator[Step, None, Outcome]) -> Outcome:
    while True:
        try:
            next(work)
        except StopIteration as end:
            found: Outcome = end.value
            return found


def grown(folder: Path, made: Lesson, engine: Echo | None = None) -> Lesson:
    return drained(writing.write(engine or Writes(), made, folder))


def test_every_statement_is_asked_for_in_more_ways(tmp_path: Path) -> None:
    made = lesson()
    more = grown(tmp_path, made).examples[len(made.examples) :]
    assert {example.origin for example in more} == {source.id for source in made.sources}
    assert all(example.use is Use.TEACH for example in more)
    assert {example.target for example in more} == {"Your dog is called Rex.", "You live in Oslo."}
    assert {example.span for example in more} == {"Rex", "Oslo"}


def test_only_what_the_statement_answers_is_kept(tmp_path: Path) -> None:
    made = lesson()
    texts = [e.turns[-1].text for e in grown(tmp_path, made).examples[len(made.examples) :]]
    assert texts and not any(text.startswith("My") for text in texts)
    assert all(text.endswith("?") for text in texts)  # the unfinished end is gone


def test_they_are_cues_for_the_gate(tmp_path: Path) -> None:
    made = lesson()
    whole = grown(tmp_path, made)
    found = cues(whole)
    assert found is not None and not found.of_documents
    assert {e.turns[-1].text for e in whole.examples[len(made.examples) :]} <= set(found.fits)


def test_what_the_quiz_asks_is_never_taught(tmp_path: Path) -> None:
    made = lesson()
    question = key(made.held_out[0].turns[-1].text)

    class Asks(Writes):
        def written(self, prompts: Sequence[Sequence[Turn]], max_tokens: int, kind: str) -> Iterator[Answered | None]:
            for index in range(len(prompts)):
                yield Answered(index, made.held_out[0].turns[-1].text if index == 0 else "")

    assert question not in {key(example.turns[-1].text) for example in grown(tmp_path, made, Asks()).examples}


def test_what_two_statements_are_asked_for_alike_is_left_out(tmp_path: Path) -> None:
    class Same(Writes):
        def written(self, prompts: Sequence[Sequence[Turn]], max_tokens: int, kind: str) -> Iterator[Answered | None]:
            for index in range(len(prompts)):
                yield Answered(index, "What did I say?")

    made = lesson()
    assert grown(tmp_path, made, Same()).examples == made.examples


def test_a_lesson_that_goes_on_writes_nothing_again(tmp_path: Path) -> None:
    first, second = Writes(), Writes()
    whole = grown(tmp_path, lesson(), first)
    assert first.asked and grown(tmp_path, whole, second) == whole
    assert grown(tmp_path, lesson(), second) == whole and not second.asked


def test_without_a_writer_a_lesson_stays_as_it_is(tmp_path: Path) -> None:
    made = lesson()
    assert grown(tmp_path, made, Echo()) is made
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["Ich wohne in Graz.", "End every answer with Ahoy!", "J'habite à Lyon."])
def test_only_english_statements_are_written_for(tmp_path: Path, text: str) -> None:
    engine = Writes()
    grown(tmp_path, lesson(text), engine)
    assert not engine.asked


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ("What is my dog called?", "What is my dog called?"),
        ("A vet asks for a name; which one? The", "A vet asks for a name; which one?"),
        ("What is my dog called?\nRex.", "What is my dog called?"),
        ("Tell me my dog's name.", "Tell me my dog's name."),
        ("my dog's name", ""),
        ("Is my dog called Rex?", ""),
        ("", ""),
        ("Why?", ""),
        ("What " + "very " * 40 + "long?", ""),
    ],
)
def test_which_questions_are_worth_keeping(answer: str, kept: str) -> None:
    assert phrasing.tidy(answer, "My dog is called Rex.") == kept
