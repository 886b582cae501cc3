"""Lines added up: means, whether the app's verdicts were honest, how lessons live together, and a table for people.

Pure functions of lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from tests.bench.learning.line import Line, Rival, mean

_MEANS: Final = (
    "before", "after", "bleed_before", "bleed", "own_recall", "own_bleed", "side_effects", "strength", "items",
    "prepare", "train", "quiz",
)  # fmt: skip
_OPTIONAL: Final = ("kept_before", "kept", "in_context", "together_effects")
_HEAD: Final = (
    f"{'case':14} {'verdict':26} {'before':>6} {'after':>6} {'1st':>5} {'2nd':>5} {'3rd':>5} {'bleed0':>6} "
    f"{'bleed':>6} {'own':>5} {'ownbl':>5} {'side':>6} {'x':>4} {'items':>5} {'prep':>5} {'train':>5} {'quiz':>5}"
)


@dataclass(frozen=True, slots=True)
class Means:
    """Means over all lessons of one kind, and over those that the app accepted."""

    accepted: int
    of: int
    all: dict[str, float]
    of_accepted: dict[str, float]


@dataclass(frozen=True, slots=True)
class Honesty:
    """Of the lessons that the app accepted (`of`), those whose gain is real when asked independently."""

    honest: int
    of: int
    dishonest: tuple[str, ...]


def groups(lines: Sequence[Line]) -> dict[str, list[Line]]:
    """Lines by mode; instructions that always hold and conditional ones apart."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(f"{line.mode} {line.kind}".strip(), []).append(line)
    return found


def means(lines: Sequence[Line]) -> dict[str, Means]:
    found = {}
    for name, group in groups(lines).items():
        accepted = [line for line in group if line.accepted]
        found[name] = Means(len(accepted), len(group), _mean_of(group), _mean_of(accepted))
    return found


def _mean_of(group: Sequence[Line]) -> dict[str, float]:
    found = {field: mean([getattr(line, field) for line in group]) for field in _MEANS}
    for place in range(max((len(line.by_position) for line in group), default=0)):
        found[f"position_{place + 1}"] = mean([x.by_position[place] for x in group if len(x.by_position) > place])
    for field in _OPTIONAL:
        values = [value for line in group if (value := getattr(line, field)) is not None]
        if values:
            found[field] = mean(values)
    return found


# ------------------------------------------------------------------------------------------------- honesty


def honesty(lines: Iterable[Line]) -> Honesty:
    accepted = [line for line in lines if line.accepted]
    dishonest = tuple(f"{line.mode}:{line.id}" for line in accepted if not real(line))
    return Honesty(len(accepted) - len(dishonest), len(accepted), dishonest)


def real(line: Line) -> bool:
    """Whether what the set's own questions say deserves the word learned."""
    if line.mode == "instructions":
        return line.after >= 0.6 and (line.kind != "conditional" or line.bleed <= 0.25)
    if line.mode in ("facts", "sequence"):
        return line.after >= 0.33 and line.after - line.before >= 0.3
    return line.after >= 1 / 3


# ------------------------------------------------------------------------------------------------- together


def kept_shares(lines: Sequence[Line]) -> tuple[tuple[float, ...], ...]:
    """For every lesson of a sequence: its recall after each lesson from its own on, all on, as a share of alone."""
    chain = [line for line in lines if line.mode == "sequence"]
    found = []
    for at, line in enumerate(chain):
        after = [later.together[at] for later in chain[at:]]
        found.append(tuple(recall / line.after if line.after else 0.0 for recall in after))
    return tuple(found)


# ------------------------------------------------------------------------------------------------- for people


def table(lines: Sequence[Line], rivals: Sequence[Rival] = ()) -> str:
    """One line a case, the means of each group, what only some groups have, and the verdicts' honesty."""
    out = [_HEAD]
    for name, group in groups(lines).items():
        accepted = [line for line in group if line.accepted]
        out += [row(line) for line in group]
        out.append(_row(f"MEAN {len(group)}", f"{name}", group))
        if accepted and len(accepted) < len(group):
            out.append(_row(f"MEAN {len(accepted)}", f"{name}, accepted only"[:26], accepted))
        out.append(f"  accepted: {len(accepted)} of {len(group)}")
        out += _besides(name, group)
    found = honesty(lines)
    out.append(
        f"honest: {found.honest} of {found.of}" + (f" (not {', '.join(found.dishonest)})" if found.dishonest else "")
    )
    return "\n".join([*out, *(versus(rival) for rival in rivals)])


def row(line: Line) -> str:
    return _row(line.id, line.verdict, [line])


def versus(rival: Rival) -> str:
    last, ours = rival.marks[-1], rival.ours
    return (
        f"{rival.mode} {rival.id} {rival.how:5} recall {last.recall:.2f}, bleed {last.bleed:.2f}, {last.seconds:.0f} s "
        f"({len(rival.marks)} epochs, rate {rival.rate:g}, {rival.items} items); ours {ours.recall:.2f}, "
        f"{ours.bleed:.2f}, {ours.seconds:.0f} s; {_reached(rival)}"
    )


def _reached(rival: Rival) -> str:
    if not rival.ours.recall:
        return "ours learned nothing that could be reached"
    if rival.reached is None:
        return f"our recall never reached in {rival.marks[-1].seconds:.0f} s"
    return f"our recall reached in {rival.reached:.0f} s, {rival.reached / max(rival.ours.seconds, 0.1):.1f} times ours"


def _besides(name: str, group: Sequence[Line]) -> list[str]:
    found = _mean_of(group)
    if name.endswith("conditional"):
        return [f"  fires {found['after']:.2f}, quiet {1 - found['bleed']:.2f}"]
    if name == "updates":
        kept = f"other statements {found['kept_before']:.2f} before the change, {found['kept']:.2f} after"
        return [f"  new value {found['after']:.2f}, old value still there {found['bleed']:.2f}; {kept}"]
    if name.startswith("documents"):
        return [f"  with the text in front {found['in_context']:.2f}, learned {found['after']:.2f}"]
    return _together(group) if name == "sequence" else []


def _together(group: Sequence[Line]) -> list[str]:
    """Row k: recall of lesson k alone, then after each later lesson with all of them on."""
    out = [f"  {'lesson':14} alone   after lesson " + " ".join(f"{n + 1:4}" for n in range(len(group)))]
    for at, line in enumerate(group):
        after = " ".join(f"{later.together[at]:4.2f}" for later in group[at:])
        out.append(f"  {line.id:14} {line.after:5.2f}   {'':13}{'     ' * at}{after}")
    effects = " ".join(f"{line.together_effects or 0:.3f}" for line in group)
    share = kept_shares(group)[0][-1]
    return [*out, f"  side effects of the sum: {effects}; the first keeps {share:.2f} of alone"]


def _row(name: str, verdict: str, group: Sequence[Line]) -> str:
    found = _mean_of(group)
    places = [found.get(f"position_{place}") for place in (1, 2, 3)]
    shown = " ".join("    -" if place is None else f"{place:5.2f}" for place in places)
    return (
        f"{name:14} {verdict:26} {found['before']:6.2f} {found['after']:6.2f} {shown} {found['bleed_before']:6.2f} "
        f"{found['bleed']:6.2f} {found['own_recall']:5.2f} {found['own_bleed']:5.2f} {found['side_effects']:6.3f} "
        f"{found['strength']:4.2f} {found['items']:5.0f} {found['prepare']:5.1f} {found['train']:5.1f} "
        f"{found['quiz']:5.1f}"
    )
