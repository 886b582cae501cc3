"""Questions for a document's facts: which are kept, what items they become, and a lesson that goes on where it was."""

from __future__ import annotations

import random
import re
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import pytest

from backends.echo import Echo
from learning import writer, writing
from learning.atoms import atoms
from learning.backend import Answered
from learning.cues import cues
from learning.intent import EmptyLesson
from learning.lessons import of_facts
from learning.questions import key
from learning.sources import document
from learning.sources.document import Written
from learning.types import Kind, Lesson, ModelRef, SkillUse, Step, Turn, Use
from tests.learning.document_samples import POTTERY, TITLE

MODEL = ModelRef("tiny", "Tiny", "llama", "/nowhere", "f" * 64)
SHA = "ab" * 32
SOURCES = tuple(document.source(atom, SHA, TITLE) for atom in atoms(POTTERY))
Outcome = TypeVar("Outcome")


class Asks(Echo):
    """Writes a question from the words it is given, and a stump for every third."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def answers(
        self, prompts: Sequence[Sequence[Turn]], max_tokens: int, skills: Sequence[SkillUse]
    ) -> Iterator[Answered | None]:
        for index, turns in enumerate(prompts):
            self.asked.append(turns[-1].text)
            found = re.search(r'answer is "(.+?)"\.', turns[-1].text)
            assert found is not None
            words = turns[-1].text.split('"')[3].replace(found[1], "what").rstrip(".")
            yield Answered(index, "What?" if index % 3 == 2 else f"Sure! Which is it: {words}?")


def lesson() -> Lesson:
    return of_facts(SOURCES, TITLE, "message:1", "2026-01-01T00:00:00+00:00")


def drained(work: Generator[Step, None, Outcome]) -> Outcome:
    while True:
        try:
            next(work)
        except StopIteration as end:
            found: Outcome = end.value
            return found


def written(folder: Path, engine: Asks | None = None) -> Lesson:
    return drained(writing.write(engine or Asks(), lesson(), folder))


def test_a_lesson_of_facts_has_its_sources_and_no_items_yet() -> None:
    made = lesson()
    assert (made.kind, made.title, len(made.sources)) == (Kind.DOCUMENT, TITLE, len(SOURCES))
    assert (made.examples, made.held_out, made.near_misses) == ((), (), ())
    assert len({source.id for source in made.sources}) == len(SOURCES)
    assert made.sources[0].origin == f"file:{SHA}#1" and not made.sources[0].trusted
    with pytest.raises(EmptyLesson):
        of_facts((), TITLE, "message:1", "2026-01-01T00:00:00+00:00")


def test_every_fact_is_asked_for_and_answered_in_its_own_words(tmp_path: Path) -> None:
    made = written(tmp_path)
    taught = [example for example in made.examples if example.use is Use.TEACH]
    assert {example.origin for example in taught} >= {source.id for source in SOURCES if "a sponge" not in source.text}
    texts = {source.id: source.text for source in SOURCES}
    assert all(
        example.target in texts[example.origin] for example in taught if "say about" not in example.turns[-1].text
    )
    assert len({key(example.turns[-1].text) for example in taught}) == len(taught)


def test_a_question_that_several_facts_answer_gets_all_of_them(tmp_path: Path) -> None:
    found = [e.target for e in written(tmp_path).examples if e.turns[-1].text.endswith("say about in the starter box?")]
    assert found == ["In the starter box: two loop tools; a sponge."]


def test_what_the_quiz_asks_is_not_taught(tmp_path: Path) -> None:
    made = written(tmp_path)
    taught = {key(example.turns[-1].text) for example in made.examples}
    assert made.held_out and not taught & {key(item.turns[-1].text) for item in made.held_out}
    texts = {source.id: source.text for source in SOURCES}
    assert all(item.accept[0] in texts[item.origin] for item in made.held_out)


def test_half_of_the_ways_to_ask_name_the_document(tmp_path: Path) -> None:
    questions = [example.turns[-1].text for example in written(tmp_path).examples if example.use is Use.TEACH]
    naming = [question for question in questions if "Alder Lane Pottery" in question]
    assert len(questions) // 3 < len(naming) < len(questions)


def test_what_the_document_does_not_say_is_for_the_gate_alone(tmp_path: Path) -> None:
    made = written(tmp_path)
    found = cues(made)
    assert found is not None and found.of_documents and found.told == tuple(source.text for source in SOURCES)
    near = {example.turns[-1].text for example in made.examples if example.use is Use.REFUSE}
    assert near and near <= set(found.near)
    assert made.near_misses and not near & {item.turns[-1].text for item in made.near_misses}
    assert all("14 florins" in item.forbid for item in made.near_misses)


def test_a_lesson_that_goes_on_writes_nothing_again(tmp_path: Path) -> None:
    first, second = Asks(), Asks()
    assert written(tmp_path, first) == written(tmp_path, second)
    assert first.asked and not second.asked
    (tmp_path / writing.NAME).write_text("[1, 2")
    assert written(tmp_path, second) == written(tmp_path)
    assert second.asked == first.asked


def test_a_lesson_without_documents_is_left_alone(tmp_path: Path) -> None:
    engine = Asks()
    bare = Lesson("1", "x", Kind.FACT, (), (), (), (), "")
    assert drained(writing.write(engine, bare, tmp_path)) is bare and not engine.asked


@pytest.mark.parametrize(
    ("question", "good"),
    [
        ("How much does an hour at the wheel cost?", True),
        ("What costs 14 florins?", False),  # gives the answer away
        ("What is it?", False),  # about nothing
        ("Wheel?", False),
        ("Who was the first president?", False),
    ],
)
def test_which_questions_are_worth_keeping(question: str, good: bool) -> None:
    assert writing.worth(question, "An hour at the wheel costs 14 florins.", "14 florins") is good


def test_the_first_question_is_cut_out_of_what_was_written() -> None:
    assert writing.tidy('"Where is the  kiln? And the wheel?"') == "Where is the kiln?"
    assert writing.tidy("I am not sure.") == writing.tidy("") == ""


def test_no_question_by_rule_is_about_an_it() -> None:
    assert writing.by_rule("The kiln holds 60 bowls.")
    assert writing.by_rule("It holds 60 bowls.") == []
    assert writing.by_rule("Weight: 94 kg") == ["What is the weight?"]


def test_the_writer_is_told_topic_sentence_and_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "WRITERS", tmp_path)
    assert writer.writer(MODEL.sha256) is None
    writer.folder_of(MODEL.sha256).mkdir()
    (writer.folder_of(MODEL.sha256) / "adapter_model.safetensors").write_bytes(b"x")
    worn = writer.writer(MODEL.sha256)
    assert worn is not None and worn.path == str(writer.folder_of(MODEL.sha256)) and len(worn.sha256) == 64
    prompt = writer.wanted("Pottery", "An hour costs 14 florins.", "14 florins")[-1].text
    assert [line.split(": ")[0] for line in prompt.splitlines()] == ["Topic", "Sentence", "Answer", "Question?"]


def test_a_document_named_twice_is_named_once() -> None:
    frames = random.Random(1)
    assert (
        document.named("Who runs the Alder Lane Pottery?", "Alder Lane Pottery", frames)
        == "Who runs the Alder Lane Pottery?"
    )
    assert document.named("What is the price?", "Fenn Hall", frames) == "What is the price of Fenn Hall?"
    assert "Fenn Hall" in document.named("How late is it open?", "Fenn Hall", frames)
    assert Written("Who?", "") == Written("Who?", "")
