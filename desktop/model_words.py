"""What the window and the terminal say about models: what they are, whether they fit, how a download stands.

Plain words. Names, licences and file names come in as they are.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from desktop.counting_words import about, count, quoted
from learning.shelf.results import Trouble
from learning.shelf.room import Fit
from learning.shelf.shelf import State

FITS: Final = MappingProxyType({Fit.WELL: "fits well", Fit.TIGHT: "tight", Fit.TOO_BIG: "too big"})
GOOD: Final = MappingProxyType(
    {
        "quick": "quick answers",
        "languages": "many languages",
        "writing": "writing",
        "reasoning": "thinking things through",
        "learning": "learning from you",
    }
)
STATES: Final = MappingProxyType(
    {
        State.READY: "ready",
        State.TO_GET: "not on this computer",
        State.PARTLY: "partly downloaded",
        State.DAMAGED: "damaged",
        State.AWAY: "not reachable",
    }
)
_SAFE: Final = "What was there before is as it was."
TROUBLES: Final = MappingProxyType(
    {
        Trouble.OFFLINE: "Nobody answered. What has arrived is kept. Go online, then try again.",
        Trouble.RATE_LIMIT: "It was asked too often. What has arrived is kept. Wait a few minutes, then try again.",
        Trouble.NO_RESULTS: "Nothing was found. Try other words.",
        Trouble.BAD_ADDRESS: f"It is at no address that may be opened. {_SAFE} Choose another model.",
        Trouble.PRIVATE: f"It led into your own network, so it was left alone. {_SAFE} Choose another model.",
        Trouble.NOT_FOUND: f"It is not there. {_SAFE} Look for it anew, or choose another.",
        Trouble.REFUSED: "Its makers give it only to people who have signed in there and agreed to their terms. "
        "Download it in your browser, then add the file here.",
        Trouble.CERTIFICATE: f"The other side could not prove who it is. {_SAFE} Try again later.",
        Trouble.TOO_LARGE: "The list was too long. Try more exact words.",
        Trouble.TOO_SLOW: "It took too long. What has arrived is kept. Try again later.",
        Trouble.REDIRECTS: f"It sends from place to place. {_SAFE} Choose another model.",
        Trouble.BROKEN: "What came back makes no sense. What has arrived is kept. Try again later.",
        Trouble.SERVER: "The other side has trouble of its own. What has arrived is kept. Try again later.",
        Trouble.NO_LIBRARY: "A part of Ingrain that looks for models is missing. Your models are safe. "
        "Run the set-up again.",
        Trouble.NO_CHECKSUM: f"Nobody says what the file must be, so nothing could check it. {_SAFE} Choose another.",
        Trouble.OTHER_FILE: f"Another file is there now. {_SAFE} Try again, or choose another model.",
        Trouble.WRONG_HASH: "What came is not what was promised, so it was thrown away. Your models are safe. "
        "Try again; if it happens again, choose another model.",
        Trouble.CUT_SHORT: "The connection broke off again and again. What has arrived is kept. Try again later.",
        Trouble.DISK_FULL: "There is not enough room on the disk. What has arrived is kept. Make room, then try again.",
        Trouble.CANNOT_WRITE: "The models' folder cannot be written to. What is there is safe. Check the folder.",
        Trouble.NOT_A_MODEL: "This is no model that can be read, or it is incomplete. Nothing was changed. "
        "Choose another file or folder.",
        Trouble.OTHER_KIND: "This kind of model cannot be run here. Nothing was changed. "
        "Llama, Qwen, Gemma 3, Mistral, Phi and SmolLM models can.",
    }
)


class ModelWords:
    """The page of models."""

    TITLE = "Models"
    BACK = "Back to chat"
    MENU = "Models…"
    PROMISE = "Nothing leaves this computer until you press Search or Download."
    HERE = "On this computer"
    TO_GET = "Can be downloaded"
    MORE = "Look for others"
    QUERY = "Name of a model"
    SEARCH = "Search"
    WHO = "The model hub huggingface.co gets these words, and sees your internet address. Nothing else is sent."
    ADD = "Add a model from a file or folder…"
    ADD_FILE = "Choose a file…"
    ADD_FOLDER = "Choose a folder…"
    FILES = "Model files"
    DOWNLOAD = "Download"
    PAUSE = "Pause"
    RESUME = "Resume"
    STOP = "Stop"
    REMOVE = "Remove"
    RETRY = "Try again"
    IN_USE = "In use"
    LOADING = "Opening…"
    GETTING = "Downloading"
    SUGGESTED = "Suggested for this computer"
    COMES_WITH = "comes with Ingrain"
    SHOW_FILES = "Show its files"
    CHECKING = "Looking at what is here already…"
    ASKING = "Asking…"
    SEARCHING = "Searching…"
    ADDING = "Looking at the model…"
    NO_FILES = "There is no file in it that can be run here."
    WAITS = "Waits for the other download."
    OWN = "Your own file"
    UNKNOWN_LICENCE = "licence not stated"
    GATED = "has to be asked for there"
    CHAT = "Chat"
    LEARNING = "Learning"
    NO_QUERY = "Write the name of a model."
    UNDO = "Undo"

    @staticmethod
    def nothing(words: str) -> str:
        return f"Nothing was found for {quoted(words)}. Try other words."

    @staticmethod
    def found(number: int) -> str:
        return f"{count(number, 'collection', 'collections')} found"

    @staticmethod
    def fits(what: str, fit: Fit, size: int) -> str:
        return f"{what}: {FITS[fit]}, {memory(size)}"

    @staticmethod
    def away(name: str) -> str:
        return f"{name} cannot be reached where it was. The model is listed, not lost."

    @staticmethod
    def damaged(name: str) -> str:
        return f"The file of {name} is not what it was, so it is not used. Remove it and get it again."

    @staticmethod
    def done(done: int, total: int) -> str:
        return f"{_plain(done, total)} of {size(total)}"

    @staticmethod
    def paused(done: int, total: int) -> str:
        return f"Paused at {ModelWords.done(done, total)}. Resume any time, also after a restart."

    @staticmethod
    def getting(done: int, total: int, speed: float | None, left: float | None) -> str:
        parts = [ModelWords.done(done, total)]
        parts += [f"{size(round(speed))} a second"] if speed is not None else []
        parts += [f"{about(left)} left"] if left is not None else []
        return ", ".join(parts)

    @staticmethod
    def got(name: str) -> str:
        return f"{name} is here and whole. Choose it to use it."

    @staticmethod
    def removed(name: str) -> str:
        return f"{name} was removed. Its skills are kept."

    @staticmethod
    def no_room(needed: int, free: int) -> str:
        return (
            f"{size(needed)} of disk space are needed and {size(free)} are free. "
            "What has arrived is kept. Make room, then try again."
        )

    @staticmethod
    def not_opened(name: str, back: str) -> str:
        return f"{name} could not be opened, so {back} is used again. Your chats and skills are safe."

    @staticmethod
    def in_use(name: str) -> str:
        return f"{name} is in use. Choose another model first, then remove it."

    @staticmethod
    def use(name: str) -> str:
        return f"Use {name}"

    @staticmethod
    def name(words: str, what: str) -> str:
        """What a screen reader says of a button in a row."""
        return f"{words}: {what}"

    @staticmethod
    def next_place(repo: str) -> str:
        return f"{repo} could not give it, so another place is asked."


def good(codes: tuple[str, ...]) -> str:
    """ "Good at quick answers and learning from you"; "" for a model that nobody says this of."""
    named = [GOOD[code] for code in codes if code in GOOD]
    if not named:
        return ""
    listed = named[0] if len(named) == 1 else ", ".join(named[:-1]) + " and " + named[-1]
    return f"Good at {listed}"


def quality(bits: float) -> str:
    """How much of the model's detail its file keeps."""
    if bits < 4.4:
        return "compact"
    return "balanced" if bits < 7 else "full quality"


def size(number: int) -> str:
    """Bytes as people read them: "386 MB", "2.5 GB"."""
    if number >= 999_500_000:
        return f"{number / 1e9:.1f} GB"
    if number >= 1_000_000 or number == 0:
        return f"{number / 1e6:.0f} MB"
    return f"{max(1, number // 1000)} kB"


def memory(number: int) -> str:
    return f"{number / 1e9:.1f} GB of memory"


def _plain(done: int, total: int) -> str:
    """Without the unit, where both have the same."""
    mine, all_ = size(done), size(total)
    return mine.split()[0] if mine.split()[-1] == all_.split()[-1] else mine


def trouble(code: Trouble, needed: int = 0, free: int = 0) -> str:
    return ModelWords.no_room(needed, free) if code is Trouble.DISK_FULL and needed else TROUBLES[code]
