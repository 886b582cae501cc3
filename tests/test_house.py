"""The house rules that a machine can check, over every file of the project."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

from tests import bans
from tests.source import EVERYTHING, PRODUCT, ROOT, Source, files

MOST_LINES = 350
MOST_METHODS = 20
EMPTY_NAMES = re.compile(r"^(utils?|helpers?|common|misc|\w*manager|\w*_utils?|\w*_helpers?)$")
# Hard process ends that are the rule itself: the engine leaves at once when the window is gone.
MAY_EXIT = "os._exit"
# Written in pieces, so that this file does not contain what it looks for.
FOREIGN = ("/" + "work/", "." + "./shared", "pypi" + ".org", "python" + "hosted", "download." + "pytorch")


@pytest.mark.parametrize("bad", [
    "import pickle", "from marshal import loads", "import torch\ntorch.load('x')", "from torch import load",
    "conn.send(1)", "self._conn.recv()", "eval('1')", "def f():\n    global x\n    x = 1",
    "import subprocess\nsubprocess.run('x', shell=True)", "f(trust_remote_code=True)",
    "import multiprocessing\nq = multiprocessing.Queue()", "from multiprocessing import Queue",
])  # fmt: skip
def test_the_ban_finds_what_is_banned(bad: str) -> None:
    assert list(bans.found(ast.parse(bad)))


def test_the_ban_lets_our_own_words_pass() -> None:
    fine = (
        "conn.send_bytes(b'')\nlink.send(command)\nsubprocess.run(['x'], shell=False)\nsafetensors.torch.load_file(p)"
    )
    assert list(bans.found(ast.parse(fine))) == []


def test_nothing_banned() -> None:
    hits = [f"{source.name} {hit}" for source in files(*PRODUCT, "packaging") for hit in bans.found(source.tree)]
    assert [hit for hit in hits if not hit.endswith(MAY_EXIT)] == []


def test_files_are_short() -> None:
    too_long = {source.name: n for source in files(*EVERYTHING) if (n := source.text.count("\n")) > MOST_LINES}
    assert too_long == {}


def test_classes_are_small() -> None:
    """Word lists are tables, however many sentences they hold."""
    sources = [source for source in files(*EVERYTHING) if not source.name.endswith("words.py")]
    assert [hit for source in sources for hit in _large_classes(source)] == []


def test_names_say_something() -> None:
    names = [source.name for source in files(*EVERYTHING) if EMPTY_NAMES.match(Path(source.name).stem)]
    names += [name for source in files(*PRODUCT) for name in Path(source.name).parts[:-1] if EMPTY_NAMES.match(name)]
    assert names == []


def test_every_module_says_what_it_knows() -> None:
    silent = [
        source.name for source in files(*EVERYTHING) if source.text.strip() and not ast.get_docstring(source.tree)
    ]
    assert silent == []


def test_packaging_is_no_package() -> None:
    """It would hide the library of that name, which pip, pytest and transformers import."""
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_no_work_left_for_later() -> None:
    marks = re.compile(r"#\s*(TO" + "DO|FIX" + "ME|X" + "XX|HA" + "CK)\\b|raise NotImplemented" + "Error")
    assert [source.name for source in files(*EVERYTHING) if marks.search(source.text)] == []


def test_the_tree_names_no_foreign_place() -> None:
    hits = [f"{path.relative_to(ROOT)}: {word}" for path in _texts() for word in FOREIGN if word in _text(path)]
    assert hits == []


def _large_classes(source: Source) -> list[str]:
    classes = [node for node in ast.walk(source.tree) if isinstance(node, ast.ClassDef)]
    sizes = {node.name: sum(isinstance(part, ast.FunctionDef) for part in node.body) for node in classes}
    return [f"{source.name}:{name} has {size} methods" for name, size in sizes.items() if size > MOST_METHODS]


def _texts() -> list[Path]:
    """Everything a clone holds, and new files that are not ignored."""
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(asked, cwd=ROOT, capture_output=True, check=True, text=True).stdout.split("\0")
    return [path for name in names if name and (path := ROOT / name).is_file() and path.suffix not in (".png", ".gguf")]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
