"""Measures in a text: whether a unit stands there that is not wanted, and the same text in the other system.

Knows units of length, weight, temperature, volume and speed in English words; knows no rules. Factors are the exact
definitions of the international yard and pound (1959); the gallon and its parts are those of the United States.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Final

from learning.english.counts import COUNT, in_digits


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit. `factor`: how much of the base unit it is (metre, gram, litre, km/h; degrees are turned apart)."""

    name: str
    kind: str
    metric: bool
    factor: float
    forms: str  # a regular expression of how it is written
    plain: bool = False  # whether the word alone can mean nothing else


_UNITS: Final = (
    Unit("mile", "length", False, 1609.344, r"miles?|mi", True),
    Unit("foot", "length", False, 0.3048, r"feet|foot|ft\.?|['’′](?=\s|\d|$)"),
    Unit("inch", "length", False, 0.0254, r"inch(?:es)?|in\.(?=\s|$)|[\"″](?=\s|$)", True),
    Unit("yard", "length", False, 0.9144, r"yards?|yd\.?"),
    Unit("kilometre", "length", True, 1000.0, r"kilomet(?:re|er)s?|km", True),
    Unit("metre", "length", True, 1.0, r"met(?:re|er)s?|m"),
    Unit("centimetre", "length", True, 0.01, r"centimet(?:re|er)s?|cm", True),
    Unit("millimetre", "length", True, 0.001, r"millimet(?:re|er)s?|mm", True),
    Unit("pound", "weight", False, 453.59237, r"pounds?|lbs?\.?"),
    Unit("ounce", "weight", False, 28.349523125, r"ounces?|oz\.?", True),
    Unit("stone", "weight", False, 6350.29318, r"stones?"),
    Unit("tonne", "weight", True, 1_000_000.0, r"tonnes?|metric tons?"),
    Unit("kilogram", "weight", True, 1000.0, r"kilograms?|kilos?|kgs?", True),
    Unit("gram", "weight", True, 1.0, r"grams?|g"),
    Unit("fahrenheit", "temperature", False, 0.0, r"(?:[Dd]egrees? |°\s?)?(?:[Ff]ahrenheit|F)", True),
    Unit("celsius", "temperature", True, 0.0, r"(?:[Dd]egrees? |°\s?)?(?:[Cc]elsius|[Cc]entigrade|C)", True),
    Unit("gallon", "volume", False, 3.785411784, r"gallons?|gal\.?", True),
    Unit("quart", "volume", False, 0.946352946, r"quarts?|qt\.?", True),
    Unit("pint", "volume", False, 0.473176473, r"pints?", True),
    Unit("fluid ounce", "volume", False, 0.0295735295625, r"fluid ounces?|fl\.? ?oz\.?", True),
    Unit("cup", "volume", False, 0.2365882365, r"cups?"),
    Unit("litre", "volume", True, 1.0, r"lit(?:re|er)s?|[lL]"),
    Unit("millilitre", "volume", True, 0.001, r"millilit(?:re|er)s?|ml", True),
    Unit("mph", "speed", False, 1.609344, r"mph|miles (?:per|an) hour|mi/h", True),
    Unit("km/h", "speed", True, 1.0, r"km/?h|kph|kilomet(?:re|er)s (?:per|an) hour", True),
)
_BY_NAME: Final = MappingProxyType({unit.name: unit for unit in _UNITS})
_NUMBER: Final = r"(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,12})(?:\.\d{1,6})?"
_MANY: Final = rf"(?P<from>{_NUMBER})(?:\s?(?P<join>-|–|to|and|or)\s?(?P<until>{_NUMBER}))?"
_FEET_INCHES: Final = re.compile(
    rf"(?P<feet>{_NUMBER})\s?(?:feet|foot|ft\.?|['’′]),?\s?(?:and )?(?P<inches>{_NUMBER})\s?(?:inch(?:es)?|in\.?|[\"″])"
)
_WORDY: Final = re.compile(
    rf"(?i)\b{COUNT}(?:(?: to | or | and |-|–){COUNT})?"
    rf"(?=[- ](?:{'|'.join(unit.forms for unit in _UNITS if len(unit.forms) > 3)}))"
)
_TO: Final = MappingProxyType(  # the sizes from which a unit is taken, the largest first
    {
        ("length", True): (("kilometre", 1000.0), ("metre", 1.0), ("centimetre", 0.0)),
        ("length", False): (("mile", 1609.344), ("foot", 0.3048), ("inch", 0.0)),
        ("weight", True): (("tonne", 2_000_000.0), ("kilogram", 1000.0), ("gram", 0.0)),
        ("weight", False): (("pound", 453.59237), ("ounce", 0.0)),
        ("volume", True): (("litre", 1.0), ("millilitre", 0.0)),
        ("volume", False): (("gallon", 3.785), ("pint", 0.473), ("fluid ounce", 0.0)),
        ("speed", True): (("km/h", 0.0),),
        ("speed", False): (("mph", 0.0),),
    }
)
_PLURAL: Final = MappingProxyType({"foot": "feet", "inch": "inches", "mph": "mph", "km/h": "km/h"})
_ROUGH: Final = 3  # digits that a turned measure has


def kind(name: str) -> str:
    """What a unit measures: "length", "weight", "temperature", "volume", "speed"."""
    return _BY_NAME[name].kind


def unit(word: str) -> str:
    """The unit that a word means ("feet" → "foot"); "" for none."""
    said = word.strip().lower()
    return next((one.name for one in _UNITS if re.fullmatch(rf"(?i){one.forms}", said)), "")


