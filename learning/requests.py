"""From a few requests for a tool to many: the values in them are found and put in anew.

Knows requests, slots and the lists in resources/prompts/tools.toml; knows no lessons.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from learning.english import vocabulary as words
from learning.english.verbs import lemma
from learning.tools import Request, Slot, Tool, Value

_FILE: Final = Path(__file__).resolve().parent.parent / "resources" / "prompts" / "tools.toml"
_COUNTED: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_MANY: Final = rf"(?!1\b)\d+|{'|'.join(_COUNTED[2:])}"
_WEEK: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SILENT: Final = words.STOP | words.AUX | words.PREPOSITIONS | words.ADVERBS | {"please", "thanks", "right"}
_PLAIN: Final = 0.2  # share of requests that only name the values
_WORD: Final = 0.1  # share of small numbers that are written as words
_TRIES: Final = 20  # times as many draws as requests, at most


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value stands in a request. `raised`: with a capital that the value itself has not."""

    start: int
    end: int
    slot: Slot
    raised: bool


@dataclass(frozen=True, slots=True)
class _Template:
    text: str
    places: tuple[_Place, ...]  # in the order of the text
    fixed: tuple[tuple[str, Value], ...]  # values that are not in the words


def requests(tool: Tool, many: int, rng: random.Random, unseen: Sequence[Request] = ()) -> tuple[Request, ...]:
    """Up to `many` different requests, the tool's own first; none with the words or the new values of `unseen`."""
    barred = {request.arguments for request in unseen} - {request.arguments for request in tool.requests}
    found = {request.text: request for request in tool.requests}
    kept = {request.text for request in unseen}
    templates = [_template(request, tool) for request in tool.requests]
    for _ in range(many * _TRIES):
        if len(found) >= many:
            break
        plain = bool(tool.slots) and rng.random() < _PLAIN
        made = _named(tool, rng) if plain else _filled(rng.choice(templates), tool, rng)
        framed = made.text if plain else _framed(made.text, _table()["leads"], rng)
        if made.arguments not in barred and framed not in kept:
            found.setdefault(framed, Request(framed, made.arguments))
    return tuple(found.values())[:many]


