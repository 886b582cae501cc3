"""Words of change: "now", "no longer", "I moved". Which sentences announce a change, and what is left to ask for.

Knows sentences. Which stored statement a change is about is `learning.changing`.
"""

from __future__ import annotations

import re
from typing import Final

from learning.english import vocabulary as words
from learning.english.clause import Clause, clauses
from learning.english.verbs import is_past
from learning.english.vocabulary import word_set

_NOW: Final = re.compile(
    r"\b(?:from now on|as of now|now|nowadays|these days|no longer|not anymore|any ?more|instead|"
    r"(?:has|have) (?:changed|moved)|used to)\b",
    re.IGNORECASE,
)
_NOT_NOW: Final = re.compile(r"\b(?:now and (?:then|again)|until now|by now|right now|up to now)\b", re.IGNORECASE)
_NO_LONGER: Final = re.compile(r"\s*\bno longer\b", re.IGNORECASE)
_NO_MORE: Final = re.compile(r"\s(?:do not|don't|don’t|does not|doesn't|doesn’t) (.+?),? any ?more\b", re.IGNORECASE)
_ANY: Final = re.compile(r"\s\bany(?:thing|one|body)?\b", re.IGNORECASE)
_ALSO: Final = re.compile(r"\b(?:also|too|as well|another|a second)\b", re.IGNORECASE)
_SUPPOSED: Final = re.compile(r"(?:if|unless|suppose|imagine)\b", re.IGNORECASE)
_COMMA: Final = re.compile(r",\s+(?=(?:my|our|the|it is|I am|we are|I|we)\b)")
_UNDER: Final = re.compile(
    r"(?:if|unless|when|whenever|because|since|after|before|as|while|once|until|although)\b", re.I
)
_STRIPPED: Final = (
    (re.compile(r"^(?:from now on|as of now|nowadays|these days|now),?\s+", re.IGNORECASE), ""),
    (re.compile(r",?\s+(?:from now on|as of now|nowadays|these days|now)(?=[\s,.!;]|$)", re.IGNORECASE), ""),
)
_STRONG: Final = word_set(
    "move change sell switch swap replace quit close cancel relocate rename reopen postpone reschedule"
)
_WEAK: Final = _STRONG | word_set(
    "buy get raise lower leave lose break ask decide retire promote marry divorce find finish end fire hire want need "
    "wish give shut expand split grow build rebuild adopt start stop return renovate order inherit win pass"
)
_OVER: Final = word_set("closed gone broken cancelled canceled over full different shut dead sold")
_FRESH: Final = re.compile(r"\b(?:new|another|different)\b", re.IGNORECASE)
_LONG: Final = 10  # words; a longer sentence has more to say than that something changed
_PLACES: Final = words.PREPOSITIONS - word_set("for with without about by as during after")
_LOOSE: Final = word_set("upstairs downstairs out away house home jobs on up apart")
_WHEN: Final = word_set("week month year weekend spring summer autumn winter morning night today yesterday ago")


def marked(statement: str) -> bool:
    """Whether it says that something is no longer as it was."""
    text = _NOT_NOW.sub("", statement)
    return bool(_NOW.search(text)) or any(_moving(one) for one in clauses(statement))


def adding(statement: str) -> bool:
    """ "I also live in Graz", "If I moved …": what was told before still holds."""
    return bool(_SUPPOSED.match(statement)) or (bool(_ALSO.search(statement)) and not announced(statement))


def denied(sentence: str) -> str:
    """What no longer holds: "I no longer live in Graz" → "I live in Graz"; "" when nothing is denied."""
    if _NO_LONGER.search(sentence):
        return _ANY.sub("", _NO_LONGER.sub("", sentence))
    return _ANY.sub("", _NO_MORE.sub(r" \1", sentence)) if _NO_MORE.search(sentence) else ""


def announcement(sentence: str) -> bool:
    """Whether a sentence says only that something changed: "I moved last week.", "They changed the plan."."""
    return _says_only(sentence, _STRONG) or (bool(_FRESH.search(sentence)) and _says_only(sentence, _WEAK))


def reason(sentence: str) -> bool:
    """Whether it may be the reason for what the next sentence says is so now: "I got a promotion."."""
    return announcement(sentence) or _says_only(sentence, _WEAK)


def told(statement: str) -> str:
    """What is taught of a statement: without announcements and without "now", where something is left."""
    sentences = split(statement)
    kept = [one for one in sentences if not reason(one)] if len(sentences) > 1 else sentences
    return " ".join(_timeless(one) for one in (kept or sentences))


def announced(statement: str) -> str:
    """The sentences that `told` leaves out."""
    sentences = split(statement)
    return " ".join(one for one in sentences if reason(one)) if len(sentences) > 1 else ""


def split(statement: str) -> list[str]:
    return [one for one in re.split(r"(?<=[.!])\s+(?=[A-Z])", statement.strip()) if one]


def beside(sentence: str) -> list[str]:
    """Two statements with a comma between: "I got an extension, my essay is due on 12 May."."""
    found = _COMMA.search(sentence)
    if found is None or _UNDER.match(sentence) or not clauses(sentence[: found.start()]):
        return [sentence]
    return [sentence[: found.start()], sentence[found.end() :]]


def _timeless(sentence: str) -> str:
    if _NOT_NOW.search(sentence):
        return sentence
    for pattern, to in _STRIPPED:
        shorter = pattern.sub(to, sentence)
        sentence = shorter if len(shorter.split()) > 1 else sentence
    return sentence[:1].upper() + sentence[1:]


def _moving(clause: Clause) -> bool:
    """ "I moved to Bergen"."""
    past = clause.past or clause.aux.split(" ")[0] in ("has", "have")
    moved = clause.base in ("move", "relocate", "switch") and past
    leads = {piece.lead for piece in clause.pieces}
    return (moved and bool(leads & {"to", "into", "from"})) or (past and clause.base == "retrain" and "as" in leads)


def _says_only(sentence: str, verbs: frozenset[str]) -> bool:
    read = clauses(sentence)
    if len(read) != 1 or len(sentence.split()) > _LONG or sentence.rstrip().endswith("?"):
        return False
    clause = read[0]
    if _tells(clause) or _NOW.search(sentence.replace("has changed", "").replace("has moved", "").replace(
        "have changed", "").replace("have moved", "")):  # fmt: skip
        return False
    if clause.base == "be" or not clause.verb:
        return bool(clause.pieces) and clause.pieces[0].text.lower() in _OVER
    return (
        clause.base.split()[0] in verbs
        and not clause.aux.startswith(("do", "will", "would", "can", "should"))
        and (clause.past or is_past(clause.verb.split()[0]) or clause.aux.split(" ")[0] in ("has", "have"))
    )


def _tells(clause: Clause) -> bool:
    """Whether something behind the verb is worth asking for: a name, a number, a day, a place."""
    for piece in clause.pieces:
        tokens = piece.text.split()
        lower = {token.lower() for token in tokens}
        if any(token[:1].isupper() or token[:1].isdigit() or token[:1] in '"“' for token in tokens):
            return True
        place = bool(set(piece.lead.split()) & _PLACES) and not lower & (_WHEN | _LOOSE)
        if place and clause.base.split()[0] in ("move", "relocate", "switch", "change"):
            return True
    return False
