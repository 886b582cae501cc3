"""From a model on disk to one in memory: which folder, which number format, and what to do with a damaged cache.

Knows the order of things; the folder, the cache and the arithmetic are elsewhere.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch

from backends import machine, model_cache
from backends.decoder import Decoder
from backends.gguf_header import damaged
from backends.model_folder import Loader, stored_dtype
from backends.prompting import Prompter
from learning.backend import BackendError
from learning.types import ModelRef, Phase, Step

_PAUSE: Final = 8  # tensors between two pauses


@dataclass(frozen=True, slots=True)
class Opened:
    decoder: Decoder
    prompter: Prompter


def open_model(model: ModelRef, cache: Path, device: torch.device) -> Generator[Step, None, Opened]:
    """Raises BackendError("model_missing" | "model_damaged" | "model_unknown")."""
    source = Path(model.file)
    if source.is_dir():
        stored = stored_dtype(source)
        dtype = stored if stored is torch.float32 else machine.best_dtype(device)
        return (yield from _read(source, device, dtype, ""))
    if not source.is_file():
        raise BackendError("model_missing", source.name)
    return (yield from _through_cache(source, model_cache.folder_of(cache, model.sha256), device))


def _through_cache(source: Path, folder: Path, device: torch.device) -> Generator[Step, None, Opened]:
    """A cached folder that fails any check is made again, once."""
    dtype = machine.best_dtype(device)
    promised = model_cache.promised(folder, dtype)
    if promised is not None:
        try:
            return (yield from _read(folder, device, dtype, promised))
        except BackendError as error:
            if error.code == "out_of_memory":
                raise
    yield from converted(source, folder, dtype)
    return (yield from _read(folder, device, dtype, model_cache.promised(folder, dtype) or ""))


def converted(source: Path, folder: Path, dtype: torch.dtype) -> Iterator[Step]:
    for done, total in model_cache.convert(source, folder, dtype):
        if done % _PAUSE == 0:
            yield Step(Phase.LOAD, done, 2 * total)


def _read(folder: Path, device: torch.device, dtype: torch.dtype, promised: str) -> Generator[Step, None, Opened]:
    """`promised` is the checksum that the weights must have, "" for a folder that is not ours."""
    loader = Loader(folder, device, dtype)
    for done in loader.parts():
        if done % _PAUSE == 0:
            yield Step(Phase.LOAD, done, loader.total + 1)
    if promised and loader.sha256 != promised:
        raise damaged("cached weights")
    opened = Opened(loader.decoder(), Prompter(folder))
    yield Step(Phase.LOAD, loader.total + 1, loader.total + 1)
    return opened
