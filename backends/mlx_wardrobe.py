"""Which skills a model in MLX can wear, and the matrices for wearing several at once.

As backends.wardrobe, which does it for torch: worn adapters are stacked along the rank, so order never matters. The
adapters are read by the same code. Changes nothing in the model.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import mlx.core as mx
import torch

from backends import adapters
from backends.adapters import Adapter
from backends.mlx_body import NOTHING, Body, Pair, Worn
from backends.mlx_memory import to_mlx
from backends.wardrobe import Outfit, outfit_of, trim
from learning.backend import BackendError
from learning.types import SkillUse

_MOST_ADAPTERS: Final = 16
_MOST_OUTFITS: Final = 4


class MlxWardrobe:
    """Adapters read so far and the last outfits put together."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._read: OrderedDict[tuple[str, str], Adapter] = OrderedDict()
        self._outfits: OrderedDict[Outfit, Worn] = OrderedDict()

    def adapter(self, skill: SkillUse) -> Adapter:
        """Raises BackendError("skill_damaged" | "skill_other_model")."""
        key = (skill.path, skill.sha256)
        if key not in self._read:
            adapter = adapters.read(Path(skill.path), skill.sha256)
            self._fits(adapter)
            self._read[key] = adapter
            trim(self._read, _MOST_ADAPTERS)
        self._read.move_to_end(key)
        return self._read[key]

    def wear(self, skills: Sequence[SkillUse]) -> Worn:
        """What the body must be given to answer with these skills."""
        outfit = outfit_of(skills)
        if not outfit:
            return NOTHING
        if outfit not in self._outfits:
            self._outfits[outfit] = self.stacked([(self.adapter(skill), skill.strength) for skill in skills])
            trim(self._outfits, _MOST_OUTFITS)
        self._outfits.move_to_end(outfit)
        return self._outfits[outfit]

    def stacked(self, worn: Sequence[tuple[Adapter, float]]) -> Worn:
        """Adapters, each with its strength. Strength and scale go into the second matrix of a pair."""
        found: dict[int, dict[str, Pair]] = {}
        for site in dict.fromkeys(site for adapter, _ in worn for site in adapter.pairs):
            parts = [(*a.pairs[site], a.scale * strength) for a, strength in worn if site in a.pairs]
            first = to_mlx(torch.cat([a for a, _, _ in parts])).astype(self._body.dtype)
            second = to_mlx(torch.cat([b * factor for _, b, factor in parts], dim=1)).astype(self._body.dtype)
            found.setdefault(site[0], {})[site[1]] = (first, second)
        mx.eval(found)
        return found

    def _fits(self, adapter: Adapter) -> None:
        for (block, name), (a, b) in adapter.pairs.items():
            if block >= self._body.shape.blocks or self._body.layer(name) != (b.shape[0], a.shape[1]):
                raise BackendError("skill_other_model", f"layers.{block}.{name}")
