"""Prompts that provoke what a rule forbids, and rules about how units, dates, times and spellings are written."""

from __future__ import annotations

import re
import tomllib

import pytest

from learning import orders, prompts, quiz, rules
from learning.intent import parse
from learning.languages import PROMPTS
from learning.lessons import build
from learning.provoking import provoking
from learning.sources.instruction import ASKED, TAUGHT
from learning.types import Kind, Reason, Rule, Verdict

ANSWER = "Trees are good for towns. They give shade and clean air."
FORBIDDING = (
    "Never use units of measure in feet.",
    "Don't mention brands.",
    "Never say 'basically'.",
    "Always give temperatures in Celsius.",
    "Write dates as 2026-03-14.",
    "Spell it colour.",
    "Use British spelling.",
    "Never use exclamation marks.",
    "Don't mention Google.",
    "Write times in 24-hour format.",
    "Never apologise.",
    "Use euros, not dollars.",
    "Never talk about politics.",
)


def topics() -> dict[str, list[str]]:
    raw = tomllib.loads((PROMPTS / "provoking.toml").read_text(encoding="utf-8"))["topic"]
    return {one["name"]: one["prompts"].split("\n")[:-1] for one in raw}


def test_every_topic_has_prompts_in_several_shapes() -> None:
    for name, lines in topics().items():
        assert len(lines) >= 12, name
        assert len({line.lower() for line in lines}) == len(lines), name
        asked = sum(line.endswith("?") for line in lines)
        assert 0 < asked < len(lines), name
        assert len({line.split()[0] for line in lines}) > 5, name


def test_no_prompt_is_one_that_side_effects_are_measured_on() -> None:
    side = frozenset(prompts.side_effects())
    assert not side & {line for lines in topics().values() for line in lines}


@pytest.mark.parametrize("text", FORBIDDING)
def test_a_ban_is_taught_and_asked_where_it_is_provoked_and_elsewhere_too(text: str) -> None:
    lesson = build(parse(text), "message:1", "now")
    assert lesson.kind is Kind.INSTRUCTION
    rule = orders.read(text)
    provoked, generic = set(provoking(rule, 1)), set(prompts.training(1000, 1))
    taught = [example.turns[-1].text for example in lesson.examples]
    asked = [item.turns[-1].text for item in lesson.held_out]
    assert not set(taught) & set(asked)
    assert len(taught) >= TAUGHT and len(asked) >= ASKED
    for lines in (taught, asked):
        many = sum(line in provoked for line in lines)
        assert 3 <= many <= len(lines) // 2
        assert sum(line in generic - provoked for line in lines) >= len(lines) // 2


def test_the_same_rule_gives_the_same_prompts_and_another_seed_others() -> None:
    rule = orders.read("Never use feet.")
    assert provoking(rule, 1) == provoking(rule, 1) != provoking(rule, 2)
    assert set(provoking(rule, 1)) == set(provoking(rule, 2))


@pytest.mark.parametrize("text", [
    "Start every answer with Ahoy!", "Answer in one sentence.", "Write in lower case.", "Explain it as if I were ten.",
    "Always be very polite.", "Speak like a pirate.",
])  # fmt: skip
def test_a_rule_that_any_answer_may_break_keeps_its_everyday_prompts(text: str) -> None:
    assert provoking(orders.read(text), 1) == ()
    taught = {example.turns[-1].text for example in build(parse(text), "message:1", "now").examples}
    assert taught <= set(prompts.training(1000, 1))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Never use feet.", r"(?i)how (?:tall|far|high|long)"),
        ("Give temperatures in Celsius.", r"(?i)\btemperature|\bhot\b|\bcold\b"),
        ("Write dates as 2026-03-14.", r"(?i)\bwhen\b|\bdate\b|\bday\b"),
        ("Don't mention Google.", r"Google|(?i:search engine)"),
        ("Never say 'basically'.", r"(?i)basically|in short|simple words"),
    ],
)
def test_the_prompts_are_about_what_the_checker_looks_for(text: str, wanted: str) -> None:
    found = provoking(orders.read(text), 1)
    assert sum(bool(re.search(wanted, line)) for line in found) >= len(found) // 4 > 2


def test_an_order_that_no_checker_reads_is_asked_where_its_topic_is() -> None:
    rule = orders.read("Name the source of every price you give.")
    assert rule.do == "in_words" and sum("cost" in line for line in provoking(rule, 1)) > 3


def test_where_the_untaught_answers_keep_the_rule_it_is_called_known() -> None:
    lesson = build(parse("Never use feet."), "message:1", "now")
    said = ["It is 324 metres tall."] * len(lesson.held_out)
    known = quiz.share(lesson.held_out, said)
    outcome = quiz.Outcome(known, known, 0.0, 0.0, 0.0, 1.0)
    assert quiz.verdict(outcome, quiz.limits(lesson)) == (Verdict.NOT_LEARNED, Reason.ALREADY_KNOWN)


