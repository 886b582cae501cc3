"""Which of the skills left to the message it calls for."""

from __future__ import annotations

import pytest

from learning.intent import parse
from learning.lessons import build
from learning.routing import picked
from learning.store.uses import about_of
from learning.types import Role, SkillUse, Turn


def auto(name: str, text: str) -> SkillUse:
    return SkillUse(name, name, name, "", auto=True, about=about_of(build(parse(text), "message:1", "now")))


SKILLS = (
    auto("home", "I live in Tarnby. My street is called Elm Row."),
    auto("pets", "My dog is called Pixel. We have two geese named Salt and Pepper."),
    auto("work", "I work as a tailor at Needle and Co. My locker code is 2231."),
    auto("cook", 'When I ask about cooking, end with "Enjoy!"'),
    auto("deutsch", "Meine Katze heißt Minka. Mein Büro liegt im dritten Stock."),
    auto("日本", "私の犬の名前はポチです。"),
)
SURE = SkillUse("sure", "sure", "sure", "")


def chosen(*said: str, skills: tuple[SkillUse, ...] = SKILLS) -> list[str]:
    return [skill.name for skill in picked([Turn(Role.USER, text) for text in said], skills)]


@pytest.mark.parametrize(
    ("question", "skill"),
    [
        ("Where do I live?", "home"),
        ("What is the name of my street?", "home"),
        ("What is my dog called?", "pets"),
        ("Do you remember how many geese I have?", "pets"),
        ("What's my locker code?", "work"),
        ("Where do I work?", "work"),
        ("How do I cook lentils?", "cook"),
        ("Wie heißt meine Katze?", "deutsch"),
        ("私の犬の名前は何ですか？", "日本"),
    ],
)
def test_the_question_picks_its_skill(question: str, skill: str) -> None:
    assert skill in chosen(question)
    assert len(chosen(question)) <= 2


@pytest.mark.parametrize(
    "question",
    [
        "What is the capital of France?",
        "Write a poem about the sea.",
        "Who painted the ceiling of the Sistine Chapel?",
        "Hello!",
        "Thank you.",
        "What is 17 times 23?",
        "Translate this sentence into Spanish.",
        "",
    ],
)
def test_what_matches_nothing_well_picks_none(question: str) -> None:
    assert chosen(question) == []


def test_a_skill_that_is_on_is_always_there_and_the_order_stays() -> None:
    assert chosen("What is the capital of France?", skills=(SURE, *SKILLS)) == ["sure"]
    assert chosen("Where do I live?", skills=(*SKILLS, SURE)) == ["home", "sure"]
    assert chosen("Anything", skills=(SURE,)) == ["sure"]


def test_at_most_two_are_picked() -> None:
    many = tuple(auto(f"s{n}", f"My boat number {n} is called Heron.") for n in range(5))
    assert len(chosen("What is my boat called?", skills=many)) == 2


def test_a_message_without_words_of_its_own_is_read_with_the_one_before() -> None:
    assert chosen("What is my dog called?", "And what now?") == ["pets"]
    assert chosen("What is my dog called?", "Who painted the Sistine Chapel?") == []


def test_without_turns_or_texts_nothing_is_picked() -> None:
    assert picked([], SKILLS) == ()
    assert chosen("Where do I live?", skills=(SkillUse("e", "e", "e", "", auto=True),)) == []
