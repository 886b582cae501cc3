"""The floor every test stands on: no screen, no user folder, no network library that phones, nothing left behind.

The environment is set while this file is imported, before anything can have imported Qt.
"""

from __future__ import annotations

import atexit
import gc
import logging
import os
import re
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from backends.guards import share_processors
from learning.store.profile import Profile
from tests import leaks

OUR_LOGGERS = ("learning", "backends", "desktop", "ingrain")


def _hear_ctrl_c() -> None:
    """A shell ignores Ctrl+C for what it starts in the background, and every child would inherit that."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _move_home() -> None:
    """Every folder of the user becomes a temporary one, here and in every child process."""
    home = Path(tempfile.mkdtemp(prefix="ingrain-tests-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    folders = {
        "HOME": "", "USERPROFILE": "", "APPDATA": "AppData/Roaming", "LOCALAPPDATA": "AppData/Local",
        "XDG_DATA_HOME": ".local/share", "XDG_CONFIG_HOME": ".config", "XDG_CACHE_HOME": ".cache",
        "XDG_STATE_HOME": ".local/state", "XDG_RUNTIME_DIR": "run", "HF_HOME": ".cache/huggingface",
    }  # fmt: skip
    for name, below in folders.items():
        (home / below).mkdir(mode=0o700, parents=True, exist_ok=True)
        os.environ[name] = str(home / below)


_hear_ctrl_c()
_move_home()
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
os.environ.setdefault("OMP_NUM_THREADS", "2")
share_processors()  # as the engine process does
for _name in ("DISPLAY", "WAYLAND_DISPLAY", "INGRAIN_FAIL_AT"):
    os.environ.pop(_name, None)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "expects_log(pattern): our own log may contain a warning matching this")


def pytest_collection_finish(session: pytest.Session) -> None:
    """What collecting imported, torch among it, stays: the leak check need not look through it each time."""
    gc.freeze()


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    """An empty profile of this test's own."""
    return Profile(tmp_path / "profile")


@pytest.fixture(autouse=True)
def leaves_nothing() -> Iterator[None]:
    """Fails a test that leaves a thread, a child process, a running timer or a window."""
    before = leaks.take()
    yield
    left = leaks.found(before)
    if left:
        pytest.fail("left over: " + "; ".join(left), pytrace=False)


class _Listener(logging.Handler):
    """Keeps what our own loggers said at WARNING or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(f"{record.name}: {record.levelname}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def quiet_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails on a warning in our own log, unless the test expects it by marker or reads the log itself (caplog)."""
    listener = _Listener()
    for name in OUR_LOGGERS:
        logging.getLogger(name).addHandler(listener)
    yield
    for name in OUR_LOGGERS:
        logging.getLogger(name).removeHandler(listener)
    expected = [str(mark.args[0]) for mark in request.node.iter_markers("expects_log")]
    surprises = [line for line in listener.heard if not any(re.search(pattern, line) for pattern in expected)]
    if surprises and "caplog" not in request.fixturenames:
        pytest.fail("unexpected in our log: " + "; ".join(surprises), pytrace=False)
