"""Light parsing: who does what, and which pieces of the sentence could be asked for.

Knows closed word classes and word order. A sentence that does not fit gives None, and the caller falls back to
prompts that need no grammar.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from learning.english import vocabulary as words
from learning.english.pronouns import spelled_out
from learning.english.verbs import is_finite, is_past, lemma

_TOKEN: Final = re.compile(r"\"[^\"]*\"|“[^”]*”|\w+(?:[.:,'’/-]\w+)*|[^\w\s]")
_FRONTED: Final = re.compile(
    r"^((?:To|On|In|At|Every|Each|During|After|Before|Since|For|From|Until|By|Last|Next|This|With|Once|Most|Under|Near)\b"
    r"[^,]{1,45}?),?\s+((?:I|we|my|our|the|he|she|they|it|one|you|people|everyone|everybody|nobody)\b.*)$",
    re.IGNORECASE | re.DOTALL,
)
_SUBJECTS: Final = frozenset(["i", "we", "you", "he", "she", "it", "they"])
_ADJECTIVES_OF: Final = frozenset(
    [
        "afraid",
        "fond",
        "proud",
        "scared",
        "tired",
        "capable",
        "aware",
        "full",
        "ashamed",
        "terrified",
        "sick",
        "jealous",
    ]
)
_PARTICLES: Final = frozenset(["up", "out", "down", "off", "away", "back"])
_STARTS: Final = _SUBJECTS | frozenset(["my", "our", "his", "her", "its", "their", "the"])
_SHORT: Final = (("I'm", "I am"), ("I've", "I have"), ("I'd", "I would"), ("I'll", "I will"), ("we're", "we are"),
                 ("we've", "we have"), ("he's", "he is"), ("she's", "she is"), ("it's", "it is"))  # fmt: skip
_IS: Final = re.compile(
    r"(?<=[a-z])'s(?= (?:not|now|no longer|on|in|at|to|called|named|an?|the|going|working|living)\b)"
)
_HAS: Final = re.compile(  # "My sister's moved to …", not "my sister's red car"
    r"(?<=[a-z])'s(?= (?:been|gone|left|become|had|given|taken|quit|lost|broken|split|begun|grown|got|[a-z]{3,}ed)"
    r"(?: (?:to|back|from|up|down|off|on|into|out|at|in|now|for|my|her|his|their|the|an?|over|schools|jobs)\b|[.,;!]|"
    r"$))"
)
_SPANS: Final = frozenset(
    ["week", "month", "year", "spring", "summer", "autumn", "winter", "weekend", "days", "weeks", "months"]
)
_CALLED: Final = frozenset(["called", "named", "nicknamed", "titled", "entitled"])


@dataclass(frozen=True, slots=True)
class Piece:
    """One part behind the verb: its preposition ("" for an object) and its words."""

    lead: str
    text: str

    @property
    def whole(self) -> str:
        return f"{self.lead} {self.text}".strip()


@dataclass(frozen=True, slots=True)
class Clause:
    """One simple sentence. `name` is a proper name that stands behind the subject ("my brother Corin")."""

    subject: str
    name: str
    aux: str  # "am", "has", "cannot", "" …
    verb: str  # main verb as written, "" when `aux` is a bare form of be
    adverb: str
    pieces: tuple[Piece, ...]

    @property
    def first_person(self) -> bool:
        return self.subject.lower() in ("i", "we")

    @property
    def base(self) -> str:
        first, *particle = self.verb.split() if self.verb else ["be"]
        return " ".join([lemma(first), *particle])

    @property
    def past(self) -> bool:
        return is_past((self.aux or self.verb).split(" ")[0]) or self.aux in ("was", "were", "did")


def carried(clause: Clause) -> bool:
    """ "I moved the sofa": a thing, not oneself; "moved house" is oneself."""
    said = clause.pieces[0].text.lower().split() if clause.pieces and not clause.pieces[0].lead else []
    return bool(said) and said[0] in words.DETERMINERS and said[-1] not in _SPANS


def tokens(text: str) -> list[str]:
    return _TOKEN.findall(plain(text))


def plain(text: str) -> str:
    """Short forms written out: "I'm" → "I am", "we've got" → "we have"."""
    text = text.replace("’", "'")
    for short, full in _SHORT:
        text = re.sub(rf"\b{short}\b", full, text, flags=re.IGNORECASE)
    text = re.sub(r"\bi (am|have|would|will)\b", r"I \1", text)
    text = _HAS.sub(" has", _IS.sub(" is", text))
    text = re.sub(r"\b(have|has) got\b", r"\1", text)
    text = re.sub(r"\b(?:cannot|can't)\b", "can not", text, flags=re.IGNORECASE)
    return re.sub(r"\b(do|does|did|is|are|was|were|have|has|had|could|should|would|must)n't\b", r"\1 not", text)


def is_finite_or_bare(word: str) -> bool:
    return word.lower() in words.AUX or bool(lemma(word))


def clauses(sentence: str) -> tuple[Clause, ...]:
    """Every clause that could be read; "and I", "but my" start a new one, a bare "and sells" shares the subject."""
    return tuple(clause for _, clause in parted(sentence) if clause is not None)


@lru_cache(maxsize=4096)
def parted(sentence: str) -> tuple[tuple[str, Clause | None], ...]:
    """The clauses with their words, each able to stand alone; None where one could not be read."""
    read: list[Clause] = []
    parts: list[tuple[str, Clause | None]] = []
    for said in _split(plain(sentence).strip().rstrip(".!… ")):
        part = spelled_out(said, [clause.subject for clause in read if clause.subject.lower() not in words.PRONOUNS])
        if read and part.split()[0].lower() not in _STARTS and is_finite_or_bare(part.split()[0]):
            part = f"{read[-1].subject} {read[-1].name}".strip() + f" {part}"
        clause = parse(part)
        parts.append((part, clause))
        if clause is not None:
            read.append(clause)
    return tuple(parts)


def parse(sentence: str) -> Clause | None:
    """One clause, None when no subject and verb could be found."""
    found = _FRONTED.match(sentence.strip())
    if found and not lemma(found[2].split()[0]):
        front = " ".join([found[1].split()[0].lower(), *found[1].split()[1:]])
        inner = parse(found[2])
        if inner is not None:
            return replace(inner, pieces=(*inner.pieces, *_pieces(tokens(front))))
    toks = tokens(sentence)
    at = _verb_at(toks)
    if at <= 0 or at >= len(toks):
        return None
    return _clause(toks, at)


def _split(sentence: str) -> list[str]:
    pattern = (
        r",?\s+(?:and|but|so|because|while)\s+(?=(?:I|we|my|our|he|she|it|they|his|her|its|their)\b)|;\s*"
        r"|,?\s+(?:and|but)\s+(?=(?:[a-z]+ly\s+)?(?:"
        r"[a-z]+s|is|was|has|had|[a-z]+ed|sell|love|live|work|play|have|am|go|make"
        r"|keep|hate|like|eat|drink|cycle|walk|drive|take|study|teach)\s+(?:[a-z]|\d|[A-Z]))"
    )
    parts = re.split(pattern, sentence)
    out: list[str] = []
    for part in parts:
        first = part.split()[0].lower() if part.split() else ""
        starts = first in _SUBJECTS or first in ("my", "our", "his", "her", "its", "their") or lemma(first)
        if out and not starts:
            out[-1] += " and " + part
        elif part.strip():
            out.append(part)
    return out


def _verb_at(toks: list[str]) -> int:
    """Where the finite verb (or its auxiliary) stands, -1 when there is none."""
    if not toks:
        return -1
    if toks[0].lower() in _SUBJECTS:
        return _after_pronoun(toks)
    candidates = [i for i, t in enumerate(toks) if i > 0 and t.islower() and (t in words.AUX or is_finite(t))]
    candidates = [i for i in candidates if toks[i - 1].lower() not in words.DETERMINERS | {"of"}]
    candidates = [i for i in candidates if not _noun_here(toks, i)]
    if candidates:
        return candidates[0]
    plain = (i for i, t in enumerate(toks) if i > 1 and t.islower() and lemma(t) and not _noun_here(toks, i))
    return next(plain, -1)


def _noun_here(toks: list[str], at: int) -> bool:
    """ "my books are", "the girl who rows best is": not the main verb."""
    following = toks[at + 1].lower() if at + 1 < len(toks) else ""
    if toks[at - 1].lower() in words.PREPOSITIONS | {"who", "that", "which", "to"}:
        return True
    return following in words.AUX and toks[at] not in words.AUX and toks[at] not in _CALLED


def _after_pronoun(toks: list[str]) -> int:
    at = 1
    while at < len(toks) and (toks[at].lower() in words.ADVERBS or toks[at].lower().endswith("ly")):
        at += 1
    return at if at < len(toks) and (toks[at].lower() in words.AUX or lemma(toks[at]) or toks[at].islower()) else -1


def _clause(toks: list[str], at: int) -> Clause:
    subject, name = _subject([t for t in toks[:at] if t.lower() not in words.ADVERBS or at == 1])
    aux, verb, adverb = "", "", ""
    while at < len(toks):
        lower = toks[at].lower()
        if lower in words.AUX and not verb and not (lower in ("have", "has", "had", "do", "does", "did") and aux):
            if aux and lower in ("be", "been", "being"):
                verb = lower
            else:
                aux = f"{aux} {lower}".strip()
        elif lower == "not" and aux:
            aux += " not"
        elif lower in words.ADVERBS or (lower.endswith("ly") and not verb and lower not in words.KINDS["animal"]):
            adverb = lower
        elif _participle(lower, aux) and not verb:
            verb = lower
        elif verb and lower in _PARTICLES and " " not in verb:
            verb += f" {lower}"
        else:
            break
        at += 1
    if aux in ("have", "has", "had", "do", "does", "did") and not verb:
        aux, verb = "", aux
    return Clause(subject, name, aux, verb, adverb, _pieces(toks[at:]))


def _participle(word: str, aux: str) -> bool:
    if not lemma(word):
        return False
    if not aux:
        return True
    if aux.split(maxsplit=1)[0] in ("am", "is", "are", "was", "were"):
        return word.endswith(("ing", "ed")) or word in _CALLED or (is_past(word) and word not in words.STOP)
    return True


def _subject(toks: list[str]) -> tuple[str, str]:
    """ "my brother Corin" → ("my brother", "Corin"); a subject that is a name alone stays whole."""
    toks = [t for t in toks if t != ","]
    cut = len(toks)
    while cut > 1 and ((toks[cut - 1][:1].isupper() and not toks[cut - 1].isupper()) or toks[cut - 1] in (".", "'")):
        cut -= 1
    head, name = toks[:cut], toks[cut:]
    if not head or (head[0][:1].isupper() and head[0].lower() not in words.DETERMINERS | _SUBJECTS and cut == 1):
        head, name = toks, []
    if head and head[0].lower() in words.DETERMINERS | _SUBJECTS - {"i"}:
        head = [head[0].lower(), *head[1:]]
    return " ".join(head), " ".join(name)


def _pieces(toks: list[str]) -> tuple[Piece, ...]:
    """Cut at prepositions and at "called"; "of" and "and" stay inside."""
    pieces: list[Piece] = []
    lead, words_here = "", list[str]()
    for index, token in enumerate(toks):
        lower = token.lower()
        starts = token.islower() and (lower in words.PREPOSITIONS or lower in _CALLED or lower == "every")
        starts = starts or (lower == "of" and len(words_here) == 1 and words_here[0] in _ADJECTIVES_OF)
        if lower == "to" and index + 1 < len(toks) and lemma(toks[index + 1]) == toks[index + 1].lower():
            starts = bool(words_here)
        if (starts and words_here) or token in (",", "(", ")", "—", "–", ":"):
            pieces.append(Piece(lead, _join(words_here)))
            lead, words_here = "", []
        if starts and not words_here:
            lead = f"{lead} {lower}".strip()
        elif token not in (",", "(", ")", "—", "–", ":"):
            words_here.append(token)
    pieces.append(Piece(lead, _join(words_here)))
    return tuple(piece for piece in pieces if piece.text)


def _join(toks: list[str]) -> str:
    text = " ".join(toks)
    return re.sub(r"\s+([.,!?%])", r"\1", text).replace(" 's", "'s")
