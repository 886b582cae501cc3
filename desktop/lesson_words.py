"""What the window says about a lesson: the card in the chat and the chip in the composer.

Sentences about trouble have three parts: what happened, what is safe, what to do next.
"""

from __future__ import annotations

from types import MappingProxyType

from desktop.counting_words import about, count, quoted, sentence, took
from learning.tools import ToolTrouble


class LessonWords:
    """What a lesson card says, and what a screen reader hears of it."""

    PREPARED = "Prepared"
    PRACTISING = "Practising"
    QUIZ = "Quiz"
    SAVING = "Saving"
    STAGES = (PREPARED, PRACTISING, QUIZ, SAVING)
    PREPARING = "Preparing"
    DOING = (PREPARING, PRACTISING, QUIZ, SAVING)

    ESTIMATING = "Estimating…"
    KEEP_CHATTING = "Keep chatting. It switches on only if it passes the quiz."
    STOP = "Stop"
    RESUME = "Resume"
    DISCARD = "Discard"
    UNDO = "Undo"
    REDO = "Redo"
    OPEN_SKILL = "Open skill"
    TRY_AGAIN = "Try again"
    BEFORE = "Before"
    NOW = "Now"
    NO_ANSWER = "No answer"
    GENTLE = "Kept at lower strength so that other answers stay as they were."
    STOPPED = "Nothing was switched on. What was practised is kept: resume any time, also after a restart."
    STOPPED_EARLY = "Nothing was switched on. Your lesson is kept; learn it from the beginning any time."
    BROKE_OFF = (
        "Learning broke off. Nothing was switched on and what was practised is kept. Resume to go on where it was."
    )
    BROKE_OFF_EARLY = (
        "Learning broke off. Nothing was switched on and your lesson is kept. Try again to learn it from the beginning."
    )
    SIDE_EFFECTS = MappingProxyType(
        {
            "none": "none on other topics",
            "some": "some: slightly changes other answers",
            "many": "many: other answers change too",
            "meant": "every answer changes, as the rule says",
            "too_many": "too many: it stayed off",
        }
    )
    STATES = MappingProxyType(
        {
            "waiting": "waiting",
            "interrupted": "stopped",
            "learned": "learned",
            "gentle": "learned gently",
            "not_learned": "not learned",
            "failed": "not finished",
            "discarded": "discarded",
            "undone": "undone",
        }
    )
    NOT_LEARNED = MappingProxyType(
        {
            "too_little": "The quiz did not go better enough, so nothing was switched on. "
            "Your lesson is kept. Try fewer facts at once, or say them in other words.",
            "side_effects": "Answers on other topics began to change, so nothing was switched on. "
            "Your lesson is kept. Try fewer facts at once.",
            "bleed": "What you taught turned up in answers where it does not belong, so nothing was "
            "switched on. Your lesson is kept. Say more exactly whom or what it is about, then teach it again.",
            "still_said": "What was to be forgotten was still said, so nothing was switched on and the old version "
            "was kept. Your lesson is kept. Switch that skill off, or delete it.",
            "already_known": "The quiz went just as well before, so there was nothing to add and "
            "nothing was switched on. Your lesson is kept. Just ask: it knows this already.",
            "cannot_read": "This model cannot make sense of it, not even with your words in front of it, so nothing "
            "was switched on. Your lesson is kept. Say it in plainer words, or choose a larger model.",
            "too_many_rules": "This model is too small for so many rules at once, so nothing was switched on. "
            "Your lesson is kept. Teach two of them, then the others.",
            "bad_numbers": "Practising went wrong, so nothing was switched on. "
            "Your lesson is kept. Try again; if it happens twice, try fewer facts at once.",
        }
    )
    FAILED = MappingProxyType(
        {
            "disk_full": "The disk is full, so the lesson could not be saved. Nothing was switched on and your lesson "
            "is kept. Free some space, then try again.",
            "disk_read_only": "Nothing can be written to the disk, so the lesson could not be saved. Nothing was "
            "switched on and your other skills are as they were. Check the folder's permissions, then try again.",
            "out_of_memory": "Memory ran out while learning. Nothing was switched on and your lesson is kept. "
            "Close other programs or try fewer facts at once, then try again.",
            "too_long": "This is too much for one lesson. Nothing was switched on and your text is kept. "
            "Teach it in smaller parts.",
            "bad_numbers": "Practising went wrong. Nothing was switched on and your lesson is kept. Try again.",
            "model_missing": "The model's file is not there. Nothing was switched on and your lesson is kept. "
            "Choose a model, then try again.",
            "model_damaged": "The model's file is damaged. Nothing was switched on and your lesson is kept. "
            "Choose another model, then try again.",
            "no_model": "No model is loaded, so nothing can be learned. Your lesson is kept. "
            "Choose a model, then try again.",
            "skill_damaged": "What was saved does not match what was learned. Nothing was switched on and your lesson "
            "is kept. Try again.",
            "engine_died": "The engine stopped while learning. Nothing was switched on and your lesson is kept. "
            "Try again.",
            "engine_stuck": "The engine did not answer any more and was restarted. Nothing was switched on and your "
            "lesson is kept. Try again.",
        }
    )
    FAILED_OTHERWISE = "Learning failed. Nothing was switched on and your lesson is kept. Try again."

    @staticmethod
    def waiting(title: str) -> str:
        return f"Waiting to learn {quoted(title)}"

    @staticmethod
    def learning(title: str) -> str:
        return f"Learning {quoted(title)}"

    @staticmethod
    def learned(title: str) -> str:
        return f"Learned {quoted(title)}"

    @staticmethod
    def learned_gently(title: str) -> str:
        return f"Learned {quoted(title)} gently"

    @staticmethod
    def not_learned(title: str) -> str:
        return f"Not learned: {quoted(title)}"

    @staticmethod
    def stopped(title: str) -> str:
        return f"Stopped: {quoted(title)}"

    @staticmethod
    def failed(title: str) -> str:
        return f"Not finished: {quoted(title)}"

    @staticmethod
    def undone(title: str) -> str:
        return f"Undone. Answers are as they were before {quoted(title)}."

    @staticmethod
    def discarded(title: str) -> str:
        return f"Discarded. {quoted(title)} was not learned."

    @staticmethod
    def waits(for_title: str, estimate: float | None) -> str:
        then = f", then {about(estimate)}" if estimate is not None else ""
        return f"Waits for {quoted(for_title)}{then}."

    @staticmethod
    def waits_next(estimate: float | None) -> str:
        return f"It is next, {about(estimate)}." if estimate is not None else "It is next."

    @staticmethod
    def waits_behind(number: int, estimate: float | None) -> str:
        then = f", then {about(estimate)}" if estimate is not None else ""
        return f"Waits for {count(number, 'other lesson', 'other lessons')}{then}."

    @staticmethod
    def time_left(seconds: float | None) -> str:
        return LessonWords.ESTIMATING if seconds is None else sentence(f"{about(seconds)} left")

    @staticmethod
    def quiz(before: int, now: int, total: int) -> str:
        return f"Quiz: {before} of {total} before, {now} of {total} now."

    @staticmethod
    def quiz_off(before: int, now: int, total: int) -> str:
        """For a lesson that was not switched on: "now" would be untrue."""
        return f"Quiz: {before} of {total} before, {now} of {total} after practising."

    @staticmethod
    def quiz_shares(before: float, now: float, on: bool) -> str:
        return f"Quiz: {before:.0%} right before, {now:.0%} {'now' if on else 'after practising'}."

    @staticmethod
    def side_effects(words: str) -> str:
        return f"Side effects: {words}."

    @staticmethod
    def took(seconds: float) -> str:
        return f"Took {took(seconds)}."

    @staticmethod
    def asked(question: str) -> str:
        return f"Asked: {quoted(question)}"

    @staticmethod
    def missed(number: int, question: str) -> str:
        if number == 1:
            return f"One answer did not stick: {quoted(question)}"
        return f"{number} answers did not stick, one of them: {quoted(question)}"

    @staticmethod
    def stage(doing: str, seconds: float | None) -> str:
        """The spoken value of the four bars."""
        return f"{doing}, estimating" if seconds is None else f"{doing}, {about(seconds)} left"

    @staticmethod
    def card_name(title: str, state: str) -> str:
        return f"Lesson {title}, {state}"


