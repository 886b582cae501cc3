"""The scoring of this small set, as plain as can be: what the benchmark asks of a set's own `scoring.py`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

Item = Mapping[str, Any]  # Any: parsed JSON


def is_correct(answer: str, item: Item) -> bool:
    return any(value.lower() in answer.lower() for value in (item["answer"], *item["aliases"]))


def bleeds(answer: str, item: Item) -> bool:
    return any(value.lower() in answer.lower() for value in item["forbidden"])


def update_state(answer: str, item: Item) -> str:
    new, old = item["new"] in answer, item["old"] in answer
    return {(True, False): "new", (False, True): "old", (True, True): "both", (False, False): "neither"}[new, old]


def check(answer: str, checker: Item) -> bool:
    tests = {"ends_with": str.endswith, "starts_with": str.startswith, "contains": str.__contains__}
    return bool(tests[checker["type"]](answer, checker["value"]))


def tool_call_matches(answer: str, call: Item) -> bool:
    try:
        return bool(json.loads(answer) == call)
    except ValueError:
        return False
