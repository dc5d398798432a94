"""Bulk files of UCDP and the World Bank, as users download them, into the lake."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from lookfar.domain.errors import InvalidValue
from lookfar.facts import states
from lookfar.flow.set_aside import Aside
from lookfar.flow.tools import Tools
from lookfar.flow.ucdp_rows import coverage, read_rows, said_unknown
from lookfar.formats import ucdp, worldbank
from lookfar.lake import figures, totals
from lookfar.lake.deaths import Lifespan
from lookfar.lake.disk import sha256_of
from lookfar.lake.lines import Head, lines_of, with_columns
from lookfar.lake.manifest import Import
from lookfar.lake.shape import micros
from lookfar.lake.store import Lake
from lookfar.lake.ucdp import Covered, Taken, take_events

INDEX = "index"
KINDS = ("ucdp_ged", "ucdp_candidate", totals.KIND, "worldbank", INDEX)
"""What `lookfar backfill` takes into the lake instead of the records."""
_HEAD = Head(wanted=worldbank.WANTED, fits=worldbank.is_head)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of one file. `skipped`: rows about no country, such as the world; `quarantined` by reason.

    `aside`: a line for each reason, with the first rows that were set aside for it.
    """

    said: str
    skipped: int
    quarantined: Mapping[str, int]
    aside: tuple[str, ...]


def state_lifespans() -> dict[str, Lifespan]:
    """When each state exists, for deaths by month."""
    return {country: Lifespan(first=first, last=last) for country, (first, last) in states.lifespans().items()}


def take_ucdp(
    lake: Lake, path: Path, kind: str, *, release: str, first: date | None, last: date | None, now: datetime
) -> Imported:
    """Takes in a yearly (`ucdp_ged`) or candidate (`ucdp_candidate`) file.

    `release` "" is read from the file's name. `first`..`last`: only events that begin on these days, and what is covered are the
    whole months among them. Raises InvalidValue when the file is cut, has none of the columns, or is no release of this kind.
    """
    given = _release(release or path.name)
    if (given.month is None) != (kind == "ucdp_ged"):
        raise InvalidValue(f"{given} is no release for {kind}: yearly ones are YY.1, candidates YY.0.M")
    aside = Aside(kind, path.name, now)
    rows = read_rows(path, aside)
    events = [
        (country, event)
        for country, event in rows.events
        if (first is None or event.date_start >= first) and (last is None or event.date_start <= last)
    ]
    if not events:
        raise InvalidValue(f"{path.name} has no event that can be read{aside.why}")
    covered = coverage(path.name, given, events, rows.unknown, (first, last))
    with lake.writing(now=now) as writer:
        done = take_events(
            writer,
            events,
            release=given,
            covered=covered,
            sha256=sha256_of(path),
            quarantined=aside.counts,
            now=now,
        )
    return Imported(
        said=_said(given, covered, done, len({country for country, _ in events})),
        skipped=0,
        quarantined=aside.counts,
        aside=tuple(aside.said()),
    )


def _release(named: str) -> ucdp.Release:
    try:
        return ucdp.parse_release(named)
    except InvalidValue as error:
        raise InvalidValue(f"{error}; say which one the file is of, such as --release 25.1") from error


def take_world_bank(lake: Lake, path: Path, tools: Tools, *, now: datetime) -> Imported:
    """Takes in yearly figures: the World Bank's wide CSV, or a long table of its figures."""
    return _take_figures(lake, path, tools, figures.KIND, states.figure_named, now=now)


def take_index(lake: Lake, path: Path, tools: Tools, *, publisher: str, licence: str, now: datetime) -> Imported:
    """Takes in anybody's yearly index of countries, to be held beside our ratings; it enters none of them.

    Figures of one name by two publishers are two series.

    Raises InvalidValue without a publisher, and for a file without a figure of a country.
    """
    whose = " ".join(publisher.split())
    if not whose:
        raise InvalidValue("say whose index it is: --publisher NAME")

    def named(given: str) -> states.Named:
        name = f"{INDEX} {' '.join(given.split())}".lower()
        return states.Named(indicator=name, source=whose, licence=licence.strip(), months=states.DEFAULT_LAG)

    return _take_figures(lake, path, tools, INDEX, named, now=now)


def _take_figures(
    lake: Lake, path: Path, tools: Tools, kind: str, named: Callable[[str], states.Named], *, now: datetime
) -> Imported:
    aside, skipped = Aside(kind, path.name, now), Counter[str]()
    taken = list(_figures(path, tools, named, aside, skipped, now))
    if not taken:
        raise InvalidValue(f"{path.name} has no figure of a country that can be read{aside.why}")
    noted = Import(
        kind=kind,
        release="",
        sha256=sha256_of(path),
        first=f"{min(one.year for one in taken)}-01",
        last=f"{max(one.year for one in taken)}-12",
        countries=None,
        rows=len(taken),
        quarantined=dict(sorted(aside.counts.items())),
        recorded_us=micros(now),
    )
    with lake.writing(now=now) as writer:
        new, revised = figures.take_figures(writer, taken, noted=noted, now=now)
    said = f"{len(taken)} figures of {len({one.country for one in taken})} countries: {new} new, {revised} revised"
    return Imported(said=said, skipped=skipped.total(), quarantined=aside.counts, aside=tuple(aside.said()))


