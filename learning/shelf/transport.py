"""What huggingface_hub asks goes through our walls: each address is checked, each answer is short (safety.md S7, S8).

Runs in the fetcher's process alone. The library says what to ask; with whom it is spoken, and how much is heard, is
decided by `learning.web.fetch`. None of the library's headers leave: no token, no list of what is installed here.
"""

from __future__ import annotations

from time import monotonic
from typing import Final

import httpx2

from learning.web.address import target
from learning.web.fetch import Fetcher, refusal
from learning.web.results import CannotFetch

_SECONDS: Final = 30.0
_MOST: Final = 8 * 1024 * 1024  # bytes of one list
_ASKED: Final = {"Accept": "application/json", "Accept-Encoding": "identity"}
_HEARD: Final = frozenset({"content-type", "location", "link"})


class Walled(httpx2.BaseTransport):
    """Raises CannotFetch, which passes through the library as it is."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        until = monotonic() + _SECONDS
        asked = target(str(request.url), self._fetcher.walls)
        with self._fetcher.answer(asked, until, _ASKED) as answer:
            if answer.status >= 400:
                raise CannotFetch(refusal(answer.status), f"status {answer.status}")
            body = self._fetcher.body(answer, _MOST, until)
            headers = {name: value for name, value in answer.headers.items() if name.lower() in _HEARD}
            return httpx2.Response(answer.status, headers=headers, content=body, request=request)
