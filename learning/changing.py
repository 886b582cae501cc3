"""Change without forgetting: which stored statements a new one replaces, and the sources of a skill made anew.

Pure rules over sources, no model and no store. The new value wins; what a replaced statement told besides stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from learning import quiz
from learning.change.displacing import Superseded, by_words
from learning.change.names import introduced
from learning.change.reading import spoken
from learning.english.change import adding, announced, announcement, beside, denied, marked, reason, split, told
from learning.english.clause import Clause, clauses, parted, plain
from learning.english.reference import standing_alone
from learning.english.replacing import affirmed, contradicts, covers, left, likeness, negated, parting
from learning.english.values import ways
from learning.english.vocabulary import PRONOUNS
from learning.request import correction
from learning.sentences import sentences
from learning.types import Kind, QuizItem, Source

_PROOFS: Final = 12  # questions about what was forgotten

__all__ = ["Superseded", "announcement", "gone", "merged", "put_right", "superseded", "told", "without"]


@dataclass(frozen=True, slots=True)
class _Known:
    source: Source
    index: int  # of the clause in its source
    text: str
    clause: Clause


def superseded(new: str, known: Sequence[Source], right: bool = False) -> tuple[Superseded, ...]:
    """Which of the `known` statements `new` replaces, wholly or in part, in their order.

    `right`: the message said that something was told wrongly ("Actually, …"), and `new` is what is so.
    """
    code = spoken(new)
    new = introduced(plain(new) if code == "en" else new, [one.text for one in known if one.kind is Kind.FACT], code)
    found = _by_grammar(new, known, right) if code == "en" else ()
    return found or by_words(new, code, known, right)


def put_right(text: str) -> frozenset[str]:
    """What a message says is so after all: of "Actually, my vet is Ada." the statement without "actually"."""
    return frozenset(found.text for one in sentences(text) if (found := correction(one)) is not None)


def merged(old: Sequence[Source], new: Sequence[Source], said: str = "") -> tuple[Source, ...]:
    """The sources of a skill once `new` is added: later ones win, and remember in `wrong` what they replaced.

    `said` is the message that `new` was taken from.
    """
    kept, right = list(old), put_right(said)
    for source in new:
        found = superseded(source.text, kept, source.text in right) if source.kind is Kind.FACT else ()
        by_id = {one.source.id: one for one in found}
        kept = [_rest(each, by_id.get(each.id)) for each in kept if each.text != source.text]
        kept = [each for each in kept if each.text]
        gone = " ".join(f"{one.gone.rstrip('.')}." for one in found)
        kept.append(replace(source, wrong=gone) if gone else source)
    return tuple(kept)


def without(old: Sequence[Source], source_id: str) -> tuple[Source, ...]:
    """The sources without one; nothing that replaced it or was replaced by it comes back."""
    return tuple(source for source in old if source.id != source_id)


def gone(asked: Sequence[QuizItem], old: Sequence[Source], left: Sequence[Source]) -> tuple[QuizItem, ...]:
    """Near misses that prove what was forgotten: what was asked of it, with its values for what must not be said.

    A value that also stands in what is left may be said.
    """
    going = {source.id for source in old} - {source.id for source in left}
    kept = " ".join(source.text for source in left)
    found = []
    for item in asked:
        values = tuple(value for value in item.accept if not quiz.contains(kept, value))
        if item.origin in going and values and item.rule is None:
            found.append(QuizItem(item.turns, (), item.origin, values))
    return tuple(found[:_PROOFS])


def _by_grammar(new: str, known: Sequence[Source], right: bool) -> tuple[Superseded, ...]:
    stored = [one for source in known if source.kind is Kind.FACT for one in _clauses(source)]
    changed = right or bool(announced(new)) or marked(new)
    lines = standing_alone([part for line in split(new) for part in beside(line)])
    gone: dict[tuple[str, int], tuple[_Known, Clause]] = {}
    for line in (line for line in lines if len(lines) == 1 or not reason(line)):
        for clause in clauses(denied(line) or told(line)):
            for one in _replaced(line, clause, stored, changed, announced(new)):
                gone.setdefault((one.source.id, one.index), (one, clause))
    return tuple(_record(source, gone) for source in known if any(key == source.id for key, _ in gone))


def _rest(source: Source, change: Superseded | None) -> Source:
    return source if change is None else replace(source, text=change.rest, title=change.rest[:60])


def _clauses(source: Source) -> Iterator[_Known]:
    for index, (text, clause) in enumerate(parted(told(source.text))):
        if clause is not None:
            yield _Known(source, index, text, clause)


def _replaced(sentence: str, new: Clause, known: Sequence[_Known], changed: bool, before: str) -> list[_Known]:
    if adding(sentence):
        return []
    if denied(sentence) or (changed and negated(new)):
        return [one for one in known if covers(affirmed(new), one.clause)]
    if things := parting(new):
        return [one for one in known if _about(one.clause, things)]
    if not changed:
        return [one for one in known if contradicts(new, one.clause)]
    if again := [one for one in known if ways(new) & ways(one.clause) and _travels(new) != _travels(one.clause)]:
        return again
    scores = [(likeness(new, one.clause, before), one) for one in known]
    best = max((score for score, _ in scores), default=0.0)
    return [one for score, one in scores if best and score == best]


def _travels(clause: Clause) -> str:
    return " ".join([clause.base, *(piece.text for piece in clause.pieces if not piece.lead)])


def _about(clause: Clause, things: Sequence[str]) -> bool:
    """Whether a clause is about owning one of the things: "my car is a Tern", "I drive a car"."""
    owned = clause.subject.split()[0] in ("my", "our") and clause.subject.split()[-1] in things
    held = clause.first_person and clause.base in ("have", "own", "drive", "ride", "keep") and clause.pieces
    return owned or bool(held and clause.pieces[0].text.split()[-1] in things)


def _record(source: Source, gone: dict[tuple[str, int], tuple[_Known, Clause]]) -> Superseded:
    rests: list[str] = []
    went: list[str] = []
    for index, (text, clause) in enumerate(parted(told(source.text))):
        found = gone.get((source.id, index))
        leans = clause is not None and clause.subject.lower() in PRONOUNS - {"i", "we"} and not any(rests)
        if found is None:
            (went if leans and went else rests).append(text)
        else:
            went.append(text)
            rests.append(left(text, found[1], found[0].clause))
    rest = " and ".join(_within(text, first=not number) for number, text in enumerate(filter(None, rests)))
    return Superseded(source, rest + "." if rest else "", " and ".join(went) + ".")


def _within(text: str, first: bool) -> str:
    """At the beginning with a capital; inside a sentence "My" and "The" are small."""
    head = text.split(maxsplit=1)[0]
    if first:
        return text[:1].upper() + text[1:]
    return text[:1].lower() + text[1:] if head in ("My", "Our", "The", "We", "His", "Her", "Its", "Their") else text
