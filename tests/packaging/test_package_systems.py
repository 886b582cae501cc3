"""What each system is told of the program: desktop file, metadata, file type, Info.plist, installer, workflow."""

from __future__ import annotations

import configparser
import plistlib
import shutil
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import yaml
from installers import about, desktop_files, icons, mac_bundle, windows_version
from installers.debian import control

from tests.source import ROOT

PACKAGING = ROOT / "packaging"
SAID = about.about()
NAMESPACE = {"mime": "http://www.freedesktop.org/standards/shared-mime-info"}


def ran(*command: str | Path) -> str:
    if shutil.which(str(command[0])) is None:
        pytest.skip(f"{command[0]} is not installed here")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_the_menu_entry_opens_the_window_and_skill_files() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment,method-assign]  # keys are as written
    entry.read(desktop_files.LINUX / desktop_files.DESKTOP, encoding="utf-8")
    told = entry["Desktop Entry"]
    assert (told["Exec"], told["Icon"], told["MimeType"]) == ("ingrain %f", about.IDENTITY, f"{about.MIME};")
    assert told["StartupWMClass"] == about.NAME  # what X11 is told; Wayland is told the identity


def test_the_menu_entry_is_valid() -> None:
    assert ran("desktop-file-validate", desktop_files.LINUX / desktop_files.DESKTOP) == ""


def test_the_metadata_names_this_version_and_the_same_things() -> None:
    tree = ET.parse(desktop_files.LINUX / desktop_files.METAINFO)
    assert tree.findtext("id") == about.IDENTITY
    assert tree.findtext("launchable") == desktop_files.DESKTOP
    assert tree.findtext("project_license") == SAID.licence
    assert next(release.get("version") for release in tree.iter("release")) == SAID.version
    assert [kind.text for kind in tree.iter("mediatype")] == [about.MIME]


def test_the_metadata_is_valid() -> None:
    ran("appstreamcli", "validate", "--no-net", desktop_files.LINUX / desktop_files.METAINFO)


def test_the_file_type_is_a_zip_of_ours() -> None:
    tree = ET.parse(desktop_files.LINUX / desktop_files.MIME)
    kind = tree.find("mime:mime-type", NAMESPACE)
    assert kind is not None
    assert kind.get("type") == about.MIME
    assert [glob.get("pattern") for glob in kind.iterfind("mime:glob", NAMESPACE)] == [f"*.{about.SUFFIX}"]


def test_the_package_says_what_it_needs_and_where_data_stays() -> None:
    text = control(SAID, ("libc6 (>= 2.36)", "libgl1"), 12345)
    fields = dict(line.split(": ", 1) for line in text.splitlines() if line and not line.startswith(" "))
    assert (fields["Version"], fields["Installed-Size"]) == (SAID.version, "12345")
    assert fields["Depends"] == "libc6 (>= 2.36), libgl1"
    assert all(len(line) <= 80 for line in text.splitlines() if line.startswith(" "))
    assert ".local/share/Ingrain" in text


@pytest.mark.parametrize("size", [16, 48, 256])
def test_icons_are_pictures_of_their_size(size: int) -> None:
    data = icons.png(size)
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", data[16:24]) == (size, size)


def test_the_tables_of_icon_files_point_at_their_pictures(tmp_path: Path) -> None:
    icons.make(tmp_path)
    ico = (tmp_path / "ingrain.ico").read_bytes()
    count = struct.unpack("<HHH", ico[:6])[2]
    for number in range(count):
        size, place = struct.unpack("<II", ico[6 + 16 * number + 8 : 6 + 16 * number + 16])
        assert ico[place : place + 4] == b"\x89PNG"
        assert place + size <= len(ico)
    icns = (tmp_path / "ingrain.icns").read_bytes()
    assert struct.unpack(">I", icns[4:8]) == (len(icns),)


def test_macos_is_told_a_version_a_type_and_no_more_rights_than_needed() -> None:
    told = plistlib.loads(plistlib.dumps(mac_bundle.info(SAID)))
    assert told["CFBundleShortVersionString"] == SAID.version
    (kind,) = told["UTExportedTypeDeclarations"]
    assert kind["UTTypeTagSpecification"]["public.filename-extension"] == ["ingrain"]
    assert told["CFBundleDocumentTypes"][0]["LSItemContentTypes"] == [kind["UTTypeIdentifier"]]
    rights = plistlib.loads((PACKAGING / "macos" / "entitlements.plist").read_bytes())
    assert set(rights) == {f"com.apple.security.cs.{right}" for right in
                           ("allow-jit", "allow-unsigned-executable-memory", "disable-library-validation")}  # fmt: skip


@pytest.mark.parametrize(
    ("version", "numbers"), [("0.1.0", (0, 1, 0, 0)), ("1.2.3.4", (1, 2, 3, 4)), ("2.0rc1", (2, 0, 0, 0))]
)
def test_windows_gets_four_numbers(version: str, numbers: tuple[int, ...]) -> None:
    assert windows_version.numbers(version) == numbers


def test_the_windows_installer_compiles_with_a_stub(tmp_path: Path) -> None:
    if shutil.which("makensis") is None:
        pytest.skip("makensis is not installed here")
    folder, out = tmp_path / "a folder" / "ingrain", tmp_path / "out"
    (folder / "_internal").mkdir(parents=True)
    out.mkdir()
    shutil.copy(ROOT / "LICENSE", folder)
    for name in ("ingrain.exe", "ingrain-cli.exe", "_internal/python311.dll"):
        (folder / name).write_bytes(b"MZ")
    script = PACKAGING / "windows" / "make_installer.py"
    ran(sys.executable, script, folder, out, SAID.version)
    (installer,) = out.glob("*.exe")
    assert installer.read_bytes()[:2] == b"MZ"
    assert installer.stat().st_size > 50_000


@pytest.mark.parametrize("script", ["linux/test_installed.sh", "macos/make_dmg.sh"])
def test_shell_scripts_can_be_read_by_their_shell(script: str) -> None:
    ran("bash", "-n", PACKAGING / script)


def test_the_release_runs_the_selftest_on_every_system() -> None:
    flow = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8"))
    jobs = flow["jobs"]
    assert {job["runs-on"].split("-")[0] for job in jobs.values()} == {"ubuntu", "macos", "windows"}
    for name in ("linux", "macos", "windows"):
        text = "\n".join(step.get("run", "") for step in jobs[name]["steps"])
        assert "doctor --selftest --json" in text or "test_installed.sh" in text
    uses = [step["uses"] for job in jobs.values() for step in job["steps"] if "uses" in step]
    assert [one for one in uses if len(one.partition("@")[2]) != 40] == []  # a tag could be moved
    assert jobs["draft"]["needs"] == ["linux", "macos", "windows"]
