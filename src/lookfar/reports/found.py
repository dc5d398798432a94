"""A name of a text with its readings, how likely it is the scene, and the place it becomes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from lookfar.domain.geo import Point
from lookfar.domain.places import Candidate, Place
from lookfar.reports.containment import holds
from lookfar.reports.entry import Entry, NameKind
from lookfar.reports.mention import Mention
from lookfar.reports.resolve import Sense
from lookfar.reports.scene import is_beside, is_shore, scene_weight

RUNNERS_UP = 4
DISTRICT_KM = 30.0
"""Radius of doubt around a town where its district is meant: "Satara district"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A mention of a text, its readings (the likeliest first) and the logit that the event happened there."""

    text: str
    mention: Mention
    senses: tuple[Sense, ...]
    weight: float

    @property
    def entry(self) -> Entry:
        return self.senses[0].entry

    @property
    def beside(self) -> bool:
        """Told only as somebody who acts, where the report was written, or an end of a journey."""
        return is_beside(self.text, self.mention, self.entry, self.senses[0].how)

    @property
    def is_adjective(self) -> bool:
        """A nationality word or a government, which tell no place: "Libyan forces", but not "off the Libyan coast"."""
        return self.senses[0].how in (NameKind.DEMONYM, NameKind.GOVERNMENT) and not is_shore(self.mention)

    @property
    def sure(self) -> float:
        """How sure (0..1) it is that the name is a place and this one is meant."""
        sure = agreed_share(self.senses) / (1.0 + math.exp(-self.mention.worth))
        return 0.5 * sure if self.is_adjective else sure


def found_in(text: str, mentions: Sequence[Mention], senses: Sequence[tuple[Sense, ...]]) -> list[Found]:
    """The mentions of a text that have readings, each weighed as its scene."""
    return [
        Found(
            text=text,
            mention=mention,
            senses=read,
            weight=scene_weight(text, mention, read[0].entry, read[0].how),
        )
        for mention, read in zip(mentions, senses, strict=False)
        if read
    ]


def without_adjectives(found: list[Found]) -> list[Found]:
    """Those that are places; the best alone when none is."""
    places = [f for f in found if not f.is_adjective]
    if places:
        return places
    return sorted(found, key=lambda f: (-f.weight, f.mention.start))[:1]


def as_place(found: Found, confidence: float, *, offsets: bool) -> Place:
    """The likeliest reading as a place; `offsets`: it stands in the text that was asked about."""
    best, entry, mention = found.senses[0], found.entry, found.mention
    return Place(
        name=entry.name,
        point=Point(lon=entry.lon, lat=entry.lat),
        radius_km=max(DISTRICT_KM if mention.around else 1.0, entry.radius_km),
        country=entry.country,
        precision=entry.precision,
        confidence=round(min(0.99, confidence), 3),
        admin1=entry.admin1,
        kind=_kind_word(best),
        geonames_id=entry.geonames_id,
        start=mention.start if offsets else -1,
        end=mention.end if offsets else -1,
        text=mention.text,
        others=tuple(_candidate(s) for s in found.senses[1 : 1 + RUNNERS_UP] if s.share >= 0.001),
    )


def agreed_share(senses: tuple[Sense, ...]) -> float:
    """The best reading's share, with those of the areas it lies in: a city and its namesake province agree."""
    best = senses[0].entry
    return senses[0].share + sum(s.share for s in senses[1:6] if s.share > 0.01 and holds(s.entry, best))


def _kind_word(sense: Sense) -> str:
    if sense.how in (NameKind.DEMONYM, NameKind.GOVERNMENT):
        return sense.how.name.lower()
    return sense.entry.kind.word


def _candidate(sense: Sense) -> Candidate:
    e = sense.entry
    return Candidate(name=e.name, country=e.country, lon=e.lon, lat=e.lat, confidence=round(sense.share, 3))
