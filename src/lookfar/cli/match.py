"""`lookfar match`: which exposures which incidents reach, over Parquet files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from lookfar.domain.errors import LookfarError


def parser() -> argparse.ArgumentParser:
    """The arguments of the command."""
    reads = argparse.ArgumentParser(prog="lookfar match", description=__doc__)
    reads.add_argument(
        "--exposures", type=Path, required=True, help="Parquet: id, lon, lat, radius_km, start, end"
    )
    reads.add_argument("--incidents", type=Path, required=True, help="Parquet with the same columns")
    reads.add_argument("--out", type=Path, required=True, help="Parquet: exposure_id, incident_id, distance_km")
    return reads


def run(args: Sequence[str]) -> int:
    """0 when the pairs are written; 1 with one line on stderr when they could not be."""
    given = parser().parse_args(args)
    from lookfar.lake.match import match_parquet

    try:
        match_parquet(given.exposures, given.incidents, given.out)
    except LookfarError as error:
        print(f"lookfar match: {error}", file=sys.stderr)
        return 1
    return 0
