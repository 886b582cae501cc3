"""Writing answers: one streamed with a key-value cache that lives across turns, or many at once.

Knows tokens and caches, not turns or skills. A cache is good only for the skill set it was made with: whoever changes
what is worn calls `forget`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import torch
from torch import Tensor
from transformers import DynamicCache

from backends.prompting import Prompter
from learning.backend import Answered
from learning.types import Sampling

_PIECE: Final = 512  # tokens of prefill between two pauses
_ROWS: Final = 24  # answers written side by side
_BROKEN: Final = "\ufffd"  # what half a character decodes to


class Stream:
    """One conversation's cache, reused as far as the next prompt begins with the same tokens."""

    def __init__(self, model: Any, prompter: Prompter) -> None:  # Any: transformers
        self._model = model
        self._prompter = prompter
        self._device = next(model.parameters()).device
        self._seen: list[int] = []
        self._cache = DynamicCache()
        self._worn: object = None

    def forget(self) -> None:
        self._seen, self._cache = [], DynamicCache()

    def write(self, prompt: list[int], sampling: Sampling, worn: object) -> Iterator[str]:
        """Pieces of the answer; "" is a pause. The caller dresses the model before each `next`.

        `worn` names the skill set; a cache made with another one is dropped.
        """
        if worn != self._worn:
            self.forget()
            self._worn = worn
        logits = yield from self._prefill(prompt)
        choose = _Chooser(sampling, prompt, self._device)
        written: list[int] = []
        shown = ""
        for _ in range(sampling.max_tokens):
            token = choose(logits, written)
            if token in self._prompter.ends:
                break
            written.append(token)
            text = self._prompter.text(written)
            if not text.endswith(_BROKEN):
                yield text[len(shown) :]
                shown = text
            else:
                yield ""
            logits = self._forward([token])
        rest = self._prompter.text(written).rstrip(_BROKEN)[len(shown) :]
        if rest:
            yield rest

    def _prefill(self, prompt: list[int]) -> Any:  # generator returning logits
        """Run the part of the prompt that is new, in pieces."""
        same = 0
        for same in range(min(len(self._seen), len(prompt) - 1) + 1):  # its last value counts
            if same == len(self._seen) or same == len(prompt) - 1 or self._seen[same] != prompt[same]:
                break
        if same < len(self._seen):
            self._cache.crop(same - len(self._seen))  # a negative count: how many to remove
            self._seen = self._seen[:same]
        logits = None
        for begin in range(same, len(prompt), _PIECE):
            if begin > same:
                yield ""
            logits = self._forward(prompt[begin : begin + _PIECE])
        return logits

    @torch.no_grad()
    def _forward(self, ids: list[int]) -> Tensor:  # → [vocabulary]
        """Extend the cache. A step that breaks leaves no half-filled cache behind."""
        try:
            out = self._model(
                input_ids=torch.tensor([ids], device=self._device), past_key_values=self._cache, use_cache=True,
                logits_to_keep=1,
            )  # fmt: skip
        except BaseException:
            self.forget()
            raise
        self._seen += ids
        return out.logits[0, -1].float()  # type: ignore[no-any-return]


class _Chooser:
    """Picks the next token. Repetition penalty: arXiv 1909.05858; nucleus sampling: arXiv 1904.09751."""

    def __init__(self, sampling: Sampling, prompt: Sequence[int], device: torch.device) -> None:
        self._sampling = sampling
        self._prompt = set(prompt)
        self._random = torch.Generator()
        if sampling.seed is None:
            self._random.seed()
        else:
            self._random.manual_seed(sampling.seed)
        self._device = device

    def __call__(self, logits: Tensor, written: Sequence[int]) -> int:
        if self._sampling.repetition_penalty != 1.0:
            used = torch.tensor(sorted(self._prompt.union(written)), device=self._device)
            scores = logits[used]
            penalty = self._sampling.repetition_penalty
            logits = logits.clone()
            logits[used] = torch.where(scores > 0, scores / penalty, scores * penalty)
        if self._sampling.temperature <= 0:
            return int(logits.argmax())
        return self._sample((logits / self._sampling.temperature).softmax(-1).cpu())

    def _sample(self, chances: Tensor) -> int:
        ordered, ids = chances.sort(descending=True)
        before = ordered.cumsum(-1) - ordered
        ordered[before >= self._sampling.top_p] = 0.0  # the likeliest always stays
        return int(ids[torch.multinomial(ordered, 1, generator=self._random)])


def answers(model: Any, prompter: Prompter, prompts: Sequence[list[int]], max_tokens: int) -> Iterator[Answered | None]:
    """Greedy answers, several at once. None is a pause; the caller dresses the model before each `next`."""
    order = sorted(range(len(prompts)), key=lambda i: len(prompts[i]))
    for begin in range(0, len(order), _ROWS):
        group = order[begin : begin + _ROWS]
        yield from _side_by_side(model, prompter, {i: prompts[i] for i in group}, max_tokens)


def _side_by_side(
    model: Any, prompter: Prompter, prompts: dict[int, list[int]], max_tokens: int
) -> Iterator[Answered | None]:
    """Left-padded rows over one cache; a row that ends leaves the batch."""
    device = next(model.parameters()).device
    rows = list(prompts)
    written: dict[int, list[int]] = {row: [] for row in rows}
    width = max(len(ids) for ids in prompts.values())
    padded = [[prompter.end] * (width - len(prompts[row])) + prompts[row] for row in rows]
    mask = torch.tensor([[0] * (width - len(prompts[row])) + [1] * len(prompts[row]) for row in rows], device=device)
    cache = DynamicCache()
    ids = torch.tensor(padded, device=device)
    for _ in range(max_tokens):
        chosen = _next_tokens(model, ids, mask, cache)
        ended = []
        for place, (row, token) in enumerate(zip(rows, chosen.tolist(), strict=True)):
            if token in prompter.ends:
                ended.append(place)
                yield Answered(row, prompter.text(written[row]).strip())
            else:
                written[row].append(token)
        if ended:
            stay = [place for place in range(len(rows)) if place not in ended]
            rows = [rows[place] for place in stay]
            if not rows:
                return
            keep = torch.tensor(stay, device=device)
            cache.batch_select_indices(keep)
            mask, chosen = mask[keep], chosen[keep]
        ids = chosen[:, None]
        mask = torch.cat([mask, mask.new_ones(len(rows), 1)], dim=1)
        yield None
    for row in rows:
        yield Answered(row, prompter.text(written[row]).rstrip(_BROKEN).strip())


@torch.no_grad()
def _next_tokens(model: Any, ids: Tensor, mask: Tensor, cache: DynamicCache) -> Tensor:  # → [rows]
    positions = (mask.cumsum(-1) - 1).clamp_min(0)[:, -ids.shape[1] :]
    out = model(
        input_ids=ids, attention_mask=mask, position_ids=positions, past_key_values=cache, use_cache=True,
        logits_to_keep=1,
    )  # fmt: skip
    return out.logits[:, -1].argmax(-1)  # type: ignore[no-any-return]
