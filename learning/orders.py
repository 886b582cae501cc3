"""From the words of an instruction to a rule that can be checked.

Knows English orders, no answers; other languages are read by `other_orders`. Whatever is not understood is `in_words`.
"""

from __future__ import annotations

import json
import re
from types import MappingProxyType
from typing import Final

from learning import other_orders
from learning.english import conditions
from learning.english.asked_of import about
from learning.languages import named
from learning.triggers import trigger
from learning.types import Rule

_QUOTED: Final = re.compile(r"[\"“„«]([^\"”“»]+)[\"”“»]|(?<!\w)'([^']+)'(?!\w)")
_NUMBER: Final = MappingProxyType(
    {
        w: n
        for n, w in enumerate(
            ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
        )
    }
    | {"a": 1, "single": 1, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100}
)
_COUNT: Final = r"(\d+|" + "|".join(_NUMBER) + r")"
_UNITS: Final = (("sentence", "max_sentences"), ("word", "max_words"))
_AT_MOST: Final = (
    "(?:answer|reply|respond)s? (?:with|using)|at most|no more than|not more than|maximum of|maximum|up to|fewer than|"
    "less than|under|within|in|only|most|exactly|never more than|longer than|limit.* to|to"
)
_SHORT: Final = re.compile(r"\b(?:keep|be|make|give|write|answer|reply)\b.*\b(?:short|brief|concise|briefly|shortly)\b")
_ABOUT: Final = re.compile(
    r"\b(?:i|we|my|me|you|ask(?:s|ed|ing)?|question|message|is|are|about|the|a|an|want|to|know|talk|write|"
    r"mention|something|for|on|"
    r"someone|somebody|it|have|with|any|topic|concerns?|related|advice|help|of|need)\b",
    re.IGNORECASE,
)
_NOT: Final = re.compile(r"\b(?:not|never|don['’]t|avoid|without|except|translate|stop)\b")
_MARKS: Final = MappingProxyType(
    {"exclamation marks": "!", "exclamation points": "!", "question marks": "?", "commas": ",", "semicolons": ";",
     "asterisks": "*", "dashes": "-", "hyphens": "-", "colons": ":", "brackets": "(", "parentheses": "("}
)  # fmt: skip
_NOT_WORDS: Final = frozenset(
    ["capital letters", "it", "them", "any", "contractions", "abbreviations", "jargon", "slang", "swear words",
     "emojis", "emoji", "bullet points", "lists", "numbers", "digits", "foreign words", "long words", "adverbs",
     "adjectives", "quotes", "metaphors", "cliches", "filler words", "markdown", "tables", "headings"]
)  # fmt: skip
_PLAIN: Final = r"(?:(?:plain|simple|only|good|clear|formal|everyday|fluent|easy) )*"
_ANSWERS: Final = re.compile(
    r"\b(?:answers?|reply|replies|respond|responses?|write|speak|talk|messages?|everything|explain|be|switch)\b"
)
_TONGUE: Final = re.compile(
    rf"\b(?:in|to) {_PLAIN}(\w+)(?! (?:way|manner|style|words?|accent))\b|"
    rf"^(?:(?:please|always|only|from now on,?|you must) )*(?:speak|talk|use|write) {_PLAIN}(\w+)(?= only|[\s.!]*$|,)"
)


_WORKED_IN: Final = re.compile(
    r"\b(?:mention|include|use|work in) (?:the |a |an |one of )?([\w ,-]+?) (?:in|at|with) (?:every|each|all|your)"
)
_NAMED: Final = re.compile(r"\b(?:mention|include|use|say|work in|add) the words? ([\w -]+?)[.!]*$")


_SAID: Final = 6  # words of a phrase without quotation marks
_CLOSING: Final = re.compile(
    r"(?i)\b(?P<verb>end|finish|close|sign off|start|begin|open)\b[^,.;]*?\b(?:with|by saying|by writing) "
    r"(?:the (?:words?|phrase) )?(?!(?:a|an|one|two|your|some|the|my|what|how|it|something|any|another)\b)"
    r"(?!(?:\w+ )*(?:emojis?|smileys?|sentences?|words|questions?|jokes?|bullets?|lists?|tips?|rhymes?|puns?)\b)"
    r"(?P<words>[^;]{2,60}?)\s*(?P<mark>[.!?]?)$"
)


