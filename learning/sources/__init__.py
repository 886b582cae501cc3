"""What can be learned from: one module per kind of source, and the table that names them.

A source turns a `Source` into examples, held-out questions and near misses. Adding a kind is one module and one line.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from learning.sources import correction, instruction, statement, tool
from learning.sources.made import Made, joined
from learning.types import Kind, Source

SOURCES: Final = MappingProxyType(
    {
        Kind.FACT: statement.make,
        Kind.CORRECTION: correction.make,
        Kind.TOOL: tool.make,
        Kind.INSTRUCTION: instruction.make,
        Kind.CONDITIONAL: instruction.make,
    }
)


def made(sources: Sequence[Source], seed: int) -> Made:
    """Everything that the sources give, each kind handled by its module once.

    Facts of documents give nothing yet: their questions are written by the model (`learning.writing`).
    """
    makers = dict.fromkeys(SOURCES[source.kind] for source in sources if source.kind in SOURCES)
    return joined(make([s for s in sources if SOURCES.get(s.kind) is make], seed) for make in makers)
