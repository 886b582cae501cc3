"""llama.cpp tried with the very model: a build for another processor was seen to die only on some kinds of weights.

Reads many tokens at once and one alone, with exact and with rounded keys. Needs no torch, so it is soon done.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import numpy as np

from backends.gguf_header import read_header
from backends.gguf_shape import from_gguf
from backends.llama_session import LlamaContext, LlamaModel, Place
from learning.backend import BackendError

_TOKENS: Final = 64
_ROUNDED: Final = 1 << 40  # numbers a token: more than there is room for as they are


def tried(_backend: str, file: Path) -> None:
    """A folder is torch's alone: then it is enough that the library was found.

    Raises BackendError("model_missing" | "model_damaged" | "model_unknown" | "out_of_memory" | "bad_numbers").
    """
    if file.is_dir():
        return
    from_gguf(read_header(file))  # refused before llama.cpp sees it
    model = LlamaModel(file, min(2, os.cpu_count() or 1), 0)
    for token in (0, _ROUNDED):
        model.token = token
        _compute(model)


def _compute(model: LlamaModel) -> None:
    context = LlamaContext(model, _TOKENS, 1)
    ids = [at * model.vocabulary // _TOKENS for at in range(_TOKENS)]
    for first, last in ((0, _TOKENS - 1), (_TOKENS - 1, _TOKENS)):
        logits = context.read([Place(ids[at], at, 0, at == last - 1) for at in range(first, last)])
        if not np.isfinite(logits).all():
            raise BackendError("bad_numbers", "logits")
    context.close()