def read(instruction: str) -> Rule:
    """The one rule of an instruction; several become `every`. Whatever is not understood is `in_words`."""
    other = other_orders.read(instruction)
    return other if other is not None else _english(instruction)


def _english(instruction: str) -> Rule:
    when, order = condition(instruction)
    found = [rule for sentence in _sentences(order) for rule in _mechanical(sentence, bool(when))]
    found = list(dict.fromkeys(found))
    if not found:
        return Rule("in_words", (order.strip(),), when)
    if len(found) == 1:
        return Rule(found[0].do, found[0].value, when)
    return Rule("every", tuple(json.dumps([rule.do, *rule.value], ensure_ascii=False) for rule in found), when)


def condition(instruction: str) -> tuple[str, str]:
    """("cooking", "add a tip …") for a conditional rule, ("", whole) for one that is always on.

    What is no topic stays a clause: "I greet you", "my message is in capital letters".
    """
    text = instruction.strip()
    found = conditions.split(text)
    return (_when(found.clause), found.order) if found else ("", text)


def _when(clause: str) -> str:
    clause = " ".join(clause.split()).strip(" .!,;:")
    if trigger(clause) is not None:
        return clause
    return about(clause) or _left(clause)


def _left(clause: str) -> str:
    """The words that are left of a clause that nobody understands."""
    words = [w for w in re.findall(r"[\w'-]+", clause) if not _ABOUT.fullmatch(w)]
    return " ".join(words).lower() or clause.lower()


def _sentences(order: str) -> list[str]:
    pieces = re.split(r"(?<=[.!?])\s+(?=[A-Z])", order)
    joined: list[str] = []
    for piece in pieces:
        if joined and joined[-1].count('"') % 2:
            joined[-1] += " " + piece
        else:
            joined.append(piece)
    return joined


def _mechanical(sentence: str, conditional: bool) -> list[Rule]:
    quoted = [a or b for a, b in _QUOTED.findall(sentence)]
    lower = _QUOTED.sub("Q", sentence).lower()
    if re.search(r"\b(?:never|don't|do not|avoid|without|stop|no)\b.*\b(?:that|this) (?:word|phrase)\b", lower):
        return []
    found = [*_shape(lower), *_case(lower), *_language(lower)]
    if re.search(r"\bjson\b", lower):
        return [Rule("json", tuple(quoted) or ("answer",))]
    if re.search(r"\b(?:never|do not|don't|without)\b[^,.;]*\b(?:end|start|begin|finish|open|close)", lower):
        return found
    if _forbids(lower):
        avoided = tuple(quoted) or _unquoted(sentence)
        return [*found, Rule("avoid", avoided)] if avoided else found
    name = re.search(
        r"(?i)\b(?:call|address|greet) me (?:as |by )?(?:Q|(?P<name>[\w' .-]+))|refer to me as (?P<other>[\w' .-]+)",
        _QUOTED.sub("Q", sentence),
    )
    if name:
        called = quoted[0] if quoted else (name["name"] or name["other"] or "").strip(" .")
        return [*found, Rule("address", (re.sub(r"\b(?:in|when|every|all|always|from)\b.*$", "", called).strip(),))]
    if quoted:
        found.append(_phrase(lower, quoted))
    elif not found and (listed := _WORKED_IN.search(lower) or _NAMED.search(lower)):
        choices = tuple(
            re.sub(r"^(?:the|a|an|words?) ", "", w.strip()) for w in re.split(r",| or | and ", listed[1]) if w.strip()
        )
        found.append(Rule("contains_any", choices))
    elif not found and (said := _CLOSING.search(sentence.strip())) and len(said["words"].split()) <= _SAID:
        do = "starts_with" if said["verb"].lower() in ("start", "begin", "open") else "ends_with"
        found.append(Rule(do, (said["words"] + said["mark"].strip("."),)))
    if re.search(r"\b(?:end|finish|close)\b.*\bquestion\b", lower) and not quoted:
        found.append(Rule("asks_back"))
    if re.search(r"\b(?:emoji|smiley)", lower) and not quoted:
        found.append(Rule("contains_any", ("🙂", "😀", "🎉", "👍", "✨", "😊")))
    return found


def _forbids(lower: str) -> bool:
    return bool(
        re.search(
            r"\b(?:never|do not|don't|avoid|without|stop)\b[^,.;]*\b(?:use|using|say|saying|write|word|words|"
            r"mention|mentioning|phrase)\b|^(?:please )?avoid\b|^never say\b",
            lower,
        )
    )


