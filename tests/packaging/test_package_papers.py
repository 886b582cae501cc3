"""Licences, bill of materials, list of files: nothing ships unnamed, and the same folder gives the same papers."""

from __future__ import annotations

import sys
from importlib import metadata
from pathlib import Path

import pytest
from installers import bundled, file_list, licences, tidying
from installers.bundled import Part, UnknownOrigin

from tests.source import ROOT


def part(name: str, licence: str = "MIT", texts: tuple[Path, ...] = ()) -> Part:
    return Part(name, "1.0", licence, "python", texts)


def write_lists(work: Path, *sources: str) -> None:
    entries = [(Path(source).name, source, "DATA") for source in sources]
    (work / "COLLECT-00.toc").write_text(repr((True, {"x": None}, [("a/b", entries[0][1], "BINARY"), *entries])))
    (work / "PYZ-00.toc").write_text(repr((str(work / "x.pyz"), entries)))


def test_pyinstallers_lists_give_the_files_that_were_taken(tmp_path: Path) -> None:
    one, other = tmp_path / "one.so", tmp_path / "other.py"
    one.touch()
    other.touch()
    write_lists(tmp_path, str(one), str(other), str(tmp_path / "gone"), "relative")
    assert bundled.sources(tmp_path) == (one, other)


def test_every_file_has_an_owner(tmp_path: Path) -> None:
    import jinja2
    import PySide6

    own = tmp_path / "own.py"
    own.touch()
    taken = (
        Path(jinja2.__file__),
        Path(PySide6.__file__).parent / "QtCore.pyi",
        Path(sys.modules["json"].__file__ or ""),
        own,
    )
    names = {one.name.lower().replace("_", "-") for one in bundled.parts(taken, (tmp_path,), frozenset())}
    assert names == {"jinja2", "pyside6-essentials", "python"}


def test_a_file_of_nobody_stops_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stranger = tmp_path / "stranger.so"
    stranger.touch()
    with pytest.raises(UnknownOrigin, match=r"stranger\.so"):
        bundled.parts((stranger,), (ROOT,), frozenset())


def test_all_that_we_depend_on_names_its_licence() -> None:
    silent = [name for name in ("PySide6-Essentials", "torch", "tokenizers", "gguf", "numpy", "jinja2", "pypdf", "lxml",
                                "trafilatura", "ddgs", "urllib3", "platformdirs", "markdown-it-py", "mammoth")
              if not bundled.licence_of(metadata.distribution(name))]  # fmt: skip
    assert silent == []


def test_the_licences_hold_every_text_and_a_line_for_every_part(tmp_path: Path) -> None:
    notice = tmp_path / "NOTICE"
    notice.write_text("Words of the notice.", encoding="utf-8")
    text = licences.text([part("alpha", texts=(notice,)), part("beta", "BSD-3-Clause")])
    assert "alpha 1.0 — MIT" in text
    assert "beta 1.0 — BSD-3-Clause" in text
    assert "Words of the notice." in text
    assert "SmolLM2 135M — Apache-2.0" in text
    assert "Stanford Question" in text
    assert "ISC License" in text


def test_a_part_without_any_licence_stops_the_build() -> None:
    with pytest.raises(licences.NoLicence, match="beta"):
        licences.text([part("alpha"), part("beta", "")])


def test_the_bill_of_materials_is_valid_and_always_the_same() -> None:
    pytest.importorskip("cyclonedx", reason="the packing environment has it, this one does not")
    import json

    from installers import sbom
    from installers.about import about

    parts = [part("beta", "BSD License"), part("alpha", "MIT"), Part("libffi8", "3.4", "", "system", ())]
    text = sbom.text(about(), parts)
    assert text == sbom.text(about(), reversed(parts))
    told = json.loads(text)
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    assert {one["name"] for one in told["components"]} == {"alpha", "beta", "libffi8", "SmolLM2 135M"}


def test_the_list_of_files_is_sorted_and_tells_every_change(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two").write_bytes(b"2")
    (tmp_path / "one").write_bytes(b"1")
    (tmp_path / "link").symlink_to("one")
    (tmp_path / file_list.FILE).write_text("older")
    before = file_list.text(tmp_path)
    assert [line.rsplit("  ", 1)[1] for line in before.splitlines()] == ["b/two", "link", "one"]
    assert "-> one" in before
    (tmp_path / "one").write_bytes(b"!")
    assert file_list.text(tmp_path) != before


def test_a_library_that_searches_elsewhere_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {
        "foreign": " 0x1d (RUNPATH) Library runpath: [/root/python/lib]\n",
        "own": " 0x1d (RUNPATH) [$ORIGIN/../lib]\n",
    }
    monkeypatch.setattr(tidying, "readelf", lambda _what, path: told[path.name])
    assert tidying.searches_elsewhere(Path("foreign"))
    assert not tidying.searches_elsewhere(Path("own"))
