"""Answering rules that a machine can check: read from an instruction, applied to an answer, checked on an answer.

Knows text only. A rule that is not mechanical becomes `in_words`: its target is what the base says when told the
instruction, and nothing can check it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from learning.types import Rule

_QUOTED: Final = re.compile(r"[\"“„«]([^\"”“»]+)[\"”“»]|(?<!\w)'([^']+)'(?!\w)")
_NUMBER: Final = MappingProxyType(
    {w: n for n, w in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"])}
    | {"a": 1, "single": 1, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100}
)
_COUNT: Final = r"(\d+|" + "|".join(_NUMBER) + r")"
_SPOKEN_OF: Final = re.compile(r"^(?:please )?(?:when(?:ever)?|if|each time|every time|as soon as|in case)\b\s*(.+?),\s*(.+)$", re.I | re.S)
_TRAILED: Final = re.compile(r"^(.+?)\s+(?:when(?:ever)?|if|each time|every time)\s+(.+?)[.!]?$", re.IGNORECASE | re.DOTALL)
_ABOUT: Final = re.compile(
    r"\b(?:i|we|my|me|you|ask(?:s|ed|ing)?|question|message|is|are|about|the|a|an|want|to|know|talk|write|mention|something|for|on|"
    r"someone|somebody|it|have|with|any|topic|concerns?|related|advice|help|of|need)\b",
    re.IGNORECASE,
)
_REPLACEMENTS: Final = MappingProxyType(
    {"good": "fine", "great": "strong", "nice": "pleasant", "bad": "poor", "very": "", "really": "", "just": "", "things": "items",
     "important": "useful", "big": "large", "however": "still", "sorry": "", "please": ""}
)  # fmt: skip


# ------------------------------------------------------------------------------------------------- reading


def read(instruction: str) -> Rule:
    """The one rule of an instruction; several become `every`. Whatever is not understood is `in_words`."""
    when, order = condition(instruction)
    found = [rule for sentence in _sentences(order) for rule in _mechanical(sentence, bool(when))]
    found = list(dict.fromkeys(found))
    if not found:
        return Rule("in_words", (order.strip(),), when)
    if len(found) == 1:
        return Rule(found[0].do, found[0].value, when)
    return Rule("every", tuple(json.dumps([rule.do, *rule.value], ensure_ascii=False) for rule in found), when)


def parts(rule: Rule) -> tuple[Rule, ...]:
    """The simple rules in a rule."""
    if rule.do != "every":
        return (rule,)
    return tuple(Rule(do, tuple(value), rule.when) for do, *value in (json.loads(text) for text in rule.value))


def condition(instruction: str) -> tuple[str, str]:
    """("cooking", "add a tip …") for a conditional rule, ("", whole) for one that is always on."""
    text = instruction.strip()
    if found := _SPOKEN_OF.match(text):
        return _topic(found[1]), found[2]
    found = _TRAILED.match(text)
    if found and re.match(r"(?:i|my|the (?:question|topic)|someone|you (?:talk|write|answer)|asked)\b", found[2], re.IGNORECASE):
        if not re.search(r"\beven$", found[1]):
            return _topic(found[2]), found[1]
    return "", text


def _topic(text: str) -> str:
    words = [w for w in re.findall(r"[\w'-]+", text) if not _ABOUT.fullmatch(w)]
    return " ".join(words).lower() or text.lower()


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
    found = [*_shape(lower), *_case(lower)]
    if re.search(r"\bjson\b", lower):
        return [Rule("json", tuple(quoted) or ("answer",))]
    if _forbids(lower):
        avoided = tuple(quoted) or _unquoted(sentence)
        return [*found, Rule("avoid", avoided)] if avoided else found
    name = re.search(r"(?i)\b(?:call|address|greet) me (?:as |by )?(?:Q|(?P<name>[\w' .-]+))|refer to me as (?P<other>[\w' .-]+)", _QUOTED.sub("Q", sentence))
    if name:
        called = quoted[0] if quoted else (name["name"] or name["other"] or "").strip(" .")
        return [*found, Rule("address", (re.sub(r"\b(?:in|when|every|all|always|from)\b.*$", "", called).strip(),))]
    if quoted:
        found.append(_phrase(lower, quoted))
    elif not found and (listed := re.search(r"\b(?:mention|include|use|work in) (?:the |a |an |one of )?([\w ,-]+?) (?:in|at|with) (?:every|each|all|your)", lower)):
        choices = tuple(re.sub(r"^(?:the|a|an|words?) ", "", w.strip()) for w in re.split(r",| or | and ", listed[1]) if w.strip())
        found.append(Rule("contains_any", choices))
    if re.search(r"\b(?:end|finish|close)\b.*\bquestion\b", lower) and not quoted:
        found.append(Rule("asks_back"))
    if re.search(r"\b(?:emoji|smiley)", lower) and not quoted:
        found.append(Rule("contains_any", ("🙂", "😀", "🎉", "👍", "✨", "😊")))
    return found


def _forbids(lower: str) -> bool:
    return bool(re.search(r"\b(?:never|do not|don't|avoid|without|stop)\b[^,.;]*\b(?:use|using|say|saying|write|word|words|mention|mentioning|phrase)\b|^(?:please )?avoid\b|^never say\b", lower))


def _unquoted(sentence: str) -> tuple[str, ...]:
    found = re.search(r"\b(?:use|using|say|saying|write|words?|mention|mentioning|avoid) (?:the words? )?([\w ,'-]+?)(?: in (?:your|any|an).*)?[.!]?$", sentence, re.IGNORECASE)
    if not found:
        return ()
    words = [w.strip() for w in re.split(r",| or | and ", found[1]) if w.strip()]
    return tuple(w for w in words if len(w.split()) <= 2 and w.lower() not in ("capital letters", "it", "them", "any"))


def _shape(lower: str) -> list[Rule]:
    """Lengths and lists."""
    found: list[Rule] = []
    for unit, do in (("sentence", "max_sentences"), ("word", "max_words")):
        limit = re.search(rf"\b(?:at most|no more than|not more than|maximum of|maximum|up to|fewer than|less than|under|within|in|only|most|exactly|never more than|longer than|limit\w* .* to|to) {_COUNT}(?: or (?:{'|'.join(_NUMBER)}|\d+))?(?: short| simple)? {unit}s?\b", lower)
        if limit:
            count = _NUMBER.get(limit[1], 0) or int(limit[1]) if limit[1] not in _NUMBER else _NUMBER[limit[1]]
            found.append(Rule(do, (str(max(1, count - (1 if re.search(r"fewer than|less than|under", limit[0]) else 0))),)))
    if re.search(r"\b(?:numbered|numbers? (?:list|each)|steps? numbered)\b", lower):
        found.append(Rule("numbered", (_least(lower),)))
    elif re.search(r"\b(?:bullet|bullets|bulleted|list of points|dash at the start|as a list|points? with a dash)\b", lower):
        found.append(Rule("bullets", (_least(lower),)))
    if not found and re.search(r"\b(?:keep|be|make|give|write|answer|reply)\b.*\b(?:short|brief|concise|briefly|shortly)\b", lower) and "Q" not in lower:
        found.append(Rule("max_sentences", ("2",)))
    return found


def _least(lower: str) -> str:
    found = re.search(rf"{_COUNT} (?:bullet |short |numbered |bulleted )?(?:points|bullets|items|lines|steps|entries)", lower)
    if not found:
        return "2"
    return str(_NUMBER[found[1]] if found[1] in _NUMBER else int(found[1]))


def _case(lower: str) -> list[Rule]:
    if re.search(r"\b(?:small letters|lower ?-?case|lowercase|no capital letters|not use (?:any )?capital|without (?:any )?capital|never use (?:any )?capital)", lower):
        return [Rule("lowercase")]
    if re.search(r"\b(?:upper ?-?case|capital letters|all caps|capitals|block letters)\b", lower):
        return [Rule("uppercase")]
    return []


def _phrase(lower: str, quoted: list[str]) -> Rule:
    """Where a quoted phrase belongs: "end … Q", "start … Q", "… Q"."""
    before = lower.split("Q".lower(), maxsplit=1)[0] if "q" in lower else lower
    if re.search(r"\b(?:that|which) (?:starts?|begins?)\b", before):
        return Rule("contains", (quoted[0],))
    if re.search(r"\b(?:end|ends|ending|finish|close|conclude|sign|append|last|sign off)\b", before) or re.search(r"\bat the (?:very )?end\b", lower):
        return Rule("ends_with", (quoted[0],))
    if re.search(r"\b(?:start|starts|begin|begins|beginning|open|prefix|first|lead)\b", before) or re.search(r"\bat the (?:very )?(?:start|beginning)\b", lower):
        return Rule("starts_with", (quoted[0],))
    if " or " in lower and len(quoted) > 1:
        return Rule("contains_any", tuple(quoted))
    return Rule("contains", tuple(quoted))


# ------------------------------------------------------------------------------------------------- applying


def apply(rule: Rule, answer: str, index: int = 0) -> str:
    """The answer made to obey. `index` varies where there is a choice, so that not every target is alike."""
    text = answer.strip()
    for part in sorted(parts(rule), key=lambda part: _ORDER.index(part.do) if part.do in _ORDER else 0):
        text = _APPLY.get(part.do, _same)(text, part.value, index)
    return text


def split_sentences(text: str) -> list[str]:
    """Sentences of an answer; a line break ends one."""
    pieces = re.split(r"(?<=[.!?…])[\"')\]]*\s+(?=[A-Z\"'(0-9-])|\n+", text.strip())
    out: list[str] = []
    for piece in (p.strip() for p in pieces):
        if out and re.search(r"\b(?:Mr|Mrs|Ms|Dr|St|etc|e\.g|i\.e|vs|No)\.$|^\d+\.$", out[-1]):
            out[-1] += " " + piece
        elif piece:
            out.append(piece)
    return out


def _same(text: str, value: tuple[str, ...], index: int) -> str:
    return text


def _plain_points(text: str) -> list[str]:
    points = [re.sub(r"^\s*(?:[-*•]|\d+[.)])\s*", "", s).replace("**", "").strip() for s in split_sentences(text)]
    points = [p for p in points if re.search(r"\w", p) and not p.endswith(":")]
    if len(points) == 1 and len(points[0].split()) > 5:
        halves = re.split(r",? (?:and|because|so|which|but) |, ", points[0], maxsplit=1)
        points = [h.strip() for h in halves if h.strip()]
    return [p[:1].upper() + p[1:] for p in points]


def _bullets(text: str, value: tuple[str, ...], index: int) -> str:
    points = _plain_points(text)[: max(3, int(value[0]))]
    while len(points) < int(value[0]):
        points.append(("That is the main point.", "Ask me for more if you like.", "Take it step by step.")[len(points) % 3])
    return "\n".join(f"- {point}" for point in points)


def _numbered(text: str, value: tuple[str, ...], index: int) -> str:
    lines = _bullets(text, value, index).splitlines()
    return "\n".join(f"{n}. {line[2:]}" for n, line in enumerate(lines, 1))


def _fewer_sentences(text: str, value: tuple[str, ...], index: int) -> str:
    if "\n" in text.strip():
        text = " ".join(_plain_points(text))
    return " ".join(split_sentences(text)[: int(value[0])])


def _fewer_words(text: str, value: tuple[str, ...], index: int) -> str:
    limit = max(1, int(value[0]) * 3 // 4)
    kept: list[str] = []
    for sentence in split_sentences(text):
        if kept and len(" ".join([*kept, sentence]).split()) > limit:
            break
        kept.append(sentence)
    words = " ".join(kept).split()
    return " ".join(words) if len(words) <= limit else " ".join(words[:limit]).rstrip(",;:") + "."


def _avoid(text: str, value: tuple[str, ...], index: int) -> str:
    for word in value:
        text = re.sub(rf"(?i)\b{re.escape(word)}\b ?", lambda m: _instead(word, m[0]), text)
    text = re.sub(r"\s+([.,!?])", r"\1", re.sub(r" {2,}", " ", text)).strip()
    return text[:1].upper() + text[1:]


def _instead(word: str, found: str) -> str:
    other = _REPLACEMENTS.get(word.lower(), "")
    other = other.capitalize() if found[:1].isupper() else other
    return f"{other} " if other and found.endswith(" ") else other


def _address(text: str, value: tuple[str, ...], index: int) -> str:
    sentences = split_sentences(text) or [text]
    first = sentences[0]
    if index % 2 and first[-1:] in ".!":
        return " ".join([f"{first[:-1]}, {value[0]}{first[-1]}", *sentences[1:]])
    return f"{value[0]}, {_lower_first(text)}"


def _lower_first(text: str) -> str:
    keep = re.match(r"(?:I\b|[A-Z]{2}|[A-Z]\w* [A-Z])", text)
    return text if keep else text[:1].lower() + text[1:]


def _starts(text: str, value: tuple[str, ...], index: int) -> str:
    phrase = value[0]
    joint = " " if re.search(r"\W$", phrase) else ", "
    return f"{phrase}{joint}{text if joint == ' ' else _lower_first(text)}"


def _ends(text: str, value: tuple[str, ...], index: int) -> str:
    text = text if re.search(r"[.!?…)\]]$", text) else text + "."
    return f"{text} {value[0]}"


def _contains(text: str, value: tuple[str, ...], index: int) -> str:
    for phrase in value:
        if re.search(r":$", phrase):
            text = f"{text} {phrase} take care and go slowly."
        elif not _has(text, phrase):
            text = f"{text} {phrase}"
    return text


def _contains_any(text: str, value: tuple[str, ...], index: int) -> str:
    if any(_has(text, word) for word in value):
        return text
    word = value[index % len(value)]
    return f"{text} {word}" if not re.search(r"\w", word) else f"{text} Mind the {word}."


def _json(text: str, value: tuple[str, ...], index: int) -> str:
    fields = {key: _one_line(text) if position == 0 else True for position, key in enumerate(value)}
    return json.dumps(fields, ensure_ascii=False)


def _one_line(text: str) -> str:
    return " ".join(split_sentences(text)[:1]).replace('"', "'")


def _asks_back(text: str, value: tuple[str, ...], index: int) -> str:
    return f"{text} " + ("What do you think?", "Does that help?", "What would you like to know next?")[index % 3]


def _lowercase(text: str, value: tuple[str, ...], index: int) -> str:
    return text.lower()


def _uppercase(text: str, value: tuple[str, ...], index: int) -> str:
    return text.upper()


# ------------------------------------------------------------------------------------------------- checking


def checkable(rule: Rule) -> bool:
    return all(part.do in _HOLDS for part in parts(rule))


def holds(rule: Rule, answer: str) -> bool:
    """Whether an answer obeys. An empty answer never does; a rule that nothing can check never holds."""
    text = answer.strip().strip("*_`").strip()
    return bool(text) and all(part.do in _HOLDS and _HOLDS[part.do](text, part.value) for part in parts(rule))


def _squash(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("’", "'")).casefold().strip()


def _has(text: str, phrase: str) -> bool:
    left = r"(?<!\w)" if phrase[:1].isalnum() else ""
    right = r"(?!\w)" if phrase[-1:].isalnum() else ""
    return re.search(left + re.escape(_squash(phrase)) + right, _squash(text)) is not None


def _lines(text: str, mark: str, least: int) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    marked = sum(bool(re.match(mark, line)) for line in lines)
    return marked >= least and len(lines) - marked <= 2


def _is_json(text: str, keys: tuple[str, ...]) -> bool:
    try:
        fields = json.loads(text)
    except ValueError:
        return False
    return isinstance(fields, dict) and set(keys) <= set(fields)


_APPLY: Final[MappingProxyType[str, Callable[[str, tuple[str, ...], int], str]]] = MappingProxyType(
    {"max_sentences": _fewer_sentences, "max_words": _fewer_words, "bullets": _bullets, "numbered": _numbered, "avoid": _avoid,
     "address": _address, "starts_with": _starts, "ends_with": _ends, "contains": _contains, "contains_any": _contains_any,
     "json": _json, "asks_back": _asks_back, "lowercase": _lowercase, "uppercase": _uppercase}
)  # fmt: skip
_HOLDS: Final[MappingProxyType[str, Callable[[str, tuple[str, ...]], bool]]] = MappingProxyType(
    {
        "max_sentences": lambda text, value: len(split_sentences(text)) <= int(value[0]),
        "max_words": lambda text, value: len(re.findall(r"\w+(?:['’-]\w+)*", text)) <= int(value[0]),
        "bullets": lambda text, value: _lines(text, r"\s*[-*•]\s+\S", int(value[0])),
        "numbered": lambda text, value: _lines(text, r"\s*\d+[.)]\s+\S", int(value[0])),
        "avoid": lambda text, value: not any(_has(text, word) for word in value),
        "address": lambda text, value: _has(text, value[0]),
        "starts_with": lambda text, value: _squash(text).startswith(_squash(value[0])),
        "ends_with": lambda text, value: _squash(text).rstrip(".!?").endswith(_squash(value[0]).rstrip(".!?")),
        "contains": lambda text, value: all(_has(text, phrase) for phrase in value),
        "contains_any": lambda text, value: any(_has(text, phrase) for phrase in value),
        "json": _is_json,
        "asks_back": lambda text, value: text.endswith("?"),
        "lowercase": lambda text, value: text == text.lower(),
        "uppercase": lambda text, value: text == text.upper(),
    }
)  # fmt: skip
_ORDER: Final = tuple(_APPLY)
