"""What the window says when a skill changes: a fact that is no longer so, something added, something forgotten.

Plain words; which statement is meant is always quoted.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from desktop.counting_words import quoted


class ChangeWords:
    FACETS = MappingProxyType(
        {
            "start": "how an answer begins",
            "end": "how an answer ends",
            "list": "the kind of list",
            "case": "capital letters",
            "language": "the language",
        }
    )
    SWITCH_ON = "Switch it on again"
    ADD = "Add to this skill"
    FORGET = "Forget"
    UNDO = "Undo"
    KEEP_BOTH = "Keep both: learn it beside the old one"
    NEW_SKILL = "Learn it as a skill of its own"
    FORGETTING = "being forgotten"
    RETEACH = "Teach it to the model in use"
    NOT_TOLD = (
        "What this skill was told is not known here: it came from a file without it. Nothing was changed. "
        "Teach a new skill instead."
    )
    LEARNING_AGAIN = "It is being learned again. Until that is done, the version below answers."

    @staticmethod
    def changes(gone: Sequence[str]) -> str:
        """“Changes what you told me: “I live in Oslo.””"""
        return f"Changes what you told me: {', '.join(quoted(text) for text in gone)}"

    @staticmethod
    def reteach(name: str) -> str:
        return f"{ChangeWords.RETEACH}: {name}"

    @staticmethod
    def reteaches(name: str, model: str) -> str:
        return f"{quoted(name)} is learned anew for {model}, from what it was told."

    @staticmethod
    def becomes(number: int) -> str:
        return f"Becomes {number} skills"

    @staticmethod
    def adds(name: str) -> str:
        return f"Adds to {quoted(name)}"

    @staticmethod
    def forget(text: str) -> str:
        return f"{ChangeWords.FORGET}: {text}"

    @staticmethod
    def forgets(text: str) -> str:
        return f"{quoted(text)} is being forgotten. Until that is done, the skill answers as before."

    @staticmethod
    def also(name: str) -> str:
        return f"{quoted(name)} held the old one too, so it is learned again without it."

    @staticmethod
    def emptied(name: str) -> str:
        return f"{quoted(name)} held nothing but the old one, so it was deleted."

    @staticmethod
    def together(names: Sequence[str]) -> str:
        listed = ", ".join(quoted(name) for name in names)
        return f"These skills together change unrelated answers: {listed}. Switch one off if answers get strange."

    @staticmethod
    def gave_way(name: str, to: str, about: str) -> str:
        return (
            f"{quoted(to)} and {quoted(name)} disagree about {about}. The newer one counts, so {quoted(name)} is off."
        )

    @staticmethod
    def not_remade(title: str) -> str:
        return f"{quoted(title)} could not be learned again without it. Nothing changed; the version before answers."
