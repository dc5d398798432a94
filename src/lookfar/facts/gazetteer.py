"""Opens the gazetteer built at set-up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import numpy as np
import orjson

from lookfar.domain.errors import Misconfigured
from lookfar.domain.geo import Point
from lookfar.facts.once import once
from lookfar.facts.shipped import BUILT, FACTS, read_table
from lookfar.reports.gazetteer import Area, Gazetteer, Tables, Told, Usage
from lookfar.reports.ranker import Ranker

RANKER = "ranker_2026_12_02.csv"
SENSES = "name_senses.csv"


@once
def open_gazetteer() -> Gazetteer:
    """The gazetteer over memory-mapped tables, opened once a process; raises Misconfigured before set-up."""
    return gazetteer_with(FACTS, Ranker({row["name"]: float(row["weight"]) for row in read_table(RANKER)}))


def gazetteer_with(counts: Path, ranker: Ranker, told: Told | None = None) -> Gazetteer:
    """The gazetteer with the counts of names in the folder `counts` and another ranker; raises Misconfigured.

    `told`: other counts of meanings than those of the folder.
    """
    path = BUILT / "gazetteer.json"
    if not path.is_file():
        raise Misconfigured(f"{path} is missing; run `make setup`")
    described = orjson.loads(path.read_bytes())
    tables = _mapped()
    areas = [
        Area(
            alpha3=row["alpha3"],
            alpha2=row["alpha2"],
            name=row["name"],
            region=row["region"],
            subregion=row["subregion"],
            point=Point(lon=round(float(tables.lon[row["row"]]), 4), lat=round(float(tables.lat[row["row"]]), 4)),
            radius_km=round(float(tables.radius_km[row["row"]]), 1),
            row=row["row"],
            capital_row=row["capital_row"],
        )
        for row in described["areas"]
    ]
    regions = {int(row): tuple(countries) for row, countries in described["regions"].items()}
    return Gazetteer(
        tables,
        codes=described["codes"],
        areas=areas,
        regions=regions,
        usage=_usage(counts / "name_usage.csv"),
        common=_common(counts / "common_words.csv"),
        ranker=ranker,
        told=_told(counts / SENSES) if told is None else told,
    )


def open_tables() -> tuple[Tables, tuple[str, ...], Callable[[int], str]]:
    """The arrays themselves, alpha-3 by country number, and what gives a row's name; raises Misconfigured."""
    gazetteer = open_gazetteer()
    codes = tuple(orjson.loads((BUILT / "gazetteer.json").read_bytes())["codes"])
    return _mapped(), codes, lambda row: gazetteer.entry(row).name


@once
def _mapped() -> Tables:
    arrays = {
        field.name: np.load(BUILT / f"gazetteer_{field.name}.npy", mmap_mode="r", allow_pickle=False)
        for field in fields(Tables)
    }
    return Tables(**arrays)


def _usage(path: Path) -> dict[str, Usage]:
    if not path.is_file():
        return {}
    return {row["name"]: Usage(place=int(row["place"]), other=int(row["other"])) for row in read_table(str(path))}


def _told(path: Path) -> Told:
    found: dict[str, dict[tuple[str, str, str, str], int]] = {}
    for row in read_table(str(path)) if path.is_file() else ():
        place = row["kind"], row["country"], row["admin1"], row["place"]
        found.setdefault(row["name"], {})[place] = int(row["texts"])
    return found


def _common(path: Path) -> list[str]:
    return [row["word"] for row in read_table(str(path))] if path.is_file() else []
