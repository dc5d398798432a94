"""Incidents: versions kept, candidates found, the past answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from lookfar.domain.ids import IncidentId, ReportId
from lookfar.domain.incident import Incident, Judgement
from lookfar.domain.report import Link
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import IncidentStatus, Origin
from lookfar.records.codec import INCIDENT
from lookfar.records.models import IncidentAlias, IncidentReport, IncidentVersion, JudgementRow, Regrouping
from lookfar.records.reports import reports_of


def known_at(as_of: datetime) -> QuerySet[IncidentVersion]:
    """The version of every incident that was current at `as_of`."""
    standing = Q(superseded_at=None) | Q(superseded_at__gt=as_of)
    return IncidentVersion.objects.filter(standing, recorded_at__lte=as_of)


def current(incident: str) -> Incident | None:
    """The newest version; a merged id or alias answers with the incident it became."""
    row = IncidentVersion.objects.filter(incident_id=incident, superseded_at=None).first()
    if row is None:
        alias = IncidentAlias.objects.filter(alias=incident).order_by("-pk").first()
        if alias is None or alias.incident_id == incident:
            return None
        return current(alias.incident_id)
    return INCIDENT.read(row.incident)


def versions(incident: str) -> list[Incident]:
    """Every version, oldest first."""
    rows = IncidentVersion.objects.filter(incident_id=incident).order_by("version")
    return [INCIDENT.read(row.incident) for row in rows]


def within(
    countries: Iterable[str], categories: Iterable[Category], since: datetime, until: datetime
) -> list[Incident]:
    """Current incidents of these categories whose time meets `[since, until)`, here or nowhere known.

    No countries means anywhere.
    """
    rows = IncidentVersion.objects.filter(
        superseded_at=None,
        category__in=[category.value for category in categories],
        happened_end__gt=since,
        happened_start__lt=until,
    ).exclude(status=IncidentStatus.RETRACTED.value)
    wanted = list(countries)
    if wanted:
        rows = rows.filter(country__in=[*wanted, ""])
    return [INCIDENT.read(row.incident) for row in rows.order_by("incident_id")]


def named(aliases: Iterable[str]) -> list[Incident]:
    """Current incidents that answer to one of these publishers' ids or report ids."""
    wanted = list(aliases)
    ids = set(IncidentAlias.objects.filter(alias__in=wanted).values_list("incident_id", flat=True))
    ids |= set(IncidentReport.objects.filter(report_id__in=wanted).values_list("incident_id", flat=True))
    rows = IncidentVersion.objects.filter(incident_id__in=ids, superseded_at=None).order_by("incident_id")
    return [INCIDENT.read(row.incident) for row in rows]


def of_report(report: ReportId) -> list[Incident]:
    """The incidents a report is a member of."""
    return named([report])


def keep_incident(incident: Incident) -> None:
    """A new version; the one before is marked superseded at the same instant."""
    IncidentVersion.objects.filter(incident_id=incident.id, superseded_at=None).update(
        superseded_at=incident.recorded_at
    )
    place = incident.place
    IncidentVersion.objects.create(
        incident_id=incident.id,
        version=incident.version,
        category=incident.category.value,
        event_type=incident.event_type,
        status=incident.status.value,
        severity=incident.severity.rank,
        country=place.country if place else "",
        precision=place.precision.value if place else "unknown",
        lon=place.point.lon if place else None,
        lat=place.point.lat if place else None,
        title=incident.title,
        happened_start=incident.happened.start,
        happened_end=incident.happened.end,
        recorded_at=incident.recorded_at,
        origin=incident.origin.value,
        incident=INCIDENT.write(incident),
    )
    _keep_names(incident)


def _keep_names(incident: Incident) -> None:
    IncidentReport.objects.bulk_create(
        [
            IncidentReport(incident_id=incident.id, report_id=report, recorded_at=incident.recorded_at)
            for report in incident.reports
        ],
        ignore_conflicts=True,
    )
    IncidentAlias.objects.bulk_create(
        [
            IncidentAlias(alias=alias, incident_id=incident.id, recorded_at=incident.recorded_at)
            for alias in incident.aliases
        ],
        ignore_conflicts=True,
    )


