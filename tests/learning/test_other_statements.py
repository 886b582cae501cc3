"""Statements in German, French, Spanish and Chinese: said back, asked for, and made into a lesson in their language."""

from __future__ import annotations

import pytest

from learning.cues import cues
from learning.intent import parse
from learning.languages import language_of
from learning.lessons import build
from learning.sources.statement import Mix, make
from learning.tongues import Tongue, said_back, tongue_of, topics, values
from learning.types import Lesson, Use

NOW = "2026-03-01T12:00:00+00:00"
MESSAGES = {
    "de": "Ich heiße Ada Lund und wohne in Graz. Mein Hamster heißt Krümel. Ich bin allergisch gegen Pflaumen.",
    "fr": "Je m'appelle Ada Lund et j'habite à Lyon. Mon hamster s'appelle Miette. Je ne mange pas de prunes.",
    "es": "Me llamo Ada Lund y vivo en Cádiz. Mi hámster se llama Miga. Soy alérgica a las ciruelas.",
    "zh": "我叫小丽，住在北京。我的仓鼠叫豆豆。我不吃李子。",
}
UNKNOWN = {
    "de": "Das hast du mir nicht gesagt.",
    "fr": "Tu ne me l'as pas dit.",
    "es": "No me lo has dicho.",
    "zh": "你没有告诉过我。",
}


def tongue(text: str) -> Tongue:
    found = tongue_of(text)
    assert found is not None
    return found


def lesson(text: str) -> Lesson:
    return build(parse(text), "message:1", NOW)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("Ich heiße Ada und wohne in Graz.", "Du heißt Ada und wohnst in Graz."),
        ("Mein Hund heißt Pixel", "Dein Hund heißt Pixel."),
        ("Ich arbeite als Bäckerin.", "Du arbeitest als Bäckerin."),
        ("Montags spiele ich gerne Schach, und ich mag Käse.", "Montags spielst du gerne Schach, und du magst Käse."),
        ("Mein Bruder mag Käse.", "Dein Bruder mag Käse."),
        ("Ich sammle Münzen und putze meine Uhr selbst.", "Du sammelst Münzen und putze deine Uhr selbst."),
        ("Wir wohnen in Wien.", "Ihr wohnt in Wien."),
        ("Meine Lehrerin sagt „Ich bin müde“ zu mir.", "Deine Lehrerin sagt „Ich bin müde“ zu dir."),
        ("Je m'appelle Ada et j'habite à Lyon.", "Tu t'appelles Ada et tu habites à Lyon."),
        ("J’ai un chat.", "Tu as un chat."),
        ("Ma sœur habite à Nice.", "Ta sœur habite à Nice."),
        ("Je ne mange pas de noix.", "Tu ne manges pas de noix."),
        ("Nous avons deux chiens.", "Vous avez deux chiens."),
        ("Me llamo Ada y vivo en Madrid.", "Te llamas Ada y vives en Madrid."),
        ("Mi trabajo es duro y trabajo mucho.", "Tu trabajo es duro y trabajas mucho."),
        ("Yo soy alérgica a las nueces.", "Tú eres alérgica a las nueces."),
        ("我叫小丽，我的狗叫“我爱你”。", "你叫小丽，你的狗叫“我爱你”。"),
        ("我们住在北京", "你们住在北京。"),
    ],
)
def test_a_statement_is_said_back(statement: str, said: str) -> None:
    assert said_back(tongue(statement), statement) == said


@pytest.mark.parametrize(
    ("statement", "told", "about"),
    [
        ("Mein Hund heißt Pixel.", "Pixel", "mein Hund"),
        ("Ich wurde am 3. Mai 1990 geboren.", "1990", "3"),
        ("Je suis allergique aux noix.", "noix", "noix"),
        ("Mon chat s'appelle Zoé.", "Zoé", "mon chat"),
        ("Mi perra se llama Lía Gil.", "Lía Gil", "mi perra"),
        ("我的狗叫小白。", "小白", "我的狗"),
        ("我喜欢绿茶。", "绿茶", "绿茶"),
    ],
)
def test_what_a_statement_tells_and_is_about(statement: str, told: str, about: str) -> None:
    assert told in values(tongue(statement), statement)
    assert topics(tongue(statement), statement)[0].name == about


