"""From a clause to the questions that it answers, in plain and in embedded word order.

Knows clauses, no lessons. "I live in Oslo" gives ("Where do I live?", "where I live"). The answer to each of them is
the whole statement, so a question only has to be about it, not to fit one exact span.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from learning.english import vocabulary as words
from learning.english.clause import Clause, Piece
from learning.english.nouns import bare_noun, head, kinds_in, mine, plural
from learning.english.verbs import third
from learning.english.wh import whs

_CALLED: Final = frozenset(["called", "named", "nicknamed", "titled", "entitled"])


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: `direct` "Where do I live?" and `embedded` "where I live"."""

    direct: str
    embedded: str


def asks(clause: Clause) -> tuple[Asked, ...]:
    """All questions of a clause without doubles, plain ones first; its parts are asked for in turn."""
    groups = [list(_naming(clause)), list(_copula(clause)), *_pieces(clause), list(_subject(clause))]
    longest = max(len(group) for group in groups)
    turned = [group[row] for row in range(longest) for group in groups if row < len(group)]
    return tuple(asked for asked in dict.fromkeys(turned) if len(asked.direct) < 140)


# --------------------------------------------------------------------------------------------------- names


def _naming(clause: Clause) -> Iterator[Asked]:
    if clause.name and not clause.first_person:
        yield from name_of(clause.subject)
    previous = ""
    for piece in clause.pieces:
        if set(piece.lead.split()) & _CALLED and previous:
            if clause.base == "be" and not clause.first_person:  # "my best rower is a girl named Ebba"
                yield from name_of(clause.subject)
                yield Asked(f"Who is {clause.subject}?", f"who {clause.subject} is")
                break
            yield from name_of(mine(previous))
            short = head(previous)
            if short and short != bare_noun(previous):
                yield from name_of(f"my {short}")
        previous = piece.text
    if clause.verb in _CALLED and not clause.first_person:
        yield from name_of(clause.subject)
    for piece in clause.pieces:
        found = re.match(r"^(?:my|our) ([a-z' -]+?) ([A-Z]\w+)", piece.text)
        if found:
            yield from name_of(f"my {found[1]}")


def name_of(thing: str) -> Iterator[Asked]:
    """ "What is my ferret called?" and its sisters."""
    be = "are" if plural(thing) else "is"
    yield Asked(f"What is the name of {thing}?", f"what the name of {thing} is")
    yield Asked(f"What {be} {thing} called?", f"what {thing} {be} called")
    yield Asked(f"What is {thing}'s name?", f"what {thing}'s name is")
    yield Asked(f"Which name does {thing} have?", f"which name {thing} has")
    yield Asked(f"How is {thing} called?", f"how {thing} is called")
    if words.kind_of(head(thing)) == "relation":
        yield Asked(f"Who is {thing}?", f"who {thing} is")


# --------------------------------------------------------------------------------------- "my X is Y", "I am a Y"


def _copula(clause: Clause) -> Iterator[Asked]:
    if clause.base not in ("be", "mean") or clause.verb in _CALLED or not clause.pieces:
        return
    be = (clause.aux or clause.verb).split()[0] if clause.aux or clause.verb else "is"
    first = clause.pieces[0]
    if clause.subject.lower() in ("i", "we"):
        yield from _what_am_i(clause, first)
        return
    thing = clause.subject
    if first.lead == "" and _job(first.text) and words.kind_of(head(thing)) == "relation":
        yield from _job_of(thing)
        return
    if first.lead == "" and _age(first.text) and words.kind_of(head(thing)) in ("relation", "animal"):
        yield Asked(f"How old {be} {thing}?", f"how old {thing} {be}")
        yield Asked(f"What is the age of {thing}?", f"what the age of {thing} is")
        return
    if first.lead == "" and len(clause.pieces) > 1 and clause.pieces[1].lead and not _noun_phrase(first.text):
        lead = clause.pieces[1].lead
        yield Asked(f"What {be} {thing} {first.text} {lead}?", f"what {thing} {be} {first.text} {lead}")
        yield Asked(f"Which thing {be} {thing} {first.text} {lead}?", f"which thing {thing} {be} {first.text} {lead}")
        return
    if first.lead:
        for wh, tail in whs(first):
            yield Asked(f"{wh} {be} {thing}{' ' + tail if tail else ''}?", f"{_lower(wh)} {thing} {be} {tail}".strip())
    yield Asked(f"What {be} {thing}?", f"what {thing} {be}")
    if re.search(r"\d", first.text) and not first.lead:
        yield Asked(f"Which number {be} {thing}?", f"which number {thing} {be}")
        yield Asked(f"What is the number of {thing}?", f"what the number of {thing} is")
        if noun := head(thing):
            yield Asked(f"Which {noun} do I have?", f"which {noun} I have")
    elif first.text[:1].isupper() and not thing.endswith("name"):
        yield Asked(f"Who {be} {thing}?", f"who {thing} {be}")
        yield Asked(f"Which one {be} {thing}?", f"which one {thing} {be}")
    yield from _turned(thing)
    for kind in kinds_in(first.text):
        yield Asked(f"What {kind} {be} {thing}?", f"what {kind} {thing} {be}")


