"""GGUF files: converted once and cached, the same model as they were made from, refused fast when hostile."""

from __future__ import annotations

import shutil
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import gguf
import numpy as np
import pytest
import torch
from gguf import quants

from backends import model_cache
from backends.gguf_header import read_header
from backends.gguf_vocabulary import build
from backends.model_folder import WEIGHTS, Loader, weight_shapes
from backends.model_shape import ModelShape
from backends.opening import Opened, open_model
from backends.tiny_model import TEMPLATE, tiny_model, tiny_shape, tiny_tokenizer
from learning.backend import BackendError
from learning.types import ModelRef, Role, Turn

SHA = "ab" * 32
Q = gguf.GGMLQuantizationType
ARCHITECTURES = {name: kind for kind, name in gguf.MODEL_ARCH_NAMES.items()}


def write_gguf(
    path: Path,
    source: Path,
    kind: Q = Q.F32,
    family: str = "llama",
    rope: bool = False,
    shape: ModelShape | None = None,
) -> Path:
    """A GGUF file of a model folder, written as llama.cpp's converter does it."""
    writer = gguf.GGUFWriter(path, family)
    names = gguf.get_tensor_name_map(ARCHITECTURES[family], 8)
    shape = shape or tiny_shape(family)
    writer.add_block_count(shape.blocks)
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.hidden)
    writer.add_feed_forward_length(shape.inner)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_rope_freq_base(shape.rope_theta)
    writer.add_layer_norm_rms_eps(shape.norm_epsilon)
    _add_family(writer, shape)
    _add_vocabulary(writer)
    if rope:
        writer.add_tensor("rope_freqs.weight", np.array([1, 1, 2, 8], dtype=np.float32))
    for name, plain in _weights(source):
        turned = family == "llama" and name.rpartition(".")[0].endswith(("q_proj", "k_proj"))
        numbers = _interleaved(plain, shape.head_size) if turned else plain
        if family == "gemma3" and name.endswith("norm.weight"):
            numbers = numbers + 1
        base, _, ending = name.rpartition(".")
        stored = Q.F32 if numbers.ndim == 1 else kind
        data = numbers.astype(np.float32) if stored is Q.F32 else quants.quantize(numbers, stored)
        writer.add_tensor(f"{names.get_name(base)}.{ending}", data, raw_dtype=stored)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _add_family(writer: gguf.GGUFWriter, shape: ModelShape) -> None:
    """What llama.cpp's converters of these families write beside."""
    if shape.family == "gemma3":
        writer.add_key_length(shape.head_size)
        writer.add_value_length(shape.head_size)
        writer.add_sliding_window(max(shape.windows))
        if shape.near_theta != 10_000:  # only newer converters
            writer.add_rope_freq_base_swa(shape.near_theta)
        if 0 in shape.windows[:5]:
            writer.add_sliding_window_pattern([window > 0 for window in shape.windows])
        writer.add_rope_scaling_type(gguf.RopeScalingType.LINEAR)
        writer.add_rope_scaling_factor(shape.rope_factors[0])
    if shape.family == "phi3":
        writer.add_rope_dimension_count(shape.rotary_size)
        writer.add_rope_scaling_orig_ctx_len(shape.context)
        writer.add_rope_scaling_attn_factors(shape.rope_scale)
        writer.add_sliding_window(max(shape.windows, default=0))
        for name, worse in (("long", 3), ("short", 1)):
            writer.add_tensor(f"rope_factors_{name}.weight", np.array(shape.rope_factors, dtype=np.float32) * worse)


def _add_vocabulary(writer: gguf.GGUFWriter) -> None:
    vocabulary = tiny_tokenizer().get_vocab()
    tokens = sorted(vocabulary, key=lambda token: vocabulary[token])
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(tokens)
    writer.add_token_types([3 if token.startswith("<|") else 1 for token in tokens])
    writer.add_token_merges(["\u0100 \u0101"])
    writer.add_eos_token_id(vocabulary["<|im_end|>"])
    writer.add_chat_template(TEMPLATE)


