"""Fixtures of the command line's tests."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

from learning.store.profile import Profile
from tests.desktop.cli.running import FACT, PROGRAM, Ran, Run


@pytest.fixture
def run(profile: Profile) -> Run:
    """Run `ingrain …` on this test's profile with the echo engine."""

    def call(*words: str, backend: str = "echo", env: dict[str, str] | None = None) -> Ran:
        engine = ("--backend", backend) if backend else ()
        command = [sys.executable, *PROGRAM, *words, "--profile", str(profile.root), *engine]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **(env or {})},
        )
        assert "Traceback" not in done.stderr
        return Ran(done.returncode, done.stdout, done.stderr)

    return call


@pytest.fixture
def taught(run: Run) -> dict[str, Any]:
    """A skill, taught."""
    done = run("teach", FACT, "--yes", "--json")
    assert done.code == 0, done
    return done.json
