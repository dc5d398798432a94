"""Rules, silences, hours and duty contacts of an organisation, as nouns."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import TypeVar, cast
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import orjson
from django.db import transaction
from django.db.models import Max, QuerySet

from lookfar.accounts.models import Organisation, User
from lookfar.alerts import escalation, group, second_person
from lookfar.alerts.manners import DIGEST
from lookfar.alerts.quiet_hours import QuietHours
from lookfar.alerts.route import Rule
from lookfar.alerts.silence import Silence, check
from lookfar.domain.errors import InvalidValue
from lookfar.domain.vocabulary import DeliveryState, HoldReason
from lookfar.records.batches import batches
from lookfar.records.codec import RULE, SCOPE
from lookfar.records.collisions import as_now
from lookfar.records.holds import look_again
from lookfar.records.models import (
    AlertHours,
    AlertRow,
    AlertRule,
    DeliveryRow,
    DutyContact,
    Person,
    PersonGroup,
    SilenceRow,
    Site,
)

MOST_RULES = 100
Setting = TypeVar("Setting", AlertRule, SilenceRow, AlertHours)


def rules_of(organisation: str) -> tuple[Rule, ...]:
    """In the order in which they are asked."""
    return rules_of_each((organisation,))[organisation]


def rules_of_each(organisations: Collection[str]) -> dict[str, tuple[Rule, ...]]:
    """Of each organisation, in the order in which they are asked."""
    rows = _of_each(AlertRule.objects.all(), organisations)
    return {ident: tuple(map(read_rule, some)) for ident, some in rows.items()}


def _of_each(rows: QuerySet[Setting], organisations: Collection[str]) -> dict[str, list[Setting]]:
    """The rows of each organisation, in the order of the query."""
    found: dict[str, list[Setting]] = {ident: [] for ident in organisations}
    for some in batches(list(found)):
        for row in rows.filter(organisation_id__in=some):
            found[str(row.organisation_id)].append(row)
    return found


def read_rule(row: AlertRule) -> Rule:
    """The noun of a row."""
    return replace(RULE.read(orjson.dumps(row.private)), id=str(row.pk))


def keep_rule(organisation: Organisation, rule: Rule, row: AlertRule | None = None) -> AlertRule:
    """A new rule, asked last, or `row` with these values; raises InvalidValue when there are too many, NotFound when it was
    removed meanwhile.
    """
    kept = as_now(row) if row is not None else AlertRule(organisation=organisation)
    if row is None:
        mine = AlertRule.objects.filter(organisation=organisation)
        if mine.count() >= MOST_RULES:
            raise InvalidValue(f"at most {MOST_RULES} rules; nobody could say any more who is told")
        kept.position = (mine.aggregate(last=Max("position"))["last"] or 0) + 1
    kept.private = orjson.loads(RULE.write(replace(rule, id="")))
    kept.save()
    return kept


def move_rule(row: AlertRule, steps: int) -> None:
    """Asks a rule so many places earlier (negative) or later."""
    rows = list(AlertRule.objects.filter(organisation_id=row.organisation_id))
    here = next(place for place, one in enumerate(rows) if one.pk == row.pk)
    rows.insert(max(0, here + steps), rows.pop(here))
    for place, one in enumerate(rows, 1):
        if one.position != place:
            one.position = place
            one.save(update_fields=["position", "updated_at"])


def silences_of(organisation: str, *, now: datetime) -> tuple[Silence, ...]:
    """Those that hold something now."""
    return silences_of_each((organisation,), now=now)[organisation]


def silences_of_each(organisations: Collection[str], *, now: datetime) -> dict[str, tuple[Silence, ...]]:
    """Of each organisation, those that hold something now."""
    rows = _of_each(SilenceRow.objects.filter(starts_at__lte=now, ends_at__gt=now), organisations)
    return {ident: tuple(map(read_silence, some)) for ident, some in rows.items()}


def read_silence(row: SilenceRow) -> Silence:
    """The noun of a row."""
    private = cast("dict[str, object]", row.private)
    return Silence(
        id=str(row.pk),
        scope=SCOPE.read(orjson.dumps(private["scope"])),
        reason=str(private["reason"]),
        starts=row.starts_at,
        ends=row.ends_at,
        covers_life_threat=bool(private.get("covers_life_threat")),
    )


def keep_silence(organisation: Organisation, silence: Silence, author: User | None) -> SilenceRow:
    """A new silence; raises InvalidValue for one that nobody may set."""
    groups = PersonGroup.objects.filter(organisation=organisation, pk__in=silence.scope.groups)
    members = Person.objects.filter(groups__in=groups).values_list("pk", flat=True)
    check(silence, everybody=everybody(organisation), in_groups=[str(one) for one in members])
    return SilenceRow.objects.create(
        organisation=organisation,
        author=author,
        starts_at=silence.starts,
        ends_at=silence.ends,
        asked_until=silence.ends,
        private={
            "scope": orjson.loads(SCOPE.write(silence.scope)),
            "reason": silence.reason.strip(),
            "covers_life_threat": silence.covers_life_threat,
        },
    )


def end_silence(row: SilenceRow, *, now: datetime) -> None:
    """Ends a silence now; what it held is looked at again. One that has ended stays as it was."""
    with transaction.atomic():
        kept = SilenceRow.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if kept.ends_at > now:
            kept.ends_at = max(now, kept.starts_at)
            kept.save(update_fields=["ends_at", "updated_at"])
        look_again(AlertRow.objects.filter(held_by=str(row.pk)), now=now)
        waiting = DeliveryRow.objects.filter(
            alert__organisation_id=row.organisation_id, held=HoldReason.SILENCED.value
        )
        waiting.filter(state=DeliveryState.WAITING.value, due_at__gt=now).update(due_at=now)


def rules_changed(organisation: Organisation, *, now: datetime) -> int:
    """What a bar held is looked at again, since a rule was added, changed, moved or taken away; how many."""
    barred = AlertRow.objects.filter(organisation=organisation, held=HoldReason.BELOW_THRESHOLD.value)
    return look_again(barred, now=now)


def everybody(organisation: Organisation) -> frozenset[str]:
    """The ids of all people and sites."""
    people = Person.objects.filter(organisation=organisation).values_list("pk", flat=True)
    sites = Site.objects.filter(organisation=organisation).values_list("pk", flat=True)
    return frozenset(str(one) for one in (*people, *sites))


def groups_of(person: Person) -> frozenset[str]:
    """The ids of the groups a person is in."""
    return frozenset(str(one) for one in PersonGroup.objects.filter(people=person).values_list("pk", flat=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """What somebody set. `zone` "": where the person is; `digest` None: as the organisation has it.

    `window`, `escalate_after` and `most_alone` are the organisation's only.
    """

    zone: str = ""
    quiet: QuietHours | None = None
    digest: time | None = None
    window: timedelta = group.WINDOW
    escalate_after: timedelta = escalation.AFTER
    most_alone: int = second_person.MOST_ALONE

    def named_zone(self) -> tzinfo | None:
        """The zone that was set; None when none was, or when it has gone from the table of zones."""
        try:
            return ZoneInfo(self.zone) if self.zone else None
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return None


def hours_of(organisation: str) -> Hours:
    """The organisation's own; the defaults when it set none."""
    return hours_of_each((organisation,))[organisation]


