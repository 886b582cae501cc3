"""One file from the first place that really has it, begun where it broke off (safety.md S7, S8; "Downloads").

Runs in the fetcher's process alone. A place is left for the next one when it does not answer, has another file, or
sends what has not the checksum that was promised. What breaks off is gone on with: with Range, and only when the server
still has the very same file. Progress comes as a generator; what is closed leaves a good beginning.
"""

from __future__ import annotations

import errno
import re
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from learning.shelf import names
from learning.shelf.hub import Hub
from learning.shelf.part import Part
from learning.shelf.results import Asking, CannotGet, Getting, Got, NotFrom, Place, Trouble, Wanted
from learning.store import files
from learning.store.errors import DiskFull
from learning.web.address import Target, next_target, target
from learning.web.fetch import Fetcher, refusal
from learning.web.results import CannotFetch
from learning.web.results import Trouble as WebTrouble

_PIECE: Final = 64 * 1024  # bytes: as much as a slow line brings in a few seconds
_TELL: Final = 0.2  # seconds between two words about progress
_VAIN: Final = 4  # tries in a row that bring nothing
_PAUSE: Final = 0.25  # seconds before the first of them, twice as long each time
_FOR_EVER: Final = 7 * 86_400.0  # a download has no deadline; a silent socket has
_MOVED: Final = (301, 302, 303, 307, 308)
_AGAIN: Final = (WebTrouble.OFFLINE, WebTrouble.BROKEN, WebTrouble.TOO_SLOW, WebTrouble.SERVER, WebTrouble.RATE_LIMIT)
_OURS: Final = (Trouble.DISK_FULL, Trouble.CANNOT_WRITE)  # no other place would help
_RANGE: Final = re.compile(r"bytes (\d+)-(\d+)/(\d+)")
Progress = Asking | NotFrom | Getting


@dataclass(frozen=True, slots=True)
class _Head:
    """How an answer begins. `etag` names the version; `linked` is the store's own name of it, with the hub a sha256."""

    status: int
    etag: str
    linked: str
    length: int  # -1: not said
    first: int  # of which byte it begins with
    whole: int  # bytes of the whole file, -1: not said


def get(wanted: Wanted, root: Path, hub: Hub, fetcher: Fetcher) -> Iterator[Progress | Got]:
    """Ends with Got; its file is whole and checked, and still called ".part". Raises CannotGet, of the last place."""
    last = CannotGet(Trouble.NOT_FOUND, "no place")
    for place in wanted.places:
        yield Asking(place)
        try:
            yield (yield from _from(place, wanted, root, hub, fetcher))
            return
        except CannotFetch as error:
            last = CannotGet(Trouble(error.trouble.value), error.detail)
        except DiskFull as error:
            raise CannotGet(Trouble.DISK_FULL, str(root), error.needed, error.free) from error
        except OSError as error:
            full = error.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
            raise CannotGet(Trouble.DISK_FULL if full else Trouble.CANNOT_WRITE, f"{error}") from error
        except CannotGet as error:
            if error.trouble in _OURS:
                raise
            last = error
        yield NotFrom(place, last.trouble, last.detail[:300])
    raise last


def _from(place: Place, wanted: Wanted, root: Path, hub: Hub, fetcher: Fetcher) -> Generator[Progress, None, Got]:
    place, wanted = _stated(place, wanted, hub)
    part = Part(root / wanted.sha256, names.on_disk(place.file), wanted)
    try:
        for done in part.begin():
            yield Getting(done, wanted.size, checking=True)
        files.require_space(root, max(0, wanted.size - part.size))
        address = target(hub.address(place), fetcher.walls)
        yield from _whole(address, part, fetcher)
        if part.known and part.digest.hexdigest() != wanted.sha256:
            part.reset()  # the beginning that lay here was no good
            yield from _whole(address, part, fetcher)
        if part.finish() != wanted.sha256:
            part.drop()
            raise CannotGet(Trouble.WRONG_HASH, place.key)
        return Got(str(part.path), wanted.sha256, wanted.size, place)
    finally:
        part.close()


def _stated(place: Place, wanted: Wanted, hub: Hub) -> tuple[Place, Wanted]:
    """With the sums that the file must have: ours where we know them, else the hub's."""
    if wanted.sha256 and wanted.size:
        return place, wanted
    found, stated = hub.file(place)
    if not stated.sha256 or not stated.size:
        raise CannotGet(Trouble.NO_CHECKSUM, place.key)
    if wanted.sha256 not in ("", stated.sha256) or wanted.size not in (0, stated.size):
        raise CannotGet(Trouble.OTHER_FILE, place.key)
    return found, replace(wanted, sha256=stated.sha256, size=stated.size)


