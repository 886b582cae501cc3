"""What is shown of a skill's file before it is added, for the window and the terminal.

Pure: knows what was found in the file and which models are here. Knows no Qt.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.share_words import HOW_IT_CAME
from desktop.share_words import ShareWords as Words
from desktop.skills import proof
from learning.sharing.offered import Offered
from learning.types import ModelRef, Score

SHOWN = 40  # statements


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class OfferView:
    name: str
    label: str  # whose it is
    lines: tuple[Line, ...]
    told: tuple[str, ...]
    more: str  # how many statements are not shown, or why none is


def offer_view(offered: Offered, here: frozenset[str], model: ModelRef | None) -> OfferView:
    """`here` has the checksums of the models on this computer; `model` is the one that is open."""
    about = offered.manifest
    lines = (
        Line(Words.NAME, about.name),
        Line(Words.MADE, about.created[:10] or Words.UNKNOWN),
        Line(Words.MODEL, _model(offered, here, model)),
        Line(Words.QUIZ, Words.NO_QUIZ if offered.plain else figures(about.score)),
        Line(Words.SIZE, Words.size(offered.size)),
        Line(Words.CHECKSUM, offered.sha256),
    )
    shown = offered.told[:SHOWN]
    return OfferView(about.name, HOW_IT_CAME[about.maker], lines, shown, _more(offered, len(shown)))


def figures(score: Score) -> str:
    """As its maker says them."""
    found = proof.quiz_count(score)
    if found is not None:
        return Words.figures(str(found.now), str(found.before), f" of {found.total}")
    return Words.figures(f"{score.recall_after:.0%}", f"{score.recall_before:.0%}", "")


def _model(offered: Offered, here: frozenset[str], model: ModelRef | None) -> str:
    if offered.plain:
        return Words.FITS_HERE.format(name=model.name if model is not None else "–")
    there = Words.HERE if offered.manifest.base_sha256 in here else Words.NOT_HERE
    return f"{offered.manifest.base_name or Words.UNKNOWN}, {there}"


def _more(offered: Offered, shown: int) -> str:
    if offered.statements:
        return Words.and_more(offered.statements - shown) if offered.statements > shown else ""
    return Words.NOT_TOLD_BY_TOOL if offered.plain else Words.NOT_TOLD
