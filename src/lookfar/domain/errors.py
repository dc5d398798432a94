"""What can go wrong, as a tree that says who must act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


class LookfarError(Exception):
    """The root; its text is fit to be shown to an operator."""


class SourceError(LookfarError):
    """A publisher's body could not be used; the publisher or the feed's author acts."""


class SourceUnreachable(SourceError):
    """No answer, a refusal, or an answer that is not the feed; waiting may help."""


class SourceChanged(SourceError):
    """The body came but is not in the documented form; the source's file needs work."""


class InvalidValue(LookfarError):
    """One value is impossible or unreadable; whoever supplied it acts."""


class WrongField(InvalidValue):
    """One named value of a record is impossible; `field` is its path, such as `legs.2.start`."""

    def __init__(self, field: str, says: str) -> None:
        super().__init__(f"{field}: {says}")
        self.field = field
        self.says = says

    def inside(self, outer: str) -> WrongField:
        """The same error with its field named from further out."""
        return WrongField(f"{outer}.{self.field}", self.says)


class WrongRows(InvalidValue):
    """Rows of a table or calendar are wrong, so nothing of it is kept; `rows` is (line, field, what to do)."""

    def __init__(self, rows: Sequence[tuple[int, str, str]]) -> None:
        first = "; ".join(f"line {line}, {field}: {says}" for line, field, says in rows[:3])
        more = f"; and {len(rows) - 3} more" if len(rows) > 3 else ""
        super().__init__(f"nothing is imported. {first}{more}")
        self.rows = tuple(rows)


class NeedsSecondPerson(InvalidValue):
    """A message to so many people needs somebody else's word, or a stated emergency; nothing was sent."""


class Unsent(LookfarError):
    """A channel did not take an alert this time; it is tried again."""


class Undeliverable(Unsent):
    """The receiver said it will never take it (gone, rejected); no more tries."""


class Refused(LookfarError):
    """The egress guard would not open this connection; the address is not allowed."""


class NotFound(LookfarError):
    """Nothing by that name is visible to the asker."""


class Misconfigured(LookfarError):
    """A setting is missing or impossible; the operator acts."""


class Tampered(LookfarError):
    """Stored bytes no longer have the hash they were stored under."""


def at_field(name: str, read: Callable[[], T]) -> T:
    """What `read` gives; its InvalidValue becomes a WrongField of this name."""
    try:
        return read()
    except WrongField:
        raise
    except InvalidValue as error:
        raise WrongField(name, str(error)) from error