def hours_of_each(organisations: Collection[str]) -> dict[str, Hours]:
    """Of each organisation its own; the defaults when it set none."""
    rows = _of_each(AlertHours.objects.filter(person=None), organisations)
    return {ident: _hours(next(iter(some), None)) for ident, some in rows.items()}


def hours_of_person(person: UUID | str) -> Hours:
    """A person's; nothing set when they set none."""
    return _hours(AlertHours.objects.filter(person_id=person).first())


def _hours(row: AlertHours | None) -> Hours:
    if row is None:
        return Hours()
    private = cast("dict[str, object]", row.private)
    quiet = cast("list[str] | None", private.get("quiet"))
    digest = cast("str | None", private.get("digest"))
    return Hours(
        zone=str(private.get("zone") or ""),
        quiet=QuietHours(start=time.fromisoformat(quiet[0]), end=time.fromisoformat(quiet[1])) if quiet else None,
        digest=time.fromisoformat(digest) if digest else None,
        window=timedelta(minutes=cast("int", private.get("group_minutes", group.WINDOW // timedelta(minutes=1)))),
        escalate_after=timedelta(
            minutes=cast("int", private.get("escalate_minutes", escalation.AFTER // timedelta(minutes=1)))
        ),
        most_alone=cast("int", private.get("most_alone", second_person.MOST_ALONE)),
    )


def keep_hours(organisation: Organisation, hours: Hours, person: Person | None = None) -> AlertHours:
    """Sets the hours of a person, or of the organisation; raises InvalidValue for a zone that is none."""
    if hours.zone and hours.named_zone() is None:
        raise InvalidValue(f"no time zone is called {hours.zone[:60]!r}; write an IANA name such as Asia/Almaty")
    kept = AlertHours.objects.filter(organisation=organisation, person=person).first()
    kept = kept or AlertHours(organisation=organisation, person=person)
    kept.private = {
        "zone": hours.zone,
        "quiet": [f"{hours.quiet.start:%H:%M}", f"{hours.quiet.end:%H:%M}"] if hours.quiet else None,
        "digest": f"{hours.digest:%H:%M}" if hours.digest else None,
        "group_minutes": hours.window // timedelta(minutes=1),
        "escalate_minutes": hours.escalate_after // timedelta(minutes=1),
        "most_alone": hours.most_alone,
    }
    kept.save()
    return kept


def digest_time(own: Hours, house: Hours) -> time:
    """The hour of a person's digest."""
    return own.digest or house.digest or DIGEST


def zone_of(own: Hours, here: tzinfo | None, house: Hours) -> tzinfo:
    """Where a person's clock is: as they set it, where they are, as the organisation set it, or UTC."""
    return own.named_zone() or here or house.named_zone() or UTC


def duty_contacts(organisation: str) -> list[Person]:
    """Who is told what nobody acknowledges, in order."""
    rows = DutyContact.objects.filter(organisation_id=organisation).select_related("person")
    return [row.person for row in rows]
