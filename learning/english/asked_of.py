"""What a condition is about: "trains" in "I ask you something about trains".

Knows the ways to say that a message is about something; knows no topics and no orders.
"""

from __future__ import annotations

import re
from typing import Final

_MESSAGE: Final = (
    r"(?:(?:my|the|our|this|a|an|any|your|his|her|their|someone['’]s) (?:\w+ )?(?:questions?|messages?|topics?|"
    r"subjects?|"
    r"conversations?|chats?|prompts?|requests?|inputs?|texts?|discussions?|themes?|talk|quer(?:y|ies)|matter|issue)|"
    r"questions|messages|what i (?:ask|say|write|want)(?: about)?)"
)
WHO: Final = (
    r"(?:(?:i|we|you|one|someone|somebody|anyone|anybody|people|users?|they|(?:the|a|any|your) (?:user|person|customer|"
    r"client|human|child|visitor|reader)s?)(?:['’](?:m|re|d|ve|s|ll)\b)?)"
)
_ADVERB: Final = (
    r"(?:am|are|is|was|were|have|has|had|ever|happen to|happens to|ever happen to|do|does|want to|wants to|"
    r"wanna|would like "
    r"to|need to|needs to|should|might|may|can|could|start|starts|started|begin|begins|start to|begin to|try to|just|"
    r"explicitly|specifically|directly|ever|also|again|only|really|simply|get|gets|"
    r"'m|currently|curious|then|come to|comes to|actually|casually|briefly|even|decide to|feel like|going to|be|being)"
)
_SPEAK: Final = (
    r"(?:ask(?:s|ed|ing)?|talk(?:s|ed|ing)?|speak(?:s|ing)?|spoke|chat(?:s|ting)?|writ(?:e|es|ing)|wrote|know|"
    r"learn|hear|read|"
    r"inquir(?:e|es|ing)|enquir(?:e|es|ing)|wonder(?:s|ing)?|tell(?:s|ing)?|message|text|question|quiz|post|say|"
    r"complain|"
    r"rant|go on|ramble|find out|think(?:ing)?|worr(?:y|ied)|curious|interested|bother|consult|answer(?:ing)?|"
    r"respond(?:ing)?|"
    r"reply(?:ing)?|wish|care|advise|help(?:ing)?|explain(?:ing)?|come)"
)
_OBJECT: Final = (
    r"(?:you|me|us|your|him|her|them|something|anything|a thing|things|stuff|more|some|any|all|much|a bit|a lot|"
    r"lots|for|with|"
    r"your|a|an|the|one|of|general|quick|question|questions|advice|help|information|info|tips?|details?|opinion|"
    r"thoughts|"
    r"whether|to|specific|new|facts?|guidance|ideas?|else|one's|messages|"
    r"everything|answers?|news|recommendations?|suggestions?|views?|assistance|support|explanations?)"
)
_ABOUT: Final = (
    r"(?:about|on the (?:topic|subject|theme|matter) of|regarding|concerning|related to|relating to|on|into|"
    r"in connection with|"
    r"(?:that (?:has|have) )?(?:something |anything )?to do with|with regard to|(?:that )?involv(?:es|ing)|around|"
    r"that (?:is|are|concerns?|deals? with|involves?|mentions?|relates? to|touch(?:es)? on)(?: (?:about|on|"
    r"related to))?|"
    r"in the (?:area|field|world) of)"
)
_MENTION: Final = (
    r"(?:mention(?:s|ed|ing)?|discuss(?:es|ed|ing)?|bring(?:s|ing)? up|brought up|refer(?:s|red|ring)? to|"
    r"touch(?:es|ing)?(?: up)?on|deal(?:s|ing)? with|concern(?:s|ed|ing)?|cover(?:s|ing)?|involv(?:e|es|ing)|"
    r"name(?:s|d)?|"
    r"allud(?:e|es|ing) to|raise(?:s)? the (?:topic|subject|question|issue) of|bring(?:s|ing)? up the (?:topic|"
    r"subject) of|"
    r"relate(?:s|d)? to|revolve(?:s)? around|turn(?:s|ed|ing)? (?:to|towards?)|move(?:s|d)? (?:on )?to|shift(?:s)? to|"
    r"drift(?:s)? (?:to|towards?)|go(?:es)? (?:to|into|towards?)|"
    r"(?:has|have|had) (?:got )?(?:anything|something|to do|a lot|much)(?: to do)? with|describe(?:s)?|"
    r"start(?:s)? on|get(?:s)? (?:on)?to|treat(?:s)?|is around|include(?:s)?|contain(?:s)? something about)"
)
_GENERIC: Final = (
    r"(?:either |both |(?:the|a) (?:topic|subject|theme|matter|issue|idea|question|world) of |the (?:topic|"
    r"subject) (?=\w)|"
    r"anything (?:about|related to|to do with|on|regarding|like) |(?:something|stuff|things|matters|issues|"
    r"topics|subjects|"
    r"questions|everything|all)(?: (?:about|on|related to|to do with|like|of|regarding|concerning|around)) |"
    r"any (?:kind|sort|type) of |all (?:kinds|sorts|types) of |(?:any|some|something) (?=\w+)|"
    r"(?:how|what|why|where|when|which|whether)(?: (?:i|you|we|one))? (?:can|to|could|should|would)(?: i| you| we)? )"
)
_PATTERNS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^(?:{WHO} )?(?:{_ADVERB} )*{_SPEAK}(?: {_OBJECT})* {_ABOUT} (?P<x>.+)$",
        rf"^{WHO} (?:{_ADVERB} )*(?:have|has|had|got|'ve|need|needs|want|wants|look for|looking for|seek|"
        rf"would like|ask for|"
        rf"come to you with|am looking for|send|sends|pose|poses|write|post|raise|want to know|make|enter|type|request|"
        rf"search for)(?: {_OBJECT})* {_ABOUT} (?P<x>.+)$",
        rf"^{WHO} (?:{_ADVERB} )*(?:want|wants|need|needs|seek|ask for|asks for|look for|looking for|struggle|"
        rf"am stuck|stuck)"
        rf"(?: {_OBJECT})*? (?:help|advice|support|assistance|tips?|guidance|information|struggle|stuck|"
        rf"ideas) (?:with|on|for|"
        rf"in) (?P<x>.+)$",
        rf"^(?:{WHO} )?(?:{_ADVERB} )*(?:ask(?:ing|s)? (?:you )?for help|help(?:ing)? (?:me|us)?|helping me|"
        rf"asks? you to help "
        rf"(?:me|us))(?: out)? (?:with|on|in) (?P<x>.+)$",
        rf"^(?:{WHO} |{_MESSAGE} )(?:{_ADVERB} )*{_MENTION} (?P<x>.+)$",
        rf"^(?:talking|discussing|mentioning|answering|handling|dealing with|"
        rf"explaining)(?: {_OBJECT})*? (?:{_ABOUT} )?(?P<x>.+)$",
        rf"^(?:{_MESSAGE}|it|this|that)(?:['’]s| is| are| was| were| being)?(?: (?:somehow|ever|mainly|really|"
        rf"all|only|mostly|"
        rf"just|anything|something|in any way|clearly|vaguely|remotely|a question|one|questions|"
        rf"closely))* (?:about|on|regarding|"
        rf"concerning|related to|relating to|connected (?:to|with)|around|to do with|in the (?:field|area) of|"
        rf"of) (?P<x>.+)$",
        rf"^(?:{_MESSAGE}|it|this|that) (?:(?:somehow|ever|mainly|really|mostly|also) )*{_MENTION} (?P<x>.+)$",
        r"^(?:it|this|that)(?:['’]s| is) (?:a|an) (?P<x>.+?)(?:[ -]related)? (?:question|topic|matter|problem|"
        r"issue|request|"
        r"query|message|thing)$",
        r"^(?:the|our|my|this) (?:topic|subject|theme|conversation)(?: of (?:conversation|discussion|my question|the "
        r"question|the (?:chat|message|conversation)|our chat))? (?:is|are|was|turns out to be|happens to be|"
        r"becomes|being) "
        r"(?P<x>.+)$",
        r"^(?P<x>.+?) (?:comes?|came|pops?|crops?|turns?) up(?: (?:in (?:the|our|a|my) \w+|again|as a topic))?$",
        r"^(?P<x>.+?) (?:is|are|gets?|was|were|being) (?:ever |also )?(?:mentioned|discussed|brought up|"
        r"talked about|asked about|"
        r"involved|concerned|(?:the|a) (?:topic|subject|theme)|on the table|at issue)(?: (?:in|by) .+)?$",
        rf"^there(?:['’]s| is| are| comes) (?:a|an|any|some)?(?: \w+)? ?(?:questions?|messages?|requests?|"
        rf"quer(?:y|ies)|talk|mention) "
        rf"{_ABOUT[:-1]}|of) (?P<x>.+)$",
        r"^it comes (?:down )?to (?P<x>.+)$",
        r"^(?:you |you're |you are )?(?:are )?asked (?:for (?:advice|help|tips|information) )?(?:about|on|regarding|"
        r"concerning|something about|anything about|questions about|a question about) (?P<x>.+)$",
        r"^(?:regarding|concerning|with regards? to|with respect to|as for|in regards? to|in the context of|"
        r"on the (?:topic|subject|theme|matter) of|on (?:questions|matters|issues|topics|subjects) (?:of|about|"
        r"like|on)|"
        r"in (?:matters|questions|terms) of|about|as far as) (?P<x>.+?)(?: (?:is|are) concerned)?$",
    )
)
_SAID: Final = (
    r"(?:questions?|quer(?:y|ies)|inquir(?:y|ies)|requests?|messages?|prompts?|conversations?|chats?|"
    r"discussions?|talks?|"
    r"answers?|repl(?:y|ies)|responses?|topics?|subjects?|matters?|problems?|issues|things?|tasks?|stuff|posts?|texts?|"
    r"explanations?|tips|advice|help|information|recommendations?|suggestions?|anything|everything|something|"
    r"whatever|all)"
)
_IN: Final = (
    r"(?:about|on(?: the (?:topic|subject|theme) of)?|regarding|concerning|of|related to|relating to|"
    r"(?:having )?to do with|"
    r"involving|around|mentioning|dealing with|touching(?: on)?|with regard to|in|with|"
    r"(?:that|which) (?:are|is|concerns?|deals? with|mentions?|touch(?:es)?(?: on)?|has to do with|have to do with|"
    r"involves?)(?: (?:about|on|related to))?)"
)
_PLAIN: Final = r"(?:(?:all|any|every|each|most|my|our|your|the|a|an|some|these|such|of|other) )*"
_PHRASES: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^(?:(?:for|in|to|with|on|at|during|under) )?{_PLAIN}{_SAID}(?: (?:and|or|to|"
        rf"for) {_PLAIN}{_SAID})*(?: i (?:ask|have|"
        rf"send|write))? (?:closely |remotely |somehow )?{_IN} (?P<x>.+)$",
        rf"^(?:(?:for|in|to|with|on) )?{_PLAIN}(?!(?:i|we|you|they)\b)(?P<x>[\w'’/& -]+?)(?:[ -]related)? {_SAID}$",
        r"^for (?P<x>.+)$",
    )
)


def about(clause: str) -> str | None:
    """The topic of a clause, as it was typed; None when the clause is not plainly about a message."""
    text = " ".join(clause.split()).strip(" .!,;:")
    for pattern in (*_PATTERNS, *_PHRASES):
        if found := pattern.match(text):
            return _bare(found["x"])
    return None


def _bare(topic: str) -> str:
    """Without "the topic of", "any kind of", "in a message", "again"."""
    text = topic.strip(" .!,;:")
    while (less := re.sub(rf"^{_GENERIC}", "", text, flags=re.IGNORECASE)) != text and less.strip():
        text = less
    text = re.sub(
        r"(?i) (?:in (?:a|my|any|the|our) (?:message|question|chat|conversation|prompt)s?|again|at all|as well|"
        r"from me|or (?:something|anything) (?:like that|similar)|or similar|and (?:so on|the like|such)|"
        r"with you|to you|"
        r"in any way|etc\.?)$",
        "",
        text,
    )
    return text.strip(" \"“”'’.,") or topic.strip()
