"""Which model the window opens when it starts, and why it is another than was asked for.

Knows the catalogue; opens nothing. Looks at the whole file once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from desktop.words import NoticeWords
from learning import catalogue
from learning.catalogue import ModelDamaged, ModelMissing
from learning.store.profile import Profile
from learning.types import ModelRef

DEMO: Final = ModelRef("echo", "Demo engine", "echo", "", "0" * 64)
DEMO_BACKEND: Final = "echo"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What to load. `trouble` says why it is not what was asked for."""

    model: ModelRef
    backend: str
    trouble: str = ""


def choose(model: str, backend: str, profile: Profile, wanted: str = "") -> Chosen:
    """The model asked for, else the one the person chose (`wanted`), else the default; without any, the demo engine.

    Says why it is not what was asked for. Reads the whole file once.
    """
    if backend == DEMO_BACKEND:
        return Chosen(DEMO, DEMO_BACKEND)
    if not model and wanted:
        try:
            return Chosen(catalogue.find(wanted, profile), backend)
        except (ModelMissing, ModelDamaged):
            return replace(_asked_for("", backend, profile), trouble=NoticeWords.CHOSEN_MISSING)
    return _asked_for(model, backend, profile)


def _asked_for(model: str, backend: str, profile: Profile) -> Chosen:
    try:
        found = catalogue.find(model, profile) if model else catalogue.default_model(profile)
    except ModelMissing:
        return Chosen(DEMO, DEMO_BACKEND, NoticeWords.MODEL_MISSING)
    except ModelDamaged:
        return Chosen(DEMO, DEMO_BACKEND, NoticeWords.MODEL_DAMAGED)
    if found is None:
        return Chosen(DEMO, DEMO_BACKEND, NoticeWords.NO_MODEL)
    return Chosen(found, backend)
