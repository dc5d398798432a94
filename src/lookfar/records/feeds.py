"""Contacts with sources, quarantine and advice: written once, read as of any time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import cast

from django.db.models import F, Max, Min, Q, Sum
from django.db.models.functions import Coalesce, TruncDate

from lookfar.domain.ids import SourceId, content_hash
from lookfar.domain.report import Advice
from lookfar.domain.source import Body, Quarantined, Reading
from lookfar.domain.vocabulary import Origin
from lookfar.records.models import AdviceRow, Contact, QuarantineRow
from lookfar.records.stretches import GOOD

_KEPT_BYTES = 65_536
_Sums = Mapping[str, "datetime | int | None"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What the last good answer of one address carried; `changed_at`: an index's time of its change."""

    etag: str = ""
    last_modified: str = ""
    changed_at: datetime | None = None


NO_VALIDATORS = Validators()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What is known of a source as of a time. `contact`: last good contact; `newest`: newest date inside a
    body; `oldest`: the first good contact.

    `quarantined`: records set aside so far. None is never.
    """

    source: SourceId
    attempt: datetime | None
    outcome: str
    detail: str
    contact: datetime | None
    newest: datetime | None
    oldest: datetime | None
    quarantined: int
    origin: str


def already_taken(source: SourceId, body_hash: str) -> bool:
    """Whether a body with these bytes has been taken in whole."""
    return Contact.objects.filter(source=source, body_hash=body_hash, outcome="body").exists()


def days_replayed(source: SourceId) -> set[date]:
    """The UTC days of which a replayed body of this source has been taken in whole."""
    taken = Contact.objects.filter(source=source, origin=Origin.REPLAYED.value, outcome="body")
    return {moment.date() for moment in taken.values_list("at", flat=True)}


def keep_body_contact(
    body: Body, reading: Reading, *, reported: int, now: datetime, origin: Origin, validators: Validators
) -> Contact:
    """The contact that brought a body, with its counts."""
    return Contact.objects.create(
        source=body.source,
        url=body.url,
        at=body.fetched_at,
        recorded_at=now,
        origin=origin.value,
        outcome="body",
        detail="; ".join(reading.notes),
        body_hash=content_hash(body.content),
        etag=validators.etag,
        last_modified=validators.last_modified,
        changed_at=validators.changed_at,
        newest=reading.newest,
        oldest=reading.reaches_back_to,
        records=reading.records,
        reported=reported,
        advice=len(reading.advice),
        quarantined=len(reading.quarantined),
        skipped=reading.skipped,
    )


def keep_other_contact(
    source: SourceId,
    url: str,
    *,
    at: datetime,
    outcome: str,
    detail: str,
    origin: Origin = Origin.LIVE,
    seen: Validators = NO_VALIDATORS,
) -> Contact:
    """A contact that brought no usable body: not_modified, unreachable, changed."""
    return Contact.objects.create(
        source=source,
        url=url,
        at=at,
        recorded_at=at,
        origin=origin.value,
        outcome=outcome,
        detail=detail,
        etag=seen.etag,
        last_modified=seen.last_modified,
        changed_at=seen.changed_at,
    )


def last_validators(source: SourceId) -> dict[str, Validators]:
    """By address: what the last live answer that brought a body or "not modified" carried."""
    good = Contact.objects.filter(source=source, origin=Origin.LIVE.value, outcome__in=("body", "not_modified"))
    newest = good.values("url").annotate(newest=Max("pk")).values_list("newest", flat=True)
    return {
        row.url: Validators(etag=row.etag, last_modified=row.last_modified, changed_at=row.changed_at)
        for row in Contact.objects.filter(pk__in=list(newest))
    }


def keep_quarantined(source: SourceId, url: str, bad: Quarantined, *, now: datetime) -> None:
    """Sets a bad record aside; the same bytes with the same reason are counted once more."""
    digest = content_hash(bad.content)
    row, fresh = QuarantineRow.objects.get_or_create(
        source=source,
        content_hash=digest,
        reason=bad.reason,
        defaults={
            "detail": bad.detail,
            "content": bad.content[:_KEPT_BYTES],
            "url": url,
            "recorded_at": now,
            "last_seen_at": now,
        },
    )
    if not fresh:
        QuarantineRow.objects.filter(pk=row.pk).update(times_seen=F("times_seen") + 1, last_seen_at=now)


def keep_advice(advice: Advice, *, now: datetime, origin: Origin) -> None:
    """A new version of the advice when it says something new and is not a replayed one older than what is known."""
    current = AdviceRow.objects.filter(advice_id=advice.id, superseded_at=None).first()
    if current is not None and origin is Origin.REPLAYED and now < current.recorded_at:
        return
    statuses = None if advice.statuses is None else list(advice.statuses)
    if current is not None:
        before = (current.statuses, current.summary, current.change, current.updated_at)
        if before == (statuses, advice.summary, advice.change, advice.updated_at):
            return
        AdviceRow.objects.filter(pk=current.pk).update(superseded_at=now)
    AdviceRow.objects.create(
        advice_id=advice.id,
        version=1 if current is None else current.version + 1,
        source=advice.source,
        issuer=advice.issuer,
        country=advice.country,
        statuses=statuses,
        summary=advice.summary,
        change=advice.change,
        updated_at=advice.updated_at,
        link=advice.link.url,
        recorded_at=now,
        origin=origin.value,
    )


def advice_for(country: str, *, as_of: datetime) -> list[AdviceRow]:
    """Every issuer's advice for a country as it was known at `as_of`."""
    known = Q(recorded_at__lte=as_of) & (Q(superseded_at=None) | Q(superseded_at__gt=as_of))
    return list(AdviceRow.objects.filter(known, country=country).order_by("issuer"))


