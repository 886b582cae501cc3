"""What kind of value a piece of a clause tells, and what a clause is about. Knows words, no sentences' order."""

from __future__ import annotations

import re
from typing import Final

from learning.change.states import states
from learning.english import vocabulary as words
from learning.english.clause import Clause, Piece, carried
from learning.english.nouns import head
from learning.english.verbs import lemma
from learning.english.vocabulary import word_set

_CLOCK: Final = re.compile(r"^\d{1,2}[:.]\d\d$")
_DAYPARTS: Final = words.DAYTIMES - frozenset(["weekend", "weekends", "summer", "winter", "spring", "autumn"])
_MARKS: Final = word_set(
    "now longer anymore more days instead nowadays these old new current first last time year week month one"
)
_LIVE: Final = frozenset(["live", "reside", "dwell", "settle"])
_MOVE: Final = frozenset(["move", "relocate"])
_KEEP: Final = frozenset(["keep", "store", "hide", "leave", "put", "park"])
_DRIVE: Final = frozenset(["drive", "ride"])
PLACES: Final = words.PREPOSITIONS - word_set(
    "for with without about by as during after before since till until within like per next against"
)
_VEHICLE: Final = "vehicle"
_TRAVEL: Final = frozenset(["cycle", "walk", "drive", "commute", "run"])
_TAKE: Final = frozenset(["take", "get", "catch", "ride"])
_TRAIN: Final = frozenset(["retrain", "train", "qualify", "start", "begin"])
_NO_JOB: Final = word_set("home night nights weekends noon midnight once")


def kinds(piece: Piece) -> frozenset[str]:
    """ "day", "date", "clock", "number", "name", "colour": what sort of value stands in a piece."""
    found: set[str] = set()
    tokens = piece.text.split()
    clock = "at" in piece.lead.split() or bool({"am", "pm", "o'clock"} & {t.lower() for t in tokens})
    for index, token in enumerate(tokens):
        lower = token.lower().strip(".,'\"“”")
        if lower.removesuffix("s") in words.WEEKDAYS:
            found.add("day")
        elif lower in words.MONTHS:
            found.add("date")
        elif lower in _DAYPARTS or _CLOCK.match(lower) or lower in ("noon", "midnight"):
            found.add("clock")
        elif any(c.isdigit() for c in lower) or (lower in words.NUMBERS and lower != "one"):
            found.add("clock" if clock and len(tokens) - index < 3 and not re.search("[a-z]", token) else "number")
        elif token[:1].isupper() or token[:1] in '"“':
            found.add("name")
        elif words.kind_of(lower) == "colour":
            found.add("colour")
    return frozenset(found - {"number"} if "date" in found else found)


def topics(text: str) -> frozenset[str]:
    """The content words of a text, bent back: "my shifts start" → {"shift", "start"}."""
    found = (token for token in re.findall(r"[A-Za-z][\w-]*", text) if token.islower())
    return frozenset(
        stem(token)
        for token in found
        if token not in words.STOP | words.PREPOSITIONS | words.DETERMINERS | words.ADVERBS | words.NUMBERS | _MARKS
        and not token.endswith("ly")
    )


def stem(word: str) -> str:
    lower = word.lower()
    if bent := lemma(lower):
        return bent
    return lower[:-1] if lower.endswith("s") and not lower.endswith(("ss", "us")) and len(lower) > 3 else lower


def aspects(clause: Clause) -> frozenset[str]:
    """What a clause settles, said the same way however it is put: "home:i", "job:my cousin", "place:spare key"."""
    whom, base, noun = owner(clause), clause.base.split()[0], head(clause.subject)
    leads = {lead for piece in clause.pieces for lead in piece.lead.split()}
    first = clause.pieces[0] if clause.pieces else Piece("", "")
    found: set[str] = set()
    if (
        (base in _LIVE and leads & PLACES)
        or (base in _MOVE and leads & {"to", "into"} and not carried(clause))
        or noun in ("home", "address")
    ):
        found.add(f"home:{whom}" if _somebody(clause, noun) else f"home:{clause.subject.lower()}")
    if (base == "work" and _employed(clause)) or noun in ("job", "profession", "occupation", "employer"):
        found.add(f"job:{whom}")
    if _occupied(clause, base, first) and (clause.first_person or words.kind_of(noun) == "relation"):
        found.add(f"job:{whom}")
    if (base == "write" and leads & {"as", "under"}) or re.search(r"\b(?:pen name|pseudonym)\b", clause.subject):
        found.add(f"pen:{whom}")
    if (base in _DRIVE and kinds(first) & {"name", "colour"}) or words.kind_of(noun) == _VEHICLE:
        found.add(f"vehicle:{whom}")
    if (base in _KEEP or (base in _MOVE and carried(clause))) and leads & PLACES and not first.lead:
        found.add(f"place:{head(first.text)}")
    if base == "be" and set(first.lead.split()) & PLACES and noun:
        found.add(f"place:{noun}")
    return frozenset(found)


def _employed(clause: Clause) -> bool:
    """ "I work at Siemens", "I work as a nurse"; "I work at home" says nothing of the job."""
    return any(set(p.lead.split()) & {"as", "at", "for"} and p.text.lower() not in _NO_JOB for p in clause.pieces)


def _occupied(clause: Clause, base: str, first: Piece) -> bool:
    """ "She is a nurse", "He retrained as a nurse"."""
    if base == "be":
        return not first.lead and re.match(r"(?:an?|the) [a-z]", first.text) is not None and is_job(first.text)
    return base in _TRAIN and any(piece.lead == "as" and is_job(piece.text) for piece in clause.pieces)


def is_job(text: str) -> bool:
    """ "a taxi driver" is a job, "a good swimmer" and "a grandfather" are none."""
    return "job" in states(head(text), "en")


def _somebody(clause: Clause, noun: str) -> bool:
    """Whether it is about where a person lives: "the office moved to Bergen" is about the office."""
    return clause.first_person or noun in ("home", "address") or words.kind_of(noun) == "relation"


def ways(clause: Clause) -> frozenset[str]:
    """Where somebody goes each time, however: "I cycle to the office", "I take the tram to the office" → {"office"}."""
    base = clause.base.split()[0]
    rides = base in _TAKE and any(not p.lead and words.kind_of(head(p.text)) == "vehicle" for p in clause.pieces)
    if not clause.first_person or clause.past or not (base in _TRAVEL or rides):
        return frozenset()
    whole = (piece.whole for piece in clause.pieces)
    return frozenset(where for text in whole if text.startswith("to ") for where in topics(text))


def owner(clause: Clause) -> str:
    """Whose it is: "i" for "I", "we", "my car", "the club"; "my sister" for her and what is hers."""
    subject = clause.subject.lower()
    if found := re.match(r"^(.+?)'s?\b", subject):
        return found[1]
    return subject if words.kind_of(head(subject)) == "relation" else "i"
