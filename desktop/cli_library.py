"""Files into the library from a terminal: read in a process of their own, kept with their text.

Knows the reader's process and the library; learns nothing.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TypeVar

from desktop.cli_output import Console, bad_input
from desktop.cli_words import Cli
from desktop.document_words import DocumentWords
from learning.parse.document import Document
from learning.parse.process import read
from learning.parse.reasons import CannotRead
from learning.store.documents import DocumentRow
from learning.store.store import Store

Result = TypeVar("Result")


def read_file(path: Path, console: Console) -> Document:
    """Raises CliError in words."""
    console.progress(Cli.READING.format(name=path.name))
    try:
        return finished(read(path))
    except CannotRead as error:
        problem = DocumentWords.cannot_read(path.name, error.reason)
        raise bad_input("cannot_read", Cli.CANNOT_READ, problem=problem) from error


def keep(store: Store, document: Document, path: Path) -> tuple[DocumentRow, bool]:
    """Into the library; False when it was there."""
    return store.documents.add(document, str(path.absolute()), path, path.name)


def finished(work: Generator[object, None, Result]) -> Result:
    """What the work makes, without its progress."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: Result = end.value
            return result
