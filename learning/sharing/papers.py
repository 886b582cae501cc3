"""What a skill's file says about the skill: its manifest, its lesson, its README, made fit to be shown and kept.

Knows their shapes and how much of each is taken. All of it is what somebody else wrote: text is cleaned so that what is
shown is what is there, and nothing in it points at anything of this computer.
"""

from __future__ import annotations

import math
import re
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, Final

from learning import lesson_file, tools
from learning.codec import CodecError
from learning.maker import Maker
from learning.parse.cleaning import clean
from learning.sharing import plain_json
from learning.sharing.bounds import DEPTH, NAME, STATEMENTS, TEXT
from learning.sharing.refusals import Refusal, Refused
from learning.store import ids, manifest
from learning.store.errors import SkillDamage, SkillDamaged
from learning.store.manifest import Manifest
from learning.types import (
    Example,
    Kind,
    Lesson,
    QuizItem,
    QuizResult,
    Reason,
    Recipe,
    Rule,
    Score,
    Source,
    Verdict,
)

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_SHARES: Final = ("recall_before", "recall_after", "recall_in_context", "top1", "bleed_before", "bleed")
_SIZES: Final = ("side_effects", "seconds_prepare", "seconds_train", "seconds_quiz")
_MOST_SIZE: Final = 1e7
_MOST_TARGETS: Final = 16
UNKNOWN: Final = Score(
    Verdict.LEARNED, Reason.PASSED, 1.0, 0.0, 0.0, 0.0, None, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0
)  # of what nobody gave a quiz


def manifest_of(data: bytes) -> Manifest:
    """Raises Refused."""
    try:
        found = manifest.parse(plain_json.loads(data, DEPTH))
    except plain_json.NotPlain as error:
        raise Refused(Refusal.MANIFEST_DEEP if error.deep else Refusal.MANIFEST_BROKEN, str(error)) from error
    except CodecError as error:
        raise Refused(Refusal.MANIFEST_BROKEN, str(error)) from error
    except SkillDamaged as error:
        newer = error.reason is SkillDamage.NEWER_FORMAT
        raise Refused(Refusal.NEWER if newer else Refusal.MANIFEST_BROKEN, error.detail) from error
    sums = (found.base_sha256, *(file.sha256 for file in found.files.values()))
    if found.format != manifest.FORMAT or not all(_SHA256.fullmatch(one) for one in sums):
        raise Refused(Refusal.MANIFEST_BROKEN, "checksums")
    if not (name := line(found.name, NAME)):
        raise Refused(Refusal.MANIFEST_BROKEN, "no name")
    return replace(
        found,
        name=name,
        base_id=line(found.base_id, NAME),
        base_name=line(found.base_name, NAME),
        template_sha256=found.template_sha256 if _SHA256.fullmatch(found.template_sha256) else "",
        created=moment(found.created),
        lesson="",
        parents=(),
        recipe=_recipe(found.recipe),
        score=_score(found.score),
        maker=Maker.ELSEWHERE if found.maker is Maker.ELSEWHERE else Maker.OTHER,
    )


def plain(name: str, recipe: Recipe) -> Manifest:
    """Of an adapter that came without one: from another tool."""
    named = line(name, NAME) or "LoRA"
    return Manifest(named, "", "", "", "", recipe, 0, "", UNKNOWN, "", maker=Maker.ELSEWHERE)


def lesson_of(data: bytes, sha256: str) -> Lesson:
    """What it was taught, as text of somebody else's. Raises Refused."""
    try:
        found = lesson_file.parse(data.decode("utf-8"), lambda text: plain_json.loads(text.encode(), DEPTH))
    except (lesson_file.LessonFileError, UnicodeDecodeError) as error:
        raise Refused(Refusal.LESSON, str(error)) from error
    rows = (found.sources, found.examples, found.held_out, found.near_misses)
    if max(map(len, rows)) > STATEMENTS or not found.sources:
        raise Refused(Refusal.LESSON, "length")
    sources = tuple(_source(one, sha256) for one in found.sources)
    known = {source.id for source in sources}
    items: tuple[Example | QuizItem, ...] = (*found.examples, *found.held_out, *found.near_misses)
    if len(known) != len(sources) or not all(item.origin in known and item.turns for item in items):
        raise Refused(Refusal.LESSON, "origins")
    return replace(
        found,
        id="",
        title=line(found.title, NAME),
        sources=sources,
        examples=tuple(replace(one, rule=_when(one.rule)) for one in found.examples),
        held_out=tuple(replace(one, rule=None) for one in found.held_out),
        near_misses=tuple(replace(one, rule=None) for one in found.near_misses),
        parent="",
        created=moment(found.created),
        vetting=None,
    )


def readme_of(data: bytes) -> bytes:
    """Plain text, line for line."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(Refusal.README) from error
    return "\n".join(clean(one).text for one in text.splitlines()).encode() + b"\n"


def line(text: str, most: int) -> str:
    """One line that is shown as it is, cut where it is too long."""
    shown = clean(text[: 4 * most]).text
    return shown if len(shown) <= most else f"{shown[: most - 1].rstrip()}…"


def moment(text: str) -> str:
    """A time, or ""."""
    try:
        return datetime.fromisoformat(text[:40]).isoformat(timespec="seconds")
    except ValueError:
        return ""


def _source(source: Source, sha256: str) -> Source:
    text = line(source.text, TEXT)
    if not text or not ids.is_safe(source.id):
        raise Refused(Refusal.LESSON, "a statement")
    if source.kind is Kind.TOOL:
        try:
            tools.read(text)
        except tools.BadTool as error:
            raise Refused(Refusal.LESSON, str(error.code)) from error
    return Source(
        source.id,
        source.kind,
        line(source.title, NAME),
        text,
        f"skill:{sha256}",
        trusted=False,
        asked=line(source.asked, TEXT),
        wrong=line(source.wrong, TEXT),
    )


def _when(rule: Rule | None) -> Rule | None:
    """For which messages a rule is; what it does is read from the statement again when it is taught anew."""
    return rule and Rule("in_words", ("",), line(rule.when, TEXT))


def _recipe(recipe: Recipe) -> Recipe:
    numbers = [value for field in fields(recipe) if isinstance(value := getattr(recipe, field.name), int | float)]
    if len(recipe.targets) > _MOST_TARGETS or not all(abs(number) < 1e18 for number in numbers):
        raise Refused(Refusal.MANIFEST_BROKEN, "recipe")
    return replace(recipe, targets=tuple(line(one, NAME) for one in recipe.targets))


def _score(score: Score) -> Score:
    """Figures as its maker says; they must be figures."""
    fine = all(0 <= getattr(score, name) <= 1 for name in _SHARES)
    fine = fine and all(0 <= getattr(score, name) <= _MOST_SIZE for name in _SIZES)
    fine = fine and 0 <= score.strength <= 2 and (score.retained is None or math.isfinite(score.retained))
    if not fine or len(score.items) > STATEMENTS or score.verdict is Verdict.NOT_LEARNED:
        raise Refused(Refusal.MANIFEST_BROKEN, "figures")
    return replace(score, items=tuple(_item(item) for item in score.items))


def _item(item: QuizResult) -> QuizResult:
    changes: dict[str, Any] = {}  # Any: `replace` takes fields of every type
    for name in ("question", "before", "after", "taught"):
        changes[name] = line(getattr(item, name), TEXT)
    return replace(item, **changes)
