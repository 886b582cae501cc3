"""A profile in a temporary folder, and lessons and sealed skill folders to put into it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from learning.store import manifest
from learning.store.manifest import Manifest
from learning.store.profile import Profile
from learning.store.store import Store
from learning.types import Example, Kind, Lesson, LessonState, Reason, Recipe, Role, Score, Source, Turn, Use, Verdict

SCORE = Score(Verdict.LEARNED, Reason.PASSED, 1.0, 0.1, 0.9, 0.95, 0.94, 0.01, 0.99, 0.0, 0.0, 1.0, 2.0, 3.0)
RECIPE = Recipe(8, 2.0, 4, ("up_proj",), 1e-3, 10, 4, 2, 0.1, 0.02, 256, 7)


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile(tmp_path / "profile")


@pytest.fixture
def store(profile: Profile) -> Iterator[Store]:
    with Store.open(profile) as opened:
        yield opened


@pytest.fixture
def lesson() -> Callable[[str], Lesson]:
    def make(key: str, text: str = "My sister is called Mira.") -> Lesson:
        source = Source(f"s-{key}", Kind.FACT, "Sister", text, "message:1")
        turns = (Turn(Role.USER, "What is my sister called?"),)
        example = Example(turns, "Mira.", Use.TEACH, source.id, span="Mira")
        return Lesson(key, "Sister", Kind.FACT, (source,), (example,), (), (), "2026-01-02T03:04:05+00:00")

    return make


@pytest.fixture
def sealed() -> Callable[..., Path]:
    """Write what an engine leaves in a staging folder: four files, a checkpoint, and the manifest last."""

    def make(
        folder: Path, key: str, weights: bytes = b"\0" * 64, parents: tuple[str, ...] = (), **score: object
    ) -> Path:
        (folder / "ckpt-1").mkdir()
        (folder / "ckpt-1" / "state.json").write_text("{}")
        (folder / manifest.ADAPTER).write_bytes(weights)
        (folder / manifest.CONFIG).write_text(json.dumps({"r": 8}))
        (folder / "lesson.jsonl").write_text("{}\n")
        (folder / "README.md").write_text("# Sister\n")
        proof = replace(SCORE, **score)  # type: ignore[arg-type]  # names and types are Score's
        manifest.seal(folder, Manifest("Sister", "m", "M", "ab" * 32, "", RECIPE, 7, key, proof, "now", parents))
        return folder

    return make


@pytest.fixture
def teach(lesson: Callable[[str], Lesson], sealed: Callable[..., Path]) -> Callable[..., Path]:
    """A lesson as far as a sealed staging folder, waiting to be published."""

    def make(store: Store, key: str, **manifest_fields: object) -> Path:
        store.lessons.add(lesson(key), "My sister is called Mira.")
        store.lessons.set_state(key, LessonState.RUNNING)
        return sealed(store.lessons.staging(key), key, **manifest_fields)

    return make
