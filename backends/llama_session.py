"""llama.cpp through its in-process interface: one model, contexts to read and write in, adapters that can be worn.

Knows the binding's C functions and checks what every one of them gives back. A context wears its adapters itself, so
two contexts of one model can wear different ones. The base is never changed and never loaded anew. Knows no turns, no
sampling. One thread only.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import llama_cpp
import numpy as np
from numpy.typing import NDArray

from learning.backend import BackendError

PIECE: Final = 512  # tokens read between two pauses
_ROOM: Final = 512 << 20  # bytes of keys and values as 32-bit numbers; beyond that they are rounded to 16
Handle = Any  # a pointer of the binding

_ERROR: Final = 4  # GGML_LOG_LEVEL_ERROR


class _Log:
    """What llama.cpp would print. Keeps its first complaint, which says more than the empty pointer it ends with."""

    def __init__(self) -> None:
        self._complaint = ""
        self.hear = llama_cpp.llama_log_callback(self._heard)

    def _heard(self, level: int, text: bytes, _data: object) -> None:
        if level == _ERROR and not self._complaint:
            self._complaint = text.decode("utf-8", errors="replace").strip()

    def complaint(self) -> str:
        """And forget it."""
        said, self._complaint = self._complaint, ""
        return said


_LOG: Final = _Log()  # the library has one for all models


class Place(NamedTuple):
    """One token to read. `wanted`: its logits are asked for."""

    token: int
    position: int
    sequence: int
    wanted: bool


class LlamaModel:
    """A GGUF file in memory. `close` frees it with every adapter that was read for it."""

    def __init__(self, path: Path, threads: int, token: int) -> None:
        """`token`: numbers of keys and values that one token leaves. Raises BackendError("model_damaged")."""
        llama_cpp.llama_log_set(_LOG.hear, ctypes.c_void_p(0))
        llama_cpp.llama_backend_init()
        params = llama_cpp.llama_model_default_params()
        params.n_gpu_layers = -1  # all of them, where this build can compute on a GPU
        self.threads, self.token = threads, token
        self.handle: Handle = llama_cpp.llama_model_load_from_file(str(path).encode(), params)
        if not self.handle:
            raise BackendError("model_damaged", f"{path.name}: {_LOG.complaint()}"[:200])
        self.vocabulary = int(llama_cpp.llama_vocab_n_tokens(llama_cpp.llama_model_get_vocab(self.handle)))

    def adapter(self, path: Path) -> Handle:
        """Read an adapter's GGUF file and hold it ready. Raises BackendError("skill_other_model")."""
        found = llama_cpp.llama_adapter_lora_init(self.handle, str(path).encode())
        if not found:
            raise BackendError("skill_other_model", _LOG.complaint()[:200])
        return found

    def drop(self, adapter: Handle) -> None:
        """No context may wear it any more."""
        llama_cpp.llama_adapter_lora_free(adapter)

    def close(self) -> None:
        if self.handle:
            llama_cpp.llama_model_free(self.handle)
            self.handle = None


class LlamaContext:
    """Keys and values of some sequences, `tokens` in all. Wears nothing at first."""

    def __init__(self, model: LlamaModel, tokens: int, sequences: int = 1) -> None:
        """Raises BackendError("out_of_memory")."""
        params = llama_cpp.llama_context_default_params()
        params.n_ctx = tokens
        params.n_batch = params.n_ubatch = PIECE
        params.n_seq_max = sequences
        params.n_threads = params.n_threads_batch = model.threads
        params.kv_unified = True  # sequences share the beginning that they have in common
        params.no_perf = True
        params.flash_attn_type = llama_cpp.LLAMA_FLASH_ATTN_TYPE_DISABLED  # it rounds to 16 bits
        exact = model.token * tokens * 4 <= _ROOM
        params.type_k = params.type_v = llama_cpp.GGML_TYPE_F32 if exact else llama_cpp.GGML_TYPE_F16
        self._vocabulary = model.vocabulary
        self._handle: Handle = llama_cpp.llama_init_from_model(model.handle, params)
        if not self._handle:
            raise BackendError("out_of_memory", f"no room for {tokens} tokens")
        self.tokens = int(llama_cpp.llama_n_ctx(self._handle))
        self._memory: Handle = llama_cpp.llama_get_memory(self._handle)
        self._batch = llama_cpp.llama_batch_init(PIECE, 0, 1)

    def wear(self, adapters: Sequence[tuple[Handle, float]]) -> None:
        """From now on exactly these, each with its strength. What was read before is forgotten: it was read without.

        Raises BackendError("skill_damaged").
        """
        count = len(adapters)
        handles = (llama_cpp.llama_adapter_lora_p_ctypes * max(count, 1))()
        for index, (adapter, _) in enumerate(adapters):
            handles[index] = ctypes.cast(adapter, llama_cpp.llama_adapter_lora_p_ctypes)
        strengths = (ctypes.c_float * max(count, 1))(*(strength for _, strength in adapters))
        llama_cpp.llama_memory_clear(self._memory, True)
        if llama_cpp.llama_set_adapters_lora(self._handle, handles, count, strengths) != 0:
            raise BackendError("skill_damaged", "llama.cpp refuses the adapters")

    def read(self, places: Sequence[Place]) -> NDArray[np.float32]:
        """Put at most PIECE tokens into memory. Returns logits [wanted, vocabulary], good until the next call.

        Raises BackendError("out_of_memory" | "internal").
        """
        batch, count = self._batch, len(places)
        batch.n_tokens = count
        for index, place in enumerate(places):
            batch.token[index] = place.token
            batch.pos[index] = place.position
            batch.n_seq_id[index] = 1
            batch.seq_id[index][0] = place.sequence
            batch.logits[index] = place.wanted
        code = llama_cpp.llama_decode(self._handle, batch)
        if code != 0:
            raise BackendError("out_of_memory" if code == 1 else "internal", f"llama_decode gave {code}")
        wanted = sum(place.wanted for place in places)
        if not wanted:
            return np.empty((0, self._vocabulary), dtype=np.float32)
        return np.ctypeslib.as_array(llama_cpp.llama_get_logits(self._handle), shape=(wanted, self._vocabulary))

    def forget(self, sequence: int, begin: int) -> bool:
        """Forget a sequence from a position on. False where this model's memory cannot be cut there."""
        return bool(llama_cpp.llama_memory_seq_rm(self._memory, sequence, begin, -1))

    def clear(self) -> None:
        llama_cpp.llama_memory_clear(self._memory, True)

    def share(self, sources: int, targets: Iterable[int]) -> None:
        """Let other sequences begin with all that one has read."""
        for target in targets:
            llama_cpp.llama_memory_seq_cp(self._memory, sources, target, -1, -1)

    def close(self) -> None:
        if self._handle:
            llama_cpp.llama_batch_free(self._batch)
            llama_cpp.llama_free(self._handle)
            self._handle = None
