"""Which files a drop or a choice means. Knows names of files and folders; opens none of them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.library_words import LibraryWords as Words
from desktop.reading_line import Job
from learning.store import ids

MOST: Final = 500  # files of one folder
KINDS: Final = ("pdf", "docx", "epub", "html", "htm", "xhtml", "md", "markdown", "txt", "csv", "tsv", "text")
_TITLE: Final = 48  # letters of pasted text in its name


def files_in(paths: tuple[str, ...]) -> tuple[Path, ...]:
    """The files themselves, and of folders whatever in them can be read; hidden files and links are left alone."""
    found: list[Path] = []
    for name in paths:
        path = Path(name)
        found += _of_folder(path) if path.is_dir() else [path]
    return tuple(dict.fromkeys(found))


def _of_folder(folder: Path) -> list[Path]:
    found: list[Path] = []
    for place, folders, names in os.walk(folder):  # follows no links
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place) / name
            fits = path.suffix.lower().lstrip(".") in KINDS and not name.startswith(".")
            if fits and not path.is_symlink() and len(found) < MOST:
                found.append(path)
    return found


def choose(parent: QWidget, folder: bool) -> tuple[str, ...]:
    """Ask the person; () when they think better of it."""
    if folder:
        chosen = QFileDialog.getExistingDirectory(parent, Words.CHOOSE_FOLDER)
        return (chosen,) if chosen else ()
    kinds = " ".join(f"*.{kind}" for kind in KINDS)
    names, _ = QFileDialog.getOpenFileNames(parent, Words.CHOOSE_FILES, "", f"{Words.DOCUMENTS} ({kinds})")
    return tuple(names)


def pasted(text: str, cache: Path) -> Job:
    """Pasted text as something to read; its first words are its name."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    name = first if len(first) <= _TITLE else f"{first[:_TITLE].rsplit(' ', 1)[0]}…"
    number = ids.new_id()
    return Job(number, cache / f"pasted-{number}.txt", name or Words.PASTED, text=text)
