"""adapter_config.json of a stranger: read strictly, and written anew; no field of it is ever passed on.

Knows PEFT's settings and what they do to the arithmetic. What only mattered while training is passed over; whatever
would have to be computed in another way is refused. Knows no numbers of the adapter but the ranks.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from learning import adapter_sites
from learning.adapter_sites import MOST_ALPHA, MOST_RANK, Site
from learning.sharing import plain_json
from learning.sharing.bounds import DEPTH
from learning.sharing.refusals import Refusal, Refused

_EMPTY: Final[tuple[object, ...]] = (None, False, {}, [], "")
# What decides how an adapter is computed: the values that we compute, and the refusal for any other.
_KNOWN: Final[Mapping[str, tuple[tuple[object, ...], Refusal]]] = {
    "peft_type": (("LORA",), Refusal.PEFT_TYPE),
    "task_type": (("CAUSAL_LM", *_EMPTY), Refusal.PEFT_TYPE),
    "use_dora": (_EMPTY, Refusal.DORA),
    "auto_mapping": (_EMPTY, Refusal.AUTO_MAPPING),
    "bias": (("none", *_EMPTY), Refusal.TARGETS),
    "modules_to_save": (_EMPTY, Refusal.TARGETS),
    "use_rslora": ((True, *_EMPTY), Refusal.SETTING),
    # Some ways to begin training change the base as well.
    "init_lora_weights": ((True, "gaussian", "orthogonal", *_EMPTY), Refusal.SETTING),
    "engine": (("echo",), Refusal.PEFT_TYPE),
}
# What has no say in it.
_FREE: Final = frozenset({
    "base_model_name_or_path", "revision", "inference_mode", "lora_dropout", "target_modules", "exclude_modules",
    "layers_to_transform", "layers_pattern", "megatron_core", "qalora_group_size", "peft_version", "r", "lora_alpha",
    "rank_pattern", "alpha_pattern", "runtime_config",
})  # fmt: skip
_REMOTE: Final = re.compile(r"[a-z][a-z0-9+.-]*:|[/\\]{2}", re.IGNORECASE)
_KEY: Final = re.compile(r"\^?[\w.]{1,200}")


@dataclass(frozen=True, slots=True)
class Settings:
    """`ranks` and `alphas` hold for the layers whose name ends so."""

    rank: int
    alpha: float
    rooted: bool  # rsLoRA: divided by the root of the rank
    ranks: Mapping[str, int]
    alphas: Mapping[str, float]


def parse(data: bytes) -> Settings:
    """Raises Refused."""
    try:
        config = plain_json.loads(data, DEPTH)
    except plain_json.NotPlain as error:
        raise Refused(Refusal.CONFIG, str(error)) from error
    if not isinstance(config, dict):
        raise Refused(Refusal.CONFIG, "no object")
    if "peft_type" not in config:
        raise Refused(Refusal.PEFT_TYPE, "none")
    for key, value in config.items():
        _must_be_known(key, value)
    _must_be_here(config.get("base_model_name_or_path"))
    return Settings(
        _rank(config.get("r")),
        _alpha(config.get("lora_alpha")),
        bool(config.get("use_rslora")),
        {key: _rank(value) for key, value in _pattern(config, "rank_pattern").items()},
        {key: _alpha(value) for key, value in _pattern(config, "alpha_pattern").items()},
    )


def rewritten(settings: Settings, ranks: Mapping[Site, int], root: str, base: str) -> bytes:
    """The config that our engines read: the same change, with every scale as alpha / rank.

    `root`: what stands before "layers" in the names of the layers.
    """
    alphas = {site: _alpha_of(settings, f"{root}{adapter_sites.path(site)}", rank) for site, rank in ranks.items()}
    rank = Counter(ranks.values()).most_common(1)[0][0]
    alpha = Counter(alphas[site] for site in ranks if ranks[site] == rank).most_common(1)[0][0]
    config: dict[str, object] = {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": base,
        "inference_mode": True,
        "r": rank,
        "lora_alpha": alpha,
        "lora_dropout": 0.0,
        "bias": "none",
        "fan_in_fan_out": False,
        "use_rslora": False,
        "use_dora": False,
        "target_modules": sorted({name for _, name in ranks}),
        "layers_to_transform": sorted({block for block, _ in ranks}),
        "layers_pattern": "layers",
        "rank_pattern": {adapter_sites.path(site): own for site, own in ranks.items() if own != rank},
        "alpha_pattern": {adapter_sites.path(site): own for site, own in alphas.items() if own != alpha},
    }
    return json.dumps(config, indent=1).encode()


def demo(settings: Settings) -> bytes:
    """Of the demo engine."""
    config = {"peft_type": "LORA", "engine": "echo", "r": settings.rank, "lora_alpha": settings.alpha}
    return json.dumps(config).encode()


def _alpha_of(settings: Settings, module: str, rank: int) -> float:
    """Divided by the rank it is what B A is multiplied by in one layer: alpha / rank, or alpha / root of the rank."""
    if rank != _matching(settings.ranks, module, settings.rank):
        raise Refused(Refusal.RANK, module)
    alpha = _matching(settings.alphas, module, settings.alpha)
    folded = alpha * math.sqrt(rank) if settings.rooted else alpha
    if folded > MOST_ALPHA:
        raise Refused(Refusal.RANK, "scale")
    return folded


def _matching(pattern: Mapping[str, float], module: str, otherwise: float) -> float:
    """PEFT takes the first key that is the end of a layer's name, or all of it after "^"."""
    for key, value in pattern.items():
        if module == key.removeprefix("^") or (not key.startswith("^") and module.endswith(f".{key}")):
            return value
    return otherwise


def _must_be_known(key: str, value: object) -> None:
    if key in _FREE:
        return
    allowed, refusal = _KNOWN.get(key, (_EMPTY, Refusal.SETTING))
    if not any(type(value) is type(one) and value == one for one in allowed):
        raise Refused(refusal, f"{key} = {value!r}")


def _must_be_here(base: object) -> None:
    """The name of a model is only a name; an address is nobody's business."""
    if base is not None and not isinstance(base, str):
        raise Refused(Refusal.CONFIG, "base_model_name_or_path")
    if base and (_REMOTE.match(base.strip()) or "\0" in base):
        drive = re.match(r"[A-Za-z]:[\\/](?![\\/])", base.strip())
        if not drive:
            raise Refused(Refusal.REMOTE_BASE, base)


def _pattern(config: Mapping[str, Any], name: str) -> dict[str, Any]:  # Any: parsed JSON
    found = config.get(name) or {}
    if not isinstance(found, dict) or len(found) > 10_000 or not all(_KEY.fullmatch(key) for key in found):
        raise Refused(Refusal.SETTING, name)
    return found


def _rank(value: object) -> int:
    if type(value) is not int or not 0 < value <= MOST_RANK:
        raise Refused(Refusal.RANK, f"r = {value!r}")
    return value


def _alpha(value: object) -> float:
    if type(value) not in (int, float) or not 0 < value <= MOST_ALPHA:  # type: ignore[operator]  # a number by now
        raise Refused(Refusal.RANK, f"lora_alpha = {value!r}")
    return float(value)  # type: ignore[arg-type]  # a number by now
