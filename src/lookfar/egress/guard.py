"""Where a connection may go: resolved once, every address vetted, and only those addresses used."""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from enum import StrEnum

import httpx

from lookfar.domain.errors import Refused, SourceUnreachable

_STRANGE = re.compile(r"[\x00-\x20\x7f\\]|[^\x00-\x7f]")
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|\d+)", re.I)
_TRANSLATED = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
_PORTS = {"http": 80, "https": 443}


class Policy(StrEnum):
    """Who chose the address."""

    OPERATOR = "operator"
    """Feeds, mirror and mail server: the operator's `host:port` entries are exempt."""
    USER = "user"
    """What a user typed in, such as a webhook: nothing is exempt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """The rules for one kind of caller. `allow`: `host:port` entries, lower case."""

    policy: Policy
    allow: frozenset[str] = frozenset()

    def addresses(self, host: str, port: int) -> tuple[str, ...]:
        """The vetted addresses of a host; raises Refused, or SourceUnreachable when there are none.

        One address that is not public refuses the whole host: a mixed answer is an attack.
        """
        name = host.lower().strip("[]").rstrip(".")
        exempt = self.policy is Policy.OPERATOR and f"{name}:{port}" in self.allow
        _check_name(name)
        found = _resolve(name, port)
        for address in found:
            if not exempt and not is_public(address):
                raise Refused(f"{name} is at {address}, which is not a public address")
        return found


def check_url(url: str) -> httpx.URL:
    """The address as the client will use it; raises Refused for what is not plain http or https."""
    if _STRANGE.search(url):
        raise Refused("the address holds spaces, control characters, backslashes or letters beyond ASCII")
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise Refused(f"not an address: {url[:80]!r}") from error
    if parsed.scheme not in _PORTS:
        raise Refused(f"only http and https are used, not {parsed.scheme[:20]!r}")
    if parsed.userinfo:
        raise Refused("an address with a user name in it is not used")
    if not parsed.host:
        raise Refused("the address names no host")
    _check_name(parsed.host.lower().rstrip("."))
    return parsed


def port_of(url: httpx.URL) -> int:
    """The port a URL means, its scheme's own when it names none."""
    return url.port or _PORTS[url.scheme]


def is_public(address: str) -> bool:
    """Whether an IP address is on the open Internet.

    Private, loopback, link-local, shared (CGNAT), multicast, reserved and unspecified addresses are not;
    nor is an IPv6 form that carries such an IPv4 address or is translated by NAT64.

    >>> [is_public(a) for a in ("93.184.215.14", "100.64.0.1", "::ffff:127.0.0.1")]
    [True, False, False]
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if any(v4 is not None for v4 in inner) or any(ip in network for network in _TRANSLATED):
            return ip.ipv4_mapped is not None and is_public(str(ip.ipv4_mapped))
        if ip.scope_id or ip.is_site_local:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _check_name(name: str) -> None:
    """Refuse numeric hosts in any form but the plain dotted quad (decimal, octal, hex, short)."""
    last = name.rpartition(".")[2]
    if ":" not in name and _NUMBER.fullmatch(last):
        try:
            ipaddress.IPv4Address(name)
        except ValueError as error:
            raise Refused(f"a number is not a host: {name[:60]!r}") from error


def _resolve(name: str, port: int) -> tuple[str, ...]:
    try:
        answers = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise SourceUnreachable(f"the name {name[:80]!r} has no address: {error}") from error
    found = tuple(dict.fromkeys(str(answer[4][0]) for answer in answers))
    if not found:
        raise SourceUnreachable(f"the name {name[:80]!r} has no address")
    return found
