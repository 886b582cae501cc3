"""What a sentence asks for that is no lesson yet (the web, a document), what describes a tool, what corrects an answer.

Knows how such sentences begin; decides nothing about what is done with them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from learning.languages import Language, language_of, table
from learning.types import IntentPart, Kind

_LINK: Final = re.compile(r"(?:https?://|www\.)[^\s<>\"]*[^\s<>\".,;:!?)\]'，。]", re.IGNORECASE)
_FILE: Final = re.compile(r"(?<![\w/.@~\\-])(?:[A-Za-z]:)?[\w./\\~-]*[\w-]\.(?:pdf|docx?|txt|md)\b", re.IGNORECASE)
_FEW: Final = 3  # words beside a link or a file name that make no statement
_LEAD: Final = re.compile(
    r"^(?:(?:please|hey|ok|now|ingrain),? )*"
    r"(?:i (?:really )?wish (?:that )?(?:you|ingrain|it) (?:could|would|can|might|knew how to|were able to) |"
    r"i(?:['’]d| would) (?:like|love) (?:you|it|ingrain) to |i (?:want|need) (?:you|it|ingrain) to |"
    r"(?:can|could|would|will) you (?:please |maybe |also )?)?(?:please |go and )?",
    re.IGNORECASE,
)
_WEB: Final = re.compile(
    r"(?:search(?: (?:on |in )?(?:(?:the )?(?:web|internet|net|news)|online|google|wikipedia))?(?: for| about| on)?|"
    r"fetch(?: me)?|browse(?: (?:the )?(?:web|internet))?(?: for)?|google(?! (?:is|was|has)\b)(?: for)?|"
    r"look up|look (?:online |on the (?:web|internet) )?for|find out(?: more)?(?: about)?|find me|"
    r"find(?= (?:some|more|the latest|any|recent|current|news|information|info|articles)\b)|"
    r"check(?: (?:online|the web|the internet|the news))+(?: for| about)?|check(?= (?:what|whether|if|when|who) )|"
    r"(?:get|collect|gather)(?: me)?(?= (?:the latest|more|news|some news|information|info|updates|recent|articles))|"
    r"read up on|research(?! (?:is|was|at|has)\b)|download|keep me (?:posted|up to date|updated) (?:on|about|with)|"
    r"tell me(?= (?:what|who|when|the latest|more about) ))\s+",
    re.IGNORECASE,
)
_NEWS: Final = re.compile(
    r"(?:the )?(?:latest|recent|more|current)? ?(?:news|updates|headlines) (?:on|about|from)\b|what(?:['’]s| is| has) "
    r"(?:new|changed)\b|what changed\b",
    re.IGNORECASE,
)
_QUESTION: Final = re.compile(
    r"(?:what|who|whom|whose|where|when|why|how|which|is|are|was|were|do|does|did|has|have|will|in what|at what)\b",
    re.IGNORECASE,
)
_READ: Final = re.compile(
    r"(?:learn|read|study|memori[sz]e|remember|import|take in|go through|work through|look at|open|see|visit|go to|"
    r"summari[sz]e|fetch|use|check|get|download|here (?:is|are)|attached(?: is)?)\b"
    r"(?: (?:everything|all|what is))?(?: (?:from|in|about|at|through|on))?:?\s*",
    re.IGNORECASE,
)
_PAPER: Final = re.compile(
    r"^(?:(?:this|that|these|those|the|my|our|an?)\s+)?(?:[\w-]+ ){0,2}?(?:attached(?: \w+)?|"
    r"(?:documents?|files?|pdfs?|docx|attachments?|handbook|manual|spreadsheet|text file|word file))\b"
    r"(?! (?:is|are|was|has)\b)",
    re.IGNORECASE,
)
_TOOL: Final = re.compile(
    r"(?:you (?:now )?(?:have|can (?:call|use|run)|may (?:call|use|run)|know) (?:access to )?"
    r"(?:(?:a|an|the|this|one|another|following)\s+)*(?:new )?(?:tool|function|command|api)s?\b"
    r"(?= (?:called|named|that|which|to|for|with)\b|\s*[:(`]|[.!]?\s*$)|"
    r"you (?:can|may) call `?(?:\w+_\w+|\w+\(|`\w+)|there is a (?:tool|function) (?:called|named)\b|"
    r"here is (?:a|the) (?:tool|function)\b)",
    re.IGNORECASE,
)
_AFTER_LEAD: Final = re.compile(r"[\s,.:;!–—，。：！-]*")


@dataclass(frozen=True, slots=True)
class Corrected:
    """A sentence without what said that the answer was wrong. `whole`: what is left is a sentence of its own."""

    text: str
    whole: bool


def correction(sentence: str) -> Corrected | None:
    """What is right, from "No, the key hangs there."; `text` is empty when it only says that something is wrong."""
    rest, whole, found = sentence, True, False
    while (lead := _wrong(rest)) or (whole and (lead := _right(rest))):
        whole = whole and bool(_wrong(rest))
        rest, found = rest[lead:], True
        rest = rest[_end(_AFTER_LEAD, rest) :]
    return Corrected(rest[:1].upper() + rest[1:], whole) if found else None


def denies(text: str) -> bool:
    """Whether a text says what is not so: the sentence after it says what is."""
    return any(one.denies.within(text) for one in table().values())


def wanted(sentence: str) -> IntentPart | None:
    """The web or document request that a sentence is. Its text is what to look for; `asked` is the sentence."""
    bare = sentence[_end(_LEAD, sentence) :]
    for kind, found in ((Kind.WEB, _LINK.findall(sentence)), (Kind.DOCUMENT, _FILE.findall(_LINK.sub("", sentence)))):
        if found and (_READ.match(bare) or _few_beside(sentence, found)):
            return IntentPart(kind, " ".join(found), asked=sentence)
    code = language_of(sentence)
    kind_and_rest = _english(bare) if code in ("en", "") else None
    kind_and_rest = kind_and_rest or _other(sentence, code)
    if kind_and_rest is None:
        return None
    kind, rest = kind_and_rest
    text = rest.strip(" .!?¿。？！:") or sentence
    return IntentPart(kind, text, asked=sentence)


def bare(sentence: str) -> str:
    """Without "Could you please": what is left may be an instruction."""
    return sentence[_end(_LEAD, sentence) :]


def tells_of_tool(sentence: str) -> bool:
    return _TOOL.match(sentence) is not None


def tools(text: str) -> tuple[tuple[str, ...], str]:
    """The descriptions of tools in a message, each with the example calls after it, and the message without them."""
    found: list[list[int]] = []  # [start, end] in the text
    for begin, end, value in _objects(text):
        if _describes_tool(value):
            found.append([begin, end])
        elif found and "arguments" in value:
            found[-1][1] = end
    if not found:
        return (), text
    ends = [0, *(end for _, end in found)]
    starts = [*(begin for begin, _ in found), len(text)]
    rest = "\n".join(text[end:begin] for end, begin in zip(ends, starts, strict=True))
    return tuple(text[begin:end] for begin, end in found), re.sub(r"```\w*", "\n", rest)


# ------------------------------------------------------------------------------------------------- parts


def _wrong(text: str) -> int:
    return max(one.wrong.begin(text) for one in table().values())


def _right(text: str) -> int:
    return max(one.right.begin(text) for one in table().values())


def _end(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.match(text)
    return found.end() if found else 0


def _few_beside(sentence: str, found: list[str]) -> bool:
    for each in found:
        sentence = sentence.replace(each, " ")
    return len(re.findall(r"\w+", sentence)) <= _FEW


def _english(bare: str) -> tuple[Kind, str] | None:
    if _PAPER.match(bare[_end(_READ, bare) :]) and _READ.match(bare):
        return Kind.DOCUMENT, bare[_end(_READ, bare) :]
    if found := _WEB.match(bare):
        return Kind.WEB, bare[found.end() :]
    question = bare.rstrip().endswith("?") and _QUESTION.match(bare) and not _personal(bare, "en")
    return (Kind.WEB, bare) if question or _NEWS.match(bare) else None


def _other(sentence: str, code: str) -> tuple[Kind, str] | None:
    languages = [one for one in table().values() if code in ("", one.code)]
    for one in languages:
        for kind, opener in ((Kind.DOCUMENT, one.document), (Kind.WEB, one.web)):
            if begun := opener.begin(sentence.lstrip("¿")):
                return kind, sentence if kind is Kind.DOCUMENT else sentence.lstrip("¿")[begun:]
    asks = sentence.rstrip().endswith(("?", "？")) and code not in ("en", "")
    return (Kind.WEB, sentence) if asks and not _personal(sentence, code) else None


def _personal(text: str, code: str) -> bool:
    """A question that only the person can answer."""
    known: Language | None = table().get(code)
    return (
        known is None
        or known.mine.pattern is None
        or known.mine.within(text)
        or re.search(r"(?i)\byour?\b", text) is not None
    )


def _objects(text: str) -> Iterator[tuple[int, int, Any]]:  # Any: JSON has no closed type
    """(start, end, value) of every JSON object in a text, the outermost ones."""
    decoder, at = json.JSONDecoder(), text.find("{")
    while at >= 0:
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            yield at, end, value
        at = text.find("{", end)


_TOOL_KEYS: Final = frozenset(["schema", "parameters", "requests"])


def _describes_tool(value: Any) -> bool:  # Any: JSON has no closed type
    inner = value.get("function", value)
    return isinstance(inner, dict) and isinstance(inner.get("name"), str) and bool(_TOOL_KEYS & inner.keys())
