"""What a command prints: text for people, or one JSON object as the last line; progress on stderr.

Knows streams and exit codes; no command.
"""

from __future__ import annotations

import io
import json
import sys
from enum import IntEnum
from typing import Any, TextIO

from desktop.cli_words import Trouble


class Exit(IntEnum):
    DONE = 0
    BAD_INPUT = 2
    NOT_LEARNED = 3
    ENGINE = 4
    INTERRUPTED = 130  # as shells have it for Ctrl+C


class CliError(Exception):
    """Ends a command. `code` is for programs, `trouble` for people."""

    def __init__(self, exit_code: Exit, code: str, trouble: Trouble, detail: str = "") -> None:
        super().__init__(code)
        self.exit_code = exit_code
        self.code = code
        self.trouble = trouble
        self.detail = detail


def bad_input(code: str, trouble: Trouble, **values: object) -> CliError:
    return CliError(Exit.BAD_INPUT, code, fill(trouble, **values))


def fill(trouble: Trouble, **values: object) -> Trouble:
    """The same trouble with its {names} filled in."""
    parts = (trouble.happened, trouble.safe, trouble.next)
    return Trouble(*(part.format(**values) for part in parts))


class Console:
    """Where one command writes. `json` keeps stdout for JSON alone."""

    def __init__(self, as_json: bool, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self.json = as_json
        self._out = out or sys.stdout
        self._err = err or sys.stderr
        for stream in (self._out, self._err):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")  # a narrow terminal shows “?”; it must not end a lesson
        self._shown = ""

    def text(self, text: str, end: str = "\n") -> None:
        """Something for a person; silent with --json."""
        if not self.json:
            self._end_progress()
            print(text, end=end, file=self._out, flush=True)

    def note(self, text: str) -> None:
        """Something beside the result."""
        self._end_progress()
        print(text, file=self._err, flush=True)

    def progress(self, text: str) -> None:
        """One line that replaces the last on a terminal, and is written once when it is not one."""
        if text == self._shown:
            return
        if self._err.isatty():
            print(f"\r\033[K{text}", end="", file=self._err, flush=True)
        elif text.partition(",")[0] != self._shown.partition(",")[0]:
            print(text.partition(",")[0], file=self._err, flush=True)
        self._shown = text

    def result(self, data: dict[str, Any]) -> None:  # Any: JSON values have no closed type
        """The JSON object of the command; nothing without --json."""
        if self.json:
            self._end_progress()
            print(self.line(data), file=self._out, flush=True)

    def line(self, data: dict[str, Any]) -> str:
        """One line of JSON; letters stay letters where the stream can carry them."""
        plain = (self._out.encoding or "").lower().replace("-", "") != "utf8"
        return json.dumps(data, ensure_ascii=plain)

    def error(self, error: CliError) -> None:
        self.note(str(error.trouble))
        told = {"code": error.code, "message": str(error.trouble), "detail": error.detail}
        self.result({"error": told})

    def ask(self, question: str) -> str:
        """A line from the person; the question goes to stderr."""
        self._end_progress()
        print(question, end="", file=self._err, flush=True)
        return sys.stdin.readline()

    def _end_progress(self) -> None:
        if self._shown and self._err.isatty():
            print(file=self._err)
        self._shown = ""
