"""How an answer should look: lists, JSON, paragraphs and lines, letter case, numbers, brackets around it.

Knows shapes, no phrases that belong into an answer and no lengths.
"""

from __future__ import annotations

import re
from typing import Final

from learning.english.counts import COUNT, number
from learning.english.marks import PAIRS, pair
from learning.english.shell import ANSWER
from learning.types import Rule

_NUMBERED: Final = re.compile(
    r"\b(?:numbered|numbers? (?:list|each|every|all|the|your|them|it)|steps? numbered|number(?:ing)? (?:the |your |"
    r"each |all |every )?"
    r"(?:points?|steps?|items?|lines?|answers?|ideas?|sentences?)|enumerated?|enumeration|ordered list|list with "
    r"numbers|numerical list)\b"
)
_BULLETS: Final = re.compile(
    r"\b(?:bullets?|bulleted|bullet-?points?|bulletpoints?|bullet[ -]lists?|list of points|dash(?:es)? (?:at the "
    r"start|in front of each)|dash(?:ed)? list|as (?:a )?lists?|"
    r"lists? (?:form|format|style)|points? with a dash|itemi[sz]ed|unordered list|in (?:a )?list(?: form| format)?|"
    r"make (?:a )?lists?|use lists?|in points|be (?:a )?lists?)\b"
)
_ITEMS: Final = re.compile(
    rf"\b(?:(?P<how>exactly|precisely|at most|no more than|up to|maximum of|max|only) )?(?P<count>{COUNT}) (?:\w+ )?"
    rf"(?:points|bullets|items|lines|steps|entries|bullet)\b"
)
_JSON: Final = re.compile(r"\bjson\b")
_KEYS: Final = re.compile(
    r"(?i)\b(?:keys?|fields?|propert(?:y|ies)|attributes?|entries|members?|contain(?:s|ing)?|with|has|have|having|"
    r"includ(?:es?|ing))\b"
    r"(?: (?:exactly|only|just|the|two|three|four|a|an|single|following|called|named|these|keys?|fields?|propert(?:y|"
    r"ies)|attributes?|are|is|be|must|should)\b)*\s*[:=]?\s*"
    r"(?P<keys>[\w-]+(?:\s*(?:,\s*and|,|and|&|/|\+|or|plus)\s*(?:a |an |the )?[\w-]+)*)(?P<after> (?:as )?(?:keys?|"
    r"fields?|propert(?:y|ies)|attributes?))?"
)
_NO_KEY: Final = frozenset(
    [
        "json",
        "object",
        "format",
        "the",
        "a",
        "an",
        "and",
        "valid",
        "keys",
        "key",
        "field",
        "fields",
        "my",
        "your",
        "it",
        "as",
        "only",
        "no",
    ]
)
_LOWER: Final = re.compile(
    r"\b(?:small letters|small caps only|lower[ -]?case(?:d)?|lowercased?|uncapitali[sz]ed|little letters|"
    r"minuscules?)\b"
)
_CAPITALS: Final = re.compile(
    r"\b(?:upper[ -]?case(?:d)?|uppercased?|capital letters?|all[ -]caps|caps(?: lock)?|capitals|capitali[sz]\w*|"
    r"block (?:letters|capitals)|big letters|majuscules?)\b"
)
_TITLE: Final = re.compile(
    r"\b(?:title[ -]?case|capitali[sz]\w* (?:the first letter of |the start of |the beginning of )?(?:every|each|all|"
    r"all the) words?|"
    r"(?:every|each|all) words? (?:\w+ ){0,4}(?:with|in|has|have|gets?|needs?) (?:a |its first letter )?(?:capital|"
    r"upper)\w*|"
    r"(?:start|begin) (?:every|each) (?:single )?word with a capital\w*|capital (?:letter )?(?:on|for|at the start "
    r"of|at the beginning of) (?:every|each) word|like (?:a|the) (?:title|headline))\b"
)
_ONE_LINE_EACH: Final = re.compile(
    r"\b(?:(?:every|each|one|all|your|new) (?:single )?sentences?\b.*\b(?:own|new|separate|different|per|a single|"
    r"another|fresh) lines?|"
    r"(?:new|own|separate|fresh) line (?:after|for|with|before) (?:every|each)(?: single| new)? sentence|"
    r"(?:line break|newline|line-break|break|return) (?:after|between|behind) (?:every|each|all|your|the)?(?: single|"
    r" of your| of the)? ?sentences?|"
    r"sentence per line|line per sentence|line for (?:every|each) sentence|sentence by sentence on)\b"
)
_DIGITS: Final = re.compile(
    r"\bnumbers?\b.*\b(?:as|in|with|using|like) (?:digits?|numerals?|figures?|ciphers?|arabic)|"
    r"\b(?:digits?|numerals?|figures)\b.*\b(?:rather than|instead of|not|and never|never|over) (?:\w+ )?(?:words|"
    r"letters|number words|spell\w+)|"
    r"\b(?:digits?|numerals?|figures) for (?:all |any |every )?numbers?|\bnot? spell (?:out )?(?:any )?numbers|"
    r"\bdigits for numbers"
)
_SPELLED: Final = re.compile(
    r"\bspell(?:ed|ing)?(?: out)? (?:all |every |each |any |the |your )?(?:numbers?|digits|numerals)|\bnumbers?\b.*\b"
    r"(?:spelled|spelt|written|write) (?:them )?out\b|"
    r"\bwrite out (?:all |every |any |the )?(?:numbers?|digits)|\bspell (?:them |numbers )?out\b.*\bnumber|"
    r"\bnumbers?\b.*\b(?:as|in|with|using) (?:words?|letters|full)|\bwords (?:rather than|instead of|for|not) "
    r"(?:digits|numerals|figures|numbers)"
)
_WRAP: Final = re.compile(
    rf"(?i)\b(?:(?:wrap(?!\w* up)\w*|surround\w*|enclos\w*|encas\w*|fram\w*|bracket\w*|flank\w*|sandwich\w*)\b.*?\b"
    rf"(?:with|by|in|into|inside|within|between|in between)|"
    rf"(?:put|set|place\w*|writ\w+|give|quot\w+|be|is|format\w*|answer|reply)\b.*?\b(?:in|into|inside|within|between|"
    rf"in between))\s+(?P<mark>(?:a |an |the |two |three |triple |a pair of )*(?:{PAIRS}|<\w+>(?: tags?)?|\w+ tags|"
    rf"[\ue000-\uf8ff]|"
    rf"[^\w\s,.]{{1,4}}(?= signs?\b|\s*[.!]?$)|(?:\w+[ -])?(?:stars?|asterisks?|dashes|hyphens|hashes|hash signs|"
    rf"tildes|pipes|vertical bars|underscores|arrows|hearts|slashes|emojis?|plus signs|equals signs)))"
)
_BOTH_SIDES: Final = re.compile(
    rf"(?i)\b(?:put|place|add|write|use|set|have|with)\b(?: an?)? (?P<mark>.+?) (?:before and after|at (?:both|the) "
    rf"(?:beginning|start|front)? ?(?:and|ends?)(?: at)?(?: the)?(?: end)? of|on (?:both|either) sides? of|on both "
    rf"ends of|around) (?:it|{ANSWER})"
)
_EITHER_SIDE: Final = re.compile(
    r"(?i)\b(?:put|place|add|write|set)\s+(?:an? )?(?P<before>[^\w\s]{1,6}) (?:before|in front of|at the (?:start|"
    r"beginning))\b.*?\b(?:and|,)\s+"
    r"(?:an? )?(?P<after>[^\w\s]{1,6}) (?:after|behind|at the end)\b"
)
_WRAPPED_WHOLE: Final = re.compile(rf"(?i)\b(?:{ANSWER}|answers?|repl(?:y|ies)|responses?|it all|everything|it)\b")
_BOLD: Final = re.compile(
    r"\b(?:key|important|main|most important|keywords?|central|crucial)\b.*\bbold|\bbold(?:face)?\b.*\b(?:key|"
    r"important|main|keywords?|crucial|one word|a word)\b|\bat least one (?:\w+ )?in bold"
)


def looks(text: str, negative: bool, quoted: tuple[str, ...], whole: bool) -> list[Rule]:
    """What a clause says about the look of an answer. `whole`: it is known to speak of all of the answer."""
    lower = text.lower()
    if negative:
        return _unlike(lower)
    if _JSON.search(lower):
        return [Rule("json", _keys(text, quoted) or ("answer",))]
    found = _numbers(lower)
    if _ONE_LINE_EACH.search(lower):
        return [*found, Rule("sentence_lines")]
    return [*found, *_listed(lower), *_case(lower), *_wrapped(text, quoted, whole)]


def _unlike(lower: str) -> list[Rule]:
    if re.search(
        r"\bspell(?:ing)?(?: out)? (?:any |out )?(?:\w+ )?numbers?|\bnumbers? (?:as|in) words|\bnumber words", lower
    ):
        return [Rule("numbers_as", ("digits",))]
    if re.search(r"\bnumbers? (?:as|in) (?:digits|numerals|figures)", lower):
        return [Rule("numbers_as", ("words",))]
    if re.search(
        r"\b(?:line ?breaks?|new ?lines?|blank lines?|empty lines?|paragraph breaks?|multiple paragraphs|several "
        r"paragraphs)\b",
        lower,
    ):
        return [Rule("paragraphs", ("1",))]
    if _CAPITALS.search(lower):
        return [] if re.search(r"\b(?:shout|all[ -]caps|yell)", lower) else [Rule("lowercase")]
    return []


