"""Every way to write an address that is not of the public web, and that none of them is asked."""

from __future__ import annotations

import socket

import pytest

from learning.web.address import Walls, is_public, next_target, public_address, target
from learning.web.results import CannotFetch, Trouble

NONE = Walls()


def trouble(address: str, *answers: str) -> Trouble | None:
    """Why an address is refused when the name service answers so; None where it is not."""
    try:
        found = target(address, NONE)
        public_address(found, NONE, (lambda _host, _port: answers) if answers else None)
    except CannotFetch as error:
        return error.trouble
    return None


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/", "http://127.1/", "http://127.0.1/", "http://0x7f.1/", "http://0x7f000001/",
        "http://2130706433/", "http://017700000001/", "http://0177.0.0.1/", "http://0/", "http://0.0.0.0/",
        "http://localhost/", "http://[::1]/", "http://[::]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/",
        "http://[fe80::1]/", "http://[fc00::1]/", "http://[fd12:3456::1]/", "http://[ff02::1]/",
        "http://[64:ff9b::7f00:1]/", "http://[64:ff9b::a00:1]/", "http://[2002:7f00:1::]/", "http://[2002:c0a8:101::1]/",
        "http://169.254.169.254/latest/meta-data/", "http://100.64.0.1/", "http://10.0.0.1/", "http://172.16.0.1/",
        "http://192.168.1.1/", "http://198.18.0.1/", "http://192.0.2.1/", "http://203.0.113.9/", "http://224.0.0.1/",
        "http://240.0.0.1/", "http://255.255.255.255/", "https://10.1.2.3/",
    ],
)  # fmt: skip
def test_no_spelling_of_a_private_address_is_asked(address: str) -> None:
    assert trouble(address) in (Trouble.PRIVATE, Trouble.BAD_ADDRESS, Trouble.OFFLINE)


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd", "ftp://example.com/a", "gopher://example.com/", "data:text/html,hi",
        "javascript:alert(1)",
        "http:///nohost", "http://", "", "example.com", "//example.com/", "http://user:pass@example.com/",
        "http://user@example.com/", "http://example.com:22/", "http://example.com:8080/", "https://example.com:80/",
        "http://example.com:99999/", "http://exa mple.com/", "http://example.com/\r\nHost: evil", "http://exam\\ple.com/",
        "http://-bad-.com/", "http://a..b/", "http://[::1", "http://" + "a" * 3000, "http://ex\x00ample.com/",
        "HTTP+UNIX://%2Frun%2Fdocker.sock/",
    ],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_refused(address: str) -> None:
    with pytest.raises(CannotFetch) as caught:
        target(address, NONE)
    assert caught.value.trouble is Trouble.BAD_ADDRESS


def test_a_host_is_refused_when_any_of_its_addresses_is_private() -> None:
    assert trouble("https://example.com/", "93.184.216.34") is None
    assert trouble("https://example.com/", "93.184.216.34", "10.0.0.1") is Trouble.PRIVATE
    assert trouble("https://example.com/", "2606:2800:220:1::1", "::ffff:10.0.0.1") is Trouble.PRIVATE
    assert trouble("https://example.com/", "fe80::1%eth0") is Trouble.PRIVATE
    assert trouble("https://example.com/", "nonsense") is Trouble.PRIVATE


def test_the_name_service_is_asked_once_and_its_answer_is_what_is_connected_to() -> None:
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    found = target("http://rebinding.example/", NONE)
    assert public_address(found, NONE, lambda _host, _port: next(answers)) == "93.184.216.34"
    assert next(answers) == ["127.0.0.1"]  # was never asked for


def test_without_a_name_service_one_is_offline() -> None:
    def fail(_host: str, _port: int) -> list[str]:
        raise socket.gaierror(-3, "no")

    with pytest.raises(CannotFetch) as caught:
        public_address(target("https://example.com/", NONE), NONE, fail)
    assert caught.value.trouble is Trouble.OFFLINE


@pytest.mark.parametrize(
    ("location", "wanted"),
    [
        ("/b?q=1", "https://example.com/b?q=1"),
        ("https://www.other.example/x#part", "https://www.other.example/x"),
        ("//third.example", "https://third.example/"),
    ],
)
def test_a_redirect_leads_on(location: str, wanted: str) -> None:
    assert next_target(target("https://example.com/a", NONE), location, NONE).address == wanted


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "http://example.com/", "https://u:p@example.com/", "https://a:8443/"]
)
def test_a_redirect_leads_nowhere_else(location: str) -> None:
    with pytest.raises(CannotFetch):
        next_target(target("https://example.com/a", NONE), location, NONE)


def test_names_of_other_scripts_are_shown_as_they_go_over_the_wire() -> None:
    assert (
        target("https://müller.example/straße?q=ä", NONE).address
        == "https://xn--mller-kva.example/stra%C3%9Fe?q=%C3%A4"
    )
    assert target("https://раураl.com/", NONE).host.startswith("xn--")  # Cyrillic letters that look like others


def test_what_the_person_named_may_be_near() -> None:
    near = Walls(frozenset({"127.0.0.1:8888"}))
    assert public_address(target("http://127.0.0.1:8888/search", near), near) == "127.0.0.1"
    with pytest.raises(CannotFetch):
        target("http://127.0.0.1:8889/", near)


def test_public_addresses_are_public() -> None:
    assert is_public("93.184.216.34") and is_public("2606:2800:220:1:248:1893:25c8:1946")
