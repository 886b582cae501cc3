"""A tool as a person describes it: a name, its arguments, and a few requests with the call each should become.

Knows the JSON of a description and of a call; knows no lessons. What is wrong with a description is told by a code.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

LEAST: Final = 2  # requests
_NAME: Final = re.compile(r"[A-Za-z_][\w.-]{0,63}")
_TYPES: Final = frozenset(["string", "integer", "number", "boolean"])


class ToolTrouble(StrEnum):
    """What is wrong with a description. Words for people live in the word lists."""

    NOT_JSON = "tool_not_json"
    NO_NAME = "tool_no_name"
    BAD_SCHEMA = "tool_bad_schema"
    FEW_REQUESTS = "tool_few_requests"
    BAD_CALL = "tool_bad_call"  # a call that does not fit the name or the arguments


class BadTool(ValueError):
    """A description that cannot be taught. `detail` names the request or argument."""

    def __init__(self, code: ToolTrouble, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


Value = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Slot:
    """One argument. `choices` are all values it may have, when there are only a few."""

    name: str
    kind: str  # "string", "integer", "number", "boolean"
    required: bool
    choices: tuple[Value, ...] = ()
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """Words, and the arguments they should become, in the schema's order."""

    text: str
    arguments: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Tool:
    name: str
    description: str
    slots: tuple[Slot, ...]
    requests: tuple[Request, ...]


def is_tool(text: str) -> bool:
    """Whether a text is meant as the description of a tool."""
    return text.lstrip().startswith("{") and re.search(r'"(?:schema|parameters|requests)"\s*:', text) is not None


def read(text: str) -> Tool:
    """The tool that a JSON text describes, bare or as {"type": "function", "function": …}. Raises BadTool.

    Its requests are a list in it, or stand after it, a line each: "A boat for two. -> {"name": …, "arguments": …}".
    """
    try:
        found, end = json.JSONDecoder().raw_decode(text.strip())
        after = _lines(text.strip()[end:])
    except (ValueError, RecursionError) as error:
        raise BadTool(ToolTrouble.NOT_JSON) from error
    if isinstance(found, dict) and isinstance(found.get("function"), dict):
        found = {"requests": found.get("requests")} | found["function"]
    if not isinstance(found, dict):
        raise BadTool(ToolTrouble.NOT_JSON)
    name, description = found.get("name"), found.get("description", "")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise BadTool(ToolTrouble.NO_NAME)
    slots = _slots(found.get("schema", found.get("parameters")))
    requests = found.get("requests") or after
    if not isinstance(requests, list) or len(requests) < LEAST:
        raise BadTool(ToolTrouble.FEW_REQUESTS)
    said = tuple(_request(each, name, slots) for each in requests)
    return Tool(name, description if isinstance(description, str) else "", slots, said)


def call(name: str, arguments: tuple[tuple[str, Value], ...]) -> str:
    """The call in words for a machine: one line of JSON."""
    return json.dumps({"name": name, "arguments": dict(arguments)}, ensure_ascii=False)


def first_object(text: str) -> dict[str, Any] | None:
    """The first JSON object in an answer, None when there is no whole one."""
    decoder = json.JSONDecoder()
    for start in (found.start() for found in re.finditer(r"{", text)):
        try:
            found, _ = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            return found
    return None


def same_call(answer: str, wanted: str) -> bool:
    """Whether the first JSON object in an answer is exactly this call."""
    found, right = first_object(answer), json.loads(wanted)
    return found is not None and _typed(found) == _typed(right)


def any_call(answer: str) -> bool:
    """Whether an answer calls something."""
    found = first_object(answer)
    return found is not None and "name" in found and "arguments" in found


def _typed(value: Any) -> Any:
    """True is not 1, and 3.0 is 3."""
    if isinstance(value, dict):
        return {key: _typed(each) for key, each in value.items()}
    return (isinstance(value, bool), value)


# ------------------------------------------------------------------------------------------------- reading


def _lines(text: str) -> list[dict[str, Any]]:
    """Requests written after a description. Raises ValueError when a line is none."""
    lines = [line.strip() for line in text.splitlines() if line.strip(" `")]
    parted = [re.split(r"\s*(?:->|→|=>)\s*", line, maxsplit=1) for line in lines]
    if any(len(each) != 2 for each in parted):
        raise ValueError(text)
    return [{"request": request.strip("-* "), "call": json.loads(made)} for request, made in parted]


def _slots(schema: Any) -> tuple[Slot, ...]:
    properties = schema.get("properties", {}) if isinstance(schema, dict) else None
    required = schema.get("required", []) if isinstance(schema, dict) else None
    if not isinstance(properties, dict) or not isinstance(required, list) or not set(required) <= set(properties):
        raise BadTool(ToolTrouble.BAD_SCHEMA)
    return tuple(_slot(name, about, name in required) for name, about in properties.items())


def _slot(name: str, about: Any, required: bool) -> Slot:
    if not isinstance(about, dict):
        raise BadTool(ToolTrouble.BAD_SCHEMA, name)
    choices, kind = about.get("enum", []), about.get("type", "string")
    least, most = about.get("minimum"), about.get("maximum")
    bounds = [bound for bound in (least, most) if bound is not None]
    if (
        kind not in _TYPES
        or not isinstance(choices, list)
        or not all(_fits(value, kind) for value in choices)
        or not all(_fits(bound, "number") for bound in bounds)
        or (least is not None and most is not None and least > most)
    ):
        raise BadTool(ToolTrouble.BAD_SCHEMA, name)
    return Slot(name, kind, required, tuple(choices), least, most)


def _fits(value: Any, kind: str) -> bool:
    if isinstance(value, bool) or kind == "boolean":
        return kind == "boolean" and isinstance(value, bool)
    if kind == "string":
        return isinstance(value, str)
    return isinstance(value, int) or (kind == "number" and isinstance(value, float))


def _request(said: Any, name: str, slots: tuple[Slot, ...]) -> Request:
    text, made = (said.get("request"), said.get("call")) if isinstance(said, dict) else (None, None)
    if not isinstance(text, str) or not text.strip() or not isinstance(made, dict) or made.get("name") != name:
        raise BadTool(ToolTrouble.BAD_CALL, text if isinstance(text, str) else "")
    arguments = made.get("arguments")
    if not isinstance(arguments, dict) or not set(arguments) <= {slot.name for slot in slots}:
        raise BadTool(ToolTrouble.BAD_CALL, text)
    for slot in slots:
        if slot.name in arguments:
            if not _allowed(arguments[slot.name], slot):
                raise BadTool(ToolTrouble.BAD_CALL, text)
        elif slot.required:
            raise BadTool(ToolTrouble.BAD_CALL, text)
    return Request(text.strip(), tuple((slot.name, arguments[slot.name]) for slot in slots if slot.name in arguments))


def _allowed(value: Any, slot: Slot) -> bool:
    if not _fits(value, slot.kind) or (slot.choices and value not in slot.choices):
        return False
    low = slot.least is None or not isinstance(value, int | float) or value >= slot.least
    return low and (slot.most is None or not isinstance(value, int | float) or value <= slot.most)
