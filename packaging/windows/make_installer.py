"""The installer for Windows: packaging/windows/make_installer.py FOLDER TO VERSION. Needs makensis (NSIS 3).

With INGRAIN_SIGN_COMMAND (a command line that a file's name is put behind, such as `signtool sign /fd sha256 …`) the
programs, the uninstaller and the installer are signed; without it Windows asks before the first start.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from installers.windows_version import numbers  # noqa: E402

PLACES = (r"C:\Program Files (x86)\NSIS\makensis.exe", r"C:\Program Files\NSIS\makensis.exe")


def main() -> int:
    folder, to, version = Path(sys.argv[1]).absolute(), Path(sys.argv[2]).absolute(), sys.argv[3]
    signing = os.environ.get("INGRAIN_SIGN_COMMAND", "")
    if signing:
        for program in sorted(folder.glob("*.exe")):
            subprocess.run([*shlex.split(signing, posix=False), str(program)], check=True)
    return subprocess.run(command(folder, to, version, signing), check=False).returncode


def command(folder: Path, to: Path, version: str, signing: str = "") -> list[str]:
    """What makensis is told. `folder` is the program folder, `to` where the installer goes."""
    values = {
        "VERSION": version,
        "NUMBERS": ".".join(map(str, numbers(version))),
        "FOLDER": str(folder),
        "OUT": str(to / f"Ingrain-{version}-x64.exe"),
    }
    icon = HERE.parent.parent / "build" / "package" / "icons" / "ingrain.ico"
    values |= {"ICON": str(icon)} if icon.is_file() else {}
    values |= {"SIGN": signing} if signing else {}
    return [
        makensis(),
        "-V2",
        "-WX",
        *(f"-D{name}={value}" for name, value in values.items()),
        str(HERE / "ingrain.nsi"),
    ]


def makensis() -> str:
    return shutil.which("makensis") or next((place for place in PLACES if Path(place).is_file()), "makensis")


if __name__ == "__main__":
    sys.exit(main())
