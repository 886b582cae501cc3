"""Whose a skill is. Knows the labels, not their words."""

from __future__ import annotations

from enum import StrEnum


class Maker(StrEnum):
    """Who made a skill: what came from a file stays marked as such."""

    SELF = ""
    OTHER = "other"  # somebody else's Ingrain
    ELSEWHERE = "elsewhere"  # another tool: a plain adapter
