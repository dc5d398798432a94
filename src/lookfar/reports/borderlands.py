"""A country's part of a region that crosses borders: "Pakistan-administered Kashmir", "the Malaysian part of Borneo"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lookfar.reports.containment import km_between
from lookfar.reports.entry import Entry, Kind
from lookfar.reports.gazetteer import Area, Gazetteer
from lookfar.reports.mention import Mention
from lookfar.reports.names import fold
from lookfar.reports.resolve import Sense

_OWNER = re.compile(
    r"(?:^|[^\w])((?:[A-Z][\w.]* )?[A-Z][\w.]*)"
    r"(?: |[- ](?:administered|controlled|held|run|occupied|ruled) |['’]s |(?:['’]s)? (?:part|side|portion|stretch|shore) of (?:the )?)$"
)
"""A country or nationality before a region."""
_INWARD = 0.5
"""Share of a region's reach by which a country's part lies off the middle, towards the country's own."""


def placed_in_countries(
    text: str, mentions: Sequence[Mention], senses: Sequence[tuple[Sense, ...]], gazetteer: Gazetteer
) -> list[tuple[Sense, ...]]:
    """The readings, a region that crosses borders read as one country's part where the words before name that country."""
    read = list(senses)
    for number, (mention, here) in enumerate(zip(mentions, senses, strict=True)):
        crossing = here[0].entry.countries if here else ()
        area = _owner(text, mention.start, gazetteer) if len(crossing) > 1 else None
        if area is not None and area.alpha3 in crossing:
            read[number] = (replace(here[0], entry=_part(here[0].entry, area, gazetteer)),)
    return read


def _owner(text: str, start: int, gazetteer: Gazetteer) -> Area | None:
    """The country that stands before a region, as a name or a nationality word."""
    told = _OWNER.search(text[max(0, start - 60) : start])
    if told is None:
        return None
    for words in (told[1], told[1].rpartition(" ")[2]):
        entries = [gazetteer.entry(n.row) for n in gazetteer.named(fold(words))]
        country = next((e.country for e in entries if e.kind == Kind.COUNTRY), "")
        if country:
            return gazetteer.area(country)
    return None


def _part(region: Entry, area: Area, gazetteer: Gazetteer) -> Entry:
    """A country's part of a region: its middle is the country's own, or lies that way from the region's middle."""
    country = gazetteer.entry(area.row)
    km = km_between(region, country)
    share = 1.0 if km <= region.radius_km else _INWARD * region.radius_km / km
    lon = region.lon + share * ((country.lon - region.lon + 180) % 360 - 180)
    return replace(
        region,
        country=area.alpha3,
        countries=(area.alpha3,),
        lon=round((lon + 180) % 360 - 180, 5),
        lat=round(region.lat + share * (country.lat - region.lat), 5),
        radius_km=round(min(region.radius_km, country.radius_km), 1),
    )