def opposite(named: Iterable[str]) -> tuple[str, ...]:
    """The units of the same kind in the other system: what is not wanted where these are."""
    wanted = [_BY_NAME[name] for name in named]
    return tuple(u.name for u in _UNITS if any(u.kind == w.kind and u.metric != w.metric for w in wanted))


def of(kinds: frozenset[str], metric: bool) -> tuple[str, ...]:
    """All units of some kinds (all kinds, when there are none) in one system."""
    return tuple(u.name for u in _UNITS if u.metric == metric and (not kinds or u.kind in kinds))


def stand_in(text: str, unwanted: Iterable[str]) -> bool:
    """Whether a measure in one of the units stands in a text."""
    return any(_found(_BY_NAME[name]).search(in_digits(text)) for name in unwanted)


def turned(text: str, unwanted: Iterable[str]) -> str:
    """The text with every measure in one of the units in the other system."""
    wanted = [_BY_NAME[name] for name in unwanted]
    text = _WORDY.sub(lambda found: in_digits(found[0]), text)
    if any(one.name in ("foot", "inch") for one in wanted):
        text = _FEET_INCHES.sub(_feet_and_inches, text)
    for one in sorted(wanted, key=lambda each: each.kind != "speed"):  # "miles per hour" before "miles"
        text = _twice(one, text)
        text = _measure(one).sub(partial(_said, one), text)
        if one.plain:
            text = re.sub(rf"(?i)(?<![\w-])(?:{one.forms})(?![\w/])", partial(_word, one), text)
    return text


def _word(one: Unit, found: re.Match[str]) -> str:
    """ "a few miles" → "a few kilometres"."""
    said = found[0]
    other = next((u for u in _UNITS if u.kind == one.kind and u.metric != one.metric), one)
    if one.kind == "temperature":
        return other.name.capitalize()
    return _plural(other.name) if said.lower().endswith("s") or said in ("feet", "mi") else other.name


def _found(one: Unit) -> re.Pattern[str]:
    alone = rf"|(?<![\w-])(?:{one.forms})(?![\w/])" if one.plain and one.kind != "temperature" else ""
    alone = r"|\b[Ff]ahrenheit\b|°\s?F\b" if one.name == "fahrenheit" else alone
    alone = r"|\b[Cc](?:elsius|entigrade)\b|°\s?C\b" if one.name == "celsius" else alone
    return re.compile(rf"{_measure(one).pattern}{alone}", 0 if one.kind == "temperature" else re.IGNORECASE)


def _measure(one: Unit) -> re.Pattern[str]:
    flags = re.IGNORECASE if len(one.forms) > 8 and one.kind != "temperature" else 0
    minus = r"(?P<minus>[-−]|minus )?" if one.kind == "temperature" else ""
    return re.compile(rf"(?<![\w.,]){minus}{_MANY}(?P<gap>[\s-]?)(?:{one.forms})(?![\w/²³])", flags)


def _twice(one: Unit, text: str) -> str:
    """ "324 metres (1,063 feet)" loses the brackets, and "1,063 feet (324 metres)" what stands before them."""
    others = "|".join(u.forms for u in _UNITS if u.kind == one.kind and u.metric != one.metric)
    here, there = rf"{_NUMBER}[\s-]?(?:{one.forms})", rf"{_NUMBER}[\s-]?(?:{others})"
    text = re.sub(rf"(?i)\s?[(\[](?:about |around |approximately |or )?{here}[)\]]", "", text)
    return re.sub(rf"(?i){here}\s?[(\[](?:about |around |approximately |or )?({there})[)\]]", r"\1", text)


def _feet_and_inches(found: re.Match[str]) -> str:
    feet = float(found["feet"].replace(",", "")) + float(found["inches"].replace(",", "")) / 12
    return f"{feet:.3f} feet"


def _said(one: Unit, found: re.Match[str]) -> str:
    values = [float(found[name].replace(",", "")) for name in ("from", "until") if found[name]]
    if one.kind == "temperature":
        sign = -1 if found["minus"] else 1
        return _joined(found, [str(round(_degrees(one, sign * value))) for value in values], _scale(one, found[0]))
    sizes = [value * one.factor for value in values]
    name, _ = next(step for step in _TO[one.kind, not one.metric] if max(sizes) >= step[1])
    numbers = [_number(size / _BY_NAME[name].factor) for size in sizes]
    hyphen = found["gap"] == "-"
    return _joined(found, numbers, name if hyphen or numbers == ["1"] else _plural(name), "-" if hyphen else " ")


def _joined(found: re.Match[str], numbers: list[str], name: str, gap: str = " ") -> str:
    join = found["join"] or ""
    between = join if join in ("-", "–") else f" {join} "
    return f"{between.join(numbers)}{gap}{name}"


def _degrees(one: Unit, value: float) -> float:
    return value * 9 / 5 + 32 if one.metric else (value - 32) * 5 / 9


def _scale(one: Unit, said: str) -> str:
    letter, word = ("F", "Fahrenheit") if one.metric else ("C", "Celsius")
    return f"degrees {word}" if re.search(r"(?i)degree|fahrenheit|celsius|centigrade", said) else f"°{letter}"


def _number(value: float) -> str:
    """Three digits are exact enough: 324, 1.85, 12,700."""
    if value >= 10 ** (_ROUGH - 1):
        step = 10 ** max(0, len(str(int(value))) - _ROUGH)
        return f"{round(value / step) * step:,}"
    return f"{value:.{_ROUGH}g}".rstrip(".") if value >= 1 else f"{value:.2g}"


def _plural(name: str) -> str:
    return _PLURAL.get(name, name + "s")
