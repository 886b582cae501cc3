"""The words of the window: none of the jargon that field.md bans, no shouting, and a sentence for every failure."""

from __future__ import annotations

import re

import pytest

from desktop import (
    change_words,
    data_words,
    engine_words,
    lesson_words,
    model_words,
    settings_words,
    skill_words,
    source_words,
    words,
)
from desktop.settings_words import IGNORED
from desktop.status import EngineStatus, sentence
from desktop.words import FAILURES, PROFILE, StatusWords
from learning.protocol import FailureCode
from learning.store.errors import StoreCode
from learning.updates.notice import Why
from tests.desktop.said import sentences

JARGON = re.compile(
    r"\b(epochs?|batch|rank|alpha|learning rate|loss|gradients?|hyper-?parameters?|fine-?tun\w*|adapters?|LoRA|PEFT|"
    r"checkpoints?|merge[ds]?|fuse[ds]?|tokens?|context window|prompt templates?|embeddings?|RAG|chunks?|inference|"
    r"temperature|top-p|seed|perplexity|KL|drift|quantis\w+|Q4_K_M|GGUF|safetensors|VRAM|OOM|CUDA|Metal|MLX|backend|"
    r"subprocess|exit code|traceback|nats?|tensors?)\b",
    re.IGNORECASE,
)
FOLDED = ("SkillDetails",)  # under "More": the one place where technical names may stand
SAID = [
    said
    for module in (
        *(words, change_words, data_words, engine_words, lesson_words, model_words),
        *(settings_words, skill_words, source_words),
    )
    for said in sentences(module, FOLDED)
]


@pytest.mark.parametrize("bad", ["a new epoch begins", "LoRA", "the backend died", "out of VRAM"])
def test_the_list_finds_jargon(bad: str) -> None:
    assert JARGON.search(bad)


def test_the_main_path_has_no_jargon() -> None:
    assert len(SAID) > 150
    assert [said for said in SAID if JARGON.search(said)] == []


def test_nobody_shouts() -> None:
    assert [said for said in SAID if "!" in said] == []


def test_every_failure_has_its_three_sentences() -> None:
    assert set(FAILURES) == set(FailureCode)
    assert [code for code, said in FAILURES.items() if len(re.findall(r"[.](?:\s|$)", said)) < 3] == []


def test_whatever_is_ignored_is_said() -> None:
    assert set(IGNORED) == set(Why)
    assert [why for why, said in IGNORED.items() if "Nothing was changed." not in said] == []


def test_every_trouble_with_a_profile_has_three_lines() -> None:
    expected = {StoreCode.READ_ONLY, StoreCode.DAMAGED, StoreCode.NEWER, StoreCode.DISK_FULL, StoreCode.DISK_ERROR}
    assert expected <= set(PROFILE)
    assert [code for code, said in PROFILE.items() if len(said.splitlines()) != 3] == []


@pytest.mark.parametrize(("status", "said"), [
    (EngineStatus(), StatusWords.STARTING),
    (EngineStatus(crashed=True), StatusWords.STOPPED),
    (EngineStatus(up=True), StatusWords.NO_MODEL),
    (EngineStatus(up=True, loading="Heron"), StatusWords.loading("Heron")),
    (EngineStatus(up=True, model=True), StatusWords.READY),
    (EngineStatus(up=True, model=True, reading=True), StatusWords.READING),
    (EngineStatus(up=True, model=True, writing=True), StatusWords.WRITING),
    (EngineStatus(up=True, model=True, learning=True), StatusWords.LEARNING),
    (EngineStatus(up=True, model=True, learning=True, writing=True), StatusWords.WRITING_LEARNING),
    (EngineStatus(up=True, model=True, stuck=True, writing=True), StatusWords.STUCK),
    (EngineStatus(up=True, model=True, safe_mode=True), StatusWords.SAFE_MODE),
    (EngineStatus(up=True, model=True, demo=True), StatusWords.DEMO),
])  # fmt: skip
def test_the_status_line_says_the_most_urgent_thing(status: EngineStatus, said: str) -> None:
    assert sentence(status) == said
