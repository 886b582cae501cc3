"""Small model files for the shelf's tests: whole enough for a look at their headers. Knows the formats, no engine."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

KEYS: dict[str, Any] = {
    "general.architecture": "llama",
    "general.name": "Heron",
    "general.license": "mit",
    "llama.embedding_length": 8,
    "llama.attention.head_count": 2,
    "llama.attention.head_count_kv": 1,
    "llama.block_count": 3,
    "llama.feed_forward_length": 16,
    "llama.context_length": 64,
    "tokenizer.chat_template": "{{ messages }}",
}


def gguf(change: dict[str, Any] | None = None, rows: int = 32) -> bytes:
    """A file with one tensor of `rows` x 8 float32 numbers. A change to None leaves a key out."""
    keys = {name: value for name, value in {**KEYS, **(change or {})}.items() if value is not None}
    body = b"GGUF" + struct.pack("<IQQ", 3, 1, len(keys))
    for name, value in keys.items():
        body += _text(name) + _value(value)
    body += _text("token_embd.weight") + struct.pack("<IQQIQ", 2, 8, rows, 0, 0)
    body += b"\0" * (-len(body) % 32)
    return body + struct.pack("<f", 0.5) * (8 * rows)


def folder(path: Path, **change: Any) -> Path:
    """A folder as transformers lays it out, with one weight in it."""
    path.mkdir(parents=True)
    config = {
        "model_type": "llama", "hidden_size": 8, "num_attention_heads": 2, "num_key_value_heads": 1,
        "num_hidden_layers": 3, "intermediate_size": 16, "max_position_embeddings": 64, "vocab_size": 32,
        "hidden_act": "silu", "tie_word_embeddings": True,
    }  # fmt: skip
    (path / "config.json").write_text(json.dumps({**config, **change}))
    (path / "tokenizer.json").write_text("{}")
    (path / "model.safetensors").write_bytes(safetensors({"model.embed_tokens.weight": ["F32", [32, 8], [0, 1024]]}))
    return path


def safetensors(entries: dict[str, list[Any]], room: int = 1024) -> bytes:
    named = {name: dict(zip(("dtype", "shape", "data_offsets"), entry, strict=True)) for name, entry in entries.items()}
    header = json.dumps(named).encode()
    return struct.pack("<Q", len(header)) + header + b"\0" * room


def _text(text: str) -> bytes:
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def _value(value: Any) -> bytes:
    if isinstance(value, str):
        return struct.pack("<I", 8) + _text(value)
    if isinstance(value, list):
        return struct.pack("<IIQ", 9, 4, len(value)) + struct.pack(f"<{len(value)}I", *value)
    return struct.pack("<IQ", 10, value)
