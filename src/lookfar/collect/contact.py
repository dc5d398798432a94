"""What is known of a source before it is asked, and what asking it gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from lookfar.domain.ids import SourceId
from lookfar.domain.source import Body


class Outcome(StrEnum):
    """How one request ended."""

    BODY = "body"
    NOT_MODIFIED = "not_modified"
    UNREACHABLE = "unreachable"
    CHANGED = "changed"
    """The address is gone (404, 410): waiting will not help."""

    @property
    def is_contact(self) -> bool:
        """Whether the publisher answered as it should."""
        return self in (Outcome.BODY, Outcome.NOT_MODIFIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the last good answer of one address carried. `changed_at`: the index's time of its change."""

    etag: str = ""
    last_modified: str = ""
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchState:
    """What is remembered of a source between runs. `failures`: runs failed in a row."""

    seen: Mapping[str, Seen] = field(default_factory=dict)
    last_contact: datetime | None = None
    newest: datetime | None = None
    failures: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One request's end. `body` is there only for the outcome `body`.

    `seen` is to be stored for `url` when the outcome is a contact; `retry_after`: the publisher's wish.
    """

    source: SourceId
    url: str
    at: datetime
    outcome: Outcome
    body: Body | None = None
    seen: Seen = Seen()
    detail: str = ""
    retry_after: timedelta | None = None
