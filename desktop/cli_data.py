"""`ingrain data …`: where a person's data lies, how much there is, and deleting all of it.

Knows the profile's folder; opens the database only to count. What is deleted is gone for good.
"""

from __future__ import annotations

import argparse
import sys
from typing import Any

from desktop.cli_output import CliError, Console, Exit, bad_input
from desktop.cli_profile import profile_of, reading, store_errors
from desktop.counting_words import size
from desktop.data_words import PARTS
from desktop.data_words import DataWords as Words
from learning.store import holdings
from learning.store.errors import StoreCode, StoreError
from learning.store.holdings import Holdings, NotOnlyOurs, Part
from learning.store.profile import Profile

Counts = dict[str, int]


def data(options: argparse.Namespace, console: Console) -> Exit:
    profile = profile_of(options)
    match options.action:
        case "delete":
            return _delete(profile, options, console)
        case "where":
            console.text(str(profile.root))
            console.result({"folder": str(profile.root), "exists": holdings.is_there(profile)})
            return Exit.DONE
    with store_errors():
        held = holdings.measure(profile)
    counts = _counted(profile)
    _show(held, counts, console)
    console.result({"data": {**_told(held), **counts}})
    return Exit.DONE


def _delete(profile: Profile, options: argparse.Namespace, console: Console) -> Exit:
    if not holdings.is_there(profile):
        console.text(Words.NOTHING.format(folder=profile.root))
        console.result({"deleted": {"folder": str(profile.root), "bytes": 0}})
        return Exit.DONE
    if others := holdings.strangers(profile):
        raise _not_only_ours(others)
    with store_errors():
        _show(holdings.measure(profile), _counted(profile), console)
    _confirm(options, console)
    was = _erased(profile)
    console.text(Words.DELETED.format(size=size(was.total), folder=was.root))
    console.result({"deleted": _told(was)})
    return Exit.DONE


def _confirm(options: argparse.Namespace, console: Console) -> None:
    if options.yes:
        return
    if not sys.stdin.isatty():
        raise bad_input("not_confirmed", Words.NOT_ASKED)
    if console.ask(Words.ASK).strip().strip("“”\"'").casefold() != "delete":
        raise bad_input("declined", Words.DECLINED)


def _erased(profile: Profile) -> Holdings:
    with store_errors():
        try:
            return holdings.erase(profile)
        except NotOnlyOurs as error:
            raise _not_only_ours(error.names) from error
        except StoreError as error:
            if error.code is StoreCode.IN_USE:
                raise
            raise CliError(Exit.ENGINE, error.code, Words.NOT_ALL, error.detail) from error


def _not_only_ours(names: tuple[str, ...]) -> CliError:
    return bad_input(StoreCode.NOT_ONLY_OURS, Words.OTHERS, names=Words.others(names))


def _counted(profile: Profile) -> Counts:
    """Nothing where the database cannot be read: what is there is measured all the same."""
    try:
        with reading(profile) as store:
            if store is None:
                return {}
            chats, skills, documents = store.chats.list(), store.skills.list(), store.documents.list()
            return {"chats": len(chats), "skills": len(skills), "documents": len(documents)}
    except CliError:
        return {}


def _show(held: Holdings, counts: Counts, console: Console) -> None:
    console.text(str(held.root))
    if counts:
        console.text(Words.counted(counts["chats"], counts["skills"], counts["documents"]))
    width = max(len(words) for words in PARTS.values())
    for part, words in PARTS.items():
        console.text(f"  {words:{width}}  {size(held.sizes[part]):>9}")
    console.text(f"  {Words.TOGETHER:{width}}  {size(held.total):>9}")


def _told(held: Holdings) -> dict[str, Any]:  # Any: JSON values
    parts = {part.value: held.sizes[part] for part in Part}
    return {"folder": str(held.root), "bytes": held.total, "parts": parts}
