"""What a note says, whether it is believed, and whether it tells of something newer."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import pytest

from learning.codec import encode
from learning.updates import notice, signed
from learning.updates.notice import Ignored, Notice, Why
from tests.learning.updates.notes import KEY, NOTE, OTHER_KEY, PUBLIC

GOOD = signed.sealed(NOTE, KEY)


def why(data: bytes, *keys: str) -> Why:
    with pytest.raises(Ignored) as caught:
        signed.opened(data, keys or (PUBLIC,))
    return caught.value.why


def outer(**changed: Any) -> bytes:
    return json.dumps({**json.loads(GOOD), **changed}).encode()


def signed_as_it_is(text: str) -> bytes:
    """Something that our key signed, whatever it says."""
    signature = base64.b64encode(KEY.sign(signed._PURPOSE + text.encode())).decode()
    return json.dumps({"notice": text, "signature": signature}).encode()


def test_what_was_signed_is_read() -> None:
    assert signed.opened(GOOD, [PUBLIC]) == NOTE
    assert signed.opened(GOOD, [signed.public_text(OTHER_KEY), PUBLIC]) == NOTE, "any key that is pinned counts"


def test_another_key_or_another_word_is_not_believed() -> None:
    assert why(GOOD, signed.public_text(OTHER_KEY)) is Why.SIGNATURE
    assert why(signed.sealed(NOTE, OTHER_KEY)) is Why.SIGNATURE
    text = json.loads(GOOD)["notice"]
    assert why(outer(notice=text.replace("0.2.0", "0.3.0"))) is Why.SIGNATURE
    assert why(outer(notice=text + " ")) is Why.SIGNATURE
    assert why(outer(signature=base64.b64encode(bytes(64)).decode())) is Why.SIGNATURE
    assert why(outer(signature="")) is Why.SIGNATURE
    assert why(GOOD, "not a key", "") is Why.SIGNATURE


def test_every_single_changed_byte_is_seen() -> None:
    for at in range(len(GOOD)):
        data = GOOD[:at] + bytes([GOOD[at] ^ 1]) + GOOD[at + 1 :]
        with pytest.raises(Ignored):
            signed.opened(data, [PUBLIC])


def test_what_the_key_signed_for_another_purpose_is_no_note() -> None:
    text = json.loads(GOOD)["notice"]
    signature = base64.b64encode(KEY.sign(text.encode())).decode()
    assert why(outer(signature=signature)) is Why.SIGNATURE


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"null", b'"x"', b"{}", b"\xff\xfe", b"[" * 9000, GOOD[:-1], GOOD[: len(GOOD) // 2],
     outer(notice=5), outer(signature=5), outer(signature="ü"), outer(signature="!")],
)  # fmt: skip
def test_what_is_no_note_is_ignored(data: bytes) -> None:
    assert why(data) is Why.BROKEN


def test_what_is_too_large_is_not_even_read() -> None:
    assert why(b" " * signed.MOST + GOOD) is Why.TOO_LARGE


@pytest.mark.parametrize(
    "changed",
    [
        {"format": 2}, {"format": None}, {"version": "two"}, {"version": "1"}, {"version": 1.5},
        {"version": "1.2.3.4.5"},
        {"version": "0.2.0\n"}, {"version": "٢.٠"}, {"date": "24.12.2026"}, {"date": "2026-13-01"},
        {"date": "20261224"},
        {"notes": []}, {"notes": ["x"] * 9}, {"notes": ["x" * 201]}, {"notes": [""]}, {"notes": [3]}, {"notes": None},
        {"page": "http://ingrain.example/"}, {"page": "file:///etc/passwd"}, {"page": "javascript:alert(1)"},
        {"page": "https://user:word@ingrain.example/"}, {"page": ""}, {"page": "https://ingrain.example:4443/"},
    ],
)  # fmt: skip
def test_a_signed_note_that_makes_no_sense_is_ignored(changed: dict[str, Any]) -> None:
    text = json.dumps({"format": 1, **encode(NOTE), **changed})
    assert why(signed_as_it_is(text)) is Why.BROKEN


@pytest.mark.parametrize("text", ["", "5", "[]", '{"format": 1}', "[" * 9000])
def test_a_signed_text_that_is_no_note_is_ignored(text: str) -> None:
    assert why(signed_as_it_is(text)) is Why.BROKEN


def test_fields_of_later_times_do_not_disturb() -> None:
    text = json.dumps({"format": 1, **encode(NOTE), "mood": "good"})
    assert signed.opened(signed_as_it_is(text), [PUBLIC]) == NOTE


def test_a_note_is_plain_text_on_one_line() -> None:
    text = json.dumps({"format": 1, **encode(NOTE), "notes": ["two\nlines", "un\u202eseen \u200bsigns"]})
    assert signed.opened(signed_as_it_is(text), [PUBLIC]).notes == ("two lines", "unseen signs")


def test_what_nobody_would_believe_is_not_signed() -> None:
    with pytest.raises(Ignored):
        signed.sealed(replace(NOTE, page="http://ingrain.example/"), KEY)


# ------------------------------------------------------------------------------------------------ newer or not


def judged(version: str, date: str = NOTE.date, installed: str = "0.1.0", newest: Notice | None = None) -> bool | Why:
    try:
        return notice.judge(replace(NOTE, version=version, date=date), installed, newest)
    except Ignored as error:
        return error.why


def test_only_what_is_newer_is_news() -> None:
    assert judged("0.1.1") is judged("0.2") is judged("1.0.0") is judged("0.1.10") is True
    assert judged("0.1.0") is judged("0.1") is judged("0.1.0.0") is False
    assert judged("0.0.9") is Why.OLDER
    assert judged("0.9.0", installed="0.10.0") is Why.OLDER, "numbers, not letters"
    assert judged("0.2.0", installed="0.2.0rc1") is False


def test_an_older_note_than_the_last_is_a_replay() -> None:
    assert judged("0.2.0", newest=NOTE) is True, "the same again"
    assert judged("0.3.0", "2027-01-01", newest=NOTE) is True
    assert judged("0.1.5", "2027-01-01", newest=NOTE) is Why.REPLAYED
    assert judged("0.2.0", "2026-12-23", newest=NOTE) is Why.REPLAYED
    assert judged("0.3.0", "2026-12-23", newest=NOTE) is Why.REPLAYED
