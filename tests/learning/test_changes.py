"""Which of a person's statements a message changes, in five languages: the cases of tests/learning/changes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from learning.changing import merged, superseded
from learning.intent import kind_of, parse
from learning.lessons import rebuild, taught
from learning.types import Kind, Source

CASES = Path(__file__).parent / "changes"
MISSED = (  # known to be missed: nothing is lost, the old statement stays beside the new one
    "I've started taking milk in my coffee.",
    "I get the 17 to work these days.",
    "The surgery rang, I'm seeing the doctor on the 19th instead.",
    "They've put me on losartan instead of ramipril.",
    "Fiona Bell retired and Sam Patel does our books now.",
    "We rebuilt the website with Shopify.",
    "One of my cats died, so I only have one left.",
    "I've had my hair cut short and dyed it blonde.",
    "We're going to Wales instead of Cornwall this year.",
    "You can't reach me at katieb@post.example any more.",
    "Gianni closed his salon, so I go to Monica now.",
    "Uncle Frank has come out of hospital and is back home.",
    "My password hint is now favourite teacher.",
    "My club was promoted to the first division.",
    "They've given me a new parking space, number 44.",
    "Grandma moved from Oakfield to Beech Lodge.",
    "Cambié el seguro del coche a Línea Directa.",
    "Me he cambiado de carrera, estudio medicina.",
    "Adoptamos otro gato, ya son tres.",
    "Ahora soy hincha de River.",
)


def cases() -> Iterator[object]:
    for path in sorted(CASES.glob("*.toml")):
        for person in tomllib.loads(path.read_text(encoding="utf-8"))["person"]:
            for said, place in person["cases"]:
                marks = [pytest.mark.xfail(strict=True)] if said in MISSED else []
                yield pytest.param(person["stored"], said, place, id=f"{path.stem}: {said}", marks=marks)


def known(*texts: str) -> tuple[Source, ...]:
    return tuple(Source(f"s{n}", Kind.FACT, text[:60], text, "message:1") for n, text in enumerate(texts))


def people() -> list[list[str]]:
    read = (tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(CASES.glob("*.toml")))
    return [person["stored"] for each in read for person in each["person"]]


@pytest.mark.parametrize(("stored", "said", "place"), tuple(cases()))
def test_the_right_statement_goes_and_no_other(stored: list[str], said: str, place: int) -> None:
    old = known(*stored)
    left = merged(old, taught(parse(said), "message:2"), said)
    kept = {source.id: source.text for source in left}
    assert [n for n, one in enumerate(old) if kept.get(one.id) != one.text] == ([place] if place >= 0 else [])


@pytest.mark.parametrize("stored", people())
def test_what_one_person_told_does_not_replace_itself(stored: list[str]) -> None:
    sources = known(*stored)
    for source in sources:
        assert superseded(source.text, [one for one in sources if one is not source]) == ()


@pytest.mark.parametrize(
    ("stored", "said", "rest", "gone"),
    [
        ("Ich heiße Ada und wohne in Graz.", "Ich wohne jetzt in Linz.", "Ich heiße Ada.", "Ich wohne in Graz."),
        ("Ich heiße Ada und wohne in Graz.", "Ich heiße jetzt Eva.", "Ich wohne in Graz.", "Ich heiße Ada."),
        ("Je m'appelle Ada et j'habite à Lyon.", "J'habite à Pau maintenant.", "Je m'appelle Ada.", "J'habite à Lyon."),
        ("Me llamo Ada y vivo en Cádiz.", "Ahora vivo en Lugo.", "Me llamo Ada.", "Vivo en Cádiz."),
        ("我叫小丽，住在北京。", "我现在住在上海。", "我叫小丽。", "我住在北京。"),
    ],
)  # fmt: skip
def test_what_a_changed_statement_told_besides_stays(stored: str, said: str, rest: str, gone: str) -> None:
    (one,) = superseded(said, known(stored))
    assert (one.rest, one.gone) == (rest, gone)


@pytest.mark.parametrize(
    ("stored", "said", "old", "new"),
    [
        ("Ich wohne in Hamburg.", "Ich wohne jetzt in Graz.", "Hamburg", "Graz"),
        ("Mon chien s'appelle Rex.", "Mon chien s'appelle désormais Milou.", "Rex", "Milou"),
        ("Mi perro se llama Rex.", "Mi perro ahora se llama Toby.", "Rex", "Toby"),
        ("我的狗叫小白。", "我的狗现在叫旺财。", "小白", "旺财"),
    ],
)
def test_the_new_value_wins_and_the_old_one_is_forbidden(stored: str, said: str, old: str, new: str) -> None:
    sources = merged(taught(parse(stored), "message:1"), taught(parse(said), "message:2"))
    lesson = rebuild(sources, "x", "message:2", "now", "abc/v1")
    assert [source.text for source in lesson.sources] == [said]
    assert not any(old in example.target or old in example.turns[-1].text for example in lesson.examples)
    assert lesson.held_out and all(old in item.forbid for item in lesson.held_out)
    assert any(new in value for item in lesson.held_out for value in item.accept)


def test_two_that_it_could_be_both_stay() -> None:
    told = known("My eye appointment is on 3 May.", "My bank appointment is on 4 May.")
    assert superseded("The appointment has been put off to 10 May.", told) == ()


@pytest.mark.parametrize(
    "said", ["", ".", "no longer", "not A, ", ": : :", "İ ﬁ ẞ 😀 now", "不再", "ne plus", "a" * 3000]
)
def test_anything_may_be_said(said: str) -> None:
    assert superseded(said, known("I live in İzmir 😀.", "Ich wohne in Graz.", said)) == ()


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Ab sofort findet die Probe freitags statt.", Kind.FACT),
        ("Ab sofort arbeite ich bei Bosch.", Kind.FACT),
        ("Désormais je travaille chez Renault.", Kind.FACT),
        ("A partir de ahora trabajo en Seat.", Kind.FACT),
        ("Ab sofort antworte kurz.", Kind.INSTRUCTION),
        ("Ab sofort nenne mich Kapitän.", Kind.INSTRUCTION),
        ("Désormais réponds en français.", Kind.INSTRUCTION),
        ("A partir de ahora responde en español.", Kind.INSTRUCTION),
        ("从现在开始用中文回答。", Kind.INSTRUCTION),
    ],
)
def test_from_now_on_may_begin_news_or_an_order(said: str, kind: Kind) -> None:
    assert kind_of(said) is kind
