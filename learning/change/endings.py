"""What a message says is no longer so: "not Graz, Linz", "I no longer work there", "I sold the Jazz".

Knows two readings at a time and no grammar.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from learning.change.news import News
from learning.change.overlap import alike, exactly, held, is_among, is_in, is_verb, same, within
from learning.change.reading import Reading, Token, read
from learning.change.relations import noun_only, spoken

_FEW: Final = 3  # words that a new value, or what is said beside it, may have


def contrasted(new: News, old: Reading) -> bool:
    """ "Not Graz, Linz.", "I am allergic to walnuts, not to peanuts"."""
    for text in dict.fromkeys((new.whole.text, *_sentences(new.whole))):
        for pattern in old.table.contrast:
            found = pattern.search(text)
            if found and _denies(
                found["was"], " ".join(filter(None, (found.groupdict().get("head"), found["is"]))), old
            ):
                return True
    return False


def swapped(new: News, old: Reading) -> bool:
    """ "I've switched from biology to psychology", "I traded the Skoda for a Fiat"."""
    for one in (new.whole, *new.each):
        for pattern in old.table.swapped:
            found = pattern.search(one.text)
            gone = read(found["was"], old.table.code) if found else None
            if gone is not None and one.persons == old.persons and one.mine == old.mine and _object(gone.words, old):
                return True
    return False


def _object(gone: Sequence[Token], old: Reading) -> bool:
    """Whether it is what a statement tells; of "I take my coffee black" the coffee is not, as "black" stands behind."""
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
        rest = [t for t in old.plain_words if not is_among(t, gone.words) and not is_verb(t, old)]
        return len(others) < _FEW and bool(rest) and (all(is_in(token, said) for token in rest) or not gone.plain_words)
    return len(others) <= _FEW and (said.verb < 0 or said.tokens[said.verb].roles <= {"be"})


def ended(one: Reading, old: Reading) -> bool:
    """ "I no longer work at Siemens", "My allergy is gone", "I gave up the violin"."""
    if one.has("parted"):
        names = [token for token in one.words if token.name]
        return old.has("pairs") and bool(names) and all(exactly(token, old) for token in names)
    if one.persons != old.persons or one.mine != old.mine:
        return False
    related, spelled = one.relations & old.relations, old.table.spelling
    if any(one.has(f"{name}:ended") for name in related):
        if noun_only(old) & related or any(token.name and not is_in(token, old) for token in one.words if spelled):
            return False
        return any(one.has(f"{name}:words") for name in related) or any(is_in(token, old) for token in one.words)
    if one.denied and any(_written_out(token, old) for token in one.words):
        return True
    if one.has("sold") and old.mine and old.has("be") and _sold_by_name(one, old):
        return True
    if one.denied and not one.words and _company(one) and _company(one) == _company(old):
        return bool(one.relations & old.relations)
    off = one.denied or one.has("stopped") or (one.has("sold") and old.pronoun)
    if not off or ("home" in old.relations and not one.denied):
        return _ended_elsewhere(one, old)
    told = [token for token in one.words if not is_among(token, old.thing)]
    if (old.thing and len(told) in (0, len(one.words))) or spoken(one) - old.relations:
        return False
    if not held(_without_verb(one), old) or (related and old.relations - related):
        return False
    return bool(one.words) and (bool(related) or one.denied or len(one.words) > 1 or not old.relations)


def _company(one: Reading) -> frozenset[str]:
    """Who is with somebody: "I live with my parents"."""
    return frozenset(token.key for token in one.tokens if "persons" in token.roles)


def _written_out(token: Token, old: Reading) -> bool:
    """An address or a long number, which only one thing has."""
    long = "@" in token.key or sum(letter.isdigit() for letter in token.key) > 3
    return long and any(token.key == other.key for other in old.tokens)


def _sold_by_name(one: Reading, old: Reading) -> bool:
    """ "I sold the Jazz" after "My car is a silver Honda Jazz"."""
    told = [token for token in one.words if not is_among(token, old.thing)]
    return bool(told) and all(token.name and token.text.istitle() and is_in(token, old) for token in told)


def _without_verb(one: Reading) -> tuple[Token, ...]:
    """ "dejado de tocar la trompeta": the verb, bent another way, stands right behind."""
    at = one.at("stopped")
    skipped = one.tokens[at + 1 : at + 2] if at >= 0 and one.tokens[at].key.endswith(" de") else ()
    return tuple(token for token in one.words if token not in skipped)


def _ended_elsewhere(one: Reading, old: Reading) -> bool:
    """ "I have left Siemens": the word of the job is only in what was stored."""
    gone = any(one.has(f"{name}:ended") for name in old.relations)
    return gone and bool(one.words) and held(one.words, old)
