"""What gets imported with what, asked in a fresh interpreter: the window stays light, the engine never sees Qt."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

HEAVY = {
    "torch",
    "mlx",
    "mlx_lm",
    "numpy",
    "transformers",
    "peft",
    "llama_cpp",
    "lxml",
    "pypdf",
    "pypdfium2",
    "pydantic",
}
NETWORK = {"urllib3", "ddgs", "requests", "httpx", "httpx2", "huggingface_hub", "cryptography"}
PIXELS = {"PySide6", "shiboken6"}
ASK = "import sys, {module}; print(' '.join(sorted({{name.partition('.')[0] for name in sys.modules}})))"


def imported_with(module: str) -> set[str]:
    command = [sys.executable, "-c", ASK.format(module=module)]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


@pytest.mark.parametrize(("module", "strangers"), [
    ("desktop.app", HEAVY | NETWORK | {"backends"}),
    ("desktop.__main__", HEAVY | PIXELS | {"backends"}),
    ("desktop.cli", HEAVY | PIXELS | NETWORK | {"backends"}),
    ("learning.web.process", HEAVY | PIXELS | NETWORK | {"desktop", "backends"}),
    ("learning.shelf.process", HEAVY | PIXELS | NETWORK | {"desktop", "backends"}),
    ("backends.model_facts", HEAVY | PIXELS | NETWORK | {"desktop", "gguf"}),
    ("desktop.link", HEAVY | {"backends"}),
    ("backends.worker", HEAVY | PIXELS | {"desktop"}),
    ("backends.table", HEAVY | PIXELS | {"desktop"}),
    ("learning.teaching", HEAVY | PIXELS | {"desktop", "backends"}),
    ("learning.parse.process", HEAVY | PIXELS | {"desktop", "backends", "trafilatura", "mammoth", "py3langid"}),
    ("learning.store.store", HEAVY | PIXELS | {"desktop", "backends"}),
])  # fmt: skip
def test_strangers_stay_out(module: str, strangers: set[str]) -> None:
    assert imported_with(module) & strangers == set()


def test_the_guard_sees_a_stranger() -> None:
    assert "numpy" in imported_with("numpy")


def test_importing_says_nothing() -> None:
    """Imports are silent. How long they take is printed, never asserted: machines differ."""
    for module in ("desktop.app", "desktop.cli"):
        started = time.perf_counter()
        done = subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True, text=True, check=False)
        print(f"import {module}: {time.perf_counter() - started:.2f} s with the interpreter")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
