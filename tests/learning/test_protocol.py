"""Every message survives the pipe; everything else is refused."""

from __future__ import annotations

import json
import random

import pytest

from learning.protocol import FRAME_LIMIT, Chunk, ProtocolError, Quit, Stop, pack, unpack
from tests.learning.protocol_samples import CLASSES, message


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_there_and_back(cls: type) -> None:
    chance = random.Random(cls.__name__)
    for _ in range(30):
        sent = message(cls, chance)
        assert unpack(pack(sent)) == sent


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_a_cut_frame_is_refused(cls: type) -> None:
    frame = pack(message(cls, random.Random(1)))
    for length in {0, 1, len(frame) // 2, len(frame) - 1}:
        with pytest.raises(ProtocolError):
            unpack(frame[:length])


@pytest.mark.parametrize("cls", [cls for cls in CLASSES if cls is not Quit], ids=lambda cls: cls.__name__)
def test_a_field_more_or_less_is_refused(cls: type) -> None:
    data = json.loads(pack(message(cls, random.Random(2))))
    with pytest.raises(ProtocolError):
        unpack(json.dumps(data | {"surprise": 1}).encode())
    del data[next(key for key in data if key != "type")]
    with pytest.raises(ProtocolError):
        unpack(json.dumps(data).encode())


@pytest.mark.parametrize("frame", [
    b"", b"null", b"[]", b"1", b'"Quit"', b"{}", b'{"type": null}', b'{"type": []}', b'{"type": "Lod"}',
    b'{"type": "Turn", "role": "user", "text": ""}', b'{"type": "Stop", "target": 1}', b"\xff\xfe", b'{"type": "Quit"',
    b'{"type": "BackendError"}', b"[" * 100_000,
])  # fmt: skip
def test_a_strange_frame_is_refused(frame: bytes) -> None:
    with pytest.raises(ProtocolError):
        unpack(frame)


def test_the_limit_is_counted_in_bytes() -> None:
    room = FRAME_LIMIT - len(pack(Stop("")))
    assert len(pack(Stop("x" * room))) == FRAME_LIMIT
    with pytest.raises(ProtocolError):
        pack(Stop("x" * (room + 1)))
    with pytest.raises(ProtocolError):
        pack(Chunk("1", "é" * (FRAME_LIMIT // 2)))
