"""From the words of an instruction to a rule that can be checked.

Knows English orders, no answers; other languages are read by `other_orders`. What single clauses ask for is read by
`english.places`, `bans`, `looks` and `amounts`. Whatever is not understood is `in_words`.
"""

from __future__ import annotations

import json
import re
from typing import Final

from learning import other_orders
from learning.english import amounts, bans, conditions, looks, places
from learning.english.asked_of import about
from learning.english.clauses import Clause, clauses, hidden
from learning.english.shell import Bare, bare, trimmed, unconditional
from learning.english.wanted_forms import other_unit, wanted_forms
from learning.languages import named
from learning.triggers import trigger
from learning.types import Rule

_ABOUT: Final = re.compile(
    r"\b(?:i|we|my|me|you|ask(?:s|ed|ing)?|question|message|is|are|about|the|a|an|want|to|know|talk|write|"
    r"mention|something|for|on|"
    r"someone|somebody|it|have|with|any|topic|concerns?|related|advice|help|of|need)\b",
    re.IGNORECASE,
)
_NOT: Final = re.compile(r"\b(?:not|never|don['’]t|avoid|without|except|translate|stop)\b")
_PLAIN: Final = r"(?:(?:plain|simple|only|good|clear|formal|everyday|fluent|easy|nothing but|proper) )*"
_ANSWERS: Final = re.compile(
    r"\b(?:answers?|reply|replies|respond|responses?|write|speak|talk|messages?|everything|explain|be|switch|"
    r"converse|type|writing|speaking)\b"
)
_TONGUE: Final = re.compile(
    rf"\b(?:in|to) {_PLAIN}(\w+)(?! (?:way|manner|style|words?|accent))\b|"
    rf"^(?:(?:please|always|only|from now on,?|you must|just) )*(?:speak|talk|use|write) {_PLAIN}(\w+)(?= only| "
    rf"(?:to|with) me| please|[\s.!?]*$|,)|"
    rf"^(?:only |just |strictly )?(\w+)(?: (?:only|answers?|replies))*[\s.!?]*$|^(?:your |the )?language (?:is|"
    rf"should be|must be) (\w+)"
)
_DOUBLE: Final = re.compile(  # "Never answer without saying X" asks for X
    r"(?i)^(?:never|do not|don't) (?:ever )?(?:\w+ ){1,4}?without (?:first |also |ever |always )*(?=\w+ing\b)"
)
_DROPPED: Final = re.compile(
    r"(?i)(?:drop|leave|strike) .+ (?:at|in|into) (?:the|your|every|each|all)\b(?! (?:trash|bin)\b)"
)
_CALLED: Final = re.compile(
    rf"(?i)\b(?:call(?:ing)?|address(?:ing)?|greet(?:ing)?) me (?:as |by |with )?(?:(?:the |my )?(?:name|nickname|"
    rf"title),? )?(?P<name>[{places.HOLES}]|[\w' .-]+)|"
    rf"(?:refer(?:ring)? to me as|^(?:called|addressed as|known as|referred to as)) (?P<other>[{places.HOLES}]|[\w' "
    rf".-]+)|"
    rf"\b(?:use|say|mention|include|add|put) my (?:first |nick ?|last )?name[,:(]* *(?:which is |is )"
    rf"?(?P<mine>[{places.HOLES}]|(?-i:[A-Z])[\w' -]*)"
)
_AFTER_NAME: Final = re.compile(
    r"(?i)\b(?:in|when|whenever|every|all|always|from|at|each|please|instead|and|once|somewhere|before|after|while)"
    r"\b.*$"
)
_THEIR: Final = re.compile(
    r"^(?:it|they|these|those)(?= (?:should|must|shall|has to|have to|needs? to|may|can|always|never)\b)", re.IGNORECASE
)


def read(instruction: str) -> Rule:
    """The one rule of an instruction; several become `every`. Whatever is not understood is `in_words`."""
    other = other_orders.read(instruction)
    return other if other is not None else _english(instruction)


def _english(instruction: str) -> Rule:
    when, order = condition(instruction)
    found = mechanical(order)
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
    if found is None or trigger(found.clause) is None:
        found = conditions.split(unconditional(text))  # "It would help me if you …" is no condition
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


def mechanical(order: str) -> list[Rule]:
    """All rules of an English order that can be checked, each once."""
    text, quoted = hidden(order)
    found: list[Rule] = []
    negative, of_answers = False, False
    for clause in clauses(text):
        shell = bare(_THEIR.sub("your answers", clause.text))
        negative = shell.negative or _refuses(shell.text) or (negative and clause.goes_on)
        of_answers = of_answers or shell.of_answers
        found += _clause(clause, shell, negative, quoted, of_answers)
    return _apart(list(dict.fromkeys(found)))


def _apart(found: list[Rule]) -> list[Rule]:
    """Of two rules about one thing the first holds; bans of words become one."""
    banned = tuple(dict.fromkeys(word for rule in found if rule.do == "avoid" for word in rule.value))
    kept: dict[str, Rule] = {}
    for rule in found:
        key = rule.do if rule.do != "avoid" and rule.do in _ONCE else f"{rule.do}{rule.value}"
        kept.setdefault("avoid" if rule.do == "avoid" else key, Rule("avoid", banned) if rule.do == "avoid" else rule)
    return list(kept.values())


