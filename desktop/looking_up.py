"""What is read for an answer, and where an answer came from: memory or the documents. Reads the store; knows no widget.

One for a window. Looking up takes milliseconds, so it is done where the question is sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desktop.chat.answer_source import AnswerSource, SourceKind
from learning.citation import Citation, From
from learning.lookup import look_up
from learning.remembering import Reading, worth_looking_up
from learning.store.store import Store
from learning.types import Kind, Message, ModelRef


class LookingUp:
    def __init__(self, store: Store) -> None:
        self._store = store
        self.model: ModelRef | None = None

    @property
    def possible(self) -> bool:
        """Whether there is anything to look things up in."""
        return any(self._store.documents.list())

    def asked(self, question: str) -> Reading:
        """Somebody wants it looked up, whatever skills know."""
        return Reading(look_up(self._store.documents, question))

    def unasked(self, question: str) -> Reading:
        """What a document says to it, and which skills may know that by heart."""
        if self.model is None or not self.possible:
            return Reading()
        return worth_looking_up(self._store, question, self.model.sha256)

    def memory(self, names: Sequence[str]) -> tuple[Citation, ...]:
        """The skills of those that answered which were taught by a document or a page."""
        taught = {
            skill.name
            for skill in self._store.skills.list()
            if skill.name in names
            and any(source.kind is Kind.DOCUMENT for source in self._store.lessons.sources(skill.lesson))
        }
        return tuple(Citation(From.MEMORY, name) for name in names if name in taught)


def shown(citations: Sequence[Citation]) -> tuple[AnswerSource, ...]:
    """As the transcript shows them."""
    return tuple(
        AnswerSource(SourceKind.MEMORY, skill=one.title)
        if one.how is From.MEMORY
        else AnswerSource(SourceKind.LOOKED_UP, one.title, one.document, one.page, one.place, one.quote, one.address)
        for one in citations
    )


def of_messages(messages: Sequence[Message]) -> Mapping[str, tuple[AnswerSource, ...]]:
    return {message.id: shown(message.sources) for message in messages if message.sources}
