"""A question that was answered wrongly, and the many other ways to ask the same.

Knows the question, the corrected answer and the frames in resources/prompts/corrections.toml; knows no lessons. Which
wordings are kept back for the quiz is decided here.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from learning.english import vocabulary as words
from learning.english.asking import Asked, asks
from learning.english.clause import Clause, clauses
from learning.english.question import Question, read
from learning.english.telling import content
from learning.english.verbs import lemma
from learning.frames import LONGEST, filled, frames, section, shuffled
from learning.nearby import misses as misses_of
from learning.questions import key
from learning.sentences import sentences

_SHARES: Final = (
    ("direct", 0.3),
    ("answer", 0.2),
    ("embedded", 0.2),
    ("topic", 0.12),
    ("lead", 0.12),
    ("keywords", 0.06),
)


@dataclass(frozen=True, slots=True)
class Rewordings:
    """`train` and `held_out` share no question; `misses` are of the same shape about other things, nearest first."""

    train: tuple[str, ...]
    held_out: tuple[str, ...]
    misses: tuple[str, ...]


def rewordings(asked: str, answer: str, many: int, kept: int, rng: random.Random) -> Rewordings:
    """Ways to ask what `answer` answers; `kept` of them are for the quiz alone."""
    question = read(asked)
    own = section(question)
    pools = {name: shuffled(pool, rng) for name, pool in _pools(question, own, answer).items()}
    held_out = _held_out(question, own, pools, kept, rng)
    barred = {key(text) for text in held_out}
    train = [text for text in _drawn(pools, question.plain, many, rng) if key(text) not in barred]
    taught = {key(text) for text in (*held_out, *(text for pool in pools.values() for text in pool))}
    misses = [text for text in misses_of(question, answer, rng) if key(text) not in taught]
    return Rewordings(tuple(train[:many]), held_out, tuple({key(text): text for text in misses}.values()))


# ------------------------------------------------------------------------------------------------- the same question


def _pools(question: Question, own: dict[str, list[str]], answer: str) -> dict[str, list[str]]:
    framed = frames()
    direct = [f for name in ("subject", "doing", "rest", "topic") for f in own.get(name, [])]
    return {
        "direct": [*filled(direct, question), *filled(framed["any"], question)],
        "answer": list(_of_answer(question, answer)),
        "embedded": filled(framed["embedded"], question),
        "topic": filled(framed["topic"], question),
        "lead": filled(framed["lead"], question),
        "keywords": [frame.format(k=_keywords(question.plain)) for frame in framed["keywords"]],
    }


def _held_out(
    question: Question, own: dict[str, list[str]], pools: dict[str, list[str]], kept: int, rng: random.Random
) -> tuple[str, ...]:
    """Half unseen wordings, half from the side: what is kept back of the pools leaves them."""
    framed = frames()
    unseen = shuffled(filled(framed["unseen_embedded"], question), rng)[:2]
    unseen += shuffled(filled([*own.get("unseen", []), *framed["unseen_topic"], *framed["unseen_lead"]], question), rng)
    for name in ("answer", "direct", "topic"):
        spare = [text for text in pools[name] if key(text) != key(question.plain)]
        unseen += spare[: max(0, min(kept // 3, len(spare) - 2))]
    found = list({key(text): text for text in unseen}.values())
    step = max(1, len(found) // max(kept, 1))
    return tuple(found[::step][:kept])


def _drawn(pools: dict[str, list[str]], plain: str, many: int, rng: random.Random) -> list[str]:
    """The question itself, then of every pool its share; what one cannot give, the others do."""
    queues = {name: list(pool) for name, pool in pools.items()}
    drawn = [plain]
    for name, share in _SHARES:
        count = max(1, round(many * share))
        drawn += queues[name][:count]
        queues[name] = queues[name][count:]
    rest = [text for pool in queues.values() for text in pool]
    rng.shuffle(rest)
    found: dict[str, str] = {}
    for text in (*drawn, *rest):
        found.setdefault(key(text), text)
    return list(found.values())


def _keywords(plain: str) -> str:
    kept = [
        w for w in re.findall(r"[\w'’:./-]*\w", plain) if w.lower() not in words.STOP and w.lower() not in words.AUX
    ]
    return " ".join(kept) or plain


# --------------------------------------------------------------------------------------------- read from the answer


def _of_answer(question: Question, answer: str) -> Iterator[str]:
    """What the answer, read as a statement, could be asked for, as long as it speaks of what was asked."""
    about = question.subject or (question.things[0] if question.things else "")
    marks = {word[:5] for word in content(question.plain)}
    for sentence in sentences(answer):
        if _is_order(sentence):
            yield from _ordered(sentence, question)
            continue
        for clause in clauses(_spelled(sentence, about)):
            for one in asks(_whole(clause)):
                if _fits(one, marks) and not _misasks(one, question):
                    yield one.direct
                    yield f"Tell me {one.embedded}."


def _fits(one: Asked, marks: set[str]) -> bool:
    text = one.direct
    odd = re.search(r"\s[?.,]|\b(?:at|of|in|on|to)'s|\b(?:I|my)\b.*\bname\b|\bcalled\?", text)
    return not odd and len(text) < LONGEST and bool(marks & {word[:5] for word in content(text)})


def _misasks(one: Asked, question: Question) -> bool:
    """ "What signs the forms?" for "Who signs the forms?"."""
    return bool(question.rest) and question.rest in one.direct and not one.direct.lower().startswith(question.wh)


def _whole(clause: Clause) -> Clause:
    """ "the key … at" + "Vellum House" is one subject here: nobody asks what it is called."""
    return replace(clause, subject=f"{clause.subject} {clause.name}", name="") if clause.name else clause


def _spelled(sentence: str, about: str) -> str:
    """ "It hangs there." and "Its name is X." say what they speak of."""
    if not about:
        return sentence
    text = re.sub(r"^(?:It|This|That|They|He|She)\b(?!['’])", about[:1].upper() + about[1:], sentence)
    return re.sub(r"^(?:Its|Their|His|Her)\b", f"{about[:1].upper()}{about[1:]}'s", text)


def _is_order(sentence: str) -> bool:
    first, *rest = sentence.split()
    return bool(rest) and lemma(first) == first.lower() and rest[0].lower() not in words.AUX


def _ordered(sentence: str, question: Question) -> Iterator[str]:
    """ "Press the knob twice." → "What do I press?", said of the thing that was asked about."""
    verb = sentence.split(maxsplit=1)[0].lower()
    lead = question.things[0] if question.things else ""
    for text in (f"What do I {verb}?", f"What must I {verb}?", f"Is there something to {verb}?"):
        yield f"It is about {lead}. {text}" if lead else text
    if question.doing:
        yield f"What do I {verb} to {question.doing}?"
        yield f"I want to {question.doing}. What do I {verb}?"
