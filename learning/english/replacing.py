"""Whether one clause says anew what another said, and what of the other is left.

Knows two clauses at a time. "I now live in Graz" against "I live in Bonn with my aunt": the same thing, and
"I live with my aunt" is left.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Final

from learning.change.states import changed, states
from learning.english import vocabulary as words
from learning.english.clause import Clause, Piece
from learning.english.nouns import head
from learning.english.values import PLACES, aspects, is_job, kinds, stem, topics
from learning.english.vocabulary import word_set

_CALLED: Final = frozenset(["called", "named", "nicknamed", "titled", "entitled"])
_TIMES: Final = frozenset(["day", "date", "clock"])
_VALUES: Final = _TIMES | {"number"}
_ALONE: Final = word_set("drive work play sing study train swim read write eat drink teach cook run ride")
_FEELING: Final = word_set("allergic afraid fond proud scared tired good bad interested")
_ONE_OF: Final = word_set(
    "name number code pin birthday age address job profession size seat room password username type height weight "
    "nickname surname desk plate locker floor salary rent shift appointment deadline"
)
_FAVOURITE: Final = re.compile(r"\bfavou?rite\b")
_STAYING: Final = word_set(
    "be move relocate transfer shift put keep live reside stand hang store leave meet lie park hide stay lock chain "
    "place locate base sit"
)
_GOING: Final = word_set("go come travel drive walk cycle fly")
_MANNER: Final = word_set("from without by")
_ENOUGH: Final = 1.0


def likeness(new: Clause, old: Clause, before: str) -> float:
    """How surely a clause that tells of a change is about `old`, 0 when it is not. `before`: what announced it."""
    slots = matched(new, old)
    if not slots or not _objects_agree(new, old) or not _things_agree(new, old) or not _rest_agrees(new, old, slots):
        return 0.0
    shared = topics(_said(new)) & topics(_said(old))
    hinted = topics(before) & topics(_said(old))
    score = 2.0 * bool(aspects(new) & aspects(old))
    if same_subject(new, old):
        score += 1.0 if new.first_person else 1.5
        score += 1.0 if _verb(new) == _verb(old) and _verb(new) != "be" else 0.0
        if new.first_person and _verb(new) != _verb(old) and not score > 1.0:
            score -= 1.0  # both are about me: that alone says nothing
    elif not (aspects(new) & aspects(old) or _crossed(new, old, before)):
        return 0.0
    elif _crossed(new, old, before):
        score += 1.0
    weight = score + 0.5 * len(shared) + 0.4 * len(hinted)
    return weight if score >= _ENOUGH or len(shared) + len(hinted) > 1 or (shared and new.base == old.base) else 0.0


def contradicts(new: Clause, old: Clause) -> bool:
    """Whether both cannot hold although neither says that anything changed."""
    if not same_subject(new, old, exactly=True) or _verb(new) != _verb(old) or negated(new) != negated(old):
        return False
    slots = matched(new, old)
    if not slots or not _objects_agree(new, old):
        return False
    if new.past != old.past:
        return False
    if any(aspect.startswith("home:") for aspect in aspects(new) & aspects(old)):
        return all(any(kinds(p) & {"name"} and set(p.lead.split()) & PLACES for p in c.pieces) for c in (new, old))
    if new.verb in _CALLED and new.verb == old.verb:
        return True
    if _verb(new) == "work" and len(new.pieces) == len(old.pieces):
        return {p.lead for p in new.pieces} == {p.lead for p in old.pieces} and not new.past
    if _verb(new) == "be" and not new.verb:
        told = kinds(new.pieces[0]) & kinds(old.pieces[0])
        told_anew = _one_of_its_sort(new.subject) or told & {"number", "date", "clock"}
        return bool(0 in slots and told_anew) or _differ_in_value(new, old)
    return _differ_in_value(new, old)


def covers(new: Clause, old: Clause) -> bool:
    """Whether `old` says what `new` says, and perhaps more: "I have a cat" and "I have a cat called Mo"."""
    if not same_subject(new, old) or negated(old) or new.past != old.past or _verb(new) != _verb(old):
        return False
    here, there = topics(" ".join(p.text for p in new.pieces)), topics(" ".join(p.text for p in old.pieces))
    names = {t for p in new.pieces for t in p.text.split() if t[:1].isupper()}
    known = {t for p in old.pieces for t in p.text.split() if t[:1].isupper()}
    return bool(here or names) and here <= there and names <= known


def matched(new: Clause, old: Clause) -> tuple[int, ...]:
    """Which pieces of `old` have another value in `new`."""
    found = [i for i, was in enumerate(old.pieces) if any(_slot(new, now, old, was) for now in new.pieces)]
    if found and any(set(p.lead.split()) & _CALLED for p in (old.pieces[i] for i in found)):
        found += [i for i, p in enumerate(old.pieces) if p.lead and set(p.lead.split()) & PLACES and i + 1 in found]
    return tuple(sorted(set(found)))


def left(text: str, new: Clause, old: Clause) -> str:
    """What the words of `old` still tell without the pieces that changed; "" when nothing worth telling."""
    slots = set(matched(new, old))
    first = old.pieces[0] if old.pieces else Piece("", "")
    transitive = 0 in slots and not first.lead and old.base.split()[0] not in _ALONE
    if not slots or transitive or (0 in slots and old.base == "be"):
        return ""
    cut = {i for i, p in enumerate(old.pieces) if i in slots or (set(p.lead.split()) & {"for", "since", "until"} and (
        kinds(p) or topics(p.text) & {"year", "month", "week"}))}  # fmt: skip
    kept = [p for i, p in enumerate(old.pieces) if i not in cut]
    shorter = text
    for piece in (old.pieces[i] for i in sorted(cut)):
        shorter = _without(shorter, piece, kinds(piece) & {kind for p in new.pieces for kind in kinds(p)})
    known = topics(_said(new)) | topics(old.subject) | {stem(old.base)}
    tells = any(topics(p.text) - known or kinds(p) for p in kept) or (old.base != "be" and shorter.count(" at the "))
    return shorter if tells else ""


def same_subject(new: Clause, old: Clause, exactly: bool = False) -> bool:
    """ "my shift" and "our night shift", "I" and "we"; with `exactly` word for word but for the determiner."""
    if new.first_person or old.first_person:
        return new.first_person and old.first_person
    if new.name and old.name and new.name != old.name:
        return False
    if new.subject and new.subject in (old.name, old.subject):
        return True
    here, there = _nouns(new.subject), _nouns(old.subject)
    if exactly:
        return here == there and bool(here)
    owners = [set(re.findall(r"(\w+)'s?\b", c.subject)) for c in (new, old)]
    same = bool(here and there) and head(new.subject) == head(old.subject) and owners[0] == owners[1]
    return same and (here <= there or there <= here)


# ----------------------------------------------------------------------------------------------- parts


def _slot(new: Clause, now: Piece, old: Clause, was: Piece) -> bool:
    """Whether two pieces hold values for the same thing, and different ones."""
    if now.whole.lower() == was.whole.lower() or (now.text.lower() == was.text.lower()):
        return False
    shared, called = kinds(now) & kinds(was), set(now.lead.split()) & _CALLED
    if called or set(was.lead.split()) & _CALLED:
        return bool(called and set(was.lead.split()) & _CALLED) or ("name" in shared and now.lead == "as")
    if shared & _TIMES:
        return True
    places = set(now.lead.split()) & PLACES and set(was.lead.split()) & PLACES
    if places:
        return _placed_anew(new, now, old, was)
    first = now is new.pieces[0] and was is old.pieces[0]
    if new.base == old.base == "be" and first and not now.lead and not was.lead:
        return _is_anew(new, now, was)
    if aspects(new) & aspects(old) and not {now.lead, was.lead} - {"", "as", "under", "for"}:
        return bool(shared) or not (kinds(now) or kinds(was)) or "name" in shared
    if now.lead == was.lead == "" and new.base != old.base and shared == {"number"}:
        units = topics(now.text), topics(was.text)
        return bool(units[0] & units[1]) or units[0] == units[1]
    if now.lead == was.lead == "":
        return bool(shared) or (new.base == old.base and _alike(new, now, old, was))
    if now.lead == was.lead and _verb(new) == _verb(old):
        same = head(_object(new)) == head(_object(old))
        return bool(shared) or (same and new.base != "be")
    return False


def _is_anew(new: Clause, now: Piece, was: Piece) -> bool:
    """Two that a thing "is": two names, two numbers, two jobs; "ill" beside "Mr Osei" is another matter."""
    sorts = [kinds(piece) & (_VALUES | {"name"}) for piece in (now, was)]
    if any(bool(sorts[0] & sort) != bool(sorts[1] & sort) for sort in (_VALUES, {"name"})):
        return False
    if sorts[0] or sorts[1] or _one_of_its_sort(new.subject):
        return not {now.text.split()[0], was.text.split()[0]} & _FEELING
    if kinds(now) & kinds(was):
        return True
    nouns = [re.match(r"(?:an?|the|my|our) ", piece.text) is not None for piece in (now, was)]
    if all(is_job(piece.text) for piece in (now, was)):
        return True
    if all(nouns) and not (new.first_person or words.kind_of(head(new.subject)) == "relation"):
        return True
    return changed(states(now.text, "en"), states(was.text, "en"))


def _one_of_its_sort(subject: str) -> bool:
    return head(subject) in _ONE_OF or _FAVOURITE.search(subject) is not None


def _placed_anew(new: Clause, now: Piece, old: Clause, was: Piece) -> bool:
    """ "in the shed" after "under the mat"; "at school" says nothing of "to St Mark's school"."""
    if (kinds(now) | kinds(was)) & _TIMES:
        return False
    if any(aspect.startswith(("home:", "job:", "pen:")) for aspect in aspects(new) & aspects(old)):
        return ("floor" in topics(was.text)) == ("floor" in topics(now.text))
    if any(aspect.startswith("home:") for aspect in aspects(old)) or ("name" in kinds(was)) != ("name" in kinds(now)):
        return False
    if _verb(new) == _verb(old) == "be" and any(a.whole != b.whole for a, b in _before(new, now, old, was)):
        return False
    if _verb(new) != _verb(old) and not {_verb(new), _verb(old)} <= _STAYING:
        return False
    somebody = new.first_person or words.kind_of(head(new.subject)) == "relation"
    alike = bool(kinds(now) & kinds(was) or topics(now.text) & topics(was.text))
    return alike or not (kinds(now) or kinds(was) or _verb(new) in _GOING or (somebody and _verb(new) == "be"))


def _before(new: Clause, now: Piece, old: Clause, was: Piece) -> list[tuple[Piece, Piece]]:
    """The pieces in front of two: "engaged" in front of "to Ben"."""
    cut = new.pieces[: new.pieces.index(now)], old.pieces[: old.pieces.index(was)]
    nothing = Piece("", "")
    return list(zip_longest(*cut, fillvalue=nothing))


def _alike(new: Clause, now: Piece, old: Clause, was: Piece) -> bool:
    """Two objects of one verb: the same noun, or beside the very same piece ("a bus in Ghent", "a taxi in Ghent")."""
    nouns = head(now.text), head(was.text)
    beside = [{p.whole.lower() for p in c.pieces if p.lead and not kinds(p) & _TIMES} for c in (new, old)]
    return nouns[0] == nouns[1] != "" or bool(beside[0] & beside[1])


def _objects_agree(new: Clause, old: Clause) -> bool:
    """ "play football" is not "play the harp": two objects that differ in their nouns are two things."""
    here, there = _object(new), _object(old)
    if not here or not there or old.base == "be" or new.base == "be" or aspects(new) & aspects(old):
        return True
    if there.lower() in words.PRONOUNS or here.lower() in words.PRONOUNS:
        return True
    nouns = topics(here), topics(there)
    if nouns[0] & nouns[1] or (not nouns[0] and not nouns[1]):
        return True
    return new.base == old.base and _alike(new, Piece("", here), old, Piece("", there))


def _things_agree(new: Clause, old: Clause) -> bool:
    """ "My car" is not "my bike"; the appointment that the dentist moved is not "my doctor's appointment"."""
    heads = [head(each.subject) for each in (new, old)]
    if all(words.kind_of(noun) == "vehicle" for noun in heads) and heads[1] not in words.same(heads[0]):
        return False
    if same_subject(new, old) or not any(aspect.startswith("place:") for aspect in aspects(new) & aspects(old)):
        return True
    return topics(f"{new.subject} {_object(new)}") <= topics(_said(old))


def _rest_agrees(new: Clause, old: Clause, slots: Sequence[int]) -> bool:
    """Where a time is another the rest may not be: "I work at Costa on Fridays", "I work from home on Mondays"."""
    if any(not kinds(old.pieces[slot]) & _TIMES for slot in slots):
        return True
    manner = [{p.whole.lower() for p in c.pieces if p.lead in _MANNER and not kinds(p) & _TIMES} for c in (new, old)]
    known = topics(_said(old))
    rest = [p for p in new.pieces if not kinds(p) & _TIMES and set(p.lead.split()) & PLACES]
    return manner[0] == manner[1] and all(not topics(p.text) or topics(p.text) & known for p in rest)


def _crossed(new: Clause, old: Clause, before: str) -> bool:
    """One speaks of me and the other of the thing itself: "I now drive …" and "my truck is …"."""
    if new.first_person == old.first_person:
        return False
    thing, mine = (old, new) if new.first_person else (new, old)
    noun = head(thing.subject)
    return (
        bool(noun)
        and words.kind_of(noun) != "relation"
        and stem(noun) in topics(f"{_said(mine)} {before if mine is new else ''}")
    )


def _differ_in_value(new: Clause, old: Clause) -> bool:
    """Word for word the same but for a number, a time or a date."""
    if len(new.pieces) != len(old.pieces) or new.base != old.base:
        return False
    pairs = [(a, b) for a, b in zip(new.pieces, old.pieces, strict=True) if a.whole.lower() != b.whole.lower()]
    return bool(pairs) and all(
        a.lead == b.lead and topics(a.text) == topics(b.text) and kinds(a) == kinds(b) and kinds(a) & _VALUES - {"day"}
        for a, b in pairs
    )


def _without(text: str, piece: Piece, gone: frozenset[str]) -> str:
    """A weekday before a noun goes alone ("at the Friday market"), any other piece goes whole."""
    inner = piece.text
    if gone == {"day"} and topics(inner) - words.DAYTIMES:
        day = next(t for t in inner.split() if t.lower().removesuffix("s") in words.WEEKDAYS)
        return re.sub(rf"\s*\b{re.escape(day)}\b", "", text)
    pattern = r"\s+".join(re.escape(word) for word in piece.whole.split())
    shorter = re.sub(rf",?\s*\b{pattern}(?=\W|$)", "", text, count=1, flags=re.IGNORECASE).strip(" ,")
    return shorter[:1].upper() + shorter[1:]


def _object(clause: Clause) -> str:
    return next((piece.text for piece in clause.pieces if not piece.lead), "") if clause.verb else ""


def _said(clause: Clause) -> str:
    return " ".join([clause.subject, clause.verb, *(piece.whole for piece in clause.pieces)])


def _nouns(subject: str) -> frozenset[str]:
    return frozenset(stem(t) for t in re.findall(r"[\w-]+", subject.lower()) if t not in words.STOP | {"new", "old"})


def _verb(clause: Clause) -> str:
    return clause.base.split()[0]


def negated(clause: Clause) -> bool:
    return "not" in clause.aux or clause.adverb == "never"


def affirmed(clause: Clause) -> Clause:
    """What a clause denies: "I am not allergic to nuts any more" → "I am allergic to nuts"."""
    cut = (re.sub(r",?\s*\b(?:any ?(?:more|longer)|after all)$", "", piece.text) for piece in clause.pieces)
    pieces = (Piece(piece.lead, text) for piece, text in zip(clause.pieces, cut, strict=True) if text)
    return replace(clause, aux=clause.aux.replace("not", "").strip(), adverb="", pieces=tuple(pieces))


def parting(clause: Clause) -> Sequence[str]:
    """ "I sold my car" → ["car"]: things that are no longer there."""
    gone = clause.base.split()[0] in ("sell", "lose", "quit") and clause.past and clause.first_person
    return [head(p.text) for p in clause.pieces if gone and not p.lead and head(p.text) and "'s " not in p.text]
