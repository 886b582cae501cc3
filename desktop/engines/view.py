"""What is shown of the engines, from what the engine process said and what the person chose. Pure; knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop import engine_words
from desktop.engine_words import EngineWords as Words
from learning.passed_over import PassedOver

BEST = ""  # the choice of whoever does not choose
DEMO = "echo"


@dataclass(frozen=True, slots=True)
class EngineRow:
    """One choice. `name` is what the settings keep; `trouble` says that `state` is bad news."""

    name: str
    title: str
    about: str
    state: str = ""
    trouble: bool = False


@dataclass(frozen=True, slots=True)
class EnginesView:
    """`label` stands in the status bar, "" while nothing answers."""

    label: str
    why: str
    trouble: bool
    chosen: str
    rows: tuple[EngineRow, ...]


NOTHING = EnginesView("", "", False, BEST, ())


def engines_view(
    installed: Sequence[str], machine: str, now: str, passed: Sequence[PassedOver], chosen: str
) -> EnginesView:
    """`installed`: best first. `now`: the one that answers."""
    names = tuple(name for name in installed if name != DEMO)
    order = Words.order(names, machine)
    best = EngineRow(BEST, Words.BEST, order if len(names) > 1 else f"{order} {Words.ALONE}")
    rows = [best, *(_row(name, now, passed) for name in names)]
    label = engine_words.name_of(now) if now and now != DEMO else ""
    why = engine_words.passed_over(passed[0], now) if passed else order
    return EnginesView(label, why, bool(passed), chosen if chosen in names else BEST, tuple(rows))


def _row(name: str, now: str, passed: Sequence[PassedOver]) -> EngineRow:
    title, about = engine_words.name_of(name), engine_words.ABOUT.get(name, "")
    if name == now:
        return EngineRow(name, title, about, Words.ANSWERS)
    for one in passed:
        if one.backend == name:
            return EngineRow(name, title, about, f"Passed over: {engine_words.why(one)}.", trouble=True)
    return EngineRow(name, title, about)
