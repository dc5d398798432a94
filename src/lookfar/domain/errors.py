"""What can go wrong, as a tree that says who must act."""

from __future__ import annotations


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
