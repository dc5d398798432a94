"""What the page and the brief of a part say of its country, and those of a country of its parts and shares."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.flow.parts_making import AKTAU, ALMATY, SOMEWHERE, happen, heard, riot
from tests.web import forecast_seeding
from tests.web.seeding import DAY

from lookfar.analysis.briefs import markdown
from lookfar.analysis.for_programs import public
from lookfar.cli import rate
from lookfar.domain.places import Place, Precision
from lookfar.domain.rating import Rating, rests_on, share_words
from lookfar.domain.taxonomy import Category
from lookfar.flow.asking import rating_as_of, ratings_as_of
from lookfar.flow.briefing import brief_of
from lookfar.flow.parts import parts_of
from lookfar.flow.tools import open_tools

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=1)
CITY = "KAZ.610611"
REACH = "It is higher than here: what is told of Kazakhstan, and of no one part of it, may reach here too."


def page(client, code: str, day: str = "2022-01-07T00:00:00Z") -> str:
    text = client.get(f"/areas/{code}?as_of={day}").content.decode()
    return html.unescape(" ".join(re.sub(r"<script.*?</script>|<[^>]+>", " ", text, flags=re.DOTALL).split()))


def security(area: str) -> Rating:
    return rating_as_of(area, "security", as_of=LATER)


def regions(count: int) -> list[Place]:
    names = [area.name for area in open_tools().parts.inside("KAZ") if area.kind.value == "admin1"]
    return [
        replace(AKTAU, name=name, admin1=name, precision=Precision.REGION, geonames_id=None)
        for name in names[:count]
    ]


def test_a_part_names_the_higher_level_of_its_country(client) -> None:
    heard()
    happen(riot("r", SOMEWHERE, deaths=20))
    whole, part = security("KAZ"), security("KAZ.09")
    assert whole.level > part.level
    said = page(client, "KAZ.09")
    assert f"Kazakhstan as a whole: level {int(whole.level)} ({whole.level.word}). {REACH}" in said
    brief = brief_of("KAZ.09", as_of=LATER)
    assert f"**Kazakhstan as a whole: level {int(whole.level)} ({whole.level.word}), " in markdown(brief)
    assert REACH in markdown(brief)
    assert public(brief)["whole"] == {
        "area": "KAZ",
        "name": "Kazakhstan",
        "level": int(whole.level),
        "id": whole.id,
    }


def test_a_city_names_the_higher_levels_of_its_area_and_its_country(client) -> None:
    heard()
    region = replace(AKTAU, name="Aktobe", admin1="Aktobe", precision=Precision.REGION, geonames_id=None)
    happen(*(riot(f"a{n}", region, deaths=60) for n in range(3)), riot("r", SOMEWHERE, deaths=200))
    city, area = security(CITY), security("KAZ.04")
    assert city.level < max(area.level, security("KAZ").level)
    around = f"the first-level area it lies in: level {int(area.level)} ({area.level.word})"
    said = page(client, CITY)
    assert around in said
    assert f"Level {int(city.level)} ({city.level.word}) here does not mean safe: what lies around" in said
    assert "inside Kazakhstan" in said
    brief = brief_of(CITY, as_of=LATER)
    assert f"**Aktobe, {around}, " in markdown(brief)
    assert public(brief)["around"]["id"] == area.id


def test_a_country_that_is_no_higher_is_named_without_the_warning(client) -> None:
    heard()
    assert security("KAZ").level == security("KAZ.09").level
    for said in (page(client, "KAZ.09"), markdown(brief_of("KAZ.09", as_of=LATER))):
        assert "Kazakhstan as a whole: level 1 (Minimal)" in said
        assert "may reach here too" not in said


def test_a_country_that_is_not_known_is_not_called_safe(client) -> None:
    for said in (page(client, "KAZ.09"), markdown(brief_of("KAZ.09", as_of=LATER))):
        assert re.search(
            r"Kazakhstan as a whole: level 0 \(Not enough data\)\.(\*\*)? That does not mean safe\.", said
        )


@pytest.mark.parametrize("code", ["KAZ", "PER"])
def test_a_country_is_no_part_of_itself(client, code: str) -> None:
    heard()
    assert "as a whole" not in page(client, code)
    assert "as a whole" not in markdown(brief_of(code, as_of=LATER))


def test_the_parts_where_what_is_behind_the_level_happened_are_shown_and_the_rest_counted(client) -> None:
    heard()
    made = [riot(f"r{n}", place, deaths=200 if n < 3 else 1 + n) for n, place in enumerate(regions(13))]
    happen(*made)
    whole = security("KAZ")
    parts = parts_of(whole, as_of=LATER)
    names = {one.id: one.place.name for one in made if one.place is not None}
    behind = {names[part.incident] for part in whole.contributors}
    assert len(behind) == 10
    assert behind <= {one.part.name for one in parts.shown}
    assert parts.left_out == parts.known - len(parts.shown) > 0
    said = page(client, "KAZ")
    assert f"{parts.left_out} more " in said
    assert (
        "known and not listed here. Of the other parts nobody told us. Not to be listed is not the same as safe."
        in said
    )


def test_when_every_known_part_is_listed_the_page_says_so(client) -> None:
    heard()
    happen(riot("r", ALMATY), riot("a", AKTAU))
    assert parts_of(security("KAZ"), as_of=LATER).left_out == 0
    assert (
        "Every part that some incident of the last three years is known to. Of the others nobody told us."
        in page(client, "KAZ")
    )


def test_the_forecast_on_the_page_of_a_part_is_said_to_be_of_the_country(client) -> None:
    forecast_seeding.issue()
    said = page(client, "KAZ.09", "2022-02-15")
    assert "Forecast for Kazakhstan It is of Kazakhstan as a whole; none is made for Mangystau." in said
    assert "none is made for" not in page(client, "KAZ", "2022-02-15")


def test_a_share_is_of_the_harm_and_the_score_is_said_to_rest_on_more(client, capsys, monkeypatch) -> None:
    monkeypatch.setattr(rate, "open_store", lambda: None)
    heard()
    happen(riot("r", ALMATY), riot("a", AKTAU, deaths=None))
    first = security("KAZ").contributors[0]
    assert rate.run(["--why", "KAZ", "--as-of", "2022-01-07T00:00:00Z"]) == 0
    printed = capsys.readouterr().out
    for said in (page(client, "KAZ"), markdown(brief_of("KAZ", as_of=LATER)), printed):
        assert f"{first.share * 100:.0f} % of the recent harm told of here" in said
        assert "of the weight" not in said
        assert "of it)" not in said
        assert "The headline’s score rests on armed conflict; terrorism, unrest, crime, kidnap" in said
    assert rate.run(["--why", "KAZ:unrest", "--as-of", "2022-01-07T00:00:00Z"]) == 0
    assert "rests on armed conflict" not in capsys.readouterr().out


@pytest.mark.parametrize(("share", "said"), [(0.374, "37 %"), (1.0, "100 %"), (0.002, "0 %")])
def test_a_share_is_said_in_whole_per_cent(share: float, said: str) -> None:
    assert share_words(share) == f"{said} of the recent harm told of here"


def test_the_first_method_which_took_its_categories_alike_is_not_said_to_rest_on_one() -> None:
    heard()
    one = security("KAZ")
    assert rests_on(one)
    assert rests_on(replace(one, method="pressure_2026@0123456789ab")) == ""
    assert rests_on(replace(one, category="unrest")) == ""


def test_every_category_says_how_it_is_heard_and_the_ten_that_weigh_most(client) -> None:
    heard()
    happen(*(riot(f"r{n}", ALMATY, deaths=1 + n) for n in range(12)))
    levels = page(client, "KAZ")
    levels = levels[levels.index("By category") :]
    rated = {one.category: one for one in ratings_as_of(["KAZ"], as_of=LATER)}
    assert len(rated["unrest"].contributors) == 10
    assert "What weighs most in unrest: 10 incidents" in levels
    text = client.get("/areas/KAZ?as_of=2022-01-07T00:00:00Z").content.decode()
    listed = text[text.index("What weighs most in unrest") :]
    listed = listed[: listed.index("</details>")]
    assert [part.incident for part in rated["unrest"].contributors if part.incident not in listed] == []
    table = text[text.index('id="levels"') : text.index('id="figures"')]
    assert table.count(' class="tag" title=') == len(Category)
    assert "What weighs most in terrorism" not in levels
    assert "7 more that weigh less" in page(client, "KAZ")
