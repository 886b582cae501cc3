"""The words of a question that say what it is about, in any language, and whether a text holds one of them.

Knows everyday words, endings and scripts; no library. Words are compared without accents and by their beginning, as
the library's index compares them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from types import MappingProxyType
from typing import Final

from learning.english import vocabulary
from learning.languages import language_of, table
from learning.parse.cleaning import clean
from learning.store.passages import UNSPACED

_WORD: Final = re.compile(r"\w+")
_ENGLISH: Final = vocabulary.STOP | frozenset(
    ["much", "many", "long", "often", "tell", "please", "know", "thing", "things"]
)
_ASKING: Final = MappingProxyType(  # beside the everyday words of `languages`
    {
        "de": "welche welcher welches welchem welchen viel viele wieviel wessen wem wen wohin woher wieso weshalb "
        "diese dieser dieses diesem diesen hatte werden wurde würde kann können muss soll sollen sagen sag mal denn "
        "doch",
        "fr": "quel quelle quels quelles combien avoir être fait faire peut dit dire dis alors aussi cela ça",
        "es": "cuál cuáles cuánto cuánta cuántos cuántas quiénes ser estar fue dime decir puede donde cuanto cuanta",
    }
)
_SILENT: Final = re.compile(  # in scripts without spaces: question words and what holds a sentence together
    "什么|什麼|怎么|怎麼|怎样|怎樣|为什么|為什麼|哪里|哪裡|哪儿|哪个|哪個|哪些|多少|请问|請問|告诉|告訴|知道|如何|关于|"
    "[这這那谁誰的了吗嗎呢吧是我你您他她它们們请請]|何|誰|幾|どこ|いつ|だれ|なに|なぜ|どの|どう|いくら|[\u3040-\u309f]+|"
    "무엇|무슨|누구|언제|어디|어떻게|어떤|얼마나|얼마|입니까|습니까|입니다|습니다|인가요|이것|그것|저것|나요|까요"
)
_HANGUL: Final = re.compile(r"[\uac00-\ud7af]")
_ENDINGS: Final = re.compile(r"(?:(?<=[aeiouy]\w)ing|(?<=\w{4})(?:ing|ed|es|en|er|e|s|d|n))$")


def content(text: str) -> tuple[str, ...]:
    """The words that say what a text is about; of scripts without spaces every two letters."""
    found: list[str] = []
    text = clean(text).text
    silent = _small(language_of(text))
    for word in _WORD.findall(text.lower()):
        if UNSPACED.search(word):
            found += _pairs(word)
        elif (plain := folded(word)) not in silent and (len(plain) > 2 or plain.isdigit()):
            found.append(plain)
    return tuple(dict.fromkeys(found))


def stem(word: str) -> str:
    """The beginning that its other forms share: "opening" and "opens" begin with "open"."""
    if UNSPACED.search(word) or word.isdigit() or len(word) < 5:
        return word
    return _ENDINGS.sub("", word)


def held(word: str, text: str) -> bool:
    """Whether a text has this word in one of its forms."""
    beginning = "" if UNSPACED.search(word) else r"\b"
    return re.search(beginning + re.escape(folded(stem(word))), folded(text)) is not None


def folded(text: str) -> str:
    """Small letters without accents."""
    parts = unicodedata.normalize("NFKD", text.lower())
    return unicodedata.normalize("NFC", "".join(one for one in parts if not unicodedata.combining(one)))


def _pairs(word: str) -> list[str]:
    """Every two letters that stand together; one that is alone only where it is all there is."""
    runs = [run for run in UNSPACED.findall(_SILENT.sub(" ", word)) if run]
    pairs = [run[at : at + 2] for run in runs for at in range(len(run) - 1)]
    return pairs or [run for run in runs if not _HANGUL.match(run)]


@cache
def _small(language: str) -> frozenset[str]:
    """Words that say nothing of what a question is about; of all languages where nobody can tell which it is."""
    if language == "en":
        return _ENGLISH
    codes = [language] if language in table() else list(table())
    words = [word for code in codes for word in (*table()[code].common, *_ASKING.get(code, "").split())]
    return frozenset(folded(word) for word in (*words, *_ENGLISH))
