"""What the window says when a file cannot be read: what is the matter, and what to do next.

Knows the reasons of `learning.parse`. Does not know files. Nothing was learned or changed in any of these cases.
"""

from __future__ import annotations

from types import MappingProxyType

from desktop.counting_words import quoted
from learning.parse.reasons import Reason


class DocumentWords:
    """In the list a short state, beside the document the whole story."""

    READING = "Reading…"
    STOP = "Stop reading"
    STOPPED = "Reading was stopped. Nothing was added. Drop the file again to read it."
    CANNOT = "Cannot read"

    STATES = MappingProxyType(
        {
            Reason.ENCRYPTED: "needs a password",
            Reason.NO_TEXT: "no text found",
            Reason.TOO_LARGE: "too large",
            Reason.TOO_LONG: "takes too long",
            Reason.DAMAGED: "damaged",
            Reason.UNKNOWN_FORMAT: "unknown kind of file",
            Reason.MISSING: "not there",
            Reason.NOT_A_FILE: "not a file",
            Reason.NEEDS_PERMISSION: "not allowed",
            Reason.EMPTY: "empty",
        }
    )
    WHY = MappingProxyType(
        {
            Reason.ENCRYPTED: "It is locked with a password. Open it in the program it was made with, save a copy "
            "without the password, then drop that copy here.",
            Reason.NO_TEXT: "No text was found in it. Most likely its pages are pictures, as from a scanner. Run text "
            "recognition (OCR) on it, for example in the scanner's own program, then drop the new file here.",
            Reason.TOO_LARGE: "It holds more than can be read at once. Save it in smaller parts, then drop those here.",
            Reason.TOO_LONG: "Reading it took too long and was ended. Save only the pages you need, or save it again "
            "from the program it was made with, then drop that here.",
            Reason.DAMAGED: "It is damaged. If it opens in another program, save it again there and drop the new file "
            "here. Otherwise get it again from where it came from.",
            Reason.UNKNOWN_FORMAT: "This kind of file cannot be read. Save it as PDF, DOCX, EPUB, HTML, Markdown, TXT "
            "or CSV, then drop it here. You can also paste its text.",
            Reason.MISSING: "It is not there any more. It may have been moved, renamed or deleted. Find it, then drop "
            "it here.",
            Reason.NOT_A_FILE: "It is not a file with text in it. Choose the document itself.",
            Reason.NEEDS_PERMISSION: "You may not open it. Change its permissions, or copy it into a folder of your "
            "own, then drop it here.",
            Reason.EMPTY: "It is empty. If it should not be, get it again from where it came from.",
        }
    )

    @staticmethod
    def cannot_read(name: str, reason: Reason) -> str:
        """“Cannot read “a.pdf”. It is locked with a password. …”"""
        return f"{DocumentWords.CANNOT} {quoted(name)}. {DocumentWords.WHY[reason]}"

    @staticmethod
    def pages(done: int, total: int) -> str:
        """While it is read; the total is 0 as long as nobody knows it."""
        return f"Reading page {done} of {total}" if total > 1 else DocumentWords.READING