TOOL_TROUBLE: MappingProxyType[ToolTrouble, str] = MappingProxyType(
    {
        ToolTrouble.NOT_JSON: "The description of the tool is not whole: a bracket, comma or quotation mark is amiss",
        ToolTrouble.NO_NAME: "The tool needs a name without spaces, like water_ferns",
        ToolTrouble.BAD_SCHEMA: "The tool's schema has to list what it needs: text, numbers, or yes and no",
        ToolTrouble.FEW_REQUESTS: "The tool needs at least two requests, each with its call",
        ToolTrouble.BAD_CALL: "A request's call does not fit the tool's name or schema",
    }
)


class ChipWords:
    """What the chip in the composer says."""

    WHAT_IS_IT = "A fact, a rule, or only a message?"
    AS_IT_IS = "Learn it as it is shown here"
    FACT = "Fact"
    INSTRUCTION = "Always do this"
    CONDITIONAL = "Do this when…"
    CORRECTION = "Correction"
    TOOL = "Tool"
    DOCUMENT = "Document"
    WEB = "From the web"
    FROM_WEB = "Learn from the web"
    QUERY = "What to search for"
    SEARCH = "Search…"
    CHOOSE_FILE = "Choose the file…"
    READ_FILE = "Read the file…"
    AS_FACT_INSTEAD = "Learn it as a fact instead"
    AS_FACTS_INSTEAD = "Learn these parts as facts instead"
    LEAVE_OUT = "Leave out what comes from elsewhere"
    AS_FACTS = "Learn all as facts"
    AS_INSTRUCTION = "Learn all as rules for every answer"
    AS_CONDITIONAL = "Learn all as rules for certain cases"
    A_TOOL = "Learn a tool"
    PLAIN = "Send as a plain message"
    REMOVE = "Leave this part out"
    CHANGE = "Change"

    @staticmethod
    def learn(facts: int, rules: int, corrections: int, tools: int) -> str:
        """“Learn a fact”, “Learn 2 facts and 1 rule”, “Learn 2 facts, 1 rule and 1 correction”."""
        named = (
            (facts, "fact", "facts"), (rules, "rule", "rules"), (corrections, "correction", "corrections"),
            (tools, "tool", "tools"),
        )  # fmt: skip
        said = [(number, one, many) for number, one, many in named if number]
        if len(said) == 1 and said[0][0] == 1:
            return f"Learn a {said[0][1]}"
        *first, last = (count(*each) for each in said)
        return f"Learn {', '.join(first)} and {last}" if first else f"Learn {last}"

    @staticmethod
    def learn_from(name: str) -> str:
        return f"Learn from {name}"

    @staticmethod
    def elsewhere(number: int) -> str:
        return f"{count(number, 'part comes', 'parts come')} from elsewhere"

    @staticmethod
    def elsewhere_name(label: str, title: str) -> str:
        return f"{label}: {title}. You see every fact before it is learned. {ChipWords.CHANGE}"

    @staticmethod
    def time(seconds: float) -> str:
        return sentence(about(seconds))

    @staticmethod
    def name(label: str, title: str, seconds: float | None) -> str:
        """“Will learn 6 facts: Harbour museum, about 40 s. Change”"""
        time = f", {about(seconds)}" if seconds is not None else ""
        return f"Will {label[:1].lower()}{label[1:]}: {title}{time}. {ChipWords.CHANGE}"

    @staticmethod
    def unsure_name(title: str) -> str:
        return f"Is {quoted(title)} a fact, a rule, or only a message? Choose before it is taught"

    @staticmethod
    def remove(text: str) -> str:
        return f"Leave out: {text}"

    @staticmethod
    def part(kind: str, text: str) -> str:
        return f"{kind}: {text}"

    @staticmethod
    def more(number: int) -> str:
        return f"{number} more"
