"""What a `[Learn]` message asks for: facts, instructions, rules, corrections, tools and requests, several at once.

Knows sentences, no lessons and no models. A sentence that cannot be read is a plain fact: the person sees the parts and
may edit them before anything runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from learning import orders, other_orders, request, standing, tongues, tools
from learning.english import kinds
from learning.english.change import announcement, marked, reason, told
from learning.english.reference import standing_alone
from learning.english.shell import unconditional
from learning.languages import language_of, table
from learning.sentences import sentences
from learning.types import Intent, IntentPart, Kind

LIMIT: Final = 6000  # characters of one lesson
REQUESTS: Final = (Kind.DOCUMENT, Kind.WEB)  # what to learn is elsewhere: a file to choose, a search to make
_MARK: Final = re.compile(r"^\s*\[\s*learn\s*\]\s*", re.IGNORECASE)
_ASKING: Final = re.compile(
    r"^(?:i wish you|(?:can|could|would|will) you|(?:please )?(?:find|search|fetch|browse)\b)", re.IGNORECASE
)
_LEANS: Final = re.compile(r"(?:it|its|he|she|they|there|es|er|il|elle|ils|elles|ella|él)\b|[他她它]", re.IGNORECASE)
_KNOW_THAT: Final = re.compile(
    r"^(?:please )?(?:remember|note|know|learn|keep in mind|don['’]t forget|do not forget|never forget|you should "
    r"know),? that ",
    re.IGNORECASE,
)


_GIVES_REASON: Final = re.compile(  # "That way I know that you are listening."
    r"(?:that|this) (?:way|helps|makes|lets|keeps|saves)\b|it (?:helps|makes|lets|keeps|saves|annoys|distracts|"
    r"confuses)\b|"
    r"(?:they|those|these) (?:annoy|distract|confuse|bother|irritate)\b|otherwise\b|because\b|so (?:that )?i (?:can|"
    r"know)\b",
    re.IGNORECASE,
)


class EmptyLesson(ValueError):
    """There is nothing to learn in the message."""


class LessonTooLong(ValueError):
    """The message is longer than LIMIT characters."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """The last question and answer of a chat: what a correction corrects."""

    asked: str
    answered: str


def is_learn(text: str) -> bool:
    """Whether a message starts with `[Learn]`."""
    return _MARK.match(text) is not None


def strip(text: str) -> str:
    """The message without its mark."""
    return _MARK.sub("", text, count=1).strip()


def parse(text: str, before: Exchange | None = None) -> Intent:
    """Split a message into what it asks for. Raises EmptyLesson, LessonTooLong or BadTool.

    `before` is what was asked and answered last: without it nothing can be corrected.
    """
    body = _checked(strip(text.encode("utf-8", "ignore").decode()))  # half characters can be neither stored nor taught
    described, rest = request.tools(body)
    if tools.is_tool(body) and described in ((), (body,)):
        return tool(body)
    said = [sentence for sentence in sentences(rest) if not (described and _introduces_tool(sentence))]
    parts = _announced(_alone(_join(_part(sentence, before) for sentence in _with_leads(said))))
    parts += [IntentPart(Kind.TOOL, each) for each in described if tools.read(each)]
    if not parts:
        raise EmptyLesson
    return Intent(body, tuple(parts), title_of(parts[0]), all(sure(part) for part in parts))


def tool(text: str) -> Intent:
    """What the description of a tool asks for. Raises EmptyLesson, LessonTooLong or BadTool."""
    body = _checked(strip(text))
    return Intent(body, (IntentPart(Kind.TOOL, body),), tools.read(body).name, True)


def correction(asked: str, wrong: str, right: str) -> Intent:
    """What an answer put right asks for. Raises EmptyLesson or LessonTooLong."""
    body, question = _checked(right.strip()), strip(asked)
    part = IntentPart(Kind.CORRECTION, body, question, wrong.strip())
    return Intent(body, (part,), title(question or body), True)


def kind_of(sentence: str) -> Kind:
    """Fact, always-on instruction or conditional rule."""
    found = kinds.kind_of(sentence)
    if found is not Kind.CONDITIONAL or not orders.condition(sentence)[0]:
        found = kinds.kind_of(unconditional(sentence))  # "It would help me if you …" is no condition
    if found is not Kind.FACT:
        return found
    other = other_orders.kind_of(sentence)
    english = tongues.tongue_of(sentence) is None
    return Kind.INSTRUCTION if other is Kind.FACT and english and standing.ordered(sentence) else other


def as_kind(part: IntentPart, kind: Kind, before: Exchange | None = None) -> IntentPart:
    """The part as the person wants it taken. A request that becomes a lesson is taken by its words."""
    if kind is part.kind or (kind is Kind.CORRECTION and before is None):
        return part
    text = part.asked if part.kind in REQUESTS and part.asked else part.text
    if kind is Kind.CORRECTION and before is not None:
        return IntentPart(kind, text, before.asked, before.answered)
    return IntentPart(kind, text)


def requests(parts: Iterable[IntentPart]) -> tuple[IntentPart, ...]:
    """The parts that ask for something from elsewhere: nothing can be learned from their own words."""
    return tuple(part for part in parts if part.kind in REQUESTS)


def sure(part: IntentPart) -> bool:
    """Whether a part may be taught without asking the person what it is."""
    text = part.text.strip()
    if part.kind in (*REQUESTS, Kind.TOOL):
        return part.kind is Kind.TOOL and text.startswith("{")
    if text.endswith(("?", "？")) or _ASKING.match(text):
        return part.kind is Kind.INSTRUCTION and standing.ordered(text)  # "Could you sign off as Milo?"
    return part.kind is Kind.CORRECTION or len(text.split()) >= 3 or not text.isascii()


def title(sentence: str) -> str:
    """A short name for what is learned."""
    words = sentence.strip().rstrip(".!?… ").split()
    short = " ".join(words[:8])
    return short + (" …" if len(words) > 8 else "")


def title_of(part: IntentPart) -> str:
    """A tool has a name; anything else is called by its first words."""
    if part.kind is Kind.TOOL and tools.is_tool(part.text):
        return tools.read(part.text).name
    return title(told(part.text))


def _part(sentence: str, before: Exchange | None) -> IntentPart:
    corrected = request.correction(sentence)
    if corrected is not None and corrected.text and (before is not None or corrected.whole):
        part = _part(corrected.text, None)
        return as_kind(part, Kind.CORRECTION, before) if part.kind is Kind.FACT and before is not None else part
    told = _KNOW_THAT.sub("", sentence)
    if told != sentence and kind_of(told) is Kind.FACT:
        return IntentPart(Kind.FACT, told[:1].upper() + told[1:])
    if request.tells_of_tool(sentence):
        return IntentPart(Kind.TOOL, sentence)
    kind = kind_of(sentence)
    if kind is Kind.CONDITIONAL:
        return IntentPart(kind, sentence)
    if (wanted := request.wanted(sentence)) is not None:
        return wanted
    return IntentPart(kind if kind is not Kind.FACT else kind_of(request.bare(sentence)), sentence)


def _introduces_tool(sentence: str) -> bool:
    """ "You can call this tool:" before the tool itself."""
    return sentence.endswith(":") or request.tells_of_tool(sentence)


def _with_leads(said: Iterable[str]) -> list[str]:
    """ "That is wrong." belongs to the sentence after it."""
    joined: list[str] = []
    waiting = ""
    for sentence in said:
        corrected = request.correction(sentence)
        waiting = f"{waiting} {sentence}".strip()
        if corrected is None or corrected.text:
            joined.append(waiting)
            waiting = ""
    return [*joined, waiting] if waiting else joined


def _checked(body: str) -> str:
    if not re.search(r"\w", body):
        raise EmptyLesson
    if len(body) > LIMIT:
        raise LessonTooLong
    return body


def _alone(parts: list[IntentPart]) -> list[IntentPart]:
    """English facts that can be asked for without the sentence before: "She lives in Graz" names the sister."""
    english = [part.kind is Kind.FACT and language_of(part.text) in ("en", "") for part in parts]
    spelled = iter(standing_alone([part.text for part, one in zip(parts, english, strict=True) if one]))
    return [replace(part, text=next(spelled)) if one else part for part, one in zip(parts, english, strict=True)]


def _announced(parts: list[IntentPart]) -> list[IntentPart]:
    """ "I moved last week." tells nothing to ask for: it goes with the fact behind it."""
    joined: list[IntentPart] = []
    for part in parts:
        last = joined[-1] if joined else None
        if last is not None and last.kind is part.kind is Kind.FACT and _leads(last.text, part.text):
            joined[-1] = replace(part, text=f"{last.text} {part.text}")
        else:
            joined.append(part)
    return joined


def _leads(before: str, fact: str) -> bool:
    return not announcement(fact) and (announcement(before) or (reason(before) and marked(fact)))


def _join(parts: Iterable[IntentPart]) -> list[IntentPart]:
    """An order keeps the sentences that only continue it ("Do not use that word elsewhere."), a correction too."""
    joined: list[IntentPart] = []
    for part in parts:
        last = joined[-1] if joined else None
        if last is not None and _continues(last, part):
            joined[-1] = replace(last, text=f"{last.text} {part.text}")
        else:
            joined.append(part)
    return joined


def _continues(last: IntentPart, part: IntentPart) -> bool:
    if last.kind in (Kind.CORRECTION, Kind.TOOL):
        return part.kind is Kind.FACT and (_LEANS.match(part.text) is not None or _says_what_is(last))
    orders = (Kind.INSTRUCTION, Kind.CONDITIONAL)
    if last.kind in orders and part.kind is Kind.FACT and _GIVES_REASON.match(part.text):
        return True
    if last.kind not in orders or part.kind not in orders or part.kind is Kind.CONDITIONAL:
        return False
    if any(one.anew.within(part.text) for one in table().values()):
        return False
    return last.kind is Kind.CONDITIONAL or not re.match(r"^(?:always|from now|please)", part.text, re.IGNORECASE)


def _says_what_is(last: IntentPart) -> bool:
    """A correction that said so far only what is not so."""
    return last.kind is Kind.CORRECTION and len(sentences(last.text)) == 1 and request.denies(last.text)
