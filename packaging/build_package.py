"""Builds every installer this system can build: `make package`. Results are in dist/, work and logs in build/package.

Has its own environment, made from constraints.txt, so that nothing of the tests' tools gets in. Everything after that
runs inside it (installers/).
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT / "packaging"))

from environment import libraries, machine, model, packages  # noqa: E402
from environment.trouble import Trouble  # noqa: E402
from installers import stamped  # noqa: E402

WORK = PROJECT / "build" / "package"
VENV = WORK / "venv"
LOG = WORK / "build.log"
# For any processor with AVX2, not for the very one that builds.
LLAMA = {"CMAKE_ARGS": "-DGGML_NATIVE=OFF", "CMAKE_BUILD_PARALLEL_LEVEL": str(os.cpu_count() or 1)}
INSIDE = "installers.steps"


def main() -> int:
    options = _options()
    try:
        _environment(options.engines)
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    command = [str(machine.venv_python(VENV)), "-m", INSIDE, "--work", str(WORK), "--to", str(options.to)]
    command += ["--only", options.only] if options.only else []
    wanted = {
        "PYTHONPATH": str(PROJECT / "packaging"),
        "INGRAIN_PACKAGE_MODEL": str(model.place(VENV, model.default(PROJECT))),
        "PYTHONHASHSEED": "1",  # the order of what PyInstaller writes
    }
    return subprocess.run(command, cwd=PROJECT, env={**os.environ, **wanted}, check=False).returncode


def _environment(engines: list[str]) -> None:
    """Packages, llama.cpp if asked for, the model. What is there and still right is kept."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    libraries.ensure(True, LOG)  # what Qt loads is packed, or named as needed
    key = stamped.key(PROJECT, (f"{platform.python_version()} {platform.machine()}", *engines))
    if stamped.read(VENV) != key:
        machine.check_disk(PROJECT, machine.NEEDED_FIRST_TIME)
        stamped.forget(VENV)
        packages.make_environment(VENV, LOG)
        packages.install(VENV, ("setuptools",), PROJECT, LOG)
        constraints = (PROJECT / "constraints.txt").read_text(encoding="utf-8")
        torch = packages.torch_requirement(constraints, platform.system(), False, os.environ.get("INGRAIN_TORCH", ""))
        extras = ",".join(("torch", "package", *(engine for engine in engines if engine == "mlx")))
        packages.install(VENV, (torch, "--no-build-isolation", "--editable", f".[{extras}]"), PROJECT, LOG)
        if "llama" in engines:
            packages.install(VENV, (str(_llama_wheel()),), PROJECT, LOG)
        stamped.write(VENV, key)
    model.ensure(VENV, PROJECT, LOG)


def _llama_wheel() -> Path:
    """llama.cpp as a wheel of our own, built once. Raises Trouble."""
    wheels = WORK / "wheels"
    pattern = f"llama_cpp_python-{_pinned('llama-cpp-python')}-*.whl"
    if not any(wheels.glob(pattern)):
        print("llama.cpp is built for every processor of this kind; that takes ten minutes, once …", flush=True)
        start = LOG.stat().st_size
        os.environ.update(LLAMA)
        command = (str(machine.venv_python(VENV)), "-m", "pip", "wheel", "--no-deps", "-c", "constraints.txt")
        if packages.run(
            (*command, "--no-binary", "llama-cpp-python", "-w", str(wheels), "llama-cpp-python"), LOG, PROJECT
        ):
            raise packages.explain(LOG.read_text(encoding="utf-8", errors="replace")[start:], LOG)
    return next(wheels.glob(pattern))


def _pinned(package: str) -> str:
    lines = (PROJECT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return next(line.removeprefix(f"{package}==") for line in lines if line.startswith(f"{package}=="))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Build the installers")
    apple = platform.system() == "Darwin" and platform.machine() == "arm64"
    usual = os.environ.get("INGRAIN_PACKAGE_ENGINES", "llama,mlx" if apple else "llama")
    parser.add_argument("--engines", default=usual, help="packed beside torch: llama,mlx; none of them: --engines=")
    parser.add_argument("--only", default="", help="folder: the program folder and no installers")
    parser.add_argument("--to", type=Path, default=PROJECT / "dist")
    options = parser.parse_args()
    options.engines = [name for name in options.engines.split(",") if name]
    return options


if __name__ == "__main__":
    sys.exit(main())
