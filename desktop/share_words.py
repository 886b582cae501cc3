"""What the window and the terminal say when a skill leaves as a file, and when one comes.

Knows the refusals of `learning.sharing`. Each has what happened and what to do; in between stands that nothing was
installed.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from desktop.counting_words import count
from learning.maker import Maker
from learning.sharing.refusals import Refusal

_ASK_ANEW: Final = "Ask for the file again, or fetch it again from where it came."
_DO_NOT: Final = "Do not use this file. Skills come as one .ingrain file without programs in it."
_OTHER_TOOL: Final = "Ask its maker for a plain LoRA adapter for the same model."
_UNPACK: Final = "If it is an adapter of another tool, unpack it and choose adapter_model.safetensors in it."
_NEEDS_PLAIN: Final = "Its maker can save it again as a plain LoRA adapter."

REFUSALS: Final = MappingProxyType(
    {
        Refusal.MISSING: ("The file is not there any more.", "Check its name."),
        Refusal.NOT_A_FILE: ("This is no ordinary file.", "Choose an .ingrain file, or the file of an adapter."),
        Refusal.NEEDS_PERMISSION: ("The file may not be read.", "Check who it belongs to."),
        Refusal.EMPTY: ("The file is empty.", _ASK_ANEW),
        Refusal.ENCRYPTED: ("The file is locked with a password.", "Ask for one that is not locked."),
        Refusal.DAMAGED: ("The file is damaged, or no plain archive.", _ASK_ANEW),
        Refusal.TOO_LARGE: ("The file holds more than a skill can.", "Ask for a smaller one."),
        Refusal.TOO_LONG: ("Looking at the file took too long.", "Try again when the computer has less to do."),
        Refusal.NOT_A_SKILL: ("This is no skill.", "Choose an .ingrain file, or the file of a LoRA adapter."),
        Refusal.TOO_MANY: ("There are too many files in it.", _UNPACK),
        Refusal.UNSAFE_NAME: ("A file in it has a name that reaches outside of it.", _DO_NOT),
        Refusal.LINK: ("There is a link in it that leads elsewhere.", _DO_NOT),
        Refusal.TWICE: ("Two files in it have the same name.", _DO_NOT),
        Refusal.CODE: ("There is a program in it, or a file that can run as one.", _DO_NOT),
        Refusal.NESTED: ("There is another archive in it.", _UNPACK),
        Refusal.EXTRA: ("There are files in it that no skill has.", _UNPACK),
        Refusal.INCOMPLETE: ("A part of the skill is missing.", _ASK_ANEW),
        Refusal.BOMB: ("It would unfold to many times its size.", _DO_NOT),
        Refusal.PART_DAMAGED: ("A part of it is not what the file says it is.", _ASK_ANEW),
        Refusal.MANIFEST_LARGE: ("What it says about itself is far too long.", _ASK_ANEW),
        Refusal.MANIFEST_DEEP: ("What it says about itself is nested too deep.", _ASK_ANEW),
        Refusal.MANIFEST_BROKEN: ("What it says about itself makes no sense.", _ASK_ANEW),
        Refusal.NEWER: ("A newer version of Ingrain has made it.", "Update Ingrain, then try again."),
        Refusal.CHECKSUM: ("It was changed after it was made: a checksum does not fit.", _ASK_ANEW),
        Refusal.LESSON: ("The list of what it was taught makes no sense.", "Ask for the file without that list."),
        Refusal.README: ("Its README is no plain text.", _ASK_ANEW),
        Refusal.HEADER_LARGE: ("Its table of contents is far too long.", _ASK_ANEW),
        Refusal.HEADER: ("Its table of contents makes no sense.", _ASK_ANEW),
        Refusal.TENSORS: ("It has too many parts, or none.", _OTHER_TOOL),
        Refusal.NUMBER_FORMAT: (
            "Its numbers are in a format that is not used here.", "Its maker can save it with 16 or 32 bits.",
        ),
        Refusal.OFFSETS: ("Its table of contents does not fit its numbers.", _ASK_ANEW),
        Refusal.TENSOR_NAME: ("It has parts whose names are not known.", _OTHER_TOOL),
        Refusal.TARGETS: (
            "It changes parts of the model that Ingrain cannot change.",
            "Only adapters of attention and MLP layers can be used.",
        ),
        Refusal.SHAPES: ("Its parts do not fit together.", _ASK_ANEW),
        Refusal.NUMBERS: ("Some of its numbers are none.", _ASK_ANEW),
        Refusal.CONFIG: ("Its settings make no sense.", _ASK_ANEW),
        Refusal.PEFT_TYPE: ("It is another kind of adapter than LoRA for text.", _OTHER_TOOL),
        Refusal.DORA: ("It was made with DoRA, which is not known here.", _NEEDS_PLAIN),
        Refusal.AUTO_MAPPING: ("It wants to choose a program to run.", _NEEDS_PLAIN),
        Refusal.REMOTE_BASE: ("It wants to fetch its model from somewhere else.", _NEEDS_PLAIN),
        Refusal.RANK: ("Its size is not one that can be used, or not what it says.", _NEEDS_PLAIN),
        Refusal.SETTING: ("It has a setting that is not known here and could change what it does.", _NEEDS_PLAIN),
        Refusal.NO_MODEL: ("It does not say which model it is for, and no model is open.", "Open its model first."),
        Refusal.OTHER_MODEL: ("It does not fit the model that is open.", "Open the model that it was made for."),
    }
)  # fmt: skip

MAKERS: Final = MappingProxyType({Maker.OTHER: "Not yours", Maker.ELSEWHERE: "Made elsewhere"})
HOW_IT_CAME: Final = MappingProxyType(
    {
        Maker.OTHER: "Not yours: it was added from a file.",
        Maker.ELSEWHERE: "Made elsewhere: a plain adapter of another tool, added from a file.",
    }
)


def refused(reason: Refusal) -> str:
    happened, what_next = REFUSALS[reason]
    return f"{happened} {ShareWords.NOTHING_INSTALLED} {what_next}"


def labelled(maker: Maker, line: str) -> str:
    """“Not yours · Opening hours, tours”"""
    return " · ".join(part for part in (MAKERS.get(maker, ""), line) if part)


class ShareWords:
    NOTHING_INSTALLED: Final = "Nothing was installed."
    SAVE: Final = "Save as a file…"
    ADD_FILE: Final = "Add from a file…"
    SAVE_TITLE: Final = "Save this skill as a file"
    ADD_TITLE: Final = "Add a skill from a file"
    FILES: Final = "Skills"
    WHAT_TOLD: Final = "Should what it was told go along?"
    WHAT_TOLD_MORE: Final = (
        "Whoever gets the file can then read every statement and the whole quiz. "
        "Without it the skill works just the same, but nobody can add to it or teach it again."
    )
    LEAVE_OUT: Final = "Leave it out"
    SEND_ALONG: Final = "Send it along"
    CANCEL: Final = "Cancel"
    EXISTS: Final = "There is a file of that name already. It was left as it is. Choose another name."
    CANNOT_WRITE: Final = "The file could not be written there. The skill is safe. Choose another place."
    NO_ROOM: Final = "There is no room for the file there. The skill is safe. Choose another place."
    DAMAGED: Final = "The files of this skill are damaged, so it was not saved as a file. Other skills work."
    TITLE: Final = "A skill from a file"
    INTRO: Final = "Look at it before it is added. It is added switched off, and only you switch it on."
    NOT_NOW: Final = "Not now"
    ADD: Final = "Add, switched off"
    BACK: Final = "Back to chat"
    NAME: Final = "Name"
    MADE: Final = "Made"
    MODEL: Final = "For the model"
    HERE: Final = "on this computer"
    NOT_HERE: Final = "not on this computer: it cannot be used until that model is there"
    FITS_HERE: Final = "It does not say for which exactly. It is tried on the model that is open: {name}"
    QUIZ: Final = "Quiz"
    NO_QUIZ: Final = "None: another tool made it"
    SIZE: Final = "Size"
    CHECKSUM: Final = "SHA-256"
    TOLD: Final = "What it says it was taught"
    NOT_TOLD: Final = "What it was taught was not sent along."
    NOT_TOLD_BY_TOOL: Final = "Nobody can say what it was taught."
    UNKNOWN: Final = "It does not say"
    SAYS_MAKER: Final = "says its maker"
    STILL_OFF: Final = "“{name}” was taught again. It came from a file, so it stays as you had switched it."

    ONE_BY_ONE: Final = "One skill is being looked at already. Add the other one after it."

    @staticmethod
    def saved(name: str, told: bool) -> str:
        along = "with what it was told" if told else "without what it was told"
        return f"Saved as {name}, {along}."

    @staticmethod
    def looking(name: str) -> str:
        return f"Looking at {name}"

    @staticmethod
    def added(name: str) -> str:
        return f"“{name}” was added. It is off."

    @staticmethod
    def figures(right: str, before: str, total: str) -> str:
        return f"{right}{total} right, {before} before, {ShareWords.SAYS_MAKER}"

    @staticmethod
    def and_more(number: int) -> str:
        return f"and {count(number, 'more statement', 'more statements')}"

    @staticmethod
    def size(number: int) -> str:
        return f"{number / 1e6:.1f} MB" if number >= 100_000 else f"{max(1, number // 1000)} kB"


OTHERS_KINDS: Final = MappingProxyType(  # of statements that came with a skill
    {
        "fact": "Its maker, as a fact",
        "instruction": "Its maker, as a rule for every answer",
        "conditional": "Its maker, as a rule for certain cases",
        "correction": "Its maker, as a corrected answer",
        "tool": "Its maker, as a tool",
        "document": "Its maker, out of a document",
        "web": "Its maker, out of the web",
    }
)
