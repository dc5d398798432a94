"""Rows and archives of GDELT event tables by hand, in the publisher's form."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO


@dataclass(frozen=True, kw_only=True)
class Made:
    """One row of the 61 columns; `place`: type, full name, FIPS, latitude, longitude."""

    number: int = 881990000
    day: str = "20191024"
    actor: tuple[str, str] = ("GUNMAN", "")
    other: tuple[str, str] = ("", "")
    root: int = 1
    code: str = "181"
    quad: int = 4
    goldstein: str = "-9.0"
    mentions: int = 5
    place: tuple[str, ...] = ("4", "Kaduna, Kaduna, Nigeria", "NI", "10.5222", "7.43833")
    feature: str = "-2015123"
    added: str = "20191024143000"
    url: str = "https://news.example/gunmen-kidnap-schoolgirls-in-kaduna"

    def line(self) -> bytes:
        """The row in the 61 columns of 2.0."""
        scale, name, fips, lat, lon = self.place
        spot = [scale, name, fips, fips and f"{fips}00", "", lat, lon, self.feature if scale != "0" else ""]
        return self._joined([[*spot], [*["0", *[""] * 7]], [*spot]])

    def old_line(self) -> bytes:
        """The row in the 58 columns of 1.0, which has no ADM2 and a bare day."""
        scale, name, fips, lat, lon = self.place
        spot = [scale, name, fips, fips and f"{fips}00", lat, lon, self.feature]
        return self._joined([spot, ["0", *[""] * 6], spot], added=self.added[:8])

    def _joined(self, places: list[list[str]], added: str = "") -> bytes:
        actors = [[name and "AAA", name, country, *[""] * 7] for name, country in (self.actor, self.other)]
        event = [self.root, self.code, self.code[:3], self.code[:2], self.quad, self.goldstein]
        told = [self.mentions, 1, self.mentions, "-3.5"]
        days = [self.number, self.day, self.day[:6], self.day[:4], f"{self.day[:4]}.8055"]
        columns = [*days, *actors[0], *actors[1], *event, *told, *places[0], *places[1], *places[2]]
        return "\t".join(map(str, [*columns, added or self.added, self.url])).encode() + b"\n"


def table(rows: Iterable[Made]) -> bytes:
    return b"".join(row.line() for row in rows)


def archive(content: bytes, name: str = "20191024143000.export.CSV") -> bytes:
    return archive_of([(name, content)])


def archive_of(members: Iterable[tuple[str, bytes]]) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members:
            packed.writestr(zipfile.ZipInfo(name, (2019, 10, 24, 14, 30, 0)), content, zipfile.ZIP_DEFLATED)
    return held.getvalue()