def all_advice(source: SourceId, *, as_of: datetime) -> list[AdviceRow]:
    """One issuer's advice for every country as it was known at `as_of`."""
    known = Q(recorded_at__lte=as_of) & (Q(superseded_at=None) | Q(superseded_at__gt=as_of))
    return list(AdviceRow.objects.filter(known, source=source).order_by("country", "pk"))


def days_heard(sources: Sequence[SourceId], *, since: datetime, until: datetime) -> int:
    """The UTC days of (since, until] that some body of any of these tells of, from its oldest content to its newest."""
    found = Contact.objects.filter(source__in=list(sources), outcome="body", recorded_at__lte=until)
    found = found.filter(newest__gt=since, newest__lte=until)
    spans = found.annotate(
        last=TruncDate("newest", tzinfo=UTC), first=Coalesce(TruncDate("oldest", tzinfo=UTC), "last")
    )
    days: set[date] = set()
    for first, last in spans.order_by().values_list("first", "last").distinct():
        start = max(first, since.astimezone(UTC).date())
        days.update(start + timedelta(days=ahead) for ahead in range((last - start).days + 1))
    return len(days)


def heard_all(sources: Sequence[SourceId], *, as_of: datetime) -> dict[SourceId, Heard]:
    """The state of each source as of a time.

    A body of which more than half was set aside is no good contact: what it says is not known. Nor is one of a time after
    `as_of`, which a clock that was set back leaves behind.
    """
    contacts = Contact.objects.filter(source__in=list(sources), recorded_at__lte=as_of)
    good = GOOD & Q(at__lte=as_of)
    sums = {
        row["source"]: row
        for row in contacts.order_by()
        .values("source")
        .annotate(
            last=Max("recorded_at"),
            contact=Max("at", filter=good),
            newest=Max("newest", filter=good & Q(newest__lte=as_of)),
            oldest=Min("at", filter=good),
            quarantined=Sum("quarantined"),
        )
    }
    moments = {row["last"] for row in sums.values()}
    last: dict[str, Contact] = {}
    for contact in contacts.filter(recorded_at__in=moments).order_by("recorded_at", "pk"):
        if contact.recorded_at == sums[contact.source]["last"]:
            last[contact.source] = contact
    return {source: _heard(source, last.get(source), cast("_Sums", sums.get(source, {}))) for source in sources}


def _heard(source: SourceId, last: Contact | None, sums: _Sums) -> Heard:
    def moment(name: str) -> datetime | None:
        return cast("datetime | None", sums.get(name))

    return Heard(
        source=source,
        attempt=last.at if last else None,
        outcome=last.outcome if last else "never",
        detail=last.detail if last else "",
        contact=moment("contact"),
        newest=moment("newest"),
        oldest=moment("oldest"),
        quarantined=cast("int", sums.get("quarantined") or 0),
        origin=last.origin if last else "",
    )
