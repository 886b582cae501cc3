"""Model folders and files made to do harm (safety.md S2, S3, S5): refused in words, and nothing of theirs runs."""

from __future__ import annotations

import json
import os
import struct
from pathlib import Path

import pytest

from backends import table
from backends.gguf_header import read_header
from backends.model_folder import CONFIG, TOKENIZER, WEIGHTS
from backends.tiny_model import tiny_model
from backends.torch_lora import TorchLora
from learning import model_hash
from learning.backend import BackendError
from learning.probing import probed
from learning.types import ModelRef
from tests.backends.test_probe import outcome
from tests.backends.test_torch_adapters import HOSTILE
from tests.backends.test_torch_adapters import file as safetensors
from tests.backends.test_torch_adapters import tensor as entry
from tests.backends.test_torch_gguf import SHA, header, key, text, write_gguf

TRAP = "import pathlib\npathlib.Path({marker!r}).touch()\nclass Model:\n    pass\n"
NO_PAPERS = (b"", b"[" * 1_000_000, b'{"a": ' * 200_000, b"\xff\xfe", b"[]", b"{}" + b" " * (2 << 20))
pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tiny_model(tmp_path / "model")


def load(source: Path) -> None:
    backend = TorchLora(built_in=False)
    try:
        for _ in backend.load(ModelRef("x", "X", "llama", str(source), SHA), source.parent / "cache"):
            pass
    finally:
        backend.close()


def refusal(source: Path) -> str:
    with pytest.raises(BackendError) as refused:
        load(source)
    assert len(refused.value.detail) <= 300
    return refused.value.code


# ---------------------------------------------------------------------------------------------- weights


WEIGHT_FILES = {
    **HOSTILE,
    "a header of 99 MB": safetensors(b" " * 17_000_000),
    "300,000 tensors": safetensors({f"t{i}": entry([0], 0, 0) for i in range(300_000)}),
}


@pytest.mark.parametrize("name", WEIGHT_FILES)
def test_hostile_weights_are_refused(folder: Path, name: str) -> None:
    (folder / WEIGHTS).write_bytes(WEIGHT_FILES[name])
    assert refusal(folder) in ("model_damaged", "model_unknown")


def test_weights_that_are_a_program_are_not_read(folder: Path, tmp_path: Path) -> None:
    """A pickle, beside and instead of numbers."""
    marker = tmp_path / "ran"
    trap = f"cposix\nsystem\n(S'touch {marker}'\ntR.".encode()
    for name in ("pytorch_model.bin", "model.pt", "training_args.bin", "optimizer.pth"):
        (folder / name).write_bytes(trap)
    load(folder)
    (folder / WEIGHTS).unlink()
    assert refusal(folder) == "model_damaged"
    (folder / WEIGHTS).write_bytes(trap)
    assert refusal(folder) == "model_damaged"
    assert not marker.exists()


# ---------------------------------------------------------------------------------------- config and code


