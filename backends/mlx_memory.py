"""What MLX computes with on this machine, how much memory it may keep, and numbers on their way to torch and back.

MLX keeps freed buffers for later; unlimited, that grows with every new length of a text until memory is full. Knows no
model.
"""

from __future__ import annotations

from typing import Final

import mlx.core as mx
import numpy as np
import torch
from torch import Tensor

_KEPT: Final = 512 << 20  # bytes of freed buffers
_BFLOAT16: Final = torch.bfloat16


def on_gpu() -> bool:
    return bool(mx.default_device().type == mx.DeviceType.gpu)


def set_limits() -> None:
    """Memory is not wired down: above nought, MLX's wired limit makes some macOS panic when buffers come and go fast.

    WORKAROUND https://github.com/ml-explore/mlx/issues/3186: nought, MLX's own default, was seen to be safe.
    """
    mx.set_cache_limit(_KEPT)
    if mx.metal.is_available():
        mx.set_wired_limit(0)
        mx.set_memory_limit(int(mx.device_info()["max_recommended_working_set_size"]))


def forget() -> None:
    """Give freed buffers back to the system."""
    mx.clear_cache()


def to_mlx(tensor: Tensor) -> mx.array:
    """The same numbers in the same format."""
    tensor = tensor.detach().cpu().contiguous()
    if tensor.dtype == _BFLOAT16:
        return mx.array(tensor.view(torch.uint16).numpy()).view(mx.bfloat16)
    return mx.array(tensor.numpy())


def to_torch(array: mx.array) -> Tensor:
    """As float32."""
    return torch.from_numpy(np.array(array.astype(mx.float32)))
