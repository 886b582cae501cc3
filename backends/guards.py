"""What the engine process sets up for itself: it stays offline, shares the processor, and leaves the stacks of a crash.

Knows the operating system. Does not know engines or messages. Each guard is set once, by `worker.run`.
"""

from __future__ import annotations

import faulthandler
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from learning import confinement


def stay_offline() -> None:
    """A tripwire, not a wall: this process has no business on the network."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ["TQDM_DISABLE"] = "1"  # libraries draw progress of their own
    confinement.refuse_network()


def share_processors() -> None:
    """Threads that wait may spin for a moment, then they sleep.

    Sleeping through the microseconds between two products gives the second core away (0.40 s a step against 0.27 s);
    spinning as long as OpenMP likes makes every step 20 times slower beside another busy process. Read when torch is
    imported: GNU's OpenMP knows the count of spins, others only the policy. Whoever has set the policy is obeyed.
    """
    if "OMP_WAIT_POLICY" not in os.environ:
        os.environ["OMP_WAIT_POLICY"] = "PASSIVE"
        os.environ.setdefault("GOMP_SPINCOUNT", "3000")


@contextmanager
def crash_stacks(log: str) -> Iterator[None]:
    """Write the stacks of a hard crash into the file `log`: stacks only, no content. "" for nowhere."""
    try:
        file = Path(log).open("a", encoding="utf-8") if log else None  # noqa: SIM115  # closed below
    except OSError:
        file = None  # a full disk must not keep the engine from starting
    if file is None:
        yield
        return
    faulthandler.enable(file)
    try:
        yield
    finally:
        faulthandler.disable()
        file.close()


def resident_bytes() -> int:
    """Memory of this process; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        return _peak_bytes()


def _peak_bytes() -> int:
    try:
        import resource  # noqa: PLC0415  # not on Windows
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
