"""One errand to the network: a child process that starts on a click, gets one order, and is gone when it is done.

Knows the pipe and the life of the child. What the frames say is for whoever sent it.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Generator
from contextlib import closing
from multiprocessing.connection import wait
from time import monotonic
from typing import Final

from learning.process import enter
from learning.web.results import CannotFetch, Trouble

_BEAT_SECONDS: Final = 0.25


def frames(child: str, order: bytes, most: int, seconds: float, lasting: bool = False) -> Generator[bytes | None]:
    """What the child says, frames of at most `most` bytes; None when it says nothing for a moment.

    It may take `seconds`; where it is `lasting`, be silent for so long. Closing the generator ends it at once. When the
    child has gone without a last word, CannotFetch(BROKEN) is raised; when it took too long, CannotFetch(TOO_SLOW).
    """
    context = multiprocessing.get_context("spawn")
    pipe, theirs = context.Pipe(duplex=False)
    process = context.Process(target=enter, args=(child, theirs, order), daemon=True)
    try:
        process.start()
    except OSError as error:
        pipe.close()
        raise CannotFetch(Trouble.BROKEN, "no process") from error
    finally:
        theirs.close()
    until = monotonic() + seconds
    with closing(pipe):
        try:
            while True:
                yield None
                if monotonic() > until:
                    raise CannotFetch(Trouble.TOO_SLOW)
                if wait([pipe], _BEAT_SECONDS):
                    frame = pipe.recv_bytes(most)
                    until = monotonic() + seconds if lasting else until
                    yield frame
        except (EOFError, OSError) as error:
            raise CannotFetch(Trouble.BROKEN, "the process ended") from error
        finally:
            process.kill()
            process.join()
            process.close()
