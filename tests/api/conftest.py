"""The same small world as in tests/web."""

from __future__ import annotations

import pytest
from django.core.cache import caches
from django.test import Client


@pytest.fixture(autouse=True)
def _fresh_cache():
    for one in caches.all(initialized_only=True):
        one.clear()


@pytest.fixture
def ours(db):
    """Our organisation; an incident in Almaty has reached its people."""
    from tests.web import seeding

    house = seeding.house("Steppe Aid")
    seeding.happen(seeding.incident())
    return house


@pytest.fixture
def theirs(ours):
    """Another organisation, in the same city, reached by the same incident's next version."""
    from tests.web import seeding

    house = seeding.house("Other People")
    seeding.happen(seeding.incident(version=2, recorded_at=seeding.DAY + seeding.timedelta(hours=14)))
    return house


@pytest.fixture
def owner(client, ours):
    """A browser signed in as our owner."""
    from lookfar.accounts.models import Role

    client.force_login(ours.users[Role.OWNER])
    return client


@pytest.fixture(autouse=True)
def _as_described(monkeypatch):
    """Every answer that a test of the API gets is held against the description."""
    from tests.api import described

    plain = Client.request

    def request(self, **given):
        answer = plain(self, **given)
        if given["PATH_INFO"].startswith(described.PREFIX):
            described.check(given["REQUEST_METHOD"], given["PATH_INFO"], answer)
        return answer

    monkeypatch.setattr(Client, "request", request)