def _whole(address: Target, part: Part, fetcher: Fetcher) -> Iterator[Getting]:
    """Until all bytes are there. A connection that brought something may break as often as it likes."""
    size, vain = part.note.wanted.size, 0
    while part.size < size:
        before = part.size
        yield Getting(part.size, size)
        try:
            yield from _some(address, part, fetcher)
        except CannotFetch as error:
            vain = vain + 1 if part.size <= before else 0
            if error.trouble not in _AGAIN or vain >= _VAIN:
                raise
            time.sleep(_PAUSE * 2**vain if vain else 0.0)
        else:
            vain = vain + 1 if part.size <= before else 0
            if vain >= _VAIN:
                raise CannotGet(Trouble.CUT_SHORT, f"{part.size} of {size}")
    yield Getting(part.size, size)


def _some(address: Target, part: Part, fetcher: Fetcher) -> Iterator[Getting]:
    """As much as one connection brings."""
    size, told = part.note.wanted.size, 0.0
    with closing(_arriving(address, part, fetcher)) as arriving:
        for piece in arriving:
            if isinstance(piece, _Head):
                _judge(piece, part)
                continue
            if part.size + len(piece) > size:
                part.drop()
                raise CannotGet(Trouble.OTHER_FILE, "longer than promised")
            part.add(piece)
            if time.monotonic() - told >= _TELL:
                told = time.monotonic()
                yield Getting(part.size, size)


def _judge(head: _Head, part: Part) -> None:
    """Whether what comes goes on where the part ends; else it begins anew."""
    wanted = part.note.wanted
    if re.fullmatch(r"[0-9a-f]{64}", head.linked) and head.linked != wanted.sha256:
        raise CannotGet(Trouble.OTHER_FILE, "another checksum")
    if head.whole not in (-1, wanted.size):
        raise CannotGet(Trouble.OTHER_FILE, f"{head.whole} bytes instead of {wanted.size}")
    if head.first != part.size:  # it does not know Range, or has another version now
        part.reset()
    part.name(head.etag)


def _arriving(address: Target, part: Part, fetcher: Fetcher) -> Generator[_Head | bytes, None, None]:
    """The head, then the bytes. Nothing is written in here: what goes wrong in here is the network's fault."""
    now, linked = address, ""
    until = time.monotonic() + _FOR_EVER
    for _hop in range(fetcher.caps.hops + 1):
        with fetcher.answer(now, until, _asked(part)) as answer:
            linked = linked or answer.headers.get("x-linked-etag", "").strip('"')
            if answer.status in _MOVED:
                now = next_target(now, answer.headers.get("location", ""), fetcher.walls)
                continue
            head = _head(answer.status, answer.headers, linked)
            changed = part.size and part.note.etag and head.etag and head.etag != part.note.etag
            if answer.status == 416 or head.first not in (0, part.size) or (head.first and changed):
                yield replace(head, first=-1)  # what lies here is of another version
                return
            yield head
            for piece in answer.stream(_PIECE, decode_content=False):
                yield bytes(piece)
            return
    raise CannotFetch(WebTrouble.REDIRECTS, "too many")


def _asked(part: Part) -> Mapping[str, str]:
    headers = {"Accept": "*/*", "Accept-Encoding": "identity"}
    if part.size:
        headers["Range"] = f"bytes={part.size}-"
        if part.note.etag and not part.note.etag.startswith("W/"):
            headers["If-Range"] = part.note.etag
    return headers


def _head(status: int, headers: Mapping[str, str], linked: str) -> _Head:
    etag, length = headers.get("etag", ""), headers.get("content-length", "")
    size = int(length) if length.isdigit() else -1
    if status == 206:
        found = _RANGE.fullmatch(headers.get("content-range", "").strip())
        if found is None:
            raise CannotFetch(WebTrouble.BROKEN, "content-range")
        return _Head(status, etag, linked, size, int(found[1]), int(found[3]))
    if status == 416:
        return _Head(status, etag, linked, -1, -1, -1)
    if status != 200:
        raise CannotFetch(refusal(status), f"status {status}")
    if headers.get("content-encoding", "") not in ("", "identity"):
        raise CannotFetch(WebTrouble.BROKEN, "encoding")
    return _Head(status, etag, linked, size, 0, size)
