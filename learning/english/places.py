"""What belongs into an answer, and where: "start with X", "sign off as X", "work X into every answer".

Knows places and phrases. A quoted phrase is one character of HOLES in the text.
"""

from __future__ import annotations

import re
from typing import Final

from learning.english.marks import ANY_EMOJI, sign, sort
from learning.english.shell import ANSWER, trimmed
from learning.types import Rule

HOLES: Final = "\ue000-\uf8ff"
_START: Final = (
    r"(?:start(?:s|ed|ing)?|begin(?:s|ning)?|began|begun|open(?:s|ed|ing)?|lead(?:s|ing)?|led|kick(?:s|ed|ing)?|"
    r"prefac(?:e|es|ed|ing)|prefix(?:es|ed|ing)?|"
    r"preced(?:e|es|ed|ing)|introduc(?:e|es|ed|ing)|launch(?:es|ing)?|commenc(?:e|es|ed|ing))"
)
_END: Final = (
    r"(?:end(?:s|ed|ing)?|finish(?:es|ed|ing)?|clos(?:e|es|ed|ing)|conclud(?:e|es|ed|ing)|wrap(?:s|ped|ping)? (?:up|"
    r"it up|things up)|wrap(?:s|ped|ping)?(?= .*\bup\b)|"
    r"sign(?:s|ed|ing)?(?: (?:off|out))?|round(?:s|ed|ing)? off|terminat(?:e|es|ed|ing)|tag(?:s|ged|ging)?|complet"
    r"(?:e|es|ed|ing)|seal(?:s|ed|ing)?|top(?:s|ped|ping)? off)"
)
_WITH: Final = (
    r"(?:with|by (?:saying|writing|adding|asking|using|typing|putting|greeting me with|wishing me|calling me)|using|"
    r"as|in|on|saying|from)"
)
_VERB_WITH: Final = re.compile(
    rf"(?i)\b(?:(?P<start>{_START})|(?P<end>{_END}))\b(?P<between>[^,.;:{HOLES}]*?)(?:\s+{_WITH}\b|\s*(?=:))\s*(?:me "
    rf")?(?P<said>.+)$"
)
_VERB_HOLE: Final = re.compile(rf"(?i)\b(?:(?P<start>{_START})|(?P<end>{_END}))\b[^,.;]*?(?P<said>[{HOLES}])")
_PUT: Final = (
    r"(?:put|puts|adds?|adding|putting|plac\w+|write|writing|insert\w*|types?|stick|use|using|sa(?:y|ys|id|ying)|"
    r"attach\w*|append\w*|include|have|pop|stamp|tack|throw|leave|mention|want|need|see|there (?:should|must) be|set|"
    r"prepend\w*|slap|drop|ask(?:ing)?|tell(?:ing)?|give|giving|wish(?:ing)?|show)(?: me\b)?"
)
_AT_START: Final = (
    r"(?:(?:right |directly |immediately )?(?:in front(?: of)?|ahead of|before)(?: (?:you (?:answer|reply|respond|"
    r"write)(?: \w+)?|answering(?: \w+)?|replying|"
    rf"{ANSWER}|your \w+|everything else|anything else))?|(?:right )?(?:at|to|on|in) the (?:very )?(?:start|"
    rf"beginning|top|front|head|opening)(?: of\b.*)?|as (?:the |your )?(?:very )?first (?:\w+)(?: of\b.*)?|"
    rf"(?<=[{HOLES}] )first(?: thing)?(?: in\b.*)?|up front|at first)"
)
_AT_END: Final = (
    rf"(?:(?:right |directly |immediately )?(?:after|behind) (?:{ANSWER}|each one|everything else)|(?:right )?(?:at|"
    rf"to|on|in) (?:the|its) (?:very |far )?(?:end|bottom|close|tail|foot|back)(?: of\b.*)?|as (?:the |your )?"
    rf"(?:very )?(?:last|final|closing) (?:\w+)(?: of\b.*)?|as (?:your |the |a )?(?:sign-?off|signature|closing|"
    rf"farewell|ending)|(?<=[{HOLES}] )last(?: thing)?|at last|in closing)"
)
_PUT_THERE: Final = re.compile(
    rf"(?i)\b{_PUT}\s+(?P<said>.+?)\s+(?:(?P<start>{_AT_START})|(?P<end>{_AT_END}))\s*[.!]?$"
)
_THERE_PUT: Final = re.compile(
    rf"(?i)^(?:(?P<start>{_AT_START})|(?P<end>{_AT_END}))\s*,?\s*(?:always )?{_PUT}\s*:?\s*(?P<said>.+)$"
)
_IS_THERE: Final = re.compile(
    r"(?i)\b(?:the |your )?(?:very )?(?:(?P<start>first|opening)|(?P<end>last|final|closing|sign-?off|signature)) ?"
    r"(?:words?|thing|sentence|line|character|phrase|symbol|letters?|part|bit|token)?s?"
    r"(?: (?:of|in|from|that|you|must|should|has|to|always|say|write|type|every|each|your|all|answer|reply|response|"
    r"message|answers|replies|responses|messages|the|shall|will|needs?|have|ought|any|single|is|be|are|give|me|use|"
    r"for|read))*"
    r"(?:\s+(?:be|is|are|read|say)\b|(?=:))\s*(?P<said>.+)$"
)
_MAKE_IT: Final = re.compile(
    r"(?i)\b(?:make|let|have|with)\s+(?P<said>.+?)\s+(?:be )?(?:as )?(?:the |your )?(?:very )?(?:(?P<start>first|"
    r"opening)|(?P<end>last|final|closing)) (?:words?|thing|sentence|line|character|phrase|symbol|part)\b"
)
_STANDS_THERE: Final = re.compile(
    rf"(?i)^(?P<said>.+?) (?:should|must|has to|needs to|shall|goes|go|comes|belongs|stands?)(?: (?:always|be|come|"
    rf"stand|go|appear|sit|placed|put))*\s+(?:(?P<start>{_AT_START})|(?P<end>{_AT_END}))[.!]?$"
)
_BARELY_THERE: Final = re.compile(  # what is left of "Every answer needs a 💡 at the beginning."
    rf"(?i)^(?P<said>(?:an? |the )?(?:[{HOLES}]|[^\w\s]+|(?:word|phrase|line|hashtag) .{{1,40}}?)) "
    rf"(?:(?P<start>{_AT_START})|(?P<end>{_AT_END}))[.!]?$"
)
_APPEND: Final = re.compile(
    r"(?i)^(?:(?P<end>append|tack on)|(?P<start>prepend))\s+(?P<said>.+?)(?: (?:to|onto|at)\b.*)?$"
)
_GREET: Final = re.compile(
    r"(?i)^(?P<start>greet) me (?:with|by saying|using|saying)\s*:?\s*(?P<said>.+?)(?: (?:before|first|when|at|"
    r"whenever|in|every)\b.*)?$"
)
_FIRST_SAY: Final = re.compile(
    r"(?i)^(?P<start>first)(?: of all)?,? (?:always )?(?:say|write|type)\s*:?\s*(?P<said>.+?)(?:,? (?:and |before |"
    r"then )\b.*)?$"
)
_PLACES: Final = (
    _PUT_THERE,
    _THERE_PUT,
    _IS_THERE,
    _MAKE_IT,
    _STANDS_THERE,
    _BARELY_THERE,
    _VERB_WITH,
    _VERB_HOLE,
    _APPEND,
    _GREET,
    _FIRST_SAY,
)
_SENTENCE: Final = re.compile(
    r"(?i)\b(?:every|each|all|your|any)(?: single| of your| of the| your)? sentences?\b(?! of (?:every|each|your))"
)