def test_no_code_of_a_folder_runs(folder: Path, tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    names = ("modeling_x.py", "configuration_x.py", "tokenization_x.py", "model.py", "__init__.py", "conftest.py")
    for name in names:
        (folder / name).write_text(TRAP.format(marker=str(marker)))
    classes = {"AutoConfig": "configuration_x.Model", "AutoModelForCausalLM": "modeling_x.Model"}
    traps = {
        "auto_map": {**classes, "AutoTokenizer": ["tokenization_x.Model", None]},
        "trust_remote_code": True,
        "_attn_implementation_internal": "somebody/kernels",
        "_attn_implementation": "somebody/kernels",
        "custom_pipelines": {"x": {"impl": "modeling_x.Model"}},
        "model_file": "model.py",
    }
    for name in (CONFIG, "tokenizer_config.json"):
        path = folder / name
        found = json.loads(path.read_text()) if path.is_file() else {}
        path.write_text(json.dumps(found | traps))
    load(folder)
    assert not marker.exists()


@pytest.mark.parametrize("kind", ["mamba", "", None, 5, ["llama"], "../llama", "llama\0"])
def test_a_family_that_is_not_on_the_list_is_unknown(folder: Path, kind: object) -> None:
    config = json.loads((folder / CONFIG).read_text())
    (folder / CONFIG).write_text(json.dumps(config | {"model_type": kind, "architectures": ["LlamaForCausalLM"]}))
    assert refusal(folder) in ("model_unknown", "model_damaged")


@pytest.mark.parametrize(
    "change",
    [
        {"num_hidden_layers": 10**9},
        {"num_hidden_layers": -1},
        {"hidden_size": 2**62},
        {"num_attention_heads": 0},
        {"vocab_size": 10**12},
        {"max_position_embeddings": 0},
        {"rope_theta": "nan"},
        {"rms_norm_eps": 1e400},
        {"head_dim": 10**6},
        {"intermediate_size": None},
    ],
    ids=str,
)
def test_sizes_that_cannot_be_are_damage(folder: Path, change: dict[str, object]) -> None:
    config = json.loads((folder / CONFIG).read_text())
    (folder / CONFIG).write_text(json.dumps(config | change))
    assert refusal(folder) == "model_damaged"


@pytest.mark.parametrize("name", [CONFIG, TOKENIZER, "tokenizer_config.json"])
@pytest.mark.parametrize(
    "data", [b"", b"[" * 1_000_000, b'{"a": ' * 200_000, b"\xff\xfe", b"[]", b"{}" + b" " * (2 << 20)]
)
def test_papers_that_are_none_are_damage(folder: Path, name: str, data: bytes) -> None:
    (folder / name).write_bytes(data)
    assert refusal(folder) in ("model_damaged", "model_unknown")


@pipes
@pytest.mark.parametrize("name", [CONFIG, TOKENIZER, WEIGHTS])
def test_a_pipe_is_not_waited_for(folder: Path, name: str) -> None:
    (folder / name).unlink()
    os.mkfifo(folder / name)
    model_hash.of_model(folder, None)
    assert refusal(folder) == "model_damaged"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device here")
def test_a_device_is_no_file(folder: Path) -> None:
    (folder / WEIGHTS).unlink()
    (folder / WEIGHTS).symlink_to("/dev/zero")
    model_hash.of_model(folder, None)
    assert refusal(folder) == "model_damaged"


# ------------------------------------------------------------------------------------------------ GGUF


def test_many_arrays_are_as_bad_as_a_long_one(tmp_path: Path) -> None:
    """Each is within its bounds and in the file; together they would be objects without end."""
    body = bytes(1_900_000)
    arrays = b"".join(key(f"k{i}", 9, struct.pack("<IQ", 0, len(body)) + body) for i in range(8))
    path = tmp_path / "many.gguf"
    path.write_bytes(header(keys=8, rest=arrays))
    with pytest.raises(BackendError) as refused:
        read_header(path)
    assert refused.value.code == "model_damaged"


@pipes
def test_a_pipe_is_no_model(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.gguf")
    with pytest.raises(BackendError) as refused:
        read_header(tmp_path / "x.gguf")
    assert refused.value.code == "model_missing"


def gguf_with(folder: Path, change: str) -> Path:
    """A file that our own header check lets pass, or nearly."""
    path = write_gguf(folder / f"{change}.gguf", tiny_model(folder / "model"))
    data = path.read_bytes()
    whole, head = struct.pack("<II", 4, 4), text("llama.attention.head_count")
    changes = {
        "blocks": (text("llama.block_count") + whole, text("llama.block_count") + struct.pack("<II", 4, 4000)),
        "heads": (head + whole, head + struct.pack("<II", 4, 0)),
        "type": (text("blk.0.attn_q.weight"), text("blk.0.attn_q.weighz")),
    }
    if change == "cut":
        data = data[:-4000]
    elif change == "kind":
        at = data.index(text("blk.0.attn_q.weight")) + len(text("blk.0.attn_q.weight")) + 4 + 16
        data = data[:at] + struct.pack("<I", 77) + data[at + 4 :]
    elif change == "end of text":
        at = data.index(text("tokenizer.ggml.eos_token_id")) + len(text("tokenizer.ggml.eos_token_id")) + 4
        data = data[:at] + struct.pack("<I", 2**31) + data[at + 4 :]
    else:
        old, new = changes[change]
        assert old in data
        data = data.replace(old, new, 1)
    path.write_bytes(data)
    return path


@pytest.mark.skipif(not table.can_run("llama_cpp"), reason="needs the extra `llama`")
@pytest.mark.parametrize("change", ["blocks", "heads", "type", "cut", "kind", "end of text"])
def test_the_real_llama_takes_nothing_along(tmp_path: Path, change: str) -> None:
    """Whatever it makes of such a file, it does so in the child: there is an outcome, and this process lives."""
    path = gguf_with(tmp_path, change)
    found = outcome(probed("llama_cpp", file=str(path)))
    assert found is None if change == "end of text" else found is not None
    if change in ("blocks", "heads"):
        assert found is not None and found.why == "model_damaged"
