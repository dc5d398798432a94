"""How each channel of an organisation stands: last delivered, waiting, failing since, dead letters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Count, Q

from lookfar.accounts.models import Organisation
from lookfar.domain.vocabulary import STILL_TO_GO, DeliveryState
from lookfar.flow.receivers import endpoint_name
from lookfar.records.backlog import GIVEN_UP_COUNTS
from lookfar.records.models import DeliveryRow, Endpoint, Person, Reach
from lookfar.records.receivers import Secret

_DEAD = DeliveryState.DEAD_LETTER.value


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointState:
    """One endpoint with what its receiver has answered; times None: never."""

    endpoint: Endpoint
    name: str
    delivered_at: datetime | None
    tested_at: datetime | None
    failing_since: datetime | None
    failed_why: str
    waiting: int
    dead: int
    old_secret_until: str | None

    @property
    def word(self) -> str:
        """ "disabled", "failing", "works" or "untested"."""
        if self.endpoint.disabled_at is not None:
            return "disabled"
        if self.failing_since is not None:
            return "failing"
        return "works" if self.tested_at or self.delivered_at else "untested"


def endpoint_states(endpoints: Iterable[Endpoint], *, now: datetime) -> list[EndpointState]:
    """Each endpoint's state, in the given order; `dead`: given up of late."""
    listed = list(endpoints)
    counts = _counts([str(one.pk) for one in listed], since=now - GIVEN_UP_COUNTS)
    return [_state(one, counts) for one in listed]


def _counts(receivers: Sequence[str], *, since: datetime) -> dict[tuple[str, str], int]:
    counts = Q(state__in=STILL_TO_GO) | Q(state=_DEAD, due_at__gt=since)
    rows = DeliveryRow.objects.filter(counts, receiver__in=receivers)
    counted = rows.order_by().values("receiver", "state").annotate(rows=Count("pk"))
    return {(row["receiver"], row["state"]): row["rows"] for row in counted}


def _state(endpoint: Endpoint, counts: dict[tuple[str, str], int]) -> EndpointState:
    reach, ident = _reach(endpoint), str(endpoint.pk)
    secrets = cast("dict[str, list[Secret]]", endpoint.private).get("secrets", [])
    return EndpointState(
        endpoint=endpoint,
        name=endpoint_name(endpoint),
        delivered_at=reach.delivered_at if reach else None,
        tested_at=reach.tested_at if reach else None,
        failing_since=reach.failing_since if reach else None,
        failed_why=reach.failed_why if reach else "",
        waiting=sum(counts.get((ident, state), 0) for state in STILL_TO_GO),
        dead=counts.get((ident, _DEAD), 0),
        old_secret_until=next((one["until"] for one in secrets if one["until"]), None),
    )


def _reach(endpoint: Endpoint) -> Reach | None:
    try:
        return endpoint.reach
    except ObjectDoesNotExist:
        return None


def failing_people(people: Iterable[Person]) -> list[Reach]:
    """Those whose e-mail is not taken, with since when and why."""
    return list(
        Reach.objects.filter(person__in=list(people), failing_since__isnull=False).select_related("person")
    )


def receiver_names(organisation: Organisation, receivers: Iterable[str]) -> dict[str, str]:
    """Words for receivers by their id as it stands in a delivery; one that is gone is left out."""
    from lookfar.flow.receivers import person_name

    wanted = {one for one in receivers if len(one) == 36}
    endpoints = Endpoint.objects.filter(pk__in=wanted, organisation=organisation).select_related("user")
    people = Person.objects.filter(pk__in=wanted, organisation=organisation)
    named = {str(one.pk): endpoint_name(one) for one in endpoints}
    return named | {str(one.pk): f"{person_name(one)} by e-mail" for one in people}