_KNOWN_AS: Final = (
    r"(?:the |these |this |that |those |my |your |our |just |a |an |simply |exact |exactly |following |little |usual "
    r"|standard |two |three |single |friendly |short )*"
    r"(?:words?|phrases?|line|sentence|hashtag|emoji|text|letters?|question|sign-?off|symbol|greeting|expression|"
    r"term|tag|signature|motto|slogan|name|label|prefix|suffix|closing|saying|character|salutation|title|farewell|"
    r"catchphrase|formula)"
)
_LABEL: Final = re.compile(
    rf"(?i)^(?:{_KNOWN_AS}\s*:?\s*(?=[{HOLES}])|{_KNOWN_AS}(?:\s*[:,]\s*|\s+(?=[^\w\s])|\s+(?!(?:about|of|for|that|"
    rf"to|like|in|who|which|with|and|or|on|from|at|as|you|i)\b)))"
)
_UNKNOWN: Final = re.compile(
    r"(?i)^(?:(?:an?|one|two|three|some|your|the|my|what|how|it|something|any|another|which|why|whether|whatever|me|"
    r"them|this|that|these|those|more|each|every|random|different)\b(?! (?:end|best|pleasure|bee)\b)"
    r"|(?:\w+ )*(?:emojis?|smileys?|sentences?|words|questions?|jokes?|bullets?|lists?|tips?|rhymes?|puns?|facts?|"
    r"quotes?|summary|haiku)$|(?:asking|telling|giving|summari[sz]ing|repeating|explaining|thanking|mentioning|"
    r"wishing)\b)"
)
_SAID: Final = 8  # words of a phrase without quotation marks
_ANNOUNCED: Final = 20  # after a colon

