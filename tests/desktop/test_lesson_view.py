"""The sentences and numbers of a lesson card, made from a frozen view."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from desktop.chat import lesson_view as views
from desktop.chat.lesson_view import Stage
from desktop.counting_words import about, took
from desktop.lesson_words import ChipWords, LessonWords
from desktop.skill_words import SkillWords
from desktop.skills import proof
from desktop.skills.proof import SideEffects
from learning.protocol import FailureCode
from learning.types import LessonState, Phase, Reason, Step, Verdict
from tests.desktop.learned_samples import ITEMS, every_state, score, view

FORBIDDEN = (
    r"epoch|step|batch|rank|alpha|learning rate|loss|gradient|hyper-?parameter|fine-?tun|adapter|lora|peft|checkpoint|"
    r"merge|fuse|token|context window|prompt|embedding|rag|chunk|inference|temperature|top-p|seed|perplexity|kl|drift|"
    r"quantis\w*|gguf|safetensors|vram|oom|cuda|metal|mlx|backend|subprocess|exit code|traceback"
)


def test_the_counts_are_those_of_the_quiz() -> None:
    line = views.quiz_line(view(LessonState.LEARNED, score=score()))
    assert "Quiz: 1 of 4 before, 3 of 4 now." in line
    assert "Took 38 s." in line


def test_near_misses_are_not_counted_as_taught() -> None:
    counted = proof.quiz_count(score())
    assert counted is not None and counted.total == len(ITEMS) - 1


def test_without_answers_the_shares_are_shown() -> None:
    assert "25% right before, 75% now" in views.quiz_line(view(LessonState.LEARNED, score=score(items=())))


def test_what_is_not_switched_on_is_never_called_now() -> None:
    line = views.quiz_line(every_state()[LessonState.NOT_LEARNED])
    assert "after practising" in line and " now" not in line


@pytest.mark.parametrize(
    ("value", "strength", "words"),
    [
        (0.0, SideEffects.NONE, "none on other topics"),
        (0.03, SideEffects.NONE, "none on other topics"),
        (0.031, SideEffects.SOME, "some: slightly changes other answers"),
        (0.10, SideEffects.SOME, "some: slightly changes other answers"),
        (0.101, SideEffects.TOO_MANY, "too many: it stayed off"),
    ],
)
def test_side_effects_in_words(value: float, strength: SideEffects, words: str) -> None:
    measured = score(side_effects=value, verdict=Verdict.NOT_LEARNED)
    assert proof.side_effects(measured) is strength
    assert f"Side effects: {words}." in views.quiz_line(view(LessonState.NOT_LEARNED, score=measured))


def test_what_is_on_is_never_said_to_be_off() -> None:
    """A rule for certain cases may change other answers and passes all the same."""
    line = views.quiz_line(view(LessonState.LEARNED, score=score(side_effects=0.4)))
    assert "Side effects: many: other answers change too." in line and "off" not in line


def test_a_rule_for_every_answer_is_said_to_change_them_on_purpose() -> None:
    learned = view(LessonState.LEARNED, score=score(side_effects=0.4), every_answer=True)
    assert "Side effects: every answer changes, as the rule says." in views.quiz_line(learned)
    failed = replace(learned, state=LessonState.NOT_LEARNED, score=score(side_effects=0.4, verdict=Verdict.NOT_LEARNED))
    assert "it stayed off" in views.quiz_line(failed)
    small = replace(learned, score=score(side_effects=0.01))
    assert "none on other topics" in views.quiz_line(small)


def test_nothing_measured_is_not_reported() -> None:
    broken = score(verdict=Verdict.NOT_LEARNED, reason=Reason.BAD_NUMBERS)
    assert views.quiz_line(view(LessonState.NOT_LEARNED, score=broken)) == ""


def test_the_question_shown_is_one_that_was_gained() -> None:
    shown = proof.shown_item(score())
    assert shown is not None and shown.right and not shown.right_before


def test_what_did_not_stick() -> None:
    assert views.missed_line(view(LessonState.LEARNED, score=score())) == (
        "One answer did not stick: “Where do the tours start?”"
    )
    assert views.missed_line(every_state()[LessonState.NOT_LEARNED]) == ""


@pytest.mark.parametrize(
    ("phase", "stage"),
    [
        (Phase.LOAD, Stage.PREPARED),
        (Phase.PREPARE, Stage.PREPARED),
        (Phase.TRAIN, Stage.PRACTISING),
        (Phase.QUIZ, Stage.QUIZ),
        (Phase.SAVE, Stage.SAVING),
    ],
)
def test_each_phase_has_its_stage(phase: Phase, stage: Stage) -> None:
    assert views.stage(Step(phase, 1, 2)) is stage


def test_loading_a_model_fills_no_stage() -> None:
    assert views.share(Step(Phase.LOAD, 3, 4)) == 0.0
    assert views.share(Step(Phase.TRAIN, 3, 4)) == 0.75
    assert views.share(Step(Phase.TRAIN, 3, 0)) == 0.0


def test_time_left_only_once_measured() -> None:
    assert views.time_line(view(LessonState.RUNNING)) == "Estimating…"
    assert views.time_line(view(LessonState.RUNNING, seconds_left=23.0)) == "About 25 s left"
    assert views.time_line(view(LessonState.WAITING, seconds_left=23.0)) == ""


def test_waiting_says_for_what_and_how_long() -> None:
    assert views.explanation(every_state()[LessonState.WAITING]) == "Waits for “Email sign-off”, then about 40 s."
    assert views.explanation(view(LessonState.WAITING, position=3)) == "Waits for 3 other lessons."
    assert views.explanation(view(LessonState.WAITING, estimate=40.0)) == "It is next, about 40 s."


@pytest.mark.parametrize("reason", [each for each in Reason if each not in (Reason.PASSED, Reason.LOWER_STRENGTH)])
def test_every_reason_for_not_learning_has_its_sentence(reason: Reason) -> None:
    words = views.explanation(view(LessonState.NOT_LEARNED, score=score(reason=reason)))
    assert words == LessonWords.NOT_LEARNED[reason.value]
    assert "nothing was switched on" in words and "kept" in words


@pytest.mark.parametrize("code", list(FailureCode))
def test_every_failure_says_what_is_safe_and_what_to_do(code: FailureCode) -> None:
    words = views.explanation(view(LessonState.FAILED, reason=code.value))
    assert words.count(".") >= 3 and ("kept" in words or "as they were" in words)


def test_an_interrupted_lesson_says_whether_it_can_go_on() -> None:
    stopped = views.explanation(view(LessonState.INTERRUPTED, resumable=True))
    assert "resume any time, also after a restart" in stopped
    broken = view(LessonState.INTERRUPTED, reason="engine_died")
    assert "from the beginning" in views.explanation(broken)
    assert views.actions(broken)[0] == LessonWords.TRY_AGAIN
    assert views.actions(view(LessonState.INTERRUPTED, resumable=True))[0] == LessonWords.RESUME


def test_every_state_has_a_headline_a_name_and_a_mark() -> None:
    for state, each in every_state().items():
        assert "Harbour museum" in views.headline(each), state
        assert views.spoken_state(each).startswith("Lesson Harbour museum, "), state
        assert -1 <= views.rings(each)[0] <= 3, state


def test_the_mark_grows_with_the_stages() -> None:
    grown = [
        views.rings(view(LessonState.RUNNING, step=Step(phase, 1, 2)))[0]
        for phase in (Phase.PREPARE, Phase.TRAIN, Phase.QUIZ, Phase.SAVE)
    ]
    assert grown == [-1.0, 0.5, 1.0, 2.0]
    assert views.rings(every_state()[LessonState.LEARNED])[0] == 3.0
    assert views.rings(every_state()[LessonState.GENTLE])[0] == 2.0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "1 s"), (38.4, "38 s"), (99.4, "99 s"), (100.0, "1 min 40 s"), (120.0, "2 min")],
)
def test_measured_times_are_exact(seconds: float, words: str) -> None:
    assert took(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "about 5 s"), (42, "about 40 s"), (57, "about 1 minute"), (130, "about 2 minutes"), (7200, "about 2 hours")],
)
def test_estimates_are_no_more_exact_than_they_are(seconds: float, words: str) -> None:
    assert about(seconds) == words


def test_no_jargon_in_the_words_of_lessons_and_skills() -> None:
    forbidden = re.compile(rf"\b({FORBIDDEN})s?\b", re.IGNORECASE)
    said = [text for words in (LessonWords, ChipWords, SkillWords) for text in _texts(vars(words).values())]
    assert len(said) > 80
    assert [text for text in said if forbidden.search(text) or "!" in text] == []


def _texts(values: object) -> list[str]:
    found: list[str] = []
    for value in values:  # type: ignore[attr-defined]  # any nesting of texts, tuples and mappings
        if isinstance(value, str) and not value.startswith("desktop."):
            found.append(value)
        elif isinstance(value, tuple):
            found += _texts(value)
        elif hasattr(value, "values"):
            found += _texts(value.values())
    return found
