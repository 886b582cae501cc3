"""The shelf: what is here, what is partly here, what can be had; adding, getting, choosing, removing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from learning import catalogue, model_hash
from learning.catalogue import ModelDamaged, ModelMissing
from learning.codec import encode
from learning.shelf import cards, fetching, names, shelf
from learning.shelf.cards import Card
from learning.shelf.messages import Hub
from learning.shelf.results import CannotGet, Place, Trouble, Wanted
from learning.shelf.shelf import State
from learning.store.profile import Profile
from tests.learning.shelf.hub_server import HubServer, Served, served
from tests.learning.shelf.models import folder, gguf

DATA = gguf(rows=4000)
SHA = hashlib.sha256(DATA).hexdigest()
PLACE = Place("owner/heron", "heron-Q4_K_M.gguf")
TABLE = """
[[models]]
id = "heron"
name = "Heron"
family = "llama"
file = "heron-Q4_K_M.gguf"
roughly = 130000
licence = "MIT"
good = ["quick"]
hub = ["owner/heron", "other/heron:h.gguf"]
sizes = { parameters = 1000, blocks = 3, hidden = 8, inner = 16, kv = 4, vocabulary = 32, context = 64, bits = 4.9 }
"""


@pytest.fixture
def server() -> Iterator[HubServer]:
    with served() as made:
        yield made


@pytest.fixture(autouse=True)
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue of one model that is not here."""
    (tmp_path / "models.toml").write_text(TABLE)
    monkeypatch.setattr(catalogue, "_TABLE", tmp_path / "models.toml")


def run(work: Generator[Any, None, Card]) -> Card:
    while True:
        try:
            next(work)
        except StopIteration as end:
            card: Card = end.value
            return card


def hub(server: HubServer) -> Hub:
    return Hub(server.address, (server.place,))


def get(profile: Profile, server: HubServer) -> Card:
    known = catalogue.known_models()[0]
    return run(fetching.fetch(profile, fetching.wanted(known), known, hub(server)))


def states(profile: Profile) -> dict[str, State]:
    return {entry.id: entry.state for entry in shelf.entries(profile)}


def test_a_known_model_is_got_and_chosen(profile: Profile, server: HubServer) -> None:
    server.files[PLACE.key] = Served(DATA)
    assert states(profile) == {"heron": State.TO_GET}
    card = get(profile, server)
    (entry,) = shelf.entries(profile)
    assert (entry.state, entry.sha256, entry.size, entry.licence, entry.ours) == (
        State.READY, SHA, len(DATA), "MIT", True,
    )  # fmt: skip
    model = shelf.model(profile, entry)
    assert (model.id, model.sha256, model.file) == ("heron", SHA, str(profile.models / SHA / PLACE.file))
    assert {path.name for path in (profile.models / SHA).iterdir()} == {PLACE.file, cards.NAME}
    assert catalogue.find("heron", profile) == model and SHA in catalogue.here(profile)
    assert "@" in card.origin and card.facts.family == "llama"


