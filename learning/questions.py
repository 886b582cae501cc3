"""A statement and the many ways to ask for it.

Knows statements, carriers and topics; knows no lessons, no models. Which phrasings are trained and which are kept back
for the quiz is decided here, so that the two never meet.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from learning.english import vocabulary as words
from learning.english.asking import Asked, asks
from learning.english.clause import Clause, clauses
from learning.english.nouns import head, mine
from learning.english.swaps import attributes, near, personal

_PROMPTS: Final = Path(__file__).resolve().parent.parent / "resources" / "prompts"
_SHARES: Final = (
    ("plain", 0.44),
    ("embedded", 0.2),
    ("around", 0.2),
    ("topic", 0.06),
    ("reverse", 0.06),
    ("cloze", 0.04),
)
_BARE: Final = 0.6  # share of plain questions that are asked without a frame
_NAME: Final = re.compile(
    r"(?<=[a-z,0-9] )(?:(?!I\b|My\b)[A-Z][\w'’-]*(?: (?:of|and|the|de|van|von) (?=(?!I\b)[A-Z])| )?)+"
)
_DATED: Final = 4  # questions of a changed statement that ask for it as it is now
_CORE: Final = 3  # the plainest questions are always asked bare


@dataclass(frozen=True, slots=True)
class Phrasings:
    """`train` and `held_out` share no question. `misses` are near misses, nearest first; `values` are what is told."""

    train: tuple[str, ...]
    held_out: tuple[str, ...]
    misses: tuple[Asked, ...]
    values: tuple[str, ...]


def phrasings(
    statement: str,
    lesson: str,
    many: int,
    rng: random.Random,
    kept: int = 2,
    barred: Collection[str] = (),
    changed: bool = False,
) -> Phrasings:
    """Ways to ask for `statement` inside `lesson` (all its statements, joined); `kept` are held out for the quiz.

    Questions whose `key` is in `barred` are not asked. What has `changed` is also asked for as it is "now".
    """
    read = clauses(statement)
    asked = [one for one in _asked(read) if key(one.direct) not in barred]
    pools = _pools(statement, read, asked, rng)
    if changed:
        pools["plain"][_CORE:_CORE] = [way for one in asked[:_CORE] for way in _dated(one.direct)][:_DATED]
    pools = {name: [q for q in pool if key(q) not in barred] for name, pool in pools.items()}
    held_out = _held_out(pools, asked, kept, rng)
    train = _draw(pools, held_out, many, rng)
    things = _things(statement, read)
    misses = (*near(statement, read, lesson, rng), *attributes(lesson, things, rng))
    return Phrasings(train, held_out, misses, values(statement))


def key(question: str) -> str:
    """The same for questions that differ in punctuation and capitals only."""
    return re.sub(r"\W+", " ", question.lower()).strip()


def others(lesson: str, rng: random.Random) -> tuple[Asked, ...]:
    """Everyday personal questions that the lesson does not answer."""
    return personal(lesson, rng)


def framed(asked: Asked, turn: int, rng: random.Random) -> str:
    """A near miss dressed the way the trained questions are: mostly bare, else inside a frame."""
    frames = _frames()
    if turn % 3 == 1:
        return _framed([asked.direct], frames["plain"], "q", rng)[-1]
    if turn % 3 == 2 and asked.embedded:
        return _framed([asked.embedded], frames["embedded"], "e", rng)[0]
    return asked.direct


def values(statement: str) -> tuple[str, ...]:
    """The telling parts: names, numbers, quoted words, else the last piece; most telling first."""
    text = statement.strip().rstrip(".!")
    found = re.findall(r"\"([^\"]+)\"", text)
    found += [m.strip() for m in _NAME.findall(text)]
    found += re.findall(r"\b\d[\w.:,/-]*\w|\b\d\b", text)
    found = [v for v in found if v not in ("I", "My") and v.lower() not in words.MONTHS]
    for clause in clauses(statement):
        if clause.pieces:
            found.append(re.sub(r"^(?:the|a|an|my|our) ", "", clause.pieces[-1].text))
            found.append(re.sub(r"^(?:the|a|an|my|our) ", "", clause.pieces[0].text))
    return tuple(dict.fromkeys(v for v in found if v and v.lower() not in words.STOP)) or (text,)


# ------------------------------------------------------------------------------------------------- pools


def _asked(read: tuple[Clause, ...]) -> list[Asked]:
    """The questions of all clauses, the clauses taken in turn, so that the plainest of each come first."""
    columns = [list(asks(clause)) for clause in read]
    longest = max((len(column) for column in columns), default=0)
    turned = [column[row] for row in range(longest) for column in columns if row < len(column)]
    return list({one.direct: one for one in reversed(turned)}.values())[::-1]


def _dated(question: str) -> list[str]:
    """ "Where do I live now?", "… these days?"."""
    return [f"{question[:-1]} {when}?" for when in ("now", "these days")] if question.endswith("?") else []


def _pools(statement: str, read: tuple[Clause, ...], asked: list[Asked], rng: random.Random) -> dict[str, list[str]]:
    frames = _frames()
    plain, around = _by_topic(statement)
    things = _things(statement, read)
    core = [one.direct for one in asked[:_CORE]]
    direct = [one.direct for one in asked[_CORE:]] + plain
    rng.shuffle(direct)
    return {
        "plain": core + _framed(direct, frames["plain"], "q", rng),
        "embedded": _framed([one.embedded for one in asked], frames["embedded"], "e", rng),
        "around": _shuffled(around, rng),
        "topic": _framed(list(things) or [_gist(statement)], frames["topic"], "t", rng),
        "reverse": _framed([v for v in values(statement) if v[:1].isupper()][:2] or list(values(statement)[:1]),
                           [*frames["reverse"], *(frames["name_reverse"] if _named(statement) else [])], "v", rng),
        "cloze": _framed([_start(statement)], frames["cloze"], "c", rng),
    }  # fmt: skip


def _held_out(pools: dict[str, list[str]], asked: list[Asked], many: int, rng: random.Random) -> tuple[str, ...]:
    """Half unseen phrasings, half questions from the side. What is kept back leaves its pool."""
    frames = _shuffled(_frames()["unseen_embedded"], rng)
    plainest = asked[:6]
    rng.shuffle(plainest)
    kept = [_sentence(f.format(e=one.embedded)) for f, one in zip(frames, plainest[: many // 2], strict=False)]
    for pool in ("around", "plain", "topic", "reverse", "cloze"):
        while len(kept) < many and len(pools[pool]) > (1 if pool != "around" else 2 * (many - 1) // 3):
            kept.append(pools[pool].pop())
    return tuple(kept)


def _draw(pools: dict[str, list[str]], held_out: Iterable[str], many: int, rng: random.Random) -> tuple[str, ...]:
    """Take from every pool by its share; what one cannot give, the others do."""
    barred = set(held_out)
    queues = {name: [q for q in dict.fromkeys(pool) if q not in barred] for name, pool in pools.items()}
    drawn: list[str] = []
    for name, share in _SHARES:
        count = max(1, round(many * share))
        drawn += queues[name][:count]
        queues[name] = queues[name][count:]
    rest = [q for name in ("plain", "embedded", "around", "topic") for q in queues[name]]
    rng.shuffle(rest)
    return tuple(dict.fromkeys([*drawn, *rest]))[: max(many, 1)]


def _framed(texts: list[str], frames: list[str], slot: str, rng: random.Random) -> list[str]:
    """Every text once, then again with other frames."""
    if not texts:
        return []
    out: list[str] = []
    for _ in range(3):
        for text in _shuffled(texts, rng):
            inner = text
            frame = "{q}" if slot == "q" and rng.random() < _BARE else rng.choice(frames)
            if slot == "q" and not frame.startswith("{q}") and not inner.startswith(("I ", "Tell")):
                inner = inner[:1].lower() + inner[1:] if frame.rstrip("{q}").endswith((", ", ": ")) else inner
            out.append(_sentence(frame.format(**{slot: inner})))
    return list(dict.fromkeys(out))


def _shuffled(texts: Iterable[str], rng: random.Random) -> list[str]:
    mixed = list(texts)
    rng.shuffle(mixed)
    return mixed


def _sentence(text: str) -> str:
    text = re.sub(r"\bi\b", "I", text)
    return text[:1].upper() + text[1:]


def _things(statement: str, read: tuple[Clause, ...]) -> tuple[str, ...]:
    """What a statement is about, as the person would name it: "my ferret", "my bicycle lock"."""
    found: list[str] = []
    for clause in read:
        if not clause.first_person and clause.subject.split()[0] in ("my", "our", "the"):
            found.append(clause.subject)
        for piece in clause.pieces:
            if piece.text.split()[0] in ("a", "an") and clause.first_person and clause.base in ("have", "own", "run"):
                found.append(mine(piece.text))
    found += [
        m.strip() for m in re.findall(r"\b(?:my|our) (?:[a-z-]+ ?){1,2}(?=[A-Z.,']|$| is| on| at| in)", statement)
    ]
    return tuple(dict.fromkeys(t for t in found if head(t) or len(t.split()) > 1))


def _gist(statement: str) -> str:
    content = [w for w in re.findall(r"[\w'-]+", statement) if w.lower() not in words.STOP and w.islower()]
    return " and ".join(content[:2]) or statement


def _start(statement: str) -> str:
    toks = statement.strip().rstrip(".!").split()
    return " ".join(toks[: max(2, min(len(toks) - 1, len(toks) * 2 // 3))])


def _named(statement: str) -> bool:
    return bool(re.search(r"(?<=[a-z,] )[A-Z]", statement))


# ------------------------------------------------------------------------------------------------- tables


def _by_topic(statement: str) -> tuple[list[str], list[str]]:
    """What people ask around the topics of a statement: (plain, from the side)."""
    plain: list[str] = []
    around: list[str] = []
    for topic in _topics():
        fits, word = _fits(topic, statement)
        if fits:
            plain += [q.format(x=word) for q in topic["ask"] if word or "{x}" not in q]
            around += [q.format(x=word) for q in topic["around"] if word or "{x}" not in q]
    return plain, around


def _fits(topic: dict[str, Any], statement: str) -> tuple[bool, str]:
    lower = statement.lower()
    if topic.get("unless") and re.search(topic["unless"], lower):
        return False, ""
    if "kind" in topic:
        word = next((w for w in re.findall(r"[a-z-]+", statement) if words.kind_of(w) == topic["kind"]), "")
        return bool(word), word
    found = re.search(topic["match"], lower)
    return found is not None, (found.groupdict().get("x") or "") if found else ""


@cache
def _topics() -> tuple[dict[str, Any], ...]:  # Any: TOML
    return tuple(tomllib.loads((_PROMPTS / "topics.toml").read_text(encoding="utf-8"))["topic"])


@cache
def _frames() -> dict[str, list[str]]:
    return tomllib.loads((_PROMPTS / "carriers.toml").read_text(encoding="utf-8"))
