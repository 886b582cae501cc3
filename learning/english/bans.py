"""What an answer must not contain: words, signs, and sorts of words ("no emojis", "stop apologising").

Knows how people forbid; what belongs into an answer is read by `places`.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

from learning import languages
from learning.english.marks import sign
from learning.english.places import HOLES
from learning.english.shell import trimmed
from learning.english.vocabulary import word_set
from learning.types import Rule

_BAN: Final = (
    r"(?:avoid(?:ing)?|without|stop|quit|cease|refrain from|skip|leave out|omit|drop|ban|banish|abstain from|exclude|"
    r"steer clear of|stay away from|cut out|cut|cut down on|"
    r"get rid of|remove|ditch|lose|forgo|forget(?: about)?|eliminate|keep away from|free of|do without|lay off|"
    r"enough with|hold back on|no|zero|never|not|do not|don['’]t|nor|minus|"
    r"can['’]t|mustn['’]t|shouldn['’]t|cannot|won['’]t|spare me|give up|resist|eschew|strike|scrap|delete)"
)
NEGATIVE: Final = re.compile(
    rf"(?i)^(?:(?:please|always|just|also|and|but|so|or|then|simply|ever|write|answer|reply|respond|speak|talk|be|do "
    rf"it|try to|explain things|all|either) )*\(?{_BAN}\b(?! (?:only|just|more nor less)\b)\s*(?:(?:ever|again|the "
    rf"use of|using) )*"
)
_INNER: Final = re.compile(
    r"(?i)\b(?:without|avoiding|free of|(?:but|and|with|using|contain|containing|use) no|(?:never|don['’]t|do not|not)"
    r"(?= (?:ever )?(?:us(?:e|ing)|say|write|mention|includ|contain|put|add|need to|exceed|end|start|begin|apologi|"
    r"talk|bring)))"
    r"\s+(?:(?:ever|using|any|the use of) )*"
)
_INSTEAD: Final = re.compile(r"(?i)\b(?:rather than|instead of|in place of)\s+")
_VERB: Final = re.compile(
    r"(?i)^(?:(?:ever|please|again|even|just|to|be|to be|also) )*(?:(?:us(?:e|es|ing)|say(?:ing)?|writ(?:e|ing)|typ"
    r"(?:e|ing)|mention(?:ing)?|includ(?:e|ing)|contain(?:ing)?|put(?:ting)?|add(?:ing)?|utter(?:ing)?|"
    r"talk(?:ing)? (?:about|of)|speak(?:ing)? (?:about|of)|bring(?:ing)? up|discuss(?:ing)?|refer(?:ring)? to|see"
    r"(?:ing)?|read(?:ing)?|hear(?:ing)?|want(?:ing)?|give|giving|mak(?:e|ing)|insert(?:ing)?|"
    r"do(?:ing)?|employ(?:ing)?|repeat(?:ing)?|overus(?:e|ing)|throw(?:ing)? in|sprinkl(?:e|ing)|format(?:ting)? "
    r"(?:with|using|in|as)|have|having|has|write (?:in|with)|(?:answer|reply|respond|writ|speak)(?:e|ing)? (?:in|"
    r"with|using|as)|(?:write|writing|reply|answer|answering) (?:me )?|"
    r"rely on|create|creating|start listing|send(?:ing)?|be|come up with|go on about|touch on|include) )?(?:me )?"
    r"(?:in |with |as )?"
)
_DETERMINER: Final = re.compile(
    r"(?i)^(?:(?:any|the|a|an|these|those|following|such|so many|too many|so much|all|more|single|your|ever|either|"
    r"dreaded|stupid|overused|both|of|kind of|sort of|other|many|that) )+"
)
_CALLED: Final = re.compile(
    r"(?i)^(?:words?|phrases?|expressions?|terms?|topics?|subjects?|characters?|names?|symbols?|signs?|cliches?|"
    r"filler words?)(?:(?: (?:like|such as|of|about))?\s*:?\s+|\s*(?=[{HOLES}]))(?!in\b|from\b)"
)
_TAIL: Final = re.compile(
    r"(?i)\s+(?:in|from|when|whenever|at|on|to|for|with|while|because|since|as|unless|if|anywhere|whatsoever|at all|"
    r"ever|again|anymore|any more|any longer|out of|even|is|are|around|inside|within|of any kind|please|altogether|"
    r"completely|entirely|here|either)\b.*$"
)
_PIECES: Final = re.compile(
    r"\s*(?:,\s*(?:and|or|nor)\b|[,/;]|\bor\b|\band\b|\bnor\b|&)\s*(?:no |any |the |without |nor )*"
)
_SORTS: Final = (
    ("emojis", r"(?:\w+ )?(?:emojis?|emoticons?|smile(?:y|ie)s?(?: faces?)?)"),
    ("digits", r"(?:digits?|numerals?|figures|numbers in digits|arabic numerals)"),
    ("contractions", r"(?:\w+ )?(?:contractions?|contracted forms|short forms|shortened words)"),
    (
        "apologies",
        r"(?:sorry|apolog\w+|(?:say |saying )?(?:that )?(?:you are|you're|i am|i'm) sorry|(?:constant |all the )"
        r"?apologies)",
    ),
    ("hashtags", r"(?:hash ?tags?)"),
    ("bold", r"(?:bold(?:face)?(?: \w+)?|bolding|asterisks for bold|words bold)"),
    ("headings", r"(?:headings?|headers?|head lines|headlines|section titles|subheadings?|titles)"),
    ("markdown", r"(?:markdown(?: \w+)?|formatting|special formatting|any formatting|rich text)"),
    (
        "lists",
        r"(?:\w+ )?(?:bullets?(?:[ -]?points?|[ -]lists?)?|bulletpoints?|lists?|listing things|list format|"
        r"enumerations?)",
    ),
    ("first_person", r"(?:i|“i”|(?:the )?first[ -]person(?: \w+)?|(?:about )?yourself|i statements|i, me)"),
    ("filler", r"(?:filler|fillers|filler words?|fill words|filler phrases|padding words|hedging words|weasel words)"),
    ("brackets", r"(?:\w+ )?(?:brackets|parenthes[ei]s|parens|parenthetical\w*(?: \w+)?|braces)"),
    ("links", r"(?:links?|urls?|web ?links?|web addresses|hyperlinks?)"),
    ("quotes", r"(?:quotes|quotation marks|speech marks|inverted commas|quote marks|double quotes)"),
)  # fmt: skip
_UNCHECKED: Final = word_set(
    "more less fewer longer it them any that this abbreviations jargon slang swearing profanity profanities "
    "adverbs adjectives metaphors cliches clichés tables numbers rude mean harsh formal informal sarcastic "
    "sarcasm irony humour humor jokes joke foreign spoilers advice opinions opinion details idioms buzzwords "
    "acronyms similes rhymes puns flowery fancy technical complicated difficult big small long short polite me "
    "you us things something anything everything nothing so too much words sentences lines paragraphs repeat "
    "yourself condescending boring lie guess assume lecture judge argue interrupt preach passive voice code "
    "english answer reply"
)  # fmt: skip
_LONG: Final = 3  # words; more are a description, not what an answer would say
_UNCHECKED_END: Final = re.compile(
    r"(?i)\b(?:words?|language|talk|speech|tone|terms|phrases|voice|tense|jargon|sentences?|advice|expressions|style|"
    r"way|manner|details|things|stuff|information|answers?)$"
)
_BANNED: Final = re.compile(
    r"(?i)^(?P<said>.+?) (?:is|are|should be|must be|shall be) (?:strictly |absolutely |totally |now |completely |"
    r"also )*(?:forbidden|banned|off[ -]limits|not allowed|taboo|prohibited|a no-?go|a taboo|not permitted|not "
    r"welcome|unwanted|not ok(?:ay)?|out|avoided|left out|never (?:used|mentioned|allowed))\b|"
    r"^(?:keep|leave) (?P<kept>.+?) out(?: of| from|[.!]?$)|^(?P<never>.+?) (?:must|should|may|shall|can)(?: not| "
    r"never|n['’]t) (?:ever )?(?:appear|be (?:used|mentioned|said|in)|occur|show up|come up)\b"
)
_DISLIKED: Final = re.compile(
    r"(?i)^(?P<said>[\w -]+?)(?:[- ]free\b|s? (?:really |just )?(?:annoy|bother|irritate|distract|confuse|disturb)s? "
    r"me\b|"
    r" (?:drive|make)s? me (?:crazy|mad|nuts|angry|sick)\b)"
)
_FULL_FORMS: Final = re.compile(
    r"(?i)\b(?:write|spell|expand)\w*(?: out)?(?: all| every)? (?:contractions?|short forms)\b|\b(?:full|long|"
    r"uncontracted) forms\b|\binstead of (?:contractions?)\b|\bcontractions? (?:written )?(?:out|in full)\b"
)
_APOLOGISES: Final = re.compile(
    r"(?i)\b(?:apologi[sz]\w*|be sorry|say(?:ing)? (?:that )?(?:you are|you['’]re) sorry)\b"
)
_ASKS: Final = re.compile(
    r"(?i)\b(?:ask(?:ing)?|follow[- ]?up|counter|pos(?:e|ing))\b.*\bquestions?\b|\bquestion(?:ing)? me\b|\bask(?:ing)"
    r"? (?:me )?(?:anything|back)\b|^(?:any |more |follow[- ]?up |closing |rhetorical )*questions$"
)
_SPEAKS_AS_I: Final = re.compile(r"(?i)\b(?:first[ -]person|(?:about|refer(?:ring)? to|mention(?:ing)?) yourself)\b")
_LETTER: Final = re.compile(
    rf"(?i)\bletters?\b\s*:?\s*(?P<letter>[a-zäöüéèñ]|[{HOLES}])(?![\w'])|^(?P<hole>[b-hj-z])(?:'s|s)?$"
)


def whole_ban(text: str) -> str | None:
    """What "X is forbidden" and "keep X out of your answers" forbid; None for other clauses."""
    found = _BANNED.match(text)
    return (found["said"] or found["kept"] or found["never"]) if found else only_known(text)


def only_known(text: str) -> str | None:
    """ "Emoji-free answers", "Commas annoy me": a ban if it is of something that only texts have."""
    found = _DISLIKED.match(text)
    return found["said"] if found else None


def expands(text: str) -> bool:
    """ "Write out contractions in full": a ban in other words."""
    return _FULL_FORMS.search(text) is not None


def bans(text: str, quoted: tuple[str, ...]) -> list[Rule]:
    """The rules of a clause that says what not to do; `text` is what follows the "never"."""
    if _APOLOGISES.search(text):
        return [Rule("without", ("apologies",))]
    if _ASKS.search(text.strip(" .!")) and not re.search(f"[{HOLES}]", text):
        return [Rule("avoid", ("?",))]
    if _SPEAKS_AS_I.search(text):
        return [Rule("without", ("first_person",))]
    if found := _LETTER.search(text.strip(" .!")):
        letter = found["letter"] or found["hole"]
        letter = quoted[ord(letter) - 0xE000] if letter >= "\ue000" else letter
        if len(letter) == 1:
            return [Rule("without_letter", (letter.lower(),))]
    if named := re.match(r"(?i)(?:call|address)(?:ing)? me (?:as )?(?:by )?(?:the name )?", text):
        text = text[named.end() :]
    return _grouped([rule for item in _items(text, quoted) if (rule := _of(item))])


def inner(text: str, quoted: tuple[str, ...]) -> str | None:
    """What a clause forbids in passing: "write without commas" → "commas"."""
    found = _INNER.search(text)
    if (
        found is None
        and (found := _INSTEAD.search(text))
        and not any(rule.do == "without" for rule in bans(text[found.end() :], quoted))
    ):
        return None
    return text[found.end() :] if found else None


def _items(text: str, quoted: tuple[str, ...]) -> list[tuple[str, bool]]:
    """What is forbidden, one by one, and whether it was quoted."""
    if (sort := _FOR_EXAMPLE.match(text)) and any(
        re.fullmatch(pattern, _DETERMINER.sub("", _VERB.sub("", sort[1])).lower())
        for name, pattern in _SORTS
        if name != "filler"
    ):
        text = sort[1]
    if holes := re.findall(f"[{HOLES}]", text):
        return [(quoted[ord(hole) - 0xE000].strip(), True) for hole in holes]
    text = trimmed(text).strip(" .!?:")
    text = _VERB.sub("", text, count=1).strip()
    text = _DETERMINER.sub("", text)
    named = _CALLED.sub("", text).lstrip(": ")
    is_word = named != text  # "the word sorry" is that word only
    text = _TAIL.sub("", named)
    return [(_DETERMINER.sub("", item).strip(" .!"), is_word) for item in _PIECES.split(text) if item.strip(" .!")]


def _of(item: tuple[str, bool]) -> Rule | None:
    said, in_quotes = item
    if not said:
        return None
    lower = said.lower()
    for name, pattern in _SORTS:
        if re.fullmatch(pattern, lower) and (not in_quotes or name == "first_person"):
            return Rule("without", (name,))
    if mark := sign(lower):
        return Rule("avoid", (mark[:1] if mark != "..." else mark,))
    if in_quotes:
        return Rule("avoid", (said,))
    if re.search(r"\b(?:don['’]t|do not|please|so)\b", lower):
        return None
    unchecked = (
        lower in _UNCHECKED or lower.startswith("my name") or _UNCHECKED_END.search(said) or languages.named(said)
    )
    return None if unchecked or len(said.split()) > _LONG else Rule("avoid", (said,))


def _grouped(found: list[Rule]) -> list[Rule]:
    """One rule for all words, one for all sorts."""
    grouped = [
        Rule(do, tuple(dict.fromkeys(v for rule in found if rule.do == do for v in rule.value)))
        for do in ("avoid", "without")
    ]
    return [rule for rule in grouped if rule.value]


_FOR_EXAMPLE: Final = re.compile(r"(?i)^(.{3,40}?),? (?:like|such as|e\.g\.,?|for example|for instance|including) ")
_NAMES: Final = MappingProxyType(dict(_SORTS))
SORTS: Final = tuple(_NAMES)
