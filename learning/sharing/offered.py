"""What was found in a file, for a person to look at before it is installed. Knows no file and no widget."""

from __future__ import annotations

from dataclasses import dataclass

from learning.maker import Maker
from learning.store.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Offered:
    """`manifest` is what its maker says; the rest was measured. `told` is what it was taught, as far as it is shown."""

    manifest: Manifest
    size: int  # bytes of the file or folder
    sha256: str  # of the file; of a folder that of its adapter
    adapter_sha256: str
    told: tuple[str, ...] = ()
    statements: int = 0  # of `told` and beyond; 0: the lesson was not sent along

    @property
    def plain(self) -> bool:
        """An adapter of another tool, which does not say for which model exactly it is."""
        return self.manifest.maker is Maker.ELSEWHERE and not self.manifest.base_sha256
