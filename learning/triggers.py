"""Kinds of message that are no topic: what is done in it, how it is written, how the person feels.

Knows resources/prompts/triggers.toml; knows no topics and no orders.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

_FILE: Final = Path(__file__).resolve().parent.parent / "resources" / "prompts" / "triggers.toml"


@dataclass(frozen=True, slots=True)
class Trigger:
    """One table of triggers.toml, which says what the fields are; `word` is what the clause named."""

    name: str
    kind: str
    word: str
    prompts: tuple[str, ...]
    others: tuple[str, ...]
    near: tuple[str, ...]
    like: re.Pattern[str] | None
    form: str


def trigger(clause: str) -> Trigger | None:
    """What a clause describes, None for a topic: "I greet you", "a message in capital letters", "I am tired"."""
    text = " ".join(clause.replace("’", "'").split()).strip(" .!,;:")
    for pattern, entry in _patterns():
        if found := pattern.match(text):
            return _made(entry, (found.groupdict().get("w") or "").strip(" \"“”'"))
    return None


def named(name: str) -> Trigger:
    """The trigger of that name. Raises StopIteration for none."""
    return _made(next(entry for _, entry in _patterns() if entry["name"] == name), "")


def every() -> tuple[Trigger, ...]:
    return tuple({entry["name"]: _made(entry, "") for _, entry in _patterns()}.values())


def _made(entry: dict[str, Any], word: str) -> Trigger:  # Any: TOML
    return Trigger(
        name=entry["name"],
        kind=entry["kind"],
        word=word,
        prompts=_lines(entry.get("prompts", "")),
        others=_lines(entry.get("others", "")),
        near=tuple(entry.get("near", ())),
        like=re.compile(entry["like"], re.IGNORECASE) if "like" in entry else None,
        form=entry.get("form", ""),
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], dict[str, Any]], ...]:  # Any: TOML
    raw = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    parts = {"{" + name + "}": part for name, part in raw["parts"].items()}
    return tuple(
        (re.compile(_filled(clause, parts) + "$", re.IGNORECASE), entry)
        for entry in raw["trigger"]
        for clause in entry["clauses"]
    )


def _filled(clause: str, parts: dict[str, str]) -> str:
    """Parts stand in parts, the first ones in the last."""
    for name, part in reversed(parts.items()):
        clause = clause.replace(name, part)
    return clause
