"""Issued ratings: bytes under their hash, found again by area and time."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from django.db import connection
from django.db.models import Max, Model

from lookfar.domain.errors import InvalidValue, NotFound, Tampered
from lookfar.domain.ids import IncidentId, RatingId, content_hash
from lookfar.domain.rating import Contributor, LevelChange, Rating
from lookfar.domain.times import parse_time, rfc3339
from lookfar.domain.vocabulary import Level, Origin
from lookfar.ratings.issued import read_issued
from lookfar.records.models import AreaRating, ChangeRow, Snapshot

_ASKED = "asked"
"""The run of what was made for a question about the past, which is never in force."""
_PACKED = 1
"""Level of compression: every run of every area is packed, so time goes before size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What one run issued for one area: `snapshot` the canonical inputs, `digest` their hash, `issued` the
    canonical ratings.
    """

    area: str
    as_of: datetime
    run: str
    method: str
    digest: str
    snapshot: bytes
    issued: bytes
    origin: Origin


def keep_issues(issues: Sequence[Issue]) -> None:
    """Stores a run; a second time changes nothing.

    Written as SQL, since a run has hundreds of rows of two tables and there is one every midnight and every incident.
    """
    _insert(
        Snapshot,
        ("hash", "content"),
        [(issue.digest, _packed(issue.snapshot)) for issue in issues],
    )
    moments = {at: connection.ops.adapt_datetimefield_value(at) for at in {issue.as_of for issue in issues}}
    _insert(
        AreaRating,
        ("area", "as_of", "run", "method", "snapshot_id", "issued", "origin"),
        [
            (
                issue.area,
                moments[issue.as_of],
                issue.run,
                issue.method,
                issue.digest,
                _packed(issue.issued),
                issue.origin.value,
            )
            for issue in issues
        ],
    )


def _packed(content: bytes) -> bytes:
    return zlib.compress(content, _PACKED)


def _insert(model: type[Model], columns: Sequence[str], rows: Sequence[tuple[str | bytes | None, ...]]) -> None:
    """Adds rows, leaving out those that are there already; both databases speak this SQL."""
    quote = connection.ops.quote_name
    names, marks = ", ".join(quote(name) for name in columns), ", ".join(["%s"] * len(columns))
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING",
            rows,
        )


def snapshot(prefix: str) -> tuple[str, bytes]:
    """Hash and bytes of the snapshot whose hash starts so; raises NotFound or Tampered.

    A range, which an index answers, where a search for the beginning would read every row: "g" follows every
    hexadecimal digit.
    """
    rows = list(Snapshot.objects.filter(hash__gte=prefix, hash__lt=f"{prefix}g")[:2])
    if len(rows) != 1:
        raise NotFound(f"no single rating has the id {prefix!r}; `lookfar rate --json` prints ids")
    try:
        content = zlib.decompress(bytes(rows[0].content))
    except zlib.error as error:
        raise Tampered(f"snapshot {rows[0].hash} cannot be unpacked") from error
    if content_hash(content) != rows[0].hash:
        raise Tampered(f"snapshot {rows[0].hash} no longer has the hash it was stored under")
    return rows[0].hash, content


def unpacked(row: AreaRating) -> bytes:
    """What was issued, as canonical JSON; raises Tampered when it cannot be unpacked."""
    try:
        return zlib.decompress(bytes(row.issued))
    except zlib.error as error:
        at = rfc3339(row.as_of)
        raise Tampered(
            f"what was issued for {row.area} as of {at} cannot be unpacked: it was changed on disk"
        ) from error


def is_kept(snapshot_hash: str) -> bool:
    """Whether the snapshot with this hash is kept, so that what was issued from it can be recomputed."""
    return Snapshot.objects.filter(hash=snapshot_hash).exists()


def issued_from(snapshot_hash: str) -> list[tuple[AreaRating, bytes]]:
    """Every issue made from a snapshot."""
    rows = AreaRating.objects.filter(snapshot_id=snapshot_hash).order_by("pk")
    return [(row, unpacked(row)) for row in rows]


def ratings_in(row: AreaRating, issued: bytes, category: str = "") -> tuple[Rating, ...]:
    """What an issue says, of one category when it is named; raises Tampered when its row says it is of another area, time,
    method or snapshot.
    """
    ratings = read_issued(issued, category)
    for one in ratings:
        differing = [
            f"{name}: {told} in its row, {held} in what was issued"
            for name, told, held in (
                ("area", row.area, one.area),
                ("as of", rfc3339(row.as_of), rfc3339(one.as_of)),
                ("method", row.method, one.method),
                ("snapshot", row.snapshot_id, one.snapshot),
                ("id", f"{row.snapshot_id[:20]}:{one.category}", one.id),
            )
            if told != held
        ]
        if differing:
            raise Tampered(f"issue {row.pk} is not what its row says: {'; '.join(differing)}")
    return ratings


def latest(areas: Iterable[str] | None = None, *, as_of: datetime) -> dict[str, tuple[AreaRating, bytes]]:
    """For each area the newest issue at or before `as_of`."""
    rows = AreaRating.objects.exclude(run=_ASKED).filter(as_of__lte=as_of)
    if areas is not None:
        rows = rows.filter(area__in=list(areas))
    newest = rows.values("area").annotate(newest=Max("as_of")).values_list("area", "newest")
    return _at(dict(newest))


def _at(moments: dict[str, datetime]) -> dict[str, tuple[AreaRating, bytes]]:
    found: dict[str, tuple[AreaRating, bytes]] = {}
    for moment in set(moments.values()):
        areas = [area for area, at in moments.items() if at == moment]
        rows = AreaRating.objects.exclude(run=_ASKED).filter(as_of=moment, area__in=areas)
        for row in rows.order_by("pk"):
            found[row.area] = (row, unpacked(row))
    return found


def last_daily_run(*, before: datetime) -> datetime | None:
    """The instant of the last daily run before `before`; only those count for hysteresis."""
    newest: datetime | None = AreaRating.objects.filter(run="daily", as_of__lt=before).aggregate(at=Max("as_of"))[
        "at"
    ]
    return newest


def issued_daily(moment: datetime, areas: Iterable[str] | None = None) -> dict[str, tuple[AreaRating, bytes]]:
    """By area: what the daily run of that instant issued, for these areas or for all."""
    rows = AreaRating.objects.filter(run="daily", as_of=moment)
    if areas is not None:
        rows = rows.filter(area__in=sorted(areas))
    return {row.area: (row, unpacked(row)) for row in rows}


def is_issued(*, after: datetime, until: datetime) -> bool:
    """Whether anything was issued as of a time in (after, until]."""
    return AreaRating.objects.exclude(run=_ASKED).filter(as_of__gt=after, as_of__lte=until).exists()


def asked_for(snapshots: Collection[str]) -> frozenset[str]:
    """Those of these snapshots that were made for a question about the past."""
    rows = AreaRating.objects.filter(run=_ASKED, snapshot__in=snapshots)
    return frozenset(rows.values_list("snapshot_id", flat=True))


def mark() -> int:
    """Grows whenever anything is issued."""
    newest = AreaRating.objects.aggregate(newest=Max("pk"))["newest"]
    return newest or 0


def history(area: str, *, as_of: datetime) -> list[tuple[AreaRating, bytes]]:
    """Every issue for an area up to `as_of`, oldest first."""
    rows = AreaRating.objects.exclude(run=_ASKED).filter(area=area, as_of__lte=as_of).order_by("as_of", "pk")
    return [(row, unpacked(row)) for row in rows]


def last_chain() -> str:
    """The newest link of the change log's hash chain, "" before the first."""
    row = ChangeRow.objects.order_by("-pk").first()
    return row.chain if row else ""


