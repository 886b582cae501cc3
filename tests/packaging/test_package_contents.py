"""What goes into the program folder: every module of ours by name, every resource, nothing of no use."""

from __future__ import annotations

import importlib
import re
from importlib.util import find_spec

import pytest
from installers import about, contents

from backends.table import BACKENDS
from tests.source import ROOT, files

MODULES = contents.modules(ROOT, mlx=True)
# Strings such as "learning.parse.child:run", which PyInstaller cannot follow.
BY_NAME = re.compile(r'"(?!desktop\.ini")((?:learning|backends|desktop)(?:\.\w+)+)(?::\w+)?"')


def test_everything_named_by_a_string_goes_in() -> None:
    named = {name for source in files(*contents.PRODUCT) for name in BY_NAME.findall(source.text)}
    assert {"backends.worker", "backends.selftest", "learning.parse.child", "learning.web.child"} <= named
    assert named - set(MODULES) == set()
    assert {entry.target.partition(":")[0] for entry in BACKENDS.values()} <= set(MODULES)


def test_every_module_that_goes_in_is_there() -> None:
    assert [name for name in MODULES if find_spec(name) is None] == []
    assert len(MODULES) > 300


def test_all_that_runs_without_mlx_can_be_imported() -> None:
    """A name that is wrong in the list is only a warning to PyInstaller."""
    wrong = []
    for name in contents.modules(ROOT, mlx=False):
        try:
            importlib.import_module(name)
        except ModuleNotFoundError as error:
            if error.name != "llama_cpp":  # an engine that this computer may be without
                wrong.append(f"{name}: {error}")
    assert wrong == []


def test_what_makes_our_readers_stays_in_the_workshop() -> None:
    assert set(MODULES) & contents.WORKSHOP == set()
    assert all(find_spec(name) is not None for name in contents.WORKSHOP)


def test_no_module_that_we_import_is_left_out() -> None:
    left_out = set(contents.left_out(mlx=False))
    imported = {line.split()[1] for source in files(*contents.PRODUCT) for line in source.text.splitlines()
                if re.match(r"\s*(import|from) \w", line)}  # fmt: skip
    roots = {name.split(".")[0] for name in imported} | imported
    # MLX brings its own; psutil's and py3langid's kind are tested by the packed self-test.
    assert roots & left_out == set()


def test_resources_keep_their_places() -> None:
    found = dict(contents.resources(ROOT))
    for place in ("models.toml", "moderation.toml", "ingrain.svg", "icons/lock.svg", "icons/LICENSE", "writers/NOTICE"):
        folder, _, _ = f"resources/{place}".rpartition("/")
        assert found[str(ROOT / "resources" / place)] == folder
    assert any("adapter_model.safetensors" in name and "readers" in name for name in found)


@pytest.mark.parametrize(
    ("place", "pruned"),
    [
        ("torch/include/ATen/ATen.h", True),
        ("torch/lib/libtorchbind_test.so", True),
        ("torch/lib/libtorch_cpu.so", False),
        ("torch/bin/torch_shm_manager", False),
        ("torch/bin/protoc", True),
        ("numpy/_core/tests/data/x.csv", True),
        ("PySide6/Qt/lib/libQt6Quick.so.6", True),
        ("libQt6EglFsKmsSupport.so.6", True),
        ("PySide6/Qt/lib/libQt6Widgets.so.6", False),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", False),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", False),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", True),
        ("PySide6/Qt/plugins/tls/libqopensslbackend.so", True),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("PySide6/Qt/translations/qtdeclarative_de.qm", True),
        ("PySide6\\Qt6Quick.dll", True),
        ("ingrain-0.1.0.dist-info/direct_url.json", True),
        ("ingrain-0.1.0.dist-info/METADATA", False),
        ("learning/store/schema.py", False),
        ("resources/prompts/topics.toml", False),
        ("share/ingrain/models/SmolLM2-135M-Instruct.Q4_1.gguf", False),
    ],
)
def test_what_is_of_no_use_stays_out(place: str, pruned: bool) -> None:
    assert contents.pruned(place) is pruned


@pytest.mark.parametrize(
    ("place", "of_system"),
    [("libX11.so.6", True), ("libxcb.so.1", True), ("libstdc++.so.6", True), ("libglib-2.0.so.0", True),
     ("libxcb-cursor.so.0", False), ("libpython3.11.so.1.0", False), ("libssl.so.3", False),
     ("libsqlite3.so.0", False), ("PySide6/Qt/lib/libQt6Core.so.6", False), ("libzmq.so.5", False)],
)  # fmt: skip
def test_the_systems_own_libraries_are_needed_not_brought(place: str, of_system: bool) -> None:
    assert contents.of_system(place) is of_system


def test_one_version_and_one_name_everywhere() -> None:
    from desktop.app import IDENTITY

    assert IDENTITY == about.IDENTITY
    assert about.about().version == re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.M)[1]  # type: ignore[index]
    assert about.about().version in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