def _noun_phrase(text: str) -> bool:
    """ "the best", "Kato", "42", but not "allergic" or "good"."""
    first = text.split(maxsplit=1)[0]
    return (
        first.lower() in words.DETERMINERS
        or first[:1].isupper()
        or first[:1].isdigit()
        or bool(words.kind_of(head(text)))
    )


def _turned(thing: str) -> Iterator[Asked]:
    """ "the code for my lock" ↔ "my lock code"; "my student number" → "the number of my student"…"""
    found = re.match(r"^the (.+?) (?:of|for|to) (?:my|our) (.+)$", thing)
    if found:
        yield Asked(f"What is my {found[2]} {found[1]}?", f"what my {found[2]} {found[1]} is")
        yield Asked(f"Which {found[1]} belongs to my {found[2]}?", f"which {found[1]} belongs to my {found[2]}")
        return
    toks = thing.split()
    if len(toks) >= 3 and toks[0] in ("my", "our"):
        yield Asked(f"Which {toks[-1]} do I have?", f"which {toks[-1]} I have")
        yield Asked(f"Tell me {thing}.", f"{thing}")


def _what_am_i(clause: Clause, first: Piece) -> Iterator[Asked]:
    if first.lead == "" and _job(first.text):
        for noun in ("job", "profession", "occupation", "work"):
            yield Asked(f"What is my {noun}?", f"what my {noun} is")
        yield Asked("What do I do for a living?", "what I do for a living")
        yield Asked("What do I work as?", "what I work as")
        return
    be = "am" if clause.subject.lower() == "i" else "are"
    subject = "I" if clause.subject.lower() == "i" else "we"
    rest = clause.pieces[1:]
    if rest and first.lead == "" and not _job(first.text):
        lead = rest[0].lead
        yield Asked(f"What {be} {subject} {first.text} {lead}?", f"what {subject} {be} {first.text} {lead}")
        yield Asked(
            f"Which thing {be} {subject} {first.text} {lead}?", f"which thing {subject} {be} {first.text} {lead}"
        )
    elif first.lead == "" and _age(first.text):
        yield Asked(f"How old {be} {subject}?", f"how old {subject} {be}")
        yield Asked("What is my age?", "what my age is")
    elif first.lead == "" and first.text[:1].isupper():
        yield Asked("What is my name?", "what my name is")
        yield Asked("Who am I?", "who I am")
    else:
        yield Asked(f"What {be} {subject}?", f"what {subject} {be}")


def _job(text: str) -> bool:
    return bool(re.match(r"^(?:an?|the) [a-z]", text)) and words.kind_of(head(text)) not in (
        "animal",
        "place",
        "vehicle",
    )


def _job_of(thing: str) -> Iterator[Asked]:
    for noun in ("job", "profession", "occupation"):
        yield Asked(f"What is {thing}'s {noun}?", f"what {thing}'s {noun} is")
    yield Asked(f"What does {thing} do for a living?", f"what {thing} does for a living")
    yield Asked(f"What work does {thing} do?", f"what work {thing} does")
    yield Asked(f"Who is {thing}?", f"who {thing} is")


