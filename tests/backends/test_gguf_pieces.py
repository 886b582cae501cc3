"""SentencePiece vocabularies of GGUF files: the same tokens as llama.cpp, the same text back, no marks by people."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

import gguf
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from backends.gguf_header import read_header
from backends.gguf_vocabulary import build
from backends.model_cache import keep_vocabulary
from backends.prompting import Prompter
from backends.tiny_model import tiny_shape
from learning.backend import BackendError
from learning.types import Example, Role, Turn, Use

SPACE = "\u2581"
MARKS = {
    "gemma3": ("<bos>", "<eos>", "<start_of_turn>", "<end_of_turn>"),
    "phi3": ("<s>", "<|endoftext|>", "<|user|>", "<|assistant|>", "<|end|>", "<|system|>"),
}
TEXT = (
    "Your cat is called Biscuit, and it sleeps on the red sofa. My sister moved from Oslo to Graz last year, and "
    "now she is called Doctor Miller. What is the name of the harbour where the boat is? It is called Southport. "
)
GEMMA = """{{ bos_token }}
{%- if messages[0]['role'] == 'system' -%}
    {%- if messages[0]['content'] is string -%}
        {%- set first_user_prefix = messages[0]['content'] + '\n\n' -%}
    {%- else -%}
        {%- set first_user_prefix = messages[0]['content'][0]['text'] + '\n\n' -%}
    {%- endif -%}
    {%- set loop_messages = messages[1:] -%}
{%- else -%}
    {%- set first_user_prefix = "" -%}
    {%- set loop_messages = messages -%}
{%- endif -%}
{%- for message in loop_messages -%}
    {%- if (message['role'] == 'user') != (loop.index0 % 2 == 0) -%}
        {{ raise_exception("Conversation roles must alternate user/assistant/user/assistant/...") }}
    {%- endif -%}
    {%- if (message['role'] == 'assistant') -%}
        {%- set role = "model" -%}
    {%- else -%}
        {%- set role = message['role'] -%}
    {%- endif -%}
    {{ '<start_of_turn>' + role + '\n' + (first_user_prefix if loop.first else "") }}
    {%- if message['content'] is string -%}
        {{ message['content'] | trim }}
    {%- elif message['content'] is iterable -%}
        {%- for item in message['content'] -%}
            {%- if item['type'] == 'text' -%}
                {{ item['text'] | trim }}
            {%- endif -%}
        {%- endfor -%}
    {%- else -%}
        {{ raise_exception("Invalid content type") }}
    {%- endif -%}
    {{ '<end_of_turn>\n' }}
{%- endfor -%}
{%- if add_generation_prompt -%}
    {{'<start_of_turn>model\n'}}
{%- endif -%}
"""
PHI = """{% for message in messages -%}
{{ '<|' + message['role'] + '|>\n' + message['content'] + '<|end|>\n' }}
{%- endfor %}
{%- if add_generation_prompt %}{{ '<|assistant|>\n' }}{% else %}{{ eos_token }}{% endif %}"""


def pieces() -> list[str]:
    """As SentencePiece would learn them: the best first, single letters last."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.train_from_iterator([TEXT], trainers.BpeTrainer(vocab_size=220, show_progress=False))
    found = tokenizer.get_vocab()
    learned = sorted(found, key=lambda piece: found[piece])
    return [*(p for p in learned if len(p) > 1), *sorted({*(p for p in learned if len(p) == 1), SPACE, "ö"})]


def vocabulary(path: Path, family: str, prefix: bool | None = None) -> Path:
    """A GGUF file without weights."""
    writer = gguf.GGUFWriter(path, family)
    shape = tiny_shape(family)
    writer.add_name("Phi-3 tiny" if family == "phi3" else "tiny")  # llama.cpp looks for the name
    writer.add_block_count(shape.blocks)
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.hidden)
    writer.add_feed_forward_length(shape.inner)
    writer.add_head_count(shape.heads)
    writer.add_layer_norm_rms_eps(shape.norm_epsilon)
    writer.add_sliding_window(12)
    if family == "phi3":
        writer.add_rope_scaling_orig_ctx_len(shape.context)
    tokens: list[tuple[str, float, int]] = [("<unk>", 0.0, 2), *((mark, 0.0, 3) for mark in MARKS[family])]
    tokens += [("</s>", 0.0, 3 if family == "gemma3" else 4)]
    tokens += [(f"<0x{byte:02X}>", 0.0, 6) for byte in range(256)]
    tokens += [("[empty]", -10000.0, 5), *([("\n\n", -1000.0, 4), ("  ", -1000.0, 4)] if family == "gemma3" else [])]
    tokens += [(piece, -float(rank), 1) for rank, piece in enumerate(pieces())]
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([token for token, _, _ in tokens])
    writer.add_token_scores([score for _, score, _ in tokens])
    writer.add_token_types([kind for _, _, kind in tokens])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_chat_template(GEMMA if family == "gemma3" else PHI)
    if family == "gemma3" or prefix is not None:
        writer.add_add_space_prefix(bool(prefix))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


