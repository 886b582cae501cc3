"""The hub asked, and files got, by a child process that starts on a click. Closing a generator ends it at once.

The network is the child's alone. Raises CannotGet and nothing else.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import Final

from learning.shelf.messages import (
    FRAME_LIMIT,
    Ended,
    Files,
    Find,
    Get,
    Hub,
    Look,
    MessageError,
    Models,
    Order,
    Said,
    pack,
    unpack,
)
from learning.shelf.results import Asking, CannotGet, Getting, Got, HubFile, HubModel, NotFrom, Trouble, Wanted
from learning.web.errand import frames
from learning.web.results import CannotFetch

_CHILD: Final = "learning.shelf.child:run"
_ASK_SECONDS: Final = 60.0
_SILENT_SECONDS: Final = 120.0
THE_HUB: Final = Hub()
Progress = Asking | NotFrom | Getting


def search(words: str, hub: Hub = THE_HUB) -> Generator[None, None, tuple[HubModel, ...]]:
    """What the hub finds. Yields at least four times a second: Stop is heard that often."""
    found: tuple[HubModel, ...] = ()
    for said in _said(Find(hub, words), _ASK_SECONDS):
        if isinstance(said, Models):
            found = said.found
        yield None
    return found


def look(repo: str, hub: Hub = THE_HUB) -> Generator[None, None, tuple[HubFile, ...]]:
    """The models in one repository, the smallest first."""
    found: tuple[HubFile, ...] = ()
    for said in _said(Look(hub, repo), _ASK_SECONDS):
        if isinstance(said, Files):
            found = said.found
        yield None
    return found


def get(wanted: Wanted, folder: Path, hub: Hub = THE_HUB) -> Generator[Progress | None, None, Got]:
    """A file into `folder`/<sha256>/. To pause is to close: what is here stays, and the next call goes on with it."""
    for said in _said(Get(hub, wanted, str(folder)), _SILENT_SECONDS, lasting=True):
        if isinstance(said, Got):
            return said
        yield said if isinstance(said, Asking | NotFrom | Getting) else None
    raise CannotGet(Trouble.BROKEN, "no file")


def _said(order: Order, seconds: float, lasting: bool = False) -> Generator[Said | None, None, None]:
    try:
        with closing(frames(_CHILD, pack(order), FRAME_LIMIT, seconds, lasting)) as heard:
            for frame in heard:
                said = unpack(frame) if frame is not None else None
                if isinstance(said, Ended):
                    if said.trouble is not None:
                        raise CannotGet(said.trouble, said.detail, said.needed, said.free)
                    return
                yield None if isinstance(said, Find | Look | Get) else said
    except CannotFetch as error:
        raise CannotGet(Trouble(error.trouble.value), error.detail) from error
    except MessageError as error:
        raise CannotGet(Trouble.BROKEN, str(error)) from error
