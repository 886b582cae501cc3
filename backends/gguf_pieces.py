"""A SentencePiece vocabulary of a GGUF file (Gemma, Phi 3, Llama 2), built for the `tokenizers` library.

Knows pieces, their scores and kinds, and how llama.cpp reads text with them: of two neighbours that make a piece, those
with the best score are joined first; a letter without a piece becomes bytes. Knows no weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers

from backends.gguf_header import Header, damaged

SPACE: Final = "\u2581"
NORMAL: Final = 1
UNKNOWN: Final = 2
MARKS: Final = (UNKNOWN, 3)  # 3: control
USER_DEFINED: Final = 4
_LONGEST: Final = 256  # letters of a piece that is made from others
_MOST_LETTERS: Final = 1 << 24  # of all pieces; Gemma has two million
_KEEPS_SPACE: Final = ("<unk>", "<s>", "<|endoftext|>")  # behind any other mark, Phi 3 drops it


def build(header: Header, tokens: Sequence[str], kinds: Sequence[object]) -> Tokenizer:
    """Raises BackendError("model_damaged")."""
    scores = header.metadata.get("tokenizer.ggml.scores")
    if not isinstance(scores, tuple) or not len(scores) == len(tokens) == len(kinds):
        raise damaged("scores of the vocabulary")
    if not all(isinstance(score, float) for score in scores) or sum(map(len, tokens)) > _MOST_LETTERS:
        raise damaged("pieces of the vocabulary")
    normal = {token: float(score) for token, score, kind in zip(tokens, scores, kinds, strict=True) if kind == NORMAL}
    unknown = next((token for token, kind in zip(tokens, kinds, strict=True) if kind == UNKNOWN), None)
    vocabulary = {token: index for index, token in enumerate(tokens)}
    merges = [(one, two) for _, one, two in sorted(_merges(normal), key=lambda merge: -merge[0])]
    model = models.BPE(vocab=vocabulary, merges=merges, unk_token=unknown, fuse_unk=True, byte_fallback=True)
    tokenizer = Tokenizer(model)
    prefix = bool(header.metadata.get("tokenizer.ggml.add_space_prefix", True))
    spaces = normalizers.Replace(" ", SPACE)
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend(SPACE), spaces]) if prefix else spaces
    plain = [decoders.Replace(SPACE, " "), decoders.ByteFallback(), decoders.Fuse()]
    tokenizer.decoder = decoders.Sequence([*plain, decoders.Strip(" ", 1, 0)] if prefix else plain)
    return tokenizer


def drops_space(header: Header, token: str) -> bool:
    """Whether spaces behind a mark belong to it. No key says so; llama.cpp knows it of this family, too."""
    pieces = header.metadata.get("tokenizer.ggml.model") == "llama"
    return header.architecture == "phi3" and pieces and token not in _KEEPS_SPACE


def mark(header: Header, token: str, special: bool) -> AddedToken:
    return AddedToken(token, normalized=False, special=special, rstrip=drops_space(header, token))


def _merges(normal: Mapping[str, float]) -> Iterator[tuple[float, str, str]]:
    """Every way to make a piece from two, with its score."""
    for piece, score in normal.items():
        for cut in range(1, len(piece)) if len(piece) <= _LONGEST else ():
            if piece[:cut] in normal and piece[cut:] in normal:
                yield score, piece[:cut], piece[cut:]
