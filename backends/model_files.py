"""From a model on disk to a decoder in memory: GGUF weights are turned into safetensors once and cached.

Knows files, architectures and number formats. The cache is `<cache>/<sha256>/` with config.json, model.safetensors,
tokenizer.json and chat_template.jinja, written beside and renamed, so it is whole or absent. Runs no code of a model
folder: only architectures of our own list, built from known config keys.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import nn

from backends import gguf_header
from backends.prompting import TEMPLATE, TOKENIZER, Prompter
from learning.backend import BackendError
from learning.store import files
from learning.types import ModelRef, Phase, Step

ARCHITECTURES: Final = {"llama": "LlamaForCausalLM", "qwen2": "Qwen2ForCausalLM"}
_CONFIG: Final = "config.json"
_WEIGHTS: Final = "model.safetensors"
_STEPS: Final = 4


@dataclass(frozen=True, slots=True)
class Opened:
    """A decoder in memory. `model` is a transformers causal LM in evaluation mode, all weights frozen."""

    model: Any  # transformers ships no usable types
    prompter: Prompter
    context: int  # tokens


def compute_type(device: torch.device) -> torch.dtype:
    """bfloat16 where the hardware multiplies it faster, else float32.

    Measured on an Intel server without AMX: avx512_bf16 alone is half as fast as float32 (83 against 160 GFLOP/s a core).
    """
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float32
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return torch.float32
    return torch.bfloat16 if "amx_bf16" in flags else torch.float32


def open_model(ref: ModelRef, cache: Path, device: torch.device) -> Iterator[Step | Opened]:
    """Steps, then the Opened. Raises BackendError("model_missing" | "model_damaged" | "model_unknown")."""
    source = Path(ref.file)
    if not source.exists():
        raise BackendError("model_missing", source.name)
    yield Step(Phase.LOAD, 1, _STEPS)
    folder = source if source.is_dir() else cache / ref.sha256
    fresh = source.is_file() and not _whole(folder)
    if fresh:
        _convert(source, folder)
    yield Step(Phase.LOAD, 2, _STEPS)
    try:
        opened = _open(folder, device)
    except BackendError:
        if source.is_dir() or fresh:
            raise
        _convert(source, folder)  # the cache was damaged: make it again
        opened = _open(folder, device)
    yield Step(Phase.LOAD, _STEPS, _STEPS)
    yield opened


def _whole(folder: Path) -> bool:
    return all((folder / name).is_file() for name in (_CONFIG, _WEIGHTS, TOKENIZER, TEMPLATE))


def _open(folder: Path, device: torch.device) -> Opened:
    import transformers  # noqa: PLC0415  # 2 seconds: only when a model is really opened

    try:
        raw = json.loads((folder / _CONFIG).read_bytes())
        name = ARCHITECTURES.get(raw.get("model_type", ""))
    except (OSError, ValueError, AttributeError) as error:
        raise BackendError("model_damaged", _CONFIG) from error
    if name is None:
        raise BackendError("model_unknown", str(raw.get("model_type", ""))[:40])
    cls = getattr(transformers, name)
    allowed = {key: value for key, value in raw.items() if not key.startswith("_") and key != "auto_map"}
    config = cls.config_class(**allowed)
    config._attn_implementation = "sdpa"
    model = _filled(cls, config, folder, device)
    try:
        prompter = Prompter(folder)
    except (OSError, ValueError) as error:
        raise BackendError("model_damaged", TOKENIZER) from error
    except Exception as error:  # tokenizers raises bare Exception for a file that it cannot read
        if isinstance(error, BackendError):
            raise
        raise BackendError("model_damaged", TOKENIZER) from error
    return Opened(model, prompter, int(config.max_position_embeddings))


def _filled(cls: Any, config: Any, folder: Path, device: torch.device) -> Any:  # Any: transformers
    """A model of this config with the folder's weights, every one of them checked for name and shape."""
    dtype = compute_type(device)
    weights: dict[str, torch.Tensor] = {}
    try:
        for file in sorted(folder.glob("*.safetensors")):
            weights |= load_file(file, device="cpu")
    except (OSError, SafetensorError) as error:
        raise BackendError("model_damaged", type(error).__name__) from error
    with _building(dtype):
        model = cls(config)
    wanted = model.state_dict()
    if config.tie_word_embeddings:
        weights.setdefault("lm_head.weight", weights.get("model.embed_tokens.weight", torch.empty(0)))
    wrong = [name for name, value in wanted.items() if weights.get(name, torch.empty(0)).shape != value.shape]
    if wrong:
        raise BackendError("model_damaged", wrong[0])
    model.load_state_dict({name: weights[name].to(dtype) for name in wanted}, strict=True, assign=True)
    model.tie_weights()
    model.requires_grad_(False)
    return model.to(device).eval()


@contextmanager
def _building(dtype: torch.dtype) -> Iterator[None]:
    """Skip the random initialisation that is overwritten anyway."""
    from transformers.initialization import no_init_weights  # noqa: PLC0415

    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        with no_init_weights():
            yield
    finally:
        torch.set_default_dtype(before)


def _convert(source: Path, folder: Path) -> None:
    """Dequantise a GGUF file into `folder`. The header is checked before any library reads the file."""
    header = gguf_header.read_header(source)
    if header.architecture not in ARCHITECTURES:
        raise BackendError("model_unknown", header.architecture[:40])
    os.environ["HF_HUB_OFFLINE"] = "1"
    beside = folder.with_name(folder.name + ".part")
    shutil.rmtree(beside, ignore_errors=True)
    files.make_dir(beside)
    try:
        _dequantise(source, beside)
        shutil.rmtree(folder, ignore_errors=True)
        files.rename(beside, folder)
        files.fsync_dir(folder.parent)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _dequantise(source: Path, folder: Path) -> None:
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig  # noqa: PLC0415
    from transformers.utils import logging  # noqa: PLC0415

    logging.disable_progress_bar()
    logging.set_verbosity_error()
    dtype = compute_type(torch.device("cpu"))
    try:
        model = AutoModelForCausalLM.from_pretrained(
            str(source.parent), gguf_file=source.name, dtype=dtype, quantization_config=GgufConfig(dequantize=True)
        )
        tokenizer = AutoTokenizer.from_pretrained(str(source.parent), gguf_file=source.name)
    except MemoryError:
        raise
    except Exception as error:  # the readers below raise whatever a broken file makes them stumble over
        raise BackendError("model_damaged", f"{type(error).__name__}: {error}"[:300]) from error
    cast(nn.Module, model).to(dtype)
    model.save_pretrained(str(folder), safe_serialization=True, max_shard_size="64GB")
    tokenizer.backend_tokenizer.save(str(folder / TOKENIZER))
    (folder / TEMPLATE).write_text(tokenizer.chat_template or "", encoding="utf-8")
    for file in folder.iterdir():
        files.fsync_file(file)
