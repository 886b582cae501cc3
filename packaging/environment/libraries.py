"""The system libraries Qt loads on Linux: which are missing here and which package brings each. Installs on request.

Knows names of libraries and packages; does not know why the set-up runs. macOS and Windows need none of this.
"""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from environment.trouble import Trouble

FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
FONT_ENDINGS = (".ttf", ".otf", ".ttc")


@dataclass(frozen=True, slots=True)
class Library:
    """A library file and the package that brings it, per package tool; `screen`: only an X11 window needs it."""

    file: str
    apt: str
    dnf: str
    pacman: str
    zypper: str
    screen: bool = False


LIBRARIES = (
    Library("libEGL.so.1", "libegl1", "libglvnd-egl", "libglvnd", "libEGL1"),
    Library("libGL.so.1", "libgl1", "libglvnd-glx", "libglvnd", "libGL1"),
    Library("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon", "libxkbcommon", "libxkbcommon0"),
    Library("libfontconfig.so.1", "libfontconfig1", "fontconfig", "fontconfig", "libfontconfig1"),
    Library("libdbus-1.so.3", "libdbus-1-3", "dbus-libs", "dbus", "libdbus-1-3"),
    Library("libglib-2.0.so.0", "libglib2.0-0", "glib2", "glib2", "libglib-2_0-0"),
    Library("libX11-xcb.so.1", "libx11-xcb1", "libX11-xcb", "libx11", "libX11-xcb1", screen=True),
    Library(
        "libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor", "xcb-util-cursor", "libxcb-cursor0", screen=True
    ),
    Library("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm", "xcb-util-wm", "libxcb-icccm4", screen=True),
    Library("libxcb-image.so.0", "libxcb-image0", "xcb-util-image", "xcb-util-image", "libxcb-image0", screen=True),
    Library(
        "libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms", "xcb-util-keysyms", "libxcb-keysyms1", screen=True
    ),
    Library(
        "libxcb-render-util.so.0",
        "libxcb-render-util0",
        "xcb-util-renderutil",
        "xcb-util-renderutil",
        "libxcb-render-util0",
        screen=True,
    ),
    Library("libxcb-xkb.so.1", "libxcb-xkb1", "libxcb", "libxcb", "libxcb-xkb1", screen=True),
    Library(
        "libxkbcommon-x11.so.0",
        "libxkbcommon-x11-0",
        "libxkbcommon-x11",
        "libxkbcommon-x11",
        "libxkbcommon-x11-0",
        screen=True,
    ),
)
FONT = Library("a font", "fonts-dejavu-core", "dejavu-sans-fonts", "ttf-dejavu", "dejavu-fonts")


@dataclass(frozen=True, slots=True)
class Tool:
    """A package tool: the column of the table it reads and the commands it runs."""

    column: str
    program: str
    commands: tuple[tuple[str, ...], ...]

    def full(self, packages: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        return (*self.commands[:-1], (*self.commands[-1], *packages))


TOOLS = (
    Tool("apt", "apt-get", (("apt-get", "update"), ("apt-get", "install", "-y", "--no-install-recommends"))),
    Tool("dnf", "dnf", (("dnf", "install", "-y"),)),
    Tool("pacman", "pacman", (("pacman", "-S", "--needed", "--noconfirm"),)),
    Tool("zypper", "zypper", (("zypper", "--non-interactive", "install"),)),
)


def ensure(for_screen: bool, log: Path) -> None:
    """Install what is missing when that needs no password; otherwise say the one command that does it."""
    if platform.system() != "Linux":
        return
    missing = find_missing(for_screen)
    if missing:
        _install(missing, log)
        still = find_missing(for_screen)
        if still:
            raise _ask_person(still, _tool())


def find_missing(for_screen: bool) -> tuple[Library, ...]:
    wanted = (library for library in LIBRARIES if for_screen or not library.screen)
    missing = tuple(library for library in wanted if not loads(library.file))
    return missing if _has_font() else (*missing, FONT)


def loads(file: str) -> bool:
    try:
        ctypes.CDLL(file)
    except OSError:
        return False
    return True


def packages(missing: Iterable[Library], tool: Tool) -> tuple[str, ...]:
    return tuple(dict.fromkeys(getattr(library, tool.column) for library in missing))


def command_line(missing: Iterable[Library], tool: Tool) -> str:
    """The one line a person can paste."""
    return " && ".join("sudo " + " ".join(command) for command in tool.full(packages(missing, tool)))


def _install(missing: Sequence[Library], log: Path) -> None:
    tool, prefix = _tool(), _rights()
    if tool is None or prefix is None:
        raise _ask_person(missing, tool)
    print("Installing system libraries for the window: " + " ".join(packages(missing, tool)), flush=True)
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with log.open("a", encoding="utf-8") as out:
        for command in tool.full(packages(missing, tool)):
            done = subprocess.run([*prefix, *command], stdout=out, stderr=out, env=environ, check=False)
    if done.returncode:
        raise _ask_person(missing, tool)


def _tool() -> Tool | None:
    return next((tool for tool in TOOLS if shutil.which(tool.program)), None)


def _rights() -> tuple[str, ...] | None:
    """What to write before a command so that it may install, or None when only the person can."""
    if os.geteuid() == 0:
        return ()
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ("sudo", "-n")
    return None


def _ask_person(missing: Sequence[Library], tool: Tool | None) -> Trouble:
    how = "Run this once, then the same command again:\n  " + command_line(missing, tool) if tool else (
        "Install them with your system's package tool, then run the same command again."
    )  # fmt: skip
    return Trouble(
        "The window needs system libraries that are missing: " + ", ".join(library.file for library in missing) + ".",
        "Nothing else is wrong, and nothing was lost.",
        how,
    )


def _has_font() -> bool:
    folders = (Path(folder).expanduser() for folder in FONT_FOLDERS)
    return any(_holds_font(folder) for folder in folders if folder.is_dir())


def _holds_font(folder: Path) -> bool:
    return any(path.suffix.lower() in FONT_ENDINGS for path in folder.rglob("*.*"))
