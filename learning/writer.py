"""A question for a sentence and the words of it that answer: written by the model itself, with an adapter that ships.

Small models cannot write questions when asked to; an adapter taught on 4,900 pairs (`python -m backends.teach_writer`)
makes them. Knows prompts and where the adapter lies, nothing of documents.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from learning.sources.made import asked
from learning.store import hashes
from learning.store.manifest import ADAPTER
from learning.types import SkillUse, Turn

WRITERS: Final = Path(__file__).resolve().parent.parent / "resources" / "writers"
TOKENS: Final = 32  # of a question


def folder_of(sha256: str) -> Path:
    """Where the question writer for a model with that checksum lies."""
    return WRITERS / sha256[:16]


def writer(sha256: str) -> SkillUse | None:
    """What to wear while writing questions; None where none ships for this model."""
    path = folder_of(sha256) / ADAPTER
    if not path.is_file():
        return None
    return SkillUse(f"writer-{sha256[:16]}", "Question writer", str(path.parent), hashes.of_file(path))


def wanted(topic: str, sentence: str, answer: str) -> tuple[Turn, ...]:
    """What the writer is asked: `topic` is the document's title, or title and heading."""
    return asked(f"Topic: {topic}\nSentence: {sentence}\nAnswer: {answer}\nQuestion?")
