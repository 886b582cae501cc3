"""What kind of machine this is, as far as the choice of an engine goes. Looks at files and names; starts no driver.

`fingerprint` changes when what an engine computes with does: the processor and what it can, the driver, the libraries.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Final

APPLE: Final = "apple"
NVIDIA: Final = "nvidia"
PROCESSOR: Final = "processor"
_CPUINFO: Final = Path("/proc/cpuinfo")
_PACKAGES: Final = {"llama_cpp": "llama-cpp-python", "mlx_lm": "mlx-lm"}  # where it is not the library's name
_NVIDIA_SIGNS: Final = ("/proc/driver/nvidia/version", "/dev/nvidiactl", "/dev/dxg")


def kind() -> str:
    """APPLE for Apple's own chips, NVIDIA where its driver and a torch that can use it are, else PROCESSOR."""
    if sys.platform == "darwin" and platform.machine() == "arm64":
        return APPLE
    return NVIDIA if _driver() and _torch_with_cuda() else PROCESSOR


def fingerprint(libraries: Iterable[str]) -> str:
    """Of this machine and these libraries, as they are installed now: a rebuilt one is another."""
    parts = [sys.platform, platform.machine(), platform.mac_ver()[0], _processor(), _text(Path(_NVIDIA_SIGNS[0]))]
    for library in libraries:
        parts += [library, *_build(_PACKAGES.get(library, library))]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _processor() -> str:
    """Its name and flags on Linux, its name elsewhere."""
    lines = _text(_CPUINFO).partition("\n\n")[0].splitlines()
    told = [line for line in lines if line.partition(":")[0].strip() in ("model name", "flags", "Features")]
    return "\n".join(told) or platform.processor()


def _build(package: str) -> tuple[str, str]:
    """Its version, and the list of its files with their checksums."""
    try:
        found = metadata.distribution(package)
    except metadata.PackageNotFoundError:
        return "", ""
    return found.version, found.read_text("RECORD") or ""


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _driver() -> bool:
    if sys.platform == "win32":
        return (Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32" / "nvcuda.dll").is_file()
    return any(Path(sign).exists() for sign in _NVIDIA_SIGNS)


def _torch_with_cuda() -> bool:
    try:
        return "+cpu" not in metadata.version("torch")
    except metadata.PackageNotFoundError:
        return False
