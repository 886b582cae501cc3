"""The one list of engines: name → "module:Class", with a cheap test whether it can run here.

Imports nothing heavy. Knows which engine is best, not how any of them works.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from importlib.util import find_spec
from types import MappingProxyType
from typing import Final

from learning.backend import Backend, BackendError


@dataclass(frozen=True, slots=True)
class Entry:
    """`needs` names the libraries that must be installed; `real` is False for the demo engine."""

    target: str
    needs: tuple[str, ...]
    real: bool = True


_TORCH: Final = ("torch", "tokenizers", "jinja2", "gguf", "numpy")
# Best first.
BACKENDS: Final = MappingProxyType(
    {
        "llama_cpp": Entry("backends.pairing:LlamaWithTorch", ("llama_cpp", *_TORCH)),
        "torch_lora": Entry("backends.torch_lora:TorchLora", _TORCH),
        "echo": Entry("backends.echo:Echo", (), real=False),
    }
)


def can_run(name: str) -> bool:
    """Whether the engine's libraries are installed. Looks, does not import."""
    return name in BACKENDS and all(find_spec(library) is not None for library in BACKENDS[name].needs)


def available() -> tuple[str, ...]:
    """Names of the engines that can run here, best first."""
    return tuple(name for name in BACKENDS if can_run(name))


def best() -> str:
    """The engine to take when nobody chose one."""
    return available()[0]


def create(name: str) -> Backend:
    """A fresh engine; "" takes the best. Raises BackendError("engine_not_started") for a name that cannot run."""
    chosen = name or best()
    if not can_run(chosen):
        raise BackendError("engine_not_started", f"no engine {chosen!r} here")
    module, _, cls = BACKENDS[chosen].target.partition(":")
    backend: Backend = getattr(importlib.import_module(module), cls)()
    return backend
