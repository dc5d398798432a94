"""The score page, its address for programs and its command: the stored document, in plain words, nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import orjson
import pytest
from tests.flow.scored import CALM, DAY, GRAVE, NOW, half_a_year, scored

from lookfar.cli import score as command
from lookfar.domain.vocabulary import Origin
from lookfar.flow import open_tools
from lookfar.flow.importing import take_index, take_world_bank
from lookfar.flow.score_words import worse_forecasts, wrong
from lookfar.lake.store import Lake
from lookfar.records import scores
from lookfar.records.models import ScoreReport

pytestmark = pytest.mark.django_db

AT = f"as_of={NOW + DAY:%Y-%m-%d}"


def page(client, query: str = AT) -> str:
    answer = client.get(f"/score?{query}")
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_first_sentence_is_plain_and_has_its_interval(client, tmp_path: Path) -> None:
    half_a_year()
    scored(tmp_path)
    said = page(client)
    assert (
        "Of the places we rated level 4 or 5 for security, 60 % had a violent incident in the next 90 days" in said
    )
    assert "n = 5 places, 23-88 %" in said
    assert "No complete window of 180 days among the daily ratings of the last 730 days" in said
    assert "No forecast has been resolved yet" in said
    assert "every document and link holds" in said
    assert "not known yet" in said


def test_bars_carry_their_figures_in_words_and_nothing_is_inline(client, tmp_path: Path) -> None:
    half_a_year()
    scored(tmp_path)
    html = client.get(f"/score?{AT}").content.decode()
    assert 'aria-label="Level 4: 60 % (23-88 %), 5 places"' in html
    assert not re.search(r"<script(?![^>]* src=)| style=| on\w+=", html)


def test_a_score_of_replayed_history_says_so(client, tmp_path: Path) -> None:
    half_a_year(origin=Origin.REPLAYED)
    scored(tmp_path)
    assert "reconstructed It rests on recordings that were replayed later" in page(client)
    assert "reconstructed" not in page(client, "as_of=2022-03-01")


def test_before_the_first_score_nothing_is_made_up(client, tmp_path: Path) -> None:
    scored(tmp_path)
    assert "No score has been made yet by then" in page(client, "as_of=2022-03-01")
    assert "No score has been made yet" not in page(client)


def test_older_scores_are_listed_and_shown_as_they_were(client, tmp_path: Path) -> None:
    first = scored(tmp_path)
    half_a_year()
    second = scored(tmp_path, as_of=NOW + 7 * DAY)
    said = page(client, f"as_of={NOW + 8 * DAY:%Y-%m-%d}")
    assert second.hash in said
    assert first.hash in said
    assert "1 Apr 2022" in said
    assert second.hash not in page(client)


def test_a_changed_document_is_not_shown_as_if_nothing_were(client, tmp_path: Path) -> None:
    scored(tmp_path)
    row = ScoreReport.objects.get()
    ScoreReport.objects.update(content=row.content.replace('"found":[]', '"found":["All was well."]'))
    said = page(client)
    assert "The chain of scores is broken" in said
    assert "no longer has the hash it was stored under" in said
    assert "every document and link holds" not in said


def test_forecasts_stand_beside_their_baselines(client, tmp_path: Path) -> None:
    told = orjson.loads(scored(tmp_path).content)
    row = {
        "forecaster": "analogues_2026",
        "is_baseline": False,
        "cases": 576,
        "crps": 12.345,
        "crps_ln": 0.2168,
        "ignorance": 0.71,
        "onset_skill": None,
        "covered_80": 0.83,
        "covered_90": 0.91,
        "pit": [0.1] * 10,
    }
    told["forecasts"] = {"rows": [row, {**row, "forecaster": "zero_2026", "is_baseline": True}], "nothing": ""}
    scores.keep(NOW + DAY, lambda before: orjson.dumps({**told, "previous": before}).decode())
    said = page(client, f"as_of={NOW + 2 * DAY:%Y-%m-%d}")
    assert "analogues_2026 576 not counted 12.35 0.217 0.710 not known yet 83 % 91 % 10 %" in said
    assert "zero_2026 baseline 576" in said
    assert "All of single months, never of three together. Forecasts of one month overlap" in said


def test_imported_figures_are_named_in_words_with_their_publisher(client, tmp_path: Path) -> None:
    half_a_year()
    lake = Lake(tmp_path / "lake")
    for publisher in ("Random House", "Other House"):
        path = tmp_path / "index.csv"
        lines = [f"{area},2020,{n}" for n, area in enumerate((*GRAVE, *CALM))]
        path.write_text("\n".join(["iso3,year,index", *lines, ""]))
        take_index(lake, path, open_tools(), publisher=publisher, licence="", now=NOW)
    path = tmp_path / "wdi.csv"
    path.write_text("iso3,year,fdiin,polstb\nKAZ,2020,1,0.5\n")
    take_world_bank(lake, path, open_tools(), now=NOW)
    scored(tmp_path)
    said = page(client)
    assert "Index , Random House 10" in said
    assert "Index , Other House 10" in said
    assert "Foreign direct investment, net inflows, US$ , World Bank" in said
    assert "Political stability, -2.5 (worst) to 2.5 , World Bank WGI" in said
    assert "this series too, from the table shipped with it" in said
    assert "an imported figure may be of a series that our method has of its own" in said


def test_a_score_made_before_publishers_were_kept_still_shows(client, tmp_path: Path) -> None:
    told = orjson.loads(scored(tmp_path).content)
    told["agreement"]["figures"] = [{"figure": "index peace", "is_input": False, "agreement": None}]
    scores.keep(NOW + DAY, lambda before: orjson.dumps({**told, "previous": before}).decode())
    assert "Peace too few places yes" in re.sub(r" +", " ", page(client, f"as_of={NOW + 2 * DAY:%Y-%m-%d}"))


def _row(name: str, crps: float, *, is_baseline: bool = True, months: int | None = 3) -> dict[str, object]:
    row: dict[str, object] = {"forecaster": name, "is_baseline": is_baseline, "cases": 1200, "crps": crps}
    return row if months is None else {**row, "months": months}


@pytest.mark.parametrize(
    ("ours", "rules", "months", "said"),
    [
        (
            74.84,
            (71.85,),
            3,
            "error (CRPS) 74.84 deaths a month, a 71.85. Over 1,200 forecasts of 3 months, which overlap",
        ),
        (
            74.84,
            (71.85, 80.0, 70.0),
            1,
            "74.84 deaths a month, a 71.85, c 70.00. Over 1,200 forecasts of 1 month, which",
        ),
        (
            74.84,
            (71.85,),
            None,
            "a 71.85. Over 1,200 forecasts, which overlap: each month counts once for every country",
        ),
        (70.0, (71.85,), 3, ""),
        (70.0, (70.0,), 3, ""),
    ],
)
def test_a_forecast_worse_than_a_simple_rule_is_named_among_what_was_wrong(
    ours: float, rules: tuple[float, ...], months: int | None, said: str
) -> None:
    rows = [_row("mine", ours, is_baseline=False, months=months)]
    rows += [_row(name, crps) for name, crps in zip("abc", rules, strict=False)]
    lines = worse_forecasts(rows)
    assert len(lines) == bool(said)
    assert all(said in line and line.startswith("Forecasts of deaths: mine was worse") for line in lines)
    told = {"promises": ["Unrest: ..."], "forecasts": {"rows": rows}}
    assert wrong(told) == [*lines, "Unrest: ..."]
    assert wrong({**told, "promises": [*lines, "Unrest: ..."]}) == [*lines, "Unrest: ..."]


def test_the_page_names_the_worse_forecast_of_a_score_that_did_not(client, tmp_path: Path) -> None:
    told = orjson.loads(scored(tmp_path).content)
    rest = {"crps_ln": 0.2, "ignorance": 0.7, "onset_skill": None, "covered_80": 0.8, "covered_90": 0.9, "pit": []}
    rows = [{**_row("mine", 9.0, is_baseline=False), **rest}, {**_row("rule", 8.0), **rest}]
    told["forecasts"] = {"rows": rows, "nothing": ""}
    scores.keep(NOW + DAY, lambda before: orjson.dumps({**told, "previous": before}).decode())
    said = page(client, f"as_of={NOW + 2 * DAY:%Y-%m-%d}")
    assert "Where we were wrong Forecasts of deaths: mine was worse than a simple rule." in said


def test_programs_get_the_document_as_it_was_stored(client, tmp_path: Path) -> None:
    kept = scored(tmp_path)
    answer = client.get(f"/api/v1/score?{AT}").json()
    assert answer["score"] == orjson.loads(kept.content)
    assert answer["hash"] == kept.hash
    assert answer["chain_faults"] == []
    assert answer["dates"] == ["2022-04-01T12:00:00Z"]
    assert client.get("/api/v1/score?as_of=2022-03-01").status_code == 404
    assert client.get("/api/v1/score?as_of=never").status_code == 400


def test_the_command_prints_words_or_the_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.run([]) == 1
    assert "no score has been made yet; `lookfar score --make`" in capsys.readouterr().err
    half_a_year()
    kept = scored(tmp_path)
    assert command.run(["--as-of", "2022-03-01"]) == 1
    assert "by then, 2022-03-01T23:59:59.999999Z; the first is of 2022-04-01T12:00:00Z" in capsys.readouterr().err
    assert command.run(["--json", "--as-of", "2022-04-02"]) == 0
    assert capsys.readouterr().out.strip() == kept.content
    assert command.run(["--as-of", "2022-04-02"]) == 0
    said = capsys.readouterr().out
    assert "Of the places we rated level 4 or 5 for security" in said
    assert "Not known yet:" in said
    ScoreReport.objects.update(previous="0" * 64)
    assert command.run(["--as-of", "2022-04-02"]) == 1
    assert "another predecessor" in capsys.readouterr().err
