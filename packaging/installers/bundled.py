"""Which packages the program folder was made from, as PyInstaller wrote it down. Reads its lists and the environment.

Every file in the folder belongs to a Python package, to Python, to Ingrain, or to the system it was built on.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

PYTHON: Final = "Python"
_LISTS: Final = ("COLLECT-00.toc", "PYZ-00.toc")
_STARTERS: Final = frozenset({"pyinstaller"})  # its start-up code is the program that people start


@dataclass(frozen=True, slots=True)
class Part:
    """One package in the program folder. `texts` are the files of its licence, `kind` "python" or "system"."""

    name: str
    version: str
    licence: str
    kind: str
    texts: tuple[Path, ...]
    home: str = ""


class UnknownOrigin(Exception):
    """A file went in of which nobody knows whose it is: its licence cannot be told."""


def sources(work: Path) -> tuple[Path, ...]:
    """The files that PyInstaller took, from the lists in its work folder, sorted."""
    found = set()
    for name in _LISTS:
        for entry in _entries(ast.literal_eval((work / name).read_text(encoding="utf-8"))):
            found.add(entry[1])
    return tuple(sorted(path for text in found if text and (path := Path(text)).is_absolute() and path.exists()))


def parts(taken: Iterable[Path], own: tuple[Path, ...], starters: frozenset[str] = _STARTERS) -> tuple[Part, ...]:
    """Every package of these files, sorted by name. Files below `own` are ours. Raises UnknownOrigin."""
    owners = _owners()
    names: set[str] = set()
    system: set[Path] = set()
    for path in taken:
        owner = owners.get(path) or owners.get(path.resolve())
        if owner:
            names.add(owner)
        elif _below(path, (Path(sysconfig.get_path("purelib")), Path(sysconfig.get_path("platlib")))):
            raise UnknownOrigin(str(path))
        elif not _below(path, own) and not _is_python(path):
            system.add(path)
    found = [_python(), *(_python_part(name) for name in names | starters), *_system_parts(system)]
    return tuple(sorted(found, key=lambda part: part.name.lower()))


def _entries(value: object) -> Iterator[tuple[str, str, str]]:
    """Every (name, file, kind) in a list of PyInstaller's, however deep it lies."""
    if isinstance(value, tuple | list):
        if len(value) == 3 and all(isinstance(one, str) for one in value):
            yield value[0], value[1], value[2]
        else:
            for one in value:
                yield from _entries(one)


def _owners() -> dict[Path, str]:
    """Which distribution brought each file of the environment."""
    found = {}
    for one in metadata.distributions():
        name, root = one.metadata["Name"].lower(), os.path.realpath(str(one.locate_file("")))
        for file in one.files or ():
            found[Path(os.path.normpath(f"{root}/{file}"))] = name
    return found


def _python_part(name: str) -> Part:
    one = metadata.distribution(name)
    texts = tuple(sorted(Path(str(file.locate())) for file in one.files or () if _is_licence(Path(str(file)))))
    return Part(one.metadata["Name"], one.version, licence_of(one), "python", texts, _home(one))


def licence_of(one: metadata.Distribution) -> str:
    """As the package says it: the SPDX expression, else the trove words, else the first line of the old field."""
    about = one.metadata
    if "License-Expression" in about:
        return str(about["License-Expression"])
    troves = [line.rsplit("::", 1)[-1].strip() for line in about.get_all("Classifier") or () if "License ::" in line]
    old = (about.get_all("License") or [""])[0].strip().splitlines()
    return ", ".join(troves) or (old[0][:80] if old else "")


def _home(one: metadata.Distribution) -> str:
    links = dict(line.split(", ", 1) for line in one.metadata.get_all("Project-URL") or () if ", " in line)
    lowered = {name.lower(): address for name, address in links.items()}
    old = (one.metadata.get_all("Home-page") or [""])[0]
    return old or lowered.get("homepage") or lowered.get("source") or ""


def _is_licence(path: Path) -> bool:
    """Licences, notices and authors in a package's own description, and licence files beside code."""
    name = path.name.lower()
    named = name.startswith(("licen", "copying", "notice", "authors", "third_party", "thirdparty"))
    return path.suffix.lower() not in (".py", ".pyc", ".json") and (named or "licenses" in path.parts[:-1])


def _python() -> Part:
    places = (_stdlib() / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE")
    texts = tuple(path for path in places if path.is_file())[:1]
    return Part(PYTHON, sys.version.split()[0], "PSF-2.0", "python", texts, "https://www.python.org")


def _stdlib() -> Path:
    return Path(sysconfig.get_path("stdlib"))


def _is_python(path: Path) -> bool:
    """On macOS and Windows all that lies in Python's own folder came with it, OpenSSL and SQLite too."""
    if _below(path, (_stdlib(), *(() if sys.platform == "linux" else (Path(sys.base_prefix),)))):
        return True
    return path.name.lower().startswith(("libpython3", "python3", "vcruntime", "msvcp", "api-ms-win", "ucrtbase"))


def _below(path: Path, folders: Iterable[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


def _system_parts(taken: Iterable[Path]) -> Iterator[Part]:
    """Debian's packages of the libraries that came from the system; elsewhere the system brings none."""
    paths = sorted(set(taken))
    if not paths:
        return
    if not shutil.which("dpkg-query"):
        raise UnknownOrigin(", ".join(map(str, paths[:5])))
    found = {package_of(path) for path in paths}
    for package in sorted(found):
        name, version = _asked(["dpkg-query", "-W", "-f", "${Package}\t${Version}", package]).split("\t")
        text = Path("/usr/share/doc") / name / "copyright"
        yield Part(name, version, "see its copyright file", "system", (text,) if text.is_file() else ())


def package_of(path: Path) -> str:
    """The package of Debian that a system file belongs to. Raises UnknownOrigin."""
    for place in dict.fromkeys((path, path.resolve(), Path("/usr") / str(path.resolve()).lstrip("/"))):
        for spelled in (str(place), str(place).removeprefix("/usr")):
            done = subprocess.run(["dpkg-query", "-S", spelled], capture_output=True, text=True, check=False)
            if done.returncode == 0:
                return done.stdout.splitlines()[0].split(": ")[0].split(",")[0]
    raise UnknownOrigin(str(path))


def _asked(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
