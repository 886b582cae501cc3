"""Run as a process of the engine's side: train a few steps on the default model, publish, and hash raw logits.

`python -m tests.e2e.published_skill PROFILE` prints one JSON object: hashes of the logits of the untouched model
before, with the skill, and after it is off again; and of the base loaded anew, which never saw a skill.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import torch

from backends.fitting import rows_of
from backends.packing import Layout
from backends.scoring import states_of
from backends.torch_lora import TorchLora
from learning import catalogue
from learning.store import manifest
from learning.store.manifest import Manifest
from learning.store.profile import Profile
from learning.store.skills import use_of
from learning.store.store import Store
from learning.types import (
    Example,
    Kind,
    Lesson,
    ModelRef,
    Reason,
    Recipe,
    Role,
    Score,
    SkillUse,
    Source,
    Turn,
    Use,
    Verdict,
)

TURNS = (Turn(Role.USER, "What is my sister called?"),)
TAUGHT = Example(TURNS, "Your sister is called Mira.", Use.TEACH, "s", span="Mira")
RECIPE = Recipe(4, 2.0, 2, ("gate_proj", "up_proj", "down_proj"), 5e-3, 6, 1, 0, 0.0, 0.02, 128, 1)
SCORE = Score(Verdict.LEARNED, Reason.PASSED, 1.0, 0.0, 1.0, 1.0, None, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def main() -> None:
    profile = Profile(Path(sys.argv[1]))
    model = catalogue.default_model(profile)
    assert model is not None
    backend = _loaded(model, profile)
    untouched = _logits(backend, ())
    with Store.open(profile) as store:
        skill = _published(store, backend, model)
    on = _logits(backend, (skill,))
    off = _logits(backend, ())
    fresh = _logits(_loaded(model, profile), ())
    print(json.dumps({"untouched": untouched, "on": on, "off": off, "fresh": fresh, "skill": skill.id}))


def _loaded(model: ModelRef, profile: Profile) -> TorchLora:
    backend = TorchLora()
    for _ in backend.load(model, profile.cache):
        pass
    return backend


def _published(store: Store, backend: TorchLora, model: ModelRef) -> SkillUse:
    source = Source("s", Kind.FACT, "Sister", "My sister is called Mira.", "message:1")
    store.lessons.add(Lesson("aa", "Sister", Kind.FACT, (source,), (TAUGHT,), (), (), "now"), source.text)
    staging = store.lessons.staging("aa")
    for _ in backend.train((TAUGHT,), (), RECIPE, staging):
        pass
    sealed = Manifest("Sister", model.id, model.name, model.sha256, "", RECIPE, 1, "aa", SCORE, "now")
    manifest.seal(staging, sealed)
    return use_of(store.skills.publish(staging, "aa"))


def _logits(backend: TorchLora, skills: tuple[SkillUse, ...]) -> str:
    """SHA-256 over every byte of the logits at the answer's places, dressed as for an answer."""
    loaded = backend._ready()
    rows = rows_of(loaded.prompter, (TAUGHT,), loaded.decoder.shape.context)
    layout = Layout(rows, (), loaded.decoder.device)
    with torch.inference_mode():
        states = states_of(loaded.decoder, layout, loaded.wardrobe.wear(skills))
        logits = loaded.decoder.logits(states)  # [targets, vocabulary]
    return hashlib.sha256(logits.float().cpu().numpy().tobytes()).hexdigest()


if __name__ == "__main__":
    main()