def unseen(tool: Tool, many: int, rng: random.Random) -> tuple[Request, ...]:
    """Requests that only the quiz asks: values that were never put together, else the known ones in another frame."""
    templates = [_template(request, tool) for request in tool.requests]
    own, texts = {request.arguments for request in tool.requests}, {request.text for request in tool.requests}
    fresh: dict[object, Request] = {}
    again: dict[str, Request] = {}
    for turn in range(many * _TRIES):
        made = _filled(templates[turn % len(templates)], tool, rng)
        text = _framed(made.text, _table()["unseen_leads"], rng)
        if made.arguments not in own and text not in texts:
            fresh.setdefault(made.arguments, Request(text, made.arguments))
        elif made.arguments in own and text != made.text:
            again.setdefault(text, Request(text, made.arguments))
    kept = tuple(fresh.values())[: min(many, len(own | set(fresh)) // 3)]
    return (*kept, *tuple(again.values())[: many - len(kept)])


def beside(tool: Tool, many: int, rng: random.Random) -> tuple[str, ...]:
    """Ordinary prompts that mention the tool's words and ask for no call."""
    known = [w for request in tool.requests for w in re.findall(r"\b[a-z]{4,}\b", request.text) if not lemma(w)]
    kept = [w for w in dict.fromkeys(known) if w not in _SILENT]
    rng.shuffle(kept)
    frames = _table()["near"]
    made = [frames[(at + turn) % len(frames)].format(w=w) for turn in range(len(frames)) for at, w in enumerate(kept)]
    return tuple(dict.fromkeys(made))[:many]


# ------------------------------------------------------------------------------------------------- finding values


def _template(request: Request, tool: Tool) -> _Template:
    """The longest values first, so that "north" inside "north gate" is not taken for itself."""
    slots = {slot.name: slot for slot in tool.slots}
    places: list[_Place] = []
    fixed = []
    for name, value in sorted(request.arguments, key=lambda pair: -len(str(pair[1]))):
        found = next((p for p in _places(request.text, value, slots[name]) if not _taken(p, places)), None)
        if found is None:
            fixed.append((name, value))
        else:
            places.append(found)
    return _Template(request.text, tuple(sorted(places, key=lambda place: place.start)), tuple(fixed))


def _places(text: str, value: Value, slot: Slot) -> Iterator[_Place]:
    if isinstance(value, bool):
        return
    said = [re.escape(str(value))]
    if isinstance(value, int) and 0 <= value < len(_COUNTED):
        said.append(_COUNTED[value])
    plural = "s?" if str(value).lower() in _WEEK else ""
    for found in re.finditer(rf"(?i)(?<![\w.])(?:{'|'.join(said)})(?={plural}(?!\w))", text):
        raised = found[0][:1].isupper() and str(value)[:1].islower()
        yield _Place(found.start(), found.end(), slot, raised)


def _taken(place: _Place, places: Sequence[_Place]) -> bool:
    return any(place.start < other.end and other.start < place.end for other in places)


# ------------------------------------------------------------------------------------------------- putting them in


def _filled(template: _Template, tool: Tool, rng: random.Random) -> Request:
    values: dict[str, Value] = dict(template.fixed)
    out, at = "", 0
    for place in template.places:
        value = _value(place.slot, tool, rng)
        values[place.slot.name] = value
        out += template.text[at : place.start] + _said(value, place, rng)
        at = place.end
    text = _agreeing(out + template.text[at:], template.text)
    return Request(text, tuple((slot.name, values[slot.name]) for slot in tool.slots if slot.name in values))


def _said(value: Value, place: _Place, rng: random.Random) -> str:
    if isinstance(value, int) and 1 < value < len(_COUNTED) and place.start and rng.random() < _WORD:
        return _COUNTED[value]
    text = str(value)
    return text[:1].upper() + text[1:] if place.raised or not place.start else text


def _agreeing(text: str, before: str) -> str:
    """ "1 hours" → "1 hour", and back."""
    text = re.sub(r"\b(1|one) ([a-z]{3,})s\b(?<!ss)", r"\1 \2", text)
    for noun in re.findall(r"\b(?:1|one) ([a-z]{3,})\b", before):
        text = re.sub(rf"\b({_MANY}) {noun}\b", rf"\1 {noun}s", text)
    return text


def _named(tool: Tool, rng: random.Random) -> Request:
    """Only the tool's name and its values, in any order: "reserve boat: day monday, hours 3"."""
    values = {slot.name: _value(slot, tool, rng) for slot in tool.slots if slot.required or rng.random() < 0.5}
    said = [f"{_plain(name)} {value}" for name, value in values.items()]
    rng.shuffle(said)
    text = rng.choice(_table()["plain"]).format(n=_plain(tool.name), f=", ".join(said))
    arguments = tuple((slot.name, values[slot.name]) for slot in tool.slots if slot.name in values)
    return Request(text[:1].upper() + text[1:], arguments)


def _plain(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])|[_.-]+", " ", name).strip().lower()


def _framed(text: str, frames: Sequence[str], rng: random.Random) -> str:
    """A frame behind a request needs its last sentence to end."""
    frame = rng.choice([f for f in frames if f.endswith("{r}") or re.search(r"[.!?]$", text)])
    return frame.format(r=text)


# ------------------------------------------------------------------------------------------------- other values


def _value(slot: Slot, tool: Tool, rng: random.Random) -> Value:
    seen = [value for request in tool.requests for name, value in request.arguments if name == slot.name]
    if slot.kind == "boolean":
        return rng.choice([True, False])
    if slot.choices:
        return rng.choice(slot.choices)
    if slot.kind in ("integer", "number"):
        return _number(slot, [float(value) for value in seen], rng)
    return _text([str(value) for value in seen], rng)


def _number(slot: Slot, seen: Sequence[float], rng: random.Random) -> Value:
    """Between the bounds; without them around what was seen."""
    low = slot.least if slot.least is not None else min([0.0, *seen] if min(seen, default=0) < 10 else seen) / 2
    high = slot.most if slot.most is not None else max([low + 9, *(value * 1.5 for value in seen)])
    if slot.kind == "integer":
        return rng.randint(round(low), max(round(low), round(high)))
    return round(rng.uniform(low, high), 1)


def _text(seen: Sequence[str], rng: random.Random) -> str:
    """One of those seen or one like them."""
    fresh = _like(seen, rng)
    return rng.choice(list(dict.fromkeys(seen))) if not fresh or (seen and rng.random() < _again(seen)) else fresh


def _again(seen: Sequence[str]) -> float:
    """How often a value comes again: a closed list often, free text hardly ever."""
    return 0.15 if all(" " in value for value in seen) and not any(value.istitle() for value in seen) else 0.4


def _like(seen: Sequence[str], rng: random.Random) -> str:
    table, lower = _table(), {value.lower() for value in seen}
    for known in (_WEEK, tuple(sorted(words.MONTHS))):
        if lower and lower <= set(known):
            fresh = rng.choice(known)
            return fresh.capitalize() if seen[0][:1].isupper() else fresh
    if seen and all(re.search(r"\d", value) for value in seen):
        return re.sub(r"(?<=\d)\d(?!\d)", lambda _: str(rng.randrange(10)), rng.choice(seen))
    tails = {value.split(" ", 1)[1] for value in seen if " " in value}
    if seen and len(tails) == 1 and all(" " in value for value in seen):
        return f"{rng.choice(table['places'])} {tails.pop()}"
    if seen and all(value[:1].isupper() and " " not in value for value in seen):
        return str(rng.choice([*table["names"], *table["places"]]))
    if seen and all(" " not in value and value.islower() for value in seen):
        return _sibling(seen, rng)
    if seen and all(value.istitle() for value in seen):
        return f"{rng.choice(table['names'])} {rng.choice(table['places'])}"
    return _saying(rng)


def _sibling(seen: Sequence[str], rng: random.Random) -> str:
    """ "kitchen" → "pantry": a word of the same kind, "" when the kind is not known."""
    kinds = {words.kind_of(value) for value in seen} - {""}
    if kinds == {"place"}:
        return str(rng.choice(_table()["rooms"]))
    return rng.choice(sorted(words.KINDS[kinds.pop()])) if len(kinds) == 1 else rng.choice(_table()["things"])


def _saying(rng: random.Random) -> str:
    """A short message."""
    table = _table()
    thing, other = rng.sample(table["things"], 2)
    return str(rng.choice(table["sayings"])).format(
        thing=thing, other=other, state=rng.choice(table["states"]), deed=rng.choice(table["deeds"]),
        number=rng.choice(_COUNTED[2:]),
    )  # fmt: skip


@cache
def _table() -> dict[str, Any]:  # Any: TOML
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
