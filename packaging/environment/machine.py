"""What this machine has: disk room, an NVIDIA card, a screen, the parts of Python we need. Changes nothing."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
from collections.abc import Mapping
from pathlib import Path

from environment.trouble import Trouble

GIB = 1024**3
# Measured: torch 0.8, Qt 0.3, transformers and the rest 0.5, model 0.1; twice that while packages are unpacked.
NEEDED_FIRST_TIME = 3 * GIB
NEEDED_WITH_CARD = 10 * GIB
NEEDED_FOR_CHANGES = GIB // 2


def check_disk(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Trouble(
            f"The disk is too full: setting up needs {needed / GIB:.1f} GB and {free / GIB:.1f} GB are free.",
            "Nothing was changed.",
            f"Make some room on the disk that holds {folder}, then run the same command again.",
        )


def check_python() -> None:
    """Some Linux systems ship Python without the part that makes environments."""
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise Trouble(
            "This Python cannot make environments: its venv part is not installed.",
            "Nothing was changed.",
            "Install it (on Debian and Ubuntu: sudo apt-get install python3-venv), then run the same command again.",
        )


def check_screen(environ: Mapping[str, str], system: str = platform.system()) -> None:
    """Only Linux can be without a screen and say so; there Qt would abort instead of explaining."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if system == "Linux" and not any(environ.get(name) for name in named):
        raise Trouble(
            "There is no screen here, so the window cannot open.",
            "Nothing was changed.",
            "Run this from a desktop session. Without one, `make setup` installs everything and"
            " `.venv/bin/ingrain chat` works in a terminal.",
        )


def has_nvidia_card(proc: Path = Path("/proc/driver/nvidia")) -> bool:
    """A card with its driver; a driver program lying around without a card does not count."""
    if platform.system() == "Windows":
        return shutil.which("nvidia-smi") is not None
    return (proc / "gpus").is_dir() and any((proc / "gpus").iterdir())


def venv_python(venv: Path) -> Path:
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
