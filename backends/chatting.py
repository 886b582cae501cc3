"""One streamed answer, and the memory that makes the next one start sooner.

Knows tokens, keys and values, sampling. The memory is good only for the outfit that it was made with. Knows no turns.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor

from backends.attention import ChatMemory
from backends.decoder import Decoder, Worn
from backends.prompting import Prompter
from backends.wardrobe import Outfit
from learning.backend import BackendError
from learning.types import Sampling

PIECE: Final = 512  # tokens of a prompt between two pauses


@dataclass(slots=True)
class Conversation:
    """What was last read and written. `ids` are the tokens that `memory` holds."""

    memory: ChatMemory
    ids: list[int]
    outfit: Outfit


class Chatter:
    """Streams answers. Takes the kept conversation while it writes, so two streams never share one memory."""

    def __init__(self, decoder: Decoder, prompter: Prompter) -> None:
        self._decoder = decoder
        self._prompter = prompter
        self._kept: Conversation | None = None

    def write(self, prompt: Sequence[int], sampling: Sampling, worn: Worn, outfit: Outfit) -> Iterator[str]:
        """Pieces of the answer; "" is a pause point."""
        talk, self._kept = self._recall(prompt, outfit), None
        try:
            choose = Chooser(sampling)
            state = yield from self._read(talk, prompt, worn)
            stream = self._prompter.stream()
            for _ in range(min(sampling.max_tokens, self._decoder.shape.context - len(prompt))):
                token = choose(self._logits(state))
                if token in self._prompter.ends:
                    return
                yield stream.push(token)
                state = self._step(talk, (token,), worn)
        finally:
            self._kept = talk

    def _recall(self, prompt: Sequence[int], outfit: Outfit) -> Conversation:
        """The kept conversation cut to what it has in common with the prompt, else a new one."""
        kept = self._kept
        if kept is None or kept.outfit != outfit:
            memory = ChatMemory(self._decoder.shape, self._decoder.device, self._decoder.dtype)
            return Conversation(memory, [], outfit)
        limit = min(len(kept.ids), len(prompt) - 1)  # the last token is read again: its logits are needed
        same = next((i for i in range(limit) if kept.ids[i] != prompt[i]), limit)
        kept.ids = kept.ids[:same]
        kept.memory.length = same
        return kept

    def _read(self, talk: Conversation, prompt: Sequence[int], worn: Worn) -> Generator[str, None, Tensor]:
        """Read what is new of the prompt, in pieces. Returns the last state."""
        talk.memory.reserve(len(prompt))
        state = torch.empty(0)
        for begin in range(len(talk.ids), len(prompt), PIECE):
            if begin > len(talk.ids):
                yield ""
            state = self._step(talk, prompt[begin : begin + PIECE], worn)
        return state

    @torch.no_grad()
    def _step(self, talk: Conversation, ids: Sequence[int], worn: Worn) -> Tensor:
        """Put tokens into the memory. Returns the state of the last, [1, hidden]."""
        decoder, memory = self._decoder, talk.memory
        begin, end = memory.length, memory.length + len(ids)
        memory.reserve(end)
        rotary = decoder.rotary(torch.arange(begin, end, device=decoder.device))
        state = decoder.run(decoder.embed(decoder.tokens(ids)), rotary, memory, range(decoder.shape.blocks), worn)
        memory.length = end
        talk.ids.extend(ids)
        return state[-1:]

    @torch.no_grad()
    def _logits(self, state: Tensor) -> Tensor:  # [vocabulary]
        return self._decoder.logits(state)[0].float()


class Chooser:
    """Picks the next token. Nucleus sampling: arXiv 1904.09751. Repetition penalty: arXiv 1909.05858, but on this
    answer's own tokens only, because the words of a question are often the words of its answer.
    """

    def __init__(self, sampling: Sampling) -> None:
        self._sampling = sampling
        self._written: list[int] = []
        self._random = torch.Generator()
        if sampling.seed is None:
            self._random.seed()
        else:
            self._random.manual_seed(sampling.seed % (1 << 63))

    def __call__(self, logits: Tensor) -> int:
        if not bool(torch.isfinite(logits).all()):
            raise BackendError("bad_numbers", "logits")
        logits = self._penalised(logits)
        token = int(logits.argmax()) if self._sampling.temperature <= 0 else self._drawn(logits)
        self._written.append(token)
        return token

    def _penalised(self, logits: Tensor) -> Tensor:
        penalty = self._sampling.repetition_penalty
        if penalty == 1.0 or not self._written:
            return logits
        used = torch.tensor(sorted(set(self._written)), device=logits.device)
        scores = logits[used]
        return logits.index_copy(0, used, torch.where(scores > 0, scores / penalty, scores * penalty))

    def _drawn(self, logits: Tensor) -> int:
        chances, ids = (logits.cpu() / self._sampling.temperature).softmax(-1).sort(descending=True)
        before = chances.cumsum(-1) - chances
        chances[before >= self._sampling.top_p] = 0.0
        chances[0] = max(float(chances[0]), 1e-9)  # the likeliest always stays
        return int(ids[torch.multinomial(chances, 1, generator=self._random)])
