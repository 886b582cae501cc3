"""What the window and the terminal say of a person's own data: where it lies, how much there is, and its end.

Knows the parts of a profile. "Deleted" here always means for good.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from desktop.cli_words import Trouble
from desktop.counting_words import count
from learning.store.holdings import Part

PARTS: Final = MappingProxyType(
    {
        Part.CHATS: "Chats, lessons and settings",
        Part.SKILLS: "Skills",
        Part.DOCUMENTS: "Documents",
        Part.MODELS: "Models",
        Part.BACKUPS: "Copies of chats and lessons",
        Part.REST: "What can be made again, and logs",
    }
)


class DataWords:
    TITLE: Final = "Your data"
    INTRO: Final = (
        "All of it lies in one folder on this computer. Removing the program leaves it where it is; "
        "only what you delete here is gone."
    )
    FOLDER: Final = "Folder"
    TOGETHER: Final = "Together"
    COUNTING: Final = "Counting…"
    SHOW: Final = "Show the folder"
    DELETE: Final = "Delete everything…"
    KEEP: Final = "Keep it"
    DELETE_NOW: Final = "Delete for good"
    ALL_OF_IT: Final = "All of it"
    QUESTION: Final = "Delete everything that Ingrain has kept for you?"
    DELETED: Final = "Everything was deleted: {size} in {folder}."
    NOTHING: Final = "Ingrain keeps nothing in {folder}."
    ASK: Final = "Delete all of it for good? Type “delete” to go on: "
    OTHERS: Final = Trouble(
        "This folder holds other things as well: {names}.",
        "Nothing was deleted.",
        "Move them elsewhere and try again, or delete by hand what you do not want to keep.",
    )
    NOT_ALL: Final = Trouble(
        "Not everything could be deleted: a file is open elsewhere, or may not be changed.",
        "What is left is where it was.",
        "Close other programs and run: ingrain data delete",
    )
    NOT_ASKED: Final = Trouble(
        "Nothing was deleted: nobody is there to confirm it.",
        "Everything is still there.",
        "Add --yes to delete it without asking.",
    )
    DECLINED: Final = Trouble("Nothing was deleted.", "Everything is still there.", "")

    @staticmethod
    def counted(chats: int, skills: int, documents: int) -> str:
        """ "3 chats, 1 skill and 2 documents\""""
        parts = (count(chats, "chat", "chats"), count(skills, "skill", "skills"))
        return f"{parts[0]}, {parts[1]} and {count(documents, 'document', 'documents')}"

    @staticmethod
    def at_stake(size: str, what: str, folder: str) -> str:
        held = f", with {what}" if what else ""
        return f"{size} in {folder}{held}, and all copies of them. Ingrain then closes. This cannot be taken back."

    @staticmethod
    def others(names: tuple[str, ...]) -> str:
        """At most three of them."""
        return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
