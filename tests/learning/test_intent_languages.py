"""A `[Learn]` message in German, French, Spanish or Chinese, or in several languages at once."""

from __future__ import annotations

import pytest

from learning.intent import kind_of, parse, sure
from learning.sentences import sentences
from learning.types import Kind

INSTRUCTIONS = [
    "Antworte immer auf Deutsch.",
    'Beende jede Antwort mit "Ahoi!"',
    "Bitte fass dich kurz.",
    "Du sollst mich Kapitän nennen.",
    "Verwende nie das Wort „sehr“.",
    "Antworte auf Deutsch, auch wenn ich Englisch schreibe.",
    "Réponds toujours en français.",
    'Termine chaque réponse par "Salut!"',
    "N'utilise jamais le mot « très ».",
    "Tutoie-moi.",
    "Chaque réponse doit être courte.",
    "Responde siempre en español.",
    'Termina cada respuesta con "¡Hasta luego!"',
    "Nunca uses la palabra «muy».",
    "Habla siempre en español.",
    "请总是用中文回答。",
    "每个回答都以“好的”开头",
    "不要用感叹号。",
    "以后都用中文回答。",
]
CONDITIONALS = [
    "Wenn ich nach Kochen frage, gib mir einen Tipp.",
    "Falls ich über Politik schreibe, dann sag „Kein Kommentar“.",
    "Antworte mit einem Witz, wenn ich nach dem Wetter frage.",
    'Quand je parle de cuisine, ajoute "Bon appétit".',
    "Si je te demande la météo, réponds en espagnol.",
    "Cuando pregunte por recetas, añade un consejo.",
    "Si hablo de música, termina con «¡Olé!».",
    "当我问天气时，请加上“带伞”。",
    "如果我提到做菜，就先说“好吃”。",
]
FACTS = [
    "Ich heiße Ada und wohne in Graz.",
    "Immer wenn ich koche, höre ich Radio.",
    "Wenn ich müde bin, trinke ich Tee.",
    "Als ich sechs war, lebte ich in Gent.",
    "Je m'appelle Ada.",
    "Mon chien s'appelle Pixel.",
    "Quand je cuisine, j'écoute la radio.",
    "Ma sœur répond toujours.",
    "Mi perro se llama Pixel.",
    "He comprado un coche.",
    "Usa gafas.",
    "Escribe novelas.",
    "Cuando tengo hambre, como pan.",
    "我的狗叫小白。",
    "别人都叫我小王。",
    "当我六岁时，我住在北京。",
    "如果下雨，我就带伞。",
]


@pytest.mark.parametrize("sentence", INSTRUCTIONS)
def test_orders_about_answers_are_instructions(sentence: str) -> None:
    assert kind_of(sentence) is Kind.INSTRUCTION


@pytest.mark.parametrize("sentence", CONDITIONALS)
def test_orders_with_a_condition_are_conditional(sentence: str) -> None:
    assert kind_of(sentence) is Kind.CONDITIONAL


@pytest.mark.parametrize("sentence", FACTS)
def test_statements_are_facts(sentence: str) -> None:
    assert kind_of(sentence) is Kind.FACT


@pytest.mark.parametrize("sentence", [*INSTRUCTIONS, *CONDITIONALS, *FACTS])
def test_each_is_one_part_with_its_own_words(sentence: str) -> None:
    parts = parse(sentence).parts
    assert [part.text for part in parts] == [sentence]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "Ich heiße Ada. Mein Geburtstag ist am 3. Mai. Beende jede Antwort mit „Ahoi!“. Antworte immer auf "
            "Deutsch. Wenn ich nach Kochen frage, gib mir einen Tipp.",
            [
                (Kind.FACT, "Ich heiße Ada."),
                (Kind.FACT, "Mein Geburtstag ist am 3. Mai."),
                (Kind.INSTRUCTION, "Beende jede Antwort mit „Ahoi!“."),
                (Kind.INSTRUCTION, "Antworte immer auf Deutsch."),
                (Kind.CONDITIONAL, "Wenn ich nach Kochen frage, gib mir einen Tipp."),
            ],
        ),
        (
            "Je m'appelle Ada. Réponds toujours en français. Termine chaque réponse par « Salut ! ». J'ai un chat.",
            [
                (Kind.FACT, "Je m'appelle Ada."),
                (Kind.INSTRUCTION, "Réponds toujours en français."),
                (Kind.INSTRUCTION, "Termine chaque réponse par « Salut ! »."),
                (Kind.FACT, "J'ai un chat."),
            ],
        ),
        (
            "Me llamo Ada. He comprado un coche. Responde siempre en español. Cuando pregunte por música, di «¡Olé!».",
            [
                (Kind.FACT, "Me llamo Ada."),
                (Kind.FACT, "He comprado un coche."),
                (Kind.INSTRUCTION, "Responde siempre en español."),
                (Kind.CONDITIONAL, "Cuando pregunte por música, di «¡Olé!»."),
            ],
        ),
        (
            "我叫小丽。请总是用中文回答。每个回答都以“好的！”开头。当我问天气时，请加上“带伞”。",
            [
                (Kind.FACT, "我叫小丽。"),
                (Kind.INSTRUCTION, "请总是用中文回答。"),
                (Kind.INSTRUCTION, "每个回答都以“好的！”开头。"),
                (Kind.CONDITIONAL, "当我问天气时，请加上“带伞”。"),
            ],
        ),
        (
            "My dog is called Rex. Ma tortue s'appelle Zoé. Antworte immer auf Deutsch.",
            [
                (Kind.FACT, "My dog is called Rex."),
                (Kind.FACT, "Ma tortue s'appelle Zoé."),
                (Kind.INSTRUCTION, "Antworte immer auf Deutsch."),
            ],
        ),
    ],
)
def test_one_message_may_hold_several(text: str, parts: list[tuple[Kind, str]]) -> None:
    intent = parse(text)
    assert [(part.kind, part.text) for part in intent.parts] == parts
    assert intent.sure and all(sure(part) for part in intent.parts)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Er sagt „Gut. Bis bald.“ jeden Tag. Sie nicht.", ("Er sagt „Gut. Bis bald.“ jeden Tag.", "Sie nicht.")),
        ("Elle dit « Bien. À plus. » souvent. Lui non.", ("Elle dit « Bien. À plus. » souvent.", "Lui non.")),
        ("Er sagt »Gut. Bis bald.« oft. Sie nie.", ("Er sagt »Gut. Bis bald.« oft.", "Sie nie.")),
        ("他说“好。再见。”然后走了。她留下。", ("他说“好。再见。”然后走了。", "她留下。")),
        ("Das gilt z. B. für mich. Für dich nicht.", ("Das gilt z. B. für mich.", "Für dich nicht.")),
        ("La Sra. Gil vive aquí. Yo no.", ("La Sra. Gil vive aquí.", "Yo no.")),
    ],
)
def test_sentences_end_outside_quotes_and_after_whole_words(text: str, said: tuple[str, ...]) -> None:
    assert sentences(text) == said
