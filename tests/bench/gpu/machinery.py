"""What the machine is, which libraries are here, and whether the engines pass their probes."""

from __future__ import annotations

import time
from importlib import metadata

import torch

from backends import hardware, table
from learning.passed_over import PassedOver
from learning.probing import probed
from tests.bench.gpu.desk import Desk, Numbers

LIBRARIES = ("bitsandbytes", "triton", "flash-attn", "llama-cpp-python", "transformers")


def measured(desk: Desk) -> Numbers:
    found: Numbers = {
        "torch": torch.__version__,
        "CUDA of torch": str(torch.version.cuda),
        "kind of machine": hardware.kind(),
        "engines, best first": ", ".join(table.available()),
        **{library: _version(library) for library in LIBRARIES},
    }
    return found | (_card() if desk.cuda else {}) | _probes(desk)


def _card() -> Numbers:
    about = torch.cuda.get_device_properties(0)
    free, total = torch.cuda.mem_get_info()
    return {
        "card": about.name,
        "cards": torch.cuda.device_count(),
        "compute capability": f"{about.major}.{about.minor}",
        "multiprocessors": about.multi_processor_count,
        "memory, GB": round(total / 1e9, 1),
        "memory free, GB": round(free / 1e9, 1),
        "bfloat16": torch.cuda.is_bf16_supported(),
        "cuDNN": torch.backends.cudnn.version(),
        "built for": ", ".join(torch.cuda.get_arch_list()),
    }


def _probes(desk: Desk) -> Numbers:
    """In child processes, as at a first start."""
    found: Numbers = {}
    for name in table.available():
        if table.BACKENDS[name].real:
            begun = time.monotonic()
            outcome = _outcome(name, desk.model.file)
            found[f"probe of {name}"] = "works" if outcome is None else f"{outcome.why} {outcome.detail}"
            found[f"probe of {name}, seconds"] = round(time.monotonic() - begun, 1)
    return found


def _outcome(name: str, file: str) -> PassedOver | None:
    probing = probed(name, file=file)
    while True:
        try:
            next(probing)
        except StopIteration as end:
            found: PassedOver | None = end.value
            return found


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "–"
