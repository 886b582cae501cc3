"""An order cut into its clauses: "start with X and never use commas" are two. What stands in quotes is never cut.

Knows where clauses begin and what only gives a reason; what a clause asks for is read by `orders`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from learning.english.counts import COUNT
from learning.sentences import sentences

_QUOTED: Final = re.compile(r"[\"“”„«»]([^\"“”„«»]+)[\"“”„«»]|(?<!\w)'([^']+)'(?!\w)|(?<!\w)‘([^‘’]+)’|`([^`]+)`")
_HOLE: Final = 0xE000
LONGEST: Final = 600  # characters of a sentence that is read; nobody orders anything in more
_VERBS: Final = (
    r"start|begin|open|end|finish|close|conclude|sign|wrap|use|using|write|written|keep|keeping|add|put|mention|"
    r"include|say|call|address|"
    r"answer|answering|reply|respond|speak|format|give|make|limit|avoid|avoiding|stop|skip|leave|omit|number|"
    r"capitali[sz]e|ask|tag|append|spell|"
    r"surround|enclose|prefix|contains?|starts|begins|ends|closes|finishes|refrain|drop|stick|sound|sign off|type|"
    r"talk|return|insert|cut|mentions|includes|uses|has|have"
)
_STARTER: Final = (
    rf"(?:(?:please|then|also|always|both|only|all|just|to|and|they|it|you|should|must|has to|have to) )*(?:{_VERBS}|"
    rf"never|do not|don['’]t|not (?:use|write|say|mention|contain|include|exceed|start|end|be)|without|with no|no "
    rf"(?!more|less|fewer|longer|matter|one)|be (?:in|short|at|no|under|written|wrapped|exactly)|in (?:all|only|"
    rf"lower|upper|small|capital|caps|bullet|json|title|(?:the )?form|a (?:single|numbered|bullet)|square|[A-Z]\w+|"
    rf"(?:at most|exactly|under|no more than|fewer than|less than|{COUNT}) )|(?:with|under|at|within|up|keep) (?:at )"
    rf"?(?:most|least|exactly|under|a maximum|no more|to)?\s?{COUNT}\b|with [\ue000-\uf8ff]|with (?:at (?:most|least)"
    rf"|no more than|exactly|an?|your|bullet|emojis?|square)\b|(?:at (?:most|least)|exactly) (?={COUNT} \w)|no more "
    rf"than (?={COUNT})|max(?:imum)? (?:of )?{COUNT}|fewer than|less than|(?:short|brief|one sentence|two sentences|"
    rf"lower ?case|all caps|uppercase)\b)"
)
_CUT: Final = re.compile(
    rf"(?:\s*[,;]\s*(?:(?P<in_list>and|but|then|while|plus|also|yet|or|nor)\s+)?|\s+(?P<joint>and|but|then|or|nor|"
    rf"plus|while|yet|\+|&)\s+(?:then |also )?|\s+[-–—]+\s+|\s*—\s*)(?={_STARTER})|:\s+(?=(?:no|never|do not|"
    rf"don['’]t) )"
)
_REASON: Final = re.compile(
    r"(?i),\s+(?:i|it|they|that|this|we|my \w+|he|she)(?:['’](?:m|s|re)| (?:get|am|hate|can['’]t|cannot|find|always|"
    r"really|just|have|fall|like|"
    r"makes?|is|are|was|were|know|think|feel|looks?|sounds?|annoys?|hurts?|suffer|has|had|read|use))\b.*$|"
    r"(?:\s*[,;:(–—-]+)?\s+\(?(?:because|since (?:i|it|my|they|we|that)|so that|so (?:i|we|my|it|they)\b|as (?:i|"
    r"it|they|my|we) |that way|this way|in order to|otherwise|i mean|it makes|it helps|helps me|to help me|to make "
    r"it|for (?:accessibility|my (?:son|daughter|kids|mother|eyes)))\b.*$|"
    r"\s+[–—-]+\s+(?:it|i|i'm|that|that's|they|this|my|we|he|she|not|those|these|too|the|which|thanks|please|nothing|"
    r"makes|so|for)\b.*$"
)
_EXPLAINS: Final = re.compile(
    r"(?i)^(?:(?:that|this) (?:way|is|makes|will|would|helps|lets|keeps|saves|sounds|looks|reads|annoys)|that['’]s|it"
    r"(?:['’]s|['’]ll| (?:is|makes|will|would|helps|lets|keeps|saves|sounds|looks|reads|annoys|gives|feels|cheers|"
    r"reminds|drives|just|really))|"
    r"(?:they|those|these) (?:are|annoy|drive|make|look|sound|distract|confuse|bother|feel|really|just|hurt|help)|"
    r"otherwise|because|so (?:that )?i|i (?:find|like|know|just|will|can|think|hate|prefer|really|read|need|use|want "
    r"to|get|have)\b|i(?:['’]m|['’]ll|['’]d)|nothing (?:else|more|less)|no (?:more|exceptions?|less)|thanks|thank "
    r"you|my )"
)
_GOES_ON: Final = re.compile(
    rf"\b(?:no more|not more|no less|no fewer|to|please|don['’]t|do not|not|never|always|yes|{COUNT})$|"
    r"^(?:after|before|between|at|for|with|behind) (?:every|each|all|the|your|both)\b[^,]*$"
)
_BOTH: Final = re.compile(
    r"(?i)\b(?P<start>start|begin|open)(?:s|ing|ning)? (?:and|as well as|and also|&) (?P<end>end|finish|close|"
    r"conclude)(?:s|ing)?\s+(?P<rest>.+)$|"
    r"\b(?P<end2>end|finish|close|conclude)(?:s|ing)? (?:and|as well as|&) (?P<start2>start|begin|open)(?:s|ing|ning)"
    r"?\s+(?P<rest2>.+)$"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that is asked for. `goes_on`: joined by "or", it shares the "never" of the clause before."""

    text: str
    goes_on: bool = False


