"""Frozen dataclasses to plain JSON values and back, strictly.

Knows dataclasses, enums, tuples, dict[str, T], unions with None, and JSON scalars. Does not know any particular class.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from enum import Enum
from functools import cache
from typing import Any


class CodecError(ValueError):
    """A value that does not fit the type that was asked for."""


def encode(value: Any) -> Any:  # Any: JSON values have no closed type
    """Plain JSON form of a dataclass, tuple, enum or scalar. Fields equal to None are kept."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: encode(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (tuple, list)):
        return [encode(v) for v in value]
    if isinstance(value, dict):
        return {str(k): encode(v) for k, v in value.items()}
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    raise CodecError(f"cannot encode {type(value).__name__}")


@cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def decode(kind: Any, data: Any) -> Any:  # Any: `kind` is any annotation, the result is of that type
    """Build a `kind` from its JSON form. Raises CodecError on unknown fields, missing fields and wrong types."""
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _dataclass(kind, data)
    if isinstance(kind, type) and issubclass(kind, Enum):
        try:
            return kind(data)
        except ValueError as error:
            raise CodecError(str(error)) from error
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        return _union(typing.get_args(kind), data)
    if origin is tuple:
        return _tuple(typing.get_args(kind), data)
    if origin is dict:
        if not isinstance(data, dict):
            raise CodecError(f"expected an object, got {type(data).__name__}")
        return {k: decode(typing.get_args(kind)[1], v) for k, v in data.items()}
    return _scalar(kind, data)


def _dataclass(kind: type, data: Any) -> Any:
    if not isinstance(data, dict):
        raise CodecError(f"{kind.__name__}: expected an object, got {type(data).__name__}")
    hints = _hints(kind)
    if extra := set(data) - set(hints):
        raise CodecError(f"{kind.__name__}: unknown fields {sorted(extra)}")
    try:
        return kind(**{name: decode(hints[name], value) for name, value in data.items()})
    except TypeError as error:
        raise CodecError(str(error)) from error


def _union(options: tuple[Any, ...], data: Any) -> Any:
    if data is None and type(None) in options:
        return None
    for option in options:
        if option is not type(None):
            try:
                return decode(option, data)
            except CodecError as error:
                last = error
    raise last


def _tuple(args: tuple[Any, ...], data: Any) -> Any:
    if not isinstance(data, list):
        raise CodecError(f"expected a list, got {type(data).__name__}")
    if len(args) == 2 and args[1] is Ellipsis:
        return tuple(decode(args[0], v) for v in data)
    if len(args) != len(data):
        raise CodecError(f"expected {len(args)} values, got {len(data)}")
    return tuple(decode(a, v) for a, v in zip(args, data, strict=True))


def _scalar(kind: Any, data: Any) -> Any:
    if kind is float and isinstance(data, int) and not isinstance(data, bool):
        return float(data)
    if kind in (str, int, float, bool) and type(data) is kind:
        return data
    raise CodecError(f"expected {kind}, got {type(data).__name__}")