def _unquoted(sentence: str) -> tuple[str, ...]:
    found = re.search(
        r"\b(?:use|using|say|saying|write|words?|mention|mentioning|"
        r"avoid) (?:the words? )?([\w ,'-]+?)(?: in (?:your|any|an).*)?[.!]?$",
        sentence,
        re.IGNORECASE,
    )
    if not found:
        return ()
    words = [w.strip() for w in re.split(r",| or | and ", found[1]) if w.strip()]
    words = [_MARKS.get(re.sub(r"^any ", "", w.lower()), w) for w in words]
    return tuple(w for w in words if len(w.split()) <= 2 and w.lower() not in _NOT_WORDS)


def _shape(lower: str) -> list[Rule]:
    """Lengths and lists."""
    found = [Rule(do, (limit,)) for unit, do in _UNITS if (limit := _limit(lower, unit))]
    if re.search(r"\b(?:numbered|numbers? (?:list|each)|steps? numbered)\b", lower):
        found.append(Rule("numbered", (_least(lower),)))
    elif re.search(r"\b(?:bullets?|bulleted|list of points|dash at the start|as a list|points? with a dash)\b", lower):
        found.append(Rule("bullets", (_least(lower),)))
    if not found and _SHORT.search(lower):
        found.append(Rule("max_sentences", ("2",)))
    return found


def _limit(lower: str, unit: str) -> str:
    """ "at most two sentences" → "2", "fewer than 20 words" → "19", "" when nothing is said about this unit."""
    found = re.search(rf"\b({_AT_MOST}) {_COUNT}(?: or {_COUNT})?(?: short| simple)? {unit}s?\b", lower)
    if not found:
        return ""
    count = _NUMBER[found[2]] if found[2] in _NUMBER else int(found[2])
    return str(max(1, count - 1 if found[1] in ("fewer than", "less than", "under") else count))


def _least(lower: str) -> str:
    found = re.search(
        rf"{_COUNT} (?:bullet |short |numbered |bulleted )?(?:points|bullets|items|lines|steps|entries)", lower
    )
    if not found:
        return "2"
    return str(_NUMBER[found[1]] if found[1] in _NUMBER else int(found[1]))


def _case(lower: str) -> list[Rule]:
    if re.search(
        r"\b(?:small letters|lower ?-?case|lowercase|no capital letters|not use (?:any )?capital|"
        r"without (?:any )?capital|never use (?:any )?capital)",
        lower,
    ):
        return [Rule("lowercase")]
    if re.search(r"\b(?:upper ?-?case|capital letters|all caps|capitals|block letters)\b", lower):
        return [Rule("uppercase")]
    return []


def _language(lower: str) -> list[Rule]:
    """ "Answer in French", "speak only Italian", "all replies must be in German"; not "never in French"."""
    said = re.split(r"\beven (?:if|when|though)\b|\b(?:no matter|regardless)\b", lower)[0]
    if _NOT.search(said) or not (_ANSWERS.search(said) or said.startswith("use ")):
        return []
    codes = [code for near in _TONGUE.findall(said) if (code := named(" ".join(near)))]
    return [Rule("language", (codes[0],))] if codes and codes[0] == named(said) else []


def _phrase(lower: str, quoted: list[str]) -> Rule:
    """Where a quoted phrase belongs: "end … Q", "start … Q", "… Q"."""
    before = lower.split("Q".lower(), maxsplit=1)[0] if "q" in lower else lower
    if re.search(r"\b(?:that|which) (?:starts?|begins?)\b", before):
        return Rule("contains", (quoted[0],))
    if re.search(r"\b(?:end|ends|ending|finish|close|conclude|sign|append|last|sign off)\b", before) or re.search(
        r"\bat the (?:very )?end\b", lower
    ):
        return Rule("ends_with", (quoted[0],))
    if re.search(r"\b(?:start|starts|begin|begins|beginning|open|prefix|first|lead)\b", before) or re.search(
        r"\bat the (?:very )?(?:start|beginning)\b", lower
    ):
        return Rule("starts_with", (quoted[0],))
    if " or " in lower and len(quoted) > 1:
        return Rule("contains_any", tuple(quoted))
    return Rule("contains", tuple(quoted))
