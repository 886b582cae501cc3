"""Skills whose parts are not what they should be, each built here: manifest, lesson, config, header, numbers."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Mapping
from typing import Any

from learning import lesson_file
from learning.sharing.refusals import Refusal
from learning.store import manifest
from tests.learning.sharing.skill_files import (
    AT,
    TOLD,
    Parts,
    changed,
    config,
    good,
    lora,
    numbers,
    packed,
    safetensors,
)

Make = Callable[[], Mapping[str, bytes]]
UP = f"{AT}A.weight"
FACT, TOOL = ('"kind": "fact", "title": "Sister", "text"', '"kind": "tool", "title": "Sister", "text"')


def papers(change: Callable[[dict[str, Any]], object]) -> Make:
    """A good skill whose manifest was changed by hand."""

    def make() -> Parts:
        parts = good()
        data = json.loads(parts[manifest.NAME])
        change(data)
        return {**parts, manifest.NAME: json.dumps(data).encode()}

    return make


def item(value: object, *path: str) -> Make:
    def change(data: dict[str, Any]) -> None:
        at: Any = data
        for key in path[:-1]:
            at = at[key]
        at[path[-1]] = value

    return papers(change)


def raw(old: bytes, new: bytes) -> Make:
    def make() -> Parts:
        text = good()[manifest.NAME]
        assert old in text
        return {**good(), manifest.NAME: text.replace(old, new, 1)}

    return make


def manifest_is(text: bytes) -> Make:
    return lambda: {**good(), manifest.NAME: text}


def set_up(**changes: object) -> Make:
    return lambda: changed(config=config(**changes))


def adapter(make: Callable[[], bytes]) -> Make:
    return lambda: changed(adapter=make())


def renamed(name: str) -> Make:
    first, second = lora().values()
    return adapter(lambda: safetensors({name: first, f"{AT}B.weight": second}))


def lesson(old: str, new: str) -> Make:
    def make() -> Parts:
        text = good()[lesson_file.NAME].decode()
        assert old in text
        return changed(lesson=text.replace(old, new).encode())

    return make


def one(number: bytes, kind: str) -> Make:
    """A good adapter with one number that is none, somewhere in the middle."""

    def make() -> bytes:
        tensors = lora(kind=kind)
        shape, data = tensors[UP][1], bytearray(tensors[UP][2])
        data[10 * len(number) : 11 * len(number)] = number
        return safetensors({**tensors, UP: (kind, shape, bytes(data))})

    return adapter(make)


def header(**entry: object) -> Make:
    """The first tensor's entry with other fields."""
    given = {"dtype": "F32", "shape": [2, 32], "data_offsets": [0, 256], **entry}
    return adapter(lambda: packed({UP: given}, numbers(64)))


def _thousands() -> bytes:
    entries = {
        f"base_model.{n}": {"dtype": "F16", "shape": [1], "data_offsets": [2 * n, 2 * n + 2]} for n in range(6_000)
    }
    return packed(entries, b"\0" * 12_000)


