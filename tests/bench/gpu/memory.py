"""What running out of the card's memory is told as, and whether the engine works on afterwards."""

from __future__ import annotations

from collections.abc import Callable

import torch

from learning.backend import BackendError
from learning.types import Sampling
from tests.bench.gpu.desk import Desk, Numbers
from tests.bench.gpu.engine import long_message


def measured(desk: Desk) -> Numbers:
    if not desk.cuda:
        return {"running out of memory": "only a card can be kept short"}
    free, total = torch.cuda.mem_get_info()
    backend = desk.engine()
    asked = long_message(backend)
    before = "".join(backend.chat(asked, Sampling(max_tokens=8), ()))
    backend.close()
    backend = desk.engine()
    torch.cuda.empty_cache()
    torch.cuda.set_per_process_memory_fraction(min(1.0, (torch.cuda.memory_reserved() + 1) / total))
    try:
        said = _told(lambda: "".join(backend.chat(asked, Sampling(max_tokens=8), ())))
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0)
    after = "".join(backend.chat(asked, Sampling(max_tokens=8), ()))
    backend.close()
    left = torch.cuda.memory_allocated()
    return {
        "running out of memory is told as": said,
        "afterwards it answers as before": after == before,
        "memory left behind by a closed engine, MB": round(left / 1e6, 1),
        "memory free at first, GB": round(free / 1e9, 1),
    }


def _told(work: Callable[[], object]) -> str:
    try:
        work()
    except BackendError as error:
        return error.code
    except Exception as error:
        return f"{type(error).__name__}, which is none of ours"
    return "it did not run out"
