"""One streamed answer in MLX, and the memory that makes the next one start sooner.

As backends.chatting, which does it for torch. Knows tokens and mlx-lm's memories. What was read in one outfit is never
used with another. Knows no turns.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import mlx.core as mx
from mlx_lm.models.cache import can_trim_prompt_cache, trim_prompt_cache

from backends.chatting import Chooser
from backends.mlx_body import Body, Worn
from backends.mlx_memory import to_torch
from backends.prompting import Prompter
from backends.wardrobe import Outfit
from learning.types import Sampling

PIECE: Final = 512  # tokens of a prompt between two pauses


@dataclass(slots=True)
class Conversation:
    """What was last read and written. `ids` are the tokens that `memory` holds."""

    memory: list[Any]
    ids: list[int]
    outfit: Outfit


class MlxChatter:
    """Streams answers. Takes the kept conversation while it writes, so two streams never share one memory."""

    def __init__(self, body: Body, prompter: Prompter) -> None:
        self._body = body
        self._prompter = prompter
        self._kept: Conversation | None = None

    def write(self, prompt: Sequence[int], sampling: Sampling, worn: Worn, outfit: Outfit) -> Iterator[str]:
        """Pieces of the answer; "" is a pause point."""
        talk, self._kept = self._recall(prompt, outfit), None
        try:
            choose = Chooser(sampling)
            logits = yield from self._read(talk, prompt, worn)
            stream = self._prompter.stream()
            for _ in range(min(sampling.max_tokens, self._body.shape.context - len(prompt))):
                token = choose(to_torch(logits))
                if token in self._prompter.ends:
                    return
                yield stream.push(token)
                logits = self.read_on(talk, (token,), worn)
        finally:
            self._kept = talk

    def _recall(self, prompt: Sequence[int], outfit: Outfit) -> Conversation:
        """The kept conversation cut to what it has in common with the prompt, else a new one."""
        kept = self._kept
        if kept is None or kept.outfit != outfit:
            return Conversation(self._body.memory(), [], outfit)
        limit = min(len(kept.ids), len(prompt) - 1)  # the last token is read again: its logits are needed
        same = next((i for i in range(limit) if kept.ids[i] != prompt[i]), limit)
        surplus = len(kept.ids) - same
        if surplus and not can_trim_prompt_cache(kept.memory):  # a sliding window has forgotten what was before
            return Conversation(self._body.memory(), [], outfit)
        trim_prompt_cache(kept.memory, surplus)
        kept.ids = kept.ids[:same]
        return kept

    def _read(self, talk: Conversation, prompt: Sequence[int], worn: Worn) -> Generator[str, None, mx.array]:
        """Read what is new of the prompt, in pieces. Returns the logits of its last token."""
        logits = mx.zeros(0)
        for begin in range(len(talk.ids), len(prompt), PIECE):
            if begin > len(talk.ids):
                yield ""
            logits = self.read_on(talk, prompt[begin : begin + PIECE], worn)
        return logits

    def read_on(self, talk: Conversation, ids: Sequence[int], worn: Worn) -> mx.array:
        """Put tokens into the memory. Returns the logits of the last, [vocabulary]."""
        body = self._body
        state = body.run(body.embed(mx.array([ids])), range(body.shape.blocks), talk.memory, worn)
        logits = body.logits(state[0, -1])
        mx.eval(logits, [(cache.keys, cache.values) for cache in talk.memory])
        talk.ids.extend(ids)
        return logits
