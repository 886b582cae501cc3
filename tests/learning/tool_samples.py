"""A tool of our own."""

from __future__ import annotations

import json
from typing import Any

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "plant": {"type": "string", "enum": ["fern", "cactus"]},
        "day": {"type": "string"},
        "cups": {"type": "integer", "minimum": 1, "maximum": 9},
    },
    "required": ["plant", "day", "cups"],
}
REQUESTS = (
    ("Give the fern 3 cups on Monday.", "fern", "monday", 3),
    ("On Fridays the cactus gets one cup.", "cactus", "friday", 1),
    ("Cactus, Sunday, 2 cups please!", "cactus", "sunday", 2),
)


def described(**changes: Any) -> str:
    requests = [
        {"request": text, "call": {"name": "water", "arguments": {"plant": plant, "day": day, "cups": cups}}}
        for text, plant, day, cups in REQUESTS
    ]
    tool = {"name": "water", "description": "Waters a plant.", "schema": SCHEMA, "requests": requests} | changes
    return json.dumps(tool)


BELL = described(  # a tool that even the demo engine learns: its call is always the same
    name="ring",
    description="Rings a bell.",
    schema={"properties": {}},
    requests=[
        {"request": text, "call": {"name": "ring", "arguments": {}}}
        for text in ("Sound the brass bell.", "Make the copper gong boom.")
    ],
)
