"""Skills as files for the tests: the parts of a good one, and zips of whatever parts a test wants."""

from __future__ import annotations

import hashlib
import json
import struct
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from learning import lesson_file
from learning.codec import encode
from learning.sharing.looking import Looked, look
from learning.store import manifest
from learning.store.manifest import FileHash, Manifest
from learning.store.store import Store
from learning.types import (
    Example,
    Kind,
    Lesson,
    QuizItem,
    QuizResult,
    Reason,
    Recipe,
    Role,
    Score,
    Skill,
    Source,
    Turn,
    Use,
    Verdict,
)

Parts = dict[str, bytes]
Tensors = Mapping[str, tuple[str, tuple[int, ...], bytes]]
BASE = "ab" * 32
TOLD = "My sister is called Mira."
AT = "base_model.model.model.layers.1.mlp.up_proj.lora_"
RECIPE = Recipe(2, 2.0, 1, ("up_proj",), 1e-3, 10, 4, 2, 0.1, 0.02, 256, 7)
ITEM = QuizResult("Who is my sister?", "I do not know.", "Mira.", "Mira", False, True)
SCORE = Score(
    Verdict.LEARNED, Reason.PASSED, 1.0, 0.1, 0.9, 0.95, 0.94, 0.01, 0.99, 0.0, 0.0, 1.0, 2.0, 3.0, (ITEM,)
)  # fmt: skip


def lora(rank: int = 2, out: int = 64, into: int = 32, kind: str = "F32") -> Tensors:
    """Both halves of one layer."""
    return {f"{AT}A.weight": (kind, (rank, into), numbers(rank * into, kind)),
            f"{AT}B.weight": (kind, (out, rank), numbers(out * rank, kind))}  # fmt: skip


def numbers(count: int, kind: str = "F32") -> bytes:
    values = [((7 * i) % 19 - 9) / 20 for i in range(count)]
    if kind == "F32":
        return struct.pack(f"<{count}f", *values)
    if kind == "F16":
        return struct.pack(f"<{count}e", *values)
    return b"".join(struct.pack("<f", value)[2:] for value in values)  # BF16: the upper half


def safetensors(tensors: Tensors, notes: Mapping[str, object] | None = None) -> bytes:
    header: dict[str, Any] = {"__metadata__": notes or {"format": "pt"}}
    at = 0
    for name, (kind, shape, data) in tensors.items():
        header[name] = {"dtype": kind, "shape": list(shape), "data_offsets": [at, at + len(data)]}
        at += len(data)
    return packed(header, b"".join(data for _, _, data in tensors.values()))


def packed(header: object, data: bytes) -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def config(**changes: object) -> bytes:
    made: dict[str, object] = {
        "peft_type": "LORA", "task_type": "CAUSAL_LM", "base_model_name_or_path": "M", "r": 2, "lora_alpha": 4,
        "lora_dropout": 0.0, "bias": "none", "use_rslora": False, "use_dora": False, "target_modules": ["up_proj"],
    }  # fmt: skip
    return json.dumps({**made, **changes}).encode()


def lesson() -> Lesson:
    source = Source("s1", Kind.FACT, "Sister", TOLD, "message:1")
    turns = (Turn(Role.USER, "What is my sister called?"),)
    example = Example(turns, "Mira.", Use.TEACH, "s1", span="Mira")
    item = QuizItem((Turn(Role.USER, "Who is my sister?"),), ("Mira",), "s1")
    return Lesson("aa", "Sister", Kind.FACT, (source,), (example,), (item,), (), "2026-01-02T03:04:05+00:00")


def about(**changes: Any) -> Manifest:
    given: dict[str, Any] = {
        "name": "Sister", "base_id": "m", "base_name": "M", "base_sha256": BASE, "template_sha256": "",
        "recipe": RECIPE, "seed": 7, "lesson": "aa", "score": SCORE, "created": "2026-01-02T03:04:05+00:00",
    }  # fmt: skip
    return Manifest(**{**given, **changes})


def good(**changes: Any) -> Parts:
    """Every part of a skill, the lesson too; `changes` are of the manifest."""
    parts = {
        manifest.ADAPTER: safetensors(lora()),
        manifest.CONFIG: config(),
        "README.md": b"# Sister\n",
        lesson_file.NAME: lesson_file.text(lesson()).encode(),
    }
    return sealed(parts, **changes)


def sealed(parts: Mapping[str, bytes], **changes: Any) -> Parts:
    """With a manifest that fits them."""
    rest = {name: data for name, data in parts.items() if name != manifest.NAME}
    sums = {name: FileHash(hashlib.sha256(data).hexdigest(), len(data)) for name, data in rest.items()}
    return {manifest.NAME: json.dumps(encode(about(files=sums, **changes))).encode(), **rest}


def changed(**parts: bytes) -> Parts:
    """A good skill with other bytes in a part, and a manifest that fits: adapter=…, config=…, lesson=…."""
    names = {"adapter": manifest.ADAPTER, "config": manifest.CONFIG, "lesson": lesson_file.NAME, "readme": "README.md"}
    return sealed({**good(), **{names[name]: data for name, data in parts.items()}})


def zipped(path: Path, parts: Mapping[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", how) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return path


def saved(folder: Path, parts: Mapping[str, bytes]) -> Path:
    folder.mkdir(parents=True)
    for name, data in parts.items():
        (folder / name).write_bytes(data)
    return folder


def looked(store: Store, path: Path) -> Looked:
    """Raises Refused."""
    work = look(store, path)
    while True:
        try:
            next(work)
        except StopIteration as end:
            found: Looked = end.value
            return found


def installed(store: Store, path: Path, **changes: str) -> Skill:
    found = looked(store, path)
    offered = replace(found.offered.manifest, **changes)  # type: ignore[arg-type]  # fields of a Manifest
    return store.imports.add(found.staging, offered, found.offered.adapter_sha256)


def tree(root: Path) -> dict[str, bytes]:
    """Every file below a folder but the database and what belongs to it."""
    paths = (path for path in sorted(root.rglob("*")) if path.is_file())
    kept = (path for path in paths if not path.name.startswith(("ingrain.db", "profile.lock")))
    return {str(path.relative_to(root)): path.read_bytes() for path in kept}
