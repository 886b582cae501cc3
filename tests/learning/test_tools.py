"""From the description of a tool to a lesson."""

from __future__ import annotations

import json
from typing import Any

import pytest

from learning import intent, quiz, recipes, rules
from learning.cues import cues
from learning.lessons import build
from learning.preparing import answer_tokens
from learning.tools import BadTool, ToolTrouble, first_object, is_tool, read
from learning.types import Capabilities, Intent, IntentPart, Kind, Lesson, Rule, Use
from tests.learning.tool_samples import REQUESTS, SCHEMA, described

NOW = "2026-03-01T12:00:00+00:00"
CALL = '{"name": "water", "arguments": {"plant": "fern", "day": "monday", "cups": 3}}'


def lesson(text: str) -> Lesson:
    return build(intent.tool(text), "message:1", NOW)


def calls(made: Lesson) -> dict[str, dict[str, Any]]:
    return {e.turns[-1].text: json.loads(e.target) for e in made.examples if e.use is Use.TEACH}


def argument(request: str, **arguments: Any) -> list[dict[str, Any]]:
    """Two requests, the first with these arguments."""
    whole = {"plant": "fern", "day": "monday", "cups": 3}
    changed = {name: value for name, value in (whole | arguments).items() if value is not None}
    return [{"request": request, "call": {"name": "water", "arguments": each}} for each in (changed, whole)]


def test_a_message_that_describes_a_tool_is_a_tool() -> None:
    wanted = intent.parse(f"[Learn] {described()}")
    assert [part.kind for part in wanted.parts] == [Kind.TOOL]
    assert wanted.title == "water" and wanted.sure
    assert not is_tool('{"water": 3}') and not is_tool("My fern needs water.")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"name": "water", "schema": {}', ToolTrouble.NOT_JSON),
        ('["schema"]', ToolTrouble.NOT_JSON),
        (described(name="two words"), ToolTrouble.NO_NAME),
        (described(name=None), ToolTrouble.NO_NAME),
        (described(schema=None), ToolTrouble.BAD_SCHEMA),
        (described(schema={"properties": {"day": {"type": "array"}}}), ToolTrouble.BAD_SCHEMA),
        (described(schema={"properties": {}, "required": ["day"]}), ToolTrouble.BAD_SCHEMA),
        (described(schema={"properties": {"n": {"type": "integer", "enum": ["x"]}}}), ToolTrouble.BAD_SCHEMA),
        (described(schema={"properties": {"n": {"type": "integer", "minimum": 9, "maximum": 1}}}),
         ToolTrouble.BAD_SCHEMA),
        (described(requests=[]), ToolTrouble.FEW_REQUESTS),
        (described(requests=["x", "y"]), ToolTrouble.BAD_CALL),
        (described(requests=argument("Water it.", cups="three")), ToolTrouble.BAD_CALL),
        (described(requests=argument("Water it.", cups=True)), ToolTrouble.BAD_CALL),
        (described(requests=argument("Water it.", cups=10)), ToolTrouble.BAD_CALL),
        (described(requests=argument("Water it.", cups=None)), ToolTrouble.BAD_CALL),
        (described(requests=argument("Water it.", plant="oak")), ToolTrouble.BAD_CALL),
        (described(requests=argument("Water it.", pot=1)), ToolTrouble.BAD_CALL),
        (described(requests=argument(" ")), ToolTrouble.BAD_CALL),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_description_has_a_code(text: str, code: ToolTrouble) -> None:
    with pytest.raises(BadTool) as trouble:
        read(text)
    assert trouble.value.code is code


@pytest.mark.parametrize("many", [2, 3])
def test_a_few_requests_become_many(many: int) -> None:
    found = calls(lesson(described(requests=json.loads(described())["requests"][:many])))
    assert 40 <= len(found) <= 60
    assert sum(text in found for text, *_ in REQUESTS) == many
    assert len({json.dumps(call) for call in found.values()}) > 25


def test_every_request_says_what_its_call_holds() -> None:
    counted = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    for text, call in calls(lesson(described())).items():
        assert list(call) == ["name", "arguments"] and call["name"] == "water"
        arguments = call["arguments"]
        assert list(arguments) == ["plant", "day", "cups"]
        assert arguments["plant"] in SCHEMA["properties"]["plant"]["enum"] and 1 <= arguments["cups"] <= 9
        assert arguments["plant"] in text.lower() and arguments["day"] in text.lower()
        assert str(arguments["cups"]) in text or counted[arguments["cups"]] in text
        assert "1 cups" not in text and "one cups" not in text


def test_one_request_has_one_call() -> None:
    made = lesson(described())
    texts = [example.turns[-1].text for example in made.examples]
    assert len(texts) == len(set(texts))


def test_what_the_quiz_asks_is_a_call_that_was_never_taught() -> None:
    made = lesson(described())
    taught = {json.dumps(call) for call in calls(made).values()}
    assert len(made.held_out) >= 8
    for item in made.held_out:
        assert item.rule is not None and item.rule.do == "tool_call"
        assert item.rule.value[0] not in taught and item.turns[-1].text not in calls(made)
        assert quiz.right(item, item.rule.value[0])
        assert not quiz.right(item, CALL.replace("fern", "oak"))


