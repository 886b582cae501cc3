"""Whether a statement takes the place of a stored one, told by words of change: "renamed", "put off", "not A but B".

Knows two readings at a time and no grammar, so it would rather say no: a wrong yes loses what a person taught.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from learning.change_reading import Reading, Token, among, kin, parts, pieces, read, same, within

_MARKS: Final = ("now", "correct")
_FEW: Final = 3  # words that a new value, or what is said beside it, may have


@dataclass(frozen=True, slots=True)
class News:
    """A message as a whole and statement by statement. `marked`: it says that something changed, or was told wrongly."""

    whole: Reading
    each: tuple[Reading, ...]
    pieces: tuple[Reading, ...]
    marked: bool
    after_correction: bool


def news(text: str, code: str, corrected: bool = False) -> News | None:
    """None when nothing can be told from it."""
    whole = read(text, code)
    if whole is None:
        return None
    marked = whole.has(*_MARKS) or corrected
    if whole.has("past") and not marked:
        return None
    each = tuple(one for part in parts(text, code) if (one := read(part, code)) is not None)
    short = tuple(one for piece in pieces(text, code) if (one := read(piece, code)) is not None)
    return News(whole, each, short, marked, whole.has("correct") or corrected)


def likeness(new: News, old: Reading) -> float:
    """How surely `new` takes the place of `old`; 0: it does not."""
    if new.whole.table is not old.table:
        return 0.0
    if new.whole.counted and not (old.counted == new.whole.counted and old.thing):
        return 0.0
    if _contrasted(new, old):
        return 9.0
    if any(_ended(one, old) for one in (new.whole, *new.each, *new.pieces)):
        return 8.0
    if not _fresh(new.whole, old):
        return 0.0
    if any(_related(new, one, old) for one in (*new.each, new.whole)):
        return 7.0
    if old.thing or (old.persons and not old.pronoun):
        found = max((_of_thing(new, one, old) for one in (*new.each, new.whole)), default=0.0)
        return found or (_of_me(new, old) if not old.thing else 0.0)
    return _of_me(new, old)


# ------------------------------------------------------------------------------------------------ not any more


def _contrasted(new: News, old: Reading) -> bool:
    """ "Not Graz, Linz.", "I am allergic to walnuts, not to peanuts"."""
    for text in dict.fromkeys((new.whole.text, *_sentences(new.whole))):
        for pattern in old.table.contrast:
            found = pattern.search(text)
            if found and _denies(found["was"], " ".join(filter(None, (found.groupdict().get("head"), found["is"]))), old):
                return True
    return False


def _sentences(whole: Reading) -> list[str]:
    found = [whole.text]
    for mark in (": ", "：", ":", ". ", "。"):
        found = [piece for text in found for piece in text.split(mark) if piece.strip()]
    return found


def _denies(was: str, instead: str, old: Reading) -> bool:
    gone, said = read(was, old.table.code), read(instead, old.table.code)
    if gone is None or said is None or not gone.words or not _held(gone.words, old):
        return False
    if any(_is(token, other) for token in gone.words for other in said.words):
        return False
    if said.persons - old.persons or (said.persons != old.persons and len(said.words) > _FEW):
        return False
    if said.relations & old.relations:
        return said.persons == old.persons
    others = [token for token in said.plain_words if not _in(token, old)]
    if said.thing and said.verb >= 0 and not said.pronoun:
        return within(said.thing, old.words)
    shared = len(said.plain_words) - len(others)
    return len(others) <= _FEW and (shared > 0 or said.verb < 0 or said.tokens[said.verb].roles <= {"be"})


def _ended(one: Reading, old: Reading) -> bool:
    """ "I no longer work at Siemens", "My allergy is gone", "I gave up the violin"."""
    if one.persons != old.persons or one.mine != old.mine:
        return False
    related = one.relations & old.relations
    if any(one.has(f"{name}:ended") for name in related):
        return any(one.has(f"{name}:words") for name in related) or any(_in(token, old) for token in one.words)
    off = one.denied or one.has("stopped") or (one.has("sold") and old.pronoun)
    if not off or ("home" in old.relations and not one.denied):
        return _ended_elsewhere(one, old)
    told = one.words if not old.thing else [t for t in one.words if not _in_any(t, old.thing)]
    if old.thing and len(told) == len(one.words):
        return False
    if not _held(_without_verb(one), old) or (related and old.relations - related):
        return False
    return bool(one.words) and (bool(related) or one.denied or len(one.words) > 1 or not old.relations)


def _without_verb(one: Reading) -> tuple[Token, ...]:
    """ "dejado de tocar la trompeta": the verb, bent another way, stands right behind."""
    at = one.at("stopped")
    skipped = one.tokens[at + 1 : at + 2] if at >= 0 and one.tokens[at].key.endswith(" de") else ()
    return tuple(token for token in one.words if token not in skipped)


def _ended_elsewhere(one: Reading, old: Reading) -> bool:
    """ "I have left Siemens": the word of the job is only in what was stored."""
    gone = any(one.has(f"{name}:ended") for name in old.relations)
    return gone and bool(one.words) and _held(one.words, old)


# ------------------------------------------------------------------------------------------- of one person


def _related(new: News, one: Reading, old: Reading) -> bool:
    """Both tell where somebody lives, or works: of which there is only one."""
    if one.persons != old.persons or (one.mine or not one.persons) != (old.mine or not old.persons):
        return False
    return any(
        old.relation(name).one and _tells(new, one, old, name)
        for name in one.relations & old.relations
        if not (name in _noun_only(old) and old.thing)
    )


def _noun_only(old: Reading) -> frozenset[str]:
    return frozenset(n for n in old.relations if not old.has(f"{n}:mine", f"{n}:other", f"{n}:changed"))


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
    fresh_noun = one.has("new") and one.has(f"{name}:words", f"{name}:changed")
    value = _value_after(one, frozenset() if fresh_noun else relation.at, old)
    if not value:
        return False
    if new.marked or one.has("new", f"{name}:changed"):
        return True
    spoken = one.has(f"{name}:mine", f"{name}:other")
    return spoken and not old.table.grammar and value[0].text[:1].isupper() and one.verb >= 0


def _value_after(one: Reading, at: frozenset[str], old: Reading) -> list[Token]:
    """What stands right behind "in" or "at" and is not yet known; behind nothing where a language needs no such word."""
    if not at:
        return [token for token in one.plain_words if not _in(token, old)]
    found = []
    for place, token in enumerate(one.tokens[:-1]):
        following = one.tokens[place + 1]
        article = "stop" in following.roles and place + 2 < len(one.tokens)
        following = one.tokens[place + 2] if article and following.key not in at else following
        if _leads(token, at) and following.telling and not following.kind and not _in(following, old):
            found.append(following)
    return found


def _of_me(new: News, old: Reading) -> float:
    """ "I drink my coffee black now" against "I drink my coffee with milk"."""
    changed = new.marked or new.whole.has("changed", "moved")
    alike = new.whole.persons == old.persons and new.whole.mine and old.mine
    if new.whole.named and old.named:
        return 6.0
    if not changed or not alike or old.relations or new.whole.relations or new.whole.has("name"):
        return 0.0
    told = new.whole.plain_words
    shared = [token for token in told if _in(token, old)]
    others = [token for token in told if token not in shared and not _kin(token, old)]
    if len(shared) > 1 and len(others) < _FEW:
        return 3.0 + len(shared)
    two_of_a_sort = len(shared) + len(others) < len(told)
    if not others and ((shared and _fresh_kinds(new.whole, old)) or two_of_a_sort):
        return 3.5
    named = old.table.spelling and all(token.name for token in others)
    return 3.0 if named and others and any(not _is_verb(token, old) for token in shared) else 0.0


def _kin(token: Token, old: Reading) -> bool:
    return any(kin(token.key, other.key) for other in old.plain_words)


def _is_verb(token: Token, old: Reading) -> bool:
    """Whether it stands right behind "I" or "my sister"."""
    pairs = zip(old.tokens, old.tokens[1:], strict=False)
    return any(_is(token, after) and before.roles & {"first", "persons"} for before, after in pairs)


def _fresh_kinds(one: Reading, old: Reading) -> frozenset[str]:
    """Kinds of values that both have, with another value in the new one."""
    return frozenset(token.kind for token in one.tokens if token.kind in old.kinds and not _exactly(token, old)) - {""}


# ---------------------------------------------------------------------------------------------- of a thing


def _of_thing(new: News, one: Reading, old: Reading) -> float:
    if one.persons != old.persons or one.counted != old.counted or (one.pronoun and one.has("past")):
        return 0.0
    covered = [token for token in old.thing if among(token.key, one.words)]
    full = len(covered) == len(old.thing)
    if old.thing and not covered:
        return 0.0
    fresh_one = _fresh_one(one, old)
    marked = new.marked or fresh_one
    event = one.has("moved", "cancelled", "changed", "renamed", "sold")
    if not full and not (marked or event) or len(covered) * 2 < len(old.thing):
        return 0.0
    if _qualified(one, old, fresh_one):
        return 0.0
    sure = _named(one, old, marked, full) or _happened(one, old) or _told_anew(one, old, marked, full, fresh_one)
    sure = sure or (new.after_correction and full and bool(old.thing) and one.has("be") and old.has("be") and one.kinds == old.kinds)
    return 4.0 + len(covered) if sure else 0.0


def _fresh_one(one: Reading, old: Reading) -> bool:
    """ "my new car", "the new password", "la jefa nueva": beside what the stored statement is about."""
    about = [i for i, t in enumerate(one.tokens) if _in_any(t, old.thing) or t.key in old.persons]
    fresh = [i for i, t in enumerate(one.tokens) if "new" in t.roles]
    return any(abs(i - j) <= 2 for i in about for j in fresh)


def _qualified(one: Reading, old: Reading, fresh_one: bool) -> bool:
    """Whether something is said of the thing that was not: "the password at the office", "my eye doctor"."""
    ends = one.at("called", "spelled", "be", "renamed", "name")
    if one.has("sold"):
        ends = -1
    if fresh_one and not one.has("called", "be"):
        ends = max(i for i, t in enumerate(one.tokens) if "new" in t.roles or _in_any(t, old.thing) or t.key in old.persons)
    else:
        spoken = [i for i, t in enumerate(one.tokens) if t.roles & {"called", "spelled", "be", "renamed"}]
        ends = spoken[0] if spoken and not one.has("sold") else ends
    to = [i for i, t in enumerate(one.tokens) if _leads(t, old.table.to)]
    ahead = one.tokens if ends < 0 else one.tokens[: ends + 1]
    if to and one.has("moved", "changed", "renamed"):
        ahead = tuple(t for i, t in enumerate(one.tokens) if not _in_value(i, to))
    if one.has("sold"):
        ahead = ahead[: one.at("sold") + 3]
    return any(t.telling and not t.kind and not _in(t, old) and not _parts_of(t, old) for t in ahead)


def _leads(token: Token, to: frozenset[str]) -> bool:
    """ "to", and the "to" of "moved to"."""
    last = token.key.rpartition(" ")[2]
    return last in to or (bool(token.roles) and token.key > "一" and token.key[-1] in to)


def _in_value(place: int, to: Sequence[int]) -> bool:
    return any(0 < place - start <= _FEW for start in to)


def _parts_of(token: Token, old: Reading) -> bool:
    return within((token,), old.words)


def _named(one: Reading, old: Reading, marked: bool, full: bool) -> bool:
    if not old.has("called", "name"):
        return False
    if one.has("called", "name", "spelled", "renamed"):
        return full or marked
    name = [token for token in one.tokens[one.at("be") + 1 :] if token.name]
    sure = old.table.spelling or len(name) > 1 or _fresh_one(one, old)
    return marked and sure and bool(name) and (one.has("be") or one.has("new"))


def _happened(one: Reading, old: Reading) -> bool:
    if one.has("sold"):
        colours = [{t.key for t in r.tokens if t.kind == "colour"} for r in (one, old)]
        return old.mine and (not colours[0] or not colours[1] or _same_colour(colours[0], colours[1]))
    if one.has("moved", "cancelled") and old.kinds & {"when", "number"} and not old.has("called"):
        return one.has("cancelled") or bool(one.kinds & {"when", "number"})
    if not one.has("changed") or (old.has("called", "name") and not one.has("name")):
        return False
    return bool(one.kinds & old.kinds) or (not one.kinds and not old.kinds) or _mixed(one, old)


def _mixed(one: Reading, old: Reading) -> bool:
    """A number against a word with a figure in it, "tulip77"."""
    return any(t.number for t in one.tokens) and any(t.number for t in old.tokens)


def _told_anew(one: Reading, old: Reading, marked: bool, full: bool, fresh_one: bool) -> bool:
    if old.has("called", "name") or (one.has("called", "name") and not (marked or fresh_one)):
        return False
    typed = _fresh_kinds(one, old)
    if "when" in old.kinds and "when" not in one.kinds:
        return False
    if typed:
        sure = bool(typed & {"when", "number"}) and full and not old.table.grammar and old.verb >= 0
        days = "when" in typed and not any("months" in t.roles for t in one.tokens)
        return marked or (sure and not days and one.has("be") == old.has("be"))
    if old.kinds or one.kinds or not old.has("be") or not (one.has("be", "called") or fresh_one):
        return False
    single = _one_of(old, old.table.single) and (marked or fresh_one)
    return single or (full and _one_of(old, old.table.favourite) and one.has("be"))


def _one_of(old: Reading, words: Sequence[str]) -> bool:
    """Whether the thing is one of which there is one: also as a part of a word, "Zimmernummer"."""
    keys = [token.key for token in old.thing] + sorted(old.persons)
    return any(same(word, key) or (len(word) > 3 and word in key) or (key > "一" and word in key) for word in words for key in keys)


# --------------------------------------------------------------------------------------------------- words


def _fresh(one: Reading, old: Reading) -> bool:
    """Whether it tells anything that the stored statement does not, or that something is off."""
    turned = one.has("without") != old.has("without")
    return turned or one.has("cancelled", "sold") or any(not _exactly(token, old) for token in one.words)


def _exactly(token: Token, old: Reading) -> bool:
    return any(token.text.lower() == other.text.lower() for other in old.tokens)


def _held(words: Sequence[Token], old: Reading) -> bool:
    return all(_in(token, old) or _parts_of(token, old) for token in words)


def _in(token: Token, old: Reading) -> bool:
    return _in_any(token, old.words)


def _in_any(token: Token, words: Sequence[Token]) -> bool:
    return any(_is(token, other) for other in words)


def _is(token: Token, other: Token) -> bool:
    return token.key == other.key or (not token.number and not other.number and same(token.key, other.key))


def _same_colour(here: set[str], there: set[str]) -> bool:
    return any(one[:3] == other[:3] or one.startswith(other) or other.startswith(one) for one in here for other in there)
