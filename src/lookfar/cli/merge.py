"""`lookfar merge --jsonl`: which reports tell of one incident, one JSON object a line in and out."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from multiprocessing import Pool, cpu_count
from typing import BinaryIO

import orjson

from lookfar.cli.questions import known_id
from lookfar.domain.errors import InvalidValue
from lookfar.domain.geo import Point
from lookfar.domain.ids import ReportId, SourceId
from lookfar.domain.places import Place, Precision
from lookfar.domain.report import Report, Understanding
from lookfar.domain.times import parse_time
from lookfar.facts.borders import open_borders
from lookfar.facts.grouping import grouping_rule
from lookfar.facts.reading import open_reading
from lookfar.incidents.batch import merge_all
from lookfar.incidents.rule import Rule
from lookfar.reports.bare import Bare
from lookfar.reports.understand import understand

_CITY_KM = 50.0
_POINT_KM = 2.0
_MANY = 300

Answer = dict[str, object]
Understand = Callable[[Report], Understanding]


def run(args: Sequence[str]) -> int:
    """Reads reports from standard input until it ends, then answers each in order; a bad line gets an error."""
    parser = argparse.ArgumentParser(prog="lookfar merge", description=__doc__)
    parser.add_argument("--jsonl", action="store_true", help="JSON lines in and out (the only form)")
    parser.parse_args(list(args))
    open_reading()  # before processes are forked, which then share it
    stream(sys.stdin.buffer, sys.stdout.buffer, _understood, grouping_rule())
    return 0


def stream(reports: BinaryIO, answers: BinaryIO, understood: Understand, rule: Rule) -> None:
    """Answers every line that is not blank, in order, after the last was read; a line with an id that an earlier one has
    gets an error, and the earlier one counts.
    """
    read = list(_once(_line(line) for line in reports if line.strip()))
    by_id = {report.id: report for report in read if isinstance(report, Report)}
    told = {
        report.id: (report, said) for report, said in zip(by_id.values(), _each(by_id, understood), strict=True)
    }
    incidents = merge_all(told.values(), rule)
    for report in read:
        answer = {"id": report.id, "incident_id": incidents[report.id]} if isinstance(report, Report) else report
        answers.write(orjson.dumps(answer) + b"\n")
    answers.flush()


def _once(read: Iterable[Report | Answer]) -> Iterator[Report | Answer]:
    """What was read, with an error in place of a report whose id was given before."""
    first: dict[ReportId, int] = {}
    for number, report in enumerate(read, 1):
        if isinstance(report, Report) and first.setdefault(report.id, number) != number:
            said = f"the id was given before, in report {first[report.id]}, which counts; give each report an id of its own"
            yield {"id": report.id, "error": {"code": "repeated_id", "message": said}}
        else:
            yield report


def _understood(report: Report) -> Understanding:
    return understand(report, open_reading())[0]


def _each(reports: Mapping[ReportId, Report], understood: Understand) -> list[Understanding]:
    """Every report understood, on all cores when there are many."""
    cores = cpu_count()
    if cores == 1 or len(reports) < _MANY or understood is not _understood:
        return [understood(report) for report in reports.values()]
    with Pool(cores) as pool:
        return pool.map(understood, reports.values(), chunksize=64)


def _line(line: bytes) -> Report | Answer:
    given: object = None
    try:
        given = orjson.loads(line)
        if not isinstance(given, dict):
            raise InvalidValue("a report is a JSON object with id, title, text, published_at, source")
        return report_of(given)
    except orjson.JSONDecodeError as error:
        return {"id": None, "error": {"code": "not_json", "message": str(error)}}
    except InvalidValue as error:
        return {"id": known_id(given), "error": {"code": "bad_report", "message": str(error)}}


def report_of(given: Mapping[str, object]) -> Report:
    """The report a line states; raises InvalidValue."""
    identity = given.get("id")
    if not isinstance(identity, (str, int)) or identity == "":
        raise InvalidValue("id must be a string that is not empty")
    source = _text(given, "source")
    bare = Report(
        id=ReportId(str(identity)),
        item=ReportId(str(identity)),
        source=SourceId(source or "unknown"),
        title=Bare(_text(given, "title")).text,
        text=Bare(_text(given, "text")).text,
        published_at=parse_time(_text(given, "published_at"), zone_if_missing=True),
        outlets=(source,) if source else (),
    )
    place = _place(given)
    return replace(bare, places=(place,)) if place else bare


def _text(given: Mapping[str, object], name: str) -> str:
    value = given.get(name, "")
    if not isinstance(value, str):
        raise InvalidValue(f"{name} must be a string")
    return value


def _place(given: Mapping[str, object]) -> Place | None:
    lon, lat = _number(given, "lon"), _number(given, "lat")
    if lon is None or lat is None:
        return None
    radius = _number(given, "radius_km") or _CITY_KM
    if radius < 0:
        raise InvalidValue("radius_km must not be below 0")
    point = Point(lon=lon, lat=lat)
    if radius <= _POINT_KM:
        precision = Precision.POINT
    else:
        precision = Precision.CITY if radius <= _CITY_KM else Precision.REGION
    country = open_borders().country_at(point)
    return Place(
        name=f"{lat:.2f}, {lon:.2f}",
        point=point,
        radius_km=radius,
        country=country,
        precision=precision,
        confidence=1.0,
    )


def _number(given: Mapping[str, object], name: str) -> float | None:
    value = given.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise InvalidValue(f"{name} must be a finite number")
    return float(value)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
