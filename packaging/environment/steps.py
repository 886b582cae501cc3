"""The order of the set-up: look, then change, then remember. Every failure ends in a plain sentence and exit code 1."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

from environment import libraries, machine, model, packages, stamp
from environment.trouble import Trouble

PROJECT = Path(__file__).resolve().parent.parent.parent
EXTRAS = {"run": "torch", "test": "torch,dev"}
# More engines, for those who ask: what to install, and how long that takes.
ENGINES = {
    "llama": (("llama-cpp-python",), "llama.cpp is built for this computer; that takes about ten minutes …"),
    "mlx": (("mlx; sys_platform == 'darwin'", "mlx[cpu]; sys_platform == 'linux'", "mlx-lm"), "MLX is installed …"),
}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="Set up Ingrain in .venv")
    parser.add_argument("--for", dest="purpose", choices=sorted(EXTRAS), default="run")
    parser.add_argument(
        "--engines", default=os.environ.get("INGRAIN_ENGINES", ""), help="llama: faster answers; mlx: on Apple's chips"
    )
    parser.add_argument("--optional", action="store_true", help="go on without an engine that cannot be installed")
    options = parser.parse_args(arguments)
    try:
        set_up(PROJECT, options.purpose)
        add_engines(PROJECT, [name for name in options.engines.split(",") if name], options.optional)
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    return 0


def set_up(project: Path, purpose: str) -> None:
    venv = project / ".venv"
    if purpose == "run":
        machine.check_screen(os.environ)
    done = stamp.read(venv, project)
    whole = model.is_there(venv, model.default(project))
    if not (whole and done & _covering(purpose)):
        _do(project, venv, purpose)
        done = stamp.read(venv, project)
    if purpose not in done:
        libraries.ensure(purpose == "run", project / "build" / "setup.log")
        stamp.write(venv, project, done | {purpose})


def add_engines(project: Path, names: Sequence[str], optional: bool) -> None:
    """Engines beside torch. Raises Trouble for one that cannot be installed, unless that is said and gone on."""
    venv, log = project / ".venv", project / "build" / "setup.log"
    for name in names:
        if name not in ENGINES:
            raise Trouble(f"No engine is called “{name}”.", packages.KEPT, f"There is: {', '.join(ENGINES)}.")
        done = stamp.read(venv, project)
        if name in done:
            continue
        requirements, words = ENGINES[name]
        print(words, flush=True)
        try:
            packages.install(venv, requirements, project, log)
        except Trouble as trouble:
            if not optional:
                raise
            print(f"Going on without “{name}”.\n{trouble}", file=sys.stderr, flush=True)
            continue
        stamp.write(venv, project, done | {name})


def _covering(purpose: str) -> frozenset[str]:
    """The tests' packages include those of the window, not the other way round."""
    return frozenset({"run", "test"} if purpose == "run" else {"test"})


def _do(project: Path, venv: Path, purpose: str) -> None:
    log = project / "build" / "setup.log"
    nvidia = machine.has_nvidia_card()
    machine.check_python()
    machine.check_disk(project, _room(venv, nvidia))
    _start_log(log)
    libraries.ensure(purpose == "run", log)
    stamp.forget(venv)
    packages.make_environment(venv, log)
    _install(project, venv, purpose, nvidia, log)
    model.ensure(venv, project, log)
    stamp.write(venv, project, frozenset({purpose}))
    print("Set up.", flush=True)


def _install(project: Path, venv: Path, purpose: str, nvidia: bool, log: Path) -> None:
    constraints = (project / "constraints.txt").read_text(encoding="utf-8")
    chosen = os.environ.get("INGRAIN_TORCH", "")
    torch = packages.torch_requirement(constraints, platform.system(), nvidia, chosen)
    print("Installing the packages; the first time this takes a few minutes …", flush=True)
    # Built with our own pinned setuptools, so that mending a whole environment needs no network.
    packages.install(venv, ("setuptools",), project, log)
    packages.install(venv, (torch, "--no-build-isolation", "--editable", f".[{EXTRAS[purpose]}]"), project, log)


def _room(venv: Path, nvidia: bool) -> int:
    if (venv / "ingrain-setup.json").exists():
        return machine.NEEDED_FOR_CHANGES
    return machine.NEEDED_WITH_CARD if nvidia else machine.NEEDED_FIRST_TIME


def _start_log(log: Path) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("", encoding="utf-8")
