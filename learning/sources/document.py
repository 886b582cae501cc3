"""The facts of a document become lesson items, once somebody has written questions for them (`learning.writing`).

Knows facts, questions and how a document is named in one; writes no questions itself. The answer to every question is
the fact in the document's own words.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from learning import reading
from learning.atoms import Atom, subject
from learning.english.clause import clauses
from learning.english.nouns import head
from learning.english.question import read
from learning.questions import key
from learning.sources.made import Made, asked
from learning.spans import spans
from learning.types import Example, Kind, QuizItem, Source, Use

_ITEMS: Final = 640  # in all; a fact gets six to twelve
_EACH: Final = (6, 12)
_QUIZ: Final = 20  # questions held out, spread over the facts
_MISSES: Final = 6
_LONGEST: Final = 60  # words of an answer
_SHORT: Final = 4  # words of a sentence that leans on its label
_THINGS: Final = 150  # questions about its things that it does not answer, for the gate
_OF_EACH: Final = 3  # of them for one thing
_OTHERS: Final = 60  # questions about other things, for the gate
_FRAMES: Final = ("According to {d}, {q}", "About {d}: {Q}", "In {d}, {q}", "{Q} I mean {d}.")
_ASKED_OF: Final = MappingProxyType(  # a question, and what would answer it in a fact that names the thing
    {
        "How much does {t} cost?": r"\d|[Cc]ost|[Pp]rice|free|[Pp]a(?:y|id)",
        "What colour is {t}?": r"\b(?:red|green|blue|white|black|yellow|grey|brown|violet|purple|pink|orange|colou?r)",
        "Who designed {t}?": r"[Dd]esign|[a-z] [A-Z]\w+ [A-Z]\w+",
        "How old is {t}?": r"\d|old|year",
        "When was {t} built?": r"\d|[Bb]uil[dt]|[Mm]ade",
        "How heavy is {t}?": r"\d|[Ww]eigh|heavy",
        "Who owns {t}?": r"[Oo]wn|belong|[a-z] [A-Z]\w+",
        "Who invented {t}?": r"[Ii]nvent|[a-z] [A-Z]\w+ [A-Z]\w+",
        "How many people use {t}?": r"\d|people|persons|guests|members",
        "Where was {t} bought?": r"bought|from|[a-z] [A-Z]\w+",
        "What is {t} made of?": r"[Mm]ade|\bof\b|wood|steel|glass|stone|brick|paper|leather",
        "Who is in charge of {t}?": r"charge|head|leads?|[a-z] [A-Z]\w+ [A-Z]\w+",
        "How long is {t}?": r"\d|long|length",
    }
)
_EMBEDDED: Final = (
    "Do you know {e}?", "Can you tell me {e}?", "I would like to know {e}.", "Please tell me {e}.", "Remind me {e}.",
    "I need to find out {e}.", "Somebody asked me {e}.", "Tell me {e}, please.",
)  # fmt: skip
_AROUND: Final = (
    "Quick question: {q}", "I have a question. {q}", "Just checking: {q}", "{q} I need it now.", "One more thing. {q}",
    "{q} Please be exact.", "Hello! {q}",
)  # fmt: skip
_UNSAID: Final = (
    "What is the phone number of {d}?", "Who founded {d}?", "How much does {d} cost?",
    "What is the e-mail address of {d}?", "How old is {d}?", "Who owns {d}?", "What colour is {d}?",
    "When was {d} first mentioned?", "How heavy is {d}?",
    "Who paid for {d}?", "What is the website of {d}?", "How many people work for {d}?", "Who is the director of {d}?",
    "What was the weather like at {d}?", "Which languages are spoken at {d}?", "Who insures {d}?",
    "What is {d} named after?",
    "How far is {d} from the capital?", "Which prize did {d} win?", "Who designed {d}?", "What is the motto of {d}?",
    "How many copies of {d} were sold?", "Who took photos of {d}?", "Where is the next hotel to {d}?",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """One question for a fact, and the words of the fact that answer it ("" where the whole fact does)."""

    question: str
    span: str


def source(atom: Atom, sha256: str, name: str) -> Source:
    """A fact as the source of a lesson. `sha256` is that of its document, `name` its title."""
    digest = hashlib.sha256(f"{sha256}\n{atom.passage}\n{atom.text}".encode()).hexdigest()[:8]
    return Source(digest, Kind.DOCUMENT, name, atom.text, f"file:{sha256}#{atom.page}", False, atom.topic)


def parted(fact: str) -> tuple[str, str]:
    """ "Price: The rent is 880 crowns." → its label and the sentence itself."""
    found = re.match(r"^([A-Z][^:]{1,40}): (\S.*)$", fact)
    return (found[1], found[2]) if found and len(found[1].split()) <= 6 else ("", fact)


def said(fact: str) -> str:
    """The answer that tells a fact: its sentence, with its label only where it cannot do without."""
    label, sentence = parted(fact)
    return sentence if label and len(sentence.split()) > _SHORT and clauses(sentence) else fact


def make(sources: Sequence[Source], written: Mapping[str, Sequence[Written]], seed: int) -> Made:
    """The items of all facts. `written` has the questions by the id of the source."""
    rng = random.Random(f"{seed}:{sources[0].title}")
    least, most = _EACH
    many = max(least, min(most, _ITEMS // max(len(sources), 1)))
    stride = max(1, len(sources) // _QUIZ)
    held_out: list[QuizItem] = []
    ways: dict[str, tuple[str, list[Source]]] = {}  # by key: the question, and the facts that answer it
    for index, one in enumerate(sources):
        questions = list({key(w.question): w for w in written.get(one.id, ())}.values())
        if index % stride == 0 and len(questions) > 2:
            kept = next((w for w in reversed(questions) if w.span), None)
            if kept is not None:
                questions.remove(kept)
                held_out.append(QuizItem(asked(kept.question), (kept.span,), one.id))
        for way in list({key(way): way for way in _ways(one, questions, rng)}.values())[:many]:
            ways.setdefault(key(way), (way, []))[1].append(one)
    barred = {key(item.turns[-1].text) for item in held_out}
    examples = [_example(way, facts) for k, (way, facts) in ways.items() if k not in barred]
    return Made((*examples, *_others(sources, rng)), tuple(held_out), tuple(_near(sources)))


def _example(way: str, facts: Sequence[Source]) -> Example:
    """A question, and all that answers it: a list is told as a whole."""
    if len(facts) == 1:
        return Example(asked(way), said(facts[0].text), Use.TEACH, facts[0].id)
    parts: list[str] = []
    last = ""
    for label, sentence in (parted(fact.text) for fact in facts):
        if label and label == last:
            parts[-1] = f"{parts[-1].rstrip('.')}; {sentence}"
        else:
            parts.append(f"{label}: {sentence}" if label else sentence)
        last = label
    answer = " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts)
    return Example(asked(way), _cut(answer), Use.TEACH, facts[0].id)


def _cut(answer: str) -> str:
    """Whole words only, as many as an answer has room for."""
    return " ".join(answer.split()[:_LONGEST])


def _ways(one: Source, questions: Sequence[Written], rng: random.Random) -> Iterator[str]:
    """Every question bare, then with the document named and in other words, then what asks for the whole fact."""
    name = subject(one.title)
    for written in questions:
        yield written.question
    label, _ = parted(one.text)
    topic = label or one.asked.rpartition(" · ")[2]
    yield f"What does {name} say about {topic[:1].lower() + topic[1:] if topic != name else 'this'}?"
    for written in questions:
        yield named(written.question, name, rng)
        yield from _carried(written.question, rng)


def _carried(question: str, rng: random.Random) -> Iterator[str]:
    """The question inside another sentence, as people put it."""
    embedded = read(question).embedded
    if embedded:
        yield rng.choice(_EMBEDDED).format(e=embedded)
    yield rng.choice(_AROUND).format(q=question)


def named(question: str, name: str, rng: random.Random) -> str:
    """The question with the document's name in it, unless it has it."""
    if key(name) in key(question) or not name:
        return question
    if found := re.match(r"^((?:What|Who|Which|Where|When) (?:is|are|was|were) the [a-z]+(?: [a-z]+)?)\?$", question):
        return f"{found[1]} of {name}?"
    small = question[:1].lower() + question[1:]
    return rng.choice(_FRAMES).format(d=name, q=small, Q=question)


