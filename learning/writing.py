"""Questions that a model writes: for the facts of documents, and for statements (`learning.phrasing`).

With the question writer that ships (`learning.writer`), else by asking the model that will learn, and by rule beside
both. Knows prompts, facts and which questions are worth keeping; what becomes of them is `learning.sources.document`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import Final

from learning import phrasing, writer
from learning.asking import Meter, answers, written
from learning.atoms import subject
from learning.backend import Backend
from learning.codec import CodecError, decode, encode
from learning.english import vocabulary as words
from learning.english.asking import asks
from learning.english.clause import clauses
from learning.lessons import SEED
from learning.questions import key
from learning.sources import document
from learning.sources.document import Written, parted
from learning.sources.made import asked, joined
from learning.spans import LINKS, spans
from learning.store import files
from learning.types import Kind, Lesson, Phase, Source, Step, Turn

NAME: Final = "written.json"
_WORDS: Final = range(3, 29)  # of a question
_FEW: Final = 3  # questions of the writer that make those by rule needless
_RULES: Final = 3  # questions by rule for each fact
_THING: Final = re.compile(
    r"(?!(?:In|On|At|For|From|To|By|How|Who|What|When|Where|\w+ed)\b)[A-Z][\w-]+(?: (?!in\b)[\w-]+){0,2}"
)
_VAGUE: Final = frozenset(["it", "they", "this", "that", "these", "those", "he", "she", "there", "you", "we"])


def write(backend: Backend, lesson: Lesson, staging: Path) -> Generator[Step, None, Lesson]:
    """The lesson with the items that a model has to write; what was written before is read from `staging`."""
    found = _read(staging / NAME, lesson)
    if found is None:
        found = yield from _all(backend, lesson)
        if not found:
            return lesson
        kept = {"lesson": lesson.id, "written": {name: encode(tuple(ones)) for name, ones in found.items()}}
        files.write_atomic(staging / NAME, json.dumps(kept, ensure_ascii=False).encode())
    return phrasing.added(_with_documents(lesson, found), found)


def _all(backend: Backend, lesson: Lesson) -> Generator[Step, None, dict[str, list[Written]]]:
    """By source. None for what has its items already."""
    done = {example.origin for example in lesson.examples}
    facts = [source for source in lesson.sources if source.kind is Kind.DOCUMENT and source.id not in done]
    found = (yield from _of_documents(backend, facts)) if facts else {}
    return found | (yield from phrasing.written(backend, lesson))


def _with_documents(lesson: Lesson, found: Mapping[str, Sequence[Written]]) -> Lesson:
    facts = [source for source in lesson.sources if source.kind is Kind.DOCUMENT]
    if not facts or {fact.id for fact in facts} & {example.origin for example in lesson.examples}:
        return lesson
    made = joined([document.make(facts, found, SEED)])
    return replace(
        lesson,
        examples=(*lesson.examples, *made.examples),
        held_out=(*lesson.held_out, *made.held_out),
        near_misses=(*lesson.near_misses, *made.near_misses),
    )


def _of_documents(backend: Backend, facts: Sequence[Source]) -> Generator[Step, None, dict[str, list[Written]]]:
    taught = backend.can_write(writer.DOCUMENTS)
    wanted = [
        (fact, span, prompt)
        for fact in facts
        for span in spans(parted(fact.text)[1])
        for prompt in _prompts(fact, span, taught)
    ]
    meter = Meter(Phase.PREPARE, len(wanted) * writer.TOKENS // 40 + 1)
    prompts = [prompt for _, _, prompt in wanted]
    if taught:
        said = yield from written(backend, prompts, writer.DOCUMENTS, meter)
    else:
        said = yield from answers(backend, prompts, writer.TOKENS, (), meter)
    found: dict[str, dict[str, Written]] = {fact.id: {} for fact in facts}
    for (fact, span, _), answer in zip(wanted, said, strict=True):
        question = tidy(answer)
        if question and worth(question, fact.text, span):
            found[fact.id].setdefault(key(question), Written(question, span))
    ruled = {fact.id: _ruled(fact.text) for fact in facts if not taught or len(found[fact.id]) < _FEW}
    return {fact.id: _mixed(list(found[fact.id].values()), ruled.get(fact.id, [])) for fact in facts}


def _prompts(fact: Source, span: str, taught: bool) -> list[tuple[Turn, ...]]:
    """Two for a taught writer, which asks otherwise when it is told otherwise what the text is about."""
    if not taught:
        return [_request(fact, span)]
    label, sentence = parted(fact.text)
    heading = fact.asked.rpartition(" · ")[2]
    topics = (f"{subject(fact.title)}, {label or heading}", heading if label else subject(fact.title))
    return [writer.wanted(topic, sentence, span) for topic in dict.fromkeys(topics)]


def _ruled(fact: str) -> list[Written]:
    """The questions by rule, each with the first value of the fact that it does not give away."""
    told = [
        (question, [span for span in spans(fact) if span.lower() not in question.lower()]) for question in by_rule(fact)
    ]
    return [Written(question, values[0] if values else "") for question, values in told]


def _mixed(one: Sequence[Written], other: Sequence[Written]) -> list[Written]:
    """In turn, so that of either kind some are taught where a fact gets few."""
    pairs = zip_longest(one, other)
    return [written for pair in pairs for written in pair if written is not None]


def _request(fact: Source, span: str) -> tuple[Turn, ...]:
    """For a model without a writer of its own."""
    label, sentence = parted(fact.text)
    return asked(
        f'Text from "{fact.title}"{f" ({label})" if label else ""}: "{sentence}"\n'
        f'Write one short question about this text whose answer is "{span}". Write the question only.'
    )


def tidy(answer: str) -> str:
    """The first question of what was written, "" where there is none."""
    found = re.search(r"[A-Z](?:(?![.!:] [A-Z])[^?\n]){5,200}\?", answer.strip().strip('"'))
    return re.sub(r"\s+", " ", found[0]).strip() if found else ""


def worth(question: str, fact: str, span: str) -> bool:
    """Not a stump, does not give its answer away, and shares a word with its fact."""
    said = re.findall(r"[\w'-]+", question.lower())
    if len(said) not in _WORDS or span.lower() in question.lower():
        return False
    stems = {word[:5] for word in re.findall(r"[\w'-]+", fact.lower()) if word not in words.STOP}
    return any(word[:5] in stems for word in said if word not in words.STOP)


def by_rule(fact: str) -> list[str]:
    """The plainest questions that its grammar gives, but for those about an "it"."""
    label, sentence = parted(fact)
    if _THING.fullmatch(label) and not clauses(sentence):
        return [f"What is the {label[:1].lower()}{label[1:]}?"]
    found = [
        one.direct
        for clause in clauses(sentence)
        if clause.subject.split()[0].lower() not in LINKS
        for one in asks(clause)[:_RULES]
    ]
    return [q for q in dict.fromkeys(found) if not _VAGUE & set(re.findall(r"\w+", q.lower()))][:_RULES]


def _read(path: Path, lesson: Lesson) -> dict[str, list[Written]] | None:
    """What an earlier run wrote for this lesson; None when there is nothing whole."""
    try:
        kept = json.loads(path.read_bytes())
        if kept["lesson"] != lesson.id:
            return None
        return {name: list(decode(tuple[Written, ...], ones)) for name, ones in kept["written"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, CodecError):
        return None
