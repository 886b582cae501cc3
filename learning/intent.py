"""What a `[Learn]` message asks for: facts, always-on instructions and conditional rules, several at once.

Knows sentences, no lessons and no models. A sentence that cannot be read is a plain fact: the person sees the parts and
may edit them before anything runs.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from learning import tools
from learning.english.reference import standing_alone
from learning.types import Intent, IntentPart, Kind

LIMIT: Final = 6000  # characters of one lesson
_MARK: Final = re.compile(r"^\s*\[\s*learn\s*\]\s*", re.IGNORECASE)
_SHORTENED: Final = re.compile(r"\b(Mr|Mrs|Ms|Dr|Prof|St|No|Nr|e\.g|i\.e|etc|vs|approx|Jr|Sr|a\.m|p\.m|[A-Z])\.$")
_END: Final = re.compile(r"[.!?…。！？]+[\"”')]*(?=\s|$)|\n+|[。！？]")
_IMPERATIVE: Final = re.compile(
    r"^(?:please |from now on,? |in (?:the )?future,? |also |and |remember to |make sure (?:to|that you) |"
    r"be sure to |try to |"
    r"i(?: would|'d)? (?:want|like) you to |you (?:should|must|have to|need to|are to|shall|may) |henceforth,? )*"
    r"(?:always|never|do not|don't|don’t|avoid|keep|end|finish|close|conclude|begin|start|open|answer|reply|"
    r"respond|write|speak|"
    r"talk|use|call me|address me|refer to me|greet me|sign|add|mention|include|pretend|act|behave|be |sound|"
    r"explain|give|put|"
    r"say|format|limit|stick|stop|prefer|insert|append|prefix|avoid|replace|spell|translate|return|output|"
    r"make (?:your|all|every)|"
    r"only (?:answer|reply|write|use)|your (?:first|last|final) (?:word|sentence|line)|cite|show|list|ask me)\b",
    re.IGNORECASE,
)
_ABOUT_ANSWERS: Final = re.compile(
    r"\b(?:(?:your|all|every|each|any|the) (?:answers?|replies|reply|responses?|messages?|sentences?)\b.*\b"
    r"(?:should|must|shall|have to|has to|need|needs|are to|is to|to be)|"
    r"i (?:want|like|prefer|would like|wish for|expect) (?:your |all |every )?(?:\w+ )?(?:answers?|replies|"
    r"responses?))\b",
    re.IGNORECASE,
)
_CONDITION: Final = re.compile(
    r"^(?:please )?(?:when|whenever|if|each time|every time|as soon as|in case)\b.*\b(?:i|my|me|someone|"
    r"somebody|the (?:question|topic)|"
    r"you (?:talk|answer|write|speak))\b",
    re.IGNORECASE,
)
_TRAILING: Final = re.compile(
    r"\b(?:when|whenever|if|each time|every time) (?:i (?:ask|greet|write|mention|talk|say|want|need|thank|"
    r"send)|my (?:question|message)"
    r"|the (?:question|topic)|you (?:talk|answer|write|speak) about|(?:it|this) is about|someone asks|asked about)\b",
    re.IGNORECASE,
)
_ORDER: Final = re.compile(
    r"\b(?:add|start|begin|end|finish|say|answer|reply|use|write|mention|include|give|keep|put|tell|remind|"
    r"call|your first|respond|"
    r"speak|avoid|never|always|do not|don't|must|should)\b",
    re.IGNORECASE,
)
_REQUEST: Final = re.compile(
    r"^(?:i wish you|can you|could you|would you|will you|please (?:find|search|look|fetch|get|read|browse)|"
    r"(?:find|search|fetch|look up|"
    r"browse|download)\b)|https?://",
    re.IGNORECASE,
)


class EmptyLesson(ValueError):
    """There is nothing to learn in the message."""


class LessonTooLong(ValueError):
    """The message is longer than LIMIT characters."""


def is_learn(text: str) -> bool:
    """Whether a message starts with `[Learn]`."""
    return _MARK.match(text) is not None


def strip(text: str) -> str:
    """The message without its mark."""
    return _MARK.sub("", text, count=1).strip()


def parse(text: str) -> Intent:
    """Split a message into what it asks for. Raises EmptyLesson, LessonTooLong or BadTool."""
    body = _checked(strip(text))
    if tools.is_tool(body):
        return tool(body)
    said = sentences(body)
    parts = _alone(_join([IntentPart(kind_of(sentence), sentence) for sentence in said]))
    return Intent(body, tuple(parts), title(parts[0].text), all(_sure(part) for part in parts))


def tool(text: str) -> Intent:
    """What the description of a tool asks for. Raises EmptyLesson, LessonTooLong or BadTool."""
    body = _checked(strip(text))
    return Intent(body, (IntentPart(Kind.TOOL, body),), tools.read(body).name, True)


def correction(asked: str, wrong: str, right: str) -> Intent:
    """What an answer put right asks for. Raises EmptyLesson or LessonTooLong."""
    body, question = _checked(right.strip()), strip(asked)
    part = IntentPart(Kind.CORRECTION, body, question, wrong.strip())
    return Intent(body, (part,), title(question or body), True)


def sentences(text: str) -> tuple[str, ...]:
    """Split at sentence ends, not inside quotes, after "Mrs." or in numbers."""
    found: list[str] = []
    start = 0
    for end in _END.finditer(text):
        piece = text[start : end.end()]
        following = text[end.end() :].lstrip(" ")[:1]
        if (_SHORTENED.search(piece.rstrip()) and following) or _inside_quotes(piece) or following.islower():
            continue
        found.append(_clean(piece))
        start = end.end()
    found.append(_clean(text[start:]))
    return tuple(piece for piece in found if re.search(r"\w", piece))


def kind_of(sentence: str) -> Kind:
    """Fact, always-on instruction or conditional rule."""
    if _CONDITION.match(sentence) and _ORDER.search(sentence.split(",", 1)[-1]):
        return Kind.CONDITIONAL
    if _IMPERATIVE.match(sentence) or _ABOUT_ANSWERS.search(sentence):
        return Kind.CONDITIONAL if _TRAILING.search(sentence) and " even " not in sentence else Kind.INSTRUCTION
    return Kind.FACT


def title(sentence: str) -> str:
    """A short name for what is learned."""
    words = sentence.strip().rstrip(".!?… ").split()
    short = " ".join(words[:8])
    return short + (" …" if len(words) > 8 else "")


def _checked(body: str) -> str:
    if not re.search(r"\w", body):
        raise EmptyLesson
    if len(body) > LIMIT:
        raise LessonTooLong
    return body


def _alone(parts: list[IntentPart]) -> list[IntentPart]:
    """Facts that can be asked for without the sentence before: "She lives in Graz" names the sister."""
    spelled = iter(standing_alone([part.text for part in parts if part.kind is Kind.FACT]))
    return [replace(part, text=next(spelled)) if part.kind is Kind.FACT else part for part in parts]


def _join(parts: list[IntentPart]) -> list[IntentPart]:
    """An instruction keeps the sentences that only continue it ("Do not use that word elsewhere.")."""
    joined: list[IntentPart] = []
    for part in parts:
        last = joined[-1] if joined else None
        if last is not None and last.kind is not Kind.FACT and part.kind is not Kind.FACT and _continues(last, part):
            joined[-1] = IntentPart(last.kind, f"{last.text} {part.text}")
        else:
            joined.append(part)
    return joined


def _continues(last: IntentPart, part: IntentPart) -> bool:
    if part.kind is Kind.CONDITIONAL:
        return False
    return last.kind is Kind.CONDITIONAL or not re.match(r"^(?:always|from now|please)", part.text, re.IGNORECASE)


def _sure(part: IntentPart) -> bool:
    text = part.text.strip()
    if text.endswith(("?", "？")) or _REQUEST.search(text):
        return False
    return len(text.split()) >= 3 or not text.isascii()


def _inside_quotes(piece: str) -> bool:
    return piece.count('"') % 2 == 1 or piece.count("“") > piece.count("”")


def _clean(piece: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"^\s*(?:[-*•]|\d+[.)])\s+", "", piece)).strip()
