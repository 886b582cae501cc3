"""The learning benchmark: what it adds up, what it keeps, and a whole run of every mode on the demo engine."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from learning import lessons, quiz, sources
from learning.codec import CodecError
from learning.sources.made import Made, asked
from learning.types import Example, Kind, Lesson, QuizItem, Source, Use
from tests.bench.learning import bench, table
from tests.bench.learning.__main__ import main
from tests.bench.learning.exams import MODES, Exam, calls, cases, positions, scoring_of
from tests.bench.learning.line import Line, Mark, Results, Rival

DATA = Path(__file__).resolve().parent.parent / "data" / "bench"
LINE = Line(
    "a", "facts", "run", "learned/passed", 0.0, 0.8, 0.0, 0.1, 0.7, 0.0, 0.01, 1.0, 40, 1.0, 2.0, 3.0,
    (("Who?", "Pip.", True),), by_position=(1.0, 0.6),
)  # fmt: skip
REFUSED = replace(LINE, id="b", verdict="not_learned/too_little", after=0.2)
TIMES = ("prepare", "train", "quiz")


# ------------------------------------------------------------------------------------------------- adding up


def test_positions_count_the_questions_of_each_statement() -> None:
    assert positions([0, 0, 1, 0, 1, 2]) == (0, 1, 0, 2, 1, 0)


def test_an_exam_tells_recall_bleed_and_places_apart() -> None:
    exam = Exam(("1", "2", "3", "near"), 3, 10, lambda index, answer: answer == "good", (0, 1, 0))
    right = exam.mark(["good", "bad", "good", "bad"])
    assert right == (True, False, True, False)
    assert exam.shares(right) == (2 / 3, 1.0)
    assert exam.by_position(right) == (1.0, 0.0)


def test_a_call_is_a_call_however_badly_written() -> None:
    assert calls('Sure: {"name": "book_table", "argum', "book_table")
    assert not calls("You could book a table {there}.", "book_table")


def test_means_are_over_all_and_over_what_was_accepted() -> None:
    (found,) = table.means([LINE, REFUSED]).values()
    assert (found.accepted, found.of) == (1, 2)
    assert (found.all["after"], found.of_accepted["after"]) == (0.5, 0.8)
    assert found.all["position_2"] == 0.6
    assert "kept" not in found.all


def test_conditional_rules_are_a_group_of_their_own() -> None:
    lines = [replace(LINE, mode="instructions", kind=kind, by_position=()) for kind in ("always", "conditional")]
    assert list(table.means(lines)) == ["instructions always", "instructions conditional"]
    assert "fires 0.80, quiet 0.90" in table.table(lines)


@pytest.mark.parametrize(("mode", "kind", "before", "after", "bleed", "real"), [
    ("facts", "", 0.0, 0.33, 0.0, True),
    ("facts", "", 0.0, 0.32, 0.0, False),
    ("sequence", "", 0.3, 0.5, 0.0, False),
    ("instructions", "always", 0.5, 0.6, 1.0, True),
    ("instructions", "always", 0.0, 0.59, 0.0, False),
    ("instructions", "conditional", 0.0, 0.9, 0.25, True),
    ("instructions", "conditional", 0.0, 0.9, 0.26, False),
    ("corrections", "", 0.0, 1 / 3, 0.0, True),
    ("tools", "", 0.0, 0.3, 0.0, False),
])  # fmt: skip
def test_an_honest_verdict(mode: str, kind: str, before: float, after: float, bleed: float, real: bool) -> None:
    line = replace(LINE, mode=mode, kind=kind, before=before, after=after, bleed=bleed)
    assert table.honesty([line]).honest == int(real)
    assert table.honesty([line]).dishonest == (() if real else (f"{mode}:a",))


def test_honesty_asks_only_of_what_was_accepted() -> None:
    found = table.honesty([LINE, REFUSED, replace(LINE, id="c", after=0.1, verdict="gentle/lower_strength")])
    assert found == table.Honesty(1, 2, ("facts:c",))
    assert "honest: 1 of 1" in table.table([LINE, REFUSED])
    assert "accepted: 1 of 2" in table.table([LINE, REFUSED])


def test_what_lessons_keep_together_is_a_share_of_alone() -> None:
    first = replace(LINE, mode="sequence", after=0.8, together=(0.8,), together_effects=0.01)
    second = replace(first, id="b", after=0.5, together=(0.4, 0.5), together_effects=0.02)
    assert table.kept_shares([first, second]) == ((1.0, 0.5), (1.0,))
    assert "side effects of the sum: 0.010 0.020; the first keeps 0.50 of alone" in table.table([first, second])


def test_when_a_rival_knew_as_much() -> None:
    marks = (Mark(10.0, 0.5, 0.0), Mark(20.0, 0.8, 0.3), Mark(30.0, 0.9, 0.3))
    rival = Rival("a", "facts", "run", "peft", 1e-3, 40, marks, Mark(5.0, 0.8, 0.0))
    assert rival.reached == 20.0
    assert "our recall reached in 20 s, 4.0 times ours" in table.versus(rival)
    slow = replace(rival, ours=Mark(5.0, 0.95, 0.0))
    assert slow.reached is None
    assert "our recall never reached in 30 s" in table.versus(slow)
    assert replace(rival, ours=Mark(5.0, 0.0, 0.0)).reached is None


# ------------------------------------------------------------------------------------------------- the file


def test_results_come_back_from_the_file(tmp_path: Path) -> None:
    rival = Rival("a", "facts", "run", "raw", 1e-3, 40, (Mark(1.0, 0.5, 0.0),), Mark(1.0, 0.8, 0.0))
    written = Results(tmp_path / "r.jsonl", "run")
    for record in (LINE, REFUSED, rival):
        written.add(record)
    found = Results(tmp_path / "r.jsonl", "run")
    assert found.line("facts", "a") == LINE
    assert found.rival("raw", "facts", "a") == rival
    assert found.rival("peft", "facts", "a") is None
    assert found.line("updates", "a") is None


def test_lines_of_another_run_do_not_count(tmp_path: Path) -> None:
    Results(tmp_path / "r.jsonl", "run").add(LINE)
    assert Results(tmp_path / "r.jsonl", "seed=2").line("facts", "a") is None


def test_a_line_that_was_cut_off_is_run_again(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    for line in (LINE, REFUSED):
        Results(path, "run").add(line)
    path.write_text(path.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    found = Results(path, "run")
    assert (found.line("facts", "a"), found.line("facts", "b")) == (LINE, None)
    found.add(REFUSED)
    assert Results(path, "run").line("facts", "b") == REFUSED


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text('{"name": "something else"}\n', encoding="utf-8")
    with pytest.raises(CodecError):
        Results(path, "run")
    assert path.read_text(encoding="utf-8") == '{"name": "something else"}\n'


# ------------------------------------------------------------------------------------------------- whole runs


def make_correction(given: Sequence[Source], seed: int) -> Made:
    """A maker as simple as can be, where the real one is not there."""
    examples = tuple(Example(asked(s.asked), s.text, Use.TEACH, s.id, s.text) for s in given)
    return Made(examples, tuple(QuizItem(asked(s.asked), (s.text,), s.id, (s.wrong,)) for s in given))


def make_tool(given: Sequence[Source], seed: int) -> Made:
    pairs = [(s, one["request"], json.dumps(one["call"])) for s in given for one in json.loads(s.text)["requests"]]
    examples = tuple(Example(asked(request), call, Use.TEACH, s.id, call) for s, request, call in pairs)
    return Made(examples, tuple(QuizItem(asked(request), (call,), s.id) for s, request, call in pairs))


@pytest.fixture
def every_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kinds that have no maker and no limits of their own yet get simple ones."""
    makers = MappingProxyType({Kind.CORRECTION: make_correction, Kind.TOOL: make_tool} | dict(sources.SOURCES))
    monkeypatch.setattr(sources, "SOURCES", makers)
    monkeypatch.setattr(lessons, "SOURCES", makers)
    real = quiz.limits

    def limits(lesson: Lesson) -> quiz.Limits:
        try:
            return real(lesson)
        except KeyError:
            return real(replace(lesson, kind=Kind.FACT))

    monkeypatch.setattr(quiz, "limits", limits)


