"""The engines in `ingrain doctor`: each tried now with the model, in a child process; and what earlier starts remember.

Knows the probe and the notes. Changes neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from desktop import engine_words
from learning.passed_over import PassedOver
from learning.probing import probed
from learning.store.profile import Profile
from learning.trials import Note, State, Trials

Part = dict[str, Any]  # Any: JSON values have no closed type
_DEMO: Final = "echo"
_WORKS: Final = "works"


def engines_tried(engine: Part, file: str, profile: Profile) -> Part:
    """One line for each engine, best first. `engine` is what the doctor found out about the engine process."""
    names = [name for name in engine.get("backends", ()) if name != _DEMO]
    notes = list(Trials(profile.cache).all())
    found: Part = {name: _line(_tried(name, file), notes) for name in names}
    works = [name for name, line in found.items() if line.startswith(_WORKS)]
    order = engine_words.EngineWords.order(tuple(names), engine.get("machine", "")) if names else ""
    return {"ok": bool(works) or not names, "best": works[0] if works else None, "order": order, **found}


def _tried(name: str, file: str) -> PassedOver:
    """An empty reason when it works."""
    probing = probed(name, file=file)
    while True:
        try:
            next(probing)
        except StopIteration as end:
            found: PassedOver | None = end.value
            return found or PassedOver(name, "")


def _line(found: PassedOver, notes: Sequence[Note]) -> str:
    said = f"does not work: {engine_words.why(found)} ({found.why} {found.detail})" if found.why else _WORKS
    mine = [note for note in notes if note.backend == found.backend and (note.deaths or note.state is State.BROKEN)]
    for note in mine:
        times = f", ended the process {note.deaths} times" if note.deaths else ""
        said += f"; remembered for model {note.model[:16]}: {note.why} {note.detail}{times}"
    return said
