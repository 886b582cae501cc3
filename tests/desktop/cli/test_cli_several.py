"""One text of several sorts on the command line: lessons one after another, one result, and going on after Ctrl+C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from learning.store.profile import Profile
from learning.store.store import Store
from learning.types import LessonState
from tests.desktop.cli.running import FACT, PROGRAM, QUESTION, Run
from tests.learning.tool_samples import BELL

WOOF = 'Always end with "Woof!"'
BOTH = f"{FACT} {WOOF}"
MANY = f"{BOTH}\n{BELL}"
FIELDS = {"status", "skill", "score", "seconds", "reason"}


def _states(profile: Profile) -> list[LessonState]:
    with Store.open(profile, writer=False) as store:
        return [row.state for row in store.lessons.list()]


def test_each_sort_becomes_a_skill_and_the_result_names_all(run: Run) -> None:
    done = run("teach", BOTH, "--yes", "--json", "--name", "Sister")
    assert done.code == 0 and "It becomes 2 skills" in done.err
    data = done.json
    assert set(data) == FIELDS | {"lessons"}
    first, second = data["lessons"]
    assert set(first) == set(second) == FIELDS
    assert (data["status"], data["skill"]) == ("learned", first["skill"])
    assert data["seconds"]["total"] == first["seconds"]["total"] + second["seconds"]["total"]
    assert [one["skill"]["name"] for one in data["lessons"]] == ["Sister", WOOF]
    answer = run("chat", QUESTION, "--json").json
    assert "Mira" in answer["answer"] and answer["skills"] == ["Sister", WOOF]
    assert run("skills", "off", "Sister").code == 0
    assert run("chat", QUESTION, "--json").json["skills"] == [WOOF]


def test_the_text_tells_each_verdict(run: Run) -> None:
    done = run("teach", BOTH, "--yes")
    assert [line for line in done.out.splitlines() if line.startswith("Learned")] == [
        "Learned: My sister is called Mira",
        f"Learned: {WOOF}",
    ]


def test_the_worst_speaks_for_all(run: Run) -> None:
    done = run("teach", f"I often hum. {WOOF}", "--yes", "--json")  # the fact is too little for the demo engine
    assert done.code == 3
    assert [one["status"] for one in done.json["lessons"]] == ["not_learned", "learned"]
    assert (done.json["status"], done.json["skill"]) == ("not_learned", None)
    done = run("teach", f"{WOOF} I often hum.", "--yes", "--json")
    assert [one["status"] for one in done.json["lessons"]] == ["learned", "not_learned"]
    assert (done.code, done.json["status"], done.json["score"]) == (3, "not_learned", done.json["lessons"][1]["score"])


def test_into_a_named_skill_goes_everything(run: Run, profile: Profile) -> None:
    run("teach", "My cat is called Mo.", "--name", "Me", "--yes")
    done = run("teach", BOTH, "--into", "Me", "--yes", "--json")
    assert "It becomes" not in done.err and set(done.json) == FIELDS
    with Store.open(profile, writer=False) as store:
        first, second = (row.lesson for row in store.lessons.list())
    assert second.parent == f"{first.id}/v1"
    assert [source.text for source in second.sources] == ["My cat is called Mo.", FACT, WOOF]


def test_facts_change_their_skill_and_the_rule_is_a_new_one(run: Run) -> None:
    run("teach", "I live in Tarnby. My cat is called Mo.", "--name", "Me", "--yes")
    done = run("teach", f"I moved. I now live in Skovby. {WOOF}", "--yes", "--json")
    assert "Changes what you told me: “I live in Tarnby.”" in done.err
    versions = [(skill["name"], skill["version"]) for skill in run("skills", "--json").json["skills"]]
    assert versions == [("Me", 2), (WOOF, 1)]


def _stopped_in_the_second(profile: Profile, how: signal.Signals, words: tuple[str, ...]) -> None:
    command = [sys.executable, *PROGRAM, "teach", *words, "--yes", "--profile", str(profile.root), "--backend", "echo"]
    env = {**os.environ, "INGRAIN_ECHO_DELAY": "0.02"}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=env) as child:
        assert child.stderr is not None
        practised = 0
        for line in child.stderr:
            practised += "Practising" in line
            if practised == 2:
                break
        child.send_signal(how)
        child.communicate(timeout=30)


def test_ctrl_c_in_the_second_leaves_the_rest_and_the_same_words_teach_only_that(run: Run, profile: Profile) -> None:
    _stopped_in_the_second(profile, signal.SIGINT, (MANY, "--name", "Sister"))
    assert _states(profile) == [LessonState.LEARNED, LessonState.INTERRUPTED, LessonState.INTERRUPTED]
    done = run("teach", MANY, "--name", "Sister", "--yes", "--json")
    assert "2 lessons are left" in done.err
    assert done.code == 0 and len(done.json["lessons"]) == 2
    assert _states(profile) == [LessonState.LEARNED] * 3


def test_a_kill_in_the_second_leaves_the_rest_too(run: Run, profile: Profile) -> None:
    run("teach", "My sister is called Ida. I live in Tarnby.", "--name", "Me", "--yes")
    _stopped_in_the_second(profile, signal.SIGKILL, (f"My sister is now called Mira. {WOOF}",))
    done = run("teach", f"My sister is now called Mira. {WOOF}", "--yes", "--json")
    assert "where it was interrupted" in done.err and set(done.json) == FIELDS
    assert _states(profile) == [LessonState.LEARNED] * 3
    with Store.open(profile, writer=False) as store:
        assert [(skill.name, skill.version) for skill in store.skills.list()] == [
            ("Me", 2),
            (WOOF, 1),
        ]


def test_a_change_that_was_interrupted_goes_on_as_the_next_version(run: Run, profile: Profile) -> None:
    run("teach", "I live in Tarnby. My cat is called Mo.", "--name", "Me", "--yes")
    moved = "I moved. I now live in Skovby."
    run("teach", moved, "--yes", env={"INGRAIN_KILL_AT": "train"})
    done = run("teach", moved, "--yes", "--json")
    assert "where it was interrupted" in done.err
    assert done.json["skill"]["name"] == "Me"
    assert _states(profile) == [LessonState.LEARNED] * 2


def test_words_that_were_to_go_into_a_named_skill_do_not_go_there_unasked(run: Run, profile: Profile) -> None:
    run("teach", "My cat is called Mo.", "--name", "Me", "--yes")
    run("teach", FACT, "--into", "Me", "--yes", env={"INGRAIN_KILL_AT": "train"})
    done = run("teach", FACT, "--yes", "--json")
    assert "interrupted" not in done.err and done.json["skill"]["name"] != "Me"
    done = run("teach", FACT, "--into", "Me", "--yes", "--json")
    assert "where it was interrupted" in done.err and done.json["skill"]["name"] == "Me"
