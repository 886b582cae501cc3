"""From turns to tokens and back: a model's chat template and tokenizer.

Knows which tokens end an answer; the template itself is rendered by template_guard. What a person writes can never
become a special token. Knows no weights.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from tokenizers import Tokenizer
from tokenizers.decoders import DecodeStream

from backends.gguf_header import damaged
from backends.model_cache import SETTINGS, TEMPLATE
from backends.model_folder import TOKENIZER, read_json
from backends.packing import Row
from backends.template_guard import ChatTemplate, Unrenderable
from learning.backend import BackendError
from learning.types import Example, Role, Turn

_MOST_TEMPLATE: Final = 1 << 18  # bytes
_MOST_TOKENIZER: Final = 64 << 20  # bytes
_ENDS: Final = ("<|im_end|>", "<|eot_id|>", "<|end|>", "<end_of_turn>", "</s>", "<|endoftext|>", "<|end_of_text|>")
# A private-use letter stands for a person's "<|im_end|>" while the template is rendered.
_STAND_INS: Final = 0xF0000
# ChatML, for a model that brings no template of its own.
_PLAIN: Final = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


class Prompter:
    """Renders, encodes and decodes for one model."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer = _tokenizer(folder / TOKENIZER)
        settings = read_json(folder / SETTINGS) if (folder / SETTINGS).is_file() else {}
        self._names = {key: _token(settings.get(key)) for key in ("bos_token", "eos_token", "eot_token")}
        self._source = _template(folder, settings)
        try:
            self._template = ChatTemplate(self._source)
        except Unrenderable as error:
            raise BackendError("model_unknown", f"chat template: {error}") from error
        added = self._tokenizer.get_added_tokens_decoder()
        self._special = tuple(token.content for token in added.values())
        self._stand_in = re.compile(f"([{chr(_STAND_INS)}-{chr(_STAND_INS + max(len(added), 1) - 1)}])")
        self.ends = self._all_ends()
        self.end = self._turn_end()

    @property
    def template_sha256(self) -> str:
        return hashlib.sha256(self._source.encode()).hexdigest()

    def prompt(self, turns: Sequence[Turn]) -> tuple[int, ...]:
        """The conversation as tokens, ready for the assistant's next words. Raises BackendError."""
        try:
            return self._prompt(turns)
        except BackendError:
            if len(turns) < 2 or turns[0].role is not Role.SYSTEM:
                raise
            return self._prompt(_folded(turns))  # some templates know no system's turn

    def row(self, example: Example) -> Row:
        """An example as tokens: prompt, target, end of turn."""
        prompt = self.prompt(example.turns)
        encoded = self._encoded(example.target)
        span = _marked(example.target, example.span, encoded.offsets)
        return Row((*prompt, *encoded.ids, self.end), len(prompt), (*span, False))

    def stream(self) -> TextStream:
        return TextStream(self._tokenizer)

    def text(self, ids: Sequence[int]) -> str:
        stream = self.stream()
        return "".join(stream.push(token) for token in ids)

    def _prompt(self, turns: Sequence[Turn]) -> tuple[int, ...]:
        messages = [{"role": turn.role.value, "content": self._disguised(turn.text)} for turn in turns]
        return tuple(self._encode(self._render(messages, True)))

    def _render(self, messages: list[dict[str, str]], ask: bool) -> str:
        try:
            return self._template.render(messages, ask, self._names)
        except Unrenderable as error:
            raise BackendError("model_unknown", f"chat template: {error}") from error

    def _encode(self, text: str) -> Iterator[int]:
        """Tokens of a rendered template. Stand-ins become the plain letters that the person wrote."""
        for piece in self._stand_in.split(text):
            if self._stand_in.fullmatch(piece):
                yield from self._encoded(self._special[ord(piece) - _STAND_INS]).ids
            elif piece:
                yield from self._tokenizer.encode(piece, add_special_tokens=False).ids

    def _encoded(self, text: str) -> Any:  # Any: tokenizers ships no useful types
        """A person's own words: nothing in them is a special token."""
        self._tokenizer.encode_special_tokens = True
        try:
            return self._tokenizer.encode(text, add_special_tokens=False)
        finally:
            self._tokenizer.encode_special_tokens = False

    def _disguised(self, text: str) -> str:
        for index, token in enumerate(self._special):
            if token in text:
                text = text.replace(token, chr(_STAND_INS + index))
        return text

    def _all_ends(self) -> frozenset[int]:
        names = {self._names["eos_token"], self._names["eot_token"], *_ENDS}
        found = (self._tokenizer.token_to_id(name) for name in names if name in self._special)
        return frozenset(index for index in found if index is not None)

    def _turn_end(self) -> int:
        """The token that the template puts behind an assistant's words."""
        probe = "xyzzy"
        asked = {"role": Role.USER.value, "content": "?"}
        shown = self._render([asked, {"role": Role.ASSISTANT.value, "content": probe}], False)
        for token in self._encode(shown.rpartition(probe)[2]):
            if token in self.ends:
                return token
        if self.ends:
            return min(self.ends)
        raise BackendError("model_unknown", "no token ends an answer")


class TextStream:
    """Tokens in, whole letters out: never half a letter, never a special token."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._stream = DecodeStream(skip_special_tokens=True)

    def push(self, token: int) -> str:
        return self._stream.step(self._tokenizer, token) or ""


def _folded(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """The system's words in front of the first of the person's."""
    first = turns[1]
    return (Turn(first.role, f"{turns[0].text}\n\n{first.text}"), *turns[2:])


def _marked(target: str, span: str, offsets: Sequence[tuple[int, int]]) -> list[bool]:
    begin = target.find(span) if span else -1
    end = begin + len(span)
    return [begin >= 0 and first < end and last > begin for first, last in offsets]


def _tokenizer(path: Path) -> Tokenizer:
    try:
        if not path.is_file() or path.stat().st_size > _MOST_TOKENIZER:
            raise damaged("tokenizer.json is no file, or too long")
        return Tokenizer.from_buffer(path.read_bytes())
    except BackendError:
        raise
    except Exception as error:  # tokenizers raises bare Exception for a file that it cannot read
        raise damaged(f"tokenizer.json: {error}") from error


def _template(folder: Path, settings: dict[str, Any]) -> str:  # Any: parsed JSON
    path = folder / TEMPLATE
    if path.is_file():
        data = path.read_bytes() if path.stat().st_size <= _MOST_TEMPLATE else b""
        source = data.decode("utf-8", errors="replace")
    else:
        source = str(settings.get("chat_template") or "")
    return source or _PLAIN


def _token(value: object) -> str:
    """tokenizer_config.json has either the text or an object with the text in it."""
    if isinstance(value, dict):
        value = value.get("content")
    return value if isinstance(value, str) else ""
