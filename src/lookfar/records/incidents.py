"""Incidents: versions kept, candidates found, the past answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from lookfar.domain.ids import IncidentId
from lookfar.domain.incident import Incident, Judgement
from lookfar.domain.places import Place
from lookfar.domain.report import Link
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import IncidentStatus, Origin
from lookfar.records.batches import ROWS, batches
from lookfar.records.codec import INCIDENT
from lookfar.records.models import IncidentAlias, IncidentReport, IncidentVersion, JudgementRow, Regrouping
from lookfar.records.reports import links_of_reports

_LINKED_REPORTS = 20
_LINKS = 10


def known_at(as_of: datetime) -> QuerySet[IncidentVersion]:
    """The version of every incident that was current at `as_of`."""
    standing = Q(superseded_at=None) | Q(superseded_at__gt=as_of)
    return IncidentVersion.objects.filter(standing, recorded_at__lte=as_of)


def touching(countries: Iterable[str]) -> Q:
    """The versions that touch one of these countries (alpha-3)."""
    wanted = sorted(set(countries))
    of_several = Q()
    for country in wanted:
        of_several |= Q(others__contains=country)
    beside = IncidentVersion.objects.filter(of_several, others__isnull=False).values("pk")
    return Q(country__in=wanted) | Q(pk__in=beside) if wanted else Q(pk__in=())


def current(incident: str) -> Incident | None:
    """The newest version; a merged id or alias answers with the incident it became."""
    row = IncidentVersion.objects.filter(incident_id=incident, superseded_at=None).first()
    if row is None:
        alias = IncidentAlias.objects.filter(alias=incident).order_by("-pk").first()
        if alias is None or alias.incident_id == incident:
            return None
        return current(alias.incident_id)
    return INCIDENT.read(row.incident)


def became(incident: str, as_of: datetime) -> str:
    """The id under which an incident goes on at a time: its own, or that of what it had been put into by then."""
    newest = IncidentVersion.objects.filter(incident_id=incident).order_by("-version").first()
    if newest is None or newest.superseded_at is None or newest.superseded_at > as_of:
        return incident
    alias = IncidentAlias.objects.filter(alias=incident).exclude(incident_id=incident).order_by("-pk").first()
    return incident if alias is None else became(alias.incident_id, as_of)


def versions(incident: str) -> list[Incident]:
    """Every version, oldest first."""
    rows = IncidentVersion.objects.filter(incident_id=incident).order_by("version")
    return [INCIDENT.read(row.incident) for row in rows]


def keep_versions(versions: Sequence[Incident]) -> None:
    """New versions, each incident's in order; those before are superseded at the same instant at the latest.

    So one version of an incident is in force at any time, also when a clock was set back.
    """
    first = {version.id: version for version in reversed(versions)}
    by_time: dict[datetime, list[str]] = {}
    for version in first.values():
        if version.version > 1:
            by_time.setdefault(version.recorded_at, []).append(version.id)
    for moment, ids in by_time.items():
        for some in batches(ids):
            in_force = Q(superseded_at=None) | Q(superseded_at__gt=moment)
            IncidentVersion.objects.filter(in_force, incident_id__in=some).update(superseded_at=moment)
    following: dict[str, datetime] = {}
    rows = []
    for version in reversed(versions):
        rows.append(_row(version, superseded_at=following.get(version.id)))
        following[version.id] = version.recorded_at
    IncidentVersion.objects.bulk_create(reversed(rows), batch_size=ROWS)
    _keep_names(versions)


def _row(incident: Incident, *, superseded_at: datetime | None) -> IncidentVersion:
    place = incident.place
    own, *besides = (place.touched if place else ()) or ("",)
    return IncidentVersion(
        incident_id=incident.id,
        version=incident.version,
        category=incident.category.value,
        event_type=incident.event_type,
        status=incident.status.value,
        severity=incident.severity.rank,
        country=own,
        others=" ".join(besides) or None,
        precision=place.precision.value if place else "unknown",
        lon=place.point.lon if place else None,
        lat=place.point.lat if place else None,
        title=incident.title,
        happened_start=incident.happened.start,
        happened_end=incident.happened.end,
        recorded_at=incident.recorded_at,
        superseded_at=superseded_at,
        origin=incident.origin.value,
        incident=INCIDENT.write(incident),
    )


def _keep_names(versions: Sequence[Incident]) -> None:
    members = {(one.id, report): one.recorded_at for one in reversed(versions) for report in one.reports}
    IncidentReport.objects.bulk_create(
        [
            IncidentReport(incident_id=one, report_id=report, recorded_at=at)
            for (one, report), at in members.items()
        ],
        ignore_conflicts=True,
        batch_size=ROWS,
    )
    names = {(one.id, alias): one.recorded_at for one in reversed(versions) for alias in one.aliases}
    IncidentAlias.objects.bulk_create(
        [IncidentAlias(alias=alias, incident_id=one, recorded_at=at) for (one, alias), at in names.items()],
        ignore_conflicts=True,
        batch_size=ROWS,
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
        ],
        batch_size=ROWS,
    )


def merged_into(old: IncidentId, new: IncidentId, *, now: datetime) -> None:
    """Ends an incident in another; its id keeps answering with that one."""
    IncidentVersion.objects.filter(incident_id=old, superseded_at=None).update(superseded_at=now)
    IncidentAlias.objects.get_or_create(alias=old, incident_id=new, defaults={"recorded_at": now})


def merged_ids(incidents: Iterable[IncidentId]) -> dict[IncidentId, list[IncidentId]]:
    """The ids of incidents that were put into each of these, theirs included; an incident without is left out."""
    found: dict[IncidentId, list[IncidentId]] = {}
    asked = {incident: incident for incident in incidents}
    while asked:
        rows = Regrouping.objects.filter(kind="merge", incident_id__in=asked).order_by("pk")
        put = {
            IncidentId(other): asked[IncidentId(into)]
            for into, other in rows.values_list("incident_id", "other_id")
        }
        asked = {other: root for other, root in put.items() if other not in found.get(root, ())}
        for other, root in asked.items():
            found.setdefault(root, []).append(other)
    return found


def keep_regrouping(
    kind: str, kept: IncidentId, other: IncidentId, reports: Iterable[str], *, who: str, why: str, now: datetime
) -> None:
    """Writes down that a person split or merged incidents."""
    Regrouping.objects.create(
        kind=kind, incident_id=kept, other_id=other, reports=list(reports), who=who, why=why, decided_at=now
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A split or a merge that a person decided: `incident_id` keeps its id, `other_id` is the part taken out of it, or what was put into it."""

    kind: str
    incident_id: str
    other_id: str
    reports: tuple[str, ...]
    who: str
    why: str
    decided_at: datetime


