"""Writes facts/areas.csv: first-level areas and cities above 500,000 people, with ids that stay.

    python -m tools.build_areas

From GeoNames (CC BY 4.0) as the gazetteer has it, so that a located place finds its area by name or number. An area
that is in the file keeps its id; what GeoNames no longer has is left out and told.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter, defaultdict

from lookfar.facts import geonames
from lookfar.facts.shipped import FACTS, read_table

FILE = FACTS / "areas.csv"
CITATION = (
    "# First-level areas and cities above 500,000 people, with the people of the places GeoNames knows there. "
    "GeoNames (geonames.org), CC BY 4.0. Written by `python -m tools.build_areas`."
)
COLUMNS = ("id", "kind", "name", "country", "parent", "population", "share", "geonames_id", "former")
LARGE = 500_000
"""People above which a city is rated on its own."""


def main() -> int:
    alpha3 = {row["alpha2"]: row["alpha3"] for row in read_table("regions.csv")}
    towns = [town for town in geonames.read_towns() if town.country in alpha3]
    names = geonames.first_level_names(towns, geonames.AreaNames())
    people: Counter[str] = Counter()
    inside: Counter[tuple[str, str]] = Counter()
    for town in towns:
        people[alpha3[town.country]] += town.population
        inside[town.country, town.admin1] += town.population
    rows = _first_level(names, inside, people, alpha3)
    of_name = {(row["country"], row["name"]): row["id"] for row in rows}
    for town in towns:
        country = alpha3[town.country]
        if town.population > LARGE:
            given = names.get((town.country, town.admin1))
            parent = of_name.get((country, given.name if given else ""), country)
            rows.append(
                _row(
                    f"{country}.{town.geonames_id}",
                    "city",
                    town.name,
                    parent,
                    town.population,
                    people[country],
                    str(town.geonames_id),
                )
            )
    rows.sort(key=lambda row: (row["country"], row["kind"], row["id"]))
    _say_lost({row["id"] for row in rows})
    with FILE.open("w", encoding="utf-8", newline="") as out:
        out.write(f"{CITATION}\n")
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(of_name)} first-level areas, {len(rows) - len(of_name)} cities")
    return 0


def _first_level(
    names: dict[tuple[str, str], geonames.AreaName],
    inside: Counter[tuple[str, str]],
    people: Counter[str],
    alpha3: dict[str, str],
) -> list[dict[str, str]]:
    """One row a name, with the code of most of its people; a country of a single area is rated as a country only."""
    codes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for two, code in sorted(names, key=lambda key: (key[0], -inside[key], key[1])):
        codes[two][names[two, code].name].append(code)
    return [
        _row(
            f"{alpha3[two]}.{same[0]}",
            "admin1",
            name,
            alpha3[two],
            sum(inside[two, code] for code in same),
            people[alpha3[two]],
            former="|".join(sorted({names[two, code].former for code in same} - {""})),
        )
        for two, named in codes.items()
        if len(named) > 1
        for name, same in named.items()
    ]


def _row(
    ident: str, kind: str, name: str, parent: str, population: int, whole: int, number: str = "", former: str = ""
) -> dict[str, str]:
    return {
        "id": ident,
        "kind": kind,
        "name": name,
        "country": ident[:3],
        "parent": parent,
        "population": str(population),
        "share": f"{population / max(whole, 1):.6f}",
        "geonames_id": number,
        "former": former,
    }


def _say_lost(now: set[str]) -> None:
    before = {row["id"] for row in read_table(FILE.name)} if FILE.is_file() else set()
    for ident in sorted(before - now):
        print(f"no longer there: {ident}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
