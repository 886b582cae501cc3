"""Documents and pages of the web as the benchmark teaches them: read as files are, the facts as they would be offered.

Knows the reader's process and what moderation and agreement let through; asks and marks nothing.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from learning.atoms import atoms
from learning.lessons import of_facts
from learning.offering import Offered, offered
from learning.parse.document import Document
from learning.parse.process import read
from learning.sources import document
from learning.types import Lesson, Source
from learning.web.agreement import Page, winners

NOW: Final = "2026-01-01T00:00:00+00:00"
Case = Mapping[str, Any]  # Any: one item of the data set, parsed JSON


def of_document(case: Case, name: str) -> Lesson:
    """All facts of a text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.md"
        path.write_text(case["text"], encoding="utf-8")
        found = _read(path)
    sources = [document.source(atom, found.sha256, case["title"]) for atom in atoms(found)]
    return of_facts(sources, case["title"], f"bench:{name}", NOW)


def of_pages(case: Case, name: str) -> Lesson:
    """What the pages of a query have to teach once moderation and agreement have had their say. Raises EmptyLesson."""
    read_pages = [(one, _read(Path(case["folder"]) / one, case["pages"][one]["url"])) for one in case["relevant"]]
    facts = [offered(found) for _, found in read_pages]
    pages = [
        Page(urlsplit(case["pages"][file]["url"]).hostname or "", _day(found, case["pages"][file]), _texts(offers))
        for (file, found), offers in zip(read_pages, facts, strict=True)
    ]
    kept = winners(pages)
    sources = [
        _source(found, one, case["pages"][file]["url"])
        for page, ((file, found), offers) in enumerate(zip(read_pages, facts, strict=True))
        for number, one in enumerate(offers)
        if one.draft.ticked and (page, number) in kept
    ]
    return of_facts(sources, case["query"], f"bench:{name}", NOW)


def web_cases(folder: Path, index: Mapping[str, Any]) -> Iterator[tuple[str, Case]]:
    """Each query that has something to teach, named by its words."""
    for number, query in enumerate(index["queries"], 1):
        if query["facts"]:
            yield f"q{number:02}", {**query, "pages": index["pages"], "folder": str(folder)}


def _source(found: Document, one: Offered, address: str) -> Source:
    made = document.source(one.draft.atom, found.sha256, found.title)
    return replace(made, origin=f"url:{address}", fetched=NOW)


def _texts(offers: Sequence[Offered]) -> tuple[str, ...]:
    return tuple(one.choice.fact for one in offers)


def _day(found: Document, page: Mapping[str, Any]) -> str:
    return found.date or str(page.get("date") or "")


def _read(path: Path, address: str = "") -> Document:
    reading = read(path, address)
    while True:
        try:
            next(reading)
        except StopIteration as end:
            found: Document = end.value
            return found
