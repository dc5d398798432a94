"""Writes facts/indicators.csv from the data sets named in --data; --check only compares.

    python tools/build_indicators.py --data DIR [--check]

DIR holds `structural/wdi.csv`, `homicide_wdi/homicide_unodc_who.csv`, `wb_wgi_isitsafe/worldbank_indicators.csv`
and `ucdp_monthly_country/ucdp_fatalities_monthly_iso3.csv`. IDMC figures are left out until its terms are clear.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from lookfar.facts.shipped import FACTS, read_table

FIRST_YEAR = 2009
TARGET = FACTS / "indicators.csv"
HEAD = (
    "# Yearly figures by country, four significant digits. WDI, WGI: World Bank, CC BY 4.0 "
    "(homicide: UNODC and WHO through WDI). "
    "UCDP: deaths summed by year from GED monthly totals, Sundberg & Melander 2013, Davies et al. 2025, "
    "CC BY 4.0.\n"
)
WDI = {"pop": "population", "income": "income_per_head", "polstb": "political_stability"}
WORLD_BANK = {
    "wb_rule_of_law": ("rule_of_law", "World Bank WGI"),
    "wb_child_mortality": ("child_mortality", "World Bank WDI"),
}

Row = tuple[str, str, int, float, str]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    text = table(options.data)
    if options.check:
        same = TARGET.read_text(encoding="utf-8") == text
        print(f"{TARGET.name}: {'up to date' if same else 'DIFFERS from the data'}")
        return 0 if same else 1
    TARGET.write_text(text, encoding="utf-8")
    print(f"{TARGET.name}: {text.count(chr(10)) - 2} figures, {len(text) // 1024} KiB")
    return 0


def table(data: Path) -> str:
    known = {row["alpha3"] for row in read_table("regions.csv")}
    rows = sorted(r for r in _rows(data) if r[0] in known and r[2] >= FIRST_YEAR)
    out = io.StringIO()
    out.write(HEAD)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["country", "indicator", "year", "value", "source", "licence"])
    writer.writerows(
        [c, i, y, f"{v:.4g}" if abs(v) < 1000 else f"{float(f'{v:.4g}'):.0f}", s, "CC BY 4.0"]
        for c, i, y, v, s in rows
    )
    return out.getvalue()


def _rows(data: Path) -> Iterator[Row]:
    for row in _read(data / "structural/wdi.csv"):
        if row["var"] in WDI:
            yield row["geo"], WDI[row["var"]], int(row["t"]), float(row["v"]), "World Bank WDI"
    for row in _read(data / "wb_wgi_isitsafe/worldbank_indicators.csv"):
        if row["indicator"] in WORLD_BANK:
            name, source = WORLD_BANK[row["indicator"]]
            yield row["iso3"], name, int(row["year"]), float(row["value"]), source
    for row in _read(data / "homicide_wdi/homicide_unodc_who.csv"):
        yield row["iso3"], "homicide_rate", int(row["year"]), float(row["rate_per_100k"]), "UNODC/WHO in WDI"
    yield from _deaths(data / "ucdp_monthly_country/ucdp_fatalities_monthly_iso3.csv")


def _deaths(path: Path) -> Iterator[Row]:
    months: dict[tuple[str, int], dict[int, float]] = defaultdict(dict)
    for row in _read(path):
        year, month = divmod(int(row["period"]), 100)
        months[row["isocode"], year][month] = float(row["fatalities_UCDP"])
    for (country, year), by_month in months.items():
        if len(by_month) == 12:
            yield country, "ucdp_deaths", year, sum(by_month.values()), "UCDP"


def _read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


if __name__ == "__main__":
    sys.exit(main())
