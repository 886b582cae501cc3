"""Every code has a sentence: what happened, what is safe, what to do next, in the words of the window."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from desktop import cli_words
from desktop.cli_model_words import ModelCli
from desktop.cli_words import Cli, Trouble
from learning.protocol import FailureCode
from learning.store.errors import SkillDamage, StoreCode
from learning.types import Kind, Phase, Reason, Verdict

SHOP_TALK = re.compile(
    r"\b(epochs?|steps?|rank|alpha|learning rate|loss|gradients?|fine-tun\w*|adapters?|LoRA|PEFT|checkpoints?|merge|"
    r"fuse|tokens?|context window|embeddings?|RAG|chunks?|inference|perplexity|KL|drift|quanti\w+|GGUF|VRAM|"
    r"OOM|safetensors|CUDA|Metal|MLX|backend|subprocess|exit code|traceback|NaN|SQLite|manifest)\b",
    re.IGNORECASE,
)


def _troubles() -> Iterator[Trouble]:
    yield from cli_words.STORE.values()
    yield from cli_words.FAILURE.values()
    for words in (Cli, ModelCli):
        yield from (value for value in vars(words).values() if isinstance(value, Trouble))


def _sentences() -> Iterator[str]:
    yield from map(str, _troubles())
    yield from (value for name, value in vars(Cli).items() if isinstance(value, str) and not name.startswith("_"))
    for table in (cli_words.DAMAGE, cli_words.KINDS, cli_words.PHASES, cli_words.VERDICTS, cli_words.REASONS):
        yield from table.values()


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        (cli_words.STORE, StoreCode),
        (cli_words.FAILURE, FailureCode),
        (cli_words.DAMAGE, SkillDamage),
        (cli_words.KINDS, Kind),
        (cli_words.PHASES, Phase),
        (cli_words.VERDICTS, Verdict),
        (cli_words.REASONS, Reason),
    ],
)
def test_every_code_has_words(table: dict[str, object], codes: type[StoreCode]) -> None:
    assert set(table) == set(codes)


def test_trouble_says_what_to_do_next() -> None:
    for trouble in (*cli_words.STORE.values(), *cli_words.FAILURE.values()):
        assert trouble.happened.endswith(".")
        assert trouble.next or trouble.safe
    assert [code for code, trouble in cli_words.FAILURE.items() if not (trouble.safe and trouble.next)] == []


def test_no_shop_talk() -> None:
    found = [(sentence, SHOP_TALK.findall(sentence)) for sentence in _sentences() if SHOP_TALK.search(sentence)]
    assert found == []


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "5 seconds"), (42, "40 seconds"), (61, "1 minute "), (200, "3 minutes")],
)
def test_time_left_in_round_words(seconds: float, words: str) -> None:
    assert f"about {words}" in cli_words.left(seconds)
