"""Two statements of one shape with another value in the same place: "the key is in the shed now", "I weigh 78 kilos".

Each function is one shape. Knows two readings at a time; in which order they are asked is known by `rules`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from learning.change.news import News
from learning.change.overlap import alike, fresh_kinds, is_among, is_in
from learning.change.reading import Reading, Token, read
from learning.change.states import states

_FEW: Final = 3  # words of a value


def in_its_slot(new: News, one: Reading, old: Reading) -> bool:
    """Whether `one`, a statement of the message, has the shape of a stored statement and another value."""
    marked = new.marked or one.denied
    if one.negated or not (marked or one.has("again", "became", "amounted", "moved")):
        return False
    return (
        _amount(one, old)
        or _moved_to(one, old)
        or (marked and (_elsewhere(one, old) or _post(one, old) or _activity(one, old) or _group(one, old)))
        or (marked and not one.denied and (_sole(one, old) or _wish(one, old)))
    )


def in_another_state(new: News, one: Reading, old: Reading) -> bool:
    """ "I'm vegan now" after "I'm vegetarian": one of several states, said of the same person or thing."""
    if one.denied or one.negated or not (new.marked or one.has("again", "became")):
        return False
    here, there = states(one.text, one.table.code), states(old.text, old.table.code)
    return any(
        group in there and there[group] != state and _said_of_the_same(one, state, old, there[group])
        for group, state in here.items()
    )


def handed_on(new: News, old: Reading) -> bool:
    """ "Ada has taken over the budget from Laura": Laura is no longer in charge of it."""
    if not old.has("posts"):
        return False
    for pattern in old.table.handed:
        found = pattern.search(new.whole.text)
        if found and all(_all_in(found[group], old) for group in ("what", "who")):
            return True
    return False


def remade(new: News, old: Reading) -> bool:
    """ "We've turned the spare room into a nursery": what it was used as."""
    found = [each for pattern in old.table.remade if (each := pattern.search(new.whole.text)) is not None]
    things = [one for each in found if (one := read(each["what"], old.table.code)) is not None]
    return bool(old.thing) and old.has("be") and any(_alike(one.words, old.thing) for one in things)


def _all_in(text: str, old: Reading) -> bool:
    one = read(text, old.table.code)
    return one is not None and bool(one.words) and all(is_in(token, old) for token in one.words)


def _amount(one: Reading, old: Reading) -> bool:
    """ "I'm down to 78 kilos", "We're down to five employees": the same unit, another number."""
    if not one.has("amounted") or one.persons != old.persons or one.mine != old.mine:
        return False
    units = [(_unit(one, place), _unit(old, other)) for place in _numbers(one) for other in _numbers(old)]
    same = any(here is not None and there is not None and alike(here, there) for here, there in units)
    return same and "number" in fresh_kinds(one, old) and all(token.kind or is_in(token, old) for token in one.words)


def _numbers(one: Reading) -> list[int]:
    return [place for place, token in enumerate(one.tokens) if token.kind == "number"]


def _unit(one: Reading, place: int) -> Token | None:
    return one.tokens[place + 1] if place + 1 < len(one.tokens) else None


def _elsewhere(one: Reading, old: Reading) -> bool:
    """ "El perro duerme ahora en el salón", "My glasses are on the hall table now": the same thing in another place."""
    here, there = _stay(one), _stay(old)
    if not here or not there or one.counted != old.counted:
        return False
    (thing, place), (other, was) = here, there
    if not _alike(thing, other) or one.persons != old.persons:
        return False
    return one.denied or _new_place(place, was)


def _moved_to(one: Reading, old: Reading) -> bool:
    """ "They moved the printer up to the fourth floor" after "The office printer is on the second floor"."""
    there = _stay(old)
    if not one.has("moved") or not there or one.persons != old.persons or one.counted != old.counted:
        return False
    thing, was = there
    start = one.at("moved") + 1
    at = next((n for n in range(start, len(one.tokens)) if _to(one.tokens[n], old)), -1)
    if one.tokens[start - 1].key.rpartition(" ")[2] in old.table.to:
        at = start - 1
    said = [token for token in one.tokens[: max(at, 0)] if token.telling and "moved" not in token.roles]
    place = [token for token in one.tokens[at + 1 :] if token.telling]
    if at < 0 or not _new_place(place, was) or any(token.kind == "when" for token in place):
        return False
    if not thing and not said:
        return bool(old.persons) and any(is_among(token, was) for token in place)
    return bool(said) and bool(thing) and all(is_among(t, thing) for t in said) and alike(said[-1], thing[-1])


def _to(token: Token, old: Reading) -> bool:
    return token.key.rpartition(" ")[2] in old.table.to


def _stay(one: Reading) -> tuple[list[Token], list[Token]] | None:
    """What is somewhere, and where: of "I keep the key in the shed" the key and the shed."""
    at = next((n for n, token in enumerate(one.tokens) if token.roles & {"stays", "be"}), -1)
    if at < 0 or one.has("called", "name", "cancelled", "sold"):
        return None
    prepositions = one.table.prepositions
    before = next((n for n in range(at + 1, len(one.tokens)) if one.tokens[n].key in prepositions), -1)
    if before < 0:
        return None
    named = [token for token in (*one.tokens[:at], *one.tokens[at + 1 : before]) if token.telling and not token.kind]
    thing = [token for token in named if not token.roles & {"stays"}]
    place = [token for token in one.tokens[before + 1 :] if token.telling]
    being = "be" in one.tokens[at].roles
    if (being and not _definite(one.tokens[before : before + 2])) or not (being or thing or one.persons):
        return None
    return (thing, place) if place and not any(token.kind == "when" for token in place) else None


def _definite(words: Sequence[Token]) -> bool:
    """ "in the shed", "im Keller", "in Leeds"; "en panne" and "out of paper" are no places."""
    return "definite" in words[0].roles or any("stop" in token.roles or token.name for token in words[1:])


def _new_place(place: Sequence[Token], was: Sequence[Token]) -> bool:
    return 0 < len(place) <= _FEW and not all(is_among(token, was) for token in place)


def _alike(here: Sequence[Token], there: Sequence[Token]) -> bool:
    """The same words; nothing on both sides is not enough."""
    if not here or not there:
        return False
    return all(is_among(token, there) for token in here) and all(is_among(token, here) for token in there)


def _post(one: Reading, old: Reading) -> bool:
    """ "Imran is in charge of the budget now": one does it, and somebody else did."""
    here, there = (_around(each, "posts") for each in (one, old))
    if here is None or there is None or one.denied or not _alike(here[1], there[1]):
        return False
    others = [{token.key for token in each[0]} for each in (here, there)]
    return bool(others[0]) and bool(others[1]) and not others[0] & others[1]


def _around(one: Reading, role: str) -> tuple[list[Token], list[Token]] | None:
    """Who stands before a word and what behind it."""
    at = one.at(role)
    if at < 0:
        return None
    who = [t for t in one.tokens[:at] if t.telling or t.roles & {"persons", "first"}]
    return who, [t for t in one.tokens[at + 1 :] if t.telling]


def _activity(one: Reading, old: Reading) -> bool:
    """ "Bridge is on Thursdays now" after "I play bridge on Wednesdays"."""
    if not old.pronoun or not old.mine or one.persons or one.pronoun or one.denied:
        return False
    told = [token for token in one.words if not token.kind]
    dated = "when" in fresh_kinds(one, old) and one.has("be") and one.kinds <= old.kinds | {"number"}
    return dated and bool(told) and told == list(one.thing) and all(is_in(token, old) for token in told)


def _group(one: Reading, old: Reading) -> bool:
    """ "We open at eight now" after "Our shop opens at nine"."""
    first = next((token for token in one.tokens if "now" not in token.roles), None)
    if first is None or "we" not in first.roles or old.pronoun or one.denied or not old.thing:
        return False
    ours = old.tokens[0].key in old.table.own and any("groups" in token.roles for token in old.thing)
    told = [token for token in one.words if not token.kind]
    kinds = fresh_kinds(one, old)
    return ours and bool(told) and all(is_in(token, old) for token in told) and bool(kinds) and one.kinds <= old.kinds


def _sole(one: Reading, old: Reading) -> bool:
    """ "Últimamente desayuno yogur": of some verbs there is one object at a time."""
    if one.persons != old.persons or one.mine != old.mine:
        return False
    verbs = [[token for token in each.tokens if "sole" in token.roles] for each in (one, old)]
    fresh = [t for t in one.words if not is_in(t, old)]
    return bool(verbs[0]) and bool(verbs[1]) and alike(verbs[0][0], verbs[1][0]) and bool(fresh)


def _wish(one: Reading, old: Reading) -> bool:
    """ "My daughter wants to become a pilot now": the same wish for something else."""
    here, there = (_wished(each) for each in (one, old))
    same = one.persons == old.persons and one.mine == old.mine
    return same and here is not None and there is not None and here[0] == there[0] and not _alike(here[1], there[1])


def _wished(one: Reading) -> tuple[tuple[str, str], list[Token]] | None:
    at = one.at("wish")
    if at < 0 or at + 1 >= len(one.tokens):
        return None
    verb = one.tokens[at + 1].key
    rest = [token for token in one.tokens[at + 2 :] if token.telling]
    return ((one.tokens[at].key, "be" if "becoming" in one.tokens[at + 1].roles else verb), rest) if rest else None


def _said_of_the_same(one: Reading, state: str, old: Reading, other: str) -> bool:
    here, there = _whom(one, state), _whom(old, other)
    return here is not None and here == there


def _whom(one: Reading, state: str) -> frozenset[str] | None:
    """Of whom or what a state is said; None where it is not said of anything ("a single room", "my vet is ill")."""
    keys = [token.key for token in one.tokens]
    words = len(state.split())
    at = next(
        (n for n, key in enumerate(keys) if f" {key}".endswith(f" {state}") or keys[n : n + words] == state.split()), -1
    )
    behind = one.tokens[at + (1 if " " in keys[at] else words) :][:1] if at >= 0 else ()
    if at < 0 or any(token.telling and not token.name and not token.kind for token in behind):
        return None
    front = one.tokens[:at]
    verb = next((n for n, token in enumerate(front) if _linking(token)), -1)
    if verb < 0 and (words > 1 or "became" in one.tokens[at].roles or one.has("again")):
        verb = at - 1
    elif verb < 0 or sum(token.telling for token in front[verb + 1 :]) > 1:
        return None
    me = frozenset(["i"]) if one.pronoun else frozenset()
    said = [token for token in front[: verb + 1] if "again" not in token.roles]
    return me | {token.key for token in said if token.telling or "persons" in token.roles}


def _linking(token: Token) -> bool:
    """ "is", "I'm", "soy", "got"."""
    return bool(token.roles & {"be", "changed", "links"}) or token.key.endswith(("'m", "'re"))