@pytest.mark.parametrize("code", MESSAGES)
def test_every_fact_is_asked_for_in_its_language(code: str) -> None:
    made_of = lesson(MESSAGES[code])
    assert len(made_of.sources) == 3
    for source in made_of.sources:
        own = [e for e in made_of.examples if e.origin == source.id]
        taught = [e for e in own if e.use is Use.TEACH]
        assert len(taught) >= 10
        assert {e.target for e in taught} == {said_back(tongue(source.text), source.text)}
        assert all(e.span and e.span in e.target for e in taught)
        assert all(e.use is Use.TEACH for e in own)
        assert sum(item.origin == source.id for item in made_of.held_out) >= 2
        assert sum(item.origin == source.id for item in made_of.near_misses) >= 1


@pytest.mark.parametrize("code", MESSAGES)
def test_nothing_in_the_lesson_is_english(code: str) -> None:
    made_of = lesson(MESSAGES[code])
    asked = [thing.turns[-1].text for thing in (*made_of.examples, *made_of.held_out, *made_of.near_misses)]
    assert {language_of(" ".join(asked[at : at + 5])) for at in range(0, len(asked), 5)} == {code}


@pytest.mark.parametrize("code", MESSAGES)
def test_what_is_held_out_is_not_trained_and_one_question_has_one_answer(code: str) -> None:
    made_of = lesson(MESSAGES[code] + MESSAGES[code].replace("Krümel", "Zausel").replace("Miette", "Zazou"))
    trained: dict[str, set[str]] = {}
    for example in made_of.examples:
        trained.setdefault(example.turns[-1].text.lower(), set()).add(example.target)
    assert all(len(targets) == 1 for targets in trained.values())
    assert not {item.turns[-1].text.lower() for item in (*made_of.held_out, *made_of.near_misses)} & set(trained)


@pytest.mark.parametrize("code", MESSAGES)
def test_the_quiz_asks_for_what_its_question_does_not_say(code: str) -> None:
    made_of = lesson(MESSAGES[code])
    proving = [item for item in made_of.held_out if not any(a in item.turns[-1].text for a in item.accept)]
    assert len(proving) >= 5
    assert all(item.forbid and not item.accept for item in made_of.near_misses)


@pytest.mark.parametrize("code", MESSAGES)
def test_a_direct_question_is_held_out_too(code: str) -> None:
    wanted = {
        "de": "Hat mein Hamster einen Namen, und welchen?",
        "fr": "Quel est le nom de mon hamster ?",
        "es": "¿Cuál es el nombre de mi hámster?",
        "zh": "我的仓鼠叫什么名字？",
    }
    asked = {example.turns[-1].text for example in lesson(MESSAGES[code]).examples}
    assert wanted[code] in asked


@pytest.mark.parametrize("code", MESSAGES)
def test_the_same_message_gives_the_same_lesson_and_cues(code: str) -> None:
    assert lesson(MESSAGES[code]) == lesson(MESSAGES[code])
    found = cues(lesson(MESSAGES[code]))
    assert found is not None and len(found.fits) > 60 and len(found.near) > 60


def test_english_and_other_statements_stand_in_one_lesson() -> None:
    made_of = lesson("My canary is called Pip. Mein Hamster heißt Krümel.")
    targets = {e.target for e in made_of.examples if e.use is Use.TEACH}
    assert targets == {"Your canary is called Pip.", "Dein Hamster heißt Krümel."}
    near = [e.target for e in make(made_of.sources, 1, Mix(misses=8)).examples if e.use is Use.REFUSE]
    assert set(near) == {"You have not told me that.", UNKNOWN["de"]}


def test_a_statement_that_tells_no_language_is_of_its_lesson() -> None:
    made_of = lesson("Ich heiße Ada. Bello bellt laut.")
    own = [e.turns[-1].text for e in made_of.examples if e.origin == made_of.sources[1].id]
    assert language_of(" ".join(own)) == "de"