def keep_changes(changes: Sequence[tuple[LevelChange, str]]) -> None:
    """Appends to the change log; each change comes with its link of the chain."""
    ChangeRow.objects.bulk_create(
        [
            ChangeRow(
                area=change.area,
                category=change.category,
                at=change.at,
                before=None if change.before is None else int(change.before),
                after=int(change.after),
                reason=change.reason,
                rating_id=change.rating,
                contributors=[
                    {
                        "incident_id": part.incident,
                        "share": part.share,
                        "title": part.title,
                        "happened": rfc3339(part.happened),
                        "links": part.links,
                    }
                    for part in change.contributors
                ],
                chain=chain,
            )
            for change, chain in changes
        ]
    )


def last_change(area: str, category: str, *, as_of: datetime) -> tuple[ChangeRow, LevelChange] | None:
    """The newest change of a level at or before `as_of`; raises Tampered when it cannot be read."""
    rows = ChangeRow.objects.filter(area=area, category=category, at__lte=as_of)
    newest = rows.order_by("-at", "-pk").first()
    return None if newest is None else (newest, _change_in(newest))


def chain_before(row: ChangeRow) -> str:
    """The link of the row before one of the change log, "" before the first."""
    before = ChangeRow.objects.filter(pk__lt=row.pk).order_by("-pk").first()
    return before.chain if before else ""


def every_change() -> Iterator[tuple[ChangeRow, LevelChange]]:
    """The change log from its first row on, as it stands in the database.

    Rows of before November 2026 do not hold when their incidents happened: it is read from what was issued. Raises
    Tampered at one that cannot be read.
    """
    for row in ChangeRow.objects.order_by("pk").iterator(chunk_size=500):
        yield row, _change_in(row)


def _change_in(row: ChangeRow) -> LevelChange:
    try:
        return _read_change(row)
    except (KeyError, TypeError, ValueError, InvalidValue) as error:
        raise Tampered(
            f"row {row.pk} of the change log ({row.area} {row.category}, {rfc3339(row.at)}) cannot be read: it was changed"
        ) from error


def _read_change(row: ChangeRow) -> LevelChange:
    known = {} if all("happened" in part for part in row.contributors) else _happened(row.rating_id)
    return LevelChange(
        area=row.area,
        category=row.category,
        at=row.at,
        before=None if row.before is None else Level(row.before),
        after=Level(row.after),
        reason=row.reason,
        rating=RatingId(row.rating_id),
        contributors=tuple(
            Contributor(
                incident=IncidentId(part["incident_id"]),
                share=part["share"],
                title=part["title"],
                happened=parse_time(part.get("happened") or known.get(part["incident_id"], rfc3339(row.at))),
                links=tuple(part["links"]),
            )
            for part in row.contributors
        ),
    )


def _happened(rating_id: str) -> dict[str, str]:
    for row in AreaRating.objects.filter(snapshot__hash__startswith=rating_id.partition(":")[0])[:1]:
        issued = orjson.loads(unpacked(row))
        return {part["incident_id"]: part["happened"] for one in issued for part in one["contributors"]}
    return {}


def is_rated(moment: datetime, run: str) -> bool:
    """Whether a world run of this kind exists for this instant."""
    return AreaRating.objects.filter(as_of=moment, run=run).exists()
