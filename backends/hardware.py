"""What kind of machine this is, as far as the choice of an engine goes. Looks at files and names; starts no driver."""

from __future__ import annotations

import os
import platform
import sys
from importlib import metadata
from pathlib import Path
from typing import Final

APPLE: Final = "apple"
NVIDIA: Final = "nvidia"
PROCESSOR: Final = "processor"
_NVIDIA_SIGNS: Final = ("/proc/driver/nvidia/version", "/dev/nvidiactl", "/dev/dxg")


def kind() -> str:
    """APPLE for Apple's own chips, NVIDIA where its driver and a torch that can use it are, else PROCESSOR."""
    if sys.platform == "darwin" and platform.machine() == "arm64":
        return APPLE
    return NVIDIA if _driver() and _torch_with_cuda() else PROCESSOR


def _driver() -> bool:
    if sys.platform == "win32":
        return (Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32" / "nvcuda.dll").is_file()
    return any(Path(sign).exists() for sign in _NVIDIA_SIGNS)


def _torch_with_cuda() -> bool:
    try:
        return "+cpu" not in metadata.version("torch")
    except metadata.PackageNotFoundError:
        return False
