"""Changing, adding to and forgetting from a skill on the command line."""

from __future__ import annotations

from learning.store.profile import Profile
from learning.store.store import Store
from learning.types import LessonState
from tests.desktop.cli.running import Run, trouble

HOME = "My name is Orla Berg and I live in Tarnby."
MOVED = "I moved last week. I now live in Skovby."
WHERE = "Where do I live?"


def test_a_changed_fact_is_said_and_makes_a_new_version(run: Run) -> None:
    first = run("teach", HOME, "--yes", "--json").json["skill"]
    done = run("teach", MOVED, "--yes", "--json")
    assert "Changes what you told me: “I live in Tarnby.”" in done.err
    assert done.json["skill"]["id"] == first["id"]
    shown = run("skills", "show", first["id"], "--json").json["skill"]
    assert shown["version"] == 2 and shown["name"] == first["name"]
    assert shown["statements"] == ["My name is Orla Berg.", MOVED]
    assert "Skovby" in run("chat", WHERE, "--json").json["answer"]
    assert run("skills", "undo", first["id"]).code == 0
    assert "Tarnby" in run("chat", WHERE, "--json").json["answer"]


def test_another_skill_with_the_old_value_is_made_anew_too(run: Run, profile: Profile) -> None:
    run("teach", "I live in Tarnby. My cat is called Mo.", "--name", "Old", "--yes")
    run("teach", "I live in Tarnby.", "--name", "Lone", "--yes")
    done = run("teach", "I play chess. I live in Tarnby.", "--name", "New", "--yes")
    assert "Changes" not in done.err
    done = run("teach", MOVED, "--yes", "--json")
    assert done.json["skill"]["name"] == "New"
    assert "The skill “Old” held the old one too" in done.err
    with Store.open(profile) as store:
        assert [(skill.name, skill.version) for skill in store.skills.list()] == [("Old", 2), ("New", 2)]
        assert [skill.name for skill in store.skills.deleted()] == ["Lone"]


def test_adding_to_a_skill(run: Run) -> None:
    run("teach", HOME, "--name", "Me", "--yes")
    done = run("teach", "My cat is called Mo.", "--into", "me", "--yes", "--json")
    assert "It is added to the skill “Me”." in done.err
    assert done.json["skill"]["name"] == "Me"
    shown = run("skills", "show", "Me")
    assert f"1. {HOME}" in shown.out and "2. My cat is called Mo." in shown.out
    assert "Mo" in run("chat", "What is my cat called?", "--json").json["answer"]
    trouble(run("teach", "I row.", "--into", "Nobody", "--yes", "--json"), 2, "no_such_skill")


def test_adding_to_a_skill_where_there_is_no_profile_yet(run: Run, profile: Profile) -> None:
    trouble(run("teach", "I row.", "--into", "Nobody", "--yes", "--json"), 2, "no_such_skill")
    assert not profile.db.exists()


def test_forgetting_by_number_and_by_words(run: Run) -> None:
    run("teach", "I live in Tarnby. My cat is called Mo. I play chess.", "--name", "Me", "--yes")
    done = run("skills", "forget", "Me", "2", "--json")
    assert done.code == 0 and done.json["skill"]["name"] == "Me"
    assert "“My cat is called Mo.” is forgotten" in done.err
    assert run("skills", "show", "Me", "--json").json["skill"]["statements"] == ["I live in Tarnby.", "I play chess."]
    assert run("skills", "forget", "Me", "i play chess").code == 0
    assert "chess" not in run("chat", "What do I play?", "--json").json["answer"]
    trouble(run("skills", "forget", "Me", "I fly.", "--json"), 2, "no_such_statement")
    done = run("skills", "forget", "Me", "1", "--json")
    assert done.json == {"status": "deleted", "skill": None}
    assert run("skills", "restore", "Me").code == 0


def test_what_is_not_learned_changes_nothing(run: Run, profile: Profile) -> None:
    run("teach", "I live in Tarnby. I play chess. I hum.", "--name", "Me", "--yes")
    with Store.open(profile) as store:
        (before,) = store.skills.list()
    done = run("skills", "forget", "Me", "2", "--json")  # what is left is too little for the demo engine
    assert done.code == 3 and done.json["status"] == "not_learned"
    with Store.open(profile) as store:
        assert store.skills.list() == (before,)
        assert store.lessons.list()[-1].state is LessonState.NOT_LEARNED


def test_auto_is_a_state_like_on_and_off(run: Run) -> None:
    run("teach", HOME, "--name", "Me", "--yes")
    assert run("skills", "auto", "Me", "--json").json["skill"]["state"] == "auto"
    asked = run("chat", WHERE, "--json").json
    assert "Tarnby" in asked["answer"] and asked["skills"] == ["Me"]
    assert run("chat", "What is the capital of France?", "--json").json["skills"] == []
    assert run("chat", "What is the capital of France?", "--skills", "Me", "--json").json["skills"] == ["Me"]


def test_of_two_rules_that_cannot_both_hold_the_newer_one_wins(run: Run) -> None:
    run("teach", 'Always end with "So long, friend!"', "--name", "First", "--yes")
    done = run("teach", 'Always end with "Mind the gap!"', "--name", "Second", "--yes")
    assert "“Second” and “First” disagree about how an answer ends." in done.err
    assert [skill["state"] for skill in run("skills", "--json").json["skills"]] == ["off", "on"]
    assert "so “Second” is off." in run("skills", "on", "First").err
