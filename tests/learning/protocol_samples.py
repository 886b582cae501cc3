"""Messages of any class of the protocol, filled in by chance from their annotations. Knows types, not meanings."""

from __future__ import annotations

import dataclasses
import random
import types
import typing
from enum import Enum
from typing import Any

from learning import protocol
from learning.protocol import Command, Event

CLASSES: tuple[type, ...] = (*typing.get_args(protocol.Command), *typing.get_args(protocol.Event))
_TEXTS = ("", "Grüß Gott", "日本語", "\u0000\u2028 \ud7ff\U0001f600", '{"type": "Quit"}', "a" * 300, "half \ud83d")


def message(cls: type, chance: random.Random) -> Command | Event:
    return _value(cls, chance)  # type: ignore[no-any-return]  # an instance of `cls`


def _value(kind: Any, chance: random.Random) -> Any:
    if dataclasses.is_dataclass(kind):
        return _instance(kind, chance)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return chance.choice(list(kind))
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _value(chance.choice(args), chance)
    if origin is tuple:
        parts = [args[0]] * chance.randrange(3) if args[-1] is Ellipsis else args
        return tuple(_value(part, chance) for part in parts)
    return _scalar(kind, chance)


def _instance(cls: Any, chance: random.Random) -> Any:
    hints = typing.get_type_hints(cls)
    return cls(**{field.name: _value(hints[field.name], chance) for field in dataclasses.fields(cls)})


def _scalar(kind: Any, chance: random.Random) -> Any:
    if kind is bool:
        return chance.random() < 0.5
    if kind is int:
        return chance.randrange(-(2**53), 2**53)
    if kind is float:
        return chance.uniform(-1e9, 1e9)
    if kind is str:
        return chance.choice(_TEXTS)
    assert kind is type(None), kind
    return None
