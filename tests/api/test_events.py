"""The stream of alerts."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from asgiref.sync import async_to_sync
from tests.web.seeding import DAY, happen, incident

from lookfar.accounts.models import Key
from lookfar.api import events
from lookfar.domain.report import Toll

LONG_AGO = f"{int(datetime(2020, 1, 1, tzinfo=UTC).timestamp() * 1e6)}-x"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    monkeypatch.setattr(events, "EVERY_S", 0)


def stream(client, house, last: str = ""):
    headers = {"Authorization": f"Bearer {house.key}"} | ({"Last-Event-ID": last} if last else {})
    return client.get("/api/v1/events", headers=headers)


def heard(answer, looks: int, then=None) -> list[dict[str, str]]:
    """Events of the first `looks` looks at the outbox; `then` runs after the first."""

    async def take() -> list[dict[str, str]]:
        from asgiref.sync import sync_to_async

        found, beats = [], count(1)
        async for chunk in answer.streaming_content:
            if chunk.startswith(b"id:"):
                found.append(dict(line.split(": ", 1) for line in chunk.decode().strip().split("\n")))
            elif chunk.startswith(b":"):
                beat = next(beats)
                if beat == 1 and then is not None:
                    await sync_to_async(then)()
                if beat >= looks:
                    break
        return found

    return async_to_sync(take)()


def test_the_stream_starts_at_now_and_tells_what_comes_after(client, ours):
    answer = stream(client, ours)
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    newer = incident(version=2, recorded_at=DAY + timedelta(days=1), fatalities=Toll(best=164))
    found = heard(answer, 3, then=lambda: happen(newer))
    assert {one["event"] for one in found} == {"alert.updated"}
    assert json.loads(found[0]["data"])["data"]["incident_id"] == newer.id


def test_after_a_break_it_goes_on_where_it_was_and_nothing_comes_twice(client, ours):
    every = heard(stream(client, ours, LONG_AGO), 2)
    assert len(every) >= 2
    assert len({one["id"] for one in every}) == len(every)
    assert heard(stream(client, ours, every[-1]["id"]), 2) == []


def test_nothing_of_another_organisation_is_heard(client, ours, theirs):
    every = heard(stream(client, theirs, LONG_AGO), 2)
    assert every
    assert "Steppe Aid" not in json.dumps(every)


def test_another_organisations_event_id_opens_nothing(client, ours, theirs):
    last = heard(stream(client, ours, LONG_AGO), 2)[0]["id"]
    assert "Steppe Aid" not in json.dumps(heard(stream(client, theirs, last), 2))


def test_a_revoked_key_ends_an_open_stream(client, ours):
    def revoke() -> None:
        Key.objects.update(revoked_at=datetime.now(UTC))

    answer = stream(client, ours)
    assert heard(answer, 1000, then=revoke) == []


@pytest.mark.parametrize("last", ["x", "1e9-x", "9" * 30])
def test_a_made_up_event_id_is_refused(client, ours, last):
    assert stream(client, ours, last).status_code == 400
