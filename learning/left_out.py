"""Sorts of things that an answer can leave out: emojis, digits, contractions, apologies, lists, "I", single letters.

Knows how each is found and how a text is written without it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from types import MappingProxyType
from typing import Final

from learning.answer_text import flowing, split_sentences, upper_first
from learning.english import counts

_EMOJI: Final = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2b55\u2b1b\u2b1c\ufe0f\u200d]|[:;]-?[)D(]")
_LIST: Final = re.compile(r"(?m)^\s*(?:[-*•]|\d+[.)])\s+\S")
_PRONOUN: Final = r"(?:I|you|we|they|he|she|it|that|this|there|here|what|who|where|how|let)"
_CONTRACTION: Final = re.compile(rf"(?i)\b(?:\w+n['’]t|{_PRONOUN}['’](?:s|re|ve|ll|d|m)|y['’]all)\b")
_SORRY: Final = re.compile(r"(?i)\b(?:sorry|apologi[sz]\w*|apolog(?:y|ies)|forgive me|excuse me)\b")
_SORRY_LEAD: Final = re.compile(
    r"(?i)(?:(?:I['’]m|I am|we['’]re) (?:very |so |really )?sorry|sorry|(?:my )?apologies|I (?:do )?apologi[sz]e|"
    r"forgive me|excuse me)"
    r"(?: for [^,.!]*| about [^,.!]*| to hear that)?[,.!]? *(?:but |and )?"
)
_FIRST_PERSON: Final = re.compile(r"(?<![\w'’])(?:I(?:['’]\w+)?|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself)(?![\w'’])(?!\.\w)")
_OPINION: Final = re.compile(r"\bI (?:think|believe|would say|guess|feel|suppose|know|am sure|hope)(?: that)? ")
_FILLERS: Final = re.compile(
    r"(?i),? *\b(?:basically|actually|literally|really|just|simply|honestly|very|quite|obviously|essentially|of "
    r"course|you know|"
    r"I mean|kind of|sort of|well)\b,?"
)
_BOLD: Final = re.compile(r"\*\*|__")
_HEADING: Final = re.compile(r"(?m)^\s*#{1,6}\s+|^\s*\*\*[^*\n]+\*\*:?\s*$")
_MARKDOWN: Final = re.compile(r"(?m)\*\*|__|`|^\s*#{1,6}\s|^\s*[-*•]\s|^\s*\d+[.)]\s|\[[^\]]+\]\([^)]+\)")
_LINK: Final = re.compile(r"\b(?:https?://|www\.)\S+")
_IRREGULAR: Final = MappingProxyType(
    {
        "won't": "will not",
        "can't": "cannot",
        "shan't": "shall not",
        "ain't": "is not",
        "let's": "let us",
        "y'all": "you all",
    }
)
_ENDINGS: Final = (
    ("n't", " not"),
    ("'re", " are"),
    ("'ve", " have"),
    ("'ll", " will"),
    ("'d", " would"),
    ("'m", " am"),
    ("'s", " is"),
)


def without(name: str, text: str) -> str:
    """The text without things of that sort."""
    return _tidy(_REMOVE[name](text)) if name in _REMOVE else text


def free_of(name: str, text: str) -> bool:
    """Whether nothing of that sort is in a text."""
    return name in _FOUND and _FOUND[name].search(text) is None


def without_letter(letter: str, text: str) -> str:
    """The sentences that do without a letter; when there are none, the words that do."""
    kept = [sentence for sentence in split_sentences(text) if letter not in sentence.casefold()]
    if kept:
        return " ".join(kept)
    words = [word for word in text.split() if letter not in word.casefold()]
    return _tidy(" ".join(words).rstrip(".,;: ") + ".") if words else ""


def _drop(pattern: re.Pattern[str], text: str, instead: str = " ") -> str:
    return pattern.sub(instead, text)


def _sentences_without(pattern: re.Pattern[str], rewritten: Callable[[str], str], text: str) -> str:
    """Rewritten where that is enough; what still has it is left out, unless nothing would be left."""
    sentences = split_sentences(rewritten(text))
    kept = [sentence for sentence in sentences if not pattern.search(sentence)]
    return " ".join(kept) if kept else _drop(pattern, " ".join(sentences))


def _spelled_out(text: str) -> str:
    return _CONTRACTION.sub(_full, text)


def _full(found: re.Match[str]) -> str:
    said = found[0].replace("’", "'")
    lower = said.lower()
    if lower in _IRREGULAR:
        long = _IRREGULAR[lower]
    else:
        ending, full = next((e, f) for e, f in _ENDINGS if lower.endswith(e))
        return said[: -len(ending)] + full
    return upper_first(long) if said[:1].isupper() else long


def _unsorry(text: str) -> str:
    return upper_first(" ".join(upper_first(_SORRY_LEAD.sub("", sentence)) for sentence in split_sentences(text)))


def _impersonal(text: str) -> str:
    return " ".join(upper_first(_OPINION.sub("", sentence)) for sentence in split_sentences(text))


def _unlisted(text: str) -> str:
    return " ".join(flowing(text)) if _LIST.search(text) else text


def _undecorated(text: str) -> str:
    plain = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", _HEADING.sub("", text))
    return re.sub(r"\*\*|__|`", "", _unlisted(plain))


def _unbracketed(text: str) -> str:
    return re.sub(r"\s*[(\[{][^)\]}]*[)\]}]|[()\[\]{}]", "", text)


def _in_words(text: str) -> str:
    return re.sub(r"\d", "", counts.in_words(_unlisted(text)))


def _tidy(text: str) -> str:
    text = re.sub(r"[ \t]+([.,!?;])", r"\1", re.sub(r"[ \t]{2,}", " ", text))
    return upper_first(re.sub(r"^[\s,;.]+(?=\w)", "", text).strip())


_FOUND: Final = MappingProxyType(
    {
        "emojis": _EMOJI, "digits": re.compile(r"\d"), "contractions": _CONTRACTION, "apologies": _SORRY,
        "hashtags": re.compile(r"#\w"),
        "bold": _BOLD, "headings": _HEADING, "markdown": _MARKDOWN, "lists": _LIST, "first_person": _FIRST_PERSON,
        "filler": _FILLERS, "brackets": re.compile(r"[()\[\]{}]"), "links": _LINK,
        "quotes": re.compile("[\"“”„«»]|(?<!\\w)['‘]\\w"),
    }
)  # fmt: skip
_REMOVE: Final[MappingProxyType[str, Callable[[str], str]]] = MappingProxyType(
    {
        "emojis": partial(_drop, _EMOJI), "digits": _in_words, "contractions": _spelled_out,
        "apologies": partial(_sentences_without, _SORRY, _unsorry),
        "hashtags": partial(_drop, re.compile(r"#(?=\w)"), instead=""),
        "bold": partial(_drop, _BOLD, instead=""), "headings": partial(_drop, _HEADING), "markdown": _undecorated,
        "lists": _unlisted, "first_person": partial(_sentences_without, _FIRST_PERSON, _impersonal),
        "filler": partial(_drop, _FILLERS, instead=""), "brackets": _unbracketed, "links": partial(_drop, _LINK),
        "quotes": partial(_drop, re.compile("[\"“”„«»]|(?<!\\w)['‘](?=\\w)|(?<=\\w)['’](?!\\w)"), instead=""),
    }
)  # fmt: skip
