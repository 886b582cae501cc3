"""What the device's arithmetic gives: products in every format, memory, attention, four bits, a compiled block."""

from __future__ import annotations

from importlib.util import find_spec

import torch
from torch import Tensor
from torch.nn import functional
from torch.nn.attention import SDPBackend, sdpa_kernel

from tests.bench.gpu.desk import Desk, Numbers

_KERNELS = (SDPBackend.FLASH_ATTENTION, SDPBackend.EFFICIENT_ATTENTION, SDPBackend.CUDNN_ATTENTION, SDPBackend.MATH)


def measured(desk: Desk) -> Numbers:
    size = 4096 if desk.cuda else 256
    return _products(desk, size) | _bandwidth(desk, size) | _attention(desk) | _four_bits(desk, size)


def _products(desk: Desk, size: int) -> Numbers:
    found: Numbers = {}
    for dtype in (torch.float32, torch.float16, torch.bfloat16):
        a = torch.randn(size, size, device=desk.device, dtype=dtype)
        for tf32 in (False, True) if dtype is torch.float32 and desk.cuda else (False,):
            torch.backends.cuda.matmul.allow_tf32 = tf32
            name = "tf32" if tf32 else str(dtype).removeprefix("torch.")
            found[f"product {name}, TFLOP/s"] = round(2 * size**3 / desk.seconds(lambda a=a: a @ a) / 1e12, 2)
        torch.backends.cuda.matmul.allow_tf32 = False
        row = a[:1]
        found[f"one row {str(dtype).removeprefix('torch.')}, GB/s"] = round(
            a.numel() * a.element_size() / desk.seconds(lambda a=a, row=row: row @ a) / 1e9, 1
        )
    return found


def _bandwidth(desk: Desk, size: int) -> Numbers:
    a = torch.randn(4 * size * size, device=desk.device)
    copied = desk.seconds(a.clone)
    return {"copy within memory, GB/s": round(2 * a.numel() * 4 / copied / 1e9, 1)} | _transfers(desk, a)


def _transfers(desk: Desk, a: Tensor) -> Numbers:
    if not desk.cuda:
        return {}
    there = a.cpu()
    size = a.numel() * 4 / 1e9
    return {
        "to the card, GB/s": round(size / desk.seconds(lambda: there.to(desk.device)), 2),
        "from the card, GB/s": round(size / desk.seconds(a.cpu), 2),
    }


def _attention(desk: Desk) -> Numbers:
    """Causal, 2048 tokens with heads as small models have them; forward and backward."""
    length, dtype = (2048, torch.bfloat16) if desk.cuda else (64, torch.float32)
    found: Numbers = {}
    for head in (64, 128):
        shape = (1, 16, length, head)
        q, k, v = (torch.randn(shape, device=desk.device, dtype=dtype, requires_grad=True) for _ in range(3))
        for kernel in _KERNELS:
            found[f"attention {head}, {kernel.name.lower()}, ms"] = _timed(desk, kernel, (q, k, v))
    return found


def _timed(desk: Desk, kernel: SDPBackend, tensors: tuple[Tensor, Tensor, Tensor]) -> object:
    q, k, v = tensors

    def work() -> None:
        functional.scaled_dot_product_attention(q, k, v, is_causal=True).sum().backward()

    try:
        with sdpa_kernel(kernel):
            return round(1e3 * desk.seconds(work), 3)
    except RuntimeError as error:
        return f"not here ({str(error).splitlines()[0][:60]})"


def _four_bits(desk: Desk, size: int) -> Numbers:
    """bitsandbytes' product beside the plain one, and how far it is off."""
    if not desk.cuda or find_spec("bitsandbytes") is None:
        return {"four bits": "no bitsandbytes, or no card"}
    from bitsandbytes.nn import Linear4bit, Params4bit

    weight = torch.randn(size, size) / size**0.5
    layer = Linear4bit(size, size, bias=False, compute_dtype=torch.bfloat16, quant_type="nf4")
    layer.weight = Params4bit(weight, requires_grad=False, quant_type="nf4")
    layer = layer.to(desk.device)
    plain = weight.to(desk.device, torch.bfloat16)
    found: Numbers = {}
    with torch.no_grad():
        for rows in (1, 512):
            x = torch.randn(rows, size, device=desk.device, dtype=torch.bfloat16)
            ours, theirs = desk.seconds(lambda x=x: x @ plain.T), desk.seconds(lambda x=x: layer(x))
            found[f"four bits / bfloat16, {rows} rows, time"] = round(theirs / ours, 2)
            off = (layer(x) - x @ plain.T).float().norm() / (x @ plain.T).float().norm()
            found[f"four bits, {rows} rows, relative error"] = round(float(off), 4)
    return found


def compiled(desk: Desk) -> Numbers:
    """Whether torch.compile pays for one block's worth of products: one row, and many."""
    hidden, inner = (1024, 4096) if desk.cuda else (32, 64)
    dtype = torch.bfloat16 if desk.cuda else torch.float32
    up = torch.randn(2 * inner, hidden, device=desk.device, dtype=dtype) / hidden**0.5
    down = torch.randn(hidden, inner, device=desk.device, dtype=dtype) / inner**0.5

    def block(x: Tensor) -> Tensor:
        x = functional.rms_norm(x, (hidden,))
        gate, value = functional.linear(x, up).chunk(2, dim=-1)
        return functional.linear(functional.silu(gate) * value, down)

    made = torch.compile(block)
    found: Numbers = {}
    with torch.no_grad():
        for rows in (1, 512):
            x = torch.randn(rows, hidden, device=desk.device, dtype=dtype)
            plain, fast = desk.seconds(lambda x=x: block(x), 20), desk.seconds(lambda x=x: made(x), 20)
            found[f"compiled block, {rows} rows, times as fast"] = round(plain / fast, 2)
    return found
