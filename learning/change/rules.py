"""Whether a statement takes the place of a stored one, told by words of change: "renamed", "put off", "not A but B".

Knows two readings at a time and no grammar, so it would rather say no: a wrong yes loses what a person taught.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from learning.change.news import News
from learning.change.overlap import alike, fresh_kinds, held, is_among, is_in, kin, leads, same, tells_more, within
from learning.change.reading import Reading, Token, read
from learning.change.slots import handed_on, in_another_state, in_its_slot
from learning.change.things import of_thing

_FEW: Final = 3  # words that a new value, or what is said beside it, may have


def likeness(new: News, old: Reading) -> float:
    """How surely `new` takes the place of `old`; 0: it does not."""
    if new.whole.table is not old.table or (new.whole.has("wish") and not old.has("wish")):
        return 0.0
    if new.whole.counted and not (old.counted == new.whole.counted and old.thing):
        return 0.0
    if _contrasted(new, old) or handed_on(new, old) or _swapped(new, old):
        return 9.0
    if any(_ended(one, old) for one in (new.whole, *new.each, *new.pieces)):
        return 8.0
    if new.whole.has("past") and not new.marked:
        return 0.0
    said = [one for one in (*new.each, new.whole) if not one.negated]
    if any(in_another_state(new, one, old) for one in said):
        return 7.5
    if not said or not tells_more(new.whole, old):
        return 0.0
    if any(_related(new, one, old) for one in said):
        return 7.0
    if any(in_its_slot(new, one, old) for one in (*said, *new.pieces) if not one.has("wish") or old.has("wish")):
        return 6.0
    if new.whole.has("wish"):
        return 0.0
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


def _swapped(new: News, old: Reading) -> bool:
    """ "I've switched from biology to psychology", "I traded the Skoda for a Fiat"."""
    for one in (new.whole, *new.each):
        for pattern in old.table.swapped:
            found = pattern.search(one.text)
            gone = read(found["was"], old.table.code) if found else None
            if gone is not None and one.persons == old.persons and one.mine == old.mine and _object(gone.words, old):
                return True
    return False


def _object(gone: Sequence[Token], old: Reading) -> bool:
    """Whether it is what a statement tells: of "I take my coffee black" the coffee is not, for "black" stands behind."""
    if not any(not token.kind for token in gone) or any(is_among(token, old.thing) for token in gone):
        return False
    places = [n for n, token in enumerate(old.tokens) if is_among(token, gone)]
    if len(places) != len(gone) or not all(is_in(token, old) for token in gone):
        return False
    behind = old.tokens[places[-1] + 1 :]
    return places[-1] - places[0] < len(places) + 1 and not (behind and behind[0].telling)


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
    if not gone.plain_words and said.plain_words and not any(is_in(token, old) for token in said.plain_words):
        return False  # "on Tuesdays, not on Wednesdays": of something else
    if said.thing and said.verb >= 0 and not said.pronoun:
        return within(said.thing, old.words)
    if said.has("first"):
        if said.has("best") and any(same(word, t.key) for word in old.table.favourite for t in old.thing):
            return True
        rest = [t for t in old.plain_words if not is_among(t, gone.words) and not _is_verb(t, old)]
        return len(others) < _FEW and bool(rest) and (all(is_in(token, said) for token in rest) or not gone.plain_words)
    return len(others) <= _FEW and (said.verb < 0 or said.tokens[said.verb].roles <= {"be"})


def _ended(one: Reading, old: Reading) -> bool:
    """ "I no longer work at Siemens", "My allergy is gone", "I gave up the violin"."""
    if one.persons != old.persons or one.mine != old.mine:
        return False
    related, spelled = one.relations & old.relations, old.table.spelling
    if any(one.has(f"{name}:ended") for name in related):
        if _noun_only(old) & related or any(token.name and not is_in(token, old) for token in one.words if spelled):
            return False
        return any(one.has(f"{name}:words") for name in related) or any(is_in(token, old) for token in one.words)
    if one.denied and any(_written_out(token, old) for token in one.words):
        return True
    if one.has("sold") and old.mine and old.has("be") and _sold_by_name(one, old):
        return True
    off = one.denied or one.has("stopped") or (one.has("sold") and old.pronoun)
    if not off or ("home" in old.relations and not one.denied):
        return _ended_elsewhere(one, old)
    told = [token for token in one.words if not is_among(token, old.thing)]
    if (old.thing and len(told) in (0, len(one.words))) or _spoken(one) - old.relations:
        return False
    if not held(_without_verb(one), old) or (related and old.relations - related):
        return False
    return bool(one.words) and (bool(related) or one.denied or len(one.words) > 1 or not old.relations)


def _written_out(token: Token, old: Reading) -> bool:
    """An address or a long number, which only one thing has."""
    long = "@" in token.key or sum(letter.isdigit() for letter in token.key) > 3
    return long and any(token.key == other.key for other in old.tokens)


def _sold_by_name(one: Reading, old: Reading) -> bool:
    """ "I sold the Jazz" after "My car is a silver Honda Jazz"."""
    told = [token for token in one.words if not is_among(token, old.thing)]
    return bool(told) and all(token.name and token.text.istitle() and is_in(token, old) for token in told)


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
    if _of_a_thing(one) and not old.thing:
        return False
    return any(
        old.relation(name).one and _tells(new, one, old, name)
        for name in one.relations & old.relations
        if not (name in _noun_only(old) and (old.thing or not _mine_named(old, name)))
    )


def _mine_named(old: Reading, name: str) -> bool:
    """ "My home is …"; in "from home" and "to work" nothing is told of it."""
    pairs = zip(old.tokens, old.tokens[1:], strict=False)
    return any(a.key in old.table.own and name in b.roles for a, b in pairs)


def _of_a_thing(one: Reading) -> bool:
    """ "My doctor moved to …", "My dog moved to …": not I."""
    own, *rest = one.tokens
    return own.key in one.table.own and bool(rest) and rest[0].telling


def _noun_only(old: Reading) -> frozenset[str]:
    spoken = [token for token, before in zip(old.tokens, (None, *old.tokens), strict=False) if not _after_to(before, old)]
    return frozenset(
        n
        for n in old.relations
        if not any(token.roles & {f"{n}:mine", f"{n}:other", f"{n}:changed"} for token in spoken)
    )


def _after_to(before: Token | None, old: Reading) -> bool:
    return before is not None and before.key in old.table.prepositions


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
    if relation.role and _left_another(new, old):
        return False
    named = not old.table.spelling or value[:1] and value[0].name
    if not value or (relation.role and not one.has("new", f"{name}:mine", f"{name}:other") and not named):
        return False
    if new.marked or one.has("new", f"{name}:changed"):
        return True
    spoken = one.has(f"{name}:mine", f"{name}:other")
    return spoken and not old.table.grammar and value[0].text[:1].isupper() and one.verb >= 0


def _told_after(old: Reading, at: frozenset[str]) -> bool:
    """Whether a place or a name is told: "I work from home", "I live on the third floor" tell none."""
    pairs = zip(old.tokens, old.tokens[1:], old.tokens[2:] + old.tokens[-1:], strict=False)
    return any(leads(a, at) and (b.telling or ("stop" in b.roles and (c.telling or "also" in c.roles))) for a, b, c in pairs)


def _left_another(new: News, old: Reading) -> bool:
    """ "I left Greggs and work at Costa": what was told of another job still holds."""
    ended = [one for one in (*new.each, *new.pieces) if one.has("job:ended") or one.denied]
    gone = [token for one in ended for token in one.words if token.name]
    return bool(gone) and old.table.spelling and not any(is_in(token, old) for token in gone)


def _new_beside(one: Reading, *roles: str) -> bool:
    """ "my new job", "mi trabajo nuevo"; not "my flat has a new number"."""
    wanted = set(roles)
    pairs = zip(one.tokens, one.tokens[1:], strict=False)
    return any(
        ("new" in a.roles and b.roles & wanted) or ("new" in b.roles and a.roles & wanted) for a, b in pairs
    ) or any("new" in token.roles and token.roles & wanted for token in one.tokens) or any(
        "new" in token.key.split() for token in one.tokens if token.roles & wanted
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


def _of_me(new: News, old: Reading) -> float:
    """ "I drink my coffee black now" against "I drink my coffee with milk"."""
    changed = new.marked or new.whole.has("changed", "moved")
    alike = new.whole.persons == old.persons and new.whole.mine and old.mine
    if new.whole.named and old.named:
        return 6.0
    if not changed or not alike or old.relations or not _same_kinds(new.whole, old) or _spoken(new.whole) or new.whole.has("name"):
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
    return 3.0 if named and others and any(not _is_verb(token, old) for token in shared) else 0.0


def _same_kinds(new: Reading, old: Reading) -> bool:
    """ "two cups a day" is no other way of drinking it "with milk"."""
    return new.has("changed", "moved") or new.kinds - {"colour"} == old.kinds - {"colour"}


def _another(new: Reading, old: Reading) -> bool:
    """Whether the stored statement told more than a day or a number: "online" takes the place of no "on Mondays"."""
    rest = [token for token in old.words if not is_in(token, new)]
    return any(not token.kind for token in rest) or bool(fresh_kinds(new, old))


def _kin(token: Token, old: Reading) -> bool:
    return any(kin(token.key, other.key) for other in old.plain_words)


def _is_verb(token: Token, old: Reading) -> bool:
    """Whether it stands right behind "I", "I am" or "my sister"."""
    tokens = [each for each in old.tokens if each.key not in ("am", "are", "is")]
    pairs = zip(tokens, tokens[1:], strict=False)
    return any(alike(token, after) and before.roles & {"first", "persons"} for before, after in pairs)
