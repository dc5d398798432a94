"""What the incidents make of every area, as of a time; every input kept, every change logged."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from lookfar.config import read_config
from lookfar.domain.areas import country_of
from lookfar.domain.errors import Tampered
from lookfar.domain.ids import SourceId
from lookfar.domain.rating import LevelChange, Rating
from lookfar.domain.vocabulary import Origin
from lookfar.flow.issued_before import IssuedBefore
from lookfar.flow.listened import Listened
from lookfar.flow.months_known import MonthsKnown
from lookfar.flow.remembered import Known, Remembered
from lookfar.flow.tools import Tools
from lookfar.flow.volumes import Volumes
from lookfar.flow.watching import Watching, heard_as_of
from lookfar.lake.store import Lake
from lookfar.ratings import change_log
from lookfar.ratings.coverage import Listening
from lookfar.ratings.inputs import AreaInputs, MonthlyDeaths, Run, State, Volume
from lookfar.ratings.inside import Inside
from lookfar.ratings.issued import issued_bytes
from lookfar.ratings.levels import Rated
from lookfar.records import incidents as store
from lookfar.records import ratings as kept

ANSWERS = timedelta(hours=24)
"""An issued rating answers for a day."""
ACTIVE = timedelta(days=30)
"""The daily run issues the parts of countries that something is known to have happened in so lately."""

STEP = 250
"""Areas that are rated in one step; each is rated by itself, whatever it is rated beside."""


class Rater:
    """Rates countries and their parts from the records."""

    def __init__(self, tools: Tools, stepped: Callable[[], object] = lambda: None) -> None:
        """`stepped` is called after each step of a long run, outside its transaction."""
        self._tools, self._stepped = tools, stepped
        self._remembered = Remembered(tools.parts, stepped)
        self._before = IssuedBefore()
        self._volumes, self._listened = Volumes(), Listened()
        config = read_config()
        self._months = MonthsKnown(
            Lake(config.at_home("lake")), config.text("LOOKFAR_LAKE"), tools.borders.neighbours
        )

    def rates(self, area: str) -> bool:
        """Whether this is an area that ratings are made of."""
        return self._tools.is_rated(area)

    def issue(
        self, *, as_of: datetime, run: Run, origin: Origin = Origin.LIVE, areas: Sequence[str] | None = None
    ) -> list[tuple[Rating, ...]]:
        """Rates `areas` from what was known at `as_of`; keeps snapshots, ratings, changes of level.

        When None: every country, and the parts that something happened in lately. What was asked about the past
        changes no level.
        """
        rated = self._rate(areas, as_of=as_of, run=run)
        wanted = [one.ratings[0].area for one in rated]
        former, states = self._before.former(wanted, as_of), self._before.states(as_of, wanted)
        issues = [
            kept.Issue(
                area=area,
                as_of=as_of,
                run=run.value,
                method=one.ratings[0].method,
                digest=one.digest,
                snapshot=one.snapshot,
                issued=issued_bytes(one.ratings),
                origin=origin,
            )
            for area, one in zip(wanted, rated, strict=True)
        ]
        ratings = [one.ratings for one in rated]
        with transaction.atomic():
            kept.keep_issues(issues)
            if run is not Run.ASKED:
                _log_changes(former, ratings, lambda one: self._ruled(one, states, run))
        if run is not Run.ASKED:
            self._before.remember(ratings, as_of, run)
        return ratings

    def _ruled(self, rating: Rating, states: Mapping[str, Mapping[str, State]], run: Run) -> change_log.Ruled:
        rules = self._tools.methods.rules(rating)
        return change_log.Ruled(previous=states.get(rating.area, {}), rules=rules, run=run)

    def compute(self, areas: Sequence[str], *, as_of: datetime) -> list[tuple[Rating, ...]]:
        """What rating these areas as of a time gives; nothing is kept."""
        return [one.ratings for one in self._rate(areas, as_of=as_of, run=Run.TOUCHED)]

    def active_parts(self, country: str, *, as_of: datetime) -> list[str]:
        """The parts of a country that some incident is known to, within the memory."""
        known = self._remembered.at(as_of, [country])
        return [part.id for part in self._tools.parts.inside(country) if part.id in known]

    def _rate(self, areas: Sequence[str] | None, *, as_of: datetime, run: Run) -> list[Rated]:
        """In the order asked for."""
        countries = self._tools.areas if areas is None else sorted({country_of(area) for area in areas})
        now = self._now(as_of, countries, run, areas=areas)
        wanted = list(areas) if areas is not None else [*countries, *_active(now)]
        methods = self._tools.methods
        whole, parts = ([a for a in wanted if (country_of(a) != a) is part] for part in (False, True))
        inputs = {area: self._country(now, area) for area in {*whole, *(country_of(part) for part in parts)}}
        rated = self._in_steps(methods.current.issue, [inputs[area] for area in whole])
        rated += self._in_steps(methods.parts.issue, self._parts(now, parts, inputs))
        by_area = {one.ratings[0].area: one for one in rated}
        return [by_area[area] for area in wanted]

    def _in_steps(
        self, issue: Callable[[Sequence[AreaInputs]], Iterable[Rated]], inputs: Sequence[AreaInputs]
    ) -> list[Rated]:
        rated: list[Rated] = []
        for start in range(0, len(inputs), STEP):
            rated += issue(inputs[start : start + STEP])
            self._stepped()
        return rated

    def inputs(self, *, as_of: datetime, without: SourceId | None = None) -> list[AreaInputs]:
        """What a daily run would rate every country from, as if the source `without` had never been heard."""
        now = self._now(as_of, self._tools.areas, Run.DAILY, without=without)
        return [self._country(now, area) for area in self._tools.areas]

    def _now(
        self,
        as_of: datetime,
        countries: Collection[str],
        run: Run,
        *,
        areas: Sequence[str] | None = None,
        without: SourceId | None = None,
    ) -> _Now:
        """`areas`: those that will be rated, when it is known already."""
        heard, known = heard_as_of(as_of, self._listened), self._remembered.at(as_of, countries)
        if without is not None:
            heard = [one for one in heard if one.source != without]
            known = {area: [one for one in items if one.sources != {without}] for area, items in known.items()}
        return _Now(
            as_of=as_of,
            run=run,
            known=known,
            watching=Watching(heard, as_of=as_of),
            states=self._before.states(as_of, None if areas is None else {*countries, *areas}),
            volume=self._volumes.at(as_of, heard),
            months=self._months.at(as_of),
            data_to={str(listened.source): listened.until for listened in heard if listened.until is not None},
        )

    def _country(self, now: _Now, area: str) -> AreaInputs:
        known = now.known.get(area, ())
        return AreaInputs(
            area=area,
            region=self._tools.subregions.get(area, ""),
            as_of=now.as_of,
            run=now.run,
            evidence=tuple(one.evidence for one in known),
            indicators=self._tools.indicators(area, now.as_of),
            watches=now.watching.of(area, known),
            data_to=now.data_to,
            previous=now.states.get(area, {}),
            months=now.months.get(area),
            volume=now.volume,
        )

    def _parts(self, now: _Now, areas: Sequence[str], known: Mapping[str, AreaInputs]) -> list[AreaInputs]:
        """A part is watched as its country is, and takes from it what is known to no part of it."""
        countries = [known[country] for country in sorted({country_of(area) for area in areas})]
        alone = [
            replace(one, evidence=tuple(k.evidence for k in now.known.get(one.area, ()) if k.alone))
            for one in countries
        ]
        wholes = self._tools.methods.wholes(alone)
        of = {one.area: (one, whole) for one, whole in zip(countries, wholes, strict=True)}
        found = []
        for area in areas:
            part, (country, whole) = self._tools.part(area), of[country_of(area)]
            found.append(
                AreaInputs(
                    area=area,
                    region=country.region,
                    as_of=now.as_of,
                    run=now.run,
                    evidence=tuple(one.evidence for one in now.known.get(area, ())),
                    indicators=(),
                    watches=country.watches,
                    data_to=now.data_to,
                    previous=now.states.get(area, {}),
                    volume=now.volume,
                    inside=Inside(country=part.country, kind=part.kind, share=part.share, whole=whole),
                )
            )
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Now:
    """What a run reads once for all its areas."""

    as_of: datetime
    run: Run
    known: Mapping[str, Sequence[Known]]
    watching: Watching
    states: Mapping[str, Mapping[str, State]]
    volume: Volume | None
    months: Mapping[str, MonthlyDeaths]
    data_to: Mapping[str, datetime]


def _active(now: _Now) -> list[str]:
    since = now.as_of - ACTIVE
    return sorted(
        area
        for area, known in now.known.items()
        if country_of(area) != area and any(one.evidence.happened > since for one in known)
    )


def rate_world(rater: Rater, *, as_of: datetime, origin: Origin) -> int:
    """The daily run over every area; a second time changes nothing. How many areas were issued."""
    if kept.is_rated(as_of, Run.DAILY.value):
        return 0
    return len(rater.issue(as_of=as_of, run=Run.DAILY, origin=origin))


def rate_touched(rater: Rater, areas: Iterable[str], *, as_of: datetime, origin: Origin) -> int:
    """The run after an incident, over the areas it touches; how many were issued."""
    known = sorted(area for area in set(areas) if rater.rates(area))
    return len(rater.issue(as_of=as_of, run=Run.TOUCHED, areas=known, origin=origin)) if known else 0


def rate_reheard(
    rater: Rater, areas: Iterable[str], heard: Sequence[Listening], *, as_of: datetime, origin: Origin
) -> int:
    """The run after a source fell silent or came back, over those of `areas` whose last issue no longer says how they are
    heard; how many were issued.
    """
    watching = Watching(heard, as_of=as_of)
    changed = []
    for area, (row, issued) in kept.latest(areas, as_of=as_of).items():
        with suppress(Tampered):
            if as_of - row.as_of < ANSWERS and not watching.holds(kept.ratings_in(row, issued)):
                changed.append(area)
    return rate_touched(rater, changed, as_of=as_of, origin=origin)


def touched_at(moment: datetime, tools: Tools) -> list[str]:
    """The areas of incident versions that became known at exactly this instant: countries and parts of them."""
    places = store.places_recorded_at(moment)
    parts = {part.id for place in places for part in tools.parts.of(place)}
    return sorted({country for place in places for country in place.touched} | parts)


def _log_changes(
    former: Mapping[str, tuple[Rating, ...]],
    rated: Sequence[tuple[Rating, ...]],
    ruled: Callable[[Rating], change_log.Ruled],
) -> None:
    chain = ""
    linked: list[tuple[LevelChange, str]] = []
    for ratings in rated:
        for change in change_log.changes(former.get(ratings[0].area, ()), ratings, ruled(ratings[0])):
            chain = change_log.chain(chain or kept.last_chain(), change)
            linked.append((change, chain))
    kept.keep_changes(linked)
