"""Rules read from instructions in other languages, and the language that answers are wanted in."""

from __future__ import annotations

import json

import pytest

from learning.orders import read
from learning.types import Rule


@pytest.mark.parametrize(
    ("instruction", "code"),
    [
        ("Answer in French.", "fr"),
        ("Always reply in Deutsch.", "de"),
        ("Please speak only Italian.", "it"),
        ("Use Spanish.", "es"),
        ("All your replies must be in simple Portuguese.", "pt"),
        ("From now on, respond in Nederlands.", "nl"),
        ("Answer in French, even if I write in English.", "fr"),
        ("Talk to me in Mandarin.", "zh"),
        ("Antworte immer auf Deutsch.", "de"),
        ("Antworte auf Englisch.", "en"),
        ("Antworte auf Deutsch, auch wenn ich auf Englisch schreibe.", "de"),
        ("Réponds toujours en français.", "fr"),
        ("Réponds en français même si j'écris en anglais.", "fr"),
        ("Responde siempre en español.", "es"),
        ("请总是用中文回答。", "zh"),
        ("总是用英语回答。", "en"),
    ],
)
def test_the_language_to_answer_in(instruction: str, code: str) -> None:
    assert read(instruction) == Rule("language", (code,))


@pytest.mark.parametrize(
    "instruction",
    [
        "Never answer in French.",
        "Translate every word into French.",
        "Answer in German or French.",
        "Give the French word as well.",
        "Answer in a friendly German way.",
        "Use Dutch spelling.",
        "Antworte nie auf Englisch.",
        "Ne réponds jamais en anglais.",
        "不要用英语回答。",
    ],
)
def test_what_names_a_language_without_asking_for_it(instruction: str) -> None:
    assert read(instruction) == Rule("in_words", (instruction,))


@pytest.mark.parametrize(
    ("instruction", "rule"),
    [
        ('Beende jede Antwort mit "Ahoi!"', Rule("ends_with", ("Ahoi!",))),
        ("Beende jede Antwort mit „Ahoi!“.", Rule("ends_with", ("Ahoi!",))),
        ("Jede Antwort soll mit »Tschüss« enden.", Rule("ends_with", ("Tschüss",))),
        ("Bitte fang jede Antwort mit „Also“ an.", Rule("starts_with", ("Also",))),
        ("Termine chaque réponse par « Salut ! ».", Rule("ends_with", ("Salut !",))),
        ('Commence chaque réponse par "Bien".', Rule("starts_with", ("Bien",))),
        ("Termina cada respuesta con «¡Hasta luego!».", Rule("ends_with", ("¡Hasta luego!",))),
        ('Empieza cada respuesta con "Claro".', Rule("starts_with", ("Claro",))),
        ("每个回答都以“好的”开头", Rule("starts_with", ("好的",))),
        ("每个回答都以“再见”结尾。", Rule("ends_with", ("再见",))),
        ("Erwähne in jeder Antwort „Tee“.", Rule("contains", ("Tee",))),
        ("Antworte kurz.", Rule("in_words", ("Antworte kurz.",))),
        ("N'utilise jamais le mot « très ».", Rule("in_words", ("N'utilise jamais le mot « très ».",))),
    ],
)
def test_mechanical_rules(instruction: str, rule: Rule) -> None:
    assert read(instruction) == rule


@pytest.mark.parametrize(
    ("instruction", "rule"),
    [
        ("Wenn ich nach Kochen frage, antworte auf Französisch.", Rule("language", ("fr",), "kochen")),
        ("Antworte auf Französisch, wenn ich nach Kochen frage.", Rule("language", ("fr",), "kochen")),
        ("Quand je parle de cuisine, termine par « Miam ».", Rule("ends_with", ("Miam",), "cuisine")),
        ("Cuando pregunte por música, termina con «¡Olé!».", Rule("ends_with", ("¡Olé!",), "música")),
        ("当我问到做菜的时候，就先说“好吃”。", Rule("starts_with", ("好吃",), "做菜")),
        ("Wenn ich nach Wein frage, gib einen Tipp.", Rule("in_words", ("gib einen Tipp.",), "wein")),
    ],
)
def test_conditions_leave_their_topic(instruction: str, rule: Rule) -> None:
    assert read(instruction) == rule


@pytest.mark.parametrize(
    ("instruction", "parts"),
    [
        ("Write in English and end with “Cheers”.", [["language", "en"], ["ends_with", "Cheers"]]),
        ("Antworte auf Deutsch und beende alles mit „Servus“.", [["language", "de"], ["ends_with", "Servus"]]),
    ],
)
def test_several_rules_in_one(instruction: str, parts: list[list[str]]) -> None:
    rule = read(instruction)
    assert rule.do == "every"
    assert [json.loads(part) for part in rule.value] == parts
