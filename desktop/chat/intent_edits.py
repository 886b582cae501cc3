"""What a person can change in an intent before it is taught: pure functions, each from an intent to the edited one.

Knows kinds. Shows nothing and reads no text.
"""

from __future__ import annotations

from dataclasses import replace

from learning.intent import REQUESTS, Exchange, as_kind, requests, sure
from learning.types import Intent, IntentPart, Kind


def all_as(intent: Intent, kind: Kind, before: Exchange | None) -> Intent:
    parts = intent.parts or (IntentPart(kind, intent.text),)
    return replace(intent, parts=tuple(as_kind(part, kind, before) for part in parts), sure=True)


def confirmed(intent: Intent) -> Intent:
    """Every part is what it was taken for."""
    return replace(intent, sure=True)


def one_as(intent: Intent, number: int, kind: Kind, before: Exchange | None) -> Intent:
    parts = list(intent.parts)
    parts[number] = as_kind(parts[number], kind, before)
    return replace(intent, parts=tuple(parts), sure=not requests(parts))


def without(intent: Intent, number: int) -> Intent:
    parts = (*intent.parts[:number], *intent.parts[number + 1 :])
    return _kept(intent, parts)


def without_requests(intent: Intent) -> Intent:
    """Only what can be learned."""
    return _kept(intent, tuple(part for part in intent.parts if part.kind not in REQUESTS))


def requests_as_facts(intent: Intent) -> Intent:
    parts = tuple(as_kind(part, Kind.FACT) if part.kind in REQUESTS else part for part in intent.parts)
    return replace(intent, parts=parts, sure=True)


def as_chosen(wanted: Intent, shown: Intent, before: Exchange | None) -> Intent:
    """What the words ask for now, with the kinds that the person chose while they were fewer. Both have as many parts.

    A new request is never taken for a lesson: only the very words that the person chose to have learned.
    """
    parts = tuple(_chosen(new, old, before) for new, old in zip(wanted.parts, shown.parts, strict=True))
    return replace(wanted, parts=parts, sure=(wanted.sure or shown.sure) and not requests(parts))


def _chosen(new: IntentPart, old: IntentPart, before: Exchange | None) -> IntentPart:
    if old.kind in REQUESTS or (new.kind in REQUESTS and new.asked != old.text):
        return new
    return as_kind(new, old.kind, before)


def _kept(intent: Intent, parts: tuple[IntentPart, ...]) -> Intent:
    """Leaving a part out answers no question about the others; without a request, they may be clear."""
    waited = len(requests(parts)) < len(requests(intent.parts))
    return replace(intent, parts=parts, sure=intent.sure or (waited and all(sure(part) for part in parts)))
