"""LoRA layers that stack: y = W x, plus Σ strength · scale · B A x for the skills worn.

Knows linear layers and which pairs they wear. Worn pairs are concatenated along the rank, so order never matters, and
with nothing worn a layer is exactly its base (arXiv 2106.09685). Does not know files or training.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from backends.adapters import Adapter, Site
from learning.backend import BackendError

_PLACES: Final = {
    "mlp": ("gate_proj", "up_proj", "down_proj"),
    "self_attn": ("q_proj", "k_proj", "v_proj", "o_proj"),
}


class Wearing(nn.Module):
    """A frozen linear layer and what it wears: A [rank, in], B [out, rank] with strength and scale in B."""

    def __init__(self, base: nn.Linear) -> None:
        super().__init__()
        self.base = base
        self.worn: tuple[Tensor, Tensor] | None = None
        self.factor = 1.0

    def forward(self, x: Tensor) -> Tensor:  # x [..., in] → [..., out]
        y = cast(Tensor, self.base(x))
        if self.worn is None:
            return y
        a, b = self.worn
        return y + functional.linear(functional.linear(x, a.to(x.dtype)), (b * self.factor).to(x.dtype))


class Wardrobe:
    """All layers of one model that can wear something. Put the wanted set on before every forward pass."""

    def __init__(self, decoder: nn.Module) -> None:
        self._layers: dict[Site, Wearing] = dict(_dress(decoder))
        self._now: object = None

    def shape(self, site: Site) -> tuple[int, int]:
        """(out, in) of a layer."""
        base = self._layers[site].base
        return base.out_features, base.in_features

    def sites(self, blocks: range, targets: Sequence[str]) -> tuple[Site, ...]:
        return tuple(
            site for site in self._layers if int(site.split(".")[1]) in blocks and site.rsplit(".", 1)[1] in targets
        )

    def fits(self, adapter: Adapter) -> None:
        """Raises BackendError("skill_other_model") when a layer is missing or has another shape."""
        for site, (a, b) in adapter.pairs.items():
            if site not in self._layers or self.shape(site) != (b.shape[0], a.shape[1]):
                raise BackendError("skill_other_model", site)

    def wear(self, adapters: Sequence[tuple[Adapter, float]], key: object) -> None:
        """Wear these, each with its strength. `key` names the set: the same key again costs nothing."""
        if key is not None and key == self._now:
            return
        self.take_off()
        for site, layer in self._layers.items():
            pairs = [(*adapter.pairs[site], adapter.scale * s) for adapter, s in adapters if site in adapter.pairs]
            if pairs:
                weight = layer.base.weight
                a = torch.cat([a for a, _, _ in pairs]).to(weight.device, weight.dtype)
                b = torch.cat([b * factor for _, b, factor in pairs], dim=1).to(weight.device, weight.dtype)
                layer.worn, layer.factor = (a, b), 1.0
        self._now = key

    def try_on(self, adapter: Adapter) -> None:
        """Wear the very tensors of an adapter in training, so that gradients reach them."""
        self.take_off()
        for site, pair in adapter.pairs.items():
            self._layers[site].worn, self._layers[site].factor = pair, adapter.scale

    def take_off(self) -> None:
        for layer in self._layers.values():
            layer.worn, layer.factor = None, 1.0
        self._now = None


def _dress(decoder: nn.Module) -> Iterator[tuple[Site, Wearing]]:
    """Put a Wearing around each linear layer of each block."""
    for index, block in enumerate(cast(nn.ModuleList, decoder.layers)):
        for place, names in _PLACES.items():
            part = getattr(block, place)
            for name in names:
                layer = Wearing(getattr(part, name))
                setattr(part, name, layer)
                yield f"layers.{index}.{place}.{name}", layer
