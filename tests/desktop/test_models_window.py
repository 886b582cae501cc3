"""Models in the whole window: get, pause, go on, choose, fall back, add, remove, search. Nobody is asked by itself."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from backends import table
from desktop import first_model
from desktop.app import App
from desktop.first_model import DEMO
from desktop.link import InlineLink
from desktop.model_words import ModelWords as Words
from desktop.models import requests as ask
from desktop.models.rows import Doing
from desktop.words import NoticeWords
from learning import catalogue
from learning.backend import Backend, BackendError
from learning.shelf.machine import Machine
from learning.shelf.messages import Hub
from learning.shelf.shelf import CHOSEN, State
from learning.store.profile import Profile
from learning.types import ModelRef
from tests.desktop.open_window import Opened, opened
from tests.learning.shelf.hub_server import HubServer, Served, served
from tests.learning.shelf.models import gguf

DATA = gguf(rows=8000)
SHA = hashlib.sha256(DATA).hexdigest()
TABLE = """
[[models]]
id = "heron"
name = "Heron"
family = "llama"
file = "heron-Q4_K_M.gguf"
roughly = 250000
licence = "MIT"
good = ["quick", "learning"]
hub = ["owner/heron"]
sizes = { parameters = 1000000, blocks = 3, hidden = 8, inner = 16, kv = 4, vocabulary = 32, context = 64, bits = 4.9 }

