"""A llama.cpp that computes nothing and breaks when told to. Put its folder in front of the path to use it.

INGRAIN_FAKE_LLAMA says how: "import", "decode", "hang", "nan", "fine", or "later": only where torch is, too, as in the
engine process, at the third word of an answer; "nan later" likewise; "nan in use": there at once.
"""

from __future__ import annotations

import ctypes
import os
import sys
import time
from types import SimpleNamespace

HOW = os.environ.get("INGRAIN_FAKE_LLAMA", "fine")
VOCABULARY = 260
LETTER = 68
LLAMA_FLASH_ATTN_TYPE_DISABLED = GGML_TYPE_F32 = GGML_TYPE_F16 = 0
llama_adapter_lora_p_ctypes = ctypes.c_void_p
STATE = SimpleNamespace(single=0, wanted=1, logits=None)

if HOW == "import":
    os.abort()


def llama_log_callback(function):  # type: ignore[no-untyped-def]  # as the binding's
    return function


def _nothing(*_arguments: object) -> int:
    return 0


def _handle(*_arguments: object) -> int:
    return 1


llama_log_set = llama_backend_init = llama_model_free = llama_batch_free = llama_free = _nothing
llama_memory_clear = llama_set_adapters_lora = llama_memory_seq_cp = llama_adapter_lora_free = _nothing
llama_model_load_from_file = llama_model_get_vocab = llama_init_from_model = llama_get_memory = _handle
llama_adapter_lora_init = llama_memory_seq_rm = _handle


def llama_model_default_params() -> SimpleNamespace:
    return SimpleNamespace()


llama_context_default_params = llama_model_default_params


def llama_vocab_n_tokens(_vocabulary: int) -> int:
    return VOCABULARY


def llama_n_ctx(_context: int) -> int:
    return 512


def llama_batch_init(tokens: int, _embeddings: int, _sequences: int) -> SimpleNamespace:
    return SimpleNamespace(
        n_tokens=0, token=[0] * tokens, pos=[0] * tokens, n_seq_id=[0] * tokens,
        seq_id=[[0] for _ in range(tokens)], logits=[False] * tokens,
    )  # fmt: skip


def llama_decode(_context: int, batch: SimpleNamespace) -> int:
    STATE.single += batch.n_tokens == 1
    later = "torch" in sys.modules and STATE.single >= 3
    if HOW == "later" and later:
        time.sleep(0.5)  # what was said so far is on its way
        os.abort()
    if HOW == "decode":
        os.abort()
    if HOW == "hang":
        time.sleep(3600)
    used = HOW == "nan in use" and "torch" in sys.modules
    broken = HOW == "nan" or used or (HOW == "nan later" and later)
    wanted = sum(batch.logits[: batch.n_tokens])
    row = [float("nan") if broken else float(token == LETTER) for token in range(VOCABULARY)]
    STATE.logits = (ctypes.c_float * (VOCABULARY * max(wanted, 1)))(*(row * max(wanted, 1)))
    return 0


def llama_get_logits(_context: int) -> object:
    return ctypes.cast(STATE.logits, ctypes.POINTER(ctypes.c_float))
