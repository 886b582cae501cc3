"""What the window says about skills: the pane and the page of one skill.

Plain words; technical ones stand in SkillDetails only.
"""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType

from PySide6.QtCore import QDate, QLocale

from desktop.counting_words import count, quoted, took


def _year(when: datetime) -> str:
    """The year only where it is not this one."""
    return "" if when.year == datetime.now(tz=when.tzinfo).year else " yyyy"


class SkillWords:
    """What the skills pane and the page of one skill say."""

    SKILLS = "Skills"
    IN_USE = "In use"
    NOT_USED = "Not used"
    ON = "On"
    OFF = "Off"
    AUTO = "Auto"
    AUTO_HINT = "Used when a question is about it"
    STATE = "State"
    STRENGTH = "Strength"
    LIGHT = "Light"
    GENTLE = "Gentle"
    FULL = "Full"
    EMPTY = "Nothing taught yet. Tell it something you would rather not repeat."
    TEACH = "Teach one thing"
    CLEAR = "Clear"
    RENAME = "Rename"
    NAME = "Name of the skill"
    OPEN = "Open skill"
    DELETE = "Delete"
    BACK = "Back to chat"
    STOP_LEARNING = "Stop learning"
    DAMAGED = "Its files are damaged, so it stays off"

    QUIZ = "Quiz"
    QUESTION = "Question, in words not used for teaching"
    BEFORE = "Before"
    NOW = "Now"
    RESULT = "Result"
    RIGHT = "Right"
    MISSED = "Missed"
    NEVER_TAUGHT = "Asked about something never taught"
    TO_FORGET = "This was to be forgotten"
    NO_ANSWER = "No answer"
    SOURCES = "What taught it"
    HISTORY = "History"
    IN_USE_NOW = "in use"
    UNDO = "Undo"
    SHOW_MORE = "More"
    SHOW_LESS = "Less"
    DETAILS = "Details"
    LOCATION = "Kept in"
    SHOW_IN_FOLDER = "Show in folder"
    DELETE_SKILL = "Delete this skill"
    NONE = "None"
    SOME = "Some"
    MANY = "Many"
    TOO_MANY = "Too many"
    MEANT = "Every answer"
    SIDE_EFFECTS = "side effects on other topics"
    SIDE_EFFECTS_SOME = "side effects: slightly changes other answers"
    SIDE_EFFECTS_MANY = "side effects: other answers change too"
    SIDE_EFFECTS_MEANT = "changes: that is what the rule is for"
    SIDE_EFFECTS_TOO_MANY = "side effects: it stayed off"

    KINDS = MappingProxyType(
        {
            "fact": "You, as a fact",
            "instruction": "You, as a rule for every answer",
            "conditional": "You, as a rule for certain cases",
            "correction": "You, as a corrected answer",
            "tool": "You, as a tool",
            "document": "A document",
            "web": "The web",
        }
    )

    @staticmethod
    def took(seconds: float) -> str:
        return took(seconds)

    @staticmethod
    def day(when: datetime) -> str:
        return QLocale().toString(QDate(when.year, when.month, when.day), "d MMM" + _year(when))

    @staticmethod
    def moment(when: datetime) -> str:
        return f"{SkillWords.day(when)}, {when:%H:%M}"

    @staticmethod
    def search(number: int) -> str:
        return f"Search {count(number, 'skill', 'skills')}" if number else "Search skills"

    @staticmethod
    def nothing_found(text: str) -> str:
        return f"Nothing found for {quoted(text)}."

    @staticmethod
    def needs_model(name: str) -> str:
        return f"Needs another model: {name}"

    @staticmethod
    def strength(value: float) -> str:
        if value >= 0.9:
            return SkillWords.FULL
        return SkillWords.GENTLE if value >= 0.5 else SkillWords.LIGHT

    @staticmethod
    def percent(value: float) -> str:
        return f"{value:.0%}"

    @staticmethod
    def row_name(name: str, state: str, strength: str, line: str) -> str:
        """“Harbour museum, on, full strength. Opening hours, tours”"""
        return f"{name}, {state.lower()}, {strength.lower()} strength. {line}"

    @staticmethod
    def state_of(name: str) -> str:
        return f"State of {name}"

    @staticmethod
    def strength_of(name: str) -> str:
        return f"Strength of {name}"

    @staticmethod
    def waiting(number: int) -> str:
        return f"{number} waiting"

    @staticmethod
    def for_model(name: str) -> str:
        return f"For {name}."

    @staticmethod
    def quiz_fact(now: int, total: int) -> str:
        return f"{now} of {total}"

    @staticmethod
    def quiz_note(before: int) -> str:
        return f"quiz answers right, {before} before"

    @staticmethod
    def quiz_share_note(before: float) -> str:
        return f"of the quiz right, {before:.0%} before"

    @staticmethod
    def learned_note(date: str, version: int) -> str:
        return f"to learn, {date}, version {version}"

    @staticmethod
    def quoted(text: str) -> str:
        return quoted(text)

    @staticmethod
    def you_taught(text: str) -> str:
        return f"You taught: {text}"

    @staticmethod
    def near_misses(right: int, total: int) -> str:
        if right == total:
            return "Asked about something never taught, it does not answer with what was taught."
        return f"Asked about something never taught, it answered with what was taught {total - right} of {total} times."

    @staticmethod
    def forgotten(gone: int, total: int) -> str:
        if gone == total:
            return "What it was to forget is gone: asked {}, it was not said once.".format(
                count(total, "time", "times")
            )
        return f"What it was to forget was still said {total - gone} of {total} times."

    @staticmethod
    def show_all(number: int) -> str:
        return f"Show all {number} questions"

    @staticmethod
    def version(number: int) -> str:
        return f"Version {number}"

    @staticmethod
    def version_note(verdict: str, now: int, total: int) -> str:
        return f"{verdict}, {now} of {total}"

    @staticmethod
    def page_name(name: str, state: str) -> str:
        return f"Skill {name}, {state.lower()}"


class SkillDetails:
    """Labels of the folded part of a skill's page: the one place where technical names may stand."""

    MODEL = "Base model"
    ADAPTER = "Adapter (SHA-256)"
    RECALL = "Recall, held-out questions"
    IN_CONTEXT = "Recall with the text in front of it"
    RETAINED = "Retained"
    DRIFT = "Mean KL against the base, nats a token"
    TOP1 = "Same first choice as the base"
    BLEED = "Taught values in near misses"
    SECONDS = "Seconds: prepare + train + quiz"
    STRENGTH = "Scale in use"
    FOUND = "found:"
