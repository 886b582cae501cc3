"""What a model's file or folder says of itself, looked at behind walls by a process of its own (safety.md S2).

Reads headers, bounded before they are believed, and nothing of the weights. Runs no engine; imports no tensors.
"""

from __future__ import annotations

import json
import os
import struct
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from backends.gguf_header import Header, TensorEntry, Value, damaged, read_header
from backends.model_shape import FAMILIES, ModelShape, from_config
from learning import confinement
from learning.backend import BackendError
from learning.parse import walls
from learning.parse.cleaning import clean
from learning.parse.limits import Limits
from learning.shelf.facts import Facts, Look, Refused, pack

_MOST_JSON: Final = 1 << 20
_MOST_HEADER: Final = 16 << 20  # bytes of one weight file's header
_MOST_FILES: Final = 200
_NEEDED: Final = ("config.json", "tokenizer.json")
_DTYPES: Final = frozenset({"F32", "F16", "BF16", "U32"})
# Weights in a block of a GGML type, and its bytes (ggml-common.h). What is not listed is not measured.
_BLOCKS: Final = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34), 10: (256, 84),
    11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210), 20: (32, 18), 23: (256, 136), 30: (1, 2),
}  # fmt: skip


def run(connection: Connection, path: str, limits: Limits) -> None:
    """Process entry."""
    confinement.die_with(confinement.owner())
    walls.stand(limits)
    try:
        connection.send_bytes(pack(_outcome(Path(path))))
    except OSError:
        os._exit(0)  # nobody listens any more


def _outcome(path: Path) -> Look:
    """Whatever happens in here is about the file: there are no other exceptions than refusals."""
    try:
        return facts(path)
    except BackendError as error:
        return Refused(error.code, error.detail[:200])
    except Exception as error:
        return Refused("model_damaged", type(error).__name__)


def facts(path: Path) -> Facts:
    """Raises BackendError("model_missing" | "model_damaged" | "model_unknown")."""
    return _of_folder(path) if path.is_dir() else _of_file(path)


def _of_file(path: Path) -> Facts:
    header, size = read_header(path), path.stat().st_size
    family = header.architecture
    if family not in FAMILIES:
        raise BackendError("model_unknown", family[:40])
    if _number(header, "split.count") > 1:
        raise BackendError("model_unknown", "one of several files")
    names = {tensor.name: tensor for tensor in header.tensors}
    if "token_embd.weight" not in names:
        raise damaged("no embedding")
    if any(_end(tensor) > size for tensor in header.tensors):
        raise damaged("shorter than its weights")
    hidden, heads = _number(header, f"{family}.embedding_length"), _number(header, f"{family}.attention.head_count")
    shared = _number(header, f"{family}.attention.head_count_kv") or heads
    head_size = _number(header, f"{family}.attention.key_length") or hidden // max(heads, 1)
    parameters = sum(tensor.weights for tensor in header.tensors)
    found = Facts(
        family=family,
        parameters=parameters,
        blocks=_number(header, f"{family}.block_count"),
        hidden=hidden,
        inner=_number(header, f"{family}.feed_forward_length"),
        kv=shared * head_size,
        vocabulary=names["token_embd.weight"].shape[0],
        context=_number(header, f"{family}.context_length"),
        bits=8 * size / max(parameters, 1),
        name=_text(header.metadata.get("general.name", "")),
        licence=_text(header.metadata.get("general.license", "")),
        template=bool(header.metadata.get("tokenizer.chat_template")),
    )
    return _sound(found)


def _sound(found: Facts) -> Facts:
    if min(found.parameters, found.blocks, found.hidden, found.inner, found.kv, found.vocabulary, found.context) < 1:
        raise damaged("sizes")
    return found


def _number(header: Header, key: str) -> int:
    value: Value = header.metadata.get(key, 0)
    if isinstance(value, tuple):  # one for each block: the largest counts
        value = max((one for one in value if isinstance(one, int)), default=0)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1 << 40:
        raise damaged(key)
    return value


def _text(value: Value) -> str:
    return clean(str(value)[:400]).text[:80] if isinstance(value, str) else ""


def _end(tensor: TensorEntry) -> int:
    weights, size = _BLOCKS.get(tensor.kind, (1, 0))
    return tensor.offset + tensor.weights // weights * size


def _of_folder(path: Path) -> Facts:
    for name in _NEEDED:
        if not (path / name).is_file():
            raise damaged(f"no {name}")
    config = _json(path / "config.json")
    plain = {key: value for key, value in config.items() if key not in ("quantization", "quantization_config")}
    shape: ModelShape = from_config(plain if "quantization" in config else config)
    files = sorted(path.glob("*.safetensors"))[: _MOST_FILES + 1]
    if not 0 < len(files) <= _MOST_FILES:
        raise damaged("no safetensors" if not files else "too many files")
    size = sum(_weights(file) for file in files)
    return _sound(
        Facts(
            family=shape.family,
            parameters=shape.parameters,
            blocks=shape.blocks,
            hidden=shape.hidden,
            inner=shape.inner,
            kv=shape.kv_heads * shape.head_size,
            vocabulary=shape.vocabulary,
            context=shape.context,
            bits=8 * size / max(shape.parameters, 1),
            gguf=False,
            template=_has_template(path),
        )
    )


def _has_template(path: Path) -> bool:
    if (path / "chat_template.jinja").is_file():
        return True
    settings = path / "tokenizer_config.json"
    return settings.is_file() and bool(_json(settings).get("chat_template"))


def _weights(file: Path) -> int:
    """Bytes of the numbers in a safetensors file whose header is sound."""
    size = file.stat().st_size
    with file.open("rb") as data:
        start = data.read(8)
        length = struct.unpack("<Q", start)[0] if len(start) == 8 else 0
        if not 2 <= length <= min(_MOST_HEADER, size - 8):
            raise damaged(f"{file.name}: header")
        entries = json.loads(data.read(length))
    room = size - 8 - length
    if not isinstance(entries, dict):
        raise damaged(f"{file.name}: header")
    for name, entry in entries.items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        if entry["dtype"] not in _DTYPES or not 0 <= begin <= end <= room:
            raise damaged(f"{file.name}: {name[:60]}")
    return room


def _json(path: Path) -> dict[str, Any]:  # Any: parsed JSON
    if path.stat().st_size > _MOST_JSON:
        raise damaged(f"{path.name} is too long")
    try:
        found = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise damaged(path.name) from error
    if not isinstance(found, dict):
        raise damaged(path.name)
    return found
