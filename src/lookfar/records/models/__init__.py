"""Tables; rows are never overwritten, only followed by newer ones (`superseded_at`)."""

from lookfar.records.models.alerts import AlertRow, DeliveryRow, DigestRow, Endpoint
from lookfar.records.models.feeds import AdviceRow, Contact, QuarantineRow
from lookfar.records.models.forecasts import ForecastIssue, ForecastRow, ResolutionRow
from lookfar.records.models.incidents import (
    IncidentAlias,
    IncidentReport,
    IncidentVersion,
    JudgementRow,
    Regrouping,
)
from lookfar.records.models.people import Leg, Person, Site, Trip
from lookfar.records.models.privacy import Consent, Installation
from lookfar.records.models.ratings import AreaRating, ChangeRow, Snapshot
from lookfar.records.models.receivers import Belief, EventCounter, Reach
from lookfar.records.models.reports import ReportRow
from lookfar.records.models.rules import (
    Acknowledgement,
    AlertHours,
    AlertRule,
    DutyContact,
    EscalationStep,
    PersonGroup,
    SilenceRow,
)
from lookfar.records.models.safety import MassMessage, OwnIncidentVersion, SafetyAsk, SafetyReply
from lookfar.records.models.scores import ScoreReport
from lookfar.records.models.travel import CalendarFeed, PendingImport
from lookfar.records.models.workers import Counter, Heartbeat, PresenceRevision

__all__ = [
    "Acknowledgement",
    "AdviceRow",
    "AlertHours",
    "AlertRow",
    "AlertRule",
    "AreaRating",
    "Belief",
    "CalendarFeed",
    "ChangeRow",
    "Consent",
    "Contact",
    "Counter",
    "DeliveryRow",
    "DigestRow",
    "DutyContact",
    "Endpoint",
    "EscalationStep",
    "EventCounter",
    "ForecastIssue",
    "ForecastRow",
    "Heartbeat",
    "IncidentAlias",
    "IncidentReport",
    "IncidentVersion",
    "Installation",
    "JudgementRow",
    "Leg",
    "MassMessage",
    "OwnIncidentVersion",
    "PendingImport",
    "Person",
    "PersonGroup",
    "PresenceRevision",
    "QuarantineRow",
    "Reach",
    "Regrouping",
    "ReportRow",
    "ResolutionRow",
    "SafetyAsk",
    "SafetyReply",
    "ScoreReport",
    "SilenceRow",
    "Site",
    "Snapshot",
    "Trip",
]
