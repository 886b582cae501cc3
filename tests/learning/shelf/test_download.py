"""Downloads against a server that breaks off, lies, refuses and changes its mind: never a bad file, and it goes on."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from learning.shelf import part as parts
from learning.shelf import process
from learning.shelf.messages import Hub
from learning.shelf.results import Asking, CannotGet, Getting, Got, NotFrom, Place, Trouble, Wanted
from learning.store import files
from tests.learning.shelf.hub_server import COMMIT, HubServer, Served, served

DATA = b"GGUF" + bytes(range(256)) * 4096  # a megabyte
SHA = hashlib.sha256(DATA).hexdigest()
ONE, TWO = Place("owner/one", "one.gguf"), Place("other/two", "two.gguf")


@pytest.fixture
def server() -> Iterator[HubServer]:
    with served() as made:
        yield made


def hub(server: HubServer) -> Hub:
    return Hub(server.address, (server.place,))


def finished(work: Generator[Any, None, Any]) -> tuple[list[Any], Any]:
    said = []
    while True:
        try:
            message = next(work)
        except StopIteration as end:
            return said, end.value
        said += [message] if message is not None else []


def get(server: HubServer, root: Path, *places: Place, sha256: str = "", size: int = 0) -> tuple[list[Any], Got]:
    said, got = finished(process.get(Wanted("One", places or (ONE,), sha256, size), root, hub(server)))
    return said, got


def refused(server: HubServer, root: Path, *places: Place, sha256: str = "", size: int = 0) -> CannotGet:
    with pytest.raises(CannotGet) as found:
        get(server, root, *places, sha256=sha256, size=size)
    return found.value


def test_a_file_comes_whole_and_checked(server: HubServer, tmp_path: Path) -> None:
    server.files[ONE.key] = Served(DATA)
    said, got = get(server, tmp_path)
    assert Path(got.path).read_bytes() == DATA and got.sha256 == SHA
    assert Path(got.path) == tmp_path / SHA / "one.gguf.part"
    assert got.place.revision == COMMIT  # what was looked at is what is sent, whatever is uploaded meanwhile
    assert isinstance(said[0], Asking) and said[-1] == Getting(len(DATA), len(DATA))


def test_nothing_of_this_machine_is_told(server: HubServer, tmp_path: Path) -> None:
    server.files[ONE.key] = Served(DATA)
    get(server, tmp_path)
    for _, headers in server.seen:
        assert headers["User-Agent"].startswith("Ingrain/")
        assert {"Authorization", "Cookie", "X-Amzn-Trace-Id"} & set(headers) == set()


def test_what_breaks_off_twenty_times_is_gone_on_with(server: HubServer, tmp_path: Path) -> None:
    cuts = [len(DATA) * number // 21 for number in range(1, 21)]
    server.files[ONE.key] = Served(DATA, cuts=cuts)
    _, got = get(server, tmp_path)
    assert Path(got.path).read_bytes() == DATA and server.files[ONE.key].cuts == []
    begun = [headers.get("Range", "") for headers in server.asked("/store/")]
    assert len(begun) == 21 and len(set(begun)) == 21  # each went on where the last had ended


def test_a_closed_download_goes_on_in_another_run(server: HubServer, tmp_path: Path) -> None:
    hold = threading.Event()
    server.files[ONE.key] = Served(DATA, hold=hold)
    work = process.get(Wanted("One", (ONE,)), tmp_path, hub(server))
    part = tmp_path / SHA / "one.gguf.part"
    for _ in work:
        if part.exists() and part.stat().st_size >= 400_000:
            break
    work.close()
    here = part.stat().st_size
    assert 0 < here < len(DATA)
    server.files[ONE.key].hold = None
    hold.set()
    said, got = get(server, tmp_path)
    assert Path(got.path).read_bytes() == DATA
    assert any(isinstance(one, Getting) and one.checking for one in said)
    assert server.asked("/store/")[-1]["Range"] == f"bytes={here}-"


def begun(root: Path, data: bytes, etag: str = '"one"') -> Path:
    """As if an earlier run had got this far."""
    made = parts.Part(root / SHA, "one.gguf", Wanted("One", (ONE,), SHA, len(DATA)))
    list(made.begin())
    made.name(etag)
    made.add(data)
    made.close()
    return made.path


@pytest.mark.parametrize(("here", "etag", "serve"), [
    (DATA[:500_000], '"old"', Served(DATA)),  # the server has another version now
    (DATA[:500_000], '"one"', Served(DATA, ranges=False)),  # it does not know Range
    (b"x" * 500_000, '"one"', Served(DATA)),  # what lies here was damaged
    (DATA + b"x" * 10, '"one"', Served(DATA)),  # more lies here than there is
    (DATA[:500_000], '"one"', Served(DATA, etag="")),  # it names no version any more
])  # fmt: skip
def test_a_beginning_that_does_not_fit_is_begun_anew(
    server: HubServer, tmp_path: Path, here: bytes, etag: str, serve: Served
) -> None:
    begun(tmp_path, here, etag)
    server.files[ONE.key] = serve
    _, got = get(server, tmp_path)
    assert Path(got.path).read_bytes() == DATA


def test_a_whole_part_asks_nobody_for_bytes(server: HubServer, tmp_path: Path) -> None:
    begun(tmp_path, DATA)
    server.files[ONE.key] = Served(DATA)
    _, got = get(server, tmp_path, sha256=SHA, size=len(DATA))
    assert Path(got.path).read_bytes() == DATA and server.seen == []


@pytest.mark.parametrize(("serve", "trouble"), [
    (Served(DATA, stated="ab" * 32), Trouble.WRONG_HASH),
    (Served(DATA, no_sum=True), Trouble.NO_CHECKSUM),
    (Served(DATA, linked="ab" * 32), Trouble.OTHER_FILE),
    (Served(DATA, size=len(DATA) - 1), Trouble.OTHER_FILE),
    (Served(DATA, size=len(DATA) + 1), Trouble.OTHER_FILE),
    (Served(DATA, status=404), Trouble.NOT_FOUND),
    (Served(DATA, status=401), Trouble.REFUSED),
    (Served(DATA, status=429), Trouble.RATE_LIMIT),
    (Served(DATA, status=500), Trouble.SERVER),
    (Served(DATA, to="http://127.0.0.1:1/store/x"), Trouble.BAD_ADDRESS),  # into this computer
    (Served(DATA, to="http://192.168.7.7/store/x"), Trouble.PRIVATE),
    (Served(DATA, to="file:///etc/passwd"), Trouble.BAD_ADDRESS),
])  # fmt: skip
def test_nothing_bad_is_ever_kept(server: HubServer, tmp_path: Path, serve: Served, trouble: Trouble) -> None:
    server.files[ONE.key] = serve
    assert refused(server, tmp_path).trouble is trouble
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_size > 10_000] == []


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_that_recovers_is_asked_again(server: HubServer, tmp_path: Path, status: int) -> None:
    server.files[ONE.key] = Served(DATA, statuses=[status, status])
    _, got = get(server, tmp_path)
    assert Path(got.path).read_bytes() == DATA


@pytest.mark.parametrize(
    "first", [None, Served(b"GGUF other"), Served(DATA, status=404), Served(DATA, stated="ab" * 32)]
)
def test_the_next_place_is_tried(server: HubServer, tmp_path: Path, first: Served | None) -> None:
    server.files[TWO.key] = Served(DATA)
    if first is not None:
        server.files[ONE.key] = first
    known = SHA if first is None or first.stated == "" else ""
    said, got = get(server, tmp_path, ONE, TWO, sha256=known)
    assert (got.place.repo, Path(got.path).read_bytes()) == (TWO.repo, DATA)
    assert [one.place.repo for one in said if isinstance(one, NotFrom)] == [ONE.repo]


def test_a_known_checksum_needs_no_list(server: HubServer, tmp_path: Path) -> None:
    server.files[ONE.key], server.listing = Served(DATA), 500
    _, got = get(server, tmp_path, sha256=SHA, size=len(DATA))
    assert Path(got.path).read_bytes() == DATA and server.asked("/api/") == []


def test_a_full_disk_is_said_beforehand_with_numbers(
    server: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.files[ONE.key] = Served(DATA, size=10**15)
    error = refused(server, tmp_path)
    assert (error.trouble, error.needed) == (Trouble.DISK_FULL, int(10**15 * 1.2))
    assert 0 < error.free < error.needed
    assert server.asked("/resolve/") == []


@pytest.mark.parametrize("at", [1, 2, 3, 4, 5, 6, 7, 8, 9])
def test_a_disk_that_fills_up_meanwhile_loses_nothing(
    server: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    server.files[ONE.key] = Served(DATA)
    monkeypatch.setenv("INGRAIN_FAIL_AT", str(at))
    try:
        get(server, tmp_path)
    except CannotGet as error:
        assert error.trouble is Trouble.DISK_FULL
    monkeypatch.delenv("INGRAIN_FAIL_AT", raising=False)
    _, got = get(server, tmp_path)
    assert Path(got.path).read_bytes() == DATA


@pytest.mark.parametrize(
    "name", ["../../evil.gguf", "/etc/evil.gguf", "..\\evil.gguf", "a/../../evil.gguf", ".gguf", "con.gguf"]
)
def test_no_name_leaves_the_folder(server: HubServer, tmp_path: Path, name: str) -> None:
    root = tmp_path / "deep" / "models"
    root.mkdir(parents=True)
    place = Place("owner/one", name)
    server.files[f"owner/one/{name}"] = Served(DATA)
    try:
        get(server, root, place)
    except CannotGet as error:
        assert error.trouble in (Trouble.NOT_FOUND, Trouble.BAD_ADDRESS)
    outside = [path for path in tmp_path.rglob("*") if path.is_file() and not path.is_relative_to(root / SHA)]
    assert outside == []
    assert {path.name for path in root.rglob("*.part")} <= {"model.gguf.part"}


def test_a_note_that_was_tampered_with_is_not_believed(tmp_path: Path) -> None:
    begun(tmp_path, DATA[:10])
    note = tmp_path / SHA / parts.NOTE
    text = note.read_text()
    for bad in (text.replace('one.gguf"', '../x.gguf"', 1), text.replace(SHA, "ab" * 32), "{", "[]", "[" * 100_000):
        note.write_text(bad)
        found = parts.read_note(tmp_path / SHA)
        assert found is None or Path(found.file).name == found.file
    files.remove_tree(tmp_path / SHA)
    assert parts.read_note(tmp_path / SHA) is None


def test_searching_and_looking(server: HubServer) -> None:
    server.files |= {
        "owner/bird-gguf/bird-Q4_K_M.gguf": Served(DATA),
        "owner/bird-gguf/bird-Q8_0.gguf": Served(DATA * 2),
        "owner/bird-gguf/README.md": Served(b"read"),
        "owner/bird-gguf/bird-00001-of-00002.gguf": Served(DATA),
        "owner/bird-gguf/mmproj-bird.gguf": Served(DATA),
        "owner/fish/fish.gguf": Served(DATA),
    }
    _, found = finished(process.search("bird", hub(server)))
    assert [(one.repo, one.licence, one.updated) for one in found] == [("owner/bird-gguf", "mit", "2026-03-04")]
    _, inside = finished(process.look("owner/bird-gguf", hub(server)))
    assert (inside[0].name, inside[0].size, inside[0].sha256) == ("bird-Q4_K_M.gguf", len(DATA), SHA)
    assert [one.name for one in inside] == ["bird-Q4_K_M.gguf", "bird-Q8_0.gguf"]


@pytest.mark.parametrize(("status", "trouble"), [
    (401, Trouble.REFUSED), (404, Trouble.NOT_FOUND), (429, Trouble.RATE_LIMIT), (500, Trouble.SERVER),
])  # fmt: skip
def test_a_hub_in_trouble_is_said_so(server: HubServer, status: int, trouble: Trouble) -> None:
    server.files["owner/bird/bird.gguf"] = Served(DATA)
    server.listing = status
    with pytest.raises(CannotGet) as found:
        finished(process.search("bird", hub(server)))
    assert found.value.trouble is trouble


def test_a_hub_that_is_not_there_is_offline(server: HubServer) -> None:
    gone = "127.0.0.1:9"  # nobody listens at "discard"
    with pytest.raises(CannotGet) as found:
        finished(process.search("bird", Hub(f"http://{gone}", (gone,))))
    assert found.value.trouble is Trouble.OFFLINE


def test_a_hub_inside_the_network_is_not_asked() -> None:
    with pytest.raises(CannotGet) as found:
        finished(process.look("owner/bird", Hub("https://10.1.2.3")))
    assert found.value.trouble is Trouble.PRIVATE
