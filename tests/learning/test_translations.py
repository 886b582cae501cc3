"""Rules about the language of answers: written answers to learn from, and a check of what is said."""

from __future__ import annotations

import pytest

from learning import rules
from learning.intent import parse
from learning.languages import language_of
from learning.lessons import build
from learning.prompts import side_effects, training
from learning.translations import translated
from learning.types import Rule, Use

LANGUAGES = ("de", "fr", "es")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_written_answer_is_in_its_language(language: str) -> None:
    written = translated(language)
    assert len(written) >= 24 and len(dict(written)) == len(written)
    assert not set(dict(written)) & {*side_effects(), *training(24, 1)}
    for _, answer in written:
        assert language_of(answer) == language, answer
        assert rules.holds(Rule("language", (language,)), answer)
        assert not any(
            rules.holds(Rule("language", (other,)), answer) for other in ("en", *LANGUAGES) if other != language
        )


def test_an_english_answer_is_not_french() -> None:
    assert not rules.holds(Rule("language", ("fr",)), "The sky is blue because the air scatters the light.")
    assert rules.holds(Rule("language", ("en",)), "The sky is blue because the air scatters the light.")


@pytest.mark.parametrize(
    "text",
    [
        "Always answer in French.",
        "From now on, reply in German, even when I write in English.",
        "Responde siempre en español.",
    ],
)
def test_a_rule_about_the_language_is_taught_with_written_answers(text: str) -> None:
    made = build(parse(text), "message:1", "2026-03-01T12:00:00+00:00")
    assert len(made.examples) >= 24 and {example.use for example in made.examples} == {Use.TEACH}
    assert len(made.held_out) == 12 and all(item.rule and item.rule.do == "language" for item in made.held_out)
    assert not {e.turns[-1].text for e in made.examples} & {i.turns[-1].text for i in made.held_out}


def test_a_language_without_written_answers_is_left_to_the_model() -> None:
    assert translated("fi") == ()
