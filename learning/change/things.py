"""Whether a message tells anew of a thing: "my dog is called", "the appointment is on", "my car is red".

Knows two readings at a time and the words of change, no grammar.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from learning.change.news import News
from learning.change.overlap import among, fresh_kinds, is_among, is_in, is_part, leads, same, same_colour
from learning.change.reading import Reading, Token

_FEW: Final = 3  # words of a new value
_EVENTS: Final = ("moved", "cancelled", "changed", "renamed", "sold")
_SAYING: Final = ("called", "spelled", "be", "renamed")


def of_thing(new: News, one: Reading, old: Reading) -> float:
    """How surely `one`, a statement of the message, tells anew of the thing that `old` is about; 0: it does not."""
    if one.persons != old.persons or one.counted != old.counted or (one.pronoun and one.has("past")):
        return 0.0
    if one.has("another") and not _one_of(old, old.table.single):
        return 0.0
    covered = [token for token in old.thing if among(token.key, one.words)]
    full = len(covered) == len(old.thing)
    fresh = _fresh(one, old)
    marked = new.marked or fresh or _was_named(new, one, old)
    if old.thing and not covered and old.persons and fresh and new.marked and _one_of(old, old.table.single):
        return 3.0
    if (old.thing and not covered) or len(covered) * 2 < len(old.thing):
        return 0.0
    if not (full or marked or one.has(*_EVENTS)) or _qualified(one, old, fresh) or not _head_covered(one, old):
        return 0.0
    sure = (
        _put_right(new, one, old, full)
        or _named(one, old, marked, full)
        or (bool(old.thing) and _happened(one, old))
        or _told_anew(one, old, marked, full)
        or (_was_named(new, one, old) and full and one.has("be") and old.has("be") and _same_sort(one, old, fresh))
    )
    return 4.0 + len(covered) if sure else 0.0


def _fresh(one: Reading, old: Reading) -> bool:
    """ "my new car", "the new password", "la jefa nueva": beside what the stored statement is about."""
    about = _about(one, old)
    return any(abs(i - j) <= 2 for i in about for j in _places(one, "new"))


def _head_covered(one: Reading, old: Reading) -> bool:
    """ "my car" is not "my car insurance": in English the last noun says what it is."""
    if not old.table.grammar or not old.thing:
        return not _of_another(one, old)
    at = max((i for i, token in enumerate(one.tokens) if is_among(token, old.thing)), default=-1)
    behind = one.tokens[at + 1 : at + 2]
    compound = (
        bool(behind) and _says(behind[0]) and not (behind[0].name or behind[0].kind or is_among(behind[0], old.tokens))
    )
    return (old.verb < 0 or among(_head(old).key, one.words)) and not compound


def _of_another(one: Reading, old: Reading) -> bool:
    """ "mi número de socio" is not "mi número de teléfono"."""
    if len(old.thing) < 2:
        return False
    behind = zip(one.tokens, one.tokens[1:], one.tokens[2:], strict=False)
    return any(
        is_among(a, old.thing) and b.key in old.table.of and c.telling and not is_among(c, old.tokens)
        for a, b, c in behind
    )


def _head(old: Reading) -> Token:
    """Of "my car insurance" the last noun, of "my appointment with the optician" the one before "with"."""
    places = [i for i, token in enumerate(old.tokens) if token in old.thing and not token.name] or [0]
    cut = next(
        (i for i, t in enumerate(old.tokens) if i > places[0] and t.key in {*old.table.prepositions, "of"}), None
    )
    within = [i for i in places if cut is None or i < cut]
    token = old.tokens[within[-1]]
    return token if token in old.thing else old.thing[-1]


def _was_named(new: News, one: Reading, old: Reading) -> bool:
    """ "Carmen left and my boss is Teresa": beside what is so now, the message names what was."""
    others = [token for token in new.whole.words if token.name and not is_in(token, one)]
    values = [token for token in old.words if not is_among(token, old.thing)]
    return one is not new.whole and any(token.key == value.key for token in others for value in values)


def _about(one: Reading, old: Reading) -> list[int]:
    return [i for i, t in enumerate(one.tokens) if is_among(t, old.thing) or t.key in old.persons]


def _places(one: Reading, *roles: str) -> list[int]:
    return [i for i, token in enumerate(one.tokens) if token.roles & set(roles)]


def _qualified(one: Reading, old: Reading, fresh: bool) -> bool:
    """Whether something is said of the thing that was not: "the password at the office", "my eye doctor"."""
    ahead = _ahead(one, old, fresh)
    told = [t for t in ahead if _says(t) and not t.kind and not ("attributes" in t.roles and one.kinds)]
    return any(not is_among(t, old.tokens) and not is_part(t, old) for t in told)


def _says(token: Token) -> bool:
    return token.telling or any(role.endswith(":words") for role in token.roles)


def _ahead(one: Reading, old: Reading, fresh: bool) -> Sequence[Token]:
    """The words that say what a statement is about: those before the new value."""
    to = [i for i, token in enumerate(one.tokens) if leads(token, old.table.to)]
    if one.has("sold"):
        return one.tokens[: one.at("sold") + _FEW]
    if to and one.has("moved", "changed", "renamed"):
        told = [t for start in to for t in [t for t in one.tokens[start:] if t.telling][:_FEW]]
        return [token for token in one.tokens if token not in told]
    if fresh and not one.has("called", "be"):
        return one.tokens[: max((*_about(one, old), *_places(one, "new"))) + 1]
    if _inverted(one):
        return one.tokens[one.at("be") + 1 :]
    saying = _places(one, *_SAYING) or _places(one, "name")
    return one.tokens[: saying[0]] if saying else one.tokens


def _inverted(one: Reading) -> bool:
    """ "Marcus is my manager now"."""
    at = one.at("be")
    owned = [
        at >= 0 and any(t.key in one.table.own for t in part)
        for part in (one.tokens[: max(at, 0)], one.tokens[at + 1 :])
    ]
    return owned[1] and not owned[0]


def _put_right(new: News, one: Reading, old: Reading, full: bool) -> bool:
    """ "I was wrong about my blood type: it is …", "My surname is spelled …"."""
    if not full or not old.thing or not old.has("be") or one.kinds != old.kinds:
        return False
    return one.has("spelled") or (new.corrects and one.has("be"))


def _named(one: Reading, old: Reading, marked: bool, full: bool) -> bool:
    if not old.has("called", "name"):
        return False
    if one.has("called", "name", "spelled", "renamed"):
        return full or marked
    name = [token for token in one.tokens[one.at("be") + 1 :] if token.name]
    sure = old.table.spelling or len(name) > 1 or _fresh(one, old)
    return marked and sure and bool(name) and one.has("be", "new")


def _happened(one: Reading, old: Reading) -> bool:
    """Sold, put off, changed: the verb says it."""
    if one.has("sold"):
        colours = [{t.key for t in r.tokens if t.kind == "colour"} for r in (one, old)]
        return old.mine and (not colours[0] or not colours[1] or same_colour(*colours))
    if one.has("moved", "cancelled") and old.kinds & {"when", "number"} and not old.has("called"):
        return one.has("cancelled") or bool(one.kinds & {"when", "number"})
    if not one.has("changed") or (old.has("called", "name") and not one.has("name")):
        return False
    figures = all(any(token.number for token in each.tokens) for each in (one, old))
    return bool(one.kinds & old.kinds) or one.kinds == old.kinds or figures


def _told_anew(one: Reading, old: Reading, marked: bool, full: bool) -> bool:
    called = one.has("called", "name")
    if old.has("called", "name") or (called and not marked) or ("when" in old.kinds and "when" not in one.kinds):
        return False
    if kinds := fresh_kinds(one, old):
        if not _one_verb(one, old):
            return False
        return marked or (full and not old.table.grammar and _dated(one, old, kinds))
    fresh = _fresh(one, old)
    if old.kinds or one.kinds or not old.has("be") or not (one.has("be", "called") or fresh):
        return False
    if not _same_sort(one, old, fresh):
        return False
    if _one_of(old, old.table.single) and marked:
        return True
    return full and _one_of(old, old.table.favourite) and one.has("be")


def _one_verb(one: Reading, old: Reading) -> bool:
    """ "The shop closes at 8" says nothing of when it opens."""
    verbs = [[token for token in each.tokens if "verbs" in token.roles] for each in (one, old)]
    return not all(verbs) or same(verbs[0][0].key, verbs[1][0].key)


def _same_sort(one: Reading, old: Reading, fresh: bool) -> bool:
    """Two names or none: "my boss is ill", "is on holiday" tells something else of her than "my boss is Ada"."""
    here, there = _value(one), _value(old)
    if bool(here and here[0].key in old.table.prepositions) != bool(there and there[0].key in old.table.prepositions):
        return False
    if fresh:
        return True
    wanted = any(token.name for token in there) and not _one_of(old, old.table.favourite)
    if wanted and not any(token.name for token in here):
        return False
    return wanted or not old.persons or not old.table.spelling or not any(token.name for token in here)


def _value(one: Reading) -> tuple[Token, ...]:
    """What "is" joins it to, without "now": of "Marcus is my manager" it is Marcus."""
    at = one.at("be")
    told = one.tokens[:at] if _inverted(one) else one.tokens[at + 1 :]
    return tuple(token for token in told if not token.roles & {"now", "also"})


def _dated(one: Reading, old: Reading, kinds: frozenset[str]) -> bool:
    """Of a date or a number there is one, also where nothing says "now"; of a weekday there may be two."""
    weekday = "when" in kinds and not one.has("months")
    return bool(kinds & {"when", "number"}) and not weekday and old.verb >= 0 and one.has("be") == old.has("be")


def _one_of(old: Reading, words: Sequence[str]) -> bool:
    """Whether the thing is one of which there is one: also as a part of a word, "Zimmernummer"."""
    keys = [*(token.key for token in old.thing), *old.persons]
    return any(
        same(word, key) or (word in key and (len(word) > 3 or not word.isascii())) for word in words for key in keys
    )