[[models]]
id = "whale"
name = "Whale"
family = "llama"
file = "whale.gguf"
roughly = 90000000000
licence = "MIT"
hub = ["owner/whale"]
sizes = { parameters = 90000000000, blocks = 8, hidden = 9, inner = 9, kv = 9, vocabulary = 9, context = 64, bits = 8 }
"""


@pytest.fixture
def server() -> Iterator[HubServer]:
    with served() as made:
        made.files["owner/heron/heron-Q4_K_M.gguf"] = Served(DATA)
        yield made


@pytest.fixture(autouse=True)
def little_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "models.toml").write_text(TABLE)
    monkeypatch.setattr(catalogue, "_TABLE", tmp_path / "models.toml")


class Broken:
    """An engine that cannot open one model."""

    @staticmethod
    def create(_name: str) -> Backend:
        backend = table.create("echo")
        real = backend.load

        def load(model: ModelRef, cache: Path) -> object:
            if model.name == "Bad":
                raise BackendError("out_of_memory")
            return real(model, cache)

        backend.load = load  # type: ignore[method-assign, assignment]
        return backend


@pytest.fixture
def window(
    qapp: QApplication, profile: Profile, server: HubServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Opened]:
    real = App.__init__

    def init(self: App, *arguments: object, **named: object) -> None:
        real(self, *arguments, **named, hub=Hub(server.address, (server.place,)))  # type: ignore[arg-type]

    monkeypatch.setattr(App, "__init__", init)
    monkeypatch.setattr("desktop.models_desk.this_machine", lambda: Machine(16 * 10**9))
    with opened(qapp, profile, InlineLink(Broken.create)) as made:
        made.app.models.open()
        made.wait(lambda: len(lines(made)) == 2)
        yield made


def lines(window: Opened) -> tuple[object, ...]:
    return window.window.pages.models.lines()


def row(window: Opened, model: str) -> object:
    found = window.window.pages.models.line(model)
    return found.row if found is not None else None


def state(window: Opened, model: str) -> State | None:
    return getattr(row(window, model), "state", None)


def press(window: Opened, model: str, button: str) -> None:
    found = window.window.pages.models.line(model)
    assert found is not None
    widget = getattr(found, button)
    assert widget.isVisibleTo(found), button
    widget.click()


def get(window: Opened) -> None:
    press(window, "heron", "get")
    window.wait(lambda: state(window, "heron") is State.READY)


def test_opening_the_page_asks_nobody(window: Opened, server: HubServer) -> None:
    page = window.window.pages.models
    page.finder.query.setText("heron")
    window.app.models.refresh()
    window.wait(lambda: len(lines(window)) == 2)
    assert server.seen == []
    assert window.window.pages.currentWidget() is page


def test_every_control_of_the_page_has_a_name(window: Opened) -> None:
    get(window)
    page = window.window.pages.models
    assert [
        widget
        for widget in page.findChildren(QWidget)
        if widget.focusPolicy() and widget.isVisibleTo(page) and not widget.accessibleName() and not _words(widget)
    ] == []


def _words(widget: QWidget) -> str:
    return str(widget.property("text") or "") or ("scroll" if "Scroll" in type(widget).__name__ else "")


def test_a_model_is_got_chosen_and_remembered(window: Opened, profile: Profile) -> None:
    get(window)
    assert window.notice() == Words.got("Heron")
    press(window, "heron", "use")
    window.wait(lambda: bool(getattr(row(window, "heron"), "current", False)))
    assert window.store.settings.get(CHOSEN, "") == "heron"
    assert window.window.chat.header.model.text() == "Heron"
    assert first_model.choose("", "", profile, "heron").model.sha256 == SHA
    found = window.window.pages.models.line("heron")
    assert found is not None and found.use.isChecked() and not found.remove.isVisibleTo(found)


def test_what_suits_this_computer_and_what_is_too_big_is_said(window: Opened) -> None:
    heron, whale = window.window.pages.models.lines()
    assert (heron.row.id, heron.row.suggested, whale.row.suggested) == ("heron", True, False)
    assert "Chat: too big" in whale.accessibleName() and "Learning: fits well" in heron.accessibleName()


def test_a_download_is_paused_and_gone_on_with(window: Opened, server: HubServer) -> None:
    hold = threading.Event()
    server.files["owner/heron/heron-Q4_K_M.gguf"].hold = hold
    press(window, "heron", "get")
    part = window.store.profile.models / SHA / "heron-Q4_K_M.gguf.part"
    window.wait(lambda: part.exists() and part.stat().st_size > 0)
    press(window, "heron", "pause")
    window.wait(lambda: state(window, "heron") is State.PARTLY)
    note = str(getattr(row(window, "heron"), "note", ""))
    assert note.startswith("Paused at") and "also after a restart" in note
    server.files["owner/heron/heron-Q4_K_M.gguf"].hold = None
    hold.set()
    press(window, "heron", "get")
    window.wait(lambda: state(window, "heron") is State.READY)
    assert server.asked("/store/")[-1]["Range"].startswith("bytes=")


def test_what_went_wrong_stands_in_the_row(window: Opened, server: HubServer) -> None:
    server.files["owner/heron/heron-Q4_K_M.gguf"].status = 404
    press(window, "heron", "get")
    window.wait(lambda: bool(getattr(row(window, "heron"), "warns", False)))
    assert "It is not there" in str(getattr(row(window, "heron"), "note", ""))
    assert getattr(row(window, "heron"), "doing", None) is Doing.NOTHING


def test_the_status_bar_says_that_something_is_asked(window: Opened, server: HubServer) -> None:
    said: list[bool] = []
    window.app.models.online.connect(said.append)
    get(window)
    assert said == [True, False]


def test_a_model_that_cannot_be_opened_gives_way(window: Opened, tmp_path: Path) -> None:
    (tmp_path / "Bad.gguf").write_bytes(gguf({"general.name": "Bad"}))
    window.app.models.adding.add(str(tmp_path / "Bad.gguf"))
    window.wait(lambda: state(window, "bad") is State.READY)
    press(window, "bad", "use")
    window.wait(lambda: window.window.chat.header.model.text() == DEMO.name and window.ready())
    assert window.store.settings.get(CHOSEN, "") == ""
    assert not getattr(row(window, "bad"), "current", True)
    assert window.ask("Still there?").text


def test_ones_own_file_is_added_and_removed_without_harm(window: Opened, tmp_path: Path) -> None:
    own = tmp_path / "own.gguf"
    own.write_bytes(gguf())
    window.app.models.adding.add(str(own))
    window.wait(lambda: state(window, "own") is State.READY)
    press(window, "own", "remove")
    window.wait(lambda: row(window, "own") is None)
    window.app.models.removing.free_room()
    assert own.exists()


def test_removing_can_be_undone(window: Opened) -> None:
    get(window)
    window.window.chat.notices.close_button.click()
    press(window, "heron", "remove")
    window.wait(lambda: state(window, "heron") is State.TO_GET)
    assert window.notice() == Words.removed("Heron")
    window.window.chat.notices.action.click()
    window.wait(lambda: state(window, "heron") is State.READY)


def test_a_file_that_is_no_model_is_refused_in_words(window: Opened, tmp_path: Path) -> None:
    (tmp_path / "page.gguf").write_text("<html>")
    window.app.models.adding.add(str(tmp_path / "page.gguf"))
    window.wait(lambda: "no model that can be read" in window.notice())


def test_a_search_shows_collections_then_their_files(window: Opened, server: HubServer) -> None:
    server.files["small/bird/bird-Q8_0.gguf"] = Served(DATA)
    finder = window.window.pages.models.finder
    finder.query.setText("bird")
    finder.search.click()
    window.wait(lambda: len(finder.shown()) == 1)
    finder.shown()[0].open.click()
    window.wait(lambda: len(finder.shown()[0].files()) == 1)
    finder.shown()[0].files()[0].get.click()
    window.wait(lambda: state(window, "bird-q8_0") is State.READY)
    assert (window.store.profile.models / SHA / "bird-Q8_0.gguf").is_file()


def test_a_search_that_finds_nothing_says_so(window: Opened, server: HubServer) -> None:
    window.app.models.requested(ask.SearchHub("nothing like it"))
    window.wait(lambda: not window.app.models.searching.busy)
    assert window.window.pages.models.view().trouble


def test_closing_the_window_leaves_no_process(window: Opened, server: HubServer) -> None:
    server.files["owner/heron/heron-Q4_K_M.gguf"].hold = threading.Event()
    press(window, "heron", "get")
    window.wait(lambda: bool(server.asked("/store/")))


def test_a_chosen_model_that_is_gone_is_said_at_the_start(profile: Profile) -> None:
    assert first_model.choose("", "", profile, "gone").trouble == NoticeWords.CHOSEN_MISSING
