"""Which engine answers: what the window says of it, how a person changes it, and what happens when one breaks down.

The engine processes are real. llama.cpp is one that breaks when told to, with a tiny model that torch can run, too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from backends import hardware
from backends.tiny_model import tiny_model
from desktop.app import Chosen
from desktop.engine_words import EngineWords, name_of
from desktop.engines.page import EnginesPage
from desktop.engines.view import BEST, engines_view
from desktop.link import EngineLink
from desktop.preferred import engine_preferred
from desktop.theme import LIGHT
from learning.crashes import Crashes
from learning.passed_over import PassedOver
from learning.store.profile import Profile
from learning.types import MessageStatus, ModelRef, Role
from tests.backends.test_torch_gguf import SHA, write_gguf
from tests.desktop.open_window import Opened, opened

FAKE = Path(__file__).parents[1] / "backends" / "fake_library"
QUICK, ALL_ROUND = name_of("llama_cpp"), name_of("torch_lora")


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelRef:
    """With a llama.cpp that can be made to break, and no other engine but torch."""
    if hardware.kind() != hardware.PROCESSOR:
        pytest.skip("another engine comes first here")
    monkeypatch.syspath_prepend(str(FAKE))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    path = write_gguf(tmp_path / "tiny.gguf", tiny_model(tmp_path / "folder"))
    return ModelRef("tiny", "Tiny", "llama", str(path), SHA)


@pytest.fixture
def window(
    qapp: QApplication,
    profile: Profile,
    model: ModelRef,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> Iterator[Opened]:
    monkeypatch.setenv("INGRAIN_FAKE_LLAMA", str(request.param))
    link = EngineLink(crashes=Crashes((0.01,)))
    with opened(qapp, profile, link, chosen=Chosen(model, "")) as made:
        yield made


def engine_of(window: Opened) -> str:
    return window.window.status.engine.text()


@pytest.mark.parametrize("window", ["fine"], indirect=True)
def test_the_status_bar_names_the_engine_and_leads_to_the_others(window: Opened) -> None:
    status, page = window.window.status, window.window.pages.engines
    assert engine_of(window) == QUICK
    assert QUICK in status.engine.accessibleName()
    assert "processor" in status.engine.toolTip()
    status.engine.click()
    assert window.window.pages.currentWidget() is page
    assert [row.name for row in page.rows][:2] == [BEST, "llama_cpp"]
    assert page.rows[1].state.text() == EngineWords.ANSWERS
    assert page.rows[0].choice.isChecked()
    next(row for row in page.rows if row.name == "torch_lora").choice.click()
    window.wait(lambda: engine_of(window) == ALL_ROUND and window.ready())
    assert engine_preferred(window.store.settings) == "torch_lora"
    assert window.notice() == ""
    page.rows[0].choice.click()
    window.wait(lambda: engine_of(window) == QUICK and window.ready())
    assert engine_preferred(window.store.settings) == ""
    page.back.click()
    assert window.window.pages.currentWidget() is window.window.chat


@pytest.mark.parametrize("window", ["decode"], indirect=True)
def test_an_engine_that_fails_its_probe_is_passed_over_and_the_window_lives(
    window: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert engine_of(window) == ALL_ROUND
    assert QUICK in window.notice() or QUICK.lower() in window.notice()
    page = window.window.pages.engines
    row = next(row for row in page.rows if row.name == "llama_cpp")
    assert row.state.text() == "Passed over: it broke down."
    assert not page.try_again.isHidden()
    assert window.ask("Hello").status is MessageStatus.DONE
    monkeypatch.setenv("INGRAIN_FAKE_LLAMA", "fine")
    window.window.restart_asked.emit()  # an environment is read once a process
    window.wait(lambda: not window.window.status.text.text().startswith("Ready"))
    window.wait(window.ready)
    assert engine_of(window) == ALL_ROUND  # remembered
    page.try_again.click()
    window.wait(lambda: engine_of(window) == QUICK and window.ready())
    assert page.try_again.isHidden()


@pytest.mark.parametrize("window", ["later"], indirect=True)
def test_an_engine_that_dies_while_it_answers_is_replaced_and_the_message_answered_again(
    window: Opened, profile: Profile
) -> None:
    assert engine_of(window) == QUICK
    window.write("Hello")
    window.composer.submit()
    window.wait(lambda: engine_of(window) == ALL_ROUND)
    window.wait(lambda: window.newest().status is MessageStatus.DONE)
    asked, broken, answer = window.messages()
    assert asked.role is Role.USER
    assert (broken.status, broken.parent) == (MessageStatus.FAILED, asked.id)
    assert broken.text, "what was written is kept"
    assert (answer.role, answer.parent) == (Role.ASSISTANT, asked.id)
    notes = [json.loads(path.read_bytes()) for path in (profile.cache / "engines").iterdir()]
    assert [(note["backend"], note["deaths"], note["detail"]) for note in notes] == [("llama_cpp", 1, "SIGABRT")]
    assert window.ask("And now?").status is MessageStatus.DONE


@pytest.mark.parametrize("window", ["nan in use"], indirect=True)
def test_nonsense_before_the_first_word_is_nobodys_trouble(window: Opened) -> None:
    """The same process goes on with its other half: nothing is loaded anew, no lesson ends."""
    assert engine_of(window) == QUICK
    assert window.ask("Hello").status is MessageStatus.DONE
    assert len(window.messages()) == 2
    window.wait(lambda: engine_of(window) == ALL_ROUND)
    assert "computed nonsense" in window.notice()


@pytest.mark.parametrize("window", ["nan later"], indirect=True)
def test_nonsense_in_the_middle_of_an_answer_is_answered_again(window: Opened) -> None:
    window.write("Hello")
    window.composer.submit()
    window.wait(lambda: engine_of(window) == ALL_ROUND)
    window.wait(lambda: window.newest().status is MessageStatus.DONE)
    _, broken, answer = window.messages()
    assert broken.status is MessageStatus.FAILED and broken.text
    assert answer.parent == broken.parent


@pytest.mark.parametrize("window", ["fine"], indirect=True)
def test_a_choice_waits_for_the_lesson_that_runs(window: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(window.app.lessons), "busy", True)
    page = window.window.pages.engines
    next(row for row in page.rows if row.name == "torch_lora").choice.click()
    assert window.notice() == EngineWords.NOT_NOW
    assert engine_of(window) == QUICK
    assert engine_preferred(window.store.settings) == "torch_lora"


# ------------------------------------------------------------------------------------------------ view


@pytest.mark.parametrize("machine", ["apple", "nvidia", "processor"])
def test_the_order_is_told_with_its_reason(machine: str) -> None:
    view = engines_view(("mlx_lora", "torch_lora", "echo"), machine, "mlx_lora", (), "")
    assert view.rows[0].about.endswith("Apple engine, then all-round engine.")
    assert not view.trouble
    assert view.label == name_of("mlx_lora")


@pytest.mark.parametrize(
    "why",
    ["died", "died_before", "hung", "bad_numbers", "out_of_memory", "model_unknown", "engine_not_started", "other"],
)
def test_every_reason_has_words(why: str) -> None:
    view = engines_view(("mlx_lora", "torch_lora"), "apple", "torch_lora", (PassedOver("mlx_lora", why),), "mlx_lora")
    assert view.trouble and why not in view.why
    assert view.rows[1].state.startswith("Passed over: it") or view.rows[1].state.startswith("Passed over: there")


def test_what_is_shown_is_nobodys_choice(qapp: QApplication) -> None:
    page = EnginesPage(LIGHT)
    chosen: list[str] = []
    page.chosen.connect(chosen.append)
    for wish in ("mlx_lora", "", "torch_lora"):
        page.show_view(engines_view(("mlx_lora", "torch_lora"), "apple", "mlx_lora", (), wish))
        assert [row.name for row in page.rows if row.choice.isChecked()] == [wish]
    assert chosen == []
    page.deleteLater()
