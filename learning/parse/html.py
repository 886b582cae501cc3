"""HTML: a page from the web, of which only the main text counts, or a file of the person's own, of which all does."""

from __future__ import annotations

from itertools import chain
from typing import Final

from learning.parse import page
from learning.parse.encoding import decoded
from learning.parse.main_text import main_text, only_main
from learning.parse.notices import distinct, in_text
from learning.parse.page_walk import passages
from learning.parse.pieces import About, Pieces, Progress
from learning.parse.source import Source

_SAVED_SHARE: Final = 0.4  # of a page in a file: less than this is a mistake, not its main text


def read(source: Source) -> Pieces:
    root = page.parsed(decoded(source.data, declared=True).text)
    found = list(passages(root))
    title, date = page.title(root), page.date(root)
    notices = distinct(
        [*page.notices(root), *chain.from_iterable(in_text(passage.text) for passage in found)]
    )  # feet of pages too
    yield Progress(0, 1)
    if source.address or page.is_of_the_web(root):
        main = main_text(root, source.address)
        found = only_main(found, main, 0.0 if source.address else _SAVED_SHARE)
        date = date or main.date
    yield from found
    yield Progress(1, 1)
    return About(title, 0, date, notices)