def regroupings(incident: str, *, as_of: datetime) -> list[Decision]:
    """Every split and merge up to a time that an incident had part in, oldest first."""
    rows = Regrouping.objects.filter(Q(incident_id=incident) | Q(other_id=incident), decided_at__lte=as_of)
    return [
        Decision(
            kind=row.kind,
            incident_id=row.incident_id,
            other_id=row.other_id,
            reports=tuple(row.reports),
            who=row.who,
            why=row.why,
            decided_at=row.decided_at,
        )
        for row in rows.order_by("pk")
    ]


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


def standing_id(ident: str) -> str:
    """The id of the incident that this one became; its own when it was put into no other, or is nobody's."""
    found = current(ident)
    return found.id if found is not None else ident


def names_of(ident: str) -> list[str]:
    """Every id under which an incident was told, whichever of them is asked for: its own, and those put into it."""
    standing = IncidentId(standing_id(ident))
    return list(dict.fromkeys([standing, *merged_ids([standing]).get(standing, ()), ident]))


def these_versions(keys: Iterable[tuple[str, int]]) -> list[Incident]:
    """The named versions of incidents."""
    wanted = set(keys)
    ids = sorted({incident for incident, _ in wanted})
    found = []
    for some in batches(ids):
        rows = IncidentVersion.objects.filter(incident_id__in=some).values_list(
            "incident_id", "version", "incident"
        )
        found += [INCIDENT.read(content) for incident, version, content in rows if (incident, version) in wanted]
    return found


def happened_between(start: datetime, end: datetime) -> list[tuple[Category, datetime]]:
    """Kind and start of every incident with a country that began in start <= t < end, as known at `end`."""
    rows = known_at(end).filter(happened_start__gte=start, happened_start__lt=end)
    rows = rows.exclude(country="").exclude(status=IncidentStatus.RETRACTED.value)
    return [(Category(category), moment) for category, moment in rows.values_list("category", "happened_start")]


def places_recorded_at(moment: datetime) -> list[Place]:
    """The places of incident versions that became known at exactly this instant."""
    rows = IncidentVersion.objects.filter(recorded_at=moment).exclude(country="", others=None)
    places = [INCIDENT.read(row.incident).place for row in rows]
    return [place for place in places if place is not None]


def links(incident: Incident, *, as_of: datetime) -> tuple[Link, ...]:
    """Where to read more: the links of the incident's reports known then, newest report first, each once."""
    return links_of([incident], as_of=as_of)[incident.id]


def links_of(incidents: Sequence[Incident], *, as_of: datetime) -> dict[IncidentId, tuple[Link, ...]]:
    """The links of each incident."""
    wanted = {report for incident in incidents for report in incident.reports[-_LINKED_REPORTS:]}
    reports = links_of_reports(wanted, as_of=as_of)
    order = {report: place for place, report in enumerate(reports)}
    found = {}
    for incident in incidents:
        known = [report for report in incident.reports[-_LINKED_REPORTS:] if report in order]
        links: dict[str, Link] = {}
        for report in sorted(known, key=order.__getitem__, reverse=True):
            for link in reports[report]:
                links.setdefault(link.url, link)
        found[incident.id] = tuple(links.values())[:_LINKS]
    return found
