"""Runs `ingrain …` as a person does: a real process, an empty profile, the echo engine."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

FACT = "My sister is called Mira."
QUESTION = "What is my sister called?"
PROGRAM = ("-m", "desktop.cli")


@dataclass(frozen=True)
class Ran:
    """How one command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        data = json.loads(self.out.splitlines()[-1])
        assert isinstance(data, dict)
        return data


Run = Callable[..., Ran]


def trouble(done: Ran, code: int, name: str) -> str:
    """The sentence of an error: on stderr for people, in the JSON for programs, without shop talk."""
    assert done.code == code, done
    error = done.json["error"]
    assert error["code"] == name
    assert error["message"] in done.err
    for word in ("Errno", "traceback", "exception", "None", "{", "}"):
        assert word not in error["message"]
    return str(error["message"])
