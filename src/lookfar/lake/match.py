"""Which exposures which incidents reach, in bulk: Parquet in, Parquet out.

Half-degree cells: an exposure is in one, an incident lists all it may reach (wrapped at 180 degrees, whole
rows where its circle holds a pole); what shares a cell is tested exactly. An incident that would
list too many cells is tested against everything of its time instead.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb

from lookfar.domain.errors import InvalidValue
from lookfar.domain.geo import EARTH_RADIUS_KM

CELLS_PER_DEGREE = 2
WIDE_KM = 2000.0
"""Reach (km) from which an incident is compared without cells."""
TOLERANCE_KM = 1e-9

_COLUMNS = ("id", "lon", "lat", "radius_km", "start", "end")
_ROW = 360 * CELLS_PER_DEGREE
_TURNS = 10 * _ROW
"""Whole turns, so that the remainder of a western longitude is not negative."""

_EXPOSURES = f"""
CREATE TEMP TABLE exposure AS
SELECT id, lon, lat, radius_km, opens, closes, cos(radians(lat)) AS slim,
    (floor((lat + 90) * {CELLS_PER_DEGREE})::INTEGER * {_ROW}
        + (floor((lon + 180) * {CELLS_PER_DEGREE})::INTEGER + {_TURNS}) % {_ROW})::INTEGER AS cell
FROM read_exposure
"""

_INCIDENTS = f"""
CREATE TEMP TABLE incident AS
SELECT *, degrees(reach_km / {EARTH_RADIUS_KM}) + 1e-6 AS tall
FROM (SELECT id, lon, lat, radius_km, opens, closes, cos(radians(lat)) AS slim,
    radius_km + (SELECT coalesce(max(radius_km), 0) FROM exposure) AS reach_km FROM read_incident)
"""

_CELLS = f"""
CREATE TEMP TABLE reached AS
WITH sized AS (
    SELECT *, CASE WHEN abs(lat) + tall >= 89.999 THEN 180.0
        ELSE degrees(asin(least(1.0, sin(radians(tall)) / slim))) + 1e-6 END AS wide
    FROM incident WHERE reach_km < {WIDE_KM}),
edged AS (
    SELECT *, floor((lon + 180 - wide) * {CELLS_PER_DEGREE})::INTEGER AS west,
        floor((lon + 180 + wide) * {CELLS_PER_DEGREE})::INTEGER AS east
    FROM sized),
tall_rows AS (
    SELECT * EXCLUDE (tall, wide), unnest(range(
        floor((greatest(lat - tall, -90) + 90) * {CELLS_PER_DEGREE})::INTEGER,
        floor((least(lat + tall, 90) + 90) * {CELLS_PER_DEGREE})::INTEGER + 1)) AS y
    FROM edged)
SELECT * EXCLUDE (y, west, east),
    (y * {_ROW} + (unnest(range(west, least(east + 1, west + {_ROW}))) + {_TURNS}) % {_ROW})::INTEGER AS cell
FROM tall_rows
"""

_HAVERSINE = f"""2 * {EARTH_RADIUS_KM} * asin(sqrt(least(1.0,
    pow(sin(radians(e.lat - i.lat) / 2), 2) + e.slim * i.slim * pow(sin(radians(e.lon - i.lon) / 2), 2))))"""

_PAIRS = f"""
SELECT exposure_id, incident_id, distance_km FROM (
    SELECT e.id AS exposure_id, i.id AS incident_id, e.radius_km + i.radius_km AS reach,
        {_HAVERSINE} AS distance_km
    FROM exposure e JOIN reached i ON e.cell = i.cell AND e.opens < i.closes AND i.opens < e.closes
    UNION ALL
    SELECT e.id, i.id, e.radius_km + i.radius_km, {_HAVERSINE}
    FROM exposure e JOIN (SELECT * FROM incident WHERE reach_km >= {WIDE_KM}) i
        ON e.opens < i.closes AND i.opens < e.closes)
WHERE distance_km <= reach + {TOLERANCE_KM}
"""


def match_parquet(exposures: Path, incidents: Path, out: Path) -> int:
    """Writes exposure_id, incident_id, distance_km (km) of every pair; returns how many.

    Both inputs have id, lon, lat (degrees), radius_km, start, end (half-open, UTC); a pair matches
    when its great-circle distance is at most the sum of the radii and the times share an instant.
    `out` appears whole or not at all. Raises InvalidValue for a missing column, a place not on
    Earth or a negative radius, with the number of such rows.
    """
    part = out.with_name(f".{out.name}.part")
    with tempfile.TemporaryDirectory() as spill, duckdb.connect() as lake:
        lake.execute("SET TimeZone = 'UTC'; SET preserve_insertion_order = false; SET memory_limit = '1200MB'")
        lake.execute(f"SET temp_directory = '{_quoted(Path(spill))}'")
        try:
            _read(lake, exposures, "exposure")
            _read(lake, incidents, "incident")
            for step in (_EXPOSURES, _INCIDENTS, _CELLS):
                lake.execute(step)
            lake.execute(f"COPY ({_PAIRS}) TO '{_quoted(part)}' (FORMAT parquet)")
            done = lake.fetchone()
        except duckdb.Error as error:
            part.unlink(missing_ok=True)
            raise InvalidValue(f"the tables could not be matched: {error}") from error
    part.replace(out)
    return int(done[0]) if done else 0


def _read(lake: duckdb.DuckDBPyConnection, path: Path, noun: str) -> None:
    source = f"read_parquet('{_quoted(path)}')"
    named = {row[0] for row in lake.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    if missing := [column for column in _COLUMNS if column not in named]:
        raise InvalidValue(f"{path.name} has no column {', '.join(missing)}")
    lake.execute(f"""
        CREATE TEMP VIEW read_{noun} AS SELECT id, lon::DOUBLE AS lon, lat::DOUBLE AS lat,
            radius_km::DOUBLE AS radius_km, "start"::TIMESTAMPTZ AS opens, "end"::TIMESTAMPTZ AS closes
        FROM {source}""")
    bad = lake.execute(f"""
        SELECT count(*) FROM read_{noun} WHERE NOT coalesce(abs(lat) <= 90 AND abs(lon) <= 540
            AND radius_km >= 0 AND isfinite(radius_km) AND opens IS NOT NULL AND closes IS NOT NULL, false)
        """).fetchone()
    if bad and bad[0]:
        raise InvalidValue(f"{bad[0]} of the {noun}s in {path.name} have no usable place, radius or time")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