def run(capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, Any]:
    main(["--backend", "echo", "--data", str(DATA), "--json", *more])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def timeless(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in line.items() if key not in TIMES} for line in lines]


@pytest.mark.usefixtures("every_kind")
def test_every_mode_on_the_demo_engine(capsys: pytest.CaptureFixture[str]) -> None:
    found = run(capsys)
    lines = {(line["mode"], line["id"]): line for line in found["lines"]}
    assert list(lines) == [
        ("facts", "p1"), ("facts", "p2"), ("instructions", "always"), ("instructions", "when"), ("corrections", "c1"),
        ("tools", "book_table"), ("documents", "d1"), ("web", "q01"), ("updates", "p1"), ("updates", "p2"),
        ("sequence", "p1"), ("sequence", "p2"),
    ]  # fmt: skip
    facts = lines["facts", "p1"]
    assert facts["before"] == 0.0 < facts["after"]
    assert (len(facts["answers"]), len(facts["by_position"])) == (7, 2)
    assert lines["instructions", "always"]["after"] == 1.0
    for mode, name in (("corrections", "c1"), ("tools", "book_table")):
        assert lines[mode, name]["before"] == 0.0 < lines[mode, name]["after"]
    assert len(lines["tools", "book_table"]["answers"]) == 2 + 8
    assert lines["tools", "book_table"]["bleed"] == 0.0
    assert lines["documents", "d1"]["kind"] == "short"
    assert (lines["documents", "d1"]["before"], lines["documents", "d1"]["after"]) == (0.0, 0.5)
    assert lines["web", "q01"]["before"] == 0.0 < lines["web", "q01"]["after"]
    changed = lines["updates", "p1"]
    assert (changed["after"], changed["bleed"]) == (1.0, 0.0)
    assert changed["kept"] == changed["kept_before"] > 0.0
    assert [len(lines["sequence", name]["together"]) for name in ("p1", "p2")] == [1, 2]
    assert lines["sequence", "p1"]["after"] == facts["after"]
    assert found["honesty"]["of"] == sum(not line["verdict"].startswith("not") for line in found["lines"])
    assert (found["baselines"], found["speed"], found["machine"]["dtype"]) == ([], None, "F32")


