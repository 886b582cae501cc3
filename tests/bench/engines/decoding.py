"""How fast answers are written: llama.cpp's engine beside the binding alone, torch's beside transformers."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from backends import machine
from backends.pairing import LlamaWithTorch
from learning.types import Sampling, SkillUse
from tests.bench.engines.loaded import Loaded, question

ASKED = "Write a long story about a cat who lives in Paris."
TOKENS = 128
ROUNDS = 5
GREEDY = Sampling(repetition_penalty=1.0, max_tokens=TOKENS)
Rate = Callable[[], float]  # tokens a second, first token not counted
Numbers = dict[str, object]


def measured(loaded: Sequence[Loaded], skills: Sequence[SkillUse], cache: Path) -> Numbers:
    found: Numbers = {}
    for one in loaded:
        rates: dict[str, Rate] = {
            f"{one.name} {count} skills": _ours(one, skills[:count]) for count in (0, 1, len(skills))
        }
        if isinstance(one.backend, LlamaWithTorch):
            rates["llama_cpp binding alone"] = _binding(one.backend)
        if one.name == "torch_lora":
            rates["transformers.generate"] = _transformers(one, cache)
        found |= _alternating(rates)
    return found


def _alternating(rates: dict[str, Rate]) -> Numbers:
    """Medians over rounds, and each beside the last: the library alone, where there is one."""
    for rate in rates.values():
        rate()  # warm
    rounds = [{name: rate() for name, rate in rates.items()} for _ in range(ROUNDS)]
    base = list(rates)[-1]
    found: Numbers = {}
    for name in rates:
        found[f"{name}, tokens/s"] = round(statistics.median(one[name] for one in rounds), 1)
        if name != base:
            found[f"{name} / {base}"] = round(statistics.median(one[name] / one[base] for one in rounds), 3)
    return found


def _paced(pieces: Iterator[object]) -> float:
    next(piece for piece in pieces if piece != "")
    begun = time.perf_counter()
    count = sum(1 for _ in pieces)
    return count / (time.perf_counter() - begun)


def _ours(one: Loaded, skills: Sequence[SkillUse]) -> Rate:
    return lambda: _paced(iter(one.backend.chat(question(ASKED), GREEDY, skills)))


def _binding(backend: LlamaWithTorch) -> Rate:
    """The binding's own loop over the same tokens, with the same threads."""
    import llama_cpp

    voice = backend._voice
    assert voice is not None
    ids = list(voice.prompter.prompt(question(ASKED)))
    threads = machine.threads()
    alone = llama_cpp.Llama(
        voice.file, n_ctx=2048, n_threads=threads, n_threads_batch=threads, n_batch=512, verbose=False
    )
    return lambda: _paced(islice(alone.generate(ids, temp=0.0, repeat_penalty=1.0), TOKENS))


def _transformers(one: Loaded, cache: Path) -> Rate:
    os.environ["HF_HUB_OFFLINE"] = "1"
    import torch
    from transformers import AutoModelForCausalLM

    from backends.torch_lora import TorchLora

    assert isinstance(one.backend, TorchLora)
    decoder = one.backend.decoder()
    folder = next(path.parent for path in cache.glob("*/model.safetensors"))
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=decoder.dtype).eval()
    ids = torch.tensor([one.backend._ready().prompter.prompt(question(ASKED))])

    def rate() -> float:
        def seconds(tokens: int) -> float:
            begun = time.perf_counter()
            model.generate(ids, min_new_tokens=tokens, max_new_tokens=tokens, do_sample=False, pad_token_id=0)
            return time.perf_counter() - begun

        with torch.no_grad():
            return (TOKENS - 1) / (seconds(TOKENS) - seconds(1))

    return rate
