"""Entry of the process that reads one file: walls first, then the file, then passages into the pipe.

Knows pieces, limits and the pipe. Does not know formats: they come by the table, and their libraries with them.
"""

from __future__ import annotations

import os
from multiprocessing.connection import Connection
from typing import Final

from learning import confinement
from learning.parse import formats, notices, walls
from learning.parse.cleaning import clean, pieces
from learning.parse.document import Part, Passage
from learning.parse.language import language
from learning.parse.limits import Limits
from learning.parse.messages import Message, Passages, Read, Unread, pack
from learning.parse.pieces import About, Progress
from learning.parse.reasons import CannotRead, Reason
from learning.parse.source import Opened, Source, opened

_BATCH: Final = 100  # passages
_BATCH_CHARACTERS: Final = 100_000
_LONGEST: Final = 8_000  # characters of one passage
_LONGEST_TITLE: Final = 200
_SAMPLE: Final = 20_000  # characters that tell the language


def run(connection: Connection, path: str, address: str, limits: Limits) -> None:
    """Process entry."""
    confinement.die_with(confinement.owner())
    walls.stand(limits)
    try:
        _say(connection, _outcome(connection, path, address, limits))
    except OSError:
        os._exit(0)  # nobody listens any more


def _outcome(connection: Connection, path: str, address: str, limits: Limits) -> Read | Unread:
    """Whatever happens in here is about the file: there are no other exceptions than reasons."""
    try:
        return _read(connection, path, address, limits)
    except CannotRead as error:
        return Unread(error.reason, error.detail)
    except MemoryError:
        return Unread(Reason.TOO_LARGE, "memory")
    except BrokenPipeError:
        raise
    except Exception as error:
        return Unread(Reason.DAMAGED, type(error).__name__)


def _read(connection: Connection, path: str, address: str, limits: Limits) -> Read:
    with opened(path) as file:
        source = Source(_bytes(file, limits), os.path.basename(path), address)  # noqa: PTH119  # as the person wrote it
    form = formats.recognise(source)
    desk = _Desk(connection, limits)
    reading = formats.reader(form)(source)
    while True:
        try:
            piece = next(reading)
        except StopIteration as end:
            return desk.close(source, form, end.value)
        if isinstance(piece, Progress):
            desk.show(piece)
        else:
            desk.add(piece)


def _bytes(file: Opened, limits: Limits) -> bytes:
    return file.whole(limits.file_bytes if formats.is_binary(file.head()) else limits.text_bytes)


def _say(connection: Connection, message: Message) -> None:
    connection.send_bytes(pack(message))


class _Desk:
    """Cleans, counts and sends passages, and knows at the end what the document is."""

    def __init__(self, connection: Connection, limits: Limits) -> None:
        self._connection = connection
        self._limits = limits
        self._batch: list[Passage] = []
        self._batched = 0
        self._sample = ""
        self._heading = ""
        self._notices: list[str] = []
        self._passages = self._characters = self._words = self._removed = 0

    def show(self, progress: Progress) -> None:
        """What was read so far goes first: progress never runs ahead of the text."""
        self._send()
        _say(self._connection, progress)

    def add(self, passage: Passage) -> None:
        cleaned = clean(passage.text)
        self._removed += cleaned.removed
        for text in pieces(cleaned.text, _LONGEST):
            self._add(Passage(passage.part, text, passage.page, passage.level, passage.hidden))

    def close(self, source: Source, form: formats.Format, about: About) -> Read:
        self._send()
        if not self._passages:
            raise CannotRead(Reason.NO_TEXT, f"{about.pages} pages" if about.pages else "")
        title = clean(about.title).text or self._heading or clean(source.stem).text
        return Read(
            sha256=source.sha256,
            title=title[:_LONGEST_TITLE],
            format=form,
            pages=about.pages,
            words=self._words,
            language=language(self._sample),
            date=about.date,
            notices=notices.distinct([*(clean(notice).text for notice in about.notices), *self._notices]),
            removed=self._removed,
        )

    def _add(self, passage: Passage) -> None:
        self._passages += 1
        self._characters += len(passage.text)
        if self._passages > self._limits.passages or self._characters > self._limits.characters:
            raise CannotRead(Reason.TOO_LARGE, "text")
        self._words += len(passage.text.split())
        if not passage.hidden:
            self._note(passage)
        self._batch.append(passage)
        self._batched += len(passage.text)
        if len(self._batch) >= _BATCH or self._batched >= _BATCH_CHARACTERS:
            self._send()

    def _note(self, passage: Passage) -> None:
        if len(self._sample) < _SAMPLE:
            self._sample += " " + passage.text
        if passage.part is Part.HEADING and not self._heading:
            self._heading = passage.text
        if len(self._notices) < notices.MOST:
            self._notices += notices.in_text(passage.text)

    def _send(self) -> None:
        if self._batch:
            _say(self._connection, Passages(tuple(self._batch)))
        self._batch, self._batched = [], 0
