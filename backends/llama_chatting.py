"""Answers by llama.cpp: one streamed, or many side by side.

Knows tokens, contexts and outfits; no turns, no gates. What was read for one outfit is never used with another.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray

from backends.chatting import Chooser
from backends.llama_session import PIECE, LlamaContext, Place
from backends.prompting import Prompter
from backends.wardrobe import Outfit
from learning.backend import Answered, BackendError
from learning.types import Sampling

_LEAST: Final = 2048  # tokens of a new context
_MOST_ROWS: Final = 16
_MOST_TOKENS: Final = 8192  # of all rows together
Open = Callable[[Outfit, int, int], LlamaContext]  # outfit, tokens, sequences → a context that wears it


@dataclass(slots=True)
class Conversation:
    """What was last read and written. `ids` are the tokens that the context holds."""

    context: LlamaContext
    ids: list[int]
    outfit: Outfit


class LlamaChatter:
    """Streams answers. Takes the kept conversation while it writes, so two streams never share one context."""

    def __init__(self, open_context: Open, prompter: Prompter, longest: int) -> None:
        self._open = open_context
        self._prompter = prompter
        self._longest = longest
        self._kept: Conversation | None = None

    def write(self, prompt: Sequence[int], sampling: Sampling, outfit: Outfit) -> Iterator[str]:
        """Pieces of the answer; "" is a pause point."""
        room = min(len(prompt) + sampling.max_tokens, self._longest)
        talk, self._kept = self._recall(prompt, outfit, room), None
        try:
            choose = Chooser(sampling)
            logits = yield from self._read(talk, prompt)
            stream = self._prompter.stream()
            for _ in range(room - len(prompt)):
                token = choose(torch.from_numpy(logits))
                if token in self._prompter.ends:
                    return
                yield stream.push(token)
                logits = _read_on(talk, (token,))
        finally:
            self._keep(talk)

    def close(self) -> None:
        """Free what is kept."""
        kept, self._kept = self._kept, None
        if kept is not None:
            kept.context.close()

    def _keep(self, talk: Conversation) -> None:
        self.close()
        self._kept = talk

    def _recall(self, prompt: Sequence[int], outfit: Outfit, room: int) -> Conversation:
        """The kept conversation cut to what it has in common with the prompt, else a new one."""
        kept = self._kept
        if kept is not None and kept.outfit == outfit and room <= kept.context.tokens:
            limit = min(len(kept.ids), len(prompt) - 1)  # the last token is read again: its logits are needed
            same = sum(1 for _ in takewhile(lambda i: kept.ids[i] == prompt[i], range(limit)))
            if not kept.context.forget(0, same):
                kept.context.clear()
                same = 0
            kept.ids = kept.ids[:same]
            return kept
        self.close()
        return Conversation(self._open(outfit, min(max(room, _LEAST), self._longest), 1), [], outfit)

    def _read(self, talk: Conversation, prompt: Sequence[int]) -> Generator[str, None, NDArray[np.float32]]:
        """Read what is new of the prompt, in pieces. Returns the logits of its last token."""
        logits = np.empty(0, dtype=np.float32)
        for begin in range(len(talk.ids), len(prompt), PIECE):
            if logits.size:
                yield ""
            logits = _read_on(talk, prompt[begin : begin + PIECE])
        return logits


def _read_on(talk: Conversation, ids: Sequence[int]) -> NDArray[np.float32]:
    """Logits of the last, [vocabulary]."""
    begin, last = len(talk.ids), len(ids) - 1
    found = talk.context.read([Place(token, begin + i, 0, i == last) for i, token in enumerate(ids)])
    talk.ids.extend(ids)
    row: NDArray[np.float32] = found[0]
    return row


class SideBySide:
    """Greedy answers to many prompts that all wear one outfit."""

    def __init__(self, open_context: Open, prompter: Prompter, outfit: Outfit) -> None:
        self._open = open_context
        self._prompter = prompter
        self._outfit = outfit

    def answers(self, prompts: Sequence[Sequence[int]], max_tokens: int) -> Iterator[Answered | None]:
        """None is a pause point."""
        order = sorted(range(len(prompts)), key=lambda i: len(prompts[i]))
        while order:
            count = _count(prompts, order, max_tokens)
            yield from self._some({i: prompts[i] for i in order[:count]}, max_tokens)
            order = order[count:]

    def _some(self, prompts: dict[int, Sequence[int]], max_tokens: int) -> Iterator[Answered | None]:
        shared = _shared(list(prompts.values()))
        tokens = shared + sum(len(ids) - shared + max_tokens for ids in prompts.values())
        context = self._open(self._outfit, tokens, len(prompts))
        try:
            latest = yield from _read_all(context, list(prompts.values()), shared)
            written: list[list[int]] = [[] for _ in prompts]
            names, lengths = list(prompts), [len(ids) for ids in prompts.values()]
            for _ in range(max_tokens):
                for row in [row for row, token in latest.items() if token in self._prompter.ends]:
                    del latest[row]
                    yield Answered(names[row], self._prompter.text(written[row]))
                if not latest:
                    return
                for row, token in latest.items():
                    written[row].append(token)
                yield None
                places = [
                    Place(token, lengths[row] + len(written[row]) - 1, row, True) for row, token in latest.items()
                ]
                latest = _chosen(context, places)
            for row in latest:
                yield Answered(names[row], self._prompter.text(written[row]))
        finally:
            context.close()


def _count(prompts: Sequence[Sequence[int]], order: list[int], max_tokens: int) -> int:
    """How many of the next prompts go into one context; at least one."""
    tokens = 0
    for count, index in enumerate(order[:_MOST_ROWS]):
        tokens += len(prompts[index]) + max_tokens
        if tokens > _MOST_TOKENS and count:
            return count
    return min(len(order), _MOST_ROWS)


def _shared(prompts: list[Sequence[int]]) -> int:
    """Tokens that all prompts begin with; the last of each is not counted, for its logits are wanted."""
    first = prompts[0]
    most = min(len(ids) for ids in prompts) - 1
    return sum(1 for _ in takewhile(lambda i: all(ids[i] == first[i] for ids in prompts), range(most)))


def _read_all(
    context: LlamaContext, prompts: list[Sequence[int]], shared: int
) -> Generator[None, None, dict[int, int]]:
    """Read all prompts. Returns the first token of each answer, by row."""
    places = [Place(token, i, 0, False) for i, token in enumerate(prompts[0][:shared])]
    for begin in range(0, len(places), PIECE):
        context.read(places[begin : begin + PIECE])
        yield None
    context.share(0, range(1, len(prompts)))
    rest = [
        Place(ids[i], i, row, i == len(ids) - 1) for row, ids in enumerate(prompts) for i in range(shared, len(ids))
    ]
    found: dict[int, int] = {}
    for begin in range(0, len(rest), PIECE):
        found |= _chosen(context, rest[begin : begin + PIECE])
        yield None
    return found


def _chosen(context: LlamaContext, places: Sequence[Place]) -> dict[int, int]:
    logits = context.read(places)
    if not np.isfinite(logits).all():
        raise BackendError("bad_numbers", "logits")
    rows = [place.sequence for place in places if place.wanted]
    return dict(zip(rows, logits.argmax(-1).tolist(), strict=True))
