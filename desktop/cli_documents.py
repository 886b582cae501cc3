"""`ingrain documents …`: what can be looked up. Knows the library; `add` reads files, nothing here learns."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from desktop.cli_library import keep, read_file
from desktop.cli_output import Console, Exit, bad_input
from desktop.cli_profile import profile_of, reading, writing
from desktop.cli_words import Cli
from desktop.document_words import DocumentWords
from learning import moderation
from learning.codec import encode
from learning.offering import materials
from learning.parse.cleaning import clean
from learning.parse.document import Document
from learning.parse.reasons import Reason
from learning.store.documents import DocumentRow, DocumentState
from learning.store.store import Store
from learning.types import Skill


def documents(options: argparse.Namespace, console: Console) -> Exit:
    match options.action:
        case "add":
            return _add(options, console)
        case "show":
            return _show(options, console)
        case "search":
            return _search(options, console)
        case "remove":
            return _remove(options, console)
    with reading(profile_of(options)) as store:
        rows = _whole(store)
    console.text("\n".join(_line(row) for row in rows) or Cli.NO_DOCUMENTS)
    console.result({"documents": [encode(row) for row in rows]})
    return Exit.DONE


def _whole(store: Store | None) -> tuple[DocumentRow, ...]:
    """Without those that are on their way in or out, perhaps in the window."""
    rows = store.documents.list() if store else ()
    return tuple(row for row in rows if row.state is not DocumentState.READING)


def find(rows: Sequence[DocumentRow], name: str) -> DocumentRow:
    """The document with that id, title, file name or path."""
    path = str(Path(name).expanduser().absolute())
    for key in (lambda row: row.id == name, lambda row: row.origin in (name, path), lambda row: _named(row, name)):
        found = [row for row in rows if key(row)]
        if len(found) > 1:
            ids = ", ".join(row.id for row in found)
            raise bad_input("many_documents", Cli.MANY_DOCUMENTS, name=name, ids=ids)
        if found:
            return found[0]
    raise bad_input("no_such_document", Cli.NO_SUCH_DOCUMENT, name=name)


def _named(row: DocumentRow, name: str) -> bool:
    return name.casefold() in (row.title.casefold(), row.name.casefold())


def _add(options: argparse.Namespace, console: Console) -> Exit:
    """All of them are read before the first is kept, so that a bad one changes nothing."""
    read = [(path, read_file(path, console)) for path in options.files]
    rows = []
    with writing(profile_of(options)) as store:
        for path, document in read:
            row, new = keep(store, document, path)
            words = Cli.ADDED.format(title=row.title, words=row.words)
            console.text(words if new else Cli.READ_ALREADY.format(name=path.name, title=row.title))
            rows.append(row)
    console.result({"documents": [encode(row) for row in rows]})
    return Exit.DONE


def _show(options: argparse.Namespace, console: Console) -> Exit:
    with reading(profile_of(options)) as store:
        row = find(_whole(store), options.document)
        document = store.documents.read(row.id) if store else None
    assert document is not None  # else `find` has complained
    flagged = {flag.passage: moderation.words(flag.rule)[1] for flag in moderation.flags(document)}
    console.text(_line(row))
    page = 0
    for place, passage in enumerate(document.passages):
        if passage.page != page:
            page = passage.page
            console.text(f"— {page} —")
        why = f"  [{flagged[place]}]" if place in flagged else ""
        console.text(f"{passage.text}{why}")
    console.result({"document": {**encode(row), "passages": _passages(document, flagged)}})
    return Exit.DONE


def _passages(document: Document, flagged: dict[int, str]) -> list[dict[str, Any]]:  # Any: JSON values
    return [{**encode(one), "flag": flagged.get(place, "")} for place, one in enumerate(document.passages)]


def _search(options: argparse.Namespace, console: Console) -> Exit:
    with reading(profile_of(options)) as store:
        hits = store.documents.search(options.words) if store else ()
    for hit in hits:
        console.text(f"{hit.title}{place(hit.page)}: {hit.text}")
    if not hits:
        console.text(Cli.NOTHING_FOUND)
    console.result({"hits": [encode(hit) for hit in hits]})
    return Exit.DONE


def place(page: int) -> str:
    return f", page {page}" if page else ""


def _remove(options: argparse.Namespace, console: Console) -> Exit:
    with writing(profile_of(options)) as store:
        row = find(_whole(store), options.document)
        skills = learned_from(store, row)
        store.documents.remove(row.id)
    console.text(Cli.REMOVED.format(title=row.title))
    for skill in skills:
        console.text(Cli.STILL_KNOWN.format(name=skill.name, title=row.title))
    console.result({"removed": row.id, "skills": [skill.id for skill in skills]})
    return Exit.DONE


def learned_from(store: Store, row: DocumentRow) -> tuple[Skill, ...]:
    """The skills that hold something of a document."""
    origins = materials(row)
    return tuple(
        skill
        for skill in store.skills.list()
        if any(source.material in origins for source in store.lessons.sources(skill.lesson))
    )


def _line(row: DocumentRow) -> str:
    """Names of files may hold signs that a terminal obeys."""
    title, name, origin = (clean(text).text for text in (row.title, row.name, row.origin))
    if row.state is DocumentState.UNREADABLE:
        return f"{row.id}  {name}  ({DocumentWords.STATES[Reason(row.reason)]})"
    pages = f"{row.pages} pages, " if row.pages > 1 else ""
    return f"{row.id}  {title}  ({pages}{row.words} words)  {origin}".rstrip()
