"""The child's life: Stop, crashes, walls, limits, and that nothing heavy is imported where it was asked from."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from learning.parse.document import Part, Passage
from learning.parse.limits import LIMITS, MB, Limits
from learning.parse.messages import MessageError, Passages, Read, Unread, pack, unpack
from learning.parse.pieces import Progress
from learning.parse.process import read
from learning.parse.reasons import CannotRead, Reason
from tests.learning.parse.pdf_files import line, of_pages
from tests.learning.parse.reading import read_all

BAD = "tests.learning.parse.bad_children:"
HEAVY = {"pypdf", "pypdfium2", "pypdfium2_raw", "lxml", "mammoth", "trafilatura", "py3langid", "numpy", "markdown_it",
         "psutil", "PySide6", "backends", "desktop"}  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text("A short text.", encoding="utf-8")
    return path


def children() -> list[psutil.Process]:
    return [one for one in psutil.Process().children() if "resource_tracker" not in " ".join(one.cmdline())]


@pytest.mark.parametrize("module", [
    "learning.parse", "learning.parse.document", "learning.parse.process", "learning.parse.reasons",
    "learning.parse.formats", "desktop.document_words",
])  # fmt: skip
def test_nothing_heavy_here(module: str) -> None:
    ask = f"import sys, {module}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) & (HEAVY - {module.partition(".")[0]}) == set()


def test_progress_and_document(tmp_path: Path) -> None:
    path = tmp_path / "three.pdf"
    path.write_bytes(of_pages([line(f"Fact {at} stands here on its own page.", 72, 700) for at in range(3)]))
    seen: list[Progress] = []
    document = read_all(path, seen=seen)
    assert document.pages == len(document.passages) == 3
    assert [one for one in dict.fromkeys(seen) if one.total] == [Progress(at, 3) for at in range(4)]


@pytest.mark.parametrize("child", ["hangs", "computes"])
def test_stop(file: Path, child: str) -> None:
    reading = read(file, child=BAD + child)
    next(reading)
    next(reading)  # it is asked for something, and has nothing to say
    assert len(children()) == 1
    reading.close()
    assert children() == []


def test_closed_before_it_began(file: Path) -> None:
    reading = read(file)
    reading.close()
    assert children() == []


@pytest.mark.parametrize(("child", "reason", "changed"), [
    ("crashes", Reason.DAMAGED, {}),
    ("leaves", Reason.DAMAGED, {}),
    ("babbles", Reason.DAMAGED, {}),
    ("shouts", Reason.DAMAGED, {}),
    ("floods", Reason.TOO_LARGE, {"characters": 5_000_000}),
    ("hangs", Reason.TOO_LONG, {"wall_seconds": 1.0}),
    ("computes", Reason.TOO_LONG, {"cpu_seconds": 1}),
    ("fills", Reason.TOO_LARGE, {"memory": 300 * MB}),
    ("fills_without_walls", Reason.TOO_LARGE, {"memory": 200 * MB}),
])  # fmt: skip
def test_whatever_happens_is_a_reason(file: Path, child: str, reason: Reason, changed: dict[str, int]) -> None:
    with pytest.raises(CannotRead) as caught:
        read_all(file, limits=replace(LIMITS, **changed), child=BAD + child)  # type: ignore[arg-type]
    assert caught.value.reason is reason, caught.value
    assert children() == []


def test_the_walls_hold(file: Path) -> None:
    with pytest.raises(CannotRead) as caught:
        read_all(file, child=BAD + "tries_the_walls")
    assert caught.value.reason is Reason.EMPTY
    assert caught.value.detail == ""
    assert [path.name for path in file.parent.iterdir()] == ["a.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_the_system_keeps_c_code_from_writing(file: Path) -> None:
    with pytest.raises(CannotRead) as caught:
        read_all(file, child=BAD + "writes_in_c")
    assert caught.value.detail == "refused"
    assert file.read_text(encoding="utf-8") == "A short text."


@pytest.mark.parametrize(("limits", "data"), [
    (replace(LIMITS, characters=100), "word " * 40), (replace(LIMITS, passages=5), "- a\n" * 10),
    (replace(LIMITS, text_bytes=50), "word " * 40),
])  # fmt: skip
def test_too_much_text(file: Path, limits: Limits, data: str) -> None:
    file.write_text(data, encoding="utf-8")
    with pytest.raises(CannotRead) as caught:
        read_all(file, limits=limits)
    assert caught.value.reason is Reason.TOO_LARGE


def test_a_link_is_followed(file: Path) -> None:
    link = file.with_name("link.txt")
    link.symlink_to(file)
    assert read_all(link).title == "link"


def test_many_pages_take_little_room_here(tmp_path: Path) -> None:
    words = "the lamp house of Brennick stands on a rock that is cut off from the land "
    pages = [
        b"".join(line(f"{words}{at} {row}", 72, 740 - 14 * row) for row in range(45)) for at in range(150)
    ]  # fmt: skip
    path = tmp_path / "long.pdf"
    path.write_bytes(of_pages(pages, packed=True))
    before = psutil.Process().memory_info().rss
    document = read_all(path)
    grown = psutil.Process().memory_info().rss - before
    assert document.pages == 150
    assert document.words > 100_000
    assert grown < 30 * MB


@pytest.mark.parametrize("message", [
    Passages((Passage(Part.HEADING, "Ä “quoted”\n", 3, 2, "white"), Passage(Part.ROW, "a: b"))), Progress(3, 9),
    Read("ab", "T", "pdf", 3, 5, "en", "2025-01-01", ("noai",), 4), Unread(Reason.NO_TEXT, "3 pages"),
])  # fmt: skip
def test_messages_come_back_as_they_were(message: Passages | Progress | Read | Unread) -> None:
    assert unpack(pack(message)) == message


@pytest.mark.parametrize("frame", [
    b"", b"[]", b"{}", b"null", b'{"type":"Quit"}', b'{"type":"Progress","done":"3","total":1}', b"\xff",
    b'{"type":"Unread","reason":"tired","detail":""}', b"[" * 100_000, b'{"type":["Read"]}',
])  # fmt: skip
def test_frames_that_are_none(frame: bytes) -> None:
    with pytest.raises(MessageError):
        unpack(frame)