def _listed(lower: str) -> list[Rule]:
    if not (_NUMBERED.search(lower) or _BULLETS.search(lower)):
        return []
    found = _ITEMS.search(lower)
    value: tuple[str, ...] = ("2",)
    if found:
        many = str(number(found["count"]))
        loosely = found["how"] and found["how"] not in ("exactly", "precisely", "only")
        value = ("1" if loosely else many, *((many,) if found["how"] else ()))
    return [Rule("numbered" if _NUMBERED.search(lower) else "bullets", value)]


def _case(lower: str) -> list[Rule]:
    if _TITLE.search(lower):
        return [Rule("titlecase")]
    if _LOWER.search(lower) or re.search(
        r"\b(?:without|no) (?:any |the )?(?:caps|capitals?|capital letters?|uppercase\w*)\b", lower
    ):
        return [Rule("lowercase")]
    words = re.search(r"\b(?:first (?:letter|word)|names?|nouns?|sentences?|the word)\b", lower)
    return [Rule("uppercase")] if _CAPITALS.search(lower) and not words else []


def _numbers(lower: str) -> list[Rule]:
    if _DIGITS.search(lower):
        return [Rule("numbers_as", ("digits",))]
    return [Rule("numbers_as", ("words",))] if _SPELLED.search(lower) else []


def _keys(text: str, quoted: tuple[str, ...]) -> tuple[str, ...]:
    """The keys that are asked for: quoted, or listed after "keys", "with" or "containing"."""
    if quoted:
        return tuple(dict.fromkeys(quoted))
    for found in _KEYS.finditer(text):
        keys = [
            re.sub(r"^(?:an?|the) ", "", key.strip())
            for key in re.split(r"\s*(?:,\s*and\b|,|\band\b|&|/|\+|\bor\b|\bplus\b)\s*", found["keys"])
        ]
        keys = [key for key in keys if key and key.lower() not in _NO_KEY]
        if keys:
            return tuple(dict.fromkeys(keys))
    return ()


def _wrapped(text: str, quoted: tuple[str, ...], whole: bool) -> list[Rule]:
    if _BOLD.search(text.lower()):
        return [Rule("bold")]
    if (each := _EITHER_SIDE.search(text)) and not quoted:
        return [Rule("wrapped", (each["before"], each["after"]))]
    found = _BOTH_SIDES.search(text) or _WRAP.search(text)
    if found is None or not (whole or _WRAPPED_WHOLE.search(text) or "quote" in text):
        return []
    if re.search(r"(?i)\b(?:names?|titles?|words?|numbers|phrases?|terms?|books?)\b", text[: found.start("mark")]):
        return []
    mark = found["mark"].strip()
    if mark[-1:] >= "\ue000" and mark[-1:] <= "\uf8ff" and quoted:
        return [Rule("wrapped", _split(quoted[0]))]
    before, after = pair(mark)
    if not before and re.fullmatch(r"(?:an? )?[^\w\s]{1,6}", mark):
        before, after = _split(mark.removeprefix("a ").removeprefix("an "))
    return [Rule("wrapped", (before, after))] if before else []


def _split(marks: str) -> tuple[str, str]:
    """ "[]" → "[" and "]"; one mark stands on both sides."""
    if marks in ("[]", "()", "{}", "<>", "«»", "[[]]", "(())", "“”", "''", '""'):
        return marks[: len(marks) // 2], marks[len(marks) // 2 :]
    return marks, marks
