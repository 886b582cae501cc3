"""`ingrain`: a command without a window, or the window. Imports nothing heavy before it knows which."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Sequence
from pathlib import Path


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0 done, 2 bad input or profile in use, 3 not learned, 4 engine failure."""
    multiprocessing.freeze_support()
    _have_streams()
    words = list(sys.argv[1:] if argv is None else argv)
    from desktop import cli  # noqa: PLC0415  # no Qt for commands

    if cli.has_command(words):
        return cli.main(words)
    from desktop import app  # noqa: PLC0415  # no command: the window

    return app.main(words)


def _have_streams() -> None:
    """Windowed builds have no stdout and stderr, and libraries write to them."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  # as long as the program


if __name__ == "__main__":
    sys.exit(main())
