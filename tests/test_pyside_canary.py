"""Canary: on Python 3.11, each emit of PySide6 6.12.0 drops a reference to True until the process aborts."""

from __future__ import annotations

import subprocess
import sys

EMIT = """
from PySide6.QtCore import QObject, Signal
class Bird(QObject):
    sang = Signal(object)
heard = []
bird = Bird()
bird.sang.connect(heard.append)
for note in range(5000):
    bird.sang.emit(note)
print(len(heard), heard[-1])
"""


def test_five_thousand_emits_and_a_clean_end() -> None:
    done = subprocess.run([sys.executable, "-c", EMIT], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split(), done.stderr) == (0, ["5000", "4999"], "")
