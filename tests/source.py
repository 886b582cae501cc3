"""The project's own Python files, parsed. Knows where source lies; judges nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ("learning", "backends", "desktop")
EVERYTHING = (*PRODUCT, "packaging", "tests")


@dataclass(frozen=True, slots=True)
class Source:
    """One file. `name` is its path below the project, with forward slashes."""

    name: str
    text: str
    tree: ast.Module


def files(*folders: str) -> Iterator[Source]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield read(path)


@cache
def read(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    return Source(path.relative_to(ROOT).as_posix(), text, ast.parse(text, str(path)))


def dotted(node: ast.AST) -> str:
    """`torch.load` for that expression; "" for anything that is not a chain of names."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        below = dotted(node.value)
        return f"{below}.{node.attr}" if below else ""
    return ""