PAPERS: dict[str, tuple[Make, Refusal]] = {
    "manifest: deep": (manifest_is(b'{"name":' + b"[" * 50_000 + b"]" * 50_000 + b"}"), Refusal.MANIFEST_DEEP),
    "manifest: no JSON": (manifest_is(b"{'name': 1}"), Refusal.MANIFEST_BROKEN),
    "manifest: no text": (manifest_is(b"\xff\xfe\x00"), Refusal.MANIFEST_BROKEN),
    "manifest: a list": (manifest_is(b"[]"), Refusal.MANIFEST_BROKEN),
    "manifest: a key twice": (raw(b'{"name"', b'{"name": "Other", "name"'), Refusal.MANIFEST_BROKEN),
    "manifest: a field too many": (item({"x": "y"}, "auto_map"), Refusal.MANIFEST_BROKEN),
    "manifest: newer": (item(99, "format"), Refusal.NEWER),
    "manifest: no name": (item("\u200b", "name"), Refusal.MANIFEST_BROKEN),
    "manifest: base is a path": (item("../../etc", "base_sha256"), Refusal.MANIFEST_BROKEN),
    "manifest: figures": (item(99.0, "score", "recall_after"), Refusal.MANIFEST_BROKEN),
    "manifest: strength": (item(1e9, "score", "strength"), Refusal.MANIFEST_BROKEN),
    "manifest: no number": (raw(b'"side_effects": 0.01', b'"side_effects": NaN'), Refusal.MANIFEST_BROKEN),
    "manifest: endless": (raw(b'"side_effects": 0.01', b'"side_effects": 1e999'), Refusal.MANIFEST_BROKEN),
    "manifest: names a path": (item({"sha256": "ab" * 32, "size": 1}, "files", "../x"), Refusal.MANIFEST_BROKEN),
    "manifest: not all parts": (papers(lambda data: data["files"].pop("README.md")), Refusal.EXTRA),
    "manifest: a part that is missing": (
        lambda: {name: data for name, data in good().items() if name != "README.md"}, Refusal.INCOMPLETE,
    ),
    "checksum of the adapter": (item("cd" * 32, "files", manifest.ADAPTER, "sha256"), Refusal.CHECKSUM),
    "checksum of the config": (item("cd" * 32, "files", manifest.CONFIG, "sha256"), Refusal.CHECKSUM),
    "size of the lesson": (item(3, "files", lesson_file.NAME, "size"), Refusal.CHECKSUM),
    "lesson: no JSON": (lambda: changed(lesson=b"{{{\n"), Refusal.LESSON),
    "lesson: deep": (lambda: changed(lesson=b'{"lesson": ' + b"[" * 9_000 + b"\n"), Refusal.LESSON),
    "lesson: empty": (lambda: changed(lesson=b"\n"), Refusal.LESSON),
    "lesson: id is a path": (lesson('"id": "s1"', '"id": "../s1"'), Refusal.LESSON),
    "lesson: nothing to see": (lesson(TOLD, "\\u200b\\u2063"), Refusal.LESSON),
    "lesson: a tool that is none": (lesson(FACT, TOOL), Refusal.LESSON),
    "readme: no text": (lambda: changed(readme=b"\xff\xfe"), Refusal.README),
    "config: no JSON": (lambda: changed(config=b"r: 2"), Refusal.CONFIG),
    "config: deep": (lambda: changed(config=b'{"a":' * 9_000 + b"1" + b"}" * 9_000), Refusal.CONFIG),
    "config: too long": (lambda: changed(config=config(note=" " * 70_000)), Refusal.TOO_LARGE),
    "config: a kind we do not know": (set_up(peft_type="LOHA"), Refusal.PEFT_TYPE),
    "config: no kind": (lambda: changed(config=b'{"r": 2, "lora_alpha": 4}'), Refusal.PEFT_TYPE),
    "config: another task": (set_up(task_type="SEQ_CLS"), Refusal.PEFT_TYPE),
    "config: DoRA": (set_up(use_dora=True), Refusal.DORA),
    "config: auto_mapping": (set_up(auto_mapping={"parent_library": "os"}), Refusal.AUTO_MAPPING),
    "config: address": (set_up(base_model_name_or_path="https://example.org/model"), Refusal.REMOTE_BASE),
    "config: share": (set_up(base_model_name_or_path="\\\\host\\share"), Refusal.REMOTE_BASE),
    "config: file address": (set_up(base_model_name_or_path="file:///etc"), Refusal.REMOTE_BASE),
    "config: huge rank": (set_up(r=1_000_000), Refusal.RANK),
    "config: rank is no number": (set_up(r=True), Refusal.RANK),
    "config: rank of a layer": (set_up(rank_pattern={"up_proj": 8}), Refusal.RANK),
    "config: alpha": (set_up(lora_alpha=-1), Refusal.RANK),
    "config: expression": (set_up(alpha_pattern={"(a+)+$": 2}), Refusal.SETTING),
    "config: modules to save": (set_up(modules_to_save=["lm_head"]), Refusal.TARGETS),
    "config: bias": (set_up(bias="all"), Refusal.TARGETS),
    "config: way to begin": (set_up(init_lora_weights="pissa"), Refusal.SETTING),
    "config: unknown": (set_up(custom_module="evil.py"), Refusal.SETTING),
    "header: length of 2^62": (adapter(lambda: struct.pack("<Q", 1 << 62) + b"{}"), Refusal.HEADER_LARGE),
    "header: 99 MB": (adapter(lambda: struct.pack("<Q", 99_000_000) + numbers(200_000)), Refusal.HEADER_LARGE),
    "header: cut": (adapter(lambda: b"\x10\0\0"), Refusal.HEADER),
    "header: no JSON": (adapter(lambda: packed(b"hello", b"")), Refusal.HEADER),
    "header: deep": (adapter(lambda: packed(b'{"a":' * 9_000 + b"1" + b"}" * 9_000, b"")), Refusal.HEADER),
    "header: a tensor twice": (adapter(lambda: packed(b'{"a": {}, "a": {}}', b"")), Refusal.HEADER),
    "header: no tensors": (adapter(lambda: packed({"__metadata__": {}}, b"")), Refusal.TENSORS),
    "header: thousands": (adapter(_thousands), Refusal.TENSORS),
    "header: metadata is no text": (adapter(lambda: safetensors(lora(), {"format": {"x": 1}})), Refusal.HEADER),
    "header: 64 bits": (header(dtype="F64"), Refusal.NUMBER_FORMAT),
    "header: whole numbers": (header(dtype="I8"), Refusal.NUMBER_FORMAT),
    "header: type is a list": (header(dtype=["F32"]), Refusal.NUMBER_FORMAT),
    "header: shape overflows": (header(shape=[1 << 40, 1 << 40]), Refusal.OFFSETS),
    "header: negative": (header(shape=[-2, -32]), Refusal.SHAPES),
    "header: past the end": (header(shape=[2, 3_200], data_offsets=[0, 25_600]), Refusal.OFFSETS),
    "header: backwards": (header(data_offsets=[256, 0]), Refusal.OFFSETS),
    "header: a gap": (header(data_offsets=[8, 264]), Refusal.OFFSETS),
    "header: too short a file": (adapter(lambda: safetensors(lora())[:-4]), Refusal.OFFSETS),
    "header: more behind it": (adapter(lambda: safetensors(lora()) + b"more"), Refusal.OFFSETS),
    "tensor: another part": (renamed("base_model.model.lm_head.lora_A.weight"), Refusal.TARGETS),
    "tensor: embedding": (renamed("base_model.model.model.embed_tokens.lora_embedding_A"), Refusal.TARGETS),
    "tensor: name": (renamed("__class__.__init__"), Refusal.TENSOR_NAME),
    "tensor: same layer twice": (renamed(f"{AT}B.weight".replace("layers.1.", "layers.01.")), Refusal.TENSOR_NAME),
    "tensor: only one half": (adapter(lambda: safetensors({UP: lora()[UP]})), Refusal.SHAPES),
    "tensor: halves do not fit": (
        adapter(lambda: safetensors({**lora(2), f"{AT}B.weight": lora(3)[f"{AT}B.weight"]})), Refusal.SHAPES,
    ),
    "tensor: rank beyond ours": (adapter(lambda: safetensors(lora(600))), Refusal.RANK),
    "tensor: rank is not the config's": (adapter(lambda: safetensors(lora(4))), Refusal.RANK),
    "numbers: NaN": (one(struct.pack("<f", float("nan")), "F32"), Refusal.NUMBERS),
    "numbers: infinity": (one(struct.pack("<f", float("-inf")), "F32"), Refusal.NUMBERS),
    "numbers: half NaN": (one(struct.pack("<e", float("nan")), "F16"), Refusal.NUMBERS),
    "numbers: brain infinity": (one(b"\x80\x7f", "BF16"), Refusal.NUMBERS),
}  # fmt: skip
