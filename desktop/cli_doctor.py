"""`ingrain doctor`: what this computer has, and whether each part works. Changes nothing in the profile.

Knows where to look; the self-test itself runs in a child process of the engine's side.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from importlib import metadata
from typing import Any

from desktop.cli_engine import engine
from desktop.cli_output import CliError, Console, Exit
from desktop.cli_profile import model_of, profile_of, reading
from desktop.cli_selftest import selftest
from learning.shelf.machine import total_memory
from learning.store import files
from learning.store.profile import Profile

_PACKAGES = ("ingrain", "PySide6-Essentials", "torch", "transformers", "safetensors", "gguf", "numpy")


def doctor(options: argparse.Namespace, console: Console) -> Exit:
    if options.selftest:
        return selftest(options, console)
    profile = profile_of(options)
    parts = {
        "machine": _machine(profile),
        "versions": _versions(),
        "model": _model(options, profile),
        "profile": _profile(profile),
        "engine": _engine(console),
    }
    ok = all(part.get("ok", True) for part in parts.values())
    for name, part in parts.items():
        console.text(f"{name}:")
        for key, value in part.items():
            console.text(f"  {key}: {value}")
    console.result({**parts, "ok": ok})
    return Exit.DONE if ok else Exit.ENGINE


Part = dict[str, Any]  # Any: JSON values have no closed type


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
