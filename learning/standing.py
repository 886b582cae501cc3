"""Which English sentences are standing orders although they do not begin like one: "No lists please.", "One-liners."

Knows which sentences are about the person; what is ordered is read by `orders`.
"""

from __future__ import annotations

import re
from typing import Final

from learning.english import amounts, bans, looks
from learning.english.clauses import LONGEST, clauses, hidden
from learning.english.shell import ANSWER, bare
from learning.orders import mechanical

_ABOUT_ME: Final = re.compile(
    r"(?:i|i['’]\w+|my|mine|we|we['’]\w+|our|he|she|it|they|his|her|their|its|there|this|that|these|those|a|an|the "
    r"(?!(?:very )?(?:first|last|final|opening|closing|words?|phrases?|letters?|answers? (?:should|must)|language)\b)"
    r"|"
    r"some|many|most|nobody|somebody|someone|in \d{4}|yesterday|today|when i|(?:every|each) (?!(?:single )?"
    r"(?:answers?|repl|response|message|sentence|number|line|word)))\b",
    re.IGNORECASE,
)
_TELLS: Final = re.compile(
    r"(?i)\b(?:i|i['’]m|my|we|our|he|she|his|her|him|their|was|were|has|had|is|are|am|does|did|went|lives?|likes?|"
    r"loves?|works?|wants?|barks?)\b"
)
_VERB: Final = re.compile(
    r"(?i)^(?:(?:please|always|also|only|just|never) )*(?:kick|lead|prefac|prefix|preced|introduce|commence|append|"
    r"prepend|conclude|wrap|surround|enclose|encase|frame|bracket|tag|seal|round|top|sneak|work|weave|slip|squeeze|"
    r"drop|ban|skip|leave out|omit|refrain|shout|yell|type|number|capitali[sz]e|lowercase|uppercase|shorten|cut|trim|"
    r"cap|restrict|confine|ditch|lose|remove|exclude|eliminate|quit|cease|steer clear|stay away|spare|make|let|have|"
    r"begin|bring|"
    r"throw|place|attach|insert|stick|pop|stamp|get to|get straight|expand|enumerate|itemi[sz]e|bullet|structure|"
    r"split|break|switch|go easy|go without|do without|get rid|lay off|first,? say|first,? write|preface|put|set|"
    r"name|convert|start|incorporate|feature|employ|greet|bold|highlight|return|produce|converse|chat|communicate|"
    r"phrase|stay|ensure)\b"
)
_FOR_ALL: Final = re.compile(
    rf"(?i)\b(?:please|thanks|only|always|from now on|your|answers|replies|responses|everything|{ANSWER})\b"
)
_SPOKEN_ABOUT: Final = re.compile(
    r"(?i)^(?:the |your )?(?:(?:very )?(?:first|last|final|opening|closing)|your|words? |phrases? |language|letter|"
    r"answers?|sign-?off|signature|[\ue000-\uf8ff])"
)
_TO_KNOW: Final = re.compile(
    r"(?i)(?:to )?(?:know|understand|believe|imagine|guess|say that|remember|learn|note|see that|meet|reali[sz]e|"
    r"find|search|look up|look for)\b"
)

_UNDER: Final = re.compile(
    r"(?i)(?:if|when|whenever|because|although|though|while|once|until|unless|as|whatever|wherever|whoever)\b"
)
_SHORT: Final = 12  # words of an order that says nothing of answers
_PLACED: Final = frozenset({"starts_with", "ends_with", "contains", "contains_any", "sentences_start", "sentences_end"})


def ordered(sentence: str) -> bool:
    """Whether a sentence orders something that can be checked."""
    if len(sentence) > LONGEST:
        return False
    text, quoted = hidden(sentence)
    first = clauses(text)[:1]
    if not first or not mechanical(sentence):
        return False
    shell = bare(first[0].text)
    if _TO_KNOW.match(shell.text):
        return False
    if shell.addressed:
        return True
    if _UNDER.match(shell.text):
        return False
    if _ABOUT_ME.match(shell.text):
        return _amount_alone(text)
    if banned := bans.whole_ban(shell.text):
        if bans.only_known(shell.text) == banned:
            return _known(banned, quoted)
        return bool(_SPOKEN_ABOUT.match(shell.text) or _FOR_ALL.search(text)) or _known(banned, quoted)
    if _VERB.match(shell.text) or _SPOKEN_ABOUT.match(shell.text):
        return True
    return _elliptic(text, shell.text, quoted)


def _amount_alone(text: str) -> bool:
    """ "A couple of sentences is enough." """
    return (
        re.match(r"(?i)an? (?:couple|few|single|maximum|minimum|handful|pair)\b", text) is not None
        and bool(amounts.limits(text, False))
        and not re.search(r"(?i)\b(?:i|my|we|he|she|his|her)\b", text)
    )


def _elliptic(whole: str, text: str, quoted: tuple[str, ...]) -> bool:
    """ "No emojis", "All lower case please": an order without a verb."""
    if len(text.split()) > _SHORT and not _FOR_ALL.search(whole):
        return False
    if _TELLS.search(re.sub(r"(?i)\b(?:is|are) (?:enough|plenty|fine|ok(?:ay)?)\b", "", text)):
        return False
    found = bans.NEGATIVE.match(text)
    if found is None:
        placed = any(rule.do in _PLACED for rule in mechanical(text))
        return not placed or _FOR_ALL.search(whole) is not None
    rest = text[found.end() :]
    named = amounts.limits(rest, True) or looks.looks(rest, True, quoted, False)
    return bool(named) or _known(rest, quoted) or _FOR_ALL.search(whole) is not None or "\ue000" in text


def _known(banned: str, quoted: tuple[str, ...]) -> bool:
    """Whether what is banned can only be meant of answers: emojis, commas."""
    found = bans.bans(banned, quoted)
    return any(rule.do != "avoid" or not any(mark.isalnum() for mark in "".join(rule.value)) for rule in found)
