"""The sentences of the window itself: chat, composer, status, notices, trouble.

Lessons and skills have theirs in lesson_words and skill_words, the command line in cli_words. Trouble is told in three
parts: what happened, what is safe, what to do next.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from learning.protocol import FailureCode
from learning.store.errors import StoreCode


class AppWords:
    NAME: Final = "Ingrain"
    ONLY_HERE: Final = "It runs on this computer alone. Nothing you write leaves it."
    IN_USE: Final = "Ingrain is already open with this profile. That window is in front now."
    COPY_DETAILS: Final = "Copy details"
    SOMETHING_WRONG: Final = (
        "Something in the window went wrong. Your chats and skills are safe. Carry on, and start again if it looks odd."
    )


class ChatsWords:
    TITLE: Final = "Chats"
    SEARCH: Final = "Search chats"
    NEW: Final = "New chat"
    PINNED: Final = "Pinned"
    TODAY: Final = "Today"
    WEEK: Final = "This week"
    EARLIER: Final = "Earlier"
    EMPTY: Final = "Chats appear here."
    RENAME: Final = "Rename"
    PIN: Final = "Pin"
    UNPIN: Final = "Unpin"
    DELETE: Final = "Delete"
    DELETED: Final = "The chat was deleted."
    UNDO: Final = "Undo"
    NAME_NOT_SAVED: Final = "The new name was not saved. The chat keeps its old one."
    NOT_PINNED: Final = "The chat was not pinned. It stays where it was."
    NOT_UNPINNED: Final = "The chat was not unpinned. It stays where it was."
    NOT_DELETED: Final = "The chat was not deleted. It is still here."
    NOT_BACK: Final = "The chat was not brought back. It is kept with the deleted ones."
    NOT_MADE: Final = "No new chat was made. This one is still open."
    NOT_REMEMBERED: Final = "Which chat is open was not saved. The chats themselves are safe."

    @staticmethod
    def nothing(text: str) -> str:
        return f"Nothing found for “{text}”."


class ChatWords:
    WELCOME: Final = "Ask anything, or begin with [Learn] to teach."
    EXAMPLES: Final = (
        "[Learn] My dog is called Pixel.",
        "[Learn] Keep every answer to at most two sentences.",
        "What can I plant under an oak?",
    )
    LEARN: Final = "Learn"
    YOU: Final = "You"
    ASSISTANT: Final = "Assistant"
    READING: Final = "Reading your message…"
    STOPPED: Final = "Stopped. What was written is kept."
    FAILED: Final = "The answer broke off. Your text is safe."
    TRY_AGAIN: Final = "Try again"
    COPY: Final = "Copy"
    COPY_CODE: Final = "Copy code"
    AGAIN: Final = "Answer again"
    WITHOUT: Final = "Answered without skills"
    EARLIER: Final = "Show earlier messages"
    TITLE_HINT: Final = "Rename this chat"
    MODEL_HINT: Final = "Which model answers, and others"

    @staticmethod
    def model(name: str) -> str:
        return f"Model {name}. Choose another"

    @staticmethod
    def answered_with(names: tuple[str, ...]) -> str:
        if not names:
            return ChatWords.WITHOUT
        listed = names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
        return f"Answered with {listed}"

    @staticmethod
    def spoken(who: str, at: str, skills: str) -> str:
        return ", ".join(part for part in (who, at, skills) if part)


class CorrectionWords:
    """Putting an answer right."""

    CORRECT: Final = "Correct this answer"
    NAME: Final = "The answer as it should have been"
    TEACH: Final = "Teach this answer"
    CANCEL: Final = "Cancel"
    CHANGE_IT: Final = "Change the words to what the answer should have been"
    KEYS: Final = "Ctrl+Enter teaches, Esc leaves the answer as it was"
    TOO_LONG: Final = "Too long for one lesson. Shorten it"


class ComposerWords:
    NAME: Final = "Your message"
    HINT: Final = "Write a message"
    SEND: Final = "Send"
    TEACH: Final = "Teach"
    STOP: Final = "Stop"
    TEACH_THIS: Final = "Teach this"
    ENTER_SENDS: Final = "Enter sends"
    WAITS: Final = "Esc stops the answer, then this can be sent"
    ENTER_TEACHES: Final = "Enter teaches. You can go on chatting meanwhile"
    NOTHING_TO_LEARN: Final = "Write what it should learn, for example: My dog is called Pixel."
    TOO_LONG_TO_LEARN: Final = "Too long for one lesson. Teach it in parts"
    CHOOSE_KIND: Final = "Choose what this is, then teach it"
    ENTER_SEARCHES: Final = "Enter shows the search first. Nothing is sent yet"
    ENTER_CHOOSES: Final = "Enter lets you choose the file"
    ENTER_READS: Final = "Enter reads the file and shows its facts"
    NO_QUERY: Final = "Write what to search for"
    ELSEWHERE_FIRST: Final = "See to what comes from elsewhere, or leave it out"

    @staticmethod
    def too_long(limit_kb: int) -> str:
        return (
            f"This text is longer than one message can be ({limit_kb},000 letters). It is still here, nothing is lost. "
            "Shorten it or send it in parts."
        )

    @staticmethod
    def too_long_to_learn(limit: int) -> str:
        return (
            f"This is more than one lesson can hold ({limit:,} letters). It is still here, nothing is lost. "
            "Shorten it or teach it in parts."
        )

    @staticmethod
    def too_long_to_paste(limit_kb: int) -> str:
        return (
            f"What you pasted is longer than one message can be ({limit_kb},000 letters). It was not put in, and what "
            "you wrote is still here. Paste it in parts."
        )


class StatusWords:
    STARTING: Final = "Starting…"
    READY: Final = "Ready to chat."
    READING: Final = "Reading your message."
    WRITING: Final = "Writing."
    LEARNING: Final = "Ready to chat. Learning goes on in the background."
    WRITING_LEARNING: Final = "Writing. Learning goes on in the background."
    STOPPED: Final = "The engine stopped and is starting again. Your text is safe."
    STUCK: Final = "The model is not answering. You can restart it in the Chat menu."
    SAFE_MODE: Final = "Ready to chat with skills off: the engine stopped several times. Restart it in the Chat menu."
    NO_MODEL: Final = "No model is loaded."
    NO_MODEL_YET: Final = "No model is loaded yet. Your text is still here. Try again in a moment."
    DEMO: Final = "Demo engine: it repeats what you write."
    WEB_OFF: Final = "Web off"
    WEB_ON: Final = "Asking the web"
    WEB_ON_WHY: Final = "What you asked for is being searched or read; it ends by itself"
    WEB_OFF_WHY: Final = "Nothing is sent to or fetched from the internet"
    MEMORY_WHY: Final = "Memory of this computer that is free now"

    @staticmethod
    def loading(name: str) -> str:
        return f"Loading {name}…"

    @staticmethod
    def engine(name: str) -> str:
        return f"{name} answers. Choose another"

    @staticmethod
    def memory(gigabytes: float) -> str:
        return f"{gigabytes:.1f} GB of memory free"


class MenuWords:
    FILE: Final = "File"
    EDIT: Final = "Edit"
    CHAT: Final = "Chat"
    TEACH: Final = "Teach"
    VIEW: Final = "View"
    HELP: Final = "Help"
    QUIT: Final = "Quit"
    UNDO: Final = "Undo typing"
    CUT: Final = "Cut"
    COPY: Final = "Copy"
    PASTE: Final = "Paste"
    ALL: Final = "Select all"
    DELETE_CHAT: Final = "Delete this chat"
    OPEN_FOLDER: Final = "Show my data"
    SETTINGS: Final = "Settings…"
    STOP: Final = "Stop"
    RESTART: Final = "Restart the engine"
    TEACH_THIS: Final = "Teach this message"
    UNDO_LESSON: Final = "Undo newest lesson"
    CHATS: Final = "Show chats"
    SKILLS: Final = "Show skills"
    DOCUMENTS: Final = "Show documents"
    ADD_DOCUMENT: Final = "Add a document…"
    NEXT_AREA: Final = "Next area"
    LAST_AREA: Final = "Previous area"
    LIGHT: Final = "Light"
    DARK: Final = "Dark"
    SYSTEM: Final = "Like the system"
    LARGER: Final = "Larger text"
    SMALLER: Final = "Smaller text"
    NORMAL: Final = "Normal text"
    ABOUT: Final = "About Ingrain"


class NoticeWords:
    CLOSE: Final = "Close"
    SKILL_DELETED: Final = "The skill was deleted."
    NOTHING_TO_UNDO: Final = "There is no lesson to undo."
    RESTART: Final = "Restart"
    NO_MODEL: Final = (
        "No model was found, so a demo engine answers: it repeats what you write, and can be taught. "
        "Your chats are kept. Run the set-up to get a model, then start again."
    )
    CHOSEN_MISSING: Final = (
        "The model you chose is not where it was, or it was changed, so the one that comes with Ingrain answers. "
        "Your chats and skills are safe. Look at the models to choose again."
    )
    MODEL_DAMAGED: Final = (
        "The model's file is damaged, so a demo engine answers: it repeats what you write. "
        "Your chats and skills are safe. Run the set-up again, then start again."
    )
    MODEL_MISSING: Final = (
        "The model you asked for was not found, so a demo engine answers: it repeats what you write. "
        "Your chats and skills are safe. Check the name or the path, then start again."
    )
    OPEN: Final = "Open"
    CANNOT_LEARN: Final = (
        "This model is too large to learn on this computer. It can chat, and it wears the skills it has. "
        "A smaller model can learn here."
    )
    RESTORED: Final = (
        "Your data was damaged and the newest copy was put in its place. What was written after it is missing."
    )

    @staticmethod
    def open_link(host: str) -> str:
        return f"Open a page at {host} in your browser?"

    @staticmethod
    def refused(names: str) -> str:
        return f"{names} could not be switched on: its files are damaged or belong to another model. Other skills work."

    @staticmethod
    def damaged(number: int) -> str:
        what = "One skill is damaged" if number == 1 else f"{number} skills are damaged"
        return f"{what} and stays off. Everything else is safe. Its card tells more."


FAILURES: Final = MappingProxyType(
    {
        FailureCode.MODEL_MISSING: (
            "The model's file is not there. Your chats and skills are safe. Run the set-up again."
        ),
        FailureCode.MODEL_DAMAGED: "The model's file is damaged. Your chats and skills are safe. Run the set-up again.",
        FailureCode.MODEL_UNKNOWN: (
            "This kind of model is not known here. Your chats and skills are safe. Choose another."
        ),
        FailureCode.NO_MODEL: "No model is loaded yet. Your text is safe. Try again in a moment.",
        FailureCode.SKILL_DAMAGED: "A skill's files are damaged. It stays off. Other skills work.",
        FailureCode.SKILL_OTHER_MODEL: "A skill belongs to another model. It stays off. Other skills work.",
        FailureCode.OUT_OF_MEMORY: (
            "The computer ran out of memory. Your text is safe. Close other programs and try again."
        ),
        FailureCode.DISK_FULL: "The disk is full. What was saved is safe. Make room, then try again.",
        FailureCode.DISK_READ_ONLY: (
            "The data folder cannot be written. What is there is safe. Check the folder, then try again."
        ),
        FailureCode.BAD_NUMBERS: (
            "Learning broke down and was ended. Nothing was switched on. Try again with fewer facts."
        ),
        FailureCode.TOO_LONG: "This is more than the model can read at once. Your text is safe. Send it in parts.",
        FailureCode.ENGINE_DIED: "The engine stopped. Your text is safe. It is starting again.",
        FailureCode.ENGINE_STUCK: "The model is not answering. Your text is safe. Restart the engine in the Chat menu.",
        FailureCode.ENGINE_NOT_STARTED: "The engine did not start. Your text is safe. Restart it in the Chat menu.",
        FailureCode.VERSION_MISMATCH: (
            "Parts of Ingrain are of different versions. Your data is safe. Install it again."
        ),
        FailureCode.INTERNAL: "Something went wrong in the engine. Your text is safe. Try again.",
    }
)

UNSAVED: Final = MappingProxyType(  # after a sentence that says what was not saved
    {
        StoreCode.DISK_FULL: "The disk is full. Make some room, then try again.",
        StoreCode.READ_ONLY: "Ingrain cannot write in its data folder. Check that it may, then try again.",
        StoreCode.DISK_ERROR: "The disk reported an error. Check the disk, then try again.",
        StoreCode.IN_USE: "Another program holds the data of Ingrain. Try again in a moment.",
        StoreCode.UNKNOWN_ID: "That chat is not there any more.",
    }
)

PROFILE: Final = MappingProxyType(
    {
        StoreCode.READ_ONLY: (
            "Ingrain cannot write in its data folder.\nNothing was changed.\nCheck that the folder may be written to."
        ),
        StoreCode.DAMAGED: (
            "The data of this profile is damaged and there is no copy to put in its place.\n"
            "The files were left as they are.\n"
            "Put back a backup of ingrain.db, or start with another profile."
        ),
        StoreCode.NEWER: (
            "A newer version of Ingrain has written this data.\nNothing was changed.\nUpdate Ingrain to use it."
        ),
        StoreCode.DISK_FULL: (
            "The disk is full.\nEverything that was saved before is safe.\nMake some room and start Ingrain again."
        ),
        StoreCode.DISK_ERROR: (
            "The disk reported an error.\n"
            "Everything that was saved before is safe.\n"
            "Check the disk and start Ingrain again."
        ),
    }
)
