"""What the hub has, listed through huggingface_hub: repositories by words, and the models in one of them.

Runs in the fetcher's process alone, on a person's click. All that comes back is foreign text; nothing of it is believed
but what a download later proves.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from learning.parse.cleaning import clean
from learning.shelf import names
from learning.shelf.results import CannotGet, HubFile, HubModel, Place, Trouble
from learning.web.fetch import Fetcher
from learning.web.results import CannotFetch

_MOST: Final = 20  # repositories of one search
_TOLD: Final = ["downloads", "gated", "lastModified", "tags"]
_FILES: Final = 200  # of one repository
_SHA256: Final = 64


class Hub:
    """One errand's view of the hub at `address`. Raises CannotGet and CannotFetch, nothing else."""

    def __init__(self, address: str, fetcher: Fetcher) -> None:
        self._address = address.rstrip("/")
        self._api = _library(self._address, fetcher)

    def search(self, words: str) -> tuple[HubModel, ...]:
        """Repositories with GGUF files, the most used first."""
        with _troubles():
            found = self._api.list_models(search=words, filter="gguf", sort="downloads", limit=_MOST, expand=_TOLD)
            made = tuple(_model(one) for one in found if names.is_repo(str(one.id)))
        if not made:
            raise CannotGet(Trouble.NO_RESULTS)
        return made

    def files(self, repo: str, revision: str = "main") -> tuple[str, tuple[HubFile, ...]]:
        """The commit that was looked at, and every file in it that can be a whole model, the smallest first."""
        if not names.is_repo(repo):
            raise CannotGet(Trouble.BAD_ADDRESS, repo[:80])
        with _troubles():
            info = self._api.model_info(repo, revision=revision, files_metadata=True)
            found = [_file(one) for one in (info.siblings or [])[:_FILES] if names.is_model(str(one.rfilename))]
            commit = str(info.sha or revision)
        return commit, tuple(sorted(found, key=lambda one: (one.size, one.name)))

    def file(self, place: Place) -> tuple[Place, HubFile]:
        """One file as the hub states it, at the commit it is in."""
        commit, found = self.files(place.repo, place.revision)
        for one in found:
            if one.name == place.file:
                return Place(place.repo, place.file, commit), one
        raise CannotGet(Trouble.NOT_FOUND, place.key)

    def address(self, place: Place) -> str:
        """Where a file lies."""
        if not (names.is_repo(place.repo) and names.is_model(place.file) and names.is_revision(place.revision)):
            raise CannotGet(Trouble.BAD_ADDRESS, place.key[:120])
        return f"{self._address}/{place.repo}/resolve/{place.revision}/{place.file}"


def _library(address: str, fetcher: Fetcher) -> Any:  # Any: HfApi of a library that is imported here only
    """huggingface_hub with our transport: it connects to nobody by itself, and has no token to send."""
    os.environ.update(HF_HUB_OFFLINE="0", HF_HUB_DISABLE_TELEMETRY="1", HF_HUB_DISABLE_IMPLICIT_TOKEN="1")
    try:
        import httpx2  # noqa: PLC0415  # network code: only here, only when asked
        from huggingface_hub import HfApi, set_client_factory  # noqa: PLC0415

        from learning.shelf.transport import Walled  # noqa: PLC0415
    except ImportError as error:
        raise CannotGet(Trouble.NO_LIBRARY, str(error)) from error
    set_client_factory(lambda: httpx2.Client(transport=Walled(fetcher), follow_redirects=True, trust_env=False))
    return HfApi(endpoint=address, token=False)


@contextmanager
def _troubles() -> Iterator[None]:
    """What the library raises, in our codes."""
    try:
        yield
    except (CannotGet, CannotFetch):
        raise
    except Exception as error:  # a library's: whatever it raises, nothing was listed
        raise CannotGet(Trouble.BROKEN, f"{type(error).__name__}: {error}"[:300]) from error


def _model(one: Any) -> HubModel:  # Any: ModelInfo, filled from foreign JSON
    tags = [str(tag) for tag in (one.tags or [])]
    licence = next((tag.removeprefix("license:") for tag in tags if tag.startswith("license:")), "")
    updated = one.last_modified.date().isoformat() if one.last_modified else ""
    return HubModel(str(one.id), clean(licence).text[:40], int(one.downloads or 0), updated, bool(one.gated))


def _file(one: Any) -> HubFile:  # Any: RepoSibling, filled from foreign JSON
    stated = str(one.lfs.sha256 if one.lfs else "").lower()
    good = len(stated) == _SHA256 and all(letter in "0123456789abcdef" for letter in stated)
    return HubFile(str(one.rfilename), max(0, int(one.size or 0)), stated if good else "")
