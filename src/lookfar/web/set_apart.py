"""What an incident and its reports were compared with and judged to be something else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from lookfar.domain.incident import Incident, Verdict
from lookfar.records.incidents import current, known_at
from lookfar.records.models import IncidentReport, JudgementRow
from lookfar.records.reports import reports_of

MOST = 50
_COUNTS = 0.05
"""A feature that weighs less would be shown as nought."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """One comparison. `incident`: the other incident, "" when none holds its report; `title` "" when it is not kept.

    `mine`: title of the report of this incident that was compared, "" when a report of the other was.
    """

    row: JudgementRow
    incident: str
    title: str
    mine: str
    features: list[tuple[str, float]]


def apart(shown: Incident, *, as_of: datetime) -> list[Apart]:
    """Every comparison up to a time after which the two stayed apart, oldest first; at most MOST."""
    either = Q(incident_id=shown.id) | Q(report_id__in=list(shown.reports)[:MOST])
    found = JudgementRow.objects.filter(either, verdict=Verdict.DIFFERENT.value, judged_at__lte=as_of)
    rows = list(found.order_by("judged_at", "pk")[:MOST])
    own = set(shown.reports)
    told = {str(report.id): report.title for report, _ in reports_of({row.report_id for row in rows}, as_of=as_of)}
    held = _incidents_of({row.report_id for row in rows} - own, as_of)
    others = {row.incident_id for row in rows} | set(held.values())
    titles = {one.incident_id: one.title for one in known_at(as_of).filter(incident_id__in=others - {shown.id})}
    for other in others - {shown.id} - titles.keys():
        became = current(other)
        known = known_at(as_of).filter(incident_id=became.id).first() if became is not None else None
        titles |= {other: known.title} if known is not None else {}
    return [one for row in rows if (one := _apart(row, shown, told, held, titles)) is not None]


def weighed(row: JudgementRow) -> list[tuple[str, float]]:
    """What spoke for and against, the weightiest first; what did not count is left out."""
    found = [(str(name), float(weight)) for name, weight in row.features.items() if abs(float(weight)) >= _COUNTS]
    return sorted(found, key=lambda pair: -abs(pair[1]))


def _apart(
    row: JudgementRow, shown: Incident, told: dict[str, str], held: dict[str, str], titles: dict[str, str]
) -> Apart | None:
    """None when both are of this incident by now."""
    is_mine = row.report_id in shown.reports
    other = row.incident_id if is_mine else held.get(row.report_id, "")
    if other == shown.id:
        return None
    report = told.get(row.report_id, "")
    title = titles.get(other, "") if is_mine else report or titles.get(other, "")
    return Apart(
        row=row,
        incident=other if title else "",
        title=title,
        mine=report if is_mine else "",
        features=weighed(row),
    )


def _incidents_of(reports: Iterable[str], as_of: datetime) -> dict[str, str]:
    """By report the incident that holds it, the last one it was put into."""
    rows = IncidentReport.objects.filter(report_id__in=list(reports), recorded_at__lte=as_of)
    return {row.report_id: row.incident_id for row in rows.order_by("recorded_at", "pk")}
