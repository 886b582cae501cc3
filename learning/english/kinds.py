"""Which English sentences are orders, which of them only under a condition, and which are plain statements.

Knows how instructions begin; what they ask for is read by `orders`.
"""

from __future__ import annotations

import re
from typing import Final

from learning.english.conditions import is_order, split
from learning.triggers import trigger
from learning.types import Kind

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
_FIRST: Final = re.compile(
    r"^\s*(?:please |then |also |just )*(?:search|look|explain|suggest|recommend|translate|list|show|offer|warn|ask|"
    r"check|help|be|make|stay|refuse|sound|wish|thank|greet|quote|cite|switch|sign|propose|congratulate|encourage)\b",
    re.IGNORECASE,
)
_BARE: Final = re.compile(  # "…, name a bird": a verb and what it is to be done with, nobody who does it
    r"^\s*(?:please |then |just )*(?!(?:i|we|you|he|she|it|they|my|our|the|an?|his|her|there|that|this)\b)[a-z]+ "
    r"(?:a|an|the|one|two|three|me|it|them|some|only|your|my|what|how|which|where)\b",
    re.IGNORECASE,
)
_ASKED: Final = re.compile(
    r"^\s*(?:when|whenever|if|each time|every time) i (?:ask|mention|talk|write|say)\b", re.IGNORECASE
)


def kind_of(sentence: str) -> Kind:
    """Fact, always-on instruction or conditional rule."""
    then = sentence.split(",", 1)[-1]
    if _CONDITION.match(sentence) and (_ORDER.search(then) or _FIRST.match(then)):
        return Kind.CONDITIONAL
    if _ASKED.match(sentence) and "," in sentence and _BARE.match(then):
        return Kind.CONDITIONAL
    if conditional(sentence):
        return Kind.CONDITIONAL
    if _IMPERATIVE.match(sentence) or _ABOUT_ANSWERS.search(sentence):
        return Kind.CONDITIONAL if _TRAILING.search(sentence) and " even " not in sentence else Kind.INSTRUCTION
    return Kind.FACT


def conditional(sentence: str) -> bool:
    """Whether an order stands beside a condition that is about what is written or asked."""
    found = split(sentence)
    if found is None or sentence.rstrip().endswith("?") or not (found.spoken or trigger(found.clause)):
        return False
    return is_order(found.order) or _BARE.match(found.order) is not None
