"""Instructions and conditional rules in German, French, Spanish and Chinese.

Knows openers and a few mechanical rules: how an answer ends or starts, and its language. English is read by
`english.kinds` and `orders`.
"""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Final

from learning.change.reading import states
from learning.change.table import change_table, plain
from learning.languages import QUOTED, Language, language_of, named, spoken
from learning.types import Kind, Rule

_COMMA: Final = re.compile(r"[,，、:：]\s*")
_CHINESE_TAIL: Final = re.compile(r"(?:的)?时候?$")
_HOLE: Final = "\ufffc"  # stands where a quoted phrase stood


def kind_of(sentence: str) -> Kind:
    """Instruction, conditional rule, or fact when it is neither in any of these languages."""
    return next((kind for one in _likely(sentence) if (kind := _kind(one, sentence)) is not Kind.FACT), Kind.FACT)


def read(instruction: str) -> Rule | None:
    """The rule of an instruction; `in_words` when it is none that can be checked, None when it is not for us."""
    for one in _likely(instruction):
        when, order = _condition(one, instruction)
        if when or _ordered(one, order, False) or one.code == language_of(instruction):
            return _rule(one, order, when)
    return None


def _likely(text: str) -> tuple[Language, ...]:
    """The language of a text; all of them when nobody can tell; none when it is English or one without words."""
    code = language_of(text)
    if code == "":
        return spoken()
    return tuple(one for one in spoken() if one.code == code)


def _kind(one: Language, sentence: str) -> Kind:
    if _condition(one, sentence)[0]:
        return Kind.CONDITIONAL
    return Kind.INSTRUCTION if _ordered(one, sentence, False) else Kind.FACT


def _condition(one: Language, sentence: str) -> tuple[str, str]:
    """("kochen", "gib einen Tipp") for "Wenn ich nach Kochen frage, gib einen Tipp"; ("", whole) when always on."""
    text = QUOTED.sub(_hole, sentence)
    opener = one.conditions.begin(text)
    if opener:
        for comma in _COMMA.finditer(text, opener):
            order = _after_then(sentence[comma.end() :])
            if _ordered(one, order, one.asking.within(text[: comma.start()])):
                return _topic(one, text[opener : comma.start()]), order
        return "", sentence
    found = None if one.code == "zh" or one.even.within(text) else one.conditions.pattern
    trailing = found.search(text) if found and _ordered(one, sentence, True) else None
    if trailing and one.asking.within(text[trailing.end() :]):
        return _topic(one, text[trailing.end() :]), sentence[: trailing.start()].rstrip(" ,")
    return "", sentence


def _ordered(one: Language, text: str, asking: bool) -> bool:
    """Whether a text is an order. Some words begin orders and statements alike: then something else has to tell."""
    if one.code == "zh" and one.even.begin(text):
        return any(_ordered(one, rest, asking) for rest in _COMMA.split(text, maxsplit=1)[1:])
    if begun := one.orders.begin(text):
        return not _from_now_on(one, text[:begun], text[begun:])
    return one.maybe.begin(text) > 0 and (
        asking or one.telling.within(text) or QUOTED.search(text) is not None or bool(_tongue(one, text))
    )


def _from_now_on(one: Language, opener: str, rest: str) -> bool:
    """ "Ab sofort arbeite ich bei Bosch": news, no order."""
    table = change_table(one.code)
    when = table is not None and "now" in table.roles.get(plain(opener), ())
    return when and not _ordered(one, rest.strip(" ,，"), False) and states(rest, one.code)


def _after_then(order: str) -> str:
    return re.sub(r"^(?:(?:dann|so|alors|entonces)\b\s*|就)", "", order.strip(), flags=re.IGNORECASE)


def _topic(one: Language, condition: str) -> str:
    """What the condition is about: its words without those that every such condition has."""
    text = one.everyday.without(one.asking.without(_CHINESE_TAIL.sub("", condition.strip(" .!。！"))))
    words = "".join(text.split()) if one.code == "zh" else " ".join(re.findall(r"[\w-]+", text))
    return words.lower() or condition.strip().lower()


# -------------------------------------------------------------------------------------------------- rules


def _rule(one: Language, order: str, when: str) -> Rule:
    found = list(dict.fromkeys(rule for sentence in _sentences(order) for rule in _mechanical(one, sentence)))
    if not found:
        return Rule("in_words", (order.strip(),), when)
    if len(found) == 1:
        return Rule(found[0].do, found[0].value, when)
    return Rule("every", tuple(json.dumps([rule.do, *rule.value], ensure_ascii=False) for rule in found), when)


def _mechanical(one: Language, sentence: str) -> list[Rule]:
    quoted = [next(part for part in found if part) for found in QUOTED.findall(sentence)]
    text = _without_even(one, QUOTED.sub(_HOLE, sentence))
    if one.negations.within(text):
        return []
    found = [Rule("language", (code,)) for code in [_tongue(one, text)] if code]
    if quoted and one.ends.within(text):
        found.append(Rule("ends_with", (quoted[0],)))
    elif quoted and one.starts.within(text):
        found.append(Rule("starts_with", (quoted[0],)))
    elif quoted:
        found.append(Rule("contains", tuple(quoted)))
    return found


def _without_even(one: Language, text: str) -> str:
    """ "…, even if I write in English" names no language to answer in."""
    found = one.even.pattern.search(text) if one.even.pattern else None
    if found is None:
        return text
    return text[: found.start()] or _COMMA.split(text, maxsplit=1)[-1]


def _tongue(one: Language, text: str) -> str:
    """The language to answer in: "auf Französisch", "en español", "用中文"."""
    if one.tongue.pattern is None:
        return ""
    places = [found.end() for found in one.tongue.pattern.finditer(text)]
    near = " ".join(text[place : place + 16].strip().split(" ")[0] for place in places)
    return named(near) if one.code != "zh" else named(" ".join(text[place : place + 4] for place in places))


def _sentences(order: str) -> list[str]:
    """Split where a sentence ends outside quotes."""
    marked = QUOTED.sub(_hole, order)
    ends = [0, *(found.end() for found in re.finditer(r"[.!?]\s+|[。！？]", marked)), len(order)]
    return [order[start:end] for start, end in pairwise(ends) if order[start:end].strip()]


def _hole(found: re.Match[str]) -> str:
    return _HOLE * len(found[0])
