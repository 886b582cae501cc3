"""Where somebody lives and works, of which there is one: whether a message tells of another.

Knows two readings at a time and no grammar.
"""

from __future__ import annotations

from itertools import pairwise

from learning.change.news import News
from learning.change.overlap import is_in, leads
from learning.change.reading import Reading, Token


def related(new: News, one: Reading, old: Reading) -> bool:
    """Both tell where somebody lives, or works: of which there is only one."""
    if one.persons != old.persons or (one.mine or not one.persons) != (old.mine or not old.persons):
        return False
    if _of_a_thing(one) and not old.thing:
        return False
    return any(
        old.relation(name).one and _tells(new, one, old, name)
        for name in one.relations & old.relations
        if not (name in noun_only(old) and (old.thing or not _mine_named(old, name)))
    )


def _mine_named(old: Reading, name: str) -> bool:
    """ "My home is …"; in "from home" and "to work" nothing is told of it."""
    pairs = pairwise(old.tokens)
    return any(a.key in old.table.own and name in b.roles for a, b in pairs)


def _of_a_thing(one: Reading) -> bool:
    """ "My doctor moved to …", "My dog moved to …": not I."""
    own, *rest = one.tokens
    return own.key in one.table.own and bool(rest) and rest[0].telling


def noun_only(old: Reading) -> frozenset[str]:
    """ "My home is in Graz", "from home", "to work": only a noun speaks of it, no "I live", "I work"."""
    behind = {n + 1 for n, token in enumerate(old.tokens) if token.key in old.table.prepositions}
    said = [token for n, token in enumerate(old.tokens) if n not in behind]
    return frozenset(
        n for n in old.relations if not any(token.roles & {f"{n}:mine", f"{n}:other", f"{n}:changed"} for token in said)
    )


def _tells(new: News, one: Reading, old: Reading, name: str) -> bool:
    relation = old.relation(name)
    if not one.persons and not one.mine and not any(each.mine for each in new.each):
        return False
    if not one.persons and one.has(f"{name}:other") and not one.has(f"{name}:mine"):
        return False
    if relation.role and any(t.key == relation.role for t in one.tokens) != any(
        t.key == relation.role for t in old.tokens
    ):
        return False
    fresh_noun = _new_beside(one, f"{name}:words", f"{name}:changed")
    value = _value_after(one, frozenset() if fresh_noun else relation.at, old)
    if relation.at and not _told_after(old, relation.at | old.table.prepositions - {"on", "from"}):
        return False
    if (relation.role and _left_another(new, old)) or _ranked(one) != _ranked(old):
        return False
    named = not old.table.spelling or (bool(value) and value[0].name)
    if not value or (relation.role and not one.has("new", f"{name}:mine", f"{name}:other") and not named):
        return False
    if new.marked or one.has("new", f"{name}:changed"):
        return True
    said = one.has(f"{name}:mine", f"{name}:other")
    return said and not old.table.grammar and value[0].text[:1].isupper() and one.verb >= 0


def _told_after(old: Reading, at: frozenset[str]) -> bool:
    """Whether a place or a name is told: "I work from home", "I live on the third floor" tell none."""
    pairs = zip(old.tokens, old.tokens[1:], old.tokens[2:] + old.tokens[-1:], strict=False)
    return any(
        leads(a, at) and (b.telling or ("stop" in b.roles and (c.telling or "also" in c.roles))) for a, b, c in pairs
    )


def _ranked(one: Reading) -> bool:
    """ "on the third floor" says nothing of the town."""
    return any(token.key in one.table.ranked for token in one.tokens)


def _left_another(new: News, old: Reading) -> bool:
    """ "I left Greggs and work at Costa": what was told of another job still holds."""
    ended = [one for one in (*new.each, *new.pieces) if one.has("job:ended") or one.denied]
    gone = [token for one in ended for token in one.words if token.name]
    return bool(gone) and old.table.spelling and not any(is_in(token, old) for token in gone)


def _new_beside(one: Reading, *roles: str) -> bool:
    """ "my new job", "mi trabajo nuevo"; not "my flat has a new number"."""
    wanted = set(roles)
    pairs = pairwise(one.tokens)
    return (
        any(("new" in a.roles and b.roles & wanted) or ("new" in b.roles and a.roles & wanted) for a, b in pairs)
        or any("new" in token.roles and token.roles & wanted for token in one.tokens)
        or any("new" in token.key.split() for token in one.tokens if token.roles & wanted)
    )


def _value_after(one: Reading, at: frozenset[str], old: Reading) -> list[Token]:
    """What stands right behind "in" or "at" and is not yet known; all that is new where there are no such words."""
    if not at:
        return [token for token in one.plain_words if not is_in(token, old)]
    found = []
    for place, token in enumerate(one.tokens[:-1]):
        following = one.tokens[place + 1]
        article = "stop" in following.roles and place + 2 < len(one.tokens)
        following = one.tokens[place + 2] if article and following.key not in at else following
        if leads(token, at) and following.telling and not following.kind and not is_in(following, old):
            found.append(following)
    return found


def spoken(one: Reading) -> frozenset[str]:
    return frozenset(name for name in one.relations if one.has(f"{name}:mine", f"{name}:other"))
