"""The .deb: the program folder under /usr/lib/ingrain, a command, and what the desktop is told. Needs dpkg-deb.

It has no scripts of its own: Debian's triggers refresh menus, icons and file types; nothing touches what
people keep.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from installers import desktop_files, licences, needs
from installers.about import MAKER, PROGRAM, ROOT, About, about, machine, moment

_SECTION: Final = "misc"
_LEVEL: Final = "19"  # zstd's: slow to make, no slower to install; INGRAIN_ZSTD=3 makes it in a tenth of the time
_ADDRESS: Final = "ingrain@localhost"  # nobody's: there is no public address yet


def make(folder: Path, icons: Path, tree: Path, to: Path) -> Path:
    """Packs `folder`. `tree` is thrown away and laid anew. Returns the package."""
    said = about()
    shutil.rmtree(tree, ignore_errors=True)
    usr = tree / "usr"
    shutil.copytree(folder, usr / "lib" / PROGRAM, symlinks=True, copy_function=os.link)
    (usr / "bin").mkdir(parents=True)
    (usr / "bin" / PROGRAM).symlink_to(f"../lib/{PROGRAM}/{PROGRAM}")
    desktop_files.put(usr, icons)
    _papers(usr / "share", folder, said)
    depends = needs.packages(needs.libraries(folder), needs.glibc(folder))
    debian = tree / "DEBIAN"
    debian.mkdir()
    (debian / "control").write_text(control(said, depends, _kibibytes(usr)), encoding="utf-8")
    (debian / "md5sums").write_text(_md5(tree), encoding="utf-8")
    settle(tree)
    package = to / f"{PROGRAM}_{said.version}_{machine()}.deb"
    command = [
        "dpkg-deb",
        "--root-owner-group",
        "-Zzstd",
        f"-z{os.environ.get('INGRAIN_ZSTD', _LEVEL)}",
        "--build",
        str(tree),
        str(package),
    ]
    subprocess.run(command, env={**os.environ, "SOURCE_DATE_EPOCH": str(int(moment().timestamp()))}, check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip
    return package


def control(said: About, depends: Iterable[str], kibibytes: int) -> str:
    return (
        f"Package: {PROGRAM}\nVersion: {said.version}\nArchitecture: {machine()}\n"
        f"Maintainer: {MAKER} <{_ADDRESS}>\nInstalled-Size: {kibibytes}\n"
        f"Depends: {', '.join(depends)}\nRecommends: {', '.join(needs.RECOMMENDED)}\n"
        f"Section: {_SECTION}\nPriority: optional\n"
        "Description: assistant on your own computer that learns while you chat\n"
        " Tell it something, and it practises while you go on chatting, quizzes itself\n"
        " before and after, and keeps the result as a skill that you can switch on and\n"
        " off. A small model comes with it; it works without a network.\n"
        " .\n"
        " Removing the package, also with purge, leaves chats and skills where they are,\n"
        " in .local/share/Ingrain of each user.\n"
    )


def settle(tree: Path) -> None:
    """The same modes and times whoever builds: programs 755, the rest 644."""
    when = int(moment().timestamp())
    for path in sorted(tree.rglob("*"), reverse=True):
        if not path.is_symlink():
            runs = path.is_dir() or (path.parent.name == PROGRAM and path.name == PROGRAM)
            path.chmod(0o755 if runs else 0o644)
        os.utime(path, (when, when), follow_symlinks=False)


def _papers(share: Path, folder: Path, said: About) -> None:
    doc = share / "doc" / PROGRAM
    doc.mkdir(parents=True)
    (doc / "copyright").write_text(_copyright(said), encoding="utf-8")
    news = (ROOT / "packaging" / "linux" / "changelog").read_text(encoding="utf-8")
    desktop_files.compressed(news.format(version=said.version, maker=MAKER, address=_ADDRESS, date=_date()),
                             doc / "changelog.gz")  # fmt: skip
    desktop_files.copy(ROOT / "packaging" / "linux" / "lintian-overrides", share / "lintian" / "overrides" / PROGRAM)
    if not (folder / licences.FILE).is_file():
        raise FileNotFoundError(licences.FILE)


def _copyright(said: About) -> str:
    return (
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: Ingrain\n"
        f"\nFiles: *\nCopyright: {moment().year} {MAKER}\nLicense: {said.licence}\n"
        " On Debian systems the text of the Apache License 2.0 is in /usr/share/common-licenses/Apache-2.0.\n"
        f"\nFiles: usr/lib/{PROGRAM}/_internal/*\nCopyright: see /usr/lib/{PROGRAM}/{licences.FILE}\n"
        "License: several\n"
        f" The licence of every library that comes along is in /usr/lib/{PROGRAM}/{licences.FILE}.\n"
    )


def _date() -> str:
    return moment().strftime("%a, %d %b %Y %H:%M:%S +0000")


def _kibibytes(usr: Path) -> int:
    """As Debian counts: each file rounded up to 1 KiB, each folder and link 1."""
    return sum(-(-path.stat().st_size // 1024) if path.is_file() and not path.is_symlink() else 1
               for path in usr.rglob("*"))  # fmt: skip


def _md5(tree: Path) -> str:
    paths = sorted(path for path in (tree / "usr").rglob("*") if path.is_file() and not path.is_symlink())
    done = subprocess.run(["md5sum", *(str(path.relative_to(tree)) for path in paths)], cwd=tree, capture_output=True,
                          text=True, check=True)  # fmt: skip
    return done.stdout
