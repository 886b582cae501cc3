"""Where the condition of an English instruction stands, and what it is about.

Knows openers ("whenever", "for questions about") and the ways to speak of a message; knows no topics. What the
instruction asks for is read by `orders`, which prompts fulfil a condition is known by `situations`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from learning.english.asked_of import WHO, about

_QUOTED: Final = re.compile(r"\"[^\"]*\"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|(?<!\w)'[^']+'(?!\w)")
_HOLE: Final = "\ufffc"  # stands where a quoted phrase stood
_LEAD: Final = (
    r"(?:(?:please|from now on|in (?:the )?future|henceforth|also|and|but|so|ok(?:ay)?|remember|remember that|"
    r"note that|"
    r"i(?: would|['’]d) like (?:you to|that)|i want that|make sure that|always|only|just|even)[,:]? )*"
)
_WHEN: Final = (
    r"(?:when(?:ever)?|if(?: and only if| ever)?|(?:each|every|any) ?time(?: that| when)?|as soon as|as often as|"
    r"(?:just )?in case|once|provided(?: that)?|(?:as|so) long as|the moment|on the occasions (?:that|when)|"
    r"in (?:the )?cases? (?:where|when|that)|assuming(?: that)?|where(?:ver)?)"
)
_SAID: Final = (
    r"(?:questions?|quer(?:y|ies)|inquir(?:y|ies)|requests?|messages?|prompts?|conversations?|chats?|"
    r"discussions?|talks?|"
    r"answers?|repl(?:y|ies)|responses?|topics?|subjects?|matters?|problems?|issues|things?|tasks?|stuff|posts?|texts?|"
    r"explanations?|tips|advice|help|information|recommendations?|suggestions?)"
)
_ALL: Final = r"(?:all|any|every|each|most|my|our|your|the|a|an|some|these|such|of|other)"
_OF: Final = (
    r"(?:about|on(?: the (?:topic|subject|theme) of)?|regarding|concerning|of|(?:that (?:are|is) )?related to|"
    r"relating to|"
    r"(?:that|which) (?:are|is|concerns?|deals? with|mentions?|touch(?:es)?(?: on)?|has to do with|have to do with|"
    r"involves?)(?: (?:about|on))?|(?:having )?to do with|involving|around|mentioning|dealing with|"
    r"with regard to|in|from "
    r"the (?:field|area|world) of|with|touching(?: on)?|(?:and (?:answers|replies) )?(?:to|for) (?:questions?|"
    r"requests?|"
    r"messages?)(?: (?:about|on|regarding|concerning|related to))?)"
)
_ANYTHING: Final = r"(?:anything|everything|something|whatever|all)(?: that(?: is|['’]s)?| which is)?"
_REGARDING: Final = (
    r"(?:regarding|concerning|with regards? to|with respect to|as for|as far as|in regards? to|in the context of|"
    r"on the (?:topic|subject|theme|matter) of|on (?:questions|matters|issues|topics|subjects) (?:of|about|like|on)|"
    r"in (?:matters|questions|terms) of|about)"
)
_PHRASE: Final = (
    rf"(?:(?:for|in|to|with|on|under|during|at) (?:{_ALL} )*(?:[\w'’/-]+ (?:and [\w'’]+ )?){{0,2}}?{_SAID}"
    rf"(?: (?:and|or) {_SAID})?(?: {_OF})?(?=[ ,:;])|"
    rf"(?:for|in|with|on|to) {_ANYTHING} (?:about|on|regarding|concerning|(?:closely |remotely )?related to|to do with|"
    rf"(?:that )?(?:involves|has to do with|concerns|touches|involving|around|with))?(?=[ ,:;]))"
)
_OPENED: Final = re.compile(rf"^{_LEAD}{_WHEN}\b\s+", re.IGNORECASE)
_ASKED_OF: Final = re.compile(rf"^{_LEAD}(?:should|were) (?={WHO}\b)(?!you)", re.IGNORECASE)
_PARTICIPLE: Final = re.compile(rf"^{_LEAD}(?=(?:talking|speaking|chatting|discussing) (?:to me )?)", re.IGNORECASE)
_NAMED: Final = re.compile(rf"^{_LEAD}(?={_PHRASE}|{_REGARDING} )", re.IGNORECASE)
_FOR: Final = re.compile(rf"^{_LEAD}(?=for )", re.IGNORECASE)
_ANSWERED: Final = re.compile(
    rf"^(?P<x>(?:{_ALL} )*(?:[\w'’/-]+ )?{_SAID}(?: {_OF})? .+?|(?:{_ANYTHING}|{_ALL}) [^,]+?) (?:should|must|shall|"
    r"have to|has to|need to|needs to|are to|is to|ought to)(?P<always> always| only| never| not)? (?:(?:be|"
    r"get) (?P<done>answered|"
    r"replied to|responded to|met|handled|treated|explained|kept|given)\s+|(?=(?:end|start|begin|finish|close|"
    r"open|contain|"
    r"include|have|mention|use|rhyme|sound|be|stay|come|fit|avoid|name|consist)\b))(?P<how>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_ANSWERS: Final = re.compile(rf"(?:{_ALL} )*(?:answers?|repl(?:y|ies)|responses?|explanations?) ", re.IGNORECASE)
_TRAILED: Final = re.compile(
    rf"[\s,]+(?:but )?(?:only |always |and only |just |except |especially )?(?P<open>{_WHEN})\b\s+", re.IGNORECASE
)
_TRAILED_PHRASE: Final = re.compile(
    rf"[\s,]+(?:but )?(?:only |always |just )?(?=(?:for|in|to|"
    rf"on) (?:{_ALL} )*(?:[\w'’/-]+ ){{0,2}}?{_SAID}(?: (?:and|or) "
    rf"{_SAID})? {_OF} |(?:for|in|with) {_ANYTHING} (?:about|on|regarding|concerning|related|to do|around)|"
    r"when (?:talking|speaking|asked|discussing|answering))",
    re.IGNORECASE,
)
_NO_CONDITION: Final = re.compile(
    r"(?i)\b(?:even|as|ask|asks|check|know|see|tell me|say|wonder|decide|remember|exactly|mention|state|explain|show)$"
)
_AND_ASK: Final = re.compile(r"(?i)\b(?:ask|check|know|see|wonder|decide|tell|remember)(?: me| him| her| them| us)?$")
_PARTING: Final = re.compile(r",? then |[,;:]\s+|\s+[–—-]+\s+| please ")

_ORDERS: Final = (
    "answer|reply|respond|write|speak|talk|say|tell|start|begin|open|end|finish|close|conclude|sign|add|append|insert|use|"
    "give|show|list|name|mention|include|keep|make|be|stay|remain|sound|act|behave|pretend|call|address|greet|wish|thank|"
    "ask|remind|warn|suggest|recommend|propose|offer|advise|explain|describe|define|quote|cite|translate|spell|put|place|"
    "limit|stick|stop|avoid|never|always|only|don['’]t|do|switch|change|turn|repeat|summari[sz]e|number|sort|order|format|"
    "return|output|send|provide|present|express|convert|calculate|check|correct|compare|congratulate|encourage|comfort|"
    "reassure|cheer|console|praise|apologi[sz]e|refuse|decline|ignore|skip|let|try|remember|think|consider|focus|look|"
    "search|find|point|refer|follow|treat|assume|imagine|invent|rhyme|sing|joke|roar|howl|bark|laugh|round|highlight|"
    "underline|emphasi[sz]e|simplify|shorten|expand|elaborate|prefer|link|compliment|respect|honou?r|help|take|share|"
    "breathe|go|throw|work|drop|feel free|play|set|bring|state|note|please|just|also|first|simply|kindly|immediately|"
    "mind|capitali[sz]e|prefix|invite|motivate|complain|admit|confess|"
    "recite|count|pick|choose|leave|get|come|crack|slip|sprinkle|weave|hand|rate|rank|break|split|wrap|phrase|"
    "double-check|calm|contain|have|raise|dance|share|leave out|throw in|hum|whisper|shout|mirror|match|reword|"
    "rephrase|outline|illustrate|guess"
)
_ORDER: Final = re.compile(
    rf"^[\s\"“]*(?:(?:then|please|so|and|kindly)[, ]+)*(?:(?:{_ORDERS})\b|(?:i (?:want|would like|expect|need) you to|"
    r"i['’]d like (?:you to|it|the|your|a)|you (?:should|must|have to|need to|are to|can|may|shall|could|will)|"
    r"(?:your|the|every|each|all) (?:\w+ )?(?:answers?|repl(?:y|ies)|responses?|sentences?|words?|lines?|messages?) "
    r"(?:should|must|has to|have to|needs? to|is|are|shall|may|always)|i (?:want|like|prefer|expect) )|"
    r"(?:no|not more than|at most|no more than) (?=.)|in (?:one|two|three) )",
    re.IGNORECASE,
)  # fmt: skip
_IS_NO_ORDER: Final = re.compile(
    r"^\s*(?:(?:order|name|list|number|change|work|play|set|look|help|answer|place|match|rate|note|point|show|"
    r"use|take|turn|address|call|check|sign|order|rank|break|guess|mind|do|please) (?:is|was|are|were|of|has|had|will|"
    r"can|you|i|we|he|she|they|it)\b)",
    re.IGNORECASE,
)
_PLAIN_FOR: Final = re.compile(
    r"^\s*(?:(?:please|always|also|never) )*(?:show|give|list|mention|include|answer|reply|respond|explain|start your|"
    r"start each|start with|begin with|end with|finish with|end every|end your|add|suggest|recommend|quote|name|"
    r"tell me|"
    r"limit|format|speak|write|always|never|be|keep (?:it|your)|use (?:bullet|at most|short|simple|plain|"
    r"the metric|metric|"
    r"emojis?|numbered|a (?:table|list)|no more|capital|only|three|two|five|ten|formal|words|many|an? \w+ tone)|"
    r"your answers?|stick to|avoid|ask me|round|cite|stay|don['’]t (?:use|give|mention|write))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Split:
    """The parts of a conditional rule; `spoken` is whether the condition is plainly about what is written or asked."""

    clause: str
    order: str
    spoken: bool


def split(instruction: str) -> Split | None:
    """ "I ask about trains" and "mind the gap" for "When I ask about trains, mind the gap"; None without one."""
    text = instruction.strip()
    masked = _QUOTED.sub(lambda quoted: _HOLE * len(quoted[0]), text)
    return _answered(text) or _led(text, masked) or _phrased(text, masked) or _trailed(text, masked)


def is_order(text: str) -> bool:
    """Whether a clause begins as an order does."""
    return _ORDER.match(text) is not None and _IS_NO_ORDER.match(text) is None


def _answered(text: str) -> Split | None:
    """ "Questions about medicine should be answered with a warning"."""
    found = _ANSWERED.match(text)
    if found is None or about(found["x"]) is None:
        return None
    if found["done"] is None and not _ANSWERS.match(found["x"]):
        return None
    if found["done"] is None:
        return Split(found["x"], f"{(found['always'] or '').strip()} {found['how']}".strip(), True)
    said = {"kept": "keep it", "explained": "explain it"}.get(found["done"].lower(), "answer")
    return Split(found["x"], f"{said} {found['how']}", True)


def _led(text: str, masked: str) -> Split | None:
    """ "When I ask …, do …"."""
    opened = _OPENED.match(masked) or _ASKED_OF.match(masked) or _PARTICIPLE.match(masked)
    if opened is None:
        return None
    place = opened.end()
    partings = list(_PARTING.finditer(masked, place))
    before_order = [parting for parting in partings if is_order(text[parting.end() :])]
    for parting in [*before_order, *partings][:1]:
        return _cut(text, place, parting)
    return _run_on(text, masked, place)


def _run_on(text: str, masked: str, place: int) -> Split | None:
    """ "When I ask about trains add a joke": somebody left out the comma."""
    if about(masked[place:]) is None:
        return None
    for word in list(re.finditer(r"\s(?=\w)", masked[place:]))[3:]:
        rest = text[place + word.end() :]
        if re.match(
            r"(?i)(?:(?:always|please|never|then) )*(?:answer|reply|respond|add|say|tell me|give|start|begin|end|"
            r"use|keep it|finish|mention|include|remind|be|make|write|list|speak|suggest|ask me)\b",
            rest,
        ):
            clause = text[place : place + word.start()]
            return Split(clause, rest, True) if (about(clause) or "").strip() else None
    return None


def _phrased(text: str, masked: str) -> Split | None:
    """ "For questions about law, do …", "Regarding law: do …", "For maths: show every step"."""
    for lead, surely in ((_NAMED, True), (_FOR, False)):
        opened = lead.match(masked)
        if opened is None:
            continue
        for parting in _PARTING.finditer(masked, opened.end()):
            rest = text[parting.end() :]
            if (is_order(rest) if surely else _PLAIN_FOR.match(rest)) and len(text[: parting.start()].split()) < 14:
                return _cut(text, opened.end(), parting)
    return None


def _trailed(text: str, masked: str) -> Split | None:
    """ "Do … when I ask …"."""
    bare = masked.rstrip(" .!")
    for found in _TRAILED.finditer(bare):
        clause, before = text[found.end() : len(bare)], text[: found.start()]
        if _NO_CONDITION.search(before) or _AND_ASK.search(before) or not before:
            continue
        if about(clause) is not None or re.match(rf"{WHO}\b", clause, re.IGNORECASE):
            return Split(clause, before.rstrip(" ,"), about(clause) is not None)
    found_phrase = _TRAILED_PHRASE.search(bare)
    if found_phrase and found_phrase.start() and is_order(text):
        clause = text[found_phrase.end() : len(bare)]
        clause = re.sub(r"(?i)^when ", "", clause)
        return Split(clause, text[: found_phrase.start()].rstrip(" ,"), True) if about(clause) is not None else None
    return None


def _cut(text: str, place: int, parting: re.Match[str]) -> Split:
    clause = text[place : parting.start()].strip()
    order = re.sub(r"(?i)^(?:then|so)\b[, ]*", "", text[parting.end() :].strip())
    return Split(clause, order, about(clause) is not None)
