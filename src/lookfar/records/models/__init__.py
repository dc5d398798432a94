"""Tables; rows are never overwritten, only followed by newer ones (`superseded_at`)."""

from lookfar.records.models.alerts import AlertRow, DeliveryRow, Endpoint
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
from lookfar.records.models.reports import ReportRow
from lookfar.records.models.scores import ScoreReport

__all__ = [
    "AdviceRow",
    "AlertRow",
    "AreaRating",
    "ChangeRow",
    "Consent",
    "Contact",
    "DeliveryRow",
    "Endpoint",
    "ForecastIssue",
    "ForecastRow",
    "IncidentAlias",
    "IncidentReport",
    "IncidentVersion",
    "Installation",
    "JudgementRow",
    "Leg",
    "Person",
    "QuarantineRow",
    "Regrouping",
    "ReportRow",
    "ResolutionRow",
    "ScoreReport",
    "Site",
    "Snapshot",
    "Trip",
]
