"""`ingrain teach --web QUERY` and `--url URL`: search, choose, read, and show what would be learned and from where.

The command itself is the asking: nothing else of Ingrain uses the network from a terminal. With --yes the first pages
are read, and what sources disagree about is decided by how many say it, then by date, or left out.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from desktop.cli_foreign import Offer, offer, show
from desktop.cli_library import finished
from desktop.cli_output import CliError, Console, Exit, bad_input, fill
from desktop.cli_words import Cli
from desktop.document_words import DocumentWords
from desktop.trouble_words import TROUBLES
from learning.parse.process import read
from learning.parse.reasons import CannotRead
from learning.remaking import Known
from learning.web import process
from learning.web.agreement import Group, Page, groups, winners
from learning.web.results import DDGS, SEARXNG, CannotFetch, Fetched, Result


def offers(
    options: argparse.Namespace, into: Known | None, folder: Path, console: Console, allowed: Sequence[str] = ()
) -> tuple[Offer, ...]:
    """The pages' facts, once what they agree on. Raises CliError where nothing can be read or taught."""
    addresses = tuple(options.url) or _found(options, console)
    read_pages = [_read(page, console, into) for page in _fetched(addresses, folder, allowed, console)]
    found = agreed([one for one in read_pages if one is not None], console)
    show(found, console)
    return found


def agreed(found: Sequence[Offer], console: Console) -> tuple[Offer, ...]:
    """Each fact once; of what is disputed what wins by sites and dates, else neither."""
    pages = [
        Page(one.name, one.document.date or one.fetched[:10], tuple(fact.choice.fact for fact in one.facts))
        for one in found
    ]
    kept = winners(pages)
    for group in groups(pages):
        if group.rivals:
            _say_conflict(group, (group.claims[0].page, group.claims[0].fact) in kept, pages, console)
    return tuple(
        replace(
            one,
            facts=tuple(
                replace(fact, choice=replace(fact.choice, ticked=fact.choice.ticked and (page, number) in kept))
                for number, fact in enumerate(one.facts)
            ),
        )
        for page, one in enumerate(found)
    )


def _say_conflict(group: Group, wins: bool, pages: Sequence[Page], console: Console) -> None:
    claim = group.claims[0]
    page = pages[claim.page]
    words = Cli.DISPUTED_KEPT if wins else Cli.DISPUTED_LEFT
    console.note(words.format(text=page.facts[claim.fact], site=page.site, date=page.date))


def _found(options: argparse.Namespace, console: Console) -> tuple[str, ...]:
    """The pages that a search brings, those that the person takes."""
    provider = SEARXNG if options.searxng else DDGS
    console.progress(Cli.SEARCHING.format(query=options.web))
    try:
        results = finished(process.search(provider, options.web, options.searxng))
    except CannotFetch as error:
        raise _trouble(error) from error
    results = results[: process.PAGES]
    for number, one in enumerate(results, 1):
        console.note(f"  {number}. {one.title} — {one.site}{f', {one.date}' if one.date else ''}\n     {one.address}")
    return _chosen(results, options, console)


def _chosen(results: Sequence[Result], options: argparse.Namespace, console: Console) -> tuple[str, ...]:
    if options.yes:
        return tuple(one.address for one in results)
    if not sys.stdin.isatty():
        raise bad_input("not_confirmed", Cli.NOT_ASKED)
    said = console.ask(Cli.WHICH).replace(",", " ").split()
    numbers = [int(word) for word in said if word.isdecimal() and 0 < int(word) <= len(results)]
    if not numbers:
        raise bad_input("declined", Cli.DECLINED)
    return tuple(results[number - 1].address for number in numbers)


def _fetched(addresses: Sequence[str], folder: Path, allowed: Sequence[str], console: Console) -> tuple[Fetched, ...]:
    console.progress(Cli.FETCHING.format(number=len(addresses)))
    try:
        done = finished(process.fetch(addresses, folder, allowed))
    except CannotFetch as error:
        raise _trouble(error) from error
    pages = tuple(one for one in done if isinstance(one, Fetched))
    for one in done:
        if not isinstance(one, Fetched):
            console.note(f"{one.address}: {TROUBLES[one.trouble]}")
            if not pages:
                raise _trouble(CannotFetch(one.trouble, one.detail))
    return pages


def _read(page: Fetched, console: Console, into: Known | None) -> Offer | None:
    console.progress(Cli.READING.format(name=page.site))
    try:
        document = finished(read(page.path, page.final))
    except CannotRead as error:
        console.note(f"{page.address}: {DocumentWords.STATES[error.reason]}")
        return None
    return offer(document, Path(page.path), page.final, page.site, into, page.fetched_at)


def _trouble(error: CannotFetch) -> CliError:
    words = fill(Cli.WEB_TROUBLE, problem=TROUBLES[error.trouble])
    return CliError(Exit.BAD_INPUT, f"web_{error.trouble}", words, error.detail)
