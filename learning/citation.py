"""Where an answer came from: out of a skill's memory, or looked up in a document. Kept with the message."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class From(StrEnum):
    MEMORY = "memory"  # a skill that was taught it
    LOOKED_UP = "looked_up"  # the text was read for this answer


@dataclass(frozen=True, slots=True)
class Citation:
    """One source of an answer. `document` is the library's id, "" for MEMORY; `page` 0 where there is none."""

    how: From
    title: str  # of the document or page; for MEMORY the name of the skill
    document: str = ""
    place: int = 0  # of the passage in its document
    page: int = 0
    quote: str = ""
    address: str = ""  # of a web page
