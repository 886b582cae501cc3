"""Which layers a skill can change, and how PEFT names their tensors. Names and bounds only: no tensors here.

A tensor is called base_model.model.model.layers.<i>.mlp.<name>.lora_A.weight (and lora_B), as PEFT writes it
(https://huggingface.co/docs/peft/developer_guides/checkpoint). In a model that sees pictures, too, the text part is
called model.language_model, or language_model.model in older files.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

PLACES: Final = MappingProxyType(
    {
        "gate_proj": "mlp",
        "up_proj": "mlp",
        "down_proj": "mlp",
        "q_proj": "self_attn",
        "k_proj": "self_attn",
        "v_proj": "self_attn",
        "o_proj": "self_attn",
    }
)
_FUSED: Final = {"qkv_proj": "self_attn", "gate_up_proj": "mlp"}  # of models that keep layers as one
_EVERYWHERE: Final = MappingProxyType({**PLACES, **_FUSED})
MOST_RANK: Final = 512
MOST_ALPHA: Final = 1e6
_NAME: Final = re.compile(
    r"base_model\.model\.(?P<root>model\.|model\.language_model\.|language_model\.model\.)layers\.(?P<block>\d{1,3})"
    r"\.(?P<place>\w{3,9})\.(?P<name>\w{6,12})\.lora_(?P<half>[AB])\.weight"
)

Site = tuple[int, str]  # block and name of the linear layer, as (12, "gate_proj")


def parse(name: str) -> tuple[Site, str] | None:
    """The site of a tensor and its half ("A" or "B"); None for what cannot be worn."""
    match = _NAME.fullmatch(name, 0) if name.isascii() else None
    if match is None or _EVERYWHERE.get(match["name"]) != match["place"]:
        return None
    return (int(match["block"]), match["name"]), match["half"]


def root(name: str) -> str:
    """What of a tensor's name comes before "layers" in the model itself: "model."; "" for what cannot be worn."""
    match = _NAME.fullmatch(name) if parse(name) else None
    return match["root"] if match else ""


def path(site: Site) -> str:
    """The layer as the keys of PEFT's patterns name it: "layers.12.mlp.gate_proj"."""
    return f"layers.{site[0]}.{_EVERYWHERE[site[1]]}.{site[1]}"


def tensor(site: Site, half: str, within: str = "") -> str:
    """`within`: what the text part of a larger model is called."""
    return f"base_model.model.model.{within}{path(site)}.lora_{half}.weight"
