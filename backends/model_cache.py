"""GGUF files turned into model folders, once, and kept under `<cache>/<sha256>/`.

Knows what a whole cached folder looks like: it was written beside and renamed, and source.json holds the checksum of
its weights. Several engines may make the same folder at once: each writes beside, the first that is done counts.
Knows no arithmetic of the model.
"""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Final

import torch

from backends import gguf_vocabulary, gguf_weights, safetensors_files
from backends.config_json import to_config
from backends.gguf_header import Header, TensorEntry, damaged, read_header
from backends.model_folder import CONFIG, TOKENIZER, WEIGHTS, read_json, weight_shapes
from backends.model_shape import ModelShape
from learning.backend import BackendError
from learning.store import files, ids

SOURCE: Final = "source.json"
TEMPLATE: Final = "chat_template.jinja"
SETTINGS: Final = "tokenizer_config.json"
_FORMAT: Final = 1
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_BESIDE: Final = re.compile(r"[0-9a-f]{64}\.\w+(\.old)?\.part")
_ABANDONED: Final = 3600.0  # seconds without a write: whoever made it is gone


def folder_of(cache: Path, sha256: str) -> Path:
    if not _SHA256.fullmatch(sha256):
        raise damaged("checksum of the model")
    return cache / sha256


def promised(folder: Path, dtype: torch.dtype) -> str | None:
    """The checksum that the weights of a cached folder must have; None when it must be made (again)."""
    try:
        source = read_json(folder / SOURCE)
    except BackendError:
        return None
    if source.get("format") != _FORMAT or source.get("dtype") != str(dtype):
        return None
    return str(source.get("weights_sha256"))


def convert(source: Path, folder: Path, dtype: torch.dtype) -> Iterator[tuple[int, int]]:
    """Make `folder` from a GGUF file. Yields (tensors done, of how many).

    Raises BackendError("model_missing" | "model_damaged" | "model_unknown").
    """
    header = read_header(source)
    shape = gguf_weights.shape_of(source, header)
    entries = _matched(header, shape)
    need = sum(entry.weights for entry in entries.values()) * dtype.itemsize
    _sweep(folder.parent)
    files.require_space(folder, need)
    before = _stamp(folder)
    beside = folder.with_name(f"{folder.name}.{ids.new_id()}.part")
    files.make_dir(beside)
    try:
        _write_vocabulary(beside, header, shape)
        sha256 = yield from _write_weights(beside / WEIGHTS, source, entries, shape, dtype)
        _write_json(beside / SOURCE, {"format": _FORMAT, "dtype": str(dtype), "weights_sha256": sha256})
        files.fsync_dir(beside)
        if _stamp(folder) in (None, before) or promised(folder, dtype) is None:
            _put(beside, folder, dtype)
    finally:
        files.remove_tree(beside)


def keep_vocabulary(header: Header, shape: ModelShape, folder: Path) -> None:
    """Make `folder` without its weights, unless it is there: all that is needed to turn words into tokens and back."""
    if (folder / TOKENIZER).is_file():
        return
    beside = folder.with_name(f"{folder.name}.{ids.new_id()}.part")
    files.make_dir(beside)
    try:
        _write_vocabulary(beside, header, shape)
        files.fsync_dir(beside)
        with contextlib.suppress(FileExistsError):  # another engine was faster
            files.rename(beside, folder)
    finally:
        files.remove_tree(beside)


def _write_vocabulary(folder: Path, header: Header, shape: ModelShape) -> None:
    gguf_vocabulary.build(header).save(str(folder / TOKENIZER))
    _write_json(folder / CONFIG, to_config(shape))
    _write_json(folder / SETTINGS, _settings(header))
    files.write(folder / TEMPLATE, str(header.metadata.get("tokenizer.chat_template", "")).encode())


def _put(beside: Path, folder: Path, dtype: torch.dtype) -> None:
    """Into place, unless another engine is faster: then its folder counts. One that was no good goes, by a rename."""
    old = beside.with_suffix(".old.part")
    try:
        if _stamp(folder) is not None:
            with contextlib.suppress(FileNotFoundError):
                files.rename(folder, old)
        files.rename(beside, folder)
        files.fsync_dir(folder.parent)
    except OSError:
        if promised(folder, dtype) is None:
            raise
    finally:
        files.remove_tree(old)


def _stamp(folder: Path) -> tuple[int, int] | None:
    """Which folder it is: another one of the same name has another stamp."""
    try:
        found = folder.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns


def _sweep(cache: Path) -> None:
    """What a crash left behind. An engine that is at work writes all the time, so its folder is young."""
    for path in sorted(cache.glob("*.part")):
        with contextlib.suppress(OSError):  # another engine sweeps as well, or works in it
            newest = max(each.stat().st_mtime for each in (path, *path.iterdir()))
            if _BESIDE.fullmatch(path.name) and time.time() - newest > _ABANDONED:
                files.remove_tree(path)


def _matched(header: Header, shape: ModelShape) -> dict[str, TensorEntry]:
    """Every weight of the shape, and nothing else, each of the right size."""
    found = gguf_weights.renamed(header)
    wanted = weight_shapes(shape)
    for name, entry in found.items():
        if wanted.get(name) != entry.shape:
            code = "model_damaged" if name in wanted else "model_unknown"
            raise BackendError(code, f"{name}: {entry.shape}"[:120])
    if missing := [name for name in wanted if name not in found]:
        raise damaged(f"no {missing[0]}")
    return found


def _write_weights(
    path: Path, source: Path, entries: dict[str, TensorEntry], shape: ModelShape, dtype: torch.dtype
) -> Generator[tuple[int, int], None, str]:
    shapes = {name: entry.shape for name, entry in entries.items()}
    weights = (weight.to(dtype) for weight in gguf_weights.read_weights(source, entries, shape))
    writing = safetensors_files.write(path, shapes, dtype, weights)
    while True:
        try:
            yield next(writing), len(entries)
        except StopIteration as end:
            return str(end.value)


def _settings(header: Header) -> dict[str, object]:
    """The fields of tokenizer_config.json that a chat template may ask for."""
    tokens = header.metadata.get("tokenizer.ggml.tokens", ())

    def token(key: str) -> str:
        index = header.metadata.get(f"tokenizer.ggml.{key}_token_id")
        known = isinstance(index, int) and isinstance(tokens, tuple) and 0 <= index < len(tokens)
        return str(tokens[index]) if known else ""  # type: ignore[index]  # known says that it is an index

    return {"bos_token": token("bos"), "eos_token": token("eos"), "eot_token": token("eot")}


def _write_json(path: Path, data: dict[str, object]) -> None:
    files.write(path, json.dumps(data, indent=1).encode())
