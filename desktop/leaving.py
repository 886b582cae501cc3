"""What happens after the window has closed: everything deleted, for those who asked for it.

Knows the profile; nobody writes to it any more. Says how it went in the terminal, and trouble in a window of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from desktop.counting_words import size
from desktop.data_words import DataWords as Words
from learning.store import holdings
from learning.store.errors import StoreError
from learning.store.profile import Profile


def erase(profile: Profile, refuse: Callable[[str], int]) -> int:
    """Exit code of the program; `refuse` shows trouble."""
    try:
        was = holdings.erase(profile)
    except StoreError:
        return refuse(str(Words.NOT_ALL))
    print(Words.DELETED.format(size=size(was.total), folder=was.root), file=sys.stderr)
    return 0
