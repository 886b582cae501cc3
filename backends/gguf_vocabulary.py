"""The tokenizer of a GGUF file, built for the `tokenizers` library.

Knows byte-level BPE with the splitting rules of the model families that we run; SentencePiece is elsewhere
(gguf_pieces.py). Knows no weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

from backends import gguf_pieces
from backends.gguf_header import Header, Value, damaged
from learning.backend import BackendError

_MOST_VOCABULARY: Final = 1_000_000
# How text is cut before merging, from the models' own tokenizer.json files.
_QWEN2: Final = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
_LLAMA3: Final = _QWEN2.replace(r"\p{N}|", r"\p{N}{1,3}|", 1)
_SHORT: Final = "(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
_UPPER: Final = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"
_LOWER: Final = r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
_GPT4O: Final = (
    rf"[^\r\n\p{{L}}\p{{N}}]?{_UPPER}*{_LOWER}+{_SHORT}|[^\r\n\p{{L}}\p{{N}}]?{_UPPER}+{_LOWER}*{_SHORT}"
    r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
_WITH_BYTES: Final = {
    "qwen2": _QWEN2,
    "deepseek-r1-qwen": _QWEN2,
    "llama-bpe": _LLAMA3,
    "smaug-bpe": _LLAMA3,
    "dbrx": _LLAMA3,
    "gpt-4o": _GPT4O,
}


def build(header: Header) -> Tokenizer:
    """Raises BackendError("model_unknown" | "model_damaged")."""
    metadata = header.metadata
    kind, pre = metadata.get("tokenizer.ggml.model"), str(metadata.get("tokenizer.ggml.pre", "default"))
    if kind not in ("gpt2", "llama"):
        raise BackendError("model_unknown", f"tokenizer {kind}"[:80])
    tokens = _texts(metadata.get("tokenizer.ggml.tokens"))
    if not 0 < len(tokens) <= _MOST_VOCABULARY or len(set(tokens)) != len(tokens):
        raise damaged("vocabulary")
    kinds = metadata.get("tokenizer.ggml.token_type", ())
    if not isinstance(kinds, tuple) or len(kinds) not in (0, len(tokens)):
        raise damaged("token types")
    tokenizer = gguf_pieces.build(header, tokens, kinds) if kind == "llama" else _by_bytes(metadata, tokens, pre)
    for token, sort in zip(tokens, kinds, strict=False):
        if sort in gguf_pieces.MARKS or token == "</s>":  # Phi 3 calls that one user-defined
            tokenizer.add_special_tokens([gguf_pieces.mark(header, token, special=True)])
        elif sort == gguf_pieces.USER_DEFINED:
            tokenizer.add_tokens([gguf_pieces.mark(header, token, special=False)])
    return tokenizer


def _by_bytes(metadata: Mapping[str, Value], tokens: list[str], pre: str) -> Tokenizer:
    merges = [_pair(merge) for merge in _texts(metadata.get("tokenizer.ggml.merges", ()))]
    vocabulary = {token: index for index, token in enumerate(tokens)}
    if any(part not in vocabulary for one, two in merges for part in (one, two, one + two)):
        raise damaged("merges")
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges, ignore_merges=pre == "llama-bpe"))
    tokenizer.pre_tokenizer = _splitter(pre)
    tokenizer.decoder = decoders.ByteLevel()
    if pre in ("qwen2", "deepseek-r1-qwen"):
        tokenizer.normalizer = normalizers.NFC()
    return tokenizer


def _splitter(pre: str) -> pre_tokenizers.PreTokenizer:
    plain = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    if pre == "smollm":
        return pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), plain])
    if pre in _WITH_BYTES:
        cut = pre_tokenizers.Split(Regex(_WITH_BYTES[pre]), behavior="isolated")
        return pre_tokenizers.Sequence([cut, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    if pre in ("default", "gpt-2"):
        return plain
    raise BackendError("model_unknown", f"tokenizer {pre}"[:80])


def _texts(value: Value | None) -> list[str]:
    if not isinstance(value, tuple):
        raise damaged("vocabulary")
    return [str(item) for item in value]


def _pair(merge: str) -> tuple[str, str]:
    one, _, two = merge.partition(" ")
    if not one or not two or " " in two:
        raise damaged("merges")
    return one, two
