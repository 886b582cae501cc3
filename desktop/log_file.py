"""The log of the window's process: a small file in the profile with what was done and ignored, never what was said.

Knows logging; who logs sees to it that no text of a person or of others is in it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

NAME: Final = "window.log"
_OURS: Final = ("desktop", "learning")
_MOST: Final = 256 * 1024  # bytes; one older file is kept beside


@contextmanager
def kept(folder: Path) -> Iterator[None]:
    """While the window is open. The file is made with its first line."""
    handler = RotatingFileHandler(folder / NAME, maxBytes=_MOST, backupCount=1, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    loggers = [logging.getLogger(name) for name in _OURS]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.removeHandler(handler)
            logger.setLevel(level)
        handler.close()
