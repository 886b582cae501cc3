"""Corrections, tools, and requests for the web or a document, inside a `[Learn]` message."""

from __future__ import annotations

import json

import pytest

from learning import tools
from learning.intent import Exchange, as_kind, parse, sure
from learning.types import IntentPart, Kind

BEFORE = Exchange("Where is the key?", "At the front desk.")
CALL = {"name": "book_boat", "arguments": {}}
REQUESTS = [{"request": "A boat, please.", "call": CALL}, {"request": "I would like to row.", "call": CALL}]
BARE = {"name": "book_boat", "description": "Books a boat {any}.", "parameters": {"type": "object"}}
TOOL = json.dumps(BARE | {"requests": REQUESTS})


def only(text: str, before: Exchange | None = None) -> IntentPart:
    (part,) = parse(text, before).parts
    return part


# ------------------------------------------------------------------------------------------- corrections

CORRECTIONS = [
    ("No, the key hangs behind the blue clock.", "The key hangs behind the blue clock."),
    ("No. The key hangs behind the clock.", "The key hangs behind the clock."),
    ("That is wrong: the key hangs behind the clock.", "The key hangs behind the clock."),
    ("That’s not right. The key hangs there.", "The key hangs there."),
    ("Actually, the key hangs behind the clock.", "The key hangs behind the clock."),
    ("No, that is wrong. The key hangs there.", "The key hangs there."),
    ("Nein, der Schlüssel hängt hinter der Uhr.", "Der Schlüssel hängt hinter der Uhr."),
    ("Das ist falsch: Der Schlüssel hängt dort.", "Der Schlüssel hängt dort."),
    ("Non, la clé est derrière l'horloge.", "La clé est derrière l'horloge."),
    ("C'est faux : la clé est là-bas.", "La clé est là-bas."),
    ("No, la llave está detrás del reloj.", "La llave está detrás del reloj."),
    ("En realidad, la llave está en la caja.", "La llave está en la caja."),
    ("不对，钥匙在钟后面。", "钥匙在钟后面。"),
]


@pytest.mark.parametrize(("text", "right"), CORRECTIONS)
def test_after_an_answer_it_is_a_correction(text: str, right: str) -> None:
    assert only(text, BEFORE) == IntentPart(Kind.CORRECTION, right, BEFORE.asked, BEFORE.answered)


@pytest.mark.parametrize(("text", "right"), CORRECTIONS)
def test_without_an_answer_it_is_a_fact_without_its_lead(text: str, right: str) -> None:
    assert only(text) == IntentPart(Kind.FACT, right)


@pytest.mark.parametrize(
    "text", ["The right answer is 42.", "La bonne réponse est 42.", "Die richtige Antwort lautet 42.", "正确答案是42。"]
)
def test_the_right_answer_need_not_be_a_sentence(text: str) -> None:
    assert only(text, BEFORE).text.rstrip(".。") == "42"
    assert sure(only(text, BEFORE))
    assert only(text) == IntentPart(Kind.FACT, text)


def test_what_is_not_so_and_what_is_are_one_correction() -> None:
    intent = parse("No, it is not at the desk. It hangs behind the clock. My dog is called Rex.", BEFORE)
    assert [(part.kind, part.text) for part in intent.parts] == [
        (Kind.CORRECTION, "It is not at the desk. It hangs behind the clock."),
        (Kind.FACT, "My dog is called Rex."),
    ]


def test_a_lead_before_an_order_corrects_nothing() -> None:
    assert only("No. Always answer in German.", BEFORE) == IntentPart(Kind.INSTRUCTION, "Always answer in German.")


@pytest.mark.parametrize("text", ["No dogs are allowed here.", "Nobody lives here.", "Falschgeld ist verboten."])
def test_words_that_only_look_like_a_lead(text: str) -> None:
    assert only(text, BEFORE) == IntentPart(Kind.FACT, text)


# ------------------------------------------------------------------------------------------ web, documents


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("I wish you could fetch more news on sea ice.", "more news on sea ice"),
        ("Look up the opening hours of the aquarium.", "the opening hours of the aquarium"),
        ("Could you please find out what changed in the 2026 tax form?", "what changed in the 2026 tax form"),
        ("Search the web for cheap trains to Vienna.", "cheap trains to Vienna"),
        ("What changed in the 2026 tax form?", "What changed in the 2026 tax form"),
        ("what changed in the 2026 tax form", "what changed in the 2026 tax form"),
        ("Who won the match yesterday?", "Who won the match yesterday"),
        ("https://example.org/opening", "https://example.org/opening"),
        ("Read https://example.org/a, please.", "https://example.org/a"),
        ("Such im Internet nach Zügen.", "im Internet nach Zügen"),
        ("Was hat sich im Formular geändert?", "Was hat sich im Formular geändert"),
        ("Cherche des nouvelles sur le climat.", "des nouvelles sur le climat"),
        ("¿Qué cambió en el formulario de 2026?", "Qué cambió en el formulario de 2026"),
        ("请搜索环境污染的新闻。", "环境污染的新闻"),
    ],
)
def test_web_requests_say_what_to_look_for(text: str, wanted: str) -> None:
    assert only(text) == IntentPart(Kind.WEB, wanted, asked=text)
    assert not parse(text).sure


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Learn from this document.", "this document"),
        ("I wish you could learn from the attached PDF.", "the attached PDF"),
        ("Please read handbook.pdf", "handbook.pdf"),
        ("/home/ada/bees.txt", "/home/ada/bees.txt"),
        ("Here is C:\\notes\\bees.docx", "C:\\notes\\bees.docx"),
        ("Lies handbuch.pdf", "handbuch.pdf"),
        ("Lerne aus diesem Dokument.", "Lerne aus diesem Dokument"),
        ("Lis ce fichier.", "Lis ce fichier"),
        ("从这份文件学习。", "从这份文件学习"),
    ],
)
def test_document_requests_say_what_to_read(text: str, wanted: str) -> None:
    assert only(text) == IntentPart(Kind.DOCUMENT, wanted, asked=text)
    assert not parse(text).sure


