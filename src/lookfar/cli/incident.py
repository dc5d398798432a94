"""`lookfar incident split|merge`: a person's decision on what is one incident, recorded with who and why."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from lookfar.cli.store import open_store
from lookfar.domain.ids import IncidentId, ReportId


def run(args: Sequence[str]) -> int:
    """Prints the incidents as they stand afterwards; `split` moves reports, `merge` ends one id in another."""
    parser = argparse.ArgumentParser(prog="lookfar incident", description=__doc__)
    parser.add_argument("action", choices=("split", "merge"), help="what to do")
    parser.add_argument("incident", help="the incident that keeps its id")
    parser.add_argument("others", nargs="+", metavar="ID", help="split: reports to take out; merge: one incident")
    parser.add_argument("--who", required=True, help="who decides")
    parser.add_argument("--why", required=True, help="the reason, kept with the decision")
    given = parser.parse_args(list(args))
    if given.action == "merge" and len(given.others) != 1:
        parser.error("merge takes one incident to put into the first")
    named = [given.incident, *given.others]
    if twice := sorted({one for one in named if named.count(one) > 1}):
        parser.error(f"given twice: {', '.join(twice)}")
    open_store()
    from lookfar.accounts import audit
    from lookfar.flow import open_tools, remerge, split

    tools, now = open_tools(), datetime.now(UTC)
    kept = IncidentId(given.incident)
    if given.action == "split":
        away = [ReportId(report) for report in given.others]
        parted = split(kept, away, who=given.who, why=given.why, now=now, tools=tools)
        standing = [parted.left, parted.part]
    else:
        gone = IncidentId(given.others[0])
        standing = [remerge(kept, gone, who=given.who, why=given.why, now=now, tools=tools)]
    audit.record_everywhere(audit.Action.CHANGED, "incident", str(kept), detail={"into": len(standing)}, now=now)
    for one in standing:
        print(f"{one.id} version {one.version}: {one.title} ({len(one.reports)} reports)")
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
