"""One skill as the list shows it, and how the list is grouped and searched.

Pure: turns a stored skill and the model in use into a frozen row. Knows no Qt.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.share_words import labelled
from desktop.skill_words import SkillWords as Words
from learning.maker import Maker
from learning.types import Skill, SkillState, Verdict

STRENGTH_STEP = 0.1
STRENGTH_LEAST = 0.1


@dataclass(frozen=True, slots=True)
class SkillRow:
    """`needs_model` names the model a skill was taught for when that is not the one in use; `damaged` is a code."""

    id: str
    name: str
    summary: str
    state: SkillState
    strength: float = 1.0
    gentle: bool = False
    needs_model: str = ""
    damaged: str = ""
    maker: Maker = Maker.SELF

    @property
    def usable(self) -> bool:
        return not self.needs_model and not self.damaged

    @property
    def on(self) -> bool:
        """In use now: a skill for another model may be switched on and still not be worn."""
        return self.usable and self.state is not SkillState.OFF

    @property
    def state_word(self) -> str:
        """ "on", "off" or "auto" as it is in truth."""
        auto = self.on and self.state is SkillState.AUTO
        return Words.AUTO if auto else Words.ON if self.on else Words.OFF


@dataclass(frozen=True, slots=True)
class Head:
    """A group's heading in the list."""

    title: str


Entry = SkillRow | Head


def skill_row(skill: Skill, model_sha256: str) -> SkillRow:
    """`model_sha256` "" = no model is loaded: then every skill is shown as it stands."""
    foreign = bool(model_sha256) and skill.base_sha256 != model_sha256
    return SkillRow(
        id=skill.id,
        name=skill.name,
        summary=skill.summary,
        state=skill.state,
        strength=skill.strength,
        gentle=skill.score.verdict is Verdict.GENTLE,
        needs_model=skill.base_name if foreign else "",
        damaged=skill.damaged,
        maker=skill.maker,
    )


def line(row: SkillRow) -> str:
    """The second line: whose it is, then why it cannot be used, or what it knows."""
    return labelled(row.maker, reason(row) or row.summary)


def reason(row: SkillRow) -> str:
    """Why it cannot be used, ""."""
    if row.damaged:
        return Words.DAMAGED
    return Words.needs_model(row.needs_model) if row.needs_model else ""


def spoken(row: SkillRow) -> str:
    return Words.row_name(row.name, row.state_word, Words.strength(row.strength), line(row))


def grouped(rows: tuple[SkillRow, ...], search: str = "") -> tuple[Entry, ...]:
    """Headings and rows in the order shown: in use, then the rest; by name inside a group, what cannot be used last."""
    found = sorted((row for row in rows if _matches(row, search)), key=_order)
    used = [row for row in found if row.on]
    rest = [row for row in found if not row.on]
    return (*_under(Words.IN_USE, used), *_under(Words.NOT_USED, rest))


def stepped(strength: float, up: bool) -> float:
    """The next strength one key press away, on whole tenths."""
    value = strength + (STRENGTH_STEP if up else -STRENGTH_STEP)
    return min(1.0, max(STRENGTH_LEAST, round(value, 1)))


def _under(title: str, rows: list[SkillRow]) -> tuple[Entry, ...]:
    return (Head(title), *rows) if rows else ()


def _order(row: SkillRow) -> tuple[bool, str, str]:
    return not row.usable, row.name.casefold(), row.id


def _matches(row: SkillRow, search: str) -> bool:
    words = search.casefold().split()
    text = f"{row.name} {row.summary}".casefold()
    return all(word in text for word in words)