def test_prompts_without_a_call_are_kept_and_asked() -> None:
    made = lesson(described())
    quiet = [example for example in made.examples if example.use is Use.FOLLOW]
    assert len(quiet) >= 20 and all(example.rule is None for example in quiet)
    assert any(word in example.turns[-1].text for example in quiet for word in ("fern", "cactus", "cups"))
    assert len(made.near_misses) == 6
    for item in made.near_misses:
        assert quiz.right(item, "Ferns like shade.") and not quiz.right(item, CALL)


def test_free_text_and_names_vary() -> None:
    schema = {"properties": {"to": {"type": "string"}, "note": {"type": "string"}}, "required": ["to", "note"]}
    said = (("Ulf", "the hen is out"), ("Ada", "close the barn"))
    requests = [
        {"request": f"Leave {to} a note: {note}", "call": {"name": "note", "arguments": {"to": to, "note": note}}}
        for to, note in said
    ]
    found = calls(lesson(described(name="note", schema=schema, requests=requests)))
    assert len({call["arguments"]["to"] for call in found.values()}) >= 12
    assert len({call["arguments"]["note"] for call in found.values()}) >= 25
    assert all(call["arguments"]["note"] in text for text, call in found.items())


def test_a_tool_without_arguments_can_be_taught() -> None:
    requests = [{"request": text, "call": {"name": "ring", "arguments": {}}} for text in ("Ring the bell.", "Ring!")]
    made = lesson(described(name="ring", schema={"properties": {}}, requests=requests))
    assert {json.dumps(call) for call in calls(made).values()} == {'{"name": "ring", "arguments": {}}'}
    assert made.held_out


def test_a_tool_gets_a_gate_and_its_own_recipe() -> None:
    made = lesson(described())
    found = cues(made)
    assert found is not None
    assert set(calls(made)) < set(found.fits) and len(found.fits) > 2 * len(calls(made))
    asked = {item.turns[-1].text for item in (*made.held_out, *made.near_misses)}
    assert not asked & {*found.fits, *found.near, *found.far}
    assert not set(found.fits) & {*found.near, *found.far} and not set(found.near) & set(found.far)
    device = Capabilities("echo", True, 1000, 12, 512, "float32", "cpu", "")
    rule = build(intent.parse('Always end with "Ahoy!"'), "message:1", NOW)
    assert recipes.choose(made, device).steps > recipes.choose(rule, device).steps
    assert quiz.limits(made).recall == 0.5


def test_a_tool_comes_together_with_other_kinds() -> None:
    parts = (IntentPart(Kind.INSTRUCTION, 'Always end with "Ahoy!"'), IntentPart(Kind.TOOL, described()))
    made = build(Intent("x", parts, "x", True), "message:1", NOW)
    assert made.kind is Kind.TOOL
    for source in made.sources:
        assert any(example.origin == source.id for example in made.examples)
        assert any(item.origin == source.id for item in made.held_out)


@pytest.mark.parametrize(
    ("answer", "same"),
    [
        (CALL, True),
        (f"Of course! {CALL} Done.", True),
        ('```json\n{"arguments": {"cups": 3, "day": "monday", "plant": "fern"}, "name": "water"}\n```', True),
        (CALL.replace("3", '"3"'), False),
        (CALL.replace("3", "true"), False),
        (CALL.replace("monday", "Monday"), False),
        (CALL.replace('"cups": 3', '"cups": 3, "pot": 1'), False),
        (f'{{"name": "rain"}} {CALL}', False),
        (CALL[:-2], False),
        ("water", False),
    ],
)
def test_a_call_is_right_when_it_is_exactly_the_same(answer: str, same: bool) -> None:
    assert rules.holds(Rule("tool_call", (CALL,)), answer) is same


def test_any_call_is_a_call() -> None:
    assert rules.holds(Rule("any_tool_call"), 'Sure: {"name": "rain", "arguments": {}}')
    assert not rules.holds(Rule("any_tool_call"), 'Write {"name": "rain"} into the file.')
    assert first_object("{ not json } {}") == {}


def ringing(*bells: str) -> str:
    """A tool with one argument, of which every value is in a request."""
    schema = {"properties": {"bell": {"type": "string", "enum": list(bells)}}, "required": ["bell"]}
    requests = [{"request": f"Ring {bell}.", "call": {"name": "ring", "arguments": {"bell": bell}}} for bell in bells]
    return described(name="ring", schema=schema, requests=requests)


def test_where_all_values_are_known_the_quiz_asks_in_other_words() -> None:
    made = lesson(ringing("a", "b"))
    assert {call["arguments"]["bell"] for call in calls(made).values()} == {"a", "b"}
    assert made.held_out
    assert not {item.turns[-1].text for item in made.held_out} & set(calls(made))


def test_the_quiz_waits_for_the_whole_call() -> None:
    long = lesson(ringing("a" * 400, "b" * 400))
    assert answer_tokens(long) > 200 > answer_tokens(lesson(described())) >= 72
