"""Which skills a model can wear, and the matrices for wearing several at once.

Knows adapters and the decoder's layers. Worn adapters are stacked along the rank, ΔW = Σ strength · scale · B A, so
order never matters. Keeps the last adapters read. Changes nothing in the model: the result is passed to the decoder.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeVar

import torch

from backends import adapters, fused_layers
from backends.adapters import Adapter
from backends.decoder import NOTHING, Decoder, Worn
from backends.fused_layers import PARTS
from backends.slopes import Pair
from learning.backend import BackendError
from learning.types import SkillUse

Outfit = tuple[tuple[str, str, float], ...]  # what is worn, comparable: (path, sha256, strength) each
_MOST_ADAPTERS: Final = 16
_MOST_OUTFITS: Final = 4
Key = TypeVar("Key")
Value = TypeVar("Value")


class Wardrobe:
    """Adapters read so far and the last outfit put together."""

    def __init__(self, decoder: Decoder) -> None:
        self._decoder = decoder
        self._read: OrderedDict[tuple[str, str], Adapter] = OrderedDict()
        self._outfits: OrderedDict[Outfit, Worn] = OrderedDict()

    def adapter(self, skill: SkillUse) -> Adapter:
        """Raises BackendError("skill_damaged" | "skill_other_model")."""
        key = (skill.path, skill.sha256)
        if key not in self._read:
            adapter = self._parted(adapters.read(Path(skill.path), skill.sha256))
            self._fits(adapter)
            self._read[key] = adapter
            trim(self._read, _MOST_ADAPTERS)
        self._read.move_to_end(key)
        return self._read[key]

    def wear(self, skills: Sequence[SkillUse]) -> Worn:
        """What the decoder must be given to answer with these skills."""
        outfit = outfit_of(skills)
        if not outfit:
            return NOTHING
        if outfit not in self._outfits:
            self._outfits[outfit] = self._stacked([(self.adapter(skill), skill.strength) for skill in skills])
            trim(self._outfits, _MOST_OUTFITS)
        self._outfits.move_to_end(outfit)
        return self._outfits[outfit]

    def dressed(self, adapter: Adapter) -> Worn:
        """What the decoder must be given to wear one adapter that is no skill."""
        self._fits(adapter)
        return self._stacked([(adapter, 1.0)])

    def _stacked(self, worn: list[tuple[Adapter, float]]) -> Worn:
        found: dict[int, dict[str, Pair]] = {}
        for site in dict.fromkeys(site for adapter, _ in worn for site in adapter.pairs):
            parts = [(*a.pairs[site], a.scale * strength) for a, strength in worn if site in a.pairs]
            first = torch.cat([a for a, _, _ in parts]).to(self._decoder.device, self._decoder.dtype)
            second = torch.cat([b * factor for _, b, factor in parts], dim=1)
            found.setdefault(site[0], {})[site[1]] = (
                first,
                second.to(self._decoder.device, self._decoder.dtype),
            )
        return found

    def _parted(self, adapter: Adapter) -> Adapter:
        """A fused model's adapter names fused layers, and no other's does."""
        shape = self._decoder.shape
        parts, wholes = {part for names in PARTS.values() for part in names}, set(PARTS)
        if strange := [name for _, name in adapter.pairs if name in (parts if shape.fused else wholes)]:
            raise BackendError("skill_other_model", strange[0])
        try:
            return replace(adapter, pairs=fused_layers.split(adapter.pairs, shape))
        except ValueError as error:
            raise BackendError("skill_other_model", str(error)) from error

    def _fits(self, adapter: Adapter) -> None:
        for (block, name), (a, b) in adapter.pairs.items():
            if block >= self._decoder.shape.blocks or self._decoder.layer(name) != (b.shape[0], a.shape[1]):
                raise BackendError("skill_other_model", f"layers.{block}.{name}")
        shape, gate = self._decoder.shape, adapter.gate
        if gate is None or gate.lens.reader:  # read by another model
            return
        looks = gate.lens.looks
        if max(look.block for look in looks) > shape.blocks or len(gate.weights) != gate.lens.size(shape.hidden):
            raise BackendError("skill_other_model", "gate")


def outfit_of(skills: Sequence[SkillUse]) -> Outfit:
    """Skills at strength 0 change nothing and are left out; the order never matters."""
    return tuple(sorted((skill.path, skill.sha256, skill.strength) for skill in skills if skill.strength))


def trim(kept: OrderedDict[Key, Value], most: int) -> None:
    while len(kept) > most:
        kept.popitem(last=False)
