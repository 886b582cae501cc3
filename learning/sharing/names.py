"""Which names an archive may hold: a short list, checked component by component. Opens nothing."""

from __future__ import annotations

import re
import stat
import unicodedata
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Final
from zipfile import ZipInfo

from learning.sharing.bounds import MOST
from learning.sharing.refusals import Refusal, Refused

_FOLDER: Final = re.compile(r"[\w(][\w .()+-]{0,99}")
_CODE: Final = re.compile(
    r"\.(py[cdwo]?|so|dll|dylib|exe|com|bat|cmd|ps1|sh|js|vbs|jar|app|lnk|desktop|bin|pkl|pickle|pth?|ckpt|joblib|np[yz]|h5)"
)
_ARCHIVES: Final = re.compile(r"\.(zip|ingrain|tar|gz|tgz|bz2|xz|7z|rar|zst|whl)")


def checked(entries: Sequence[ZipInfo]) -> dict[str, ZipInfo]:
    """The entries by plain name, at the top or in one folder. Raises Refused for anything else."""
    found = [(_components(entry), entry) for entry in entries]
    for _, entry in found:
        _must_be_ordinary(entry)
    _must_differ(["/".join(parts) for parts, _ in found])
    for parts, entry in found:
        if not entry.is_dir():
            _must_be_allowed(parts[-1])
    if len({parts[:-1] for parts, entry in found if not entry.is_dir()}) > 1:
        raise Refused(Refusal.EXTRA, "several folders")
    return {parts[-1]: entry for parts, entry in found if not entry.is_dir()}


def _components(entry: ZipInfo) -> tuple[str, ...]:
    """As the archive has it: zipfile cuts a name at a NUL, and turns some around on Windows."""
    name = entry.orig_filename
    if name != entry.filename or not name or any(unicodedata.category(letter)[0] == "C" for letter in name):
        raise Refused(Refusal.UNSAFE_NAME, "a letter that is none")
    if "\\" in name or ":" in name or name.startswith("/"):
        raise Refused(Refusal.UNSAFE_NAME, "not below the archive")
    parts = tuple(name.removesuffix("/").split("/"))
    if any(part in ("", ".", "..") or part != part.rstrip(". ") for part in parts):
        raise Refused(Refusal.UNSAFE_NAME, "not a plain path")
    if len(parts) > (1 if entry.is_dir() else 2) or (len(parts) == 2 and not _FOLDER.fullmatch(parts[0])):
        raise Refused(Refusal.EXTRA, "folders")
    return parts


def _must_be_ordinary(entry: ZipInfo) -> None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind and kind != (stat.S_IFDIR if entry.is_dir() else stat.S_IFREG):
        raise Refused(Refusal.LINK, stat.filemode(entry.external_attr >> 16))


def _must_differ(names: Sequence[str]) -> None:
    """Also where capital letters do not count, and where accents are written in two ways."""
    if len({unicodedata.normalize("NFKC", name).casefold() for name in names}) != len(names):
        raise Refused(Refusal.TWICE)


def _must_be_allowed(name: str) -> None:
    if name in MOST:
        return
    endings = [ending.lower() for ending in PurePosixPath(name).suffixes]
    if any(_CODE.fullmatch(ending) for ending in endings):
        raise Refused(Refusal.CODE, name)
    nested = any(_ARCHIVES.fullmatch(ending) for ending in endings)
    raise Refused(Refusal.NESTED if nested else Refusal.EXTRA, name)
