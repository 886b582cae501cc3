"""Where an answer came from, as frozen data, and how it is said.

Pure: knows sources and names of skills. Titles and quotes are foreign text. Knows no store and no widget.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop import foreign
from desktop.source_words import CiteWords
from desktop.words import ChatWords
from learning.types import Message, MessageStatus


class SourceKind(StrEnum):
    MEMORY = "memory"  # a skill that learned a document answered
    LOOKED_UP = "looked_up"  # a passage was given to the model with the question


@dataclass(frozen=True, slots=True)
class AnswerSource:
    """`skill` is a name (MEMORY); the other fields tell the passage (LOOKED_UP). `page` 0: it has none."""

    kind: SourceKind
    title: str = ""
    document: str = ""  # its id
    page: int = 0
    place: int = 0  # the passage's number in the document
    quote: str = ""
    address: str = ""
    skill: str = ""


def looked_up(sources: Sequence[AnswerSource]) -> tuple[AnswerSource, ...]:
    return tuple(source for source in sources if source.kind is SourceKind.LOOKED_UP)


def title(source: AnswerSource) -> str:
    return foreign.line(source.title, 60) or foreign.address(source.address).shown


def said(message: Message, sources: Sequence[AnswerSource]) -> str:
    """The line under an answer; what was looked up has lines of its own."""
    match message.status:
        case MessageStatus.FAILED:
            return ChatWords.FAILED
        case MessageStatus.STOPPED:
            return ChatWords.STOPPED
    memory = tuple(dict.fromkeys(one.skill for one in sources if one.kind is SourceKind.MEMORY and one.skill))
    others = tuple(name for name in message.skills if name not in memory)
    if memory:
        known = CiteWords.from_memory(memory)
        return f"{known}. {ChatWords.answered_with(others)}" if others else known
    return "" if looked_up(sources) and not others else ChatWords.answered_with(others)
