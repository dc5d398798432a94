"""Addresses that people type in, looked at by the guard before they are kept."""

from __future__ import annotations

from lookfar.domain.errors import InvalidValue, Refused, SourceUnreachable
from lookfar.egress.guard import Guard, Policy, check_url, port_of

LONGEST = 2000


def check_receiver(url: str) -> str:
    """The address of a webhook or of a push service as it will be kept.

    Raises InvalidValue with the reason: not https, no such name, or any of its addresses not on the open Internet.
    The guard looks again at every sending, and connects only to what it has just looked at.
    """
    text = url.strip()
    if len(text) > LONGEST:
        raise InvalidValue(f"an address has at most {LONGEST} characters")
    try:
        parsed = check_url(text)
        if parsed.scheme != "https":
            raise InvalidValue("the address must begin with https://: an alert says where people are")
        Guard(policy=Policy.USER).addresses(parsed.host, port_of(parsed))
    except Refused as error:
        raise InvalidValue(
            f"this address is not used: {error}. A receiver must be reachable on the open Internet"
        ) from error
    except SourceUnreachable as error:
        raise InvalidValue(f"this address cannot be found: {error}") from error
    return text
