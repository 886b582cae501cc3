"""The Python packages: the environment they live in, which build of torch fits, and what pip's failures mean.

Knows pip and its words. Names no place packages come from: that is the person's own pip configuration.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from environment.machine import venv_python
from environment.trouble import Trouble

OFFLINE = ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "ReadTimeoutError", "ProxyError")
NO_VERSIONS = "(from versions: none)"
KEPT = "What was already downloaded is kept."
_TORCH_PIN = re.compile(r"^torch==([\d.]+)", re.MULTILINE)


def torch_requirement(constraints: str, system: str, nvidia: bool, chosen: str = "") -> str:
    """The build of torch to ask for.

    On Linux the plain build brings gigabytes of CUDA and cannot even be imported without them, so a machine without
    an NVIDIA card asks for the CPU build by name. On macOS and Windows the plain build is the CPU one.
    """
    found = _TORCH_PIN.search(constraints)
    if found is None:
        raise ValueError("constraints.txt pins no torch")
    pin = f"torch=={found.group(1)}"
    return chosen or (f"{pin}+cpu" if system == "Linux" and not nvidia else pin)


def make_environment(venv: Path, log: Path) -> None:
    """A new environment, or a mended one; a whole one is left alone."""
    if not _works(venv):
        print("Making the environment in .venv …", flush=True)
        code = run((_outer_python(), "-m", "venv", "--clear", str(venv)), log)
        if code:
            raise _failed("The environment could not be made.", log)


def install(venv: Path, requirements: Sequence[str], project: Path, log: Path) -> None:
    """One pip run, so that everything is resolved together and pinned."""
    command = (str(venv_python(venv)), "-m", "pip", "install", "--progress-bar", "off", "-c", "constraints.txt")
    start = log.stat().st_size if log.exists() else 0
    if run((*command, *requirements), log, project):
        raise explain(log.read_text(encoding="utf-8", errors="replace")[start:], log)


def explain(output: str, log: Path) -> Trouble:
    """What pip's output means for a person."""
    if "No space left on device" in output:
        return Trouble("The disk became full while packages were installed.", KEPT, "Make room and run it again.")
    if any(sign in output for sign in OFFLINE):
        return _failed("The packages could not be downloaded: the network seems to be off or blocked.", log)
    if "No matching distribution found for torch" in output and NO_VERSIONS not in output:
        return _no_cpu_build()
    if NO_VERSIONS in output or "ResolutionImpossible" in output:  # all is pinned: a conflict is a missing version
        return _failed("A package was not found where pip looks, or has no build for this system and Python.", log)
    return _failed("Installing the packages failed.", log)


def run(command: Sequence[str], log: Path, cwd: Path | None = None) -> int:
    """The exit code; all output goes to the log, and one line per package to the screen."""
    log.parent.mkdir(parents=True, exist_ok=True)
    environ = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_USER": "0", "PYTHONUNBUFFERED": "1"}
    with log.open("a", encoding="utf-8") as out, _start(command, cwd, environ) as child:
        for line in _lines(child):
            out.write(line)
            if line.startswith(("Collecting ", "Installing ")):
                print("  " + line.strip()[:110], flush=True)
    return child.returncode


def _start(command: Sequence[str], cwd: Path | None, environ: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command, cwd=cwd, env=environ, text=True, errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def _lines(child: subprocess.Popen[str]) -> Iterator[str]:
    if child.stdout is not None:
        yield from child.stdout


def _works(venv: Path) -> bool:
    """An environment cut off half-way, or one whose Python was removed, does not."""
    try:
        asked = subprocess.run([venv_python(venv), "-c", "import pip"], capture_output=True, check=False)
    except OSError:
        return False
    return asked.returncode == 0


def _outer_python() -> str:
    """Never the environment's own Python: it cannot make itself again."""
    return getattr(sys, "_base_executable", sys.executable)


def _failed(happened: str, log: Path) -> Trouble:
    return Trouble(happened, KEPT, f"Check the network, then run the same command again. Details are in {log}")


def _no_cpu_build() -> Trouble:
    return Trouble(
        "The CPU build of PyTorch was not found, and this computer has no NVIDIA card for the other build.",
        "Nothing large was downloaded.",
        "PyTorch's own site (Get Started: Stable, Linux, Pip, Python, CPU) shows the address of the CPU builds.\n"
        "Put it into the setting PIP_EXTRA_INDEX_URL and run the same command again:\n"
        "  PIP_EXTRA_INDEX_URL=<that address> make run\n"
        "Or accept several gigabytes you will not use: INGRAIN_TORCH=torch make run",
    )
