"""Ways in, and what they refuse."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.web.seeding import PASSWORD

from lookfar.accounts.models import OneTimeLink, Role


@pytest.fixture
def known(ours, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    user = ours.users[Role.OWNER]
    user.username = "owner"
    user.set_password(PASSWORD)
    user.save()
    return user


def test_looking_at_the_one_time_link_does_not_use_it_and_using_it_works_once(client, ours):
    token = OneTimeLink.issue(ours.users[Role.OWNER], datetime.now(UTC) + timedelta(hours=1))
    assert client.get(f"/welcome/{token}").status_code == 200
    assert client.get("/people").status_code == 302
    assert client.post(f"/welcome/{token}").status_code == 302
    assert client.get("/people").status_code == 200
    assert client.post(f"/welcome/{token}").status_code == 410


def test_an_old_or_made_up_link_signs_nobody_in(client, ours):
    token = OneTimeLink.issue(ours.users[Role.OWNER], datetime.now(UTC) - timedelta(seconds=1))
    for tried in (token, "x" * 43):
        assert client.post(f"/welcome/{tried}").status_code == 410
    assert client.get("/people").status_code == 302


def test_ten_wrong_passwords_close_the_door_even_to_the_right_one(client, known):
    for _ in range(10):
        assert client.post("/sign-in", {"username": "owner", "password": "wrong"}).status_code == 422
    assert client.post("/sign-in", {"username": "Owner", "password": PASSWORD}).status_code == 429


def test_unknown_names_and_wrong_passwords_are_answered_alike(client, known):
    pages = [
        client.post("/sign-in", {"username": name, "password": "wrong"})
        .content.decode()
        .split("<ul class")[1][:200]
        for name in ("owner", "nobody")
    ]
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    "onward", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_signing_in_leads_to_our_own_pages_only(client, known, onward):
    answer = client.post("/sign-in", {"username": "owner", "password": PASSWORD, "next": onward})
    assert answer.headers["Location"] == "/"


def test_signing_out_needs_a_post(client, known):
    client.force_login(known)
    assert client.get("/sign-out").status_code == 405
    client.post("/sign-out")
    assert client.get("/people").status_code == 302
