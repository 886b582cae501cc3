"""Whether a statement takes the place of a stored one, told by words of change: "renamed", "put off", "not A but B".

Knows two readings at a time and no grammar, so it would rather say no: a wrong yes loses what a person taught.
"""

from __future__ import annotations

from typing import Final

from learning.change.endings import contrasted, ended, swapped
from learning.change.news import News
from learning.change.overlap import fresh_kinds, is_in, is_verb, kin, tells_more
from learning.change.reading import Reading, Token
from learning.change.relations import related, spoken
from learning.change.slots import handed_on, in_another_state, in_its_slot, remade
from learning.change.things import of_thing

_FEW: Final = 3  # words that a new value, or what is said beside it, may have


def likeness(new: News, old: Reading) -> float:
    """How surely `new` takes the place of `old`; 0: it does not."""
    if new.whole.table is not old.table or (new.whole.has("wish") and not old.has("wish")):
        return 0.0
    if new.whole.counted and not (old.counted == new.whole.counted and old.thing):
        return 0.0
    if contrasted(new, old) or remade(new, old) or handed_on(new, old) or swapped(new, old):
        return 9.0
    if any(ended(one, old) for one in (new.whole, *new.each, *new.pieces)):
        return 8.0
    if new.whole.has("past") and not new.marked:
        return 0.0
    said = [one for one in (*new.each, new.whole) if not one.negated]
    if any(in_another_state(new, one, old) for one in said):
        return 7.5
    if not said or not tells_more(new.whole, old):
        return 0.0
    if any(related(new, one, old) for one in said):
        return 7.0
    if any(in_its_slot(new, one, old) for one in (*said, *new.pieces) if not one.has("wish") or old.has("wish")):
        return 6.0
    if new.whole.has("wish"):
        return 0.0
    if old.thing or (old.persons and not old.pronoun):
        found = max(of_thing(new, one, old) for one in said)
        return found or (_of_me(new, old) if not old.thing else 0.0)
    return _of_me(new, old)


def _of_me(new: News, old: Reading) -> float:
    """ "I drink my coffee black now" against "I drink my coffee with milk"."""
    changed = new.marked or new.whole.has("changed", "moved")
    alike = new.whole.persons == old.persons and new.whole.mine and old.mine
    if new.whole.named and old.named:
        return 6.0
    elsewhere = old.relations or spoken(new.whole) or new.whole.has("name")
    if not changed or not alike or elsewhere or not _same_kinds(new.whole, old):
        return 0.0
    told = new.whole.plain_words
    shared = [token for token in told if is_in(token, old)]
    others = [token for token in told if token not in shared and not _kin(token, old)]
    about = [token for token in shared if not (old.table.spelling and token.name and token is not told[-1])]
    if len(about) > 1 and len(others) < _FEW and (not others or _another(new.whole, old)):
        return 3.0 + len(shared)
    two_of_a_sort = len(shared) + len(others) < len(told)
    if not others and ((shared and fresh_kinds(new.whole, old)) or two_of_a_sort):
        return 3.5
    named = old.table.spelling and all(token.name for token in others)
    named = named and (new.whole.pronoun == old.pronoun or bool(old.persons))
    return 3.0 if named and others and any(not is_verb(token, old) for token in shared) else 0.0


def _same_kinds(new: Reading, old: Reading) -> bool:
    """ "two cups a day" is no other way of drinking it "with milk"."""
    return new.has("changed", "moved") or new.kinds - {"colour"} == old.kinds - {"colour"}


def _another(new: Reading, old: Reading) -> bool:
    """Whether the stored statement told more than a day or a number: "online" takes the place of no "on Mondays"."""
    rest = [token for token in old.words if not is_in(token, new)]
    return any(not token.kind for token in rest) or bool(fresh_kinds(new, old))


def _kin(token: Token, old: Reading) -> bool:
    return any(kin(token.key, other.key) for other in old.plain_words)