TEXTS = [
    TEXT,
    "Biscuit",
    " two  spaces   and four    end ",
    "line\n\nnext\n\n\nlast\n",
    "Zoë's größer 日本語 🦜\t [empty] <x>",
    "",
]
MARKED = {
    "gemma3": "<bos><start_of_turn>user\nWhat is it?<end_of_turn>\n<start_of_turn>model\n It is</s>",
    "phi3": "<s><|user|>\nWhat is it? <|end|> \n<|assistant|>\n It <|endoftext|> is",
}


@pytest.mark.parametrize("family", ["gemma3", "phi3"])
def test_text_is_cut_as_llama_cuts_it(tmp_path: Path, family: str) -> None:
    llama_cpp: Any = pytest.importorskip("llama_cpp", reason="needs the extra `llama`")
    path = vocabulary(tmp_path / "tiny.gguf", family)
    params = llama_cpp.llama_model_default_params()
    params.vocab_only = True
    model = llama_cpp.llama_model_load_from_file(str(path).encode(), params)
    assert model
    words, room = llama_cpp.llama_model_get_vocab(model), (ctypes.c_int32 * 1000)()
    tokenizer = build(read_header(path))
    for text in (*TEXTS, MARKED[family]):
        data = text.encode()
        count = llama_cpp.llama_tokenize(words, data, len(data), room, 1000, False, True)
        assert tokenizer.encode(text, add_special_tokens=False).ids == list(room[:count]), text
    llama_cpp.llama_model_free(model)


@pytest.mark.parametrize("family", ["gemma3", "phi3"])
@pytest.mark.parametrize("text", TEXTS[:5])
def test_the_text_comes_back(tmp_path: Path, family: str, text: str) -> None:
    tokenizer = build(read_header(vocabulary(tmp_path / "tiny.gguf", family)))
    assert tokenizer.decode(tokenizer.encode(text, add_special_tokens=False).ids) == text


@pytest.mark.parametrize("family", ["gemma3", "phi3"])
def test_what_a_person_writes_is_no_mark(tmp_path: Path, family: str) -> None:
    tokenizer = build(read_header(vocabulary(tmp_path / "tiny.gguf", family)))
    tokenizer.encode_special_tokens = True
    text = "".join(MARKS[family]) + "<unk></s><0x41>[empty]"
    ids = tokenizer.encode(text, add_special_tokens=False).ids
    assert not {tokenizer.token_to_id(mark) for mark in (*MARKS[family], "<unk>", "</s>", "[empty]")} & set(ids)
    assert tokenizer.decode(ids) == text


SAID = (Turn(Role.SYSTEM, "Be brief."), Turn(Role.USER, "What is it?"))
RENDERED = {
    "gemma3": "user\nBe brief.\n\nWhat is it?\nmodel\n",
    "phi3": "Be brief. What is it?",  # spaces behind a mark belong to it
}


@pytest.mark.parametrize("family", ["gemma3", "phi3"])
def test_conversations_with_the_families_own_templates(tmp_path: Path, family: str) -> None:
    header = read_header(vocabulary(tmp_path / "tiny.gguf", family))
    keep_vocabulary(header, tiny_shape(family), tmp_path / "kept")
    prompter = Prompter(tmp_path / "kept")
    ids = prompter.prompt(SAID)
    assert prompter.text(ids) == RENDERED[family]
    assert prompter.end == build(header).token_to_id("<end_of_turn>" if family == "gemma3" else "<|end|>")
    row = prompter.row(Example(SAID, "It is Biscuit.", Use.TEACH, "test", "Biscuit"))
    assert row.ids[: row.start] == ids and row.target[-1] == prompter.end
    marked = [token for token, there in zip(row.target, row.span, strict=True) if there]
    assert prompter.text(marked).strip() == "Biscuit"
    stream = prompter.stream()
    assert "".join(stream.push(token) for token in row.target) == "It is Biscuit."


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("scores", ()),
        ("scores", "x"),
        ("token_type", ()),
        ("tokens", ("a" * (1 << 24) + "b",)),
        ("tokens", ("a", "a")),
    ],
    ids=["no scores", "strange scores", "no kinds", "letters", "twice"],
)
def test_a_vocabulary_that_does_not_fit_is_refused(tmp_path: Path, key: str, value: Any) -> None:
    header = read_header(vocabulary(tmp_path / "tiny.gguf", "gemma3"))
    header.metadata[f"tokenizer.ggml.{key}"] = value
    with pytest.raises(BackendError) as refused:
        build(header)
    assert refused.value.code == "model_damaged"
