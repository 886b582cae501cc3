"""What this computer is, as far as it decides which models fit: memory, and the engine that would be picked.

Looks at what the system says without help; starts no driver and imports no engine.
"""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Final

TORCH: Final = "torch_lora"
LLAMA: Final = "llama_cpp"
MLX: Final = "mlx_lora"
_MEMINFO: Final = Path("/proc/meminfo")
_CPUINFO: Final = Path("/proc/cpuinfo")
_NVIDIA: Final = Path("/proc/driver/nvidia/version")


@dataclass(frozen=True, slots=True)
class Machine:
    """`memory` in bytes, 0 where nobody tells; `number` is how many bytes a weight takes while computing."""

    memory: int
    engine: str = TORCH
    number: int = 4
    graphics: bool = False  # computes on a card of its own


def this_machine() -> Machine:
    """The computer we are on."""
    nvidia = _NVIDIA.exists() and _cuda()
    if sys.platform == "darwin" and platform.machine() == "arm64" and find_spec("mlx_lm") is not None:
        return Machine(total_memory(), MLX, 2)
    number = 2 if nvidia or halves(_text(_CPUINFO)) else 4
    llama = find_spec("llama_cpp") is not None and not nvidia
    return Machine(total_memory(), LLAMA if llama else TORCH, number, nvidia)


def halves(cpuinfo: str) -> bool:
    """Whether this processor computes with numbers of two bytes: as `backends.machine.best_dtype` decides it."""
    return "amx_bf16" in cpuinfo or ("avx512_bf16" in cpuinfo and "AuthenticAMD" in cpuinfo)


def total_memory() -> int:
    """Bytes of memory; 0 where the system does not tell."""
    if sys.platform == "win32":
        return _windows_memory()
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 0


def free_memory() -> int:
    """Bytes of memory that are free for programs; 0 where the system does not tell."""
    found = next((line.split()[1] for line in _text(_MEMINFO).splitlines() if line.startswith("MemAvailable:")), "")
    return int(found) * 1024 if found.isdigit() else 0


class _MemoryStatus(ctypes.Structure):
    """MEMORYSTATUSEX of the Windows API."""

    _fields_ = [("length", ctypes.c_ulong), ("load", ctypes.c_ulong)] + [  # ctypes wants a list
        (name, ctypes.c_ulonglong) for name in ("total", "free", "page", "page_free", "virtual", "virtual_free", "more")
    ]


def _windows_memory() -> int:
    status = _MemoryStatus()
    status.length = ctypes.sizeof(status)
    asked: int = getattr(ctypes, "windll").kernel32.GlobalMemoryStatusEx(ctypes.byref(status))  # noqa: B009  # Windows
    return int(status.total) if asked else 0


def _cuda() -> bool:
    try:
        return "+cpu" not in metadata.version("torch")
    except metadata.PackageNotFoundError:
        return False


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