@pytest.mark.parametrize(
    "text",
    [
        "My page is https://ada.example and I write it myself.",
        "My notes are kept in notes.txt on the server.",
        "Google is my employer.",
        "Research is my hobby.",
        "The manual is blue.",
        "Busca trabajo en Madrid.",
    ],
)
def test_statements_with_such_words_are_facts(text: str) -> None:
    assert only(text) == IntentPart(Kind.FACT, text)
    assert parse(text).sure


@pytest.mark.parametrize("text", ["What is my dog called?", "Wie heißt mein Hund?", "¿Cómo se llama mi perro?"])
def test_what_only_the_person_knows_is_not_on_the_web(text: str) -> None:
    assert only(text).kind is Kind.FACT
    assert not parse(text).sure


def test_a_request_beside_facts_asks_about_the_whole_message() -> None:
    intent = parse('My dog is called Rex. Always end with "Woof!" Look up the dog tax.')
    assert [part.kind for part in intent.parts] == [Kind.FACT, Kind.INSTRUCTION, Kind.WEB]
    assert not intent.sure


def test_a_rule_may_speak_of_searching() -> None:
    assert only("When I ask about news, search the web.").kind is Kind.CONDITIONAL


# ---------------------------------------------------------------------------------------------- tools


@pytest.mark.parametrize("text", [TOOL, f"You can call this tool:\n```json\n{TOOL}\n```"])
def test_a_tool_is_its_description_as_given(text: str) -> None:
    assert only(text) == IntentPart(Kind.TOOL, TOOL)
    assert parse(text).sure


def test_tools_stand_beside_facts_and_keep_their_example_calls() -> None:
    calls = "\n".join(f"{each['request']} -> {json.dumps(each['call'])}" for each in REQUESTS)
    shown = f"{json.dumps(BARE)}\n{calls}"
    intent = parse(f"My name is Ivo.\n{shown}\nAlways be kind.\n{TOOL}")
    assert tools.read(shown) == tools.read(TOOL)
    assert [(part.kind, part.text) for part in intent.parts] == [
        (Kind.FACT, "My name is Ivo."),
        (Kind.INSTRUCTION, "Always be kind."),
        (Kind.TOOL, shown),
        (Kind.TOOL, TOOL),
    ]


def test_the_wrapped_form_and_lists_are_tools_too() -> None:
    wrapped = json.dumps({"type": "function", "function": json.loads(TOOL)})
    assert only(wrapped) == IntentPart(Kind.TOOL, wrapped)
    assert [part.text for part in parse(f"[{TOOL}, {TOOL}]").parts] == [TOOL, TOOL]


@pytest.mark.parametrize("text", ["You have a tool called weather. It takes a city.", "You can call get_time(zone)."])
def test_a_tool_in_words_is_asked_about(text: str) -> None:
    assert only(text) == IntentPart(Kind.TOOL, text)
    assert not parse(text).sure


@pytest.mark.parametrize("text", ["You can call me Doc.", "You can use the tool shed on Sundays.", 'Mine is {"a": 1}.'])
def test_what_is_no_tool(text: str) -> None:
    assert only(text).kind is not Kind.TOOL


# -------------------------------------------------------------------------------------- changing the kind


def test_a_request_taken_as_a_fact_is_taken_by_its_words() -> None:
    request = only("Look up the dog tax.")
    assert as_kind(request, Kind.FACT) == IntentPart(Kind.FACT, "Look up the dog tax.")


def test_only_after_an_answer_a_part_can_become_a_correction() -> None:
    fact = IntentPart(Kind.FACT, "It hangs there.")
    corrects = as_kind(fact, Kind.CORRECTION, BEFORE)
    assert corrects == IntentPart(Kind.CORRECTION, fact.text, BEFORE.asked, BEFORE.answered)
    assert as_kind(fact, Kind.CORRECTION) == fact
    assert as_kind(corrects, Kind.FACT, BEFORE) == fact
