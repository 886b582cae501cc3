"""What others wrote is shown as plain text, and an address says where it really leads."""

from __future__ import annotations

import pytest

from desktop import foreign
from desktop.foreign import Address

BIDI = "\u202e\u2066\u200b\ufeff\U000e0041"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Tide tables", "Tide tables"),
        ("  Two\n\nlines\tand  room ", "Two lines and room"),
        ("<b>bold</b> & <img src=x>", "<b>bold</b> & <img src=x>"),
        (f"exe{BIDI}gpj", "exe gpj"),
        ("\x1b[31mred\x00", "[31mred"),
        ("a\u0301\u0301\u0301\u0301\u0301b", "a\u0301\u0301b"),
        ("", ""),
    ],
)
def test_a_line_is_what_can_be_seen_of_it(written: str, shown: str) -> None:
    assert foreign.line(written) == shown


@pytest.mark.parametrize("length", [599, 600, 601, 10_000, 1_000_000])
def test_a_long_line_is_cut_and_says_so(length: int) -> None:
    shown = foreign.line("x" * length)
    assert len(shown) == min(length, 600)
    assert shown.endswith("…") is (length > 600)


def test_what_was_dropped_before_the_cut_leaves_a_sign() -> None:
    assert foreign.line("a" + "\u200b" * 5000 + "b").endswith("…")


def test_a_passage_keeps_its_lines() -> None:
    assert foreign.passage("One.\n\n\u202eTwo.\r\nThree.") == "One.\nTwo.\nThree."
    assert len(foreign.passage("word\n" * 100_000)) == 4000


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("https://example.org/a?b=c", Address("example.org", "/a?b=c")),
        ("https://EXAMPLE.org/", Address("example.org", "")),
        ("http://example.org:8080/x", Address("http://example.org:8080", "/x")),
        ("https://bank.example@evil.test/login", Address("evil.test", "/login")),
        ("https://bank.example:pass@evil.test/", Address("evil.test", "")),
        ("https://аpple.com/x", Address("xn--pple-43d.com", "/x", "аpple.com")),
        ("https://xn--pple-43d.com/x", Address("xn--pple-43d.com", "/x", "аpple.com")),
        ("https://a.example/\u202egpj.exe", Address("a.example", "/%E2%80%AEgpj.exe")),
        ("javascript:alert(1)", Address("", "javascript:alert(1)")),
        ("https://[broken/", Address("", "https://[broken/")),
        ("https://a.example:99999/", Address("", "https://a.example:99999/")),
        ("", Address("", "")),
    ],
)
def test_an_address_says_where_it_leads(written: str, told: Address) -> None:
    assert foreign.address(written) == told


@pytest.mark.parametrize("host", ["ü" * 80 + ".de", "xn--\udcff.de", "xn--a\u0301.de", "a..b", "xn--zzzzzzzzzz-.de"])
def test_a_strange_host_is_told_in_plain_letters(host: str) -> None:
    told = foreign.address(f"https://{host}/")
    assert told.shown.isascii() and told.shown


def test_an_endless_address_is_cut() -> None:
    assert len(foreign.address("https://a.example/" + "x" * 100_000).shown) < 700