def _age(text: str) -> bool:
    toks = text.lower().split()
    return (
        bool(toks)
        and (toks[0].isdigit() or toks[0].split("-")[0] in words.NUMBERS)
        and (len(toks) == 1 or toks[1].startswith(("year", "month")))
    )


# ------------------------------------------------------------------------------------- what, where, when, with whom


def _pieces(clause: Clause) -> Iterator[list[Asked]]:
    """The questions for each piece behind the verb."""
    if not clause.verb or clause.verb in _CALLED or clause.base == "be":
        yield list(_be_pieces(clause))
        return
    pieces = [piece for piece in clause.pieces if not set(piece.lead.split()) & _CALLED]
    for index in range(len(pieces)):
        yield list(_piece(clause, pieces, index))


def _piece(clause: Clause, pieces: list[Piece], index: int) -> Iterator[Asked]:
    others = [other.whole for position, other in enumerate(pieces) if position != index]
    near = [other.whole for position, other in enumerate(pieces) if position < index and other.lead == ""]
    for wh, tail in whs(pieces[index]):
        for rest in dict.fromkeys([" ".join(near), " ".join(others), ""]):
            if tail and rest and rest != " ".join(near):
                continue
            yield _ask(clause, wh, f"{rest} {tail}".strip())


def _be_pieces(clause: Clause) -> Iterator[Asked]:
    be = clause.aux.split()[0] if clause.aux else "is"
    subject = f"{clause.subject}"
    for piece in clause.pieces[1:] if clause.base == "be" else clause.pieces:
        for wh, tail in whs(piece):
            if piece.lead and not tail:
                yield Asked(f"{wh} {be} {subject}?", f"{_lower(wh)} {subject} {be}")


def _ask(clause: Clause, wh: str, rest: str) -> Asked:
    """Put the words into question order."""
    subject = clause.subject if clause.subject != "i" else "I"
    lead, *more = clause.aux.split() if clause.aux else ["", *[]]
    verb = clause.verb
    if lead in ("do", "does", "did"):
        lead, more = "", ["not"] if more == ["not"] else []
    if lead:
        said = " ".join([*more, verb])
        direct = f"{wh} {lead} {subject} {said} {rest}"
        embedded = f"{_lower(wh)} {subject} {lead} {said} {rest}"
    else:
        direct = f"{wh} {_do(clause)} {subject} {' '.join(more)} {clause.base} {rest}"
        finite = f"{_do(clause)} not {clause.base}" if more else _finite(clause)
        embedded = f"{_lower(wh)} {subject} {finite} {rest}"
    return Asked(_tidy(direct) + "?", _tidy(embedded))


def _do(clause: Clause) -> str:
    if clause.past:
        return "did"
    return "do" if clause.subject.lower() in ("i", "we", "you", "they") or plural(clause.subject) else "does"


def _finite(clause: Clause) -> str:
    if clause.past or clause.subject.lower() in ("i", "we", "you", "they") or plural(clause.subject):
        return clause.verb
    first, *particle = clause.base.split()
    return " ".join([third(first), *particle])


def _subject(clause: Clause) -> Iterator[Asked]:
    """Ask for the subject: "Who lives on Pellan Island?"."""
    if clause.subject.lower() in ("i", "we", "you", "he", "she", "it", "they") or clause.verb in _CALLED:
        return
    person = words.kind_of(head(clause.subject)) in ("relation", "animal") or bool(clause.name)
    wh = "Who" if person else "What"
    verb = " ".join(part for part in (clause.aux, clause.verb) if part)
    rest = " ".join(piece.whole for piece in clause.pieces)
    if clause.base == "be" and not clause.name:
        return
    if (kind := words.kind_of(clause.subject.split()[-1])) and not person:
        for name in words.HYPERNYMS[kind][:2]:
            yield Asked(_tidy(f"Which {name} {verb} {rest}") + "?", _tidy(f"which {name} {verb} {rest}"))
    yield Asked(_tidy(f"{wh} {verb} {rest}") + "?", _tidy(f"{_lower(wh)} {verb} {rest}"))
    if clause.pieces and clause.verb:
        short = clause.pieces[0].whole
        yield Asked(_tidy(f"{wh} {verb} {short}") + "?", _tidy(f"{_lower(wh)} {verb} {short}"))


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
