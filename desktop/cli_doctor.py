"""`ingrain doctor`: what this computer has, and whether each part works. Changes nothing in the profile.

Knows where to look; engines and the self-test are tried in child processes of the engine's side.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from importlib import metadata

from desktop.cli_engine import engine
from desktop.cli_engines import Part, engines_tried
from desktop.cli_output import CliError, Console, Exit
from desktop.cli_profile import model_of, profile_of, reading
from desktop.cli_selftest import selftest
from desktop.preferred import engine_preferred
from learning.shelf.machine import total_memory
from learning.store import files
from learning.store.profile import Profile

_PACKAGES = (
    *("ingrain", "PySide6-Essentials", "torch", "transformers", "safetensors", "gguf", "numpy"),
    *("llama-cpp-python", "mlx", "mlx-lm", "bitsandbytes"),
)


def doctor(options: argparse.Namespace, console: Console) -> Exit:
    if options.selftest:
        return selftest(options, console)
    profile = profile_of(options)
    model = _model(options, profile)
    parts = {
        "machine": _machine(profile),
        "versions": _versions(),
        "model": model,
        "profile": _profile(profile),
        "engine": _engine(console),
    }
    parts["engines"] = engines_tried(parts["engine"], model.get("file", ""), profile)
    ok = all(part.get("ok", True) for part in parts.values())
    for name, part in parts.items():
        console.text(f"{name}:")
        for key, value in part.items():
            console.text(f"  {key}: {value}")
    console.result({**parts, "ok": ok})
    return Exit.DONE if ok else Exit.ENGINE


def _machine(profile: Profile) -> Part:
    return {
        "system": platform.platform(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "memory_bytes": total_memory() or None,
        "disk_free_bytes": files.free_bytes(profile.root),
    }


def _versions() -> Part:
    found: Part = {"python": platform.python_version(), "frozen": bool(getattr(sys, "frozen", False))}
    for package in _PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            found[package] = None
    return found


def _model(options: argparse.Namespace, profile: Profile) -> Part:
    try:
        model = model_of(options, profile)
    except CliError as error:
        return {"ok": False, "code": error.code, "message": str(error.trouble)}
    return {"ok": True, "id": model.id, "name": model.name, "file": model.file, "sha256": model.sha256}


def _profile(profile: Profile) -> Part:
    found: Part = {"ok": True, "folder": str(profile.root), "exists": profile.db.is_file()}
    try:
        with reading(profile) as store:
            if store:
                skills = store.skills.list()
                found["chats"] = len(store.chats.list())
                found["skills"] = len(skills)
                found["engine_chosen"] = engine_preferred(store.settings)
                found["damaged_skills"] = [skill.name for skill in skills if skill.damaged]
    except CliError as error:
        found |= {"ok": False, "code": error.code, "message": str(error.trouble)}
    return found


def _engine(console: Console) -> Part:
    begun = time.monotonic()
    try:
        with engine(console) as started:
            ready = started.ready
            return {
                "ok": bool(ready.backends),
                "backends": list(ready.backends),
                "machine": ready.machine,  # what the order comes from
                "seconds_to_start": round(time.monotonic() - begun, 3),
            }
    except CliError as error:
        return {"ok": False, "code": error.code, "message": str(error.trouble), "detail": error.detail}