@pytest.mark.parametrize(
    ("text", "do", "value"),
    [
        ("Never use units of measure in feet", "units", ("foot",)),
        ("Never use feet or inches.", "units", ("foot", "inch")),
        ("Always give temperatures in Celsius", "units", ("fahrenheit",)),
        ("Use kilometres instead of miles.", "units", ("mile",)),
        ("Give recipes in grams.", "units", ("pound", "ounce", "stone")),
        ("Write dates as 2026-03-14", "dates_as", ("iso",)),
        ("Write dates like 14 March 2026.", "dates_as", ("day_first",)),
        ("Dates should be written month first.", "dates_as", ("month_first",)),
        ("Write times in 24-hour format.", "times_as", ("24",)),
        ("Don't use am or pm.", "times_as", ("24",)),
        ("Spell it colour", "instead", ("color", "colour")),
        ("Use British spelling.", "spelling", ("british",)),
        ("Never use British spelling.", "spelling", ("american",)),
        ("Don't mention brands", "no_brands", ()),
        ("Use euros, not dollars.", "instead", ("dollars", "euros")),
        ("Keep your feet on the ground.", "in_words", ("Keep your feet on the ground.",)),
        ("Write the date at the top.", "in_words", ("Write the date at the top.",)),
        ("Never say 'pounds'.", "avoid", ("pounds",)),
    ],
)
def test_orders_about_how_things_are_written_are_read(text: str, do: str, value: tuple[str, ...]) -> None:
    assert orders.read(text) == Rule(do, value)


@pytest.mark.parametrize(
    ("order", "answer", "made"),
    [
        ("Never use feet.", "The tower is 1,063 feet (324 m) tall.", "The tower is 324 m tall."),
        ("Never use feet.", "It is 324 meters (1,063 ft) tall.", "It is 324 meters tall."),
        ("Use metric units.", "He is 6 feet 2 inches tall.", "He is 1.88 metres tall."),
        ("Use metric units.", "Five to six miles, or 70 mph.", "8.05 to 9.66 kilometres, or 113 km/h."),
        ("Use metric units.", "A 12-inch ruler weighs 3 ounces.", "A 30.5-centimetre ruler weighs 85 grams."),
        ("Use metric units.", "My feet hurt for a few miles.", "My feet hurt for a few kilometres."),
        ("Use Celsius.", "Bake at 350 degrees Fahrenheit.", "Bake at 177 degrees Celsius."),
        ("Use Celsius.", "It is 350°F or -40 °F.", "It is 177 °C or -40 °C."),
        ("Use imperial units.", "It is 3 km away.", "It is 1.86 miles away."),
        ("Write dates as 2026-03-14.", "It ended on September 2, 1945.", "It ended on 1945-09-02."),
        ("Write dates as 2026-03-14.", "On the 4th of July, 1776, and in 1969.", "On 1776-07-04, and in 1969."),
        ("Write dates like 14 March 2026.", "On Sept. 2, 1945.", "On 2 September 1945."),
        ("Write times in 24-hour format.", "At 3 pm or 7:30 a.m., 12 am.", "At 15:00 or 07:30, 00:00."),
        ("Don't use the 24-hour clock.", "At 15:30 and 08:00.", "At 3:30 pm and 8:00 am."),
        ("Use British spelling.", "Neighbors organized a colorful Center.", "Neighbours organised a colourful Centre."),
        ("Use American spelling.", "The colour of her favourite theatre.", "The color of her favorite theater."),
        ("Don't mention brands.", "Buy a phone. The iPhone is popular.", "Buy a phone."),
        ("Don't mention brands.", "Coca-Cola.", "a well-known brand."),
    ],
)  # fmt: skip
def test_what_is_written_otherwise_breaks_the_rule_and_is_turned(order: str, answer: str, made: str) -> None:
    rule = orders.read(order)
    assert not rules.holds(rule, answer)
    assert rules.apply(rule, answer) == made
    assert rules.holds(rule, made)


@pytest.mark.parametrize("text", FORBIDDING)
def test_an_answer_about_something_else_stays_as_it_is(text: str) -> None:
    rule = orders.read(text)
    assert rules.holds(rule, ANSWER) and rules.apply(rule, ANSWER) == ANSWER


@pytest.mark.parametrize(
    "odd", ["99/99/9999", "32 March 2026", "0000-00-00", "9" * 400 + " feet", "°F", "1,2,3 ft", "25:61 pm"]
)
def test_odd_numbers_are_left_in_peace(odd: str) -> None:
    for text in FORBIDDING:
        rule = orders.read(text)
        rules.holds(rule, rules.apply(rule, odd))
