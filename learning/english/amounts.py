"""How long an answer should be: "no more than 20 words", "exactly two sentences", "short", "one-liners only".

Knows counts and what stands around them.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

from learning.english.counts import COUNT, number
from learning.types import Rule

_UNIT: Final = MappingProxyType(
    {"sentence": "sentences", "line": "sentences", "liner": "sentences", "paragraph": "paragraphs", "word": "words",
     "character": "characters"}
)  # fmt: skip
_KIND: Final = (
    r"(?:short|simple|full|complete|whole|little|brief|long|concise|clear|plain|small|good|english|tiny|quick)"
)
_LIMIT: Final = re.compile(
    rf"(?P<before>.{{0,40}}?)\b(?:(?P<low>{COUNT})(?: to | or | and |(?<=\d)\s?[-–]\s?(?=\d)))?(?P<count>{COUNT})(?: "
    rf"of)?[ -]"
    rf"(?:{_KIND},? )*(?P<unit>word|sentence|line|liner|paragraph|character)(?P<many>s)?\b(?! (?:of|about|from|in)"
    rf"\b(?! (?:length|total|all|each|every|your|any)\b))(?P<after>.{{0,40}})",
    re.IGNORECASE,
)
_EXACT: Final = re.compile(r"\b(?:exactly|precisely|strictly|always exactly|no more,? (?:and )?no less than)\s*$")
_EXACT_AFTER: Final = re.compile(
    r"^(?:.{0,20},)?[ ,]*(?:(?:long )?exactly|precisely|\W*(?:no|not) (?:more|fewer|less)(?: sentences| words)?,?(?: "
    r"and| or|,)? "
    r"(?:no|not) (?:more|fewer|less))"
)
_LEAST: Final = re.compile(
    r"\b(?:at least|(?:no|not) (?:fewer|less|shorter) than|(?:a )?minimum(?: length)?(?: of)?|min\.?|upwards? of|at "
    r"the very least)\s*$"
)
_LEAST_AFTER: Final = re.compile(
    r"^(?: \w+)?[ ,]*(?:\(?(?:at )?(?:minimum|least|the (?:very )?least|min)\b|(?:or|and) (?:more|longer|above|up|"
    r"over)\b|plus\b|\+)"
)
_MORE: Final = re.compile(r"\b(?:more than|longer than|over|above|exceed(?:s|ing)?|beyond|go over|past)\s*$")
_FEWER: Final = re.compile(r"\b(?:fewer than|less than|under|below|shorter than)\s*$")
_MOST: Final = re.compile(
    r"\b(?:at most|(?:no|not|never) (?:more|longer|over) than|(?:a )?max(?:imum)?\.?(?: length)?(?: of)?|up to|"
    r"within|limit\w*(?: \w+){0,4} to|"
    r"cap\w*(?: \w+){0,4} (?:at|to)|not exceed|(?:no|not|never) (?:over|above|beyond)|restrict\w*(?: \w+){0,4} to|"
    r"keep\w*(?: \w+){0,4} to|stick to|only|just|a mere|confine\w*(?: \w+){0,4} to)"
    r"\s*$"
)
_MOST_AFTER: Final = re.compile(
    r"^(?: long)?[ ,]*(?:(?:or|and) (?:less|fewer|shorter|under|below)\b|\(?max(?:imum)?\b|at (?:the )?(?:very )"
    r"?most\b|tops\b|only\b|,? ?(?:and )?(?:no|not|never) (?:more|longer)\b|"
    r"is (?:enough|plenty|fine|okay|ok)\b|or so\b|per answer\b)"
)
_PLACED: Final = re.compile(
    r"\b(?:end|ends|ending|finish\w*|clos(?:e|es|ing)|start\w*|begin\w*|open\w*|add\w*|append\w*|put|insert|mention|"
    r"include|followed by|the words?|these|my|those)\b[^,;.]*$"
)
_SHORTLY: Final = re.compile(
    r"\b(?:short|brief|briefly|concise|concisely|succinct|succinctly|terse|tersely|crisp|snappy|compact|shorter|"
    r"briefer|laconic|to the point|brevity)\b"
    r"(?! (?:words?|paragraphs?|sentences?|stories|story|poems?|list|summary|note|joke|introduction|tip)\b)"
)
_IN_SHORT: Final = re.compile(
    r"\b(?:in short|for short|cut short|brief(?:ly)? (?:explain|mention|introduc|summar|greet)\w*|short of)\b"
)
_LONG: Final = re.compile(
    r"\b(?:long|longer|detailed|lengthy|in depth|in-depth|in (?:great |more |full )?detail|more detail|elaborate|"
    r"thorough|thoroughly|extensive|comprehensive|at length)\b"
    r"(?! (?:words?|sentences?|paragraphs?|dash|dashes|than)\b)"
)
_WORDY: Final = re.compile(
    r"\b(?:rambl\w+|waffl\w+|long-winded|wordy|verbose|drone on|go on and on|essays?|novels?|wall of text|walls of "
    r"text|babbl\w+|drag on)\b"
)
_POINT: Final = re.compile(
    r"\b(?:get|come|cut|go|keep it|stick) (?:straight |right )?(?:to )?(?:the|to the) (?:point|chase)\b|\btoo long\b"
)
SHORT: Final = Rule("max_sentences", ("2",))
LONG: Final = Rule("min_sentences", ("3",))


def limits(text: str, negative: bool) -> list[Rule]:
    """All lengths that a clause asks for, in its order."""
    lower = text.lower()
    found = [
        rule for match in _LIMIT.finditer(lower) for rule in _limit(match, lower[: match.start("count")], negative)
    ]
    if found:
        return list(dict.fromkeys(found))
    return _loosely(lower, negative)


def _limit(found: re.Match[str], before: str, negative: bool) -> list[Rule]:
    unit, many = _UNIT[found["unit"]], number(found["count"])
    if found["low"]:
        before = before[: -len(found[0][found.start("low") - found.start() : found.start("count") - found.start()])]
    after = found["after"]
    if _PLACED.search(before) or _of_one(found, before) or not many:
        return []
    if unit == "paragraphs":
        return [Rule("paragraphs", (str(many),))] if not negative else []
    comparison = _comparison(before.rstrip(), after, negative)
    low = number(found["low"]) if found["low"] else 0
    if 1 < low < many:
        return [Rule(f"min_{unit}", (str(low),)), Rule(f"max_{unit}", (str(many),))]
    if comparison:
        do, shift = comparison
        return [Rule(f"{do}_{unit}", (str(max(1, many + shift)),))]
    if negative:
        return []
    plain = (
        unit == "sentences"
        and many > 1
        and not low
        and re.search(r"\b(?:in|with|using|of|be|have|ha[sv]e|contain|are)$", before.rstrip())
    )
    return [
        Rule(
            f"exact_{unit}"
            if plain and "couple" not in found["count"] and "few" not in found["count"]
            else f"max_{unit}",
            (str(many),),
        )
    ]


def _of_one(found: re.Match[str], before: str) -> bool:
    """ "use a word", "each sentence", "the one word", "a new line": no count of the answer."""
    loose = found["count"] in ("a", "an") and found["unit"] != "paragraph"
    return loose and not re.search(r"\b(?:than|just|only|to|most|with)\s*$", before)


def _comparison(before: str, after: str, negative: bool) -> tuple[str, int] | None:
    """ "exact", "min" or "max", and what to add to the count."""
    if _EXACT_AFTER.search(after) or _EXACT.search(before):
        return "exact", 0
    if _LEAST.search(before) or _LEAST_AFTER.search(after):
        return "min", 0
    if _MOST.search(before):
        return "max", 0
    if _MORE.search(before):
        return ("max", 0) if negative or _denied(before) else ("min", 1)
    if _FEWER.search(before):
        return ("min", 0) if negative or _denied(before) else ("max", -1)
    return ("max", 0) if _MOST_AFTER.search(after) else None


def _denied(before: str) -> bool:
    return re.search(r"\b(?:not|never|no|don['’]t|without|avoid|mustn['’]t|shouldn['’]t|stop)\b", before) is not None


def _loosely(lower: str, negative: bool) -> list[Rule]:
    negative = negative or _denied(lower)
    if _WORDY.search(lower):
        return [SHORT] if negative else []
    if negative:
        return [SHORT] if _LONG.search(lower) and "short" not in lower else []
    if _POINT.search(lower) or (_SHORTLY.search(lower) and not _IN_SHORT.search(lower)):
        return [SHORT]
    return (
        [LONG]
        if _LONG.search(lower) and not re.search(r"\b(?:too long|as long|so long|how long|long (?:ago|for))\b", lower)
        else []
    )
