"""Which language a text is in, and which language it names."""

from __future__ import annotations

import pytest

from learning.languages import language_of, named


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("My dog is called Pixel.", "en"),
        ("I live in Los Angeles.", "en"),
        ("El Niño and la Niña are my cats.", "en"),
        ("My teacher 王明 lives here.", "en"),
        ('End every answer with "Hasta la vista".', "en"),
        ("Ich war in Rom.", "de"),
        ("Mein Hund heißt Bello.", "de"),
        ('Beende jede Antwort mit "Hasta la vista".', "de"),
        ("Mon chien s'appelle Pixel.", "fr"),
        ("J’habite à Lyon.", "fr"),
        ("Vivo en Madrid.", "es"),
        ("¿Cómo se llama mi perro?", "es"),
        ("我的狗叫小白。", "zh"),
        ("我在 IBM 工作。", "zh"),
        ("私の犬の名前はポチです。", "ja"),
        ("Il mio cane si chiama Pixel.", "it"),
        ("O meu cão chama-se Pixel.", "pt"),
        ("Mijn hond heet Pixel.", "nl"),
        ("Ёжик любит чай.", ""),
        ("Bello", ""),
        ("42", ""),
        ("", ""),
    ],
)
def test_the_language_of_a_text(text: str, code: str) -> None:
    assert language_of(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("in French", "fr"),
        ("auf Französisch", "fr"),
        ("en français", "fr"),
        ("用法语", "fr"),
        ("in Deutsch", "de"),
        ("en castellano", "es"),
        ("in italiano", "it"),
        ("em português", "pt"),
        ("in het Nederlands", "nl"),
        ("中文", "zh"),
        ("in French or German", ""),
        ("Frenchman", ""),
        ("briefly", ""),
    ],
)
def test_the_language_that_is_named(text: str, code: str) -> None:
    assert named(text) == code
