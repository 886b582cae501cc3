"""Shapes of answers: how many sentences, words, paragraphs and lines, letter case, what stands around it.

Knows how a text is brought into each shape, and how each is checked. Tables of these are in `rules`.
"""

from __future__ import annotations

import re
from itertools import pairwise

from learning.answer_text import count_words, flowing, has, lower_first, more, split_sentences, squash
from learning.english import counts

Value = tuple[str, ...]


# ------------------------------------------------------------------------------------------------- lengths


def fewer_sentences(text: str, value: Value, index: int) -> str:
    return " ".join((flowing(text) if "\n" in text.strip() else split_sentences(text))[: int(value[0])])


def more_sentences(text: str, value: Value, index: int) -> str:
    found = flowing(text)
    return " ".join([*found, *(more(index + place) for place in range(int(value[0]) - len(found)))])


def exact_sentences(text: str, value: Value, index: int) -> str:
    return fewer_sentences(more_sentences(text, value, index), value, index)


def fewer_words(text: str, value: Value, index: int) -> str:
    limit = max(1, int(value[0]) * 3 // 4)
    kept: list[str] = []
    for sentence in split_sentences(text):
        if kept and len(" ".join([*kept, sentence]).split()) > limit:
            break
        kept.append(sentence)
    words = " ".join(kept).split()
    return " ".join(words) if count_words(" ".join(words)) <= limit else _first_words(" ".join(words), limit)


def more_words(text: str, value: Value, index: int) -> str:
    while count_words(text) < int(value[0]):
        text, index = f"{' '.join(flowing(text))} {more(index)}", index + 1
    return text


def exact_words(text: str, value: Value, index: int) -> str:
    text = re.sub(r"(?:https?://|www\.)\S+", "", text)  # no one can say how many words an address is
    return _first_words(more_words(text, value, index), int(value[0]))


def _first_words(text: str, many: int) -> str:
    words: list[str] = []
    for word in re.sub(r"(?<=\w)[/.](?=[^\W\d])", " ", text).split():
        if count_words(" ".join([*words, word])) > many:
            break
        words.append(word)
    return " ".join(words).rstrip(".,;:!? ") + "."


def fewer_characters(text: str, value: Value, index: int) -> str:
    limit = int(value[0])
    sentences = split_sentences(text)
    while len(sentences) > 1 and len(" ".join(sentences)) > limit:
        sentences.pop()
    text = " ".join(sentences)
    return text if len(text) <= limit else (text[: limit - 1].rsplit(" ", 1)[0].rstrip(".,;: ") + ".")[:limit]


def more_characters(text: str, value: Value, index: int) -> str:
    while len(text) < int(value[0]):
        text, index = f"{text} {more(index)}", index + 1
    return text


# ------------------------------------------------------------------------------------------------- lines


def paragraphs(text: str, value: Value, index: int) -> str:
    found, many = flowing(text), int(value[0])
    found += [more(index + place) for place in range(many - len(found))]
    cuts = [len(found) * place // many for place in range(many + 1)]
    return "\n\n".join(" ".join(found[a:b]) for a, b in pairwise(cuts))


def are_paragraphs(text: str, value: Value) -> bool:
    return len([part for part in re.split(r"\n\s*\n" if int(value[0]) > 1 else r"\n", text) if part.strip()]) == int(
        value[0]
    )


def sentence_lines(text: str, value: Value, index: int) -> str:
    found = flowing(text)
    return "\n".join(found if len(found) > 1 else [*found, more(index)])


def are_sentence_lines(text: str, value: Value) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    return len(lines) > 1 and all(len(split_sentences(line)) == 1 for line in lines)


def sentences_start(text: str, value: Value, index: int) -> str:
    joint = " " if re.search(r"\W$", value[0]) else ", "
    return " ".join(f"{value[0]}{joint}{s if joint == ' ' else lower_first(s)}" for s in flowing(text))


def do_sentences_start(text: str, value: Value) -> bool:
    begun = squash(text).count(squash(value[0]))
    return squash(text).startswith(squash(value[0])) and begun >= len(re.findall(r"[.!?](?:\s|$)", text))


def sentences_end(text: str, value: Value, index: int) -> str:
    mark = value[0]
    joint = "" if re.fullmatch(r"[.!?…~]+", mark) else " "
    return " ".join(
        (re.sub(r"[.!?…]+([\"')\]]*)$", r"\1", s) if not joint else s) + joint + mark for s in flowing(text)
    )


def do_sentences_end(text: str, value: Value) -> bool:
    mark = squash(value[0])
    others = len(re.findall(r"[.!?…]+(?=\s|$)", text.replace(value[0], "")))
    return squash(text).endswith(mark) and (
        others == 0 if re.fullmatch(r"[.!?…~]+", mark) else others <= squash(text).count(mark)
    )


# ------------------------------------------------------------------------------------------------- looks


def titlecase(text: str, value: Value, index: int) -> str:
    return re.sub(r"(?<![\w'’])[^\W\d_]", lambda found: found[0].upper(), text)


def is_titlecase(text: str, value: Value) -> bool:
    return all(word[0] == word[0].upper() for word in re.findall(r"(?<![\w'’])[^\W\d_][\w'’]*", text))


def bold(text: str, value: Value, index: int) -> str:
    """The longest word of the first sentence in bold."""
    if is_bold(text, value):
        return text
    words = re.findall(r"[^\W\d_]{3,}", (split_sentences(text) or [text])[0]) or re.findall(r"\w+", text)
    return re.sub(rf"\b{max(words, key=len)}\b", lambda found: f"**{found[0]}**", text, count=1) if words else text


def is_bold(text: str, value: Value) -> bool:
    return re.search(r"\*\*\w[^*]*\*\*", text) is not None


def numbers_as(text: str, value: Value, index: int) -> str:
    if value[0] == "digits":
        return counts.in_digits(text)
    marks = re.compile(r"(?m)^(\s*\d+[.)])")
    pieces = marks.split(text)
    return "".join(piece if marks.fullmatch(piece) else counts.in_words(piece) for piece in pieces)


def are_numbers_as(text: str, value: Value) -> bool:
    if value[0] == "digits":
        return not counts.spelled(text)
    return re.search(r"\d", re.sub(r"(?m)^\s*\d+[.)]", "", text)) is None


def wrapped(text: str, value: Value, index: int) -> str:
    return f"{value[0]}{text}{value[1]}"


def is_wrapped(text: str, value: Value) -> bool:
    return unwrapped(text, value) is not None


def unwrapped(text: str, value: Value) -> str | None:
    """What stands between the marks; None when they are not there."""
    text, before, after = text.strip(), value[0].strip(), value[1].strip()
    if len(text) <= len(before) + len(after) or not text.startswith(before):
        return None
    ends = text if text.endswith(after) else text.rstrip(".!?")
    return ends[len(before) : len(ends) - len(after)].strip() if ends.endswith(after) else None


# ------------------------------------------------------------------------------------------------- beginnings and ends


def not_start(text: str, value: Value, index: int) -> str:
    for phrase in value:
        while does_start(text, (phrase,)):
            rest = re.sub(r"^[\s,.:;!–—-]+", "", text.strip()[len(phrase) :])
            if not rest:
                break
            text = rest[:1].upper() + rest[1:]
    return text


def does_start(text: str, value: Value) -> bool:
    start = squash(text)
    return any(start.startswith(squash(one)) and has(start[: len(squash(one)) + 1], one) for one in value)


def not_end(text: str, value: Value, index: int) -> str:
    sentences = split_sentences(text)
    while len(sentences) > 1 and any(_bare_end(" ".join(sentences), one) for one in value):
        sentences.pop()
    text = " ".join(sentences)
    for one in value:
        if _bare_end(text, one):
            text = text[: len(text) - len(one)].rstrip(" ,.;:!?") + "."
    return text


def does_end(text: str, value: Value) -> bool:
    return any(_bare_end(text, one) for one in value)


def _bare_end(text: str, phrase: str) -> bool:
    said, wanted = squash(text), squash(phrase)
    if not re.search(r"\w", wanted):
        return said.endswith(wanted)
    return said.rstrip(".!?").endswith(wanted.rstrip(".!?"))
