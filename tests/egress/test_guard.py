from __future__ import annotations

import socket
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lookfar.domain.errors import Refused, SourceUnreachable
from lookfar.egress.guard import Guard, Policy, check_url, is_public

OPERATOR = Guard(policy=Policy.OPERATOR, allow=frozenset({"127.0.0.1:8080", "mirror.internal:80"}))
USER = Guard(policy=Policy.USER, allow=frozenset({"127.0.0.1:8080"}))


NOT_PUBLIC = """
    0.0.0.0 10.0.0.1 100.64.0.1 127.0.0.1 127.1.2.3 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1
    192.0.2.1 192.168.1.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255
    :: ::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1 64:ff9b:1::a00:1 fc00::1
    fd12:3456::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1 2001:db8::1 2002:7f00:1:: 2001:0:7f00:1:: nonsense
"""


@pytest.mark.parametrize("address", NOT_PUBLIC.split())
def test_what_is_not_on_the_open_internet_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:2800:21f::1", "::ffff:8.8.8.8", "1.1.1.1"])
def test_open_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://127.0.1/",
        "http://10.0.0.256/",
        "https://good.example@evil.example/",
        "https://user:secret@evil.example/",
        "https://good.example\\@evil.example/",
        "https://good.example/\r\nX-Injected: 1",
        "https://good.example/a b",
        "https://exаmple.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "ftp://example.org/",
        "data:text/plain,x",
        "javascript:alert(1)",
        "//example.org/",
        "/etc/passwd",
        "https://",
        "",
        "http://[::1",
    ],
)
def test_strange_addresses_are_refused(url: str) -> None:
    with pytest.raises(Refused):
        check_url(url)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "[::1]", "localhost", "localhost.", "::ffff:127.0.0.1"])
@pytest.mark.parametrize("guard", [OPERATOR, USER], ids=["operator", "user"])
def test_loopback_is_refused_to_everybody_on_a_port_that_is_not_listed(host: str, guard: Guard) -> None:
    with pytest.raises(Refused):
        guard.addresses(host, 9999)


def test_what_the_operator_lists_is_exempt_for_the_operator() -> None:
    assert OPERATOR.addresses("127.0.0.1", 8080) == ("127.0.0.1",)


def test_what_a_user_enters_is_never_exempt() -> None:
    with pytest.raises(Refused, match="not a public address"):
        USER.addresses("127.0.0.1", 8080)


def test_one_private_address_in_a_mixed_answer_refuses_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer)
    with pytest.raises(Refused):
        OPERATOR.addresses("rebound.example", 443)


def test_a_public_answer_is_given_in_its_order_without_repeats(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, 443)) for a in ("8.8.8.8", "8.8.4.4", "8.8.8.8")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer)
    assert OPERATOR.addresses("public.example", 443) == ("8.8.8.8", "8.8.4.4")


def test_a_name_without_an_address_is_unreachable_not_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fails)
    with pytest.raises(SourceUnreachable):
        OPERATOR.addresses("nowhere.example", 443)


@settings(max_examples=200)
@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_alike_when_mapped_into_ipv6(address: object) -> None:
    assert is_public(f"::ffff:{address}") == is_public(str(address))


@settings(max_examples=200)
@given(st.text(max_size=40))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    with suppress(Refused):
        assert check_url(text).scheme in ("http", "https")
