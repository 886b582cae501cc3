"""The polite shell around an order, taken off: "Could you please …?", "It would help if you …", "Replies should …".

Knows how people ask an assistant for something; what they ask for is read by `orders`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from learning.english.counts import COUNT

_LONGEST: Final = 600  # characters; nobody asks so long-windedly
_NOUN: Final = (
    r"(?:answers?|repl(?:y|ies)|responses?|messages?|outputs?|explanations?|(?:any|every)thing|whatever|what|all|"
    r"writing|texts?|posts?|sentences?)"
)
_YOU_WRITE: Final = (
    r"(?: (?:that |which )?you(?:['’]ll| will| would)? (?:ever )?(?:give|write|say|send|type|produce|post|tell|"
    r"answer|reply|respond)"
    r"(?: to)?(?: me| back)?)"
)
ANSWER: Final = (
    r"(?:(?:every|each|all|any)(?: single| one)?(?: of)?(?: (?:your|the|my))?(?: (?:future|single|next))? "
    rf"(?:answers?|repl(?:y|ies)|responses?|messages?|outputs?|explanations?|texts?|posts?|sentences?){_YOU_WRITE}?|"
    rf"your (?:(?:own|future|next|entire|whole) )?{_NOUN}|(?:every|any)thing{_YOU_WRITE}|(?:whatever|what|all)"
    rf"{_YOU_WRITE}|"
    r"the answers? you give(?: me)?|(?:the |an? )?(?:answer|reply|response))"
)
_EVER: Final = (  # a condition that is always met
    r"(?:(?:when(?:ever)?|if|every time|each time|any time|no matter what) (?:you (?:finish|end|complete|give|write|"
    r"start|begin|are done with) (?:an|your|each|every|any) (?:answers?|reply|response|message)|(?:you (?:answer|"
    r"reply|respond|write|talk|speak)(?: back)?(?: to)?(?: me)?(?: (?:anything|something|my questions?|questions|a "
    r"question))?|i (?:ask|write|message|text|send|say|talk|speak)(?: to)?(?: you)?(?: (?:anything|something|a "
    r"question|questions|any question|a message|to you|whatever))?)))"
)
_AGAIN: Final = (
    r"(?:from (?:now|here|today|this (?:point|moment))(?: on| onwards?| forward)?(?: out)?|going forward|moving "
    r"forward|"
    r"in (?:the )?future|henceforth|starting (?:now|today)|at all times|as a rule|in general|every (?:single )?time|"
    r"each time|"
    r"without exception|if (?:possible|you can|that['’]s ok(?:ay)?|you don['’]t mind)|for me)"
)
_BEFORE: Final = re.compile(
    rf"^(?:please|kindly|ok(?:ay)?(?= ?,)|hey|hi|so|also|and|but|then|now|just|ingrain|important|(?:new |my |one |"
    rf"another )?rule"
    rf"|note|instruction|request|one (?:more )?thing|{_AGAIN}|(?:in|for|with|at|to) {ANSWER})(?:\s*[,:;!–—-]+\s*|\s+|"
    rf"$)(?!\s*to\b)",
    re.IGNORECASE,
)
_ALWAYS: Final = re.compile(
    rf"^(?:please )?(?:{_EVER}|(?:whatever|no matter what|regardless of what) (?:i|we|you(?:['’]re| are)?) (?:ask|"
    rf"asked|say|write|want|wonder|answer|reply|talk|tell|request|am asking)(?: (?:you|about|for))*)(?:,|(?= "
    rf"(?:please|always|never|start|begin|end|use|do not|don['’]t)\b))\s*",
    re.IGNORECASE,
)
_SOFT: Final = r"(?:(?:please|kindly|maybe|perhaps|possibly|also|just|really|all|so|ever|in future|from now on),? )*"
_IF_YOU: Final = r"if (?:you (?:could|would|can|might|were to)?|(?=(?:every|each|all|your)\b))"
_NICE: Final = (
    r"(?:nice|great|good|helpful|lovely|better|best|useful|easier|cool|awesome|wonderful|perfect|fantastic|kind of you|"
    r"amazing|ideal|super|handy|appreciated|brilliant|fine|neat|sweet)"
)
_ASKS: Final = tuple(
    re.compile(rf"^(?:{pattern}),?\s*{_SOFT}", re.IGNORECASE)
    for pattern in (
        r"(?:can|could|would|will|won['’]t|can['’]t|couldn['’]t) you(?: (?:try|agree|promise|learn|start|remember|be "
        r"so kind as|make an effort|make it a habit) to|"
        r" make sure (?:to|that you|you)| be sure to)?(?! mind)",
        r"(?:would|do) you mind(?: if you)?",
        r"i(?:['’]d| would)(?: \w+)? (?:like|love|want|prefer|need|wish)(?: it)?(?: for)? (?:you|it|ingrain) to",
        r"i (?:\w+ )?(?:want|need|expect|ask|wish|prefer|order|request|require|urge|demand|insist|like)(?: on)?(?: "
        r"that| for)? you (?:to )?",
        rf"i(?:['’]d| would)(?: \w+)? (?:appreciate|love|like|prefer|be (?:glad|happy|grateful|pleased|thankful))(?: "
        rf"it)?(?: a lot)? {_IF_YOU}",
        rf"it(?:['’]d| would|['’]s| is)(?: (?:be|really|very|so|much|even|also|quite))* {_NICE}(?: (?:for|to) me)? "
        rf"(?:{_IF_YOU}|that you|when you)",
        rf"it (?:would|will|could) (?:really |greatly )?(?:help|please|suit|delight)(?: me)?(?: \w+ (?:lot|bit))? "
        rf"{_IF_YOU}",
        rf"it(?:['’]d| would) (?:really |greatly )?(?:help|please|suit|delight)(?: me)?(?: \w+ (?:lot|bit))? {_IF_YOU}",
        r"i(?:['’]d| would)? (?:\w+ )?(?:like|want|prefer|wish|love) to be (?=(?:called|addressed|known|referred)\b)",
        r"(?:it is|it['’]s) (?:very |really )?important(?: (?:to|for) me)? (?:that you|to|that)",
        r"(?:if you (?:could|would)|could you)",
        r"(?:(?:always )?(?:make|be) (?:very )?(?:sure|certain)|ensure|see to it|remember|mind|keep in mind)(?: to| "
        r"that you(?: always)?| you(?: always)?| that)?",
        r"(?:do not|don['’]t|never) (?:forget|fail|neglect)(?: to| that you| you)?",
        r"(?:take care|try|attempt|endeavou?r|feel free|aim|strive)(?: always)? (?:to|and)",
        r"you(?: (?:always|only))?(?: (?:should|must|have to|need to|ought to|are to|shall|will|are required to|are "
        r"supposed to|are expected to|had better)|"
        r"['’](?:ll|d better|re supposed to|re to))(?! not\b| never\b)(?: always)?",
        r"(?:your|the) (?:job|task|rule|instructions?|order|new rule) (?:is|are)(?: to|:)",
        r"(?:let['’]s have you|do me a favou?r and|be so kind as to|i beg you to|i insist you|start|begin)(?= "
        r"(?:\w+ing\b|using\b))",
    )
)
_REFUSES: Final = tuple(
    re.compile(rf"^(?:{pattern})\s*{_SOFT}", re.IGNORECASE)
    for pattern in (
        r"you(?: (?:must|should|may|shall|can|are|will|need)(?: not|n['’]t| never)|(?: cannot| mustn['’]t| "
        r"shouldn['’]t| can['’]t| aren['’]t| won['’]t)|['’]re not|['’]re never)"
        r"(?: (?:ever|allowed to|permitted to|supposed to|to))*",
        r"you (?:are|['’]re) (?:forbidden|prohibited|banned) (?:to|from)",
        r"i(?:['’]d| would) rather (?:that )?you (?:didn['’]t|did not|don['’]t|not|never)",
        r"i(?:['’]d| would) rather not (?:see|read|hear|have)",
        r"i (?:really |just )?(?:do not|don['’]t|never) (?:ever )?(?:want|like|need|wish)(?: for)? (?:you )?to "
        r"(?:ever )?(?:see|read|hear|find|have|get)(?: you)?",
        r"i (?:really |just )?(?:do not|don['’]t|never) (?:ever )?(?:want|like)(?: for)? you to",
        r"i (?:really )?(?:hate|dislike|can['’]t stand|don['’]t like|do not like)(?: it)? when you",
        r"i(?:['’]m| am) (?:so |really )?(?:sick|tired|fed up)(?: and tired)? (?:of|with)(?: (?:seeing|reading|"
        r"hearing))? "
        r"(?=(?:all )?(?:the (?:words?|phrase)|your|these|emojis|exclamation))",
        r"(?:there (?:should|must|shall|may) (?:be no|not be|never be)(?: any)?|nothing(?: (?:that )?you (?:write|"
        r"say))? (?:should|may|must)(?: ever)?|"
        r"(?:no|none of your) (?:answers?|repl(?:y|ies)|responses?|messages?) (?:should|may|must|can)(?: ever)?)",
    )
)
_NOT_AFTER_IF: Final = re.compile(
    r"^(?:did ?n[o'’]t|didn['’]t|do not|don['’]t|would ?n[o'’]t|wouldn['’]t|not|never|avoided|stopped)\b\s*", re.I
)
_MODAL: Final = (
    r"(?:(?:should|must|ha(?:s|ve) to|needs? to|ought to|shall|will|may|can|is to|are to|had better)(?P<no> not| "
    r"never|n['’]t)?|"
    r"(?P<cannot>cannot|can['’]t|mustn['’]t|shouldn['’]t|won['’]t)|needs?|to|always|(?P<never>never)|(?=(?:are|is) "
    r"(?:too|in|at|no|never|always)\b)|"
    r"(?=(?:start|begin|end|open|close|finish|contain|include|use|stay|consist|ha[sv]e?|sound|come)s?\b))(?!\w)"
)  # fmt: skip
_OF_ANSWERS: Final = re.compile(
    rf"^{ANSWER}(?:,)? (?:always )?{_MODAL}(?: (?:always|all|only|also|ever|both|either|both|just))*\s*", re.IGNORECASE
)
_WANTED: Final = re.compile(
    r"^i(?:['’]d)? (?:would |really |just |only |always |much |also )*(?:want|like|love|need|prefer|expect|wish for|"
    r"appreciate|am happy with)"
    r"(?: to (?:have|get|see|read|receive))?(?: (?:it )?(?:if|when))? (?=(?:\S+ ){0,6}?(?:answers?|repl(?:y|ies)|"
    r"responses?|messages?|explanations?)\b)"
    r"(?!(?:\S+ ){0,6}?(?:from (?:my|the)|of (?:my|the) |at )\b)(?!my\b)",
    re.IGNORECASE,
)
_WISHED: Final = re.compile(
    r"^i(?:['’]d| would)?(?: (?:\w+ )?(?:like|prefer|love|rather have|want|need))(?: it)?(?: to (?:have|see))? "
    rf"(?=(?:no|only|all|everything|just|exactly|at (?:most|least)|no more|{COUNT} (?:\w+ )?"
    r"(?:words?|sentences?|bullets?|lines?|paragraphs?|points?)|(?:\w+ )?(?:bullets?|bullet points|lower ?case|"
    r"one-liners|capitals|lists)(?=[.!]*$))\b)",
    re.IGNORECASE,
)
_UNWANTED: Final = re.compile(
    r"^i (?:really )?(?:do not|don['’]t) (?:want|need) (?:any )?(?=(?:emojis?|bullets?|bullet points|lists?|hashtags|"
    r"headings|commas|"
    r"exclamation (?:marks|points)|question marks|brackets|parentheses|contractions|markdown|apologies|(?:em )?dashes|"
    r"semicolons|colons|digits|capitals|capital letters)[.!]*$)|"
    r"^i (?:really |just )?(?:do not|don['’]t|never) (?:ever )?(?:want|like|need|wish)(?: to (?:see|read|hear))?(?: "
    r"any)? "
    r"(?=.*\b(?:in|from|of|within) (?:(?:any|all|every|each)(?: of)? )?(?:your|you|answers?|repl(?:y|ies))\b|.*\b"
    r"(?:answers|repl(?:y|ies)|responses)\b)|"
    r"^i (?:really )?(?:hate|dislike|can['’]t stand) (?=.*\b(?:in|from) (?:(?:any|all) of )?(?:your|answers?|repl"
    r"(?:y|ies))\b)",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(
    rf"(?<!each)(?<!every)(?<!all)(?<!any)(?:\s*,)?\s+(?:(?<!word )(?<!words )(?<!phrase )(?<!say )please|{_AGAIN}|"
    rf"{_EVER}|thanks|thank you|ok(?:ay)?(?=\s*\?)|"
    rf"always|again|ever again|anymore|any more|as well|too|instead|"
    rf"(?:will|would|could|can) you|(?:that|it) would be {_NICE}|that['’]s all I ask|no matter what|whatever i ask|"
    rf"(?:in|to|into|for|of|on|from|with|within|throughout|across|per|at least once in) {ANSWER}|per (?:answer|reply|"
    rf"response|message)|"
    r"at least once)\s*([.!?]*)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Bare:
    """An order without its shell. `addressed`: the shell told that it is one. `negative`: it says what not to do."""

    text: str
    addressed: bool
    negative: bool
    of_answers: bool = False  # the shell named the answers: "Every reply should …"


def bare(sentence: str) -> Bare:
    """ "Could you please start with X?" → "start with X"; "Your answers must not be long." → not "be long"."""
    text, addressed, negative, of_answers = sentence.strip(), False, False, False
    while True:
        shorter = _lead(text)
        asked = next((found for pattern in _ASKS if (found := pattern.match(shorter)) and found.end()), None)
        refused = next((found for pattern in (*_REFUSES, _UNWANTED) if (found := pattern.match(shorter))), None)
        if refused is not None:
            shorter, addressed, negative = shorter[refused.end() :], True, True
        elif asked is not None:
            shorter, addressed = shorter[asked.end() :], addressed or not _quiet(asked[0])
            if denied := _NOT_AFTER_IF.match(shorter):
                shorter, negative = shorter[denied.end() :], True
        elif found := _OF_ANSWERS.match(shorter):
            negative = negative or bool(found["no"] or found["never"] or found["cannot"])
            shorter, addressed, of_answers = shorter[found.end() :], True, True
        elif found := _WANTED.match(shorter) or _WISHED.match(shorter):
            shorter, addressed = shorter[found.end() :], True
        if shorter == text or not shorter:
            break
        text = shorter
    asking = addressed and sentence.rstrip().endswith("?")
    return Bare(trimmed(text.rstrip("? ") if asking else text), addressed, negative, of_answers)


def trimmed(text: str) -> str:
    """Without "please" and "in every answer" at the end."""
    while (found := _AFTER.search(text)) and found.start() > 0:
        text = text[: found.start()] + ("" if found[1] == "?" else found[1])
    return text.strip()


def unconditional(sentence: str) -> str:
    """Without an "if" that only asks nicely ("It would be nice if you …") and a "when" that is always so."""
    text = sentence.strip()
    if len(text) > _LONGEST:
        return text
    text = _ALWAYS.sub("", text, count=1) if _ALWAYS.match(text) else text
    lead = _lead(text)
    for pattern in (*_ASKS, *_REFUSES):
        found = pattern.match(lead)
        if found and re.search(r"\b(?:if|when)\b", found[0], re.IGNORECASE):
            return lead[found.end() :]
    return text


def always(text: str) -> bool:
    """Whether a "when" or "if" at the end says only that it is for every answer."""
    return re.search(rf"\b{_EVER}[.!?]*$", text, re.IGNORECASE) is not None


def _lead(text: str) -> str:
    text = _ALWAYS.sub("", text, count=1)
    while (found := _BEFORE.match(text)) and found.end() and text[found.end() :].strip():
        text = text[found.end() :]
    return text


def _quiet(frame: str) -> bool:
    """Frames that also begin facts to keep: "Remember …", "Start …ing"."""
    return (
        re.match(r"(?:remember|mind|keep in mind|start|begin|try|take care|feel free)\b", frame, re.IGNORECASE)
        is not None
    )