def _interleaved(numbers: np.ndarray, head_size: int) -> np.ndarray:
    """As llama.cpp stores q and k of the llama family."""
    heads = numbers.reshape(-1, 2, head_size // 2, *numbers.shape[1:])
    return heads.swapaxes(1, 2).reshape(numbers.shape)


def _weights(folder: Path) -> Iterator[tuple[str, np.ndarray]]:
    from safetensors.numpy import load_file

    yield from load_file(folder / WEIGHTS).items()


def ref(path: Path) -> ModelRef:
    return ModelRef("tiny", "Tiny", "llama", str(path), SHA)


def opened(path: Path, cache: Path) -> Opened:
    opening = open_model(ref(path), cache, torch.device("cpu"))
    while True:
        try:
            next(opening)
        except StopIteration as end:
            found: Opened = end.value
            return found


def weights_of(folder: Path) -> Loader:
    loader = Loader(folder, torch.device("cpu"), torch.float32)
    for _ in loader.parts():
        pass
    return loader


@pytest.fixture(autouse=True)
def plain_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backends.machine.best_dtype", lambda _device: torch.float32)


@pytest.mark.parametrize("family", ["llama", "qwen2", "qwen3", "gemma3", "phi3"])
def test_a_gguf_file_is_the_model_it_was_made_from(tmp_path: Path, family: str) -> None:
    folder = tiny_model(tmp_path / "folder", family=family)
    path = write_gguf(tmp_path / "tiny.gguf", folder, family=family)
    found = opened(path, tmp_path / "cache")
    made, wanted = weights_of(tmp_path / "cache" / SHA), weights_of(folder)
    assert made.shape == wanted.shape
    assert made._tensors.keys() == wanted._tensors.keys()
    close = 1e-6 if family == "gemma3" else 0  # norms that were counted from nought
    for name, tensor in wanted._tensors.items():
        torch.testing.assert_close(made._tensors[name], tensor, atol=close, rtol=0)
    turns = (Turn(Role.USER, "Hé, 12?"),)
    assert found.prompter.text(found.prompter.prompt(turns)) == "user\nHé, 12?\nassistant\n"


@pytest.mark.parametrize("kind", [Q.F16, Q.BF16, Q.Q8_0, Q.Q4_1, Q.Q4_0, Q.Q5_1])
def test_quantised_weights_come_back_close(tmp_path: Path, kind: Q) -> None:
    folder = tiny_model(tmp_path / "folder")
    opened(write_gguf(tmp_path / "tiny.gguf", folder, kind), tmp_path / "cache")
    made, wanted = weights_of(tmp_path / "cache" / SHA)._tensors, weights_of(folder)._tensors
    for name in weight_shapes(tiny_shape()):
        assert (made[name] - wanted[name]).abs().mean() < 0.1 * wanted[name].abs().mean() + 1e-6, name


def test_stretched_rotary_frequencies_are_kept(tmp_path: Path) -> None:
    folder = tiny_model(tmp_path / "folder")
    opened(write_gguf(tmp_path / "tiny.gguf", folder, rope=True), tmp_path / "cache")
    assert weights_of(tmp_path / "cache" / SHA).shape.rope_factors == (1, 1, 2, 8)


# ------------------------------------------------------------------------------------------ the cache


@pytest.fixture
def cached(tmp_path: Path) -> Callable[[], Opened]:
    path = write_gguf(tmp_path / "tiny.gguf", tiny_model(tmp_path / "folder"))
    opened(path, tmp_path / "cache")
    return lambda: opened(path, tmp_path / "cache")


def test_the_second_load_converts_nothing(
    tmp_path: Path, cached: Callable[[], Opened], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_cache, "convert", None)
    assert cached().decoder.shape == tiny_shape()
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [SHA]


@pytest.mark.parametrize("name", ["model.safetensors", "config.json", "tokenizer.json", "source.json"])
@pytest.mark.parametrize("damage", ["cut", "flipped", "missing", "empty"])
def test_a_damaged_cache_is_made_again(tmp_path: Path, cached: Callable[[], Opened], name: str, damage: str) -> None:
    path = tmp_path / "cache" / SHA / name
    whole = path.read_bytes()
    middle = len(whole) // 2
    damaged = {"cut": whole[:middle], "flipped": whole[:middle] + b"\xff" + whole[middle + 1 :], "empty": b""}
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(damaged[damage])
    cached()
    assert path.read_bytes() == whole


def test_a_conversion_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    path = write_gguf(tmp_path / "tiny.gguf", tiny_model(tmp_path / "folder"))
    loading = open_model(ref(path), tmp_path / "cache", torch.device("cpu"))
    next(loading)
    loading.close()
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_checksum_is_no_path(tmp_path: Path) -> None:
    with pytest.raises(BackendError):
        model_cache.folder_of(tmp_path, "../../etc")


# --------------------------------------------------------------------------------------- hostile files


def header(tensors: int = 0, keys: int = 0, rest: bytes = b"", version: int = 3) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", version, tensors, keys) + rest


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value)) + value.encode()


def key(name: str, kind: int, value: bytes) -> bytes:
    return text(name) + struct.pack("<I", kind) + value


