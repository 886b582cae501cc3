"""What is left out when a conversation or an example is too long for the model.

Knows lengths in tokens. Of a conversation the oldest turns go, never the system's turn and never the last message;
of an example the front of the prompt goes, and the answer only when it alone is too long.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from backends.packing import Row
from backends.prompting import Prompter
from learning.backend import BackendError
from learning.types import Example, Role, Turn


def fitting_prompt(prompter: Prompter, turns: Sequence[Turn], room: int) -> tuple[int, ...]:
    """Raises BackendError("too_long") when even the last message alone has more than `room` tokens."""
    whole = prompter.prompt(turns)
    if len(whole) <= room:
        return whole
    head = turns[:1] if turns[0].role is Role.SYSTEM else ()
    rest = turns[len(head) :]

    def without(dropped: int) -> tuple[int, ...]:
        """The prompt without the oldest pairs of turns; at the end of that only the last message is left."""
        return prompter.prompt([*head, *rest[min(2 * dropped, len(rest) - 1) :]])

    choices = range(len(rest) // 2 + 1)
    found = without(bisect_left(choices, True, key=lambda dropped: len(without(dropped)) <= room))
    if len(found) > room:
        raise BackendError("too_long", f"{len(found)} of {room} tokens")
    return found


def rows_of(prompter: Prompter, examples: Sequence[Example], limit: int) -> list[Row]:
    return [_cut(prompter.row(example), limit) for example in examples]


def _cut(row: Row, limit: int) -> Row:
    target = row.target[: max(limit - 1, 1)]
    prompt = row.ids[: row.start][-max(limit - len(target), 1) :]
    return Row((*prompt, *target), len(prompt), row.span[: len(target)])
