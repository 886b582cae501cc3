"""Prints constraints.txt: every package that Ingrain's extras need, as installed in the environment this runs in.

    .venv/bin/python packaging/pin_constraints.py > constraints.txt

Knows installed packages only; resolves nothing by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import metadata

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HEADER = "# Made by packaging/pin_constraints.py from a tested environment. Change pyproject.toml, not this file."
EXTRAS = frozenset({"torch", "dev"})
# Extras that a machine may be without; to pin them, have them installed.
OPTIONAL = {"llama": "llama-cpp-python", "package": "pyinstaller"}


def pins() -> dict[str, str]:
    """Name to version of everything reached from the project; local build labels such as +cpu are left out."""
    found: dict[str, str] = {}
    waiting = [("ingrain", EXTRAS | {extra for extra, package in OPTIONAL.items() if _is_here(package)})]
    while waiting:
        name, extras = waiting.pop()
        for requirement in _needs(name, extras):
            below = canonicalize_name(requirement.name)
            if below not in found or requirement.extras:
                found[below] = metadata.version(below).split("+")[0]
                waiting.append((below, frozenset(requirement.extras)))
    return dict(sorted(found.items()))


def _needs(name: str, extras: frozenset[str]) -> Iterator[Requirement]:
    for line in metadata.requires(name) or ():
        requirement = Requirement(re.sub(r"\s+", " ", line))
        if any(_applies(requirement, extra) for extra in extras | {""}):
            yield requirement


def _is_here(package: str) -> bool:
    try:
        return bool(metadata.version(package))
    except metadata.PackageNotFoundError:
        return False


def _applies(requirement: Requirement, extra: str) -> bool:
    environment: dict[str, str] = {**default_environment(), "extra": extra}  # type: ignore[dict-item]
    return requirement.marker is None or requirement.marker.evaluate(environment)


if __name__ == "__main__":
    print(HEADER, *(f"{name}=={version}" for name, version in pins().items()), sep="\n")