HOSTILE = {
    "empty": b"",
    "short": b"GGU",
    "magic": b"GGML" + header()[4:],
    "version": header(version=99),
    "no header": header()[:20],
    "tensors": header(tensors=1 << 62),
    "keys": header(keys=1 << 62),
    "huge array": header(keys=1, rest=key("a", 9, struct.pack("<IQ", 4, 1 << 60))),
    "huge array of texts": header(keys=1, rest=key("a", 9, struct.pack("<IQ", 8, 1_000_000))),
    "array of arrays": header(keys=1, rest=key("a", 9, struct.pack("<IQ", 9, 1_000_000) + bytes(64))),
    "huge text": header(keys=1, rest=key("a", 8, struct.pack("<Q", 1 << 60))),
    "unknown kind": header(keys=1, rest=key("a", 77, bytes(8))),
    "not text": header(keys=1, rest=struct.pack("<Q", 2) + b"\xff\xfe" + struct.pack("<I", 0) + b"\0"),
    "alignment 2^31": header(keys=1, rest=key("general.alignment", 4, struct.pack("<I", 1 << 31))),
    "alignment 0": header(keys=1, rest=key("general.alignment", 4, struct.pack("<I", 0))),
    "alignment 3": header(keys=1, rest=key("general.alignment", 4, struct.pack("<I", 3))),
    "dimensions": header(tensors=1, rest=text("a") + struct.pack("<I", 1 << 31)),
    "shape": header(tensors=1, rest=text("a") + struct.pack("<IQQIQ", 2, 1 << 62, 1 << 62, 0, 0) + bytes(64)),
    "offset": header(tensors=1, rest=text("a") + struct.pack("<IQIQ", 1, 4, 0, 1 << 62) + bytes(64)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_header_is_refused_fast(tmp_path: Path, name: str) -> None:
    path = tmp_path / "x.gguf"
    path.write_bytes(HOSTILE[name])
    begun = time.process_time()
    with pytest.raises(BackendError) as refused:
        opened(path, tmp_path / "cache")
    assert refused.value.code == "model_damaged"
    assert time.process_time() - begun < 5  # processor time: one that believes a count takes minutes
    assert not (tmp_path / "cache" / SHA).exists()


def test_every_shorter_file_is_damaged(tmp_path: Path) -> None:
    path = write_gguf(tmp_path / "tiny.gguf", tiny_model(tmp_path / "folder"))
    data = path.read_bytes()
    for length in (*range(0, 4000, 61), len(data) // 2, len(data) - 1):
        path.write_bytes(data[:length])
        with pytest.raises(BackendError) as refused:
            opened(path, tmp_path / "cache")
        assert refused.value.code == "model_damaged", length


def changed(path: Path, old: bytes, new: bytes) -> None:
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (text("general.architecture") + struct.pack("<I", 8) + text("llama"), None, "model_unknown"),
        (text("tokenizer.ggml.model") + struct.pack("<I", 8) + text("gpt2"), b"bert", "model_unknown"),
        (text("llama.block_count") + struct.pack("<II", 4, 4), struct.pack("<I", 4000), "model_damaged"),
        (text("llama.block_count") + struct.pack("<II", 4, 4), struct.pack("<I", 0), "model_damaged"),
        (text("llama.attention.head_count") + struct.pack("<II", 4, 4), struct.pack("<I", 0), "model_damaged"),
        (text("llama.attention.head_count") + struct.pack("<II", 4, 4), struct.pack("<I", 3), "model_damaged"),
        (b"blk.0.attn_q.weight", b"blk.0.attn_x.weight", "model_unknown"),
        (b"blk.0.attn_q.weight", b"blk.1.attn_q.weight", "model_damaged"),
        (b"blk.3.attn_q.weight", b"blk.9.attn_q.weight", "model_unknown"),
    ],
    ids=["family", "tokenizer", "blocks", "no blocks", "no heads", "heads", "layer", "twice", "a block too many"],
)
def test_metadata_that_does_not_fit_is_refused(tmp_path: Path, old: bytes, new: bytes | None, code: str) -> None:
    path = write_gguf(tmp_path / "tiny.gguf", tiny_model(tmp_path / "folder"))
    new = new or b"lllll"
    changed(path, old, new if old.startswith(b"blk") else old[: -len(new)] + new)
    with pytest.raises(BackendError) as refused:
        opened(path, tmp_path / "cache")
    assert refused.value.code == code


def test_flipped_bytes_are_a_refusal_or_a_model(tmp_path: Path) -> None:
    """Whatever is in the header, nothing but a BackendError comes out of it."""
    path = write_gguf(tmp_path / "tiny.gguf", tiny_model(tmp_path / "folder"))
    data = path.read_bytes()
    random = Random(1)
    end = data.index(b"output_norm.weight") + 40
    for _ in range(300):
        flipped = bytearray(data)
        for _ in range(random.randint(1, 4)):
            flipped[random.randrange(24, end)] = random.randrange(256)
        path.write_bytes(flipped)
        with suppress(BackendError):
            read_header(path)
            opened(path, tmp_path / "cache")
        shutil.rmtree(tmp_path / "cache", ignore_errors=True)


def test_a_missing_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(BackendError) as refused:
        opened(tmp_path / "none.gguf", tmp_path / "cache")
    assert refused.value.code == "model_missing"


# ------------------------------------------------------------------------------------------ tokenizers


@pytest.mark.parametrize("pre", ["smollm", "qwen2", "llama-bpe", "dbrx", "gpt-4o", "default"])
def test_every_tokenizer_gives_the_text_back(tmp_path: Path, pre: str) -> None:
    path = write_gguf(tmp_path / "tiny.gguf", tiny_model(tmp_path / "folder"))
    found = read_header(path)
    found.metadata["tokenizer.ggml.pre"] = pre
    tokenizer = build(found)
    words = "Zoë's 12345 parrots\n\n  don't   speak 日本語 🦜\t."
    encoded = tokenizer.encode(words, add_special_tokens=False)
    assert tokenizer.decode(encoded.ids) == words
    assert all(token < 259 for token in encoded.ids)