def hidden(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with one character in the place of each quoted phrase, and the phrases."""
    phrases: list[str] = []

    def hole(found: re.Match[str]) -> str:
        phrases.append(next(part for part in found.groups() if part).strip())
        return chr(_HOLE + len(phrases) - 1)

    plain = re.sub(r"[\ue000-\uf8ff]", "", re.sub(r"(?<=\w)’(?=\w)", "'", text))
    return _QUOTED.sub(hole, plain), tuple(phrases)


def clauses(order: str) -> list[Clause]:
    """All clauses of an order whose quotes are hidden; reasons are left out."""
    found: list[Clause] = []
    for index, sentence in enumerate(sentences(order)):
        if len(sentence) > LONGEST or (index and explains(sentence)):
            continue
        text = _REASON.sub("", sentence) or sentence
        if both := _BOTH.search(text):
            rest = both["rest"] or both["rest2"]
            lead = text[: both.start()]
            found += [Clause(f"{lead}start {rest}"), Clause(f"{lead}end {rest}")]
        else:
            found += _cut(text)
    return found


def explains(sentence: str) -> bool:
    """ "That way I know you are listening." asks for nothing."""
    return _EXPLAINS.match(sentence) is not None


def _cut(sentence: str) -> list[Clause]:
    found: list[Clause] = []
    start, goes_on = 0, False
    for cut in _CUT.finditer(sentence):
        if re.search(r"\w|[^\w\s]", sentence[start : cut.start()]) and not _list_goes_on(sentence, cut):
            found.append(Clause(sentence[start : cut.start()].strip(), goes_on))
            start, goes_on = cut.end(), (cut["joint"] or cut["in_list"] or "") in ("or", "nor")
    return [*found, Clause(sentence[start:].strip(), goes_on)]


def _list_goes_on(sentence: str, cut: re.Match[str]) -> bool:
    """ "no more and no less", "two or three sentences" are not cut, nor is "After each sentence, begin …"."""
    return _GOES_ON.search(sentence[: cut.start()].lower()) is not None
