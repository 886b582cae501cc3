"""A tiny random Llama on disk, for the self-test and the tests: it cannot talk, but everything else is real.

Knows sizes and a byte-level tokenizer. Deterministic for a seed; a few hundred kilobytes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

_END: Final = "<|im_end|>"
_SPECIAL: Final = ("<|endoftext|>", "<|im_start|>", _END)
_TEMPLATE: Final = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


def tiny_model(folder: Path, seed: int = 0) -> Path:
    """Write config, weights, tokenizer and template into `folder`. Returns it."""
    from transformers import LlamaConfig, LlamaForCausalLM  # noqa: PLC0415  # 2 seconds

    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = _tokenizer()
    config: Any = LlamaConfig(  # Any: transformers ships no usable types
        vocab_size=tokenizer.get_vocab_size(), hidden_size=48, intermediate_size=96, num_hidden_layers=4,
        num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=512, tie_word_embeddings=True,
        bos_token_id=0, eos_token_id=tokenizer.token_to_id(_END), pad_token_id=0,
    )  # fmt: skip
    state = torch.get_rng_state()
    torch.manual_seed(seed)
    try:
        model: Any = LlamaForCausalLM(config)
    finally:
        torch.set_rng_state(state)
    model.save_pretrained(str(folder))
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "chat_template.jinja").write_text(_TEMPLATE, encoding="utf-8")
    settings = {"tokenizer_class": "PreTrainedTokenizerFast", "eos_token": _END}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    return folder


def _tokenizer() -> Tokenizer:
    """One token a byte, and the three marks of the template."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {letter: index for index, letter in enumerate(alphabet, start=len(_SPECIAL))}
    vocabulary |= {mark: index for index, mark in enumerate(_SPECIAL)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(mark, special=True) for mark in _SPECIAL])
    return tokenizer
