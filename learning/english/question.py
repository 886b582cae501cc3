"""A question taken apart: its question word, what it asks about, and the same question in embedded word order.

Knows word order and closed word classes; knows no lessons. What is not a question has no `wh` and nothing embedded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from learning.english import vocabulary as words
from learning.english.verbs import is_past, lemma, past, third

_WH: Final = re.compile(
    r"^((?:(?:in|on|at|to|from|with|for|by|of) )?(?:whom|whose|who|where|when|why|how|what|which))\b\s*", re.IGNORECASE
)
_POLITE: Final = re.compile(
    r"(?i)^(?:(?:please|hello|hi|hey|so),? )*(?:(?:can|could|would|will) you (?:please )?)?"
    r"(?:(?:tell|remind) me|say|explain|do you know|i (?:want|need) to know) (?=wh|how)"
)
_GREETED: Final = re.compile(r"(?i)^(?:(?:please|hello|hi|hey|so),? )+")
_DO: Final = frozenset(["do", "does", "did"])
_BE: Final = frozenset(["am", "is", "are", "was", "were"])
_MODAL: Final = frozenset(["can", "could", "should", "must", "will", "would", "may", "might", "shall"])
_HAVE: Final = frozenset(["have", "has", "had"])
_INVERTS: Final = _DO | _BE | _MODAL | _HAVE
_PERSONS: Final = frozenset(["i", "we", "you", "one", "people"])
_STATES: Final = frozenset(
    ["open", "closed", "free", "available", "called", "due", "ready", "allowed", "busy", "empty", "full", "safe"]
)
_TOKEN: Final = re.compile(r"\"[^\"]*\"|\w+(?:[.:,'’/-]\w+)*|[^\w\s]")
_INNER: Final = re.compile(
    r"^(?:the |a |our |my )?[a-z]+(?: [a-z]+)* of ((?:the |our |my )?.+)$"
)  # "the head of the lab"
_FILLERS: Final = words.WEEKDAYS | words.DAYTIMES | frozenset(
    ["many", "much", "often", "long", "far", "soon", "old", "day", "thing", "way", "year", "time", "kind",
     *(f"{day}s" for day in words.WEEKDAYS)]
)  # fmt: skip
_BREAKS: Final = words.AUX | words.PRONOUNS | words.ADVERBS | (words.PREPOSITIONS - {"like"}) | frozenset(
    ["who", "whom", "whose", "what", "which", "where", "when", "why", "how", "to", "and", "or", "but", "if", "that",
     "there", "me", "last"]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """`plain` ends with a question mark if it is one. `doing` is what "How do I …?" and the like ask how to do."""

    plain: str
    wh: str  # "where", "how many", "which day"; "" when it is no such question
    embedded: str  # "where the key is"; "" when it could not be turned
    subject: str  # "the key to the attic", "" when unknown
    doing: str  # "restart the printer", "" when nobody asks how to do a thing
    things: tuple[str, ...]  # noun phrases in it, those with a name first
    noun: str = ""  # "spoons of starter" in "how many spoons of starter go …"
    rest: str = ""  # "go into the bread": what follows, where the question word is the subject


def read(text: str) -> Question:
    """Take a question apart; the last one, when a sentence leads up to it."""
    plain = re.sub(r"\s+", " ", text).strip()
    asked = re.split(r"(?<=[.!?])\s+(?=[A-Z])", plain)[-1]
    asked = _GREETED.sub("", asked).rstrip("?!. ")
    polite = _POLITE.match(asked)
    asked = asked[polite.end() :] if polite else asked
    found = _WH.match(asked)
    if found and polite:
        lead, toks = found[1].lower(), _words(asked[found.end() :])
        return Question(plain, lead, _lower(asked), "", "", _things(toks))
    if found is None:
        return Question(plain, "", _whether(asked) if plain.endswith("?") else "", "", "", _things(_words(asked)))
    lead, toks = found[1].lower(), _words(asked[found.end() :])
    at = next((i for i, tok in enumerate(toks[:6]) if tok.lower() in _INVERTS), -1)
    verb = next((i for i, tok in enumerate(toks) if tok.islower() and _verb(toks, i)), -1)
    if at < 0 or (0 <= verb < at) or (at == 0 and lead in ("who", "what") and _done(toks[1:])):
        split = max(verb, at, 0)
        asks_for = _things(toks[:split], toks[split + 1 :])
        noun, rest = _noun(toks[:split]), _said(toks[split:])
        return Question(plain, _lead(lead, toks, split), _lower(asked), "", "", asks_for, noun, rest)
    aux, (subject, doing) = toks[at].lower(), _subject(toks[at + 1 :], toks[at].lower())
    personal = bool(doing) and subject[0].lower() in _PERSONS and aux not in _BE
    return Question(
        plain,
        _lead(lead, toks, at),
        _embedded(" ".join((lead, *toks[:at])), aux, subject, doing),
        "" if personal else _said(subject),
        _said(doing) if personal else "",
        _things(toks[:at], subject, doing[1:]),
        _noun(toks[:at]),
    )


def _words(text: str) -> list[str]:
    return _TOKEN.findall(text)


def _things(*parts: list[str]) -> tuple[str, ...]:
    """Noun phrases, those with a name first; "of" stays inside, other prepositions end one."""
    runs: list[list[str]] = []
    for part in parts:
        runs.append([])
        for tok in part:
            if tok.lower() in _BREAKS or not re.match(r"[\w\"]", tok):
                runs.append([])
            elif tok.lower() in words.DETERMINERS and runs[-1] and runs[-1][-1] != "of":
                runs.append([tok])
            else:
                runs[-1].append(tok)
    found = [_said(_trimmed(run)) for run in runs if any(tok.lower() not in words.STOP | _FILLERS for tok in run)]
    inner = [deeper[1] for thing in found if (deeper := _INNER.match(thing))]
    return tuple(
        sorted(dict.fromkeys(thing for thing in (*found, *inner) if thing), key=lambda thing: not _named(thing))
    )


def _named(thing: str) -> bool:
    return bool(re.search(r"(?:^|\s)[A-Z0-9]", thing))


def _trimmed(run: list[str]) -> list[str]:
    """Without an "of" or a "many" at an end."""
    while run and run[0].lower() in _FILLERS | {"of"}:
        run = run[1:]
    while run and run[-1].lower() in words.DETERMINERS | {"of"}:
        run = run[:-1]
    return run


def _lead(lead: str, toks: list[str], until: int) -> str:
    """The question word with its noun or adverb: "how many", "which day"."""
    keeps = lead.rsplit(maxsplit=1)[-1] in ("which", "what", "whose", "how")
    return " ".join([lead, *(tok for tok in toks[:until][:1] if tok.islower())]) if keeps else lead


def _noun(toks: list[str]) -> str:
    return _said([tok for tok in toks if tok.lower() not in ("many", "much")])


def _verb(toks: list[str], at: int) -> bool:
    """A finite verb that stands where a subject question has its own: "who signs", "which team won"."""
    lower = toks[at].lower()
    if at and toks[at - 1].lower() in words.DETERMINERS | words.PREPOSITIONS | {"of"}:
        return False
    base = lemma(lower)
    return bool(base) and lower not in _INVERTS and (lower != base or at > 0)


def _done(rest: list[str]) -> bool:
    """Behind "who is": a participle or a preposition at once, so that the question word is the subject."""
    first = rest[0].lower() if rest else ""
    return bool(first) and (first in words.PREPOSITIONS or first in _STATES or first.endswith("ing") or _past(first))


def _past(word: str) -> bool:
    return bool(lemma(word)) and (is_past(word) or word.endswith("ed"))


def _subject(rest: list[str], aux: str) -> tuple[list[str], list[str]]:
    """Where the subject ends: ("the bin", "collected on Teasel Lane"), ("I", "restart the printer")."""
    if rest and rest[0].lower() in words.PRONOUNS | {"one", "people", "there"}:
        return rest[:1], rest[1:]
    for at in range(1, len(rest)):
        lower, before = rest[at].lower(), rest[at - 1].lower()
        if not rest[at].islower() or before in words.DETERMINERS | words.PREPOSITIONS | {"of"}:
            continue
        takes_past = aux in _BE | _HAVE
        fits = (_past(lower) or (lower.endswith("ing") and lemma(lower))) if takes_past else lemma(lower) == lower
        if fits or (aux in _BE and lower in _STATES):
            return rest[:at], rest[at:]
    return rest, []


def _embedded(lead: str, aux: str, subject: list[str], doing: list[str]) -> str:
    if not subject or (aux in _DO | _MODAL and not doing):
        return ""
    verbs = [aux, *doing]
    if aux in _DO:
        bent = third(doing[0]) if aux == "does" else past(doing[0]) if aux == "did" else doing[0]
        verbs = [bent, *doing[1:]]
    return _said([lead, *subject, *verbs])


def _whether(asked: str) -> str:
    """ "Is the pool open?" → "whether the pool is open"."""
    toks = _words(asked)
    if not toks or toks[0].lower() not in _INVERTS:
        return ""
    subject, doing = _subject(toks[1:], toks[0].lower())
    return _embedded("whether", toks[0].lower(), subject, doing) if doing else ""


def _said(toks: list[str]) -> str:
    return re.sub(r"\s+([.,:;!?])", r"\1", " ".join(toks)).strip()


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
