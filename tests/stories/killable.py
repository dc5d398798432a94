"""Lookfar's own programs, to be killed: `python -m tests.stories.killable POINT COUNT COMMAND ...`.

POINT names where this process kills itself, the COUNT-th time it comes there: before or after a commit, before a
send, after an acknowledgement; "never" leaves it to its starter. Everything is wrapped from outside, here: Lookfar
ships no hook. Waits are shortened (retries, leases, deadlines), so that a soak is minutes, not days.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tools.loopback_sender import let_loopback_through

POINTS = ("before commit", "after commit", "before send", "after ack")


def main(point: str, count: int, command: list[str]) -> int:
    from lookfar.cli.store import open_store

    open_store()
    let_loopback_through()
    _shorten()
    _arm(point, count)
    match command:
        case ["send"]:
            from lookfar.cli.main import main as lookfar

            return lookfar(["send"])
        case ["feed", folder]:
            return _feed(Path(folder))
        case ["world", url, organisations, spots]:
            return _world(url, int(organisations), json.loads(spots))
        case ["versions"]:
            return _versions()
        case ["held"]:
            return _held()
        case ["overtaken"]:
            return _overtaken()
        case ["work"]:
            return _work()
        case ["waiting"]:
            from lookfar.records.backlog import waiting

            return _say(waiting()[0])
    raise ValueError(command)


def _shorten() -> None:
    from lookfar.channels import retry
    from lookfar.egress import http
    from lookfar.records import claims

    retry.SCHEDULE = (timedelta(0),) + (timedelta(seconds=1),) * 9
    http.POST_SECONDS = 3.0
    claims.LEASE = timedelta(seconds=9)


def _arm(point: str, count: int) -> None:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from lookfar.channels.webhook import WebhookChannel

    left = [count]

    def at(name: str) -> None:
        if name == point:
            left[0] -= 1
            if left[0] <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def between(before: str, inner: Callable[..., Any], after: str) -> Callable[..., Any]:
        def wrapped(*args: Any, **named: Any) -> Any:
            at(before)
            done = inner(*args, **named)
            at(after)
            return done

        return wrapped

    BaseDatabaseWrapper.commit = between("before commit", BaseDatabaseWrapper.commit, "after commit")
    WebhookChannel.send = between("before send", WebhookChannel.send, "after ack")


def _feed(folder: Path) -> int:
    """Takes every body of a folder in its order, as the collector does; what was taken before is left out."""
    from lookfar.domain.ids import SourceId, content_hash
    from lookfar.domain.source import Body
    from lookfar.domain.vocabulary import Origin
    from lookfar.flow import open_tools
    from lookfar.flow.taking import take
    from lookfar.records import feeds
    from lookfar.records.leader import Leader

    leader, tools, usgs = Leader(), open_tools(), SourceId("usgs")
    while not leader.leads():
        signal.sigtimedwait([], 0.1)
    for path in sorted(folder.glob("*.geojson")):
        content = path.read_bytes()
        if not feeds.already_taken(usgs, content_hash(content)):
            now = datetime.now(UTC)
            body = Body(source=usgs, content=content, url="https://earthquake.usgs.gov/feed", fetched_at=now)
            take(body, tools, now=now, origin=Origin.LIVE)
    return 0


def _world(url: str, organisations: int, spots: list[list[float]]) -> int:
    """Organisations with two receivers each and sites at these places, in turn; prints who is where."""
    from lookfar.accounts.models import Organisation
    from lookfar.channels.webhook import new_secret
    from lookfar.flow.legs import LegPlan
    from lookfar.flow.people import keep_person, keep_site, keep_trip
    from lookfar.records.models import Endpoint

    owners = [Organisation.objects.create(name=f"Organisation {n}") for n in range(organisations)]
    for number, owner in enumerate(owners):
        for receiver in ("x", "y"):
            Endpoint.objects.create(
                organisation=owner,
                kind="webhook",
                private={
                    "address": f"{url}/{number}{receiver}",
                    "secrets": [{"text": new_secret(b"s" * 24), "until": None}],
                },
            )
    now = datetime.now(UTC)
    for number, (lon, lat) in enumerate(spots):
        owner = owners[number % organisations]
        place = {"name": f"Place {number}", "lon": lon, "lat": lat, "country": "", "radius_km": 1.0 + number % 7}
        if number % 5 == 4:
            person = keep_person(owner, name=f"Traveller {number}")
            away = timedelta(days=200) if number % 2 else timedelta(0)
            start = now - timedelta(days=30) - away
            trip = keep_trip(
                person, name="x", legs=[LegPlan(place=place, start=start, end=start + timedelta(days=60))]
            )
            subject, there = trip.legs.get().id, not away
        else:
            subject, there = keep_site(owner, name=f"Site {number}", place=place).id, True
        _say([str(subject), str(number % organisations), lon, lat, place["radius_km"], there])
    return 0


def _versions() -> int:
    from lookfar.records.codec import INCIDENT
    from lookfar.records.models import IncidentVersion

    for row in IncidentVersion.objects.order_by("incident_id", "version"):
        one = INCIDENT.read(row.incident)
        place = one.place
        where = (place.point.lon, place.point.lat, place.radius_km, place.name)
        _say([one.id, one.severity.value, one.status.value == "retracted", *where])
    return 0


def _held() -> int:
    """Subject, incident and reason of everything that was held for a larger incident."""
    from lookfar.records.models import AlertRow

    for subject, incident in AlertRow.objects.filter(held="inhibited_by").values_list("subject_id", "incident_id"):
        _say([str(subject), incident])
    return 0


def _overtaken() -> int:
    """Receiver's path, subject, incident and number of every version that was tried and passed by a newer one."""
    from urllib.parse import urlsplit

    from lookfar.records.models import DeliveryRow, Endpoint

    paths = {str(one.pk): urlsplit(one.private["address"]).path for one in Endpoint.objects.all()}
    rows = DeliveryRow.objects.filter(state="superseded", channel="webhook", attempts__gt=0).select_related(
        "alert"
    )
    for row in rows:
        alert = row.version
        _say([paths[row.receiver], str(alert.subject_id), alert.incident_id, alert.sequence])
    return 0


def _work() -> int:
    """By part of the work: whether it is well, and why not; with what `/health` asks."""
    from lookfar.config import read_config
    from lookfar.flow.work_state import work_states

    states = work_states(datetime.now(UTC), home=read_config().home, blind_after_s=300)
    return _say({part: [one.is_well, one.reason] for part, one in states.items()})


def _say(value: object) -> int:
    sys.stdout.write(f"{json.dumps(value)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), sys.argv[3:]))
