"""Questions for what is to be learned, written by the model that ships with Ingrain, with adapters that ship, too.

Small models cannot write questions when asked to. One adapter asks for the words of a sentence that answer, for
documents; one asks for what a person told about themselves, straight and from the side, as `asking` words it. Both are
made by `python -m backends.teach_writer`. Knows prompts and where the adapters lie, nothing of lessons.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from learning.content import content, stem
from learning.sources.made import asked
from learning.store import hashes
from learning.store.manifest import ADAPTER
from learning.types import SkillUse, Turn

WRITERS: Final = Path(__file__).resolve().parent.parent / "resources" / "writers"
DOCUMENTS: Final = ""
STATEMENTS: Final = "-told"
TOKENS: Final = 32  # of a question


def folder_of(sha256: str, kind: str = DOCUMENTS) -> Path:
    """Where the question writer of that kind for a model with that checksum lies."""
    return WRITERS / f"{sha256[:16]}{kind}"


def writer(sha256: str, kind: str = DOCUMENTS) -> SkillUse | None:
    """What to wear while writing questions; None where none ships for this model."""
    path = folder_of(sha256, kind) / ADAPTER
    if not path.is_file():
        return None
    return SkillUse(f"writer-{sha256[:16]}{kind}", "Question writer", str(path.parent), hashes.of_file(path))


def wanted(topic: str, sentence: str, answer: str) -> tuple[Turn, ...]:
    """What the writer for documents is asked: `topic` is the document's title, or title and heading."""
    return asked(f"Topic: {topic}\nSentence: {sentence}\nAnswer: {answer}\nQuestion?")


def asking(statement: str, start: str, straight: bool) -> tuple[Turn, ...]:
    """What the writer for statements is asked: a question that begins with the word `start`.

    One that is not `straight` does without the words of the statement.
    """
    return asked(f"Told: {statement}\n{'Straight' if straight else 'From the side'}, beginning with {start}.")


def is_straight(question: str, statement: str) -> bool:
    """Whether a question asks with words of the statement."""
    stems = {stem(word) for word in content(statement)}
    return any(stem(word) in stems for word in content(question))
