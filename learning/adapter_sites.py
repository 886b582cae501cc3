"""Which layers a skill can change, and how PEFT names their tensors. Names and bounds only: no tensors here.

A tensor is called base_model.model.model.layers.<i>.mlp.<name>.lora_A.weight (and lora_B), as PEFT writes it
(https://huggingface.co/docs/peft/developer_guides/checkpoint).
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
MOST_RANK: Final = 512
MOST_ALPHA: Final = 1e6
_NAME: Final = re.compile(r"base_model\.model\.model\.layers\.(\d{1,3})\.(\w{3,9})\.(\w{6,9})\.lora_([AB])\.weight")

Site = tuple[int, str]  # block and name of the linear layer, as (12, "gate_proj")


def parse(name: str) -> tuple[Site, str] | None:
    """The site of a tensor and its half ("A" or "B"); None for what cannot be worn."""
    match = _NAME.fullmatch(name, 0) if name.isascii() else None
    if match is None or PLACES.get(match[3]) != match[2]:
        return None
    return (int(match[1]), match[3]), match[4]


def path(site: Site) -> str:
    """The layer as the keys of PEFT's patterns name it: "layers.12.mlp.gate_proj"."""
    return f"layers.{site[0]}.{PLACES[site[1]]}.{site[1]}"


def tensor(site: Site, half: str) -> str:
    return f"base_model.model.model.{path(site)}.lora_{half}.weight"
