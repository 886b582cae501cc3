"""The steps inside the packing environment, in order: icons, program folder, papers, then what this system installs.

Each step says how long it took. Knows the order only; what is made is in the files beside this one.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from installers import bundled, file_list, icons, licences, sbom, tidying
from installers.about import NAME, PROGRAM, ROOT, about

SUMS: Final = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class Places:
    """`work` is kept between builds, `to` gets what people download."""

    work: Path
    to: Path

    @property
    def icons(self) -> Path:
        return self.work / "icons"

    @property
    def folder(self) -> Path:
        """The program folder, inside the bundle on macOS."""
        return self.work / "dist" / PROGRAM

    @property
    def app(self) -> Path:
        return self.work / "dist" / f"{NAME}.app"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--only", default="", choices=("", "folder"))
    options = parser.parse_args()
    places = Places(options.work, options.to.absolute())
    _timed("icons", lambda: icons.make(places.icons))
    _timed("program folder", lambda: freeze(places))
    if platform.system() == "Linux":
        _timed("libraries of Python", lambda: tidying.tidy(places.folder))
    _timed("licences, bill of materials, list of files", lambda: papers(places))
    if options.only:
        return 0
    places.to.mkdir(parents=True, exist_ok=True)
    for name, step in installers(places).items():
        _timed(name, step)
    sums(places.to)
    return 0


def freeze(places: Places) -> None:
    """Runs PyInstaller; its words go to a log. Raises CalledProcessError."""
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"]
    command += ["--workpath", str(places.work / "work"), "--distpath", str(places.work / "dist")]
    env = {**os.environ, "INGRAIN_PACKAGE_ICONS": str(places.icons)}
    subprocess.run([*command, str(ROOT / "packaging" / "ingrain.spec")], env=env, check=True)


def papers(places: Places) -> None:
    """What lies beside the program: licences, bill of materials, list of files."""
    folder = places.app / "Contents" / "Resources" if platform.system() == "Darwin" else places.folder
    parts = bundled.parts(bundled.sources(places.work / "work" / PROGRAM), (ROOT, places.work))
    (folder / "LICENSE").write_bytes((ROOT / "LICENSE").read_bytes())
    (folder / licences.FILE).write_text(licences.text(parts), encoding="utf-8")
    (folder / sbom.FILE).write_text(sbom.text(about(), parts), encoding="utf-8")
    (folder / file_list.FILE).write_text(file_list.text(folder), encoding="utf-8")


def installers(places: Places, system: str = platform.system()) -> dict[str, Callable[[], object]]:
    """What this system can build, by name."""
    if system == "Linux":
        from installers import appdir, debian, portable  # noqa: PLC0415

        return {
            "Debian package": lambda: debian.make(places.folder, places.icons, places.work / "deb", places.to),
            "portable archive": lambda: portable.make(places.folder, places.to),
            "AppDir": lambda: appdir.make(places.folder, places.icons, places.work / "AppDir", places.to),
        }
    if system == "Darwin":
        return {"disk image": lambda: _script("macos/make_dmg.sh", places.app, places.to, about().version)}
    return {"installer": lambda: _script("windows/make_installer.py", places.folder, places.to, about().version)}


def sums(folder: Path) -> None:
    """Checksums of all that people download, in the form `sha256sum -c` reads."""
    lines = []
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name != SUMS:
            with path.open("rb") as file:
                lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.name}\n")
            print(f"{path.stat().st_size / 1e6:8.1f} MB  {path}", flush=True)
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def _script(name: str, *arguments: object) -> None:
    path = ROOT / "packaging" / name
    starter = [sys.executable] if path.suffix == ".py" else ["bash"]
    subprocess.run([*starter, str(path), *map(str, arguments)], check=True)


def _timed(name: str, step: Callable[[], object]) -> None:
    begun = time.monotonic()
    step()
    print(f"{time.monotonic() - begun:6.1f} s  {name}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