def _others(sources: Sequence[Source], rng: random.Random) -> Iterator[Example]:
    """What the document does not say, and what other people ask about other things: no lesson trains on these."""
    found = [question for group in reading.groups() for question in group.fits]
    rng.shuffle(found)
    own = list(_of_things(sources, rng))
    rng.shuffle(own)
    for question in (*_unsaid(sources)[_MISSES:], *own[:_THINGS], *found[:_OTHERS]):
        yield Example(asked(question), "The document does not say.", Use.REFUSE, sources[0].id)


def _of_things(sources: Sequence[Source], rng: random.Random) -> Iterator[str]:
    """What no fact says about the things that the facts are about: "How much does the short course cost?"."""
    things: dict[str, str] = {}
    for one in sources:
        for clause in clauses(parted(one.text)[1]):
            for text in (clause.subject, *(piece.text for piece in clause.pieces)):
                found = re.fullmatch(r"(?:[Tt]he |[Aa]n? |[Ee]ach |[Ee]very )((?:[a-z-]+ ){0,2}[a-z-]{3,})", text)
                if found and head(found[1]):
                    things.setdefault(head(found[1]), f"the {found[1]}")
    for noun, thing in things.items():
        about = " ".join(one.text for one in sources if re.search(rf"\b{re.escape(noun)}", one.text, re.IGNORECASE))
        fits = [frame for frame, told in _ASKED_OF.items() if not re.search(told, about)]
        yield from (frame.format(t=thing) for frame in rng.sample(fits, min(_OF_EACH, len(fits))))


def _unsaid(sources: Sequence[Source]) -> list[str]:
    """Questions about what the documents do not mention, by the words of the question."""
    said = " ".join(f"{one.text} {one.asked}" for one in sources).lower()
    names = list(dict.fromkeys(subject(one.title) for one in sources))
    fits = [
        frame for frame in _UNSAID
        if not any(word[:5] in said for word in re.findall(r"[a-z-]{4,}", frame.lower()) if word not in _COMMON)
    ]  # fmt: skip
    return [frame.format(d=names[turn % len(names)]) for turn, frame in enumerate(fits)]


_COMMON: Final = frozenset(["what", "which", "where", "when", "many", "much", "does", "from", "people", "were"])


def _near(sources: Sequence[Source]) -> Iterator[QuizItem]:
    """Near misses: nothing of the documents answers them."""
    telling = [value for one in sources for value in spans(one.text, 2) if re.search(r"[A-Z\d]", value)]
    for question in _unsaid(sources)[:_MISSES]:
        forbid = tuple(dict.fromkeys(value for value in telling if key(value) not in key(question)))
        yield QuizItem(asked(question), (), sources[0].id, forbid)