def test_a_run_that_was_cut_short_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    options = ("--modes", "facts,instructions,updates,sequence", "--results", str(tmp_path / "r.jsonl"))
    whole = run(capsys, *options)["lines"]
    kept = (tmp_path / "r.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "r.jsonl").write_text("".join([*kept[:4], *kept[5:-1], kept[-1][:30]]), encoding="utf-8")
    taught: list[str] = []
    real = bench.teach

    def teach(backend: Any, lesson: Lesson, *others: Any) -> Any:
        taught.append(lesson.title)
        return real(backend, lesson, *others)

    monkeypatch.setattr(bench, "teach", teach)
    again = run(capsys, *options)["lines"]
    assert timeless(again) == timeless(whole)
    assert len(taught) == 3  # one update, which is two lessons, and the last lesson of the sequence
    assert [line["train"] for line in again[:4]] == [line["train"] for line in whole[:4]]


def test_the_same_seed_gives_the_same_lines(capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--modes", "facts,instructions", "--limit", "1")
    assert timeless(run(capsys, *options)["lines"]) == timeless(run(capsys, *options)["lines"])


def test_the_table_is_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--backend", "echo", "--data", str(DATA), "--modes", "facts", "--only", "p2"])
    shown = capsys.readouterr()
    assert shown.out.splitlines()[1].startswith("p2 ")
    assert "honest: " in shown.out
    assert "p2 " in shown.err


def test_cases_are_named_and_limited() -> None:
    assert [name for name, _ in cases(DATA, "facts", limit=1)] == ["p1"]
    assert [name for name, _ in cases(DATA, "tools")] == ["book_table"]
    assert [name for name, _ in cases(DATA, "instructions", only=("when",))] == ["when"]


def test_nothing_to_run_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="no such case"):
        run(capsys, "--only", "nobody")


def test_pages_of_the_web_teach_what_is_agreed_and_allowed() -> None:
    ((name, case),) = cases(DATA, "web")
    lesson = MODES["web"].lesson(case, name)
    told = [source.text for source in lesson.sources]
    assert "The old mill is closed on Monday." in told and "The wheel of the mill has 24 boards." in told
    assert not any("Friday" in text or "Red Hen" in text for text in told)  # older, and an order
    exam = MODES["web"].exam(case, scoring_of(DATA))
    assert exam.mark(["On Monday.", "24"]) == (True, True)
    assert exam.mark(["On Monday, not on Friday.", "24"]) == (False, True)