def test_the_checksum_is_not_computed_twice(
    profile: Profile, server: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.files[PLACE.key] = Served(DATA)
    get(profile, server)
    monkeypatch.setattr(model_hash.hashes, "of_file", lambda _path: pytest.fail("read again"))
    assert catalogue.find("heron", profile).sha256 == SHA


@pytest.mark.parametrize(("data", "trouble"), [
    (b"GGUF" + b"x" * 5000, Trouble.NOT_A_MODEL),
    (gguf({"general.architecture": "mamba"}), Trouble.OTHER_KIND),
])  # fmt: skip
def test_what_is_whole_but_no_model_is_not_kept(
    profile: Profile, server: HubServer, data: bytes, trouble: Trouble
) -> None:
    server.files[PLACE.key] = Served(data)
    with pytest.raises(CannotGet) as error:
        get(profile, server)
    assert error.value.trouble is trouble
    assert [path for path in profile.models.rglob("*") if path.is_file()] == []
    assert states(profile) == {"heron": State.TO_GET}


def test_a_download_that_broke_off_is_listed_and_gone_on_with(profile: Profile, server: HubServer) -> None:
    server.files[PLACE.key] = Served(DATA, statuses=[], cuts=[60_000], ranges=True)
    known = catalogue.known_models()[0]
    work = fetching.fetch(profile, fetching.wanted(known), known, hub(server))
    part = profile.models / SHA / f"{PLACE.file}.part"
    for _ in work:
        if part.exists() and part.stat().st_size >= 60_000:
            break
    work.close()
    (entry,) = shelf.entries(profile)
    assert (entry.id, entry.state, entry.size) == ("heron", State.PARTLY, len(DATA))
    assert 60_000 <= entry.here <= len(DATA) and entry.wanted is not None
    assert run(fetching.fetch(profile, entry.wanted, known, hub(server))).sha256 == SHA
    assert states(profile) == {"heron": State.READY}


def test_a_file_from_a_search_gets_a_name_of_its_own(profile: Profile, server: HubServer) -> None:
    server.files["some/heron/Heron.gguf"] = Served(DATA)
    card = run(fetching.fetch(profile, Wanted("Heron", (Place("some/heron", "Heron.gguf"),)), None, hub(server)))
    assert card.id == f"heron-{SHA[:6]}"  # the catalogue has a heron of its own
    assert states(profile) == {"heron": State.TO_GET, card.id: State.READY}


def test_a_file_of_ones_own_is_remembered_where_it_is(profile: Profile, tmp_path: Path) -> None:
    own = tmp_path / "my models" / "Own Bird.gguf"
    own.parent.mkdir()
    own.write_bytes(gguf())
    card = run(fetching.add(profile, own))
    assert (card.id, card.name, card.file, card.ours) == ("own-bird", "Own Bird", str(own), False)
    assert catalogue.find("own-bird", profile).file == str(own)
    entry = shelf.find(profile, "Own Bird")
    assert entry is not None and entry.state is State.READY and shelf.find(profile, str(own)) == entry
    cards.drop(profile, card.sha256)
    assert own.exists() and states(profile) == {"heron": State.TO_GET}


def test_a_folder_of_ones_own_is_remembered(profile: Profile, tmp_path: Path) -> None:
    own = folder(tmp_path / "bird")
    card = run(fetching.add(profile, own))
    assert (card.name, card.facts.gguf) == ("bird", False)
    assert catalogue.find("bird", profile).sha256 == card.sha256 == catalogue.find(str(own), profile).sha256


def test_a_drive_that_is_away_loses_nothing(profile: Profile, tmp_path: Path) -> None:
    own = tmp_path / "bird.gguf"
    own.write_bytes(gguf())
    run(fetching.add(profile, own))
    own.rename(tmp_path / "gone.gguf")
    assert states(profile)["bird"] is State.AWAY
    with pytest.raises(ModelMissing):
        catalogue.find("bird", profile)
    (tmp_path / "gone.gguf").rename(own)
    assert states(profile)["bird"] is State.READY


def test_a_file_that_changed_is_not_loaded(profile: Profile, tmp_path: Path) -> None:
    own = tmp_path / "bird.gguf"
    own.write_bytes(gguf())
    run(fetching.add(profile, own))
    own.write_bytes(gguf(rows=40))
    assert states(profile)["bird"] is State.DAMAGED
    with pytest.raises(ModelDamaged):
        catalogue.find("bird", profile)


@pytest.mark.parametrize(("name", "trouble"), [
    ("none.gguf", Trouble.NOT_FOUND), ("page.html", Trouble.NOT_A_MODEL), ("bad.gguf", Trouble.NOT_A_MODEL),
])  # fmt: skip
def test_what_is_no_model_is_not_remembered(profile: Profile, tmp_path: Path, name: str, trouble: Trouble) -> None:
    (tmp_path / "page.html").write_text("x")
    (tmp_path / "bad.gguf").write_text("x")
    with pytest.raises(CannotGet) as error:
        run(fetching.add(profile, tmp_path / name))
    assert error.value.trouble is trouble
    assert cards.read(profile) == ()


def test_removed_can_be_brought_back_until_its_room_is_freed(profile: Profile, server: HubServer) -> None:
    server.files[PLACE.key] = Served(DATA)
    get(profile, server)
    cards.put_aside(profile, SHA)
    assert states(profile) == {"heron": State.TO_GET}
    cards.bring_back(profile, SHA)
    assert states(profile) == {"heron": State.READY}
    cards.put_aside(profile, SHA)
    cards.clear(profile)
    cards.bring_back(profile, SHA)
    assert states(profile) == {"heron": State.TO_GET}
    assert [path for path in profile.models.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("change", [
    {"file": "../../etc/passwd"}, {"file": ".."}, {"file": ""}, {"sha256": "ab" * 32}, {"file": "sub/x.gguf"},
])  # fmt: skip
def test_a_card_that_points_elsewhere_is_not_believed(
    profile: Profile, server: HubServer, change: dict[str, str]
) -> None:
    server.files[PLACE.key] = Served(DATA)
    card = get(profile, server)
    (profile.models / SHA / cards.NAME).unlink()
    bad = replace(card, **change)  # type: ignore[arg-type]
    (profile.models / SHA / cards.NAME).write_text(json.dumps(encode(bad)))
    assert cards.read(profile) == ()
    (profile.models / SHA / cards.NAME).write_text("[" * 50_000)
    assert cards.read(profile) == ()


def test_nothing_outside_is_ever_dropped(profile: Profile, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    profile.models.mkdir(parents=True)
    for name in ("../../mine", "..", "", "mine", str(tmp_path / "mine")):
        cards.drop(profile, name)
        cards.put_aside(profile, name)
        cards.bring_back(profile, name)
    assert (tmp_path / "mine").is_dir() and profile.models.is_dir()


@pytest.mark.parametrize("at", range(1, 16))
def test_a_failing_disk_leaves_the_old_state_or_the_new(
    profile: Profile, server: HubServer, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    server.files[PLACE.key] = Served(DATA)
    monkeypatch.setenv("INGRAIN_FAIL_AT", str(at))
    monkeypatch.setenv("INGRAIN_FAIL_WITH", "EIO")
    try:
        get(profile, server)
    except CannotGet as error:
        assert error.trouble is Trouble.CANNOT_WRITE
    monkeypatch.delenv("INGRAIN_FAIL_AT", raising=False)
    assert states(profile)["heron"] in (State.TO_GET, State.PARTLY, State.READY)
    assert get(profile, server).sha256 == SHA
    assert states(profile) == {"heron": State.READY}


def test_the_shipped_catalogue_is_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    known = catalogue.known_models()
    assert {one.family for one in known} == {"llama", "qwen2", "qwen3", "gemma3", "phi3"}
    assert len({one.id for one in known}) == len(known) >= 15
    for one in known:
        assert one.facts is not None and one.facts.parameters > 1e8 and one.licence and one.template and one.good
        assert one.bytes == pytest.approx(one.facts.parameters * one.facts.bits / 8, rel=0.08), one.id
        assert one.default or (one.places and not one.sha256)  # a checksum stands there only where it was computed
        for place in one.places:
            assert names.is_repo(place.repo) and names.is_model(place.file)
