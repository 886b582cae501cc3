"""constraints.txt is what this environment was built from: every package our extras reach is pinned to what is here."""

from __future__ import annotations

from tests.source import ROOT


def test_everything_installed_is_pinned() -> None:
    from pin_constraints import pins

    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    written = dict(line.split("==") for line in lines if not line.startswith("#"))
    assert {name: version for name, version in pins().items() if written.get(name) != version} == {}