_MENTION: Final = (
    r"(?:mention|mentions|mentioning|include|includes|including|use|uses|using|work in|add|adds|contain|contains|"
    r"containing|say|says|feature|features|drop in|throw in|slip in|sneak in|squeeze in|insert|weave in|bring up|"
    r"refer to|make reference to|talk about|have|see|hear|name|carry|write|incorporate|employ|put in|read|fit in|put|"
    r"must contain|slip|sneak|weave|squeeze|work|fit|throw|drop|smuggle)"
)
_WORK_INTO: Final = re.compile(
    r"(?i)\b(?:work|sneak|slip|weave|squeeze|fit|drop|throw|insert|put|incorporate|smuggle|build|get|bring|use|add|"
    r"include|place|write)\s+(?P<said>.+?)\s+(?:into|in|somewhere|to|inside|at some point|within)\b"
)
_APPEARS: Final = re.compile(
    r"(?i)^(?P<said>.+?)\s+(?:(?:must|should|has to|needs to|shall|is to|ought to) )?(?:always )?(?:appear|appears|"
    r"occur|occurs|show up|shows up|be (?:included|mentioned|used|present|in)|is (?:included|mentioned|used|present|"
    r"in)|come up|comes up|turn up|feature|features|(?:to be )?(?:mentioned|included|featured|worked in)(?=[.!]?$))\b"
)
_MENTIONED: Final = re.compile(rf"(?i)\b{_MENTION}\s+(?P<said>.+)$")
_PIECES: Final = re.compile(r"\s*(?:,\s*(?:and|or)\b|,|\bor\b|\band\b)\s*")


_SWAPPED: Final = (
    re.compile(
        rf"(?i)\b(?:use|say|write|prefer|put|spell)\s+(?:the words? )?(?P<new>[{HOLES}]|[\w'-]+(?: [\w'-]+)?)\s*,? "
        rf"(?:instead of|rather than|in place of|(?:and )?(?:not|never))\s+(?:(?:say|write|us)\w* )?(?:the words? )"
        rf"?(?P<old>[{HOLES}]|[\w'-]+(?: [\w'-]+)?)(?:[.!]*$|(?=[:;]))"
    ),
    re.compile(
        rf"(?i)\b(?:replace|swap|substitute|exchange)\s+(?:every |each |all |any )?(?:the words? )?(?P<old>[{HOLES}]|"
        rf"[\w'-]+)\s+(?:with|by|for)\s+(?:the words? )?(?P<new>[{HOLES}]|[\w'-]+(?: [\w'-]+)?)[.!]*$"
    ),
    re.compile(
        rf"(?i)^(?:instead of|rather than)\s+(?:(?:say|writ|us)\w* )?(?:the words? )?(?P<old>[{HOLES}]|[\w'-]+),? "
        rf"(?:always )?(?:say|write|use)\s+(?:the words? )?(?P<new>[{HOLES}]|[\w'-]+(?: [\w'-]+)?)[.!]*$"
    ),
)
_NO_WORD: Final = re.compile(
    r"(?i)\b(?:numbers?|digits?|words?|numerals|figures|letters|lists?|bullets?|markdown|prose|case|caps|capitals|"
    r"emojis?|contractions|sentences?|paragraphs?|text|units|system)\b"
)


def swapped(text: str, quoted: tuple[str, ...]) -> Rule | None:
    """ "Say X instead of Y": the word that goes and the one that comes."""
    for pattern in _SWAPPED:
        if (found := pattern.search(text)) and not _NO_WORD.search(found[0]):
            old, new = (
                quoted[ord(one) - 0xE000] if one >= "\ue000" and one <= "\uf8ff" else one
                for one in (found["old"], found["new"])
            )
            return Rule("instead", (old, new))
    return None


def places(text: str, quoted: tuple[str, ...], negative: bool) -> list[Rule]:
    """Where a phrase belongs that a clause names; nothing when it names none, or none that can be checked."""
    for pattern in _PLACES:
        if found := pattern.search(text):
            at_end = bool(found["end"]) if "end" in pattern.groupindex else False
            if at_end and found["end"].lower().startswith("tag") and "#" not in text:
                continue
            if rules := _placed(text, found["said"], at_end, quoted, negative):
                return rules
    return []


