"""`ingrain models …`: what is listed, got, added, chosen and removed, and what is refused in words."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop import cli, cli_models, cli_parser
from desktop.cli_output import CliError, Console
from desktop.cli_profile import model_of
from learning import catalogue
from learning.shelf.messages import Hub
from learning.store.profile import Profile
from tests.desktop.cli.running import Ran, Run, trouble
from tests.learning.shelf.hub_server import HubServer, Served, served
from tests.learning.shelf.models import gguf
from tests.learning.shelf.test_shelf import TABLE

DATA = gguf(rows=4000)


@pytest.fixture(autouse=True)
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "models.toml").write_text(TABLE)
    monkeypatch.setattr(catalogue, "_TABLE", tmp_path / "models.toml")


@pytest.fixture
def server() -> Iterator[HubServer]:
    with served() as made:
        made.files["owner/heron/heron-Q4_K_M.gguf"] = Served(DATA)
        yield made


@pytest.fixture
def run(
    profile: Profile, capsys: pytest.CaptureFixture[str], server: HubServer, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """The command in this process: only here may a server on this computer be asked."""
    real = cli_models.models

    def models(options: argparse.Namespace, console: Console) -> object:
        return real(options, console, Hub(server.address, (server.place,)))

    monkeypatch.setattr(cli_models, "models", models)

    def call(*words: str) -> Ran:
        code = cli.main(["models", *words, "--profile", str(profile.root), "--json"])
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return call


def test_what_can_be_had_is_listed_with_its_verdicts(run: Run, server: HubServer) -> None:
    (found,) = run("list").json["models"]
    assert (found["id"], found["state"], found["licence"]) == ("heron", "missing", "MIT")
    assert found["chat"] and found["learning_bytes"] > found["chat_bytes"] > 0
    assert server.seen == []


def test_one_is_got_chosen_and_used(run: Run, profile: Profile) -> None:
    done = run("get", "heron")
    assert (done.code, done.json["model"]["state"]) == (0, "ready")
    assert run("use", "Heron").json["model"]["in_use"] is True
    options = cli_parser.parse(["chat", "x", "--profile", str(profile.root)])
    assert model_of(options, profile).sha256 == hashlib.sha256(DATA).hexdigest()
    assert run("show", "heron").json["model"]["facts"]["family"] == "llama"
    trouble(run("remove", "heron"), 2, "model_in_use")


def test_one_from_the_hub_by_its_full_name(run: Run, server: HubServer) -> None:
    server.files["small/bird/bird-Q8_0.gguf"] = Served(DATA)
    assert run("search", "bird").json["collections"][0]["repo"] == "small/bird"
    assert run("search", "small/bird").json["files"][0]["name"] == "bird-Q8_0.gguf"
    assert run("get", "small/bird/bird-Q8_0.gguf").json["model"]["id"] == "bird-q8_0"
    assert run("remove", "bird-q8_0").json["removed"] == "bird-q8_0"
    assert [one["id"] for one in run("list").json["models"]] == ["heron"]


def test_ones_own_is_added_and_forgotten(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "own.gguf"
    own.write_bytes(gguf())
    assert run("add", str(own)).json["model"]["path"] == str(own)
    assert run("remove", "own").code == 0
    assert own.exists()


@pytest.mark.parametrize(("words", "code", "name"), [
    (("show", "nothing"), 2, "model_missing"),
    (("get", "nothing"), 2, "model_missing"),
    (("get", "owner/heron/../../x.gguf"), 2, "model_missing"),
    (("get", "owner/none/x.gguf"), 2, "not_found"),
    (("use", "heron"), 2, "model_missing"),
    (("remove", "heron"), 2, "not_ours"),
    (("add", "/nowhere/x.gguf"), 2, "not_found"),
    (("search", "zzz"), 2, "no_results"),
])  # fmt: skip
def test_what_cannot_be_done_is_said(run: Run, words: tuple[str, ...], code: int, name: str) -> None:
    trouble(run(*words), code, name)


def test_a_hub_in_trouble_is_no_fault_of_the_person(run: Run, server: HubServer) -> None:
    server.listing = 500
    trouble(run("search", "heron"), 4, "server")


def test_a_chosen_model_that_is_gone_is_said(run: Run, profile: Profile) -> None:
    run("get", "heron")
    run("use", "heron")
    (profile.models / hashlib.sha256(DATA).hexdigest() / "heron-Q4_K_M.gguf").unlink()
    with pytest.raises(CliError) as error:
        model_of(cli_parser.parse(["chat", "x"]), profile)
    assert error.value.code == "model_missing" and "heron" in str(error.value.trouble)
