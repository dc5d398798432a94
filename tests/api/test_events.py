"""The stream of alerts: in order, without a gap, to those who may hear it, and to nobody a moment longer."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.test import AsyncClient
from tests.web.seeding import DAY, happen, incident

from lookfar.accounts.models import Key, Membership, Role
from lookfar.api import events, live
from lookfar.domain.report import Toll
from lookfar.domain.vocabulary import Origin
from lookfar.records.events import newest, number_events
from lookfar.records.models import AlertRow

pytestmark = pytest.mark.django_db(transaction=True)
"""The look for all streams has a connection of its own, and sees what is committed."""


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    monkeypatch.setattr(live, "EVERY_S", 0.01)
    monkeypatch.setattr(live, "CHECK", timedelta(0))
    monkeypatch.setattr(live, "BEAT_S", 0.05)


def newer(version: int):
    at = DAY + timedelta(days=1, minutes=version)
    return incident(version=version, recorded_at=at, fatalities=Toll(best=100 * version))


def heard(house, *, last: str = "", then=None, beats: int = 3, role: Role | None = None) -> list[dict[str, str]]:
    """What a stream gives until so many quiet beats; `then` runs once it is open."""

    async def take() -> list[dict[str, str]]:
        client = AsyncClient()
        headers = {} if role else {"Authorization": f"Bearer {house.key}"}
        if role:
            await sync_to_async(client.force_login)(house.users[role])
        answer = await client.get("/api/v1/events", headers=headers | ({"Last-Event-ID": last} if last else {}))
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        found, quiet = [], 0
        async for chunk in answer.streaming_content:
            for part in chunk.decode().strip().split("\n\n"):
                if part.startswith("id:"):
                    found.append(dict(line.split(": ", 1) for line in part.split("\n")))
                elif part.startswith("retry:") and then is not None:
                    await sync_to_async(then)()
                elif part.startswith(":"):
                    quiet += 1
            if quiet >= beats:
                break
        await answer.streaming_content.aclose()
        return found

    return async_to_sync(take)()


def numbers(found: list[dict[str, str]]) -> list[int]:
    return [int(one["id"]) for one in found]


def test_the_stream_starts_at_now_and_tells_what_comes_after(ours):
    found = heard(ours, then=lambda: happen(newer(2)))
    assert {one["event"] for one in found} == {"alert.updated"}
    assert json.loads(found[0]["data"])["data"]["incident_id"] == incident().id


def test_after_a_break_it_goes_on_where_it_was_with_no_gap_and_nothing_twice(ours):
    every = heard(ours, last="0")
    assert len(every) >= 2
    happen(newer(2))
    rest = heard(ours, last=every[-1]["id"], then=lambda: happen(newer(3)))
    got = numbers(every) + numbers(rest)
    mine = AlertRow.objects.filter(organisation=ours.organisation, held="").values_list("event_no", flat=True)
    assert got == sorted(mine)


def test_a_break_before_the_first_event_loses_nothing_either(ours):
    async def first_line() -> bytes:
        answer = await AsyncClient().get("/api/v1/events", headers={"Authorization": f"Bearer {ours.key}"})
        line = await anext(answer.streaming_content)
        await answer.streaming_content.aclose()
        return bytes(line)

    line = async_to_sync(first_line)().decode()
    ident = next(one.removeprefix("id: ") for one in line.splitlines() if one.startswith("id: "))
    happen(newer(2))
    assert {one["event"] for one in heard(ours, last=ident)} == {"alert.updated"}


def test_what_was_written_early_and_committed_late_comes_after_what_was_seen(ours):
    """A transaction that took an hour: its rows are older than what a reader has seen already."""
    last = heard(ours, last="0")[-1]["id"]
    happen(newer(2))
    late = AlertRow.objects.filter(event_no__gt=int(last))
    late.update(event_no=None, created_at=datetime(2000, 1, 1, tzinfo=UTC))
    number_events()
    assert {one["event"] for one in heard(ours, last=last)} == {"alert.updated"}


def test_many_pages_of_what_was_missed_come_in_order(ours, monkeypatch):
    monkeypatch.setattr(events, "IN_A_PAGE", 2)
    for version in range(2, 6):
        happen(newer(version))
    got = numbers(heard(ours, last="0"))
    assert got == sorted(got)
    assert len(got) == AlertRow.objects.filter(organisation=ours.organisation, held="").count()


def test_numbers_are_given_once_in_order_and_never_again(ours):
    before = newest()
    assert number_events() == 0
    AlertRow.objects.filter(event_no=before).delete()
    happen(newer(2))
    assert AlertRow.objects.filter(event_no__lte=before, sequence=2).count() == 0
    got = list(
        AlertRow.objects.filter(event_no__gt=before).order_by("event_no").values_list("event_no", flat=True)
    )
    assert got == list(range(before + 1, newest() + 1))


def test_a_replayed_alert_reaches_no_stream(ours):
    replayed = replace(newer(2), origin=Origin.REPLAYED)
    assert heard(ours, then=lambda: happen(replayed)) == []


def test_nothing_of_another_organisation_is_heard(ours, theirs):
    every = heard(theirs, last="0", then=lambda: happen(newer(3)))
    assert every
    assert "Steppe Aid" not in json.dumps(every)


def test_another_organisations_event_id_opens_nothing(ours, theirs):
    last = heard(ours, last="0")[0]["id"]
    assert "Steppe Aid" not in json.dumps(heard(theirs, last=last))


def test_a_traveller_hears_of_himself_only(ours):
    every = heard(ours, last="0", then=lambda: happen(newer(2)), role=Role.TRAVELLER)
    assert {json.loads(one["data"])["data"]["subject"]["label"] for one in every} == {"Aigul of Steppe Aid"}


def _revoke(ours) -> None:
    Key.objects.update(revoked_at=datetime.now(UTC))


def _leave(ours) -> None:
    Membership.objects.filter(user=ours.users[Role.OWNER]).delete()


def _demote(ours) -> None:
    Membership.objects.filter(user=ours.users[Role.OWNER]).update(role=Role.TRAVELLER)


@pytest.mark.parametrize(("change", "role"), [(_revoke, None), (_leave, Role.OWNER), (_demote, Role.OWNER)])
def test_a_change_of_rights_ends_an_open_stream_before_the_next_event(ours, change, role):
    def then() -> None:
        change(ours)
        happen(newer(2))

    assert heard(ours, then=then, beats=1000, role=role) == []


def test_what_waits_for_a_slow_reader_is_not_given_once_their_rights_are_gone(ours):
    async def waiting() -> tuple[bytes, bool]:
        listener = live.Listener(who=who, ticket=live.Ticket(key=ours.key))
        here = live.Hub()
        await here.join(listener)
        listener.tell(b"told before")
        await sync_to_async(_revoke)(ours)
        while here.listeners:
            await asyncio.sleep(0.01)
        return await listener.next()

    from lookfar.accounts.askers import Asker

    who = Asker(organisation=ours.organisation, role=Role.VIEWER)
    assert async_to_sync(waiting)() == (b"", True)


def test_signing_out_ends_an_open_stream(ours):
    from django.contrib.sessions.models import Session

    assert heard(ours, then=lambda: Session.objects.all().delete(), beats=1000, role=Role.OWNER) == []


def test_a_reader_that_is_too_far_behind_is_cut_off_and_misses_nothing(ours, monkeypatch):
    monkeypatch.setattr(live, "MOST_BEHIND", 2)
    key = Key.objects.get(organisation=ours.organisation)

    async def slow() -> list[bytes]:
        listener = live.Listener(who=who, ticket=live.Ticket(key=ours.key))
        for number in range(5):
            listener.tell(f"{number}".encode())
        return list(iter(listener.queue.get_nowait, None))

    from lookfar.accounts.askers import Asker

    who = Asker(organisation=key.organisation, role=Role.VIEWER)
    assert asyncio.run(slow()) == [b"0", b"1"]


def test_a_server_that_holds_nothing_open_gives_what_there_is_and_ends(client, ours):
    headers = {"Authorization": f"Bearer {ours.key}"}
    body = b"".join(client.get("/api/v1/events?after=0", headers=headers).streaming_content)
    assert body.count(b"event: alert.") == AlertRow.objects.filter(held="").count()
    assert f"id: {newest()}\n".encode() in body


@pytest.mark.parametrize("last", ["x", "1e9-x", "-1", "9" * 30])
def test_a_made_up_event_id_is_refused(client, ours, last):
    headers = {"Authorization": f"Bearer {ours.key}", "Last-Event-ID": last}
    assert client.get("/api/v1/events", headers=headers).status_code == 400


def test_a_number_that_was_never_given_starts_at_now(ours):
    assert {one["event"] for one in heard(ours, last="9" * 15, then=lambda: happen(newer(2)))} == {"alert.updated"}
