"""Makes everything Ingrain needs inside .venv: `python3 packaging/setup_environment.py --for run|test`.

Knows only which Python is new enough, and looks for one. This file must stay readable for very old Pythons,
so that they can say what is wrong; all steps are in environment/.
"""

import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
NAMES = ("python3.11", "python3.12", "python3.13")
ASK = "import sys; print(int(sys.version_info[:2] >= (3, 11)))"


def newer_python():
    # type: () -> str | None
    """The path of another Python on this machine that is new enough."""
    if not hasattr(shutil, "which"):  # Python 2
        return None
    for name in NAMES:
        path = shutil.which(name)
        if path and _says_yes(path):
            return path
    return None


def _says_yes(path):
    # type: (str) -> bool
    try:
        answer = subprocess.run([path, "-c", ASK], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    except OSError:
        return False
    return answer.returncode == 0 and answer.stdout.strip() == b"1"


def main():
    # type: () -> int
    if tuple(sys.version_info[:2]) >= OLDEST:
        from environment import steps  # noqa: PLC0415 - an older Python could not read it

        return steps.main(sys.argv[1:])
    found = newer_python()
    if found:
        return subprocess.run([found, os.path.abspath(__file__)] + sys.argv[1:], check=False).returncode  # noqa: PTH100, RUF005
    sys.stderr.write(
        "Ingrain needs Python 3.11 or newer, and this is Python "
        + ".".join(str(n) for n in sys.version_info[:3])
        + ".\n"
        "Nothing was changed.\n"
        "Install Python 3.11 or newer. If it is there under another name, say so: make run PYTHON=/path/to/python3\n"
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
