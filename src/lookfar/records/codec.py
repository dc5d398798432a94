"""Domain nouns to JSON bytes and back; the same noun always gives the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import TypeAdapter

from lookfar.alerts.route import Rule
from lookfar.alerts.scope import Scope
from lookfar.domain.alert import Alert, Digest
from lookfar.domain.forecast import Forecast
from lookfar.domain.incident import Incident
from lookfar.domain.report import Link, Report, Understanding

Noun = TypeVar("Noun")


class Codec(Generic[Noun]):
    """Reads and writes one kind of frozen noun."""

    def __init__(self, adapter: TypeAdapter[Noun]) -> None:
        self._adapter = adapter

    def write(self, noun: Noun) -> bytes:
        """JSON, UTF-8, fields in the order of the class."""
        return self._adapter.dump_json(noun)

    def read(self, stored: bytes | memoryview) -> Noun:
        """The noun; raises pydantic.ValidationError when the bytes are not one."""
        return self._adapter.validate_json(bytes(stored))


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What a stored report links to; the rest of it is passed over."""

    links: tuple[Link, ...] = ()


LINKS: Codec[Linked] = Codec(TypeAdapter(Linked))
REPORT: Codec[Report] = Codec(TypeAdapter(Report))
UNDERSTANDINGS: Codec[tuple[Understanding, ...]] = Codec(TypeAdapter(tuple[Understanding, ...]))
INCIDENT: Codec[Incident] = Codec(TypeAdapter(Incident))
ALERT: Codec[Alert] = Codec(TypeAdapter(Alert))
FORECAST: Codec[Forecast] = Codec(TypeAdapter(Forecast))
DIGEST: Codec[Digest] = Codec(TypeAdapter(Digest))
RULE: Codec[Rule] = Codec(TypeAdapter(Rule))
SCOPE: Codec[Scope] = Codec(TypeAdapter(Scope))
