"""Rebuilds a shipped case pack from the Wikipedia current events table, by Lookfar's own flow.

python -m tools.build_case TABLE.parquet [--check]    writes, or compares with, facts/cases/winter_2021_22
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
import tempfile
from datetime import date
from pathlib import Path

CASE = Path(__file__).parent.parent / "src/lookfar/facts/cases/winter_2021_22/incidents.csv"
FIRST, LAST = date(2021, 12, 1), date(2022, 5, 31)
PAGE = "https://en.wikipedia.org/wiki/Portal:Current_events/"
NOTE = (
    "# Facts derived by Lookfar from Wikipedia contributors, Portal:Current events, 2021-12-01 to 2022-05-31.\n"
    "# CC BY-SA 4.0; see LICENSE beside this file. Rebuilt by: python -m tools.build_case TABLE\n"
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path)
    parser.add_argument("--check", action="store_true", help="compare, write nothing; 1 when they differ")
    given = parser.parse_args()
    built = build(given.table)
    if given.check:
        same = CASE.read_text(encoding="utf-8") == built
        print("the pack is what the flow makes" if same else "the pack differs from what the flow makes")
        return 0 if same else 1
    CASE.parent.mkdir(parents=True, exist_ok=True)
    CASE.write_text(built, encoding="utf-8")
    print(f"{built.count(chr(10)) - 3} rows, {len(built) // 1024} KiB")
    return 0


def build(table: Path) -> str:
    """The pack's text, from a replay into a temporary store."""
    from lookfar.cli.store import open_store

    with tempfile.TemporaryDirectory() as home:
        open_store(Path(home))
        from lookfar.domain.ids import SourceId
        from lookfar.domain.vocabulary import Origin
        from lookfar.flow import open_tools, take
        from lookfar.flow.replaying import recorded_bodies

        bodies = recorded_bodies(SourceId("wikipedia_current_events"), [table], first=FIRST, last=LAST)
        for done, body in enumerate(bodies, 1):
            take(body, open_tools(), now=body.fetched_at, origin=Origin.REPLAYED)
            if done % 30 == 0:
                print(f"{done}/{len(bodies)} days", file=sys.stderr)
        return _table()


def _table() -> str:
    from lookfar.domain.vocabulary import IncidentStatus
    from lookfar.records.codec import INCIDENT
    from lookfar.records.models import IncidentVersion
    from lookfar.sources.case_pack import COLUMNS

    told = [
        (row.recorded_at.date(), row.incident_id, row.version, _row(INCIDENT.read(row.incident)))
        for row in IncidentVersion.objects.exclude(status=IncidentStatus.RETRACTED.value)
    ]
    out = io.StringIO()
    out.write(NOTE)
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(row for *_, row in sorted(told, key=lambda one: one[:3]))
    return out.getvalue()


def _row(incident: object) -> dict[str, object]:
    from lookfar.domain.incident import Incident
    from lookfar.domain.times import rfc3339
    from lookfar.incidents.profile import sites_of

    assert isinstance(incident, Incident)
    place, known = incident.place, incident.recorded_at.date()
    return {
        "incident": incident.id,
        "known": known.isoformat(),
        "start": rfc3339(incident.happened.start),
        "end": rfc3339(incident.happened.end),
        "place": place.name if place else "",
        "lon": f"{place.point.lon:.4f}" if place else "",
        "lat": f"{place.point.lat:.4f}" if place else "",
        "radius_km": f"{place.radius_km:.1f}" if place else "",
        "precision": place.precision.value if place else "",
        "country": place.country if place else "",
        "admin1": place.admin1 if place else "",
        "place_confidence": f"{place.confidence:.3f}" if place else "",
        "category": incident.category.value,
        "event_type": incident.event_type,
        "confidence": f"{incident.confidence:.3f}",
        "severity": incident.severity.value,
        "urgency": incident.urgency.value,
        "certainty": incident.certainty.value,
        "deaths_low": _cell(incident.fatalities.low),
        "deaths_best": _cell(incident.fatalities.best),
        "deaths_high": _cell(incident.fatalities.high),
        "injured_best": _cell(incident.injured.best),
        "actors": "; ".join(incident.actors),
        "outlets": "; ".join(incident.sources),
        "page": f"{PAGE}{known.year}_{known:%B}_{known.day}",
        "sites": "; ".join(reversed(sites_of(incident))),
        "title": incident.title,
    }


def _cell(count: int | None) -> str:
    return "" if count is None else str(count)


if __name__ == "__main__":
    sys.exit(main())
