"""Dataclasses to JSON and back: strict about everything that does not fit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pytest

from learning.codec import CodecError, decode, encode


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Inner:
    name: str
    colour: Colour = Colour.RED


@dataclass(frozen=True, slots=True)
class Outer:
    many: tuple[Inner, ...]
    pair: tuple[str, int]
    maybe: float | None
    table: dict[str, Inner]
    flag: bool = False


FULL = Outer((Inner("a"), Inner("b")), ("x", 2), 1.5, {"k": Inner("c")}, True)


@pytest.mark.parametrize("value", [FULL, Outer((), ("", 0), None, {})])
def test_there_and_back(value: Outer) -> None:
    assert decode(Outer, encode(value)) == value


def test_a_whole_number_serves_as_a_float() -> None:
    data = encode(FULL) | {"maybe": 2}
    found = decode(Outer, data).maybe
    assert (found, type(found)) == (2.0, float)


def test_what_has_a_default_may_be_left_out() -> None:
    data = encode(FULL)
    del data["flag"]
    assert decode(Outer, data).flag is False


@pytest.mark.parametrize("change", [
    {"extra": 1}, {"many": None}, {"many": {}}, {"many": [1]}, {"many": [{"name": 1}]}, {"many": [{}]},
    {"many": [{"name": "a", "colour": "green"}]}, {"pair": ["x"]}, {"pair": ["x", 1, 2]}, {"pair": ["x", True]},
    {"pair": ["x", 1.0]}, {"maybe": "1.5"}, {"maybe": True}, {"table": []}, {"table": {"k": 1}}, {"flag": 1},
    {"flag": None},
])  # fmt: skip
def test_what_does_not_fit_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(CodecError):
        decode(Outer, encode(FULL) | change)


@pytest.mark.parametrize("data", [None, 1, "x", [], [1]])
def test_anything_else_is_refused(data: object) -> None:
    with pytest.raises(CodecError):
        decode(Outer, data)


@pytest.mark.parametrize("value", [object(), {1, 2}, b"bytes", Inner])
def test_what_json_cannot_hold_is_not_encoded(value: object) -> None:
    with pytest.raises(CodecError):
        encode(value)