def _placed(text: str, said: str, at_end: bool, quoted: tuple[str, ...], negative: bool) -> list[Rule]:
    one_sentence = _SENTENCE.search(text) is not None
    if (
        at_end
        and re.match(
            r"(?i)(?:an? |some |one |another |your |open |short |follow[- ]?up )*questions?\b(?!\s*[:{HOLES}])", said
        )
        and not re.search(f"[{HOLES}]|:", said)
    ):
        return [Rule("not_end", ("?",))] if negative else [Rule("asks_back")]
    phrases = _phrases(said, quoted)
    if not phrases:
        return []
    if negative:
        return [Rule("not_end" if at_end else "not_start", phrases)]
    if one_sentence:
        return [Rule("sentences_end" if at_end else "sentences_start", phrases[:1])]
    return [Rule("ends_with" if at_end else "starts_with", phrases)]


def contents(text: str, quoted: tuple[str, ...]) -> list[Rule]:
    """What an answer has to contain wherever."""
    lower = text.lower()
    holes = re.findall(f"[{HOLES}]", text)
    if holes:
        inside = tuple(quoted[ord(hole) - 0xE000] for hole in holes)
        either = len(inside) > 1 and re.search(rf"[{HOLES}],? or ", text)
        return [Rule("contains_any" if either else "contains", inside)]
    for pattern in (_WORK_INTO, _APPEARS, _MENTIONED):
        if found := pattern.search(text):
            words = _mentioned(found["said"])
            if words:
                return [Rule("contains_any", words)]
    return [Rule("contains_any", ANY_EMOJI)] if re.search(r"\b(?:emojis?|smileys?|emoticons?)\b", lower) else []


def mentions(text: str) -> bool:
    """Whether a clause names what is to be contained although nothing is quoted."""
    return (
        re.search(
            r"(?i)\b(?:mention|refer to|bring up|the (?:words?|phrases?|expression|term|emoji|hashtag|name)\b|my "
            r"name\b)",
            text,
        )
        is not None
    )


def _mentioned(said: str) -> tuple[str, ...]:
    text = re.sub(
        r"(?i)\s*\b(?:somewhere|at some point|at least once|wherever|whenever|in (?:it|there)|every|once)\b.*$",
        "",
        trimmed(said),
    ).strip(" .!,")
    labelled = _LABEL.sub("", text).strip(" .!")
    if found := sign(text):
        return (found,)
    if labelled == text and sort(text):
        return sort(text)
    pieces = [
        re.sub(r"(?i)^(?:the|an?|words?|one of(?: the)?|either|some|any|the name) ", "", piece.strip())
        for piece in _PIECES.split(labelled)
    ]
    pieces = [piece for piece in pieces if piece]
    if not pieces or any(len(piece.split()) > 5 or _UNKNOWN.match(piece) for piece in pieces):
        return ()
    return tuple(pieces)


def _phrases(said: str, quoted: tuple[str, ...]) -> tuple[str, ...]:
    """The phrases that are named: quoted, a sign, a sort of phrase, or plain words."""
    if holes := re.findall(f"[{HOLES}]", said):
        either = re.search(rf"[{HOLES}],? or |\beither\b", said)
        return tuple(quoted[ord(hole) - 0xE000] for hole in (holes if either else holes[:1]))
    text = trimmed(said).strip()
    bare = text.rstrip(".!")
    if found := sign(bare):
        return (found,)
    if kinds := sort(bare):
        return kinds
    named = re.search(r"(?i)\bmy name[,:(]? *(?:which is |is |i\.e\.,? )?(?P<name>[A-Z][\w' -]*)\)?[.!]?$", text)
    if named:
        return (named["name"].strip(),)
    announced = text.startswith(":") or re.match(rf"(?i){_KNOWN_AS}\s*:", text) is not None
    text = _LABEL.sub("", text.lstrip(": ")).strip()
    if re.match(r"^(?:an?|the|one|some) [^\w\s]+[.!]?$", text):
        text = text.split(" ", 1)[1]
    if found := sign(text.rstrip(".!")):
        return (found,)
    text = _unstopped(text, announced)
    if not text or len(text) > 90 or len(text.split()) > (_ANNOUNCED if announced else _SAID):
        return ()
    return () if _UNKNOWN.match(text) and not announced else (text,)


def _unstopped(text: str, announced: bool) -> str:
    """Without the full stop of the order; one that is a phrase of dots stays, and so does one of a whole sentence."""
    text = text.strip().strip("_")
    if re.fullmatch(r"[^\w\s]+", text):
        return text[:-1] if len(text) > 1 and text.endswith(".") and not text.startswith(".") else text
    whole = announced and text.endswith(".") and len(text.split()) > 1 and text[:1].isupper()
    return text if whole or text.endswith("...") else text.rstrip(".")