def take_monthly(lake: Lake, path: Path, tools: Tools, *, now: datetime) -> Imported:
    """Takes in totals by country and month (isocode, period, fatalities_UCDP, population); each counts as known a
    month after its month's end, as in a replay. Raises InvalidValue when the file is cut or has none of the columns.
    """
    aside, skipped = Aside(totals.KIND, path.name, now), Counter[str]()
    taken = list(_totals(path, tools, aside, skipped, now))
    if not taken:
        raise InvalidValue(f"{path.name} has no month of a country that can be read{aside.why}")
    noted = Import(
        kind=totals.KIND,
        release="",
        sha256=sha256_of(path),
        first=min(one.month for one in taken),
        last=max(one.month for one in taken),
        countries=tuple(sorted({one.country for one in taken})),
        rows=len(taken),
        quarantined=dict(sorted(aside.counts.items())),
        recorded_us=micros(now),
    )
    with lake.writing(now=now) as writer:
        new, revised = totals.take_totals(writer, taken, noted=noted, now=now)
    said = f"{noted.first} to {noted.last}, {len(noted.countries or ())} countries: {new} new, {revised} revised"
    return Imported(said=said, skipped=skipped.total(), quarantined=aside.counts, aside=tuple(aside.said()))


def _totals(
    path: Path, tools: Tools, aside: Aside, skipped: Counter[str], now: datetime
) -> Iterator[totals.Total]:
    known, seen = frozenset(tools.areas), set[tuple[str, str]]()
    for line in lines_of(path, with_columns(ucdp.TOTALS)):
        if line.values is None:
            aside.put_too_wide(line)
            continue
        try:
            read = ucdp.read_total(line.values)
        except InvalidValue as error:
            aside.put("unreadable", f"{ucdp.total_of(line.values)}: {error}", line)
            continue
        if read is None:
            continue
        code, month, deaths, population = read
        country = states.country_of_code(code)
        if country not in known:
            skipped[code] += 1
        elif month >= f"{now:%Y-%m}":
            aside.put("not_over", f"{month} is not over", line)
        elif (country, month) in seen:
            aside.put("month_twice", f"a second row of {country} {month}", line)
        else:
            seen.add((country, month))
            yield totals.Total(country=country, month=month, deaths=deaths, population=population)


def _said(release: ucdp.Release, covered: Covered, done: Taken, countries: int) -> str:
    whom = (
        f"the world, with events of {countries} countries"
        if covered.countries is None
        else f"{countries} countries"
    )
    span = f"{covered.first} to {covered.last}" if covered.first <= covered.last else "no whole month"
    return (
        f"UCDP {release}, {span}, {whom}: {done.new} new events, {done.changed} changed, "
        f"{done.unchanged} as before, {done.withdrawn} withdrawn, {done.outdated} left to a newer release{said_unknown(covered)}"
    )


def _wrong(one: worldbank.Figure, named: states.Named, now: datetime) -> tuple[str, str] | None:
    """Reason and detail why a figure cannot be; None when it can."""
    if not named.least <= one.value <= named.most:
        return "out_of_bounds", f"{one.value:g} is not within {named.least:g} and {named.most:g}"
    return ("ahead", "that year has not begun") if one.year > now.year else None


def _figures(
    path: Path,
    tools: Tools,
    named_as: Callable[[str], states.Named],
    aside: Aside,
    skipped: Counter[str],
    now: datetime,
) -> Iterator[figures.Figure]:
    known, seen = frozenset(tools.areas), set[tuple[str, str, int]]()
    for line in lines_of(path, _HEAD):
        if line.values is None:
            aside.put_too_wide(line)
            continue
        try:
            read = list(worldbank.read_figures(line.values))
        except InvalidValue as error:
            aside.put("unreadable", str(error), line)
            continue
        for one in read:
            country, named = states.country_called(one.country), named_as(one.indicator)
            if country not in known:
                skipped[one.country] += 1
                continue
            key = (country, named.indicator, one.year)
            if (wrong := _wrong(one, named, now)) or key in seen:
                reason, why = wrong or ("year_twice", "a second figure")
                aside.put(reason, f"{named.indicator} of {country} in {one.year}: {why}", line)
                continue
            seen.add(key)
            yield figures.Figure(
                country=country,
                indicator=named.indicator,
                year=one.year,
                value=one.value,
                source=named.source,
                licence=named.licence,
                months=named.months,
            )
