"""A person takes an incident apart, or puts two together: recorded, and told to whoever was told."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from lookfar.alerts.regrouped import regrouped
from lookfar.domain.errors import InvalidValue
from lookfar.domain.ids import IncidentId, ReportId, alert_id
from lookfar.domain.incident import Incident, Verdict
from lookfar.domain.vocabulary import Origin
from lookfar.exposure.footprint import footprint
from lookfar.flow.holding import Holding
from lookfar.flow.matching import match_and_alert, who_is_met
from lookfar.flow.tools import Tools
from lookfar.incidents import regroup
from lookfar.incidents.absorb import Setting
from lookfar.incidents.regroup import Parted, Statement
from lookfar.records import incidents as store
from lookfar.records import reports
from lookfar.records.told import told_of


def split(
    incident: IncidentId, away: Collection[ReportId], *, who: str, why: str, now: datetime, tools: Tools
) -> Parted:
    """Takes reports out of an incident into one of their own, in one transaction.

    What remains keeps its id, the part is named after its oldest report; both answer. Whoever was told of the
    incident gets an Update; the part is matched like any new incident. Raises InvalidValue when there
    is no such incident, or the split is none.
    """
    whole = _standing(incident)
    setting = setting_of(tools, now, whole.origin)
    with transaction.atomic():
        parted = regroup.part(whole, members(whole.reports), away, setting)
        if store.versions(parted.part.id):
            raise InvalidValue(f"incident {parted.part.id} exists already; merge it instead")
        store.keep_versions((parted.left, parted.part))
        store.keep_judgements(regroup.judgements(parted.part, Verdict.SPLIT, setting))
        store.keep_regrouping("split", whole.id, parted.part.id, parted.part.reports, who=who, why=why, now=now)
        if not tools.silent:
            tell_of_parting(parted, now=now)
    return parted


def remerge(kept: IncidentId, gone: IncidentId, *, who: str, why: str, now: datetime, tools: Tools) -> Incident:
    """Puts an incident into another, in one transaction; the id that goes keeps answering.

    Who was told under either id goes on to be told under that id. Raises InvalidValue when one of them does
    not exist or they are one already.
    """
    one, other = _standing(kept), _standing(gone)
    setting = setting_of(tools, now, one.origin)
    told = dict.fromkeys((*one.reports, *other.reports))
    with transaction.atomic():
        after = regroup.put_together(one, other, members(told), setting)
        store.keep_versions((after,))
        store.merged_into(other.id, one.id, now=now)
        store.keep_judgements(regroup.judgements(other, Verdict.MERGED, setting))
        store.keep_regrouping("merge", one.id, other.id, other.reports, who=who, why=why, now=now)
        if not tools.silent:
            match_and_alert((after,), now=now, origin=after.origin)
    return after


def members(ids: Iterable[ReportId]) -> list[Statement]:
    """The reports an incident stands on, those taken back left out."""
    return [
        Statement(report=report, understandings=understandings)
        for report, understandings in reports.understood(ids)
    ]


def setting_of(tools: Tools, now: datetime, origin: Origin) -> Setting:
    """What telling an incident anew needs."""
    return Setting(
        rule=tools.rule,
        taxonomy=tools.taxonomy,
        country_name=tools.country_name,
        now=now,
        origin=origin,
    )


def _standing(incident: IncidentId) -> Incident:
    found = store.current(incident)
    if found is None:
        raise InvalidValue(f"no incident {incident}")
    return found


def tell_of_parting(parted: Parted, *, now: datetime) -> None:
    """An Update to whoever was told of the whole and is still in reach, a Cancel to whom what is left does not reach."""
    left, part = parted.left, parted.part
    reach, holding = footprint(left), Holding(now=now, origin=left.origin)
    met = [match.exposure for match in who_is_met(reach, only="")] if reach else []
    for name in (left.id, *store.merged_ids([left.id]).get(left.id, ())):
        named, still = replace(left, id=name), {alert_id(one.kind.value, one.subject_id, name) for one in met}
        told = [(subject, last) for subject, last in told_of(name) if last.alert in still]
        for alert in regrouped(named, part, told, now=now, links=store.links(left, as_of=now)):
            holding.keep(alert)
    match_and_alert((left, part), now=now, origin=left.origin)
