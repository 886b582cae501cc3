"""Entry of the process that looks at a skill's file: walls first, then its papers, then every byte of its numbers.

It writes nothing. What may be kept goes into the pipe: the config and the lesson written anew, the adapter as it is.
Knows the order of the checks; each of them is in a file of its own.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import PurePath
from typing import Final

from learning import confinement, lesson_file
from learning.parse import walls
from learning.parse.limits import Limits
from learning.sharing import adapter_config, papers
from learning.sharing.bounds import PIECE, README
from learning.sharing.messages import BYTES, Checked, Declined, Message, Part, pack
from learning.sharing.offered import Offered
from learning.sharing.parts import Container, container
from learning.sharing.refusals import Refusal, Refused
from learning.sharing.weights import Weights
from learning.store import manifest
from learning.store.manifest import FileHash, Manifest
from learning.types import Recipe

_SHOWN: Final = 200  # statements
Send = Callable[[bytes], None]


def run(connection: Connection, path: str, limits: Limits) -> None:
    """Process entry."""
    confinement.die_with(confinement.owner())
    walls.stand(limits)
    try:
        connection.send_bytes(pack(_outcome(path, connection.send_bytes)))
    except OSError:
        os._exit(0)  # nobody listens any more


def _outcome(path: str, send: Send) -> Message:
    """Whatever happens in here is about the file: there are no other exceptions than refusals."""
    try:
        with container(path) as found:
            return Checked(_skill(found, send) if manifest.NAME in found.parts.sizes else _plain(found, send))
    except Refused as error:
        return Declined(error.reason, error.detail)
    except MemoryError:
        return Declined(Refusal.TOO_LARGE, "memory")
    except BrokenPipeError:
        raise
    except Exception as error:
        return Declined(Refusal.DAMAGED, type(error).__name__)


def _skill(found: Container, send: Send) -> Offered:
    """A skill of Ingrain: its manifest names every other part, with its checksum."""
    about = papers.manifest_of(found.whole(manifest.NAME))
    names = set(found.parts.sizes) - {manifest.NAME}
    if names != set(about.files):
        raise Refused(Refusal.INCOMPLETE if set(about.files) - names else Refusal.EXTRA)
    small = {name: found.whole(name) for name in names if name != manifest.ADAPTER}
    for name, data in small.items():
        _must_fit(about.files[name], hashlib.sha256(data).hexdigest(), len(data), name)
    if README in small:
        _send(send, README, papers.readme_of(small[README]))
    told: tuple[str, ...] = ()
    if lesson_file.NAME in small:
        lesson = papers.lesson_of(small[lesson_file.NAME], found.sha256 or about.files[manifest.ADAPTER].sha256)
        told = tuple(f"{source.asked} {source.text}".strip() for source in lesson.sources)
        _send(send, lesson_file.NAME, lesson_file.text(lesson).encode("utf-8", "replace"))
    adapter = _adapter(found, adapter_config.parse(small[manifest.CONFIG]), about.base_name, send)
    _must_fit(about.files[manifest.ADAPTER], adapter, found.parts.sizes[manifest.ADAPTER], manifest.ADAPTER)
    return _offered(found, about, adapter, told)


def _plain(found: Container, send: Send) -> Offered:
    """An adapter of another tool."""
    for needed in (manifest.ADAPTER, manifest.CONFIG):
        if needed not in found.parts.sizes:
            raise Refused(Refusal.INCOMPLETE if set(found.parts.sizes) else Refusal.NOT_A_SKILL, needed)
    settings = adapter_config.parse(found.whole(manifest.CONFIG))
    adapter = _adapter(found, settings, "", send)
    recipe = Recipe(settings.rank, settings.alpha / settings.rank, 0, (), 0.0, 0, 0, 0.0, 0.0, 0.0, 0, 0)
    return _offered(found, papers.plain(PurePath(found.name).name, recipe), adapter, ())


def _adapter(found: Container, settings: adapter_config.Settings, base: str, send: Send) -> str:
    """Send config and numbers. Returns the checksum of the numbers' file."""
    size = found.parts.sizes[manifest.ADAPTER]
    weights = Weights(found.parts.pieces(manifest.ADAPTER), size)
    if weights.demo:
        _send(send, manifest.CONFIG, adapter_config.demo(settings))
    else:
        _send(send, manifest.CONFIG, adapter_config.rewritten(settings, weights.ranks, weights.root, base))
    send(pack(Part(manifest.ADAPTER, size)))
    digest = hashlib.sha256()
    for piece in weights.pieces():
        digest.update(piece)
        _send_bytes(send, piece)
    return digest.hexdigest()


def _must_fit(wanted: FileHash, sha256: str, size: int, name: str) -> None:
    if (wanted.sha256, wanted.size) != (sha256, size):
        raise Refused(Refusal.CHECKSUM, name)


def _send(send: Send, name: str, data: bytes) -> None:
    send(pack(Part(name, len(data))))
    _send_bytes(send, data)


def _send_bytes(send: Send, data: bytes) -> None:
    for piece in _cut(data):
        send(BYTES + piece)


def _cut(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), PIECE):
        yield data[start : start + PIECE]


def _offered(found: Container, about: Manifest, adapter: str, told: tuple[str, ...]) -> Offered:
    return Offered(replace(about, files={}), found.size, found.sha256 or adapter, adapter, told[:_SHOWN], len(told))
