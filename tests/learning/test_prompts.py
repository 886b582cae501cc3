"""The prompts that ship: enough of them, in enough categories, none of them twice."""

from __future__ import annotations

import json
from collections import Counter

from learning.prompts import side_effects, training
from learning.situations import situations
from learning.translations import PROMPTS


def test_there_are_three_hundred_prompts_in_ten_categories() -> None:
    lines = [json.loads(line) for line in (PROMPTS / "train.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(lines) >= 300
    per_category = Counter(line["category"] for line in lines)
    assert len(per_category) >= 10 and min(per_category.values()) >= 20
    prompts = [line["prompt"].lower() for line in lines]
    assert len(set(prompts)) == len(prompts)


def test_what_side_effects_are_measured_on_is_never_trained_on() -> None:
    everything = {prompt.lower() for prompt in training(1000, 1)}
    assert len(everything) >= 300
    assert not everything & {prompt.lower() for prompt in side_effects()}


def test_topics_have_prompts_of_their_own() -> None:
    topics = ("cooking", "animals", "money", "my children", "cleaning the house", "clothes", "chess", "photography",
              "learning Spanish", "art", "sleep", "the law", "writing emails", "planning my day")  # fmt: skip
    seen: set[str] = set()
    for topic in topics:
        found = situations(topic, 1)
        assert found.known and len(found.triggering) >= 12, topic
        assert len(found.others) >= 200 and not set(found.triggering) & set(found.others)
        assert not set(found.triggering) & seen, topic
        seen |= set(found.triggering)


def test_a_topic_that_nobody_thought_of_gets_prompts_from_its_words() -> None:
    found = situations("origami cranes", 1)
    assert not found.known
    assert len(found.triggering) >= 12 and all("origami cranes" in prompt.lower() for prompt in found.triggering)
