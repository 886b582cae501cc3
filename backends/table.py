"""The one list of engines: name → "module:Class", with a cheap test whether it can run here.

Imports nothing heavy. Knows which engine is best for which machine, not how any of them works.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from importlib.util import find_spec
from types import MappingProxyType
from typing import Final

from backends import hardware
from learning.backend import Backend, BackendError


@dataclass(frozen=True, slots=True)
class Entry:
    """`needs` names the libraries that must be installed, `best_on` the kind of machine that it is the first choice on,
    `only_on` the only kind where it is a choice at all. `probe` ("module:function") tries it in a child process.

    `real` is False for the demo engine.
    """

    target: str
    needs: tuple[str, ...]
    best_on: str = ""
    only_on: str = ""
    probe: str = "backends.tiny_probe:tried"
    real: bool = True


_TORCH: Final = ("torch", "tokenizers", "jinja2", "gguf", "numpy")
# Where none is the first choice, or it fails, they are tried in this order.
BACKENDS: Final = MappingProxyType(
    {
        "torch_lora": Entry("backends.torch_lora:TorchLora", _TORCH, best_on=hardware.NVIDIA),
        "llama_cpp": Entry(
            "backends.pairing:LlamaWithTorch",
            ("llama_cpp", *_TORCH),
            best_on=hardware.PROCESSOR,
            probe="backends.llama_probe:tried",
        ),
        "mlx_lora": Entry("backends.mlx_lora:MlxLora", ("mlx", "mlx_lm", *_TORCH), best_on=hardware.APPLE),
        "torch_cpu": Entry("backends.torch_lora:on_processor", _TORCH, only_on=hardware.NVIDIA),
        "echo": Entry("backends.echo:Echo", (), real=False),
    }
)

PLAINEST: Final = "torch_cpu"  # no drivers, no build of one's own: for a machine on which others crash


def can_run(name: str) -> bool:
    """Whether the engine's libraries are installed. Looks, does not import."""
    return name in BACKENDS and all(find_spec(library) is not None for library in BACKENDS[name].needs)


def available() -> tuple[str, ...]:
    """Names of the engines that can run here, best first, the demo engine last."""
    kind = hardware.kind()
    names = [name for name, entry in BACKENDS.items() if can_run(name) and entry.only_on in ("", kind)]
    return tuple(sorted(names, key=lambda name: (not BACKENDS[name].real, BACKENDS[name].best_on != kind)))


def create(name: str) -> Backend:
    """A fresh engine. Raises BackendError("engine_not_started") for a name that cannot run."""
    if not can_run(name):
        raise BackendError("engine_not_started", f"no engine {name!r} here")
    module, _, cls = BACKENDS[name].target.partition(":")
    backend: Backend = getattr(importlib.import_module(module), cls)()
    return backend
