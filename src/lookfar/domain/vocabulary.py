"""Closed choices of the field: CAP 1.2 words, Admiralty grades, coverage, origin."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Severity(StrEnum):
    """CAP 1.2 `severity`."""

    EXTREME = "Extreme"
    SEVERE = "Severe"
    MODERATE = "Moderate"
    MINOR = "Minor"
    UNKNOWN = "Unknown"

    @property
    def rank(self) -> int:
        """4 for Extreme down to 0 for Unknown; for ordering only."""
        return {"Extreme": 4, "Severe": 3, "Moderate": 2, "Minor": 1, "Unknown": 0}[self.value]


class Urgency(StrEnum):
    """CAP 1.2 `urgency`."""

    IMMEDIATE = "Immediate"
    EXPECTED = "Expected"
    FUTURE = "Future"
    PAST = "Past"
    UNKNOWN = "Unknown"


class Certainty(StrEnum):
    """CAP 1.2 `certainty`."""

    OBSERVED = "Observed"
    LIKELY = "Likely"
    POSSIBLE = "Possible"
    UNLIKELY = "Unlikely"
    UNKNOWN = "Unknown"


class Status(StrEnum):
    """CAP 1.2 `status`, the three that Lookfar issues: real, a test of a channel, a notice about a channel."""

    ACTUAL = "Actual"
    TEST = "Test"
    SYSTEM = "System"


class MsgType(StrEnum):
    """CAP 1.2 `msgType`, the three that Lookfar issues."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"


class Reliability(StrEnum):
    """Admiralty code, reliability of a source: A completely reliable ... F cannot be judged."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


class Credibility(IntEnum):
    """Admiralty code, credibility of a statement."""

    CONFIRMED = 1
    PROBABLY_TRUE = 2
    POSSIBLY_TRUE = 3
    DOUBTFUL = 4
    IMPROBABLE = 5
    CANNOT_BE_JUDGED = 6


class Coverage(StrEnum):
    """Whether we would have heard: per source x country x category."""

    COVERED = "covered"
    QUIET = "quiet"
    DEGRADED = "degraded"
    BLIND = "blind"


class Origin(StrEnum):
    """How a row came to be; a replayed row never reaches a real channel."""

    LIVE = "live"
    REPLAYED = "replayed"


class Level(IntEnum):
    """A rating's level."""

    NOT_ENOUGH_DATA = 0
    MINIMAL = 1
    LOW = 2
    MODERATE = 3
    HIGH = 4
    EXTREME = 5

    @property
    def word(self) -> str:
        return _LEVEL_WORDS[self.value]


_LEVEL_WORDS = ("Not enough data", "Minimal", "Low", "Moderate", "High", "Extreme")


class IncidentStatus(StrEnum):
    """Where an incident is in its life."""

    DEVELOPING = "developing"
    CONFIRMED = "confirmed"
    CLOSED = "closed"
    RETRACTED = "retracted"


class SubjectKind(StrEnum):
    """What of yours an incident may touch."""

    PERSON = "person"
    SITE = "site"
    TRIP_LEG = "trip_leg"


class HoldReason(StrEnum):
    """Why an alert was not sent, or not yet; a closed list."""

    QUIET_HOURS = "quiet_hours"
    SILENCED = "silenced"
    INHIBITED_BY = "inhibited_by"
    GROUPED_WITH = "grouped_with"
    BELOW_THRESHOLD = "below_threshold"
    LOW_PLACE_CONFIDENCE = "low_place_confidence"
    ALREADY_TOLD = "already_told"
    MOVED_AWAY = "moved_away"


class MassMessageState(StrEnum):
    """What became of a message to many people that one person alone may not send."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    EMERGENCY = "emergency"
    """Sent without a second person, for a reason that was stated."""


class DeliveryState(StrEnum):
    """What has become of one attempt chain from one alert to one channel."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"
    DEAD_LETTER = "dead_letter"
    SUPPRESSED = "suppressed"
    DIGESTED = "digested"
    """It concerned its receiver no more when it might have gone, and is told in their digest."""
    DISCARDED = "discarded"
    """Dropped by an operator's word when sending was resumed: it does not come back by itself."""
    SUPERSEDED = "superseded"
    """A later version goes instead: this one was held back, or was not taken and waited to be tried again."""


STILL_TO_GO = (DeliveryState.WAITING.value, DeliveryState.FAILED.value)
"""The states of a delivery that is still to be attempted."""


class Resolution(StrEnum):
    """The way out that a hold took; a closed list, so that nothing is held for ever."""

    RELEASED = "released"
    """The bar, silence or larger incident that held it no longer does: it was told."""
    DIGESTED = "digested"
    SUPERSEDED = "superseded"
    """A later version was held or told instead, or it no longer reaches anybody."""