_ONCE: Final = frozenset(
    [
        "starts_with",
        "ends_with",
        "max_sentences",
        "min_sentences",
        "exact_sentences",
        "max_words",
        "bullets",
        "numbered",
        "lowercase",
        "uppercase",
        "titlecase",
        "json",
        "language",
        "paragraphs",
        "asks_back",
    ]
)


def _refuses(text: str) -> bool:
    return bans.NEGATIVE.match(text) is not None and not _DOUBLE.match(text) and not _DROPPED.match(text)


def _clause(clause: Clause, shell: Bare, negative: bool, quoted: tuple[str, ...], of_answers: bool) -> list[Rule]:
    text = shell.text
    if re.search(rf"(?i)\b(?:that|this|those) (?:words?|phrases?)\b(?! [{places.HOLES}:])", text) and negative:
        return []
    if formed := wanted_forms(bans.NEGATIVE.sub("", text) if negative else text, negative, quoted):
        return formed
    if double := _DOUBLE.match(text):
        text = ("start by " if "first" in double[0].lower() else "") + text[double.end() :]
    elif banned := bans.whole_ban(text):
        return bans.bans(banned, quoted)
    elif bans.expands(text):
        return [Rule("without", ("contractions",))]
    elif negative:
        return _negative(text, clause.text, quoted)
    inner = bans.inner(text, quoted)
    if inner is None:
        return _positive(text, clause.text, quoted, of_answers)
    before = text[: len(text) - len(inner)]
    before = re.sub(
        r"(?i)[\s,]*(?:\b(?:but|and|with|using|contain\w*|use|never|without|avoiding|free of|rather than|instead of|"
        r"in place of|no|any|don't|do not|not|ever|the use of)\s*)+$",
        "",
        before,
    )
    return [
        *(_positive(before, before, quoted, of_answers) if before.strip() else []),
        *_negative(inner, inner, quoted),
    ]


def _negative(text: str, whole: str, quoted: tuple[str, ...]) -> list[Rule]:
    """What a clause forbids."""
    lead = bans.NEGATIVE.match(text)
    rest = text[lead.end() :] if lead else text
    if shaped := amounts.limits(rest, True) + looks.looks(rest, True, quoted, False):
        return shaped
    if re.search(r"(?i)^(?:\w+ ){0,3}?(?:start|begin|open|end|finish|clos|conclud|sign)\w*\b", rest):
        return places.places(rest, quoted, True)
    return bans.bans(rest, quoted)


def _positive(text: str, whole: str, quoted: tuple[str, ...], of_answers: bool) -> list[Rule]:
    """What a clause asks for."""
    if swapped := places.swapped(text, quoted):
        return [other_unit(swapped)]
    if name := _name(text, quoted):
        return [name]
    shaped = looks.looks(text, False, quoted, of_answers)
    if any(rule.do in ("json", "wrapped") for rule in shaped):
        return [*shaped, *_language(text.lower(), of_answers)]
    placed = (
        []
        if re.search(r"(?i)\b(?:that|which) (?:starts?|begins?|ends?)\b", text)
        else places.places(text, quoted, False)
    )
    if placed:
        said = "".join(placed[0].value).lower()
        return placed if said and said in text.lower() else [*placed, *shaped]
    lined = any(rule.do == "sentence_lines" for rule in shaped)
    found = [*shaped, *([] if lined else amounts.limits(text, False)), *_language(text.lower(), of_answers)]
    holes = re.search(f"[{places.HOLES}]", text) is not None
    if holes or (not found and (places.mentions(text) or trimmed(whole) != whole.strip())):
        found += places.contents(text, quoted)
    return found


def _name(text: str, quoted: tuple[str, ...]) -> Rule | None:
    """ "Call me Boss": the name to be used."""
    found = _CALLED.search(text)
    if found is None or re.search(r"(?i)\b(?:start|begin|open|end|finish|close|sign)\w*\b", text[: found.start()]):
        return None
    if re.match(r"(?i)greet\w* me (?!as\b)", found[0]):
        return None
    called = (found["name"] or found["other"] or found["mine"]).strip()
    if called[:1] >= "\ue000" and called[:1] <= "\uf8ff":
        if found[0].lower().startswith("greet"):
            return None
        return Rule("address", (quoted[ord(called[0]) - 0xE000],))
    called = _AFTER_NAME.sub("", called).strip(" .,!")
    return Rule("address", (called,)) if called and len(called.split()) <= 4 else None


def _language(lower: str, of_answers: bool) -> list[Rule]:
    """ "Answer in French", "speak only Italian", "all replies must be in German"; not "never in French"."""
    said = re.split(r"\beven (?:if|when|though)\b|\b(?:no matter|regardless)\b", lower)[0]
    elliptic = re.match(
        r"(?:please )?(?:use|in|only|\w+ (?:only|answers|replies)|just|(?:your |the )?language)\b", said
    )
    if _NOT.search(said) or not (of_answers or _ANSWERS.search(said) or elliptic):
        return []
    codes = [code for near in _TONGUE.findall(said) if (code := named(" ".join(near)))]
    return [Rule("language", (codes[0],))] if codes and codes[0] == named(said) else []
