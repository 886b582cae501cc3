"""What keeps the engine process in its place: it dies with its owner, stays offline, and leaves the stacks of a crash.

Knows the operating system. Does not know engines or messages. Each guard is set once, by `worker.run`.
"""

from __future__ import annotations

import ctypes
import faulthandler
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

_PR_SET_PDEATHSIG: Final = 1
_NETWORK: Final = frozenset(
    {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind", "socket.sendto"}
)


def owner() -> int:
    """Process id of whoever started this process."""
    parent = multiprocessing.parent_process()
    return os.getppid() if parent is None or parent.pid is None else parent.pid


def die_with(parent: int) -> None:
    """Linux: be killed when the creating thread ends; then make sure that it had not ended before.

    Elsewhere the end of the pipe and `orphaned` do it.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if orphaned(parent):
        os._exit(0)


def orphaned(parent: int) -> bool:
    """Whether the owner is gone. Windows keeps the number of a dead owner: there the pipe tells."""
    return sys.platform != "win32" and os.getppid() != parent


def stay_offline() -> None:
    """A tripwire, not a wall: this process has no business on the network."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ["TQDM_DISABLE"] = "1"  # libraries draw progress of their own
    sys.addaudithook(_no_network)


def share_processors() -> None:
    """Threads that wait may spin for a moment, then they sleep.

    Sleeping through the microseconds between two products gives the second core away (0.40 s a step against 0.27 s);
    spinning as long as OpenMP likes makes every step 20 times slower beside another busy process. Read when torch is
    imported: GNU's OpenMP knows the count of spins, others only the policy. Whoever has set the policy is obeyed.
    """
    if "OMP_WAIT_POLICY" not in os.environ:
        os.environ["OMP_WAIT_POLICY"] = "PASSIVE"
        os.environ.setdefault("GOMP_SPINCOUNT", "3000")


def _no_network(event: str, _arguments: tuple[Any, ...]) -> None:  # Any: what the interpreter passes
    if event in _NETWORK:
        raise PermissionError(f"the engine may not use the network ({event})")


def have_streams() -> None:
    """A windowed program has no stdout and stderr; libraries expect them."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  # for good


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
