"""What stops the set-up, in plain words. Knows the three parts of such a sentence and nothing else."""

from __future__ import annotations


class Trouble(Exception):
    """What happened, what is safe, what to do next."""

    def __init__(self, happened: str, safe: str, next_step: str) -> None:
        super().__init__(f"{happened}\n{safe}\n{next_step}")
