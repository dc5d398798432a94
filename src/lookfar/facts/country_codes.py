"""Other codes for countries than ISO 3166: FIPS 10-4 and CAMEO."""

from __future__ import annotations

from types import MappingProxyType

from lookfar.facts.once import once
from lookfar.facts.shipped import read_table
from lookfar.reports.coded import CountryCodes


@once
def open_country_codes() -> CountryCodes:
    """`fips_countries.csv` and `cameo_countries.csv`, read once."""
    return CountryCodes(fips=_codes("fips"), cameo=_codes("cameo"))


def _codes(scheme: str) -> MappingProxyType[str, str]:
    rows = read_table(f"{scheme}_countries.csv")
    return MappingProxyType({row[scheme]: row["alpha3"] for row in rows})