def keep_judgements(judgements: Iterable[Judgement]) -> None:
    """Why each report belongs where it does."""
    JudgementRow.objects.bulk_create(
        [
            JudgementRow(
                report_id=judgement.report,
                incident_id=judgement.incident,
                verdict=judgement.verdict.value,
                score=judgement.score,
                features=dict(judgement.features),
                rule=judgement.rule,
                judged_at=judgement.judged_at,
            )
            for judgement in judgements
        ]
    )


def merged_into(old: IncidentId, new: IncidentId, *, now: datetime) -> None:
    """Ends an incident in another; its id keeps answering with that one."""
    IncidentVersion.objects.filter(incident_id=old, superseded_at=None).update(superseded_at=now)
    IncidentAlias.objects.get_or_create(alias=old, incident_id=new, defaults={"recorded_at": now})


def merged_ids(incident: IncidentId) -> list[IncidentId]:
    """The ids of incidents that were put into this one, theirs included."""
    found: list[IncidentId] = []
    asked = [str(incident)]
    while asked:
        rows = Regrouping.objects.filter(kind="merge", incident_id__in=asked).order_by("pk")
        asked = [other for other in rows.values_list("other_id", flat=True) if other not in found]
        found += [IncidentId(other) for other in asked]
    return found


def keep_regrouping(
    kind: str, kept: IncidentId, other: IncidentId, reports: Iterable[str], *, who: str, why: str, now: datetime
) -> None:
    """Writes down that a person split or merged incidents."""
    Regrouping.objects.create(
        kind=kind, incident_id=kept, other_id=other, reports=list(reports), who=who, why=why, decided_at=now
    )


def regroupings(incident: str) -> list[dict[str, object]]:
    """Every split and merge an incident had part in, oldest first: kind, ids, reports, who, why, when."""
    rows = Regrouping.objects.filter(Q(incident_id=incident) | Q(other_id=incident)).order_by("pk")
    named = ("kind", "incident_id", "other_id", "reports", "who", "why", "decided_at")
    return [{name: getattr(row, name) for name in named} for row in rows]


def going_on(now: datetime) -> list[Incident]:
    """Current incidents that may still reach somebody: not retracted, seen in the last four weeks."""
    rows = IncidentVersion.objects.filter(superseded_at=None, happened_end__gt=now - timedelta(days=28))
    rows = rows.exclude(status=IncidentStatus.RETRACTED.value)
    return [INCIDENT.read(row.incident) for row in rows.order_by("incident_id")]


def open_before(moment: datetime, origin: Origin) -> list[Incident]:
    """Current incidents, neither closed nor retracted, that were over and last changed before `moment`."""
    ended = (IncidentStatus.CLOSED.value, IncidentStatus.RETRACTED.value)
    rows = IncidentVersion.objects.filter(
        superseded_at=None, happened_end__lt=moment, recorded_at__lt=moment, origin=origin.value
    ).exclude(status__in=ended)
    return [INCIDENT.read(row.incident) for row in rows.order_by("incident_id")]


def these_versions(keys: Iterable[tuple[str, int]]) -> list[Incident]:
    """The named versions of incidents."""
    wanted = set(keys)
    ids = sorted({incident for incident, _ in wanted})
    found = []
    for start in range(0, len(ids), 500):
        rows = IncidentVersion.objects.filter(incident_id__in=ids[start : start + 500])
        found += [INCIDENT.read(row.incident) for row in rows if (row.incident_id, row.version) in wanted]
    return found


def countries_recorded_at(moment: datetime) -> list[str]:
    """The countries of incident versions that became known at exactly this instant."""
    rows = IncidentVersion.objects.filter(recorded_at=moment).exclude(country="")
    return sorted(set(rows.values_list("country", flat=True)))


def links(incident: Incident, *, as_of: datetime) -> tuple[Link, ...]:
    """Where to read more: the links of the incident's reports known then, newest report first, each once."""
    found: dict[str, Link] = {}
    for report, _ in reversed(reports_of(incident.reports[-20:], as_of=as_of)):
        for link in report.links:
            found.setdefault(link.url, link)
    return tuple(found.values())[:10]
