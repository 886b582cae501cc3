"""Ways in which an engine can do in a probe: named as text, run in a child process."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from learning.backend import BackendError


def fine(_backend: str, file: Path) -> None:
    """Leaves a mark, so that a test can count the tries."""
    if file.is_file():
        with file.open("a", encoding="utf-8") as marks:
            marks.write("tried\n")


def aborts(_backend: str, _file: Path) -> None:
    os.abort()


def illegal(_backend: str, _file: Path) -> None:
    os.kill(os.getpid(), signal.SIGILL)


def leaves(_backend: str, _file: Path) -> None:
    os._exit(3)


def killed(_backend: str, _file: Path) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def hangs(_backend: str, _file: Path) -> None:
    time.sleep(3600)


def nonsense(_backend: str, _file: Path) -> None:
    raise BackendError("bad_numbers", "logits")


def raises(_backend: str, _file: Path) -> None:
    raise RuntimeError("CUDA driver version is insufficient")
