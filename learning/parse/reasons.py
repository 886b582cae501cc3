"""Why a file could not be read. Codes only: the window has the words."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """One reason each that a person can do something about."""

    ENCRYPTED = "encrypted"
    NO_TEXT = "no_text"  # most likely pictures of pages: a scanned PDF
    TOO_LARGE = "too_large"  # the file, what it unfolds to, or the memory it takes
    TOO_LONG = "too_long"  # to read: time ran out
    DAMAGED = "damaged"
    UNKNOWN_FORMAT = "unknown_format"
    MISSING = "missing"
    NOT_A_FILE = "not_a_file"  # a folder, a device, a pipe
    NEEDS_PERMISSION = "needs_permission"
    EMPTY = "empty"


class CannotRead(Exception):
    """The only exception that reading a file raises. `detail` is for Copy details: no text of the file."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail
