"""Questions of the same shape about something that was never said: another animal, another person, another trait.

Knows clauses and word kinds. Every choice is drawn from the given random source, so a lesson is made the
same way twice.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from learning.english import vocabulary as words
from learning.english.asking import Asked, asks
from learning.english.clause import Clause
from learning.english.nouns import head
from learning.english.verbs import third

_PEOPLE: Final = (
    "brother", "sister", "mother", "father", "neighbour", "best friend", "uncle", "aunt", "cousin", "colleague", "boss",
    "grandfather", "grandmother", "teacher", "dentist", "nephew", "niece", "son", "daughter", "landlord",
)  # fmt: skip
_BE: Final = re.compile(r"^(.+?) (is|are|am|was|were) (my .+?|the .+?|I)(?: (made|born|called|reading|afraid of))?$")
_OF_PERSON: Final = (
    "How tall is {t}?", "What is {t}'s phone number?", "Which car does {t} drive?", "What is {t}'s favourite film?",
    "What colour are {t}'s eyes?", "What does {t} eat for breakfast?", "Where did {t} go to school?",
    "When did {t} marry?",     "Which instrument does {t} play?", "What is {t} afraid of?",
    "How old is {t}?", "What is {t}'s favourite food?", "Where does {t} live?", "What is {t}'s job?",
    "What does {t} do for a living?", "When is {t}'s birthday?", "What is {t} allergic to?", "Which sport does {t} do?",
)  # fmt: skip
_OF_ANIMAL: Final = (
    "How old is {t}?", "What colour is {t}?", "How much does {t} weigh?", "Where did I buy {t}?",
    "Who is the vet of {t}?",    "What is the favourite toy of {t}?", "When was {t} born?", "How fast is {t}?",
)  # fmt: skip
_OF_THING: Final = (
    "What colour is {t}?", "How much did {t} cost?", "Who gave me {t}?", "How old is {t}?", "Where did I buy {t}?",
    "How heavy is {t}?", "Who repaired {t}?", "When did I get {t}?",
)  # fmt: skip
_PERSONAL: Final = (
    "What is my shoe size?", "What is my favourite film?", "What is my phone number?", "Which car do I drive?",
    "How tall am I?", "What is my mother's maiden name?", "What did I eat for breakfast today?", "Who is my dentist?",
    "What is my favourite song?", "When is my wedding day?", "What is the name of my cat?", "Which school did I go to?",
    "How many children do I have?", "What is my star sign?", "What is my bank account number?", "Who is my landlord?",
    "What colour is my front door?", "Which newspaper do I read?", "What is my favourite season?",
    "What is my email address?",     "How much do I weigh?", "Where did I spend my last holiday?",
    "Which football team do I support?",
    "When do I go to bed?",     "What is my favourite ice cream?", "What is my doctor's name?",
    "Which perfume do I use?", "What is my hat size?",
    "Where did I park my car?", "What did I dream last night?", "Who cuts my hair?", "How many siblings do I have?",
    "What is my locker number?", "Which languages does my sister speak?", "When is my mother's birthday?",
    "What is the password of my computer?", "What is my father's job?", "What pet does my neighbour have?",
    "Which book am I reading?", "What is my grandfather called?", "Which medicine do I take?",
    "What is my middle name?",
)  # fmt: skip


_MET: Final = re.compile(r"\b(?:[Mm]y|[Oo]ur) ((?:[a-z]+ )?[a-z]+)")
_WORK: Final = frozenset(["job", "profe", "occup", "work", "works", "livin"])
_CODED: Final = (
    "front door", "suitcase", "garage", "bank card", "phone", "house alarm", "gym locker", "computer", "garden gate",
    "email account", "SIM card", "office door", "safe", "post box",
)  # fmt: skip
_CODE: Final = re.compile(r"^the (code|pin|password|passcode|combination|number) (of|for|to|on) (?:my|our) (.+)$", re.I)
_MY_CODE: Final = re.compile(r"^(?:my|our) (.+?) (code|pin|password|passcode|combination|number)$", re.IGNORECASE)


def near(sentence: str, read: tuple[Clause, ...], lesson: str, rng: random.Random) -> tuple[Asked, ...]:
    """Near misses of one statement, nearest first. `lesson` is all statements: words in it are never swapped in."""
    known = set[str]().union(*(words.same(word) for word in re.findall(r"[a-z]+", lesson.lower())))
    own = {asked.direct for clause in read for asked in asks(clause)}
    columns: list[list[Asked]] = []
    for clause in read:
        swapped = [*_other_words(clause, known, rng)]
        persons = [*_other_person(clause, known, rng)]
        rng.shuffle(swapped)
        crossed = [*_crossed(clause, sentence, lesson)]
        swapped = [*crossed[:1], *_other_code(clause, known, rng), *_other_verb(clause, known), *crossed[1:], *swapped]
        for changed, mark in _turns(swapped, persons):
            questions = [a for a in asks(changed) if mark in a.direct and a.direct not in own]
            plain, rest = questions[:3], questions[3:]
            turn = len(columns) % max(len(plain), 1)
            rng.shuffle(rest)
            columns.append([*plain[turn:], *plain[:turn], *rest[:1]])
    found = {column[row].direct: column[row] for row in range(4) for column in columns if row < len(column)}
    return tuple(asked for asked in found.values() if not _says(asked.direct, sentence))


def _turns(left: list[tuple[Clause, str]], right: list[tuple[Clause, str]]) -> list[tuple[Clause, str]]:
    """One of each in turn."""
    longest = max(len(left), len(right))
    return [side[i] for i in range(longest) for side in (left, right) if i < len(side)]


def attributes(sentence: str, things: tuple[str, ...], rng: random.Random) -> tuple[Asked, ...]:
    """Unstated attributes of the things a statement names: "How old is my ferret?"."""
    stems = {word[:5] for word in re.findall(r"[a-z]+", sentence.lower()) if word not in words.STOP}
    found: list[str] = []
    for thing in things:
        kind = words.kind_of(head(thing))
        frames = {"relation": _OF_PERSON, "animal": _OF_ANIMAL}.get(kind, _OF_THING)
        fits = [f for f in frames if not any(w[:5] in stems for w in re.findall(r"[a-z]{4,}", f.lower()))]
        found.extend(frame.format(t=thing) for frame in fits)
    rng.shuffle(found)
    return tuple(Asked(question, embed(question)) for question in found)


def personal(lesson: str, rng: random.Random) -> tuple[Asked, ...]:
    """Everyday personal questions that share no content word with the lesson."""
    stems = {word[:5] for word in re.findall(r"[a-z]+", lesson.lower()) if word not in words.STOP}
    fits = [
        q
        for q in _PERSONAL
        if not any(w[:5] in stems for w in re.findall(r"[a-z]{3,}", q.lower()) if w not in words.STOP)
    ]
    rng.shuffle(fits)
    return tuple(Asked(question, embed(question)) for question in fits)


def embed(question: str) -> str:
    """A plain question in embedded order, "" when it cannot be turned: "Where do I live?" → "where I live"."""
    text = question.rstrip("?")
    text = text[:1].lower() + text[1:]
    if found := re.match(
        r"^(.+?) (is|are|am|was|were) (my .+?|the .+?|I)(?: (made|born|called|reading|afraid of))?$", text
    ):
        return " ".join(part for part in (found[1], found[3], found[2], found[4]) if part)
    if found := re.match(r"^(.+?) do (I .+)$", text):
        return f"{found[1]} {found[2]}"
    if found := re.match(r"^(.+?) does (my [\w']+(?: [\w']+)??) ([a-z]+)(.*)$", text):
        return f"{found[1]} {found[2]} {third(found[3])}{found[4]}"
    return text if re.match(r"^who (?!did)[a-z]+s? ", text) else ""


def _other_person(clause: Clause, known: set[str], rng: random.Random) -> Iterator[tuple[Clause, str]]:
    free = [person for person in _PEOPLE if not set(person.split()) & known]
    rng.shuffle(free)
    subject = clause.subject
    if clause.first_person:
        for person in free[:7]:
            yield from ((changed, person) for changed in _about(clause, person))
    elif subject.split()[0] in ("my", "our") and words.kind_of(head(subject)) != "relation":
        for person in free[:6]:
            yield from ((changed, person) for changed in _about(clause, person))
    elif found := re.search(r"\b(?:my|our) (.+)$", subject):
        for person in free[:4]:
            if words.kind_of(head(subject)) != "relation":
                yield replace(clause, subject=subject[: found.start()] + f"my {person}'s {found[1]}"), person


def _crossed(clause: Clause, sentence: str, lesson: str) -> Iterator[tuple[Clause, str]]:
    """The same about a person whom another statement names: "my brother" is known, but not what he is allergic to."""
    here = {found[1] for found in _MET.finditer(sentence)}
    if clause.subject.lower() == "we":
        return
    for other in re.split(r"(?<=[.!?])\s+", lesson):
        people = [found[1] for found in _MET.finditer(other) if words.kind_of(head(found[1])) == "relation"]
        for person in dict.fromkeys(re.split(r" (?:is|was|has)$", person)[0] for person in people):
            if person in here or other.strip() == sentence.strip():
                continue
            about = _stems(other) - _stems(person)
            about |= _WORK if about & _WORK or re.search(r"\b(?:is|was) an? ", other) else set()
            for changed in _about(clause, person):
                if changed.subject.endswith("name"):
                    continue
                if not any(about & (_stems(asked.direct) - _stems(person)) for asked in asks(changed)[:3]):
                    yield changed, person


def _stems(text: str) -> set[str]:
    return {word[:5] for word in re.findall(r"[a-z]+", text.lower()) if word not in words.STOP}


def _about(clause: Clause, person: str) -> Iterator[Clause]:
    """A clause about me, or about a thing of mine, said of a person instead."""
    subject = clause.subject
    if clause.first_person:
        pieces = tuple(replace(p, text=re.sub(r"\b(?:my|our)\b", "their", p.text)) for p in clause.pieces)
        aux = {"am": "is", "are": "is", "have": "has", "do": "does", "were": "was"}.get(clause.aux, clause.aux)
        yield replace(clause, subject=f"my {person}", name="", aux=aux, pieces=pieces)
    elif subject.split()[0] in ("my", "our") and words.kind_of(head(subject)) != "relation":
        yield replace(clause, subject=re.sub(r"^(?:my|our)\b", f"my {person}'s", subject))


def _other_code(clause: Clause, known: set[str], rng: random.Random) -> Iterator[tuple[Clause, str]]:
    """Another number of the same kind: "the code for my bicycle lock" → "the code for my front door"."""
    free = [thing for thing in _CODED if not set(thing.lower().split()) & known]
    rng.shuffle(free)
    if found := _CODE.match(clause.subject):
        for thing in free[:4]:
            yield replace(clause, subject=f"the {found[1]} {found[2]} my {thing}"), thing
    elif found := _MY_CODE.match(clause.subject):
        for thing in free[:4]:
            yield replace(clause, subject=f"my {thing} {found[2]}"), thing


def _other_verb(clause: Clause, known: set[str]) -> Iterator[tuple[Clause, str]]:
    """What I punish is not what I reward."""
    other = words.OPPOSITES.get(clause.base, "")
    if other and other not in known and not clause.past and not clause.verb.endswith("ing") and clause.verb:
        yield replace(clause, verb=other if clause.verb == clause.base else third(other)), other


def _other_words(clause: Clause, known: set[str], rng: random.Random) -> Iterator[tuple[Clause, str]]:
    """Swap one word for a sibling of its kind or for its opposite, in the subject or in a piece."""
    for other, mark in _swapped(clause.subject, known, rng, 8):
        yield replace(clause, subject=other, name=clause.name), mark
    for index, piece in enumerate(clause.pieces):
        for other, mark in _swapped(piece.text, known, rng, 5):
            pieces = (*clause.pieces[:index], replace(piece, text=other), *clause.pieces[index + 1 :])
            yield replace(clause, pieces=pieces), mark


def _swapped(text: str, known: set[str], rng: random.Random, many: int) -> Iterator[tuple[str, str]]:
    for token in dict.fromkeys(re.findall(r"[A-Za-z-]+", text)):
        lower = token.lower()
        opposite = words.OPPOSITES.get(lower)
        if opposite and opposite not in known:
            yield re.sub(rf"\b{token}\b", opposite, text), opposite
        kind = words.kind_of(lower)
        if not kind or (not token.islower() and kind != "relation"):
            continue
        plural = lower.endswith("s") and not lower.endswith("ss")
        siblings = words.KINDS[kind]
        if kind == "relation":
            siblings = words.FAMILY if lower in words.FAMILY else siblings - words.FAMILY
        same = sorted(w for w in siblings if w not in known and "-" not in w and w.endswith("s") == plural
                      and words.singular(w) not in known)  # fmt: skip
        named = rf"\b{token}\b(?: [A-Z]\w+)?" if kind == "relation" else rf"\b{token}\b"  # "my aunt Jorun"
        for other in rng.sample(same, min(many, len(same))):
            yield re.sub(named, other, text), other


def _says(question: str, sentence: str) -> bool:
    """Whether a question repeats most of the statement's names and numbers: then it is not about something else."""
    marks = re.findall(r"\b(?:[A-Z]\w+|\d[\w.:]*)", sentence[1:])
    return bool(marks) and sum(mark in question for mark in marks) == len(marks) > 1
