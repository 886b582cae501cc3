"""Collects what a module of words says: its constants, its tables, and its functions called with plain values."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from types import ModuleType

SAMPLES = {"str": "Harbour", "int": 3, "float": 40.0, "bool": True, "tuple[str, ...]": ("One", "Two")}


def sentences(module: ModuleType, left_out: tuple[str, ...] = ()) -> Iterator[str]:
    for name, value in vars(module).items():
        if isinstance(value, type) and value.__module__ == module.__name__ and name not in left_out:
            for attribute in list(vars(value)):
                yield from _texts(getattr(value, attribute), attribute)
        elif name.isupper():
            yield from _texts(value, name)


def _texts(value: object, name: str) -> Iterator[str]:
    if name.startswith("_"):
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each, name)
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each, name)
    elif inspect.isfunction(value):
        yield from _called(value)


def _called(function: object) -> Iterator[str]:
    assert inspect.isfunction(function)
    kinds = [str(parameter.annotation).split(" |")[0] for parameter in inspect.signature(function).parameters.values()]
    if all(kind in SAMPLES for kind in kinds):
        yield str(function(*(SAMPLES[kind] for kind in kinds)))
