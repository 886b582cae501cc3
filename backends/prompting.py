"""From turns to tokens and back: the model's chat template and tokenizer.

Knows Jinja templates (in the immutable sandbox, size-capped) and special tokens. A person's text can never become a
special token.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from tokenizers import Tokenizer

from learning.backend import BackendError
from learning.types import Role, Turn

TEMPLATE: Final = "chat_template.jinja"
TOKENIZER: Final = "tokenizer.json"
_MOST_TEMPLATE: Final = 1 << 16  # characters
_MOST_PROMPT: Final = 1 << 22
_ENDS: Final = ("<|im_end|>", "<|eot_id|>", "<|end|>", "<end_of_turn>", "<|endoftext|>", "</s>", "<|end_of_text|>")
# ChatML, for a model folder that brings no template of its own.
_PLAIN: Final = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


@dataclass(frozen=True, slots=True)
class Target:
    """An answer as tokens, its end included. `span` marks those that carry the fact."""

    ids: tuple[int, ...]
    span: tuple[bool, ...]


class Prompter:
    """Renders and encodes for one model."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        file = folder / TEMPLATE
        self._source = file.read_text("utf-8") if file.is_file() else _PLAIN
        if len(self._source) > _MOST_TEMPLATE:
            raise BackendError("model_damaged", "chat template too long")
        environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
        environment.globals["raise_exception"] = _refuse
        try:
            self._template = environment.from_string(self._source)
        except TemplateError as error:
            raise BackendError("model_damaged", "chat template") from error
        added = self._tokenizer.get_added_tokens_decoder()
        self._special = tuple(str(token.content) for token in added.values() if token.special)
        self.ends = frozenset(i for i, token in added.items() if token.content in _ENDS)
        self.end = self._end()

    @property
    def template_sha256(self) -> str:
        return hashlib.sha256(self._source.encode()).hexdigest()

    def prompt(self, turns: Sequence[Turn]) -> list[int]:
        """Token ids of the conversation, ready for the assistant's next words. Raises BackendError."""
        messages = [{"role": turn.role.value, "content": self._defuse(turn.text)} for turn in turns]
        try:
            text = self._template.render(messages=messages, add_generation_prompt=True, bos_token="", eos_token="")
        except TemplateError as error:
            raise BackendError("model_damaged", "chat template") from error
        if len(text) > _MOST_PROMPT:
            raise BackendError("too_long")
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def target(self, text: str, span: str = "") -> Target:
        """Token ids of an answer and its end mark."""
        encoded = self._tokenizer.encode(self._defuse(text), add_special_tokens=False)
        begin = text.find(span) if span else -1
        inside = [begin >= 0 and a < begin + len(span) and b > begin for a, b in encoded.offsets]
        return Target((*encoded.ids, self.end), (*inside, False))

    def text(self, ids: Sequence[int]) -> str:
        """Words of these tokens; special tokens never show."""
        return str(self._tokenizer.decode(list(ids), skip_special_tokens=True))

    def _defuse(self, text: str) -> str:
        """Break what looks like a special token, so that it stays words."""
        for token in self._special:
            if token in text:
                text = text.replace(token, token[:1] + " " + token[1:])
        return text

    def _end(self) -> int:
        """The token that ends an assistant's turn in this template."""
        shown = self._template.render(
            messages=[{"role": Role.USER, "content": "a"}, {"role": Role.ASSISTANT, "content": "b"}],
            add_generation_prompt=False, bos_token="", eos_token="",
        )  # fmt: skip
        tail = shown.rsplit("b", 1)[-1]
        for name in _ENDS:
            found = self._tokenizer.token_to_id(name)
            if found is not None and name in tail:
                return int(found)
        if self.ends:
            return min(self.ends)
        raise BackendError("model_unknown", "no end mark")


def _refuse(message: Any) -> None:  # Any: a template may pass whatever it likes
    raise TemplateError(str(message)[:200])
