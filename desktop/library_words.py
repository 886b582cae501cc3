"""What the window says about documents: the list, the check before learning, the text itself, and looking things up.

One place for these sentences. Knows no document; why a file cannot be read is in `document_words`.
"""

from __future__ import annotations

from desktop.counting_words import about, count, quoted

_LANGUAGES = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese",
    "nl": "Dutch", "da": "Danish", "sv": "Swedish", "nb": "Norwegian", "no": "Norwegian", "fi": "Finnish",
    "pl": "Polish", "cs": "Czech", "ru": "Russian", "uk": "Ukrainian", "tr": "Turkish", "zh": "Chinese",
    "ja": "Japanese", "ko": "Korean", "ar": "Arabic", "he": "Hebrew", "el": "Greek", "hu": "Hungarian",
}  # fmt: skip


class LibraryWords:
    DOCUMENTS = "Documents"
    SEARCH = "Search in documents"
    ADD = "Add"
    ADD_FILES = "Files…"
    ADD_FOLDER = "Folder…"
    ADD_TEXT = "Text from the clipboard"
    DROP = "Drop files here"
    DROP_KINDS = "PDF, Word, EPUB, web page, text, Markdown, CSV"
    DROP_NAME = "Drop files here, or press to choose some"
    EMPTY = "Add a document to look things up in it, or to have it learned."
    NO_TEXT_COPIED = "There is no text on the clipboard. Copy some first."
    PASTED = "Pasted text"
    CLEAR = "Clear"
    STOP = "Stop"
    LEARN = "Learn"
    CHECK = "Check"
    LEARN_MORE = "Learn more"
    LEARN_AGAIN = "Learn again"
    READ_AGAIN = "Read again"
    OPEN_SKILL = "Open skill"
    OPEN_TEXT = "Show the text"
    OPEN_ORIGINAL = "Open the document"
    REMOVE = "Remove"
    CHOOSE_FILES = "Choose documents"
    CHOOSE_FOLDER = "Choose a folder"
    WAITING = "Waiting for your check"
    QUEUED = "Waits to be read"
    CAN_BE_LOOKED_UP = "Can be looked up"
    CHANGED = "Changed since it was read"
    NOTHING_TO_LEARN = "Can be looked up. There is no fact in it that can be taught."
    STOPPED = "Reading was stopped. Nothing was added."
    WORKING = "Looking for facts…"

    # the check before learning
    TITLE = "What it will learn"
    BACK = "Back to chat"
    ALL = "All"
    TO_CHECK = "To check"
    FIND = "Find a fact"
    TICK_SAFE = "Tick all safe ones"
    NOT_NOW = "Not now"
    KEEP = "Keep"
    CANCEL = "Cancel"
    EDIT = "Change the words"
    SEARCHABLE = "The whole document stays searchable either way."
    TRUST = "Always learn from this folder without asking"
    NEXT_PART = "Next part"
    LAST_PART = "Part before"
    CHANGED_BY_YOU = "You changed the words."
    CHOOSE_VALUE = "Sources disagree. Choose what is right:"
    NONE_SHOWN = "No fact here."

    # the text itself
    FIND_TEXT = "Find in the text"
    NEXT = "Next"
    PREVIOUS = "Previous"
    NOT_FOUND = "Not in the text"
    GONE = "This document was removed, so its text cannot be shown any more."
    NOTHING_TO_READ = "Your documents say nothing about this question."
    MORE_COMES = "…"

    @staticmethod
    def reading(done: int, total: int) -> str:
        return f"Reading page {done} of {total}" if total > 1 else "Reading…"

    @staticmethod
    def learned(facts: int) -> str:
        return f"Learned, {count(facts, 'fact', 'facts')}"

    @staticmethod
    def partly(facts: int, total: int) -> str:
        return f"Learned {facts} of {total}"

    @staticmethod
    def unreadable(why: str) -> str:
        return f"Cannot read: {why}"

    @staticmethod
    def size(pages: int, words: int, language: str) -> str:
        """ "9 pages, 2,140 words, English"."""
        parts = [count(pages, "page", "pages")] if pages else []
        parts.append(f"{words:,} {'word' if words == 1 else 'words'}")
        return ", ".join([*parts, *([_LANGUAGES[language]] if language in _LANGUAGES else [])])

    @staticmethod
    def row_name(title: str, state: str, size: str) -> str:
        return ". ".join(part for part in (title, state, size) if part)

    @staticmethod
    def act_on(action: str, title: str) -> str:
        return f"{action}: {title}"

    @staticmethod
    def nothing_found(text: str) -> str:
        return f"Nothing found for {quoted(text)}."

    @staticmethod
    def hit_place(title: str, page: int) -> str:
        return f"{title}, page {page}" if page else title

    @staticmethod
    def removed(title: str) -> str:
        return f"{quoted(title)} was removed. Skills keep what they learned from it."

    @staticmethod
    def ask_remove(title: str) -> str:
        return f"Remove {quoted(title)} and its text from the library?"

    @staticmethod
    def known_already(title: str) -> str:
        return f"This document is there already: {quoted(title)}."

    @staticmethod
    def added_folder(number: int) -> str:
        return f"{count(number, 'file', 'files')} will be read." if number else "There is no file in it to read."

    @staticmethod
    def from_source(name: str, pages: int) -> str:
        place = f", {count(pages, 'page', 'pages')}" if pages else ""
        return f"From {name}{place}. Nothing is learned until you say so."

    @staticmethod
    def all_facts(number: int) -> str:
        return f"All {number}"

    @staticmethod
    def to_check(number: int) -> str:
        return f"To check {number}"

    @staticmethod
    def ticked(ticked: int, total: int, seconds: float) -> str:
        time = f", {about(seconds)}" if ticked else ""
        return f"{ticked} of {count(total, 'fact', 'facts')} ticked{time}"

    @staticmethod
    def learn(number: int) -> str:
        return f"Learn {count(number, 'fact', 'facts')}"

    @staticmethod
    def page(number: int) -> str:
        return f"page {number}"

    @staticmethod
    def in_text(passage: str) -> str:
        return f"In the text: {quoted(passage)}"

    @staticmethod
    def fact_name(text: str, ticked: bool, page: int, why: str) -> str:
        parts = (f"{why}." if why else "", "Ticked." if ticked else "Not ticked.", text, f"Page {page}" if page else "")
        return " ".join(part for part in parts if part)

    @staticmethod
    def according(site: str, date: str, sites: int) -> str:
        """Of several sites that say it the newest is named."""
        others = f" and {count(sites - 1, 'other site', 'other sites')}" if sites > 1 else ""
        return f"According to {site}, {date}{others}"

    @staticmethod
    def part(first: int, last: int, total: int) -> str:
        return f"Facts {first} to {last} of {total}, the most telling first"

    @staticmethod
    def edit_name(text: str) -> str:
        return f"Change the words: {text}"

    @staticmethod
    def place_name(page: int, text: str) -> str:
        return f"Show page {page} in the text: {text}"

    @staticmethod
    def hidden(why: str) -> str:
        return f"Not to be seen in the document ({why})"

    @staticmethod
    def found(at: int, total: int) -> str:
        return f"{at} of {total}"

    @staticmethod
    def lesson_text(title: str, facts: int) -> str:
        """What stands in the chat for a lesson that began with a document."""
        return f"[Learn] {count(facts, 'fact', 'facts')} of {quoted(title)}"

    @staticmethod
    def cannot_remove_while_learning(title: str) -> str:
        return f"{quoted(title)} is being learned. Stop the lesson first."
