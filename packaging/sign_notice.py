"""Makes the note that tells of a new version, for whoever releases one.

    .venv/bin/python packaging/sign_notice.py key ~/ingrain-news.pem      once: a key; its public half is printed
    .venv/bin/python packaging/sign_notice.py pin https://…/news.json PUBLIC-KEY [PUBLIC-KEY …]
                                                  into resources/updates.toml, before the release is built
    .venv/bin/python packaging/sign_notice.py sign ~/ingrain-news.pem --version 0.2.0 --page https://… \\
        --note "Skills travel as files." --note "Answers begin sooner." --out news.json
                                                  a note, to be put at that address

The private key stays with the person who releases: it belongs neither into this tree nor onto the web server. Knows
keys and files; sends nothing anywhere.
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from learning.updates import signed
from learning.updates.notice import Ignored, Notice
from learning.updates.pinned import TABLE, pinned
from learning.web.address import Walls, target
from learning.web.results import CannotFetch


class Wrong(Exception):
    """What cannot be done, as one sentence."""


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0 done, 2 not done."""
    options = _parser().parse_args(argv)
    try:
        {"key": _key, "pin": _pin, "sign": _sign}[options.command](options)
    except (Wrong, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sign_notice.py", description="Notes that tell of a new version.")
    commands = parser.add_subparsers(dest="command", required=True)
    key = commands.add_parser("key", help="make a new key")
    key.add_argument("file", type=Path)
    key.add_argument("--no-passphrase", action="store_true", help="leave the file readable for whoever has it")
    pin = commands.add_parser("pin", help="write address and public keys into a resources/updates.toml")
    pin.add_argument("address")
    pin.add_argument("keys", nargs="+")
    pin.add_argument("--into", type=Path, default=TABLE)
    sign = commands.add_parser("sign", help="make a note")
    sign.add_argument("file", type=Path)
    sign.add_argument("--version", required=True)
    sign.add_argument("--page", required=True, help="what people open to read more and to fetch it")
    sign.add_argument("--note", action="append", required=True, help="one line of what is new; may be repeated")
    sign.add_argument("--date", default=datetime.now(UTC).date().isoformat())
    sign.add_argument("--out", type=Path, required=True)
    return parser


def _key(options: argparse.Namespace) -> None:
    """A file that only its owner may read; one that is there is never written over."""
    key = Ed25519PrivateKey.generate()
    secret = "" if options.no_passphrase else getpass.getpass("Passphrase for the new key: ")
    if not secret and not options.no_passphrase:
        raise Wrong("No passphrase was given. Give one, or say --no-passphrase.")
    locked: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if secret:
        locked = serialization.BestAvailableEncryption(secret.encode())
    data = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked)
    with os.fdopen(os.open(options.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
    print(signed.public_text(key))


def _pin(options: argparse.Namespace) -> None:
    try:
        if target(options.address, Walls()).scheme != "https":
            raise Wrong("The address must begin with https://.")
        for key in options.keys:
            signed.public_key(key)
    except CannotFetch as error:
        raise Wrong(f"This is no address of the public web: {options.address}") from error
    except ValueError as error:
        raise Wrong("This is no public key as “key” prints it.") from error
    said = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    keys = ", ".join(f'"{key}"' for key in options.keys)
    text = "\n".join([*said, f'address = "{options.address}"', f"keys = [{keys}]", ""])
    options.into.write_text(text, encoding="utf-8")
    print(f"{options.into}: {pinned(options.into).address}")


def _sign(options: argparse.Namespace) -> None:
    key = _private(options.file)
    try:
        data = signed.sealed(Notice(options.version, options.date, tuple(options.note), options.page), key)
        found = signed.opened(data, [signed.public_text(key)])
    except Ignored as error:
        raise Wrong(f"No program would believe this note ({error}). Look at version, date, page and lines.") from error
    options.out.write_bytes(data)
    print(f"{options.out}: {found.version} of {found.date}, {len(data)} bytes, key {signed.public_text(key)}")
    if signed.public_text(key) not in pinned().keys:
        print("This key is not in resources/updates.toml here.", file=sys.stderr)


def _private(path: Path) -> Ed25519PrivateKey:
    data = path.read_bytes()
    secret = getpass.getpass("Passphrase of the key: ").encode() if b"ENCRYPTED" in data else None
    try:
        key = serialization.load_pem_private_key(data, secret)
    except ValueError as error:
        raise Wrong("This is no key, or another passphrase.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Wrong("This is no Ed25519 key.")
    return key


if __name__ == "__main__":
    sys.exit(main())
