"""Every sentence the command line says. Knows codes and turns them into words; decides nothing.

Trouble is told in three parts: what happened, what is safe, what to do next.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.lesson_words import TOOL_TROUBLE
from learning.protocol import FailureCode
from learning.rivals import Facet
from learning.store.errors import SkillDamage, StoreCode
from learning.tools import ToolTrouble
from learning.types import Kind, Phase, Reason, Verdict


@dataclass(frozen=True, slots=True)
class Trouble:
    """One piece of bad news."""

    happened: str
    safe: str
    next: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.happened, self.safe, self.next) if part)


_CHATS_SAFE = "Your chats, lessons and skills are safe."
_NOTHING_CHANGED = "Nothing was changed."

STORE: dict[StoreCode, Trouble] = {
    StoreCode.IN_USE: Trouble(
        "This profile is in use: the Ingrain window, or another teach command, has it open.",
        _NOTHING_CHANGED,
        "Close the other one and try again, or name another profile with --profile.",
    ),
    StoreCode.MISSING: Trouble("This profile is still empty.", "", 'Try: ingrain teach "My sister is called Mira."'),
    StoreCode.READ_ONLY: Trouble(
        "Ingrain cannot write in the profile folder.",
        "What is in it is untouched.",
        "Check that it is a folder you may write to, or name another with --profile.",
    ),
    StoreCode.DAMAGED: Trouble(
        "The database of this profile is damaged and there is no copy to put in its place.",
        "The damaged file was left as it is, and the skills folder beside it too.",
        "Put a copy of ingrain.db from your own backup there, or name another profile with --profile.",
    ),
    StoreCode.NEWER: Trouble(
        "A newer version of Ingrain has written this profile.",
        "It can still be read; " + _NOTHING_CHANGED.lower(),
        "Update Ingrain to teach or change anything in it.",
    ),
    StoreCode.DISK_FULL: Trouble(
        "The disk is full.",
        "Everything that was saved before is safe.",
        "Make some room and run the same command again: a lesson goes on where it stopped.",
    ),
    StoreCode.DISK_ERROR: Trouble(
        "The disk reported an error.",
        "Everything that was saved before is safe.",
        "Check the disk, then run the same command again.",
    ),
    StoreCode.SKILL_DAMAGED: Trouble(
        "The files of this skill are not what was saved.",
        "It stays off; the model and all other skills work as before.",
        "Delete it and teach it again, or put its folder back from a backup.",
    ),
    StoreCode.UNKNOWN_ID: Trouble("There is no such entry.", _NOTHING_CHANGED, "Try: ingrain skills list"),
    StoreCode.NOT_EXPECTED: Trouble(
        "A result came for a lesson that is already over.", _NOTHING_CHANGED, "Run the same command again."
    ),
    StoreCode.FILE_CHANGED: Trouble(
        "The file was changed or moved while it was read.", _NOTHING_CHANGED, "Run the same command again."
    ),
    StoreCode.NOT_ONLY_OURS: Trouble(
        "This folder holds other things as well.", "Nothing was deleted.", "Move them elsewhere, then try again."
    ),
}

FAILURE: dict[FailureCode, Trouble] = {
    FailureCode.MODEL_MISSING: Trouble(
        "The model file is not there.", _CHATS_SAFE, "Try: ingrain models list, or name a model file with --model."
    ),
    FailureCode.MODEL_DAMAGED: Trouble(
        "The model file is incomplete or damaged.",
        _CHATS_SAFE,
        "Get the file again, or name another model file with --model.",
    ),
    FailureCode.MODEL_UNKNOWN: Trouble(
        "This kind of model is not supported.", _CHATS_SAFE, "Name another model file with --model."
    ),
    FailureCode.NO_MODEL: Trouble(
        "No model is open.", _CHATS_SAFE, "Try: ingrain models list, or name a model file with --model."
    ),
    FailureCode.SKILL_DAMAGED: STORE[StoreCode.SKILL_DAMAGED],
    FailureCode.SKILL_OTHER_MODEL: Trouble(
        "This skill was learned for another model.", _NOTHING_CHANGED, "Name its model with --model, or leave it out."
    ),
    FailureCode.OUT_OF_MEMORY: Trouble(
        "The computer ran out of memory.", _CHATS_SAFE, "Close other programs or use a smaller model, then try again."
    ),
    FailureCode.DISK_FULL: STORE[StoreCode.DISK_FULL],
    FailureCode.DISK_READ_ONLY: STORE[StoreCode.READ_ONLY],
    FailureCode.BAD_NUMBERS: Trouble(
        "Learning went wrong: the result was not usable.",
        "Nothing was saved from it; your lesson is kept.",
        "Run the same command again.",
    ),
    FailureCode.TOO_LONG: Trouble(
        "The message is too long for this model.", _NOTHING_CHANGED, "Shorten it, or use a model with more room."
    ),
    FailureCode.ENGINE_DIED: Trouble(
        "The engine stopped unexpectedly.",
        _CHATS_SAFE,
        "Run the same command again: a lesson goes on where it stopped.",
    ),
    FailureCode.ENGINE_STUCK: Trouble(
        "The engine is not answering.", _CHATS_SAFE, "Run the same command again: a lesson goes on where it stopped."
    ),
    FailureCode.ENGINE_NOT_STARTED: Trouble("The engine did not start.", _CHATS_SAFE, "Try: ingrain doctor"),
    FailureCode.VERSION_MISMATCH: Trouble(
        "Parts of Ingrain are of different versions.", _CHATS_SAFE, "Install Ingrain again; your profile stays."
    ),
    FailureCode.INTERNAL: Trouble(
        "Something went wrong inside Ingrain.", _CHATS_SAFE, "Try again; if it happens again, run: ingrain doctor"
    ),
}

DAMAGE: dict[str, str] = {
    SkillDamage.MANIFEST_MISSING: "its list of files is missing",
    SkillDamage.MANIFEST_BROKEN: "its list of files cannot be read",
    SkillDamage.NEWER_FORMAT: "a newer Ingrain wrote it",
    SkillDamage.FILE_MISSING: "a file is missing",
    SkillDamage.FILE_SIZE: "a file is cut short",
    SkillDamage.FILE_CHANGED: "a file was changed",
    SkillDamage.FOLDER_MISSING: "its folder is missing",
    SkillDamage.UNREADABLE: "a file cannot be read",
    SkillDamage.WRONG_LESSON: "it belongs to another lesson",
}

KINDS: dict[Kind, str] = {
    Kind.FACT: "Fact",
    Kind.INSTRUCTION: "Always",
    Kind.CONDITIONAL: "In some cases",
    Kind.CORRECTION: "Correction",
    Kind.TOOL: "Tool",
    Kind.DOCUMENT: "Document",
    Kind.WEB: "From the web",
}

PHASES: dict[Phase, str] = {
    Phase.LOAD: "Opening the model",
    Phase.PREPARE: "Preparing the lesson",
    Phase.TRAIN: "Practising",
    Phase.QUIZ: "Quiz",
    Phase.SAVE: "Saving",
}

VERDICTS: dict[Verdict, str] = {
    Verdict.LEARNED: "Learned",
    Verdict.GENTLE: "Learned gently",
    Verdict.NOT_LEARNED: "Not learned",
}

REASONS: dict[Reason, str] = {
    Reason.PASSED: "The quiz was passed.",
    Reason.LOWER_STRENGTH: "At full strength it had side effects, so it works at a lower strength.",
    Reason.TOO_LITTLE: "The quiz did not get better. Try to say it in other words, or one thing at a time.",
    Reason.SIDE_EFFECTS: "Other answers changed too much, so nothing was kept. Try to say it more narrowly.",
    Reason.BLEED: "What was taught showed up in the wrong places, so nothing was kept. Try to say it more narrowly.",
    Reason.STILL_SAID: "What was to be forgotten was still said. The old version was kept: switch it off or delete it.",
    Reason.ALREADY_KNOWN: "The model knew this already, so nothing had to change.",
    Reason.CANNOT_READ: "This model cannot make sense of it. Say it in plainer words, or choose a larger model.",
    Reason.TOO_MANY_RULES: "This model is too small for so many rules at once. Teach two of them, then the others.",
    Reason.BAD_NUMBERS: "The result was not usable, so nothing was kept. Run the same command again.",
}


FACETS: dict[Facet, str] = {
    Facet.START: "how an answer begins",
    Facet.END: "how an answer ends",
    Facet.LIST: "the kind of list",
    Facet.CASE: "capital letters",
    Facet.LANGUAGE: "the language",
}

TOOLS: dict[ToolTrouble, Trouble] = {
    code: Trouble(f"{words}{{where}}.", _NOTHING_CHANGED, "Put it right and run the same command again.")
    for code, words in TOOL_TROUBLE.items()
}


class Cli:
    """Single sentences of the command line."""

    ABOUT = (
        "A desktop assistant that runs on your own machine and learns while you chat. Without a command: the window."
    )
    EMPTY_QUESTION = Trouble("There is no question.", "", 'Try: ingrain chat "What can you do?"')
    TWO_QUESTIONS = Trouble("A question and --batch were given.", "", "Use one of them.")
    EMPTY_LESSON = Trouble(
        "There is nothing to learn in this text.", "", 'Try: ingrain teach "My sister is called Mira."'
    )
    NO_TOOL_FILE = Trouble("The file {path} cannot be read.", _NOTHING_CHANGED, "Check its name.")
    ONE_LESSON = Trouble(
        "A text, --correct and --tool ask for different lessons.", _NOTHING_CHANGED, "Try: ingrain teach --help"
    )
    LESSON_TOO_LONG = Trouble(
        "This is too long for one lesson.", _NOTHING_CHANGED, "Teach it in several parts of at most {limit} characters."
    )
    ASKS_FOR_WEB = Trouble(
        "This part asks for the web: “{text}”",
        "Nothing was taught and nothing was searched for.",
        'Leave it out here. To learn it: ingrain teach --web "{text}"',
    )
    READING = "Reading {name}"
    SEARCHING = "Searching the web for “{query}”"
    FETCHING = "Reading {number} pages"
    WHICH = "Read which of them? (numbers, or nothing) "
    DISPUTED_KEPT = "Disputed, taken as the better supported: {text} ({site}, {date})"
    DISPUTED_LEFT = "Disputed, left out: {text} ({site}, {date})"
    WEB_TROUBLE = Trouble("{problem}", "", "Nothing was learned or changed.")
    FROM_DOCUMENT = "{name}: {facts} facts"
    HELD_BACK = "{number} left out:"
    MORE_FACTS = "The {taught} most telling of {all} facts are taught."
    CANNOT_READ = Trouble("{problem}", "", "Nothing was learned or changed.")
    NO_FACTS = Trouble("There is no fact in it that can be taught.", "", "Choose a text with whole sentences.")
    NO_DOCUMENTS = "There are no documents."
    NOTHING_FOUND = "Nothing was found."
    READ_ALREADY = "{name} is there already, as “{title}”."
    ADDED = "{title}: {words} words"
    REMOVED = "“{title}” was taken out. The last 7 daily copies of the database may still hold its text."
    STILL_KNOWN = (
        "The skill “{name}” learned from it and keeps that. To forget it: ingrain skills forget “{name}” “{title}”"
    )
    NO_SUCH_DOCUMENT = Trouble("There is no document {name}.", _NOTHING_CHANGED, "Try: ingrain documents list")
    MANY_DOCUMENTS = Trouble(
        "Several documents are called {name}.", _NOTHING_CHANGED, "Use one of these instead of the name: {ids}"
    )
    LOOKED_UP = "Looked up in {title}{place}:"
    REMEMBERED = "From memory; {title}{place} says the same:"
    NOT_IN_DOCUMENTS = "Nothing about this was found in the documents: the answer is from memory."
    ASKS_FOR_DOCUMENT = Trouble(
        "This part asks for a document: “{text}”",
        "Nothing was taught.",
        "Leave it out here. To learn from a file: ingrain teach --document FILE",
    )
    NOT_ASKED = Trouble(
        "Nothing was taught: nobody is there to confirm it.", _NOTHING_CHANGED, "Add --yes to teach without asking."
    )
    DECLINED = Trouble("Nothing was taught.", _NOTHING_CHANGED, "Say it in other words, or answer y.")
    UNDERSTOOD = "This is what will be learned:"
    CHANGES = "Changes what you told me: “{text}”"
    BECOMES = "It becomes {number} skills, one after another."
    ADDS = "It is added to the skill “{name}”."
    ALSO_CHANGES = "The skill “{name}” held the old one too; it is learned again without it."
    GAVE_WAY = "“{to}” and “{name}” disagree about {about}. The newer one counts, so “{name}” is off."
    FORGETS = "“{text}” is forgotten: the skill “{name}” is learned again without it."
    FORGETS_ALL = "“{text}” was all that the skill “{name}” held, so it is in the trash now."
    NO_SUCH_STATEMENT = Trouble(
        "The skill “{name}” holds no such statement: {text}", _NOTHING_CHANGED, "Try: ingrain skills show “{name}”"
    )
    FILE_EXISTS = Trouble(
        "There is a file {path} already.", "It was left as it is.", "Choose another name, or add --force to replace it."
    )
    CANNOT_WRITE = Trouble("The file could not be written there.", "The skill is safe.", "Choose another place.")
    NO_ROOM = Trouble("There is no room for the file there.", "The skill is safe.", "Choose another place.")
    ADD_NOT_ASKED = Trouble(
        "Nothing was installed: nobody is there to confirm it.", _NOTHING_CHANGED, "Add --yes to add it without asking."
    )
    ADD_DECLINED = Trouble("Nothing was installed.", _NOTHING_CHANGED, "")
    ASK_ADD = "Add it, switched off? [y/N] "
    NO_LESSON = Trouble(
        "What the skill “{name}” was taught is not known here: it came from a file without it.",
        _NOTHING_CHANGED,
        "Teach a new skill instead, or ask its maker for the file with what it was told.",
    )
    UNSURE = "(I am not sure that I understood this as you meant it.)"
    ASK = "Teach this? [y/N] "
    RESUMING = "Going on with the lesson where it was interrupted."
    RESUMING_REST = "Going on where it was interrupted: {number} lessons are left."
    INTERRUPTED = Trouble(
        "Stopped.", "The lesson is kept as interrupted.", "Run the same teach command again to go on with it."
    )
    STOPPED = Trouble("Stopped.", _CHATS_SAFE, "")
    NO_SUCH_SKILL = Trouble("There is no skill called “{name}”.", _NOTHING_CHANGED, "Try: ingrain skills list")
    MANY_SKILLS = Trouble("Several skills are called “{name}”.", _NOTHING_CHANGED, "Use the id: {ids}")
    SKILL_DAMAGED = Trouble(
        "The skill “{name}” is damaged: {why}.",
        "The model and all other skills work as before.",
        "Leave it out, or delete it and teach it again.",
    )
    OTHER_MODEL = Trouble(
        "The skill “{name}” was learned for another model, {model}.", _NOTHING_CHANGED, "Use that model with --model."
    )
    LEFT_OUT = "The skill “{name}” is left out: {why}."
    OTHER_MODEL_WHY = "it was learned for another model"
    DAMAGED_WHY = "it is damaged"
    NO_BATCH = Trouble("The batch file {path} cannot be read.", "", "Check its name.")
    BAD_LINE = Trouble(
        "Line {line} of the batch file is not usable.",
        "Nothing was asked.",
        "Each line is a JSON object with the question under “prompt”.",
    )
    NO_BACKEND = Trouble("There is no engine called “{name}” here.", "", "Engines that can run: {names}")
    BAD_VALUE = Trouble("{problem}", "", "Try: ingrain {command} --help")
    NO_MODEL_NAMED = Trouble(
        "There is no model called {name}.", _CHATS_SAFE, "Try: ingrain models list, or name a model file with --model."
    )
    MODEL_DAMAGED = Trouble(
        "The model file {path} is incomplete or damaged.",
        _CHATS_SAFE,
        "Get the file again, or name another model file with --model.",
    )
    RETEACHES = "“{name}” is learned anew for {model}, from what it was told."
    SAME_MODEL = Trouble("The skill “{name}” is for {model} already.", _NOTHING_CHANGED, "Name another with --model.")
    NO_DEFAULT = Trouble(
        "No model is installed.", _CHATS_SAFE, "Run the setup again, or name a model file with --model."
    )
    NO_SKILLS = 'No skills yet. Try: ingrain teach "My sister is called Mira."'
    NOT_UNDOABLE = Trouble("There is nothing to undo for “{name}”.", _NOTHING_CHANGED, "Try: ingrain skills list")
    NOT_IN_TRASH = Trouble("There is no deleted or undone skill called “{name}”.", _NOTHING_CHANGED, "")
    RESTORED_BACKUP = (
        "The database was damaged; the copy {name} was put in its place. What came after that copy is lost."
    )


def practice(phase: Phase, seconds_left: float | None) -> str:
    """One line of progress."""
    return PHASES[phase] if seconds_left is None else f"{PHASES[phase]}, {left(seconds_left)}"


def left(seconds: float) -> str:
    if seconds < 60:
        return f"about {max(5, round(seconds / 5) * 5)} seconds left"
    minutes = round(seconds / 60)
    return f"about {minutes} minute{'s' if minutes > 1 else ''} left"
