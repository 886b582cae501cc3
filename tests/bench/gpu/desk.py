"""What every part is given: a device, a model, a folder of its own; and how time and memory are taken on a device."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch

from backends.torch_lora import TorchLora
from learning.types import ModelRef

Numbers = dict[str, object]


@dataclass(frozen=True, slots=True)
class Desk:
    device: torch.device
    model: ModelRef
    folder: Path

    @property
    def cuda(self) -> bool:
        return self.device.type == "cuda"

    def engine(self, device: torch.device | None = None, model: ModelRef | None = None) -> TorchLora:
        """A loaded engine on this device, or another."""
        backend = TorchLora(device=device or self.device)
        for _ in backend.load(model or self.model, self.folder / "cache"):
            pass
        return backend

    def wait(self) -> None:
        """Until the device has done what it was told."""
        if self.cuda:
            torch.cuda.synchronize()

    def seconds(self, work: Callable[[], object], rounds: int = 5) -> float:
        """Median over rounds, after one to warm up."""
        work()
        self.wait()
        found = []
        for _ in range(rounds):
            begun = time.perf_counter()
            work()
            self.wait()
            found.append(time.perf_counter() - begun)
        return statistics.median(found)

    def peak(self, work: Callable[[], object]) -> float:
        """GB that were taken at most meanwhile; 0 on a processor."""
        if not self.cuda:
            work()
            return 0.0
        torch.cuda.reset_peak_memory_stats()
        work()
        self.wait()
        return float(torch.cuda.max_memory_allocated()) / 1e9
