"""What was known at an instant, of versions that are never rewritten."""

from __future__ import annotations

import ibis.expr.types as ir

from lookfar.domain.vocabulary import IncidentStatus


def known_at(versions: ir.Table, us: int) -> ir.Table:
    """The version of everything that was in force at an instant: recorded by then and not yet superseded."""
    return versions.filter(
        versions.recorded_us <= us, versions.superseded_us.isnull() | (versions.superseded_us > us)
    )


def relevant(incidents: ir.Table, us: int) -> ir.Table:
    """Incidents as known at an instant that count for an area."""
    known = known_at(incidents, us)
    return known.filter(known.status != IncidentStatus.RETRACTED.value, known.country != "")
