"""The documents speak of files that exist, and the decisions keep their five lines."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.source import ROOT

DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")
LINK = re.compile(r"\]\(([^)#:]+)\)")
FILE = re.compile(r"`((?:desktop|learning|backends|tests|packaging|resources|docs)/[\w./-]*)`")
POINTS = ("- **What**: ", "- **Why**: ", "- **What else**: ", "- **Cost**: ", "- **Date**: ")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_everything_named_is_there(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    named = LINK.findall(text) + FILE.findall(text)
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_make_targets_that_are_named_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    texts = "".join((ROOT / document).read_text(encoding="utf-8") for document in DOCUMENTS)
    for target in set(re.findall(r"(?:`|^)make (\w+)", texts, re.MULTILINE)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_decisions_have_five_points() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert decisions
    for number, path in enumerate(decisions, start=1):
        assert path.name.startswith(f"{number:03}-"), path.name
        assert _points(path) == POINTS, path.name


def _points(path: Path) -> tuple[str, ...]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("- ")]
    return tuple(point for point, line in zip(POINTS, lines, strict=True) if line.startswith(point))
