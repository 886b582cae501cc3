"""What this machine computes with: device, number format, threads, and how it says that memory ran out.

Knows torch and the processor's flags. Knows no model.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import torch

from learning.backend import BackendError

_CPUINFO: Final = Path("/proc/cpuinfo")
_MEMINFO: Final = Path("/proc/meminfo")
_MEGA: Final = 1 << 20
_KEPT: Final = ((-1, 1024 * _MEGA), (-2, 64 * _MEGA), (-3, 32 * _MEGA))  # M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_THRESHOLD
_NO_MEMORY: Final = (
    *("not enough memory", "can't allocate memory", "DefaultCPUAllocator", "out of memory"),  # torch
    *("Unable to allocate", "Attempting to allocate", "Insufficient Memory"),  # MLX
)


def best_device() -> torch.device:
    if torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("cpu")


def best_dtype(device: torch.device) -> torch.dtype:
    """bfloat16 where it multiplies faster than float32, else float32.

    The flag avx512_bf16 is not enough: on Intel cores without AMX, oneDNN's bfloat16 product runs at half the speed
    of the float32 one (measured: 83 against 160 GFLOP/s a core on a Sapphire Rapids with AMX switched off).
    """
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float32
    text = _cpuinfo()
    fast = "amx_bf16" in text or ("avx512_bf16" in text and "AuthenticAMD" in text)
    return torch.bfloat16 if fast else torch.float32


def use_all_cores() -> None:
    """Let torch compute with all of them."""
    torch.set_num_threads(threads())


def keep_freed_memory() -> None:
    """Let glibc keep what is freed for the next step, where it would give it back and fault every page in anew.

    Measured in training SmolLM2 135M on two cores: 1.4 instead of 5 ms for a softmax over all words. See mallopt(3);
    other systems are left as they are.
    """
    library = ctypes.CDLL(None) if sys.platform == "linux" else None
    for name, value in _KEPT if hasattr(library, "mallopt") else ():
        library.mallopt(name, value)  # type: ignore[union-attr]  # hasattr(None, …) is False


def threads() -> int:
    """One thread a physical core: a second one on the same core only fights for the same multipliers.

    OMP_NUM_THREADS, where somebody set it, is obeyed.
    """
    wish = os.environ.get("OMP_NUM_THREADS", "")
    return int(wish) if wish.isdigit() and int(wish) > 0 else physical_cores()


def free_memory() -> int | None:
    """Bytes that can be taken without pushing others out; None where the system does not tell."""
    try:
        text = _MEMINFO.read_text(encoding="ascii")
    except OSError:
        return None
    found = next((line.split()[1] for line in text.splitlines() if line.startswith("MemAvailable:")), "")
    return int(found) * 1024 if found.isdigit() else None


def physical_cores() -> int:
    """Those that this process may use. Only Linux tells; elsewhere every processor counts."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    blocks = _cpuinfo().split("\n\n")
    cores = {(_field(block, "physical id"), _field(block, "core id")) for block in blocks if "processor" in block}
    return max(1, min(usable, len(cores) or usable))


@contextmanager
def memory_guard() -> Iterator[None]:
    """Turn every way of running out of memory into BackendError("out_of_memory")."""
    try:
        yield
    except (MemoryError, torch.OutOfMemoryError) as error:
        raise BackendError("out_of_memory", str(error)[:200]) from error
    except RuntimeError as error:
        if any(words in str(error) for words in _NO_MEMORY):
            raise BackendError("out_of_memory", str(error)[:200]) from error
        raise


def _cpuinfo() -> str:
    try:
        return _CPUINFO.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""


def _field(block: str, name: str) -> str:
    for line in block.splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return ""
