"""What people call the signs on a keyboard and the little pictures: "a star", "two hearts", "square brackets".

Knows names of signs and sorts of phrases ("a greeting"), nothing about answers.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

from learning.english.counts import COUNT, number

_EMOJI: Final = MappingProxyType(
    {
        "star": "⭐", "heart": "❤️", "red heart": "❤️", "rocket": "🚀", "smiley": "🙂", "smiley face": "🙂",
        "smile": "🙂",
        "thumbs up": "👍", "thumbs-up": "👍", "sun": "☀️", "fire": "🔥", "flame": "🔥", "party": "🎉", "cat": "🐱",
        "dog": "🐶", "flower": "🌸", "rose": "🌹", "sunflower": "🌻", "rainbow": "🌈", "check mark": "✅",
        "checkmark": "✅", "tick": "✅", "wave": "👋", "waving hand": "👋", "laughing": "😂", "wink": "😉",
        "tree": "🌳", "moon": "🌙", "coffee": "☕", "robot": "🤖", "fish": "🐟", "bee": "🐝", "turtle": "🐢",
        "frog": "🐸",
        "unicorn": "🦄", "butterfly": "🦋", "pizza": "🍕", "cake": "🍰", "gift": "🎁", "book": "📚", "owl": "🦉",
        "light bulb": "💡", "lightbulb": "💡", "sparkle": "✨", "sparkles": "✨", "snowflake": "❄️", "ghost": "👻",
        "pumpkin": "🎃", "apple": "🍎", "lemon": "🍋", "crown": "👑", "penguin": "🐧", "panda": "🐼", "fox": "🦊",
        "lion": "🦁", "whale": "🐳", "dolphin": "🐬", "bear": "🐻", "leaf": "🍃", "clover": "🍀", "earth": "🌍",
        "globe": "🌍", "anchor": "⚓", "clap": "👏", "muscle": "💪", "eyes": "👀", "kiss": "😘", "banana": "🍌",
        "cherry": "🍒", "strawberry": "🍓", "cactus": "🌵", "bird": "🐦", "snail": "🐌", "music note": "🎵",
        "bell": "🔔",
    }
)  # fmt: skip
_SIGNS: Final = MappingProxyType(
    {
        "star": "★", "heart": "♥", "exclamation mark": "!", "exclamation point": "!", "question mark": "?",
        "comma": ",", "semicolon": ";", "semi-colon": ";", "colon": ":", "asterisk": "*", "hyphen": "-", "dash": "-",
        "em dash": "—", "em-dash": "—", "en dash": "–", "long dash": "—", "full stop": ".", "period": ".", "dot": ".",
        "ellipsis": "...", "three dots": "...", "tilde": "~", "hash": "#", "hash sign": "#", "hash mark": "#",
        "pound sign": "#", "plus": "+", "plus sign": "+", "equals sign": "=", "slash": "/", "forward slash": "/",
        "backslash": "\\", "pipe": "|", "vertical bar": "|", "underscore": "_", "ampersand": "&", "at sign": "@",
        "dollar sign": "$", "percent sign": "%", "quotation mark": '"', "quote mark": '"', "double quote": '"',
        "speech mark": '"', "inverted comma": '"', "apostrophe": "'", "arrow": "→", "bullet": "•", "caret": "^",
        "interrobang": "‽", "checkmark": "✓", "check mark": "✓", "tick": "✓", "greater-than sign": ">",
    }
)  # fmt: skip
ANY_EMOJI: Final = ("🙂", "😀", "🎉", "👍", "✨", "😊")
_SORTS: Final = MappingProxyType(
    {
        r"(?:\w+ )?(?:emoji|smiley|smiley face|emoticon)s?": ANY_EMOJI,
        r"(?:\w+ )?(?:greeting|hello|salutation|welcome)": ("Hello!", "Hi there!", "Hello again!"),
        r"(?:\w+ )?(?:goodbye|good-bye|farewell|bye)": ("Goodbye!", "Goodbye for now!", "Goodbye and take care!"),
        r"(?:\w+ )?(?:thank[ -]?you|thanks|word of thanks)": ("Thank you!", "Thank you for asking!"),
        r"(?:\w+ )?compliment": ("Great question!", "What a good question!", "You ask good questions!"),
        r"(?:\w+ )?(?:good|kind|best|warm) wish(?:es)?": ("Have a nice day!", "All the best!", "Take care!"),
        r"(?:\w+ |words? of )?encouragement|(?:\w+ )?encouraging (?:word|words|line|sentence|phrase|note)": (
            "You can do it!", "Keep going!", "You are doing great!"),
    }
)  # fmt: skip
_PAIRS: Final = MappingProxyType(
    {
        "square brackets": ("[", "]"), "curly brackets": ("{", "}"), "curly braces": ("{", "}"), "braces": ("{", "}"),
        "angle brackets": ("<", ">"), "chevrons": ("<", ">"), "round brackets": ("(", ")"), "brackets": ("(", ")"),
        "parentheses": ("(", ")"), "parenthesis": ("(", ")"), "parens": ("(", ")"), "single quotes": ("'", "'"),
        "single quotation marks": ("'", "'"), "quotation marks": ('"', '"'), "double quotes": ('"', '"'),
        "quote marks": ('"', '"'), "quotes": ('"', '"'), "inverted commas": ('"', '"'), "speech marks": ('"', '"'),
        "double asterisks": ("**", "**"), "double stars": ("**", "**"), "bold": ("**", "**"), "italics": ("*", "*"),
        "italic": ("*", "*"), "stars": ("*", "*"), "triple backticks": ("```", "```"), "code block": ("```", "```"),
        "a code block": ("```", "```"), "backticks": ("`", "`"), "underscores": ("_", "_"), "tildes": ("~", "~"),
        "guillemets": ("«", "»"), "pipes": ("|", "|"),
    }
)  # fmt: skip
PAIRS: Final = "|".join(sorted(map(re.escape, _PAIRS), key=len, reverse=True))


def sign(text: str) -> str:
    """ "a star" → "★", "a star emoji" → "⭐", "three dashes" → "---", "" for anything else."""
    words = re.sub(r"^(?:the|an?|any|some|your|single|one) ", "", text.strip().lower())
    counted = re.match(rf"({COUNT})[ -](.+)$", words)
    if counted and counted[2] == "stars":
        return "*" * number(counted[1])
    many, words = (number(counted[1]), counted[2]) if counted and words not in _SIGNS else (1, words)
    pictured = re.sub(r"\s*(?:emojis?|symbols?|signs?|icons?|smileys?|pictures?)$", "", words)
    if pictured != words and (found := _named(_EMOJI, pictured)):
        return found * many
    return (_named(_SIGNS, words) or _named(_SIGNS, pictured)) * many


def sort(text: str) -> tuple[str, ...]:
    """Phrases of the sort that is asked for: "a friendly greeting", but not "Hello"; () for no known sort."""
    words = re.sub(r"^(?:the|an?|any|some|your|one|at least one|short)\s+", "", text.strip().lower().rstrip(".!"))
    found = next((found for pattern, found in _SORTS.items() if re.fullmatch(pattern, words)), ())
    return found if found == ANY_EMOJI or words != text.strip().lower().rstrip(".!") else ()


def pair(name: str) -> tuple[str, str]:
    """What stands before and after: "square brackets" → ("[", "]"). Any other sign stands on both sides."""
    lower = re.sub(r"^(?:a |an |the |two |a pair of )+", "", name.strip().lower())
    if lower in _PAIRS:
        return _PAIRS[lower]
    if found := re.fullmatch(r"<(\w+)>(?:\s*(?:and|…|\.\.\.)?\s*</\w+>)?(?: tags?)?", lower):
        return f"<{found[1]}>", f"</{found[1]}>"
    found = re.fullmatch(r"(\w+) tags", lower)
    if found and found[1] not in ("html", "xml", "hash"):
        return f"<{found[1]}>", f"</{found[1]}>"
    return sign(lower), sign(lower)


def _named(table: MappingProxyType[str, str], words: str) -> str:
    return table.get(words) or table.get(words.removesuffix("s")) or table.get(words.removesuffix("es")) or ""
