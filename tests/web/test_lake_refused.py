"""What pages and the API say while the lake's list of files is refused: which, what to do, and never a calm page."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from tests.flow.parts_making import ALMATY, happen, heard, riot
from tests.web import seeding
from tests.web.seeding import DAY

from lookfar.accounts.models import Role
from lookfar.domain.times import rfc3339
from lookfar.domain.vocabulary import Coverage
from lookfar.flow.asking import issued_as_of
from lookfar.flow.feeds import calendar_of
from lookfar.flow.importing import take_monthly
from lookfar.flow.lake import export
from lookfar.flow.lake_state import lake_state
from lookfar.flow.refused import HOME, lake_refused
from lookfar.flow.tools import open_tools
from lookfar.lake import disk
from lookfar.lake.store import Lake

pytestmark = pytest.mark.django_db
AT = DAY + timedelta(days=1)
PAST = "as_of=2022-01-07T00:00:00Z"
LATER = "as_of=2022-01-20T00:00:00Z"


@pytest.fixture
def lake(tmp_path, monkeypatch) -> Path:
    """A lake with months of deaths, whose list of files somebody edited since."""
    monkeypatch.setenv("LOOKFAR_HOME", str(tmp_path))
    rows = [f"KAZ,2020{month:02d},0,1000000" for month in range(1, 13)]
    table = tmp_path / "months.csv"
    table.write_text("\n".join(["isocode,period,fatalities_UCDP,population", *rows]) + "\n")
    take_monthly(Lake(tmp_path / "lake"), table, open_tools(), now=AT - timedelta(days=200))
    heard()
    happen(riot("almaty", ALMATY))
    return tmp_path / "lake"


def edit(lake: Path) -> None:
    current = lake / "current.json"
    current.chmod(0o600)
    current.write_bytes(current.read_bytes() + b" ")


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def says_what_and_what_to_do(page: str, lake: Path) -> None:
    assert f"{HOME}/lake/current.json" in page
    assert "is not the one that was written last" in page
    assert "put both back as they were, from a backup made with --lake" in page
    assert "does not mean calm" in page
    assert str(lake.parent) not in page, "where the installation lies is nobody's business"


def test_nothing_is_said_while_nothing_is_refused(client, lake):
    assert lake_refused() == ""
    for address in ("/areas/KAZ", "/areas/", "/"):
        assert "refused" not in text(client.get(f"{address}?{PAST}"))


def test_a_country_never_rated_is_a_page_that_says_what_is_refused_and_what_to_do(client, lake):
    edit(lake)
    answer = client.get(f"/areas/KAZ?{PAST}")
    assert answer.status_code == 503
    page = text(answer)
    says_what_and_what_to_do(page, lake)
    assert "level 1" not in page
    assert "no level was issued before" in page


def test_a_country_shows_the_last_level_issued_with_its_time_beside_what_is_refused(client, lake):
    (issued, *_) = [one for one in issued_as_of(["KAZ"], as_of=AT, now=AT) if one.category == "security"]
    edit(lake)
    answer = client.get(f"/areas/KAZ?{LATER}")
    assert answer.status_code == 200
    page = text(answer)
    says_what_and_what_to_do(page, lake)
    assert "Shown is the last level that was issued, as of 7 Jan 2022" in page
    assert f"Threat to security, level {int(issued.level)}" in page
    assert 'Parts of the country</h2> <p role="alert"><strong>Not known at present' in page


def test_parts_that_were_not_issued_are_not_known_where_the_country_was(client, lake):
    issued_as_of(["KAZ"], as_of=AT, now=AT)
    edit(lake)
    page = text(client.get(f"/areas/KAZ?{PAST}"))
    says_what_and_what_to_do(page, lake)
    assert 'Parts of the country</h2> <p role="alert"><strong>Not known at present' in page
    assert page.count("is not the one that was written last") == 1, "said once"


def test_a_country_whose_level_was_issued_today_says_that_a_file_of_the_lake_was_changed(client, lake):
    (issued, *_) = [one for one in issued_as_of(["KAZ"], as_of=AT, now=AT) if one.category == "security"]
    file = next((lake / "ucdp_monthly").rglob("*.parquet"))
    file.chmod(0o600)
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    page = text(client.get(f"/areas/KAZ?as_of={rfc3339(AT + timedelta(hours=1))}"))
    assert f"Threat to security, level {int(issued.level)}" in page
    assert file.name in page
    assert "does not mean calm" in page


@pytest.mark.parametrize("address", ["/areas/", "/"])
def test_the_world_says_it_too_and_shows_no_country_as_calm(client, lake, address):
    edit(lake)
    answer = client.get(f"{address}?{PAST}")
    assert answer.status_code == 200
    says_what_and_what_to_do(text(answer), lake)
    assert "No country is rated yet" not in text(answer)
    shown = client.get(f"/map.json?{PAST}")
    assert (shown.status_code, shown.json()["levels"]) == (200, {})
    assert shown.json()["incidents"]["features"], "incidents go on"


def test_the_world_and_health_say_that_one_file_of_the_lake_was_changed(client, lake):
    issued_as_of(["KAZ"], as_of=AT, now=AT)
    assert lake_refused() == ""
    [file, *_] = sorted(lake.glob("*/*/*.parquet"))
    file.chmod(0o600)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    page = text(client.get(f"/?{LATER}"))
    assert f"{file.relative_to(lake)} (other content of the same size)" in page
    assert "from a backup made with --lake" in page
    state = lake_state(Lake(lake), now=AT)
    assert (state.coverage, "lookfar lake verify" in state.reason) == (Coverage.DEGRADED, True)


def test_a_file_that_did_not_change_is_not_read_again(lake, monkeypatch):
    assert lake_refused() == ""
    monkeypatch.setattr(disk, "sha256_of", lambda path: pytest.fail(f"{path} was read again"))
    assert lake_refused() == ""


def test_the_map_keeps_the_levels_that_were_issued(client, lake):
    issued_as_of(["KAZ"], as_of=AT, now=AT)
    edit(lake)
    assert set(client.get(f"/map.json?{LATER}").json()["levels"]) == {"KAZ"}


@pytest.mark.parametrize("address", ["areas", "areas/KAZ", "ratings", "ratings?area=KAZ"])
def test_the_api_answers_with_a_problem_that_says_what_is_refused_and_what_to_do(client, lake, address):
    edit(lake)
    answer = client.get(f"/api/v1/{address}{'&' if '?' in address else '?'}{PAST}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (503, "application/problem+json")
    detail = answer.json()["detail"]
    assert detail.startswith(f"refused: {HOME}/lake/current.json")
    assert "put both back as they were" in detail


def test_a_file_changed_on_disk_is_named(client, lake):
    file = next((lake / "ucdp_monthly").rglob("*.parquet"))
    file.chmod(0o600)
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    page = text(client.get(f"/areas/KAZ?{PAST}"))
    assert file.name in page
    assert "lookfar lake verify" in page


def test_a_trip_is_shown_with_what_is_refused(client, lake):
    house = seeding.house("Steppe Aid")
    client.force_login(house.users[Role.OWNER])
    edit(lake)
    answer = client.get(f"/trips/{house.trip.pk}")
    assert answer.status_code == 200
    says_what_and_what_to_do(text(answer), lake)


def test_a_level_that_rests_on_no_table_of_the_lake_is_not_called_the_last_issued(client, tmp_path, monkeypatch):
    monkeypatch.setenv("LOOKFAR_HOME", str(tmp_path))
    heard()
    happen(riot("almaty", ALMATY))
    export(Lake(tmp_path / "lake"), now=AT)
    file = next((tmp_path / "lake").rglob("*.parquet"))
    file.chmod(0o600)
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    page = text(client.get(f"/areas/KAZ?as_of={rfc3339(AT + timedelta(hours=5))}"))
    assert "those shown were issued before, or do not rest on it" in page
    assert file.name in page
    assert "last level that was issued" not in page


def test_a_file_that_cannot_be_opened_is_named_and_no_page_breaks(client, lake, monkeypatch):
    issued_as_of(["KAZ"], as_of=AT, now=AT)

    def broken(path: Path) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(disk, "sha256_of", broken)
    answer = client.get(f"/areas/KAZ?as_of={rfc3339(AT + timedelta(hours=1))}")
    assert answer.status_code == 200
    assert "(cannot be read: Permission denied)" in text(answer)


def test_a_calendar_says_that_its_levels_are_not_of_now(lake):
    house = seeding.house("Steppe Aid")
    sound = calendar_of(house.trip.person, open_tools(), now=AT)
    edit(lake)
    refused = calendar_of(house.trip.person, open_tools(), now=AT)
    says = b"has happened since may be in none"
    assert (says in unfolded(sound), says in unfolded(refused)) == (False, True)


def unfolded(calendar: bytes) -> bytes:
    return calendar.replace(b"\r\n ", b"")
