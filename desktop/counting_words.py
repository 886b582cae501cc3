"""Numbers, sizes, times and quotation marks in words, wherever the window speaks of lessons, skills and data."""

from __future__ import annotations


def took(seconds: float) -> str:
    """A measured time: "38 s", "1 min 40 s"."""
    whole = max(1, round(seconds))
    minutes, rest = divmod(whole, 60)
    if whole < 100:
        return f"{whole} s"
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"


def about(seconds: float) -> str:
    """An estimate, never more exact than it is: "about 40 s", "about 2 minutes"."""
    if seconds < 55:
        return f"about {max(5, 5 * round(seconds / 5))} s"
    minutes = max(1, round(seconds / 60))
    if minutes < 90:
        return "about 1 minute" if minutes == 1 else f"about {minutes} minutes"
    return f"about {round(minutes / 60)} hours"


def count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def size(number: int) -> str:
    """Room on the disk, of so many bytes: "3.2 GB", "14.1 MB", "5 kB", "nothing"."""
    if number >= 999_500_000:
        return f"{number / 1e9:.1f} GB"
    if number >= 999_500:
        return f"{number / 1e6:.1f} MB"
    return f"{max(1, round(number / 1e3))} kB" if number else "nothing"


def quoted(text: str) -> str:
    return f"“{text}”"


def sentence(text: str) -> str:
    """The first letter made a capital one."""
    return text[:1].upper() + text[1:]
