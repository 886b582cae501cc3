"""The sentences about engines: what each is called, why one comes first, why one was passed over.

Knows the names and codes of engines as text. The window and the command line say the same.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from learning.passed_over import DIED, DIED_BEFORE, HUNG, PassedOver
from learning.protocol import FailureCode


class EngineWords:
    MENU: Final = "Which engine answers…"
    TITLE: Final = "Which engine answers"
    INTRO: Final = "Chats and skills are the same with every engine. Some are faster than others."
    BACK: Final = "Back to the chat"
    BEST: Final = "The best for this computer"
    ANSWERS: Final = "Answers now."
    ALONE: Final = "It is the only one that is installed here."
    AGAIN: Final = "Try what was passed over again"
    NOT_NOW: Final = "Kept. It is used from the next start on: a lesson or an answer is under way now."

    @staticmethod
    def order(names: tuple[str, ...], machine: str) -> str:
        """Why the first is the first."""
        listed = ", then ".join(within(name) for name in names)
        return f"{BECAUSE.get(machine, BECAUSE['processor'])} Tried in this order: {listed}."


NAMES: Final = MappingProxyType(
    {
        "llama_cpp": "Quick engine",
        "mlx_lora": "Apple engine",
        "torch_lora": "All-round engine",
        "torch_cpu": "Plain engine",
        "echo": "Demo engine",
    }
)
ABOUT: Final = MappingProxyType(
    {
        "llama_cpp": "Answers several times as fast on an ordinary processor. The all-round engine learns beside it.",
        "mlx_lora": "Made for Apple's own chips.",
        "torch_lora": "Runs on every computer, and uses an NVIDIA card where there is one.",
        "torch_cpu": "The all-round engine without the graphics card. Slower, and it asks least of a computer.",
        "echo": "Repeats what you write.",
    }
)
BECAUSE: Final = MappingProxyType(
    {
        "apple": "This computer has one of Apple's own chips.",
        "nvidia": "This computer has an NVIDIA card.",
        "processor": "This computer computes on its processor.",
    }
)
_WHY: Final = MappingProxyType(
    {
        DIED: "it broke down",
        DIED_BEFORE: "it broke down more than once",
        HUNG: "it never came to an end when it was tried",
        FailureCode.BAD_NUMBERS: "it computed nonsense",
        FailureCode.INTERNAL: "it gave up",
        FailureCode.OUT_OF_MEMORY: "there was not enough memory for it",
        FailureCode.MODEL_UNKNOWN: "it does not know this kind of model",
        FailureCode.MODEL_DAMAGED: "it could not read the model",
        FailureCode.MODEL_MISSING: "it did not find the model",
        FailureCode.ENGINE_NOT_STARTED: "it did not start",
    }
)


def name_of(engine: str) -> str:
    return NAMES.get(engine, engine)


def within(engine: str) -> str:
    """Its name in the middle of a sentence."""
    name = name_of(engine)
    return name if name.startswith("Apple") else name.lower()


def why(one: PassedOver) -> str:
    """As the end of a sentence."""
    return str(_WHY.get(one.why, "it did not work here"))


def passed_over(one: PassedOver, now: str) -> str:
    """What happened, what is safe, what comes next. `now` is the engine that answers."""
    return (
        f"The {within(one.backend)} was passed over: {why(one)}. Your chats and skills are safe. "
        f"The {within(now)} answers; it may take longer."
    )
