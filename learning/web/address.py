"""Which addresses may be asked: only of the public web, whatever way they are written (safety.md S7).

Knows URLs and IP addresses; opens nothing. A host is resolved once, every address it has must be public, and the
connection goes to the very address that was checked: a second look-up could answer otherwise.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from learning.web.results import CannotFetch, Trouble

_PORTS: Final = {"http": 80, "https": 443}
_HOST: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9_-]{1,63}(?<!-))*\.?")
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
IP = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Walls:
    """What may be asked beside the public web: "host:port" of a search engine that the person named.

    `longest` is the longest address: stores sign where they send a download to, which takes room.
    """

    allowed: frozenset[str] = frozenset()
    longest: int = 2000


@dataclass(frozen=True, slots=True)
class Target:
    """One address, taken apart. `host` is in ASCII as it goes over the wire, `path` with its query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def address(self) -> str:
        usual = _PORTS[self.scheme] == self.port
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}{'' if usual else f':{self.port}'}{self.path}"

    @property
    def place(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def site(self) -> str:
        return self.host.removeprefix("www.")


def target(address: str, walls: Walls) -> Target:
    """Take an address apart. Raises CannotFetch(BAD_ADDRESS) for anything but plain http and https."""
    if len(address) > walls.longest or re.search(r"[\x00-\x20\x7f\\]", address.strip()):
        raise CannotFetch(Trouble.BAD_ADDRESS, "characters")
    try:
        parts = urlsplit(address.strip())
        port, host = parts.port, parts.hostname or ""
    except ValueError as error:
        raise CannotFetch(Trouble.BAD_ADDRESS, str(error)) from error
    if parts.scheme not in _PORTS or not host or "@" in parts.netloc:
        raise CannotFetch(Trouble.BAD_ADDRESS, f"scheme {parts.scheme!r}" if "@" not in parts.netloc else "user")
    found = Target(parts.scheme, _ascii(host), port or _PORTS[parts.scheme], _path(parts.path, parts.query))
    if found.port != _PORTS[found.scheme] and found.place not in walls.allowed:
        raise CannotFetch(Trouble.BAD_ADDRESS, f"port {found.port}")
    return found


def next_target(now: Target, location: str, walls: Walls) -> Target:
    """Where a redirect leads. From https it never leads back to http."""
    found = target(urljoin(now.address, location), walls)
    if now.scheme == "https" and found.scheme == "http":
        raise CannotFetch(Trouble.REDIRECTS, "from https to http")
    return found


def public_address(found: Target, walls: Walls, resolver: Resolver | None = None) -> str:
    """The IP address to connect to. Raises CannotFetch(PRIVATE) if any address of the host is not public."""
    try:
        names = (resolver or _resolve)(found.host, found.port)
    except OSError as error:
        raise CannotFetch(Trouble.OFFLINE, str(error)) from error
    if not names:
        raise CannotFetch(Trouble.OFFLINE, "no address")
    if found.place not in walls.allowed and not all(is_public(name) for name in names):
        raise CannotFetch(Trouble.PRIVATE, found.host)
    return names[0]


def is_public(name: str) -> bool:
    """Whether an IP address is one of the public internet, also when another one is packed inside it."""
    try:
        address: IP = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    inner = _packed(address)
    return _global(address) and (inner is None or _global(inner))


def _global(address: IP) -> bool:
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback
    )


def _packed(address: IP) -> IP | None:
    """The IPv4 address that an IPv6 address stands for: mapped, 6to4, Teredo, NAT64."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None


def _ascii(host: str) -> str:
    """As it goes over the wire: IDNA for names of other scripts, one spelling for numbers."""
    if ":" in host:
        try:
            return str(ipaddress.IPv6Address(host.partition("%")[0]))
        except ValueError as error:
            raise CannotFetch(Trouble.BAD_ADDRESS, str(error)) from error
    try:
        plain = host.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise CannotFetch(Trouble.BAD_ADDRESS, "host") from error
    if not _HOST.fullmatch(plain):
        raise CannotFetch(Trouble.BAD_ADDRESS, "host")
    return plain


def _path(path: str, query: str) -> str:
    safe = "/%:@!$&'()*+,;=~-._"
    return urlunsplit(("", "", quote(path or "/", safe=safe), quote(query, safe=safe + "?"), "")) or "/"


def _resolve(host: str, port: int) -> Sequence[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))
