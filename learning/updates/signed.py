"""A note and its signature: `{"notice": "<JSON text>", "signature": "<base64>"}`, Ed25519 over the very text.

What is signed is the text as it stands between the quotes, after a line that says what it is for, so that no other
thing signed with the same key can pass for a note. Knows `cryptography`; only the fetcher's process and the script
that signs import this.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from learning.codec import encode
from learning.updates import notice
from learning.updates.notice import FORMAT, Ignored, Notice, Why

MOST: Final = 16 * 1024  # bytes of a note with its signature
_PURPOSE: Final = b"Ingrain, news of a version, 1\n"


def opened(data: bytes, keys: Sequence[str]) -> Notice:
    """The note, once one of `keys` (base64) has signed it; nothing of it is read before. Raises Ignored."""
    if len(data) > MOST:
        raise Ignored(Why.TOO_LARGE, f"{len(data)} bytes")
    try:
        outer = json.loads(data)
        text, signature = outer["notice"].encode(), base64.b64decode(outer["signature"], validate=True)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Ignored(Why.BROKEN, type(error).__name__) from error
    if not any(_signed(text, signature, key) for key in keys):
        raise Ignored(Why.SIGNATURE)
    try:
        inner = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Ignored(Why.BROKEN, type(error).__name__) from error
    return notice.read(inner)


def sealed(found: Notice, key: Ed25519PrivateKey) -> bytes:
    """The file that is put on a web server. Raises Ignored for what no program would believe."""
    text = json.dumps({"format": FORMAT, **encode(found)}, ensure_ascii=False)
    notice.read(json.loads(text))
    signature = base64.b64encode(key.sign(_PURPOSE + text.encode())).decode("ascii")
    data = json.dumps({"notice": text, "signature": signature}, ensure_ascii=False).encode()
    if len(data) > MOST:
        raise Ignored(Why.TOO_LARGE, f"{len(data)} bytes")
    return data


def public_key(text: str) -> Ed25519PublicKey:
    """The key in its base64 form. Raises ValueError."""
    try:
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(text, validate=True))
    except binascii.Error as error:
        raise ValueError(str(error)) from error


def public_text(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.public_key().public_bytes_raw()).decode("ascii")


def _signed(text: bytes, signature: bytes, key: str) -> bool:
    try:
        public_key(key).verify(signature, _PURPOSE + text)
    except (InvalidSignature, ValueError):
        return False
    return True
