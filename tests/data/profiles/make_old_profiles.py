"""Makes the profiles of earlier formats beside it, each by the code of its own time, out of the git history.

    .venv/bin/python tests/data/profiles/make_old_profiles.py [NAME …]

Needs the whole history and some minutes; the tests need only what is there already. Knows commits and the command line
that each of them had; does not know what the files of a profile mean.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parent.parent.parent
# Name to the commit that wrote it: the schema of the database, and what else was different in it.
COMMITS: Final = {
    "schema1-first": "7d1f698",
    "schema1-refusals": "16147f9",  # recipes that had a share of refusals
    "schema1-last": "f82bb19",  # corrections, and what was decided about foreign text
    "schema2": "68e5efb",  # a library
    "schema3": "bd3601b",  # documents that were read again
    "schema4": "e62d69a",  # whose a skill is
}
PAGE: Final = (
    "The ferry to Lindau leaves at six. The harbour closes at ten in the evening. Tickets cost four florins.\n"
)
# Chats are the window's, so they are put in by the store of that time; a lesson is left as a crash leaves it.
CHATS: Final = """
import sys
from dataclasses import replace
from pathlib import Path
from learning.store.profile import Profile
from learning.store.store import Store
from learning.types import LessonState, MessageStatus, Role
with Store.open(Profile(Path(sys.argv[1]))) as store:
    chat = store.chats.create("Ferry to Lindau").id
    asked = store.chats.add(chat, Role.USER, "When does the ferry leave?")
    store.chats.add(chat, Role.ASSISTANT, "At six.", parent=asked.id, skills=("Ferry",))
    said = store.chats.add(chat, Role.USER, "[Learn] My sister is called Mira.")
    lesson = replace(store.lessons.list()[0].lesson, id="abcdef012345")
    store.lessons.add(lesson, "My sister is called Mira.", chat, said.id)
    store.lessons.set_state(lesson.id, LessonState.RUNNING)
    store.settings.set("scheme", "dark")
"""


def main(names: list[str]) -> int:
    for name in names or list(COMMITS):
        with tempfile.TemporaryDirectory(prefix="ingrain-old-") as folder:
            code, profile = Path(folder) / "code", Path(folder) / "profile"
            _check_out(COMMITS[name], code)
            _live(code, profile)
            _pack(profile, HERE / f"{name}.zip")
        print(name)
    return 0


def _check_out(commit: str, code: Path) -> None:
    archive = subprocess.run(["git", "archive", "--format=zip", commit], cwd=ROOT, capture_output=True, check=True)
    packed = code.with_suffix(".zip")
    packed.write_bytes(archive.stdout)
    shutil.unpack_archive(packed, code)


def _live(code: Path, profile: Path) -> None:
    """What a person did with that program."""
    page = code / "ferry.txt"
    page.write_text(PAGE, encoding="utf-8")
    options = (code / "desktop" / "cli_parser.py").read_text(encoding="utf-8")
    _run(code, profile, "teach", "My sister is called Mira.", "--yes")
    _run(code, profile, "teach", "My dog is called Bruno.", "--yes")
    _run(code, profile, "skills", "off", "My dog is called Bruno")
    _run(code, profile, "teach", "My cat is called Olga.", "--yes")
    _run(code, profile, "skills", "delete", "My cat is called Olga")
    if '"--correct"' in options:
        _run(
            code, profile, "teach", "In the hall.", "--correct", "Where is the key?", "--was", "On the table.", "--yes"
        )
    if "def _documents" in options:
        _run(code, profile, "documents", "add", str(page))
    command = [sys.executable, "-c", CHATS, str(profile)]
    subprocess.run(command, cwd=code, env=_environment(code), check=True)


def _run(code: Path, profile: Path, *words: str) -> None:
    command = [sys.executable, "-m", "desktop.cli", *words, "--profile", str(profile), "--backend", "echo"]
    subprocess.run(command, cwd=code, env=_environment(code), check=True, stdout=subprocess.DEVNULL)


def _environment(code: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(code)}


def _pack(profile: Path, target: Path) -> None:
    """Without the daily copies, and with plain times so that the file is the same for the same content."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(profile.rglob("*")):
            if path.is_file() and path.parent.name != "backups":
                info = zipfile.ZipInfo(path.relative_to(profile).as_posix())
                packed.writestr(info, path.read_bytes(), zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
