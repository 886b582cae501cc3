"""Whether a statement takes the place of a stored one, told by words of change: "renamed", "put off", "not A but B".

Knows two readings at a time and no grammar, so it would rather say no: a wrong yes loses what a person taught.
"""

from __future__ import annotations

from typing import Final

from learning.change.news import News
from learning.change.overlap import alike, fresh_kinds, held, is_among, is_in, kin, leads, tells_more, within
from learning.change.reading import Reading, Token, read
from learning.change.things import of_thing

_FEW: Final = 3  # words that a new value, or what is said beside it, may have


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
    said = [one for one in (*new.each, new.whole) if not one.negated]
    if not said or not tells_more(new.whole, old):
        return 0.0
    if any(_related(new, one, old) for one in said):
        return 7.0
    if old.thing or (old.persons and not old.pronoun):
        found = max(of_thing(new, one, old) for one in said)
        return found or (_of_me(new, old) if not old.thing else 0.0)
    return _of_me(new, old)


# ------------------------------------------------------------------------------------------------ not any more


def _contrasted(new: News, old: Reading) -> bool:
    """ "Not Graz, Linz.", "I am allergic to walnuts, not to peanuts"."""
    for text in dict.fromkeys((new.whole.text, *_sentences(new.whole))):
        for pattern in old.table.contrast:
            found = pattern.search(text)
            if found and _denies(
                found["was"], " ".join(filter(None, (found.groupdict().get("head"), found["is"]))), old
            ):
                return True
    return False


def _sentences(whole: Reading) -> list[str]:
    found = [whole.text]
    for mark in (": ", "：", ":", ". ", "。"):
        found = [piece for text in found for piece in text.split(mark) if piece.strip()]
    return found


def _denies(was: str, instead: str, old: Reading) -> bool:
    gone, said = read(was, old.table.code), read(instead, old.table.code)
    if gone is None or said is None or not gone.words or not held(gone.words, old):
        return False
    if any(alike(token, other) for token in gone.words for other in said.words):
        return False
    if said.persons - old.persons or (said.persons != old.persons and len(said.words) > _FEW):
        return False
    if said.relations & old.relations:
        return said.persons == old.persons
    others = [token for token in said.plain_words if not is_in(token, old)]
    if said.thing and said.verb >= 0 and not said.pronoun:
        return within(said.thing, old.words)
    if said.has("first"):
        rest = [token for token in old.plain_words if not is_among(token, gone.words)]
        return len(others) < _FEW and bool(rest) and (all(is_in(token, said) for token in rest) or not gone.plain_words)
    return len(others) <= _FEW and (said.verb < 0 or said.tokens[said.verb].roles <= {"be"})


def _ended(one: Reading, old: Reading) -> bool:
    """ "I no longer work at Siemens", "My allergy is gone", "I gave up the violin"."""
    if one.persons != old.persons or one.mine != old.mine:
        return False
    related = one.relations & old.relations
    if any(one.has(f"{name}:ended") for name in related):
        return any(one.has(f"{name}:words") for name in related) or any(is_in(token, old) for token in one.words)
    off = one.denied or one.has("stopped") or (one.has("sold") and old.pronoun)
    if not off or ("home" in old.relations and not one.denied):
        return _ended_elsewhere(one, old)
    told = [token for token in one.words if not is_among(token, old.thing)]
    if (old.thing and len(told) in (0, len(one.words))) or _spoken(one) - old.relations:
        return False
    if not held(_without_verb(one), old) or (related and old.relations - related):
        return False
    return bool(one.words) and (bool(related) or one.denied or len(one.words) > 1 or not old.relations)


def _spoken(one: Reading) -> frozenset[str]:
    return frozenset(name for name in one.relations if one.has(f"{name}:mine", f"{name}:other"))


def _without_verb(one: Reading) -> tuple[Token, ...]:
    """ "dejado de tocar la trompeta": the verb, bent another way, stands right behind."""
    at = one.at("stopped")
    skipped = one.tokens[at + 1 : at + 2] if at >= 0 and one.tokens[at].key.endswith(" de") else ()
    return tuple(token for token in one.words if token not in skipped)


def _ended_elsewhere(one: Reading, old: Reading) -> bool:
    """ "I have left Siemens": the word of the job is only in what was stored."""
    gone = any(one.has(f"{name}:ended") for name in old.relations)
    return gone and bool(one.words) and held(one.words, old)


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


def _of_me(new: News, old: Reading) -> float:
    """ "I drink my coffee black now" against "I drink my coffee with milk"."""
    changed = new.marked or new.whole.has("changed", "moved")
    alike = new.whole.persons == old.persons and new.whole.mine and old.mine
    if new.whole.named and old.named:
        return 6.0
    if not changed or not alike or old.relations or _spoken(new.whole) or new.whole.has("name"):
        return 0.0
    told = new.whole.plain_words
    shared = [token for token in told if is_in(token, old)]
    others = [token for token in told if token not in shared and not _kin(token, old)]
    if len(shared) > 1 and len(others) < _FEW:
        return 3.0 + len(shared)
    two_of_a_sort = len(shared) + len(others) < len(told)
    if not others and ((shared and fresh_kinds(new.whole, old)) or two_of_a_sort):
        return 3.5
    named = old.table.spelling and all(token.name for token in others)
    return 3.0 if named and others and any(not _is_verb(token, old) for token in shared) else 0.0


def _kin(token: Token, old: Reading) -> bool:
    return any(kin(token.key, other.key) for other in old.plain_words)


def _is_verb(token: Token, old: Reading) -> bool:
    """Whether it stands right behind "I" or "my sister"."""
    pairs = zip(old.tokens, old.tokens[1:], strict=False)
    return any(alike(token, after) and before.roles & {"first", "persons"} for before, after in pairs)
