"""Collects the rows and names of the gazetteer while it is being built."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from lookfar.reports.entry import NO_ROW, Kind, NameKind
from lookfar.reports.gazetteer import Tables
from lookfar.reports.names import fold, name_hash, without_generic

_CODE_LIKE = re.compile(r"[A-Z0-9]{1,4}|.*\d.*|https?:.*")


_ARTICLES = re.compile(r"^(?:du|des|de la|de l|de los|de las|del|de|di|dell|della|d)[ ](?=\w{3})")
_ELIDED = re.compile(r"\b[dl]['’](?=[A-Z])")
"""What stands before the name in "Departement du Var", "Provincia de Leon", "Departement de l'Aude"."""


def bare_names(area: str) -> list[str]:
    """What an area is called without its kind, folded, and without an article before that.

    >>> bare_names("Departement de l'Aude"), bare_names("Kharkiv Oblast")
    (['de aude', 'aude'], ['kharkiv', 'kharkiv'])
    """
    bare = without_generic(fold(_ELIDED.sub("", area)))
    return [bare, _ARTICLES.sub("", bare)]


@dataclass(slots=True, kw_only=True)
class Row:
    """One place on its way into the tables."""

    name: str
    kind: Kind
    country: str
    lon: float
    lat: float
    population: int = 0
    radius_km: float = 1.0
    seat: int = 0
    admin1_row: int = NO_ROW
    geonames_id: int = 0


@dataclass(slots=True, kw_only=True)
class Builder:
    """Rows in order and (hash, row, kind of name) triples."""

    rows: list[Row] = field(default_factory=list)
    names: dict[tuple[int, int], int] = field(default_factory=dict)

    def add(self, row: Row) -> int:
        """Takes a row, names it, and gives its number."""
        number = len(self.rows)
        self.rows.append(row)
        self.name(number, (row.name,), NameKind.PRIMARY)
        return number

    def name(self, number: int, names: Iterable[str], how: NameKind) -> None:
        """Gives a row more names; the strongest kind wins when one is given twice."""
        for name in names:
            folded = fold(name)
            if folded:
                key = (name_hash(folded), number)
                self.names[key] = min(self.names.get(key, 9), int(how))

    def name_loosely(self, number: int, names: Iterable[str]) -> None:
        """Alternate names of a city, without codes, links and single letters."""
        self.name(
            number,
            (n for n in names if len(n) > 1 and not _CODE_LIKE.fullmatch(n) and len(n) < 60),
            NameKind.ALTERNATE,
        )

    def tables(self, codes: list[str]) -> Tables:
        """The finished arrays; `codes` gives each country its number."""
        number = {code: n for n, code in enumerate(codes)}
        keys = np.array(list(self.names), dtype=np.uint64).reshape(-1, 2)
        how = np.fromiter(self.names.values(), dtype=np.uint8, count=len(self.names))
        order = np.lexsort((keys[:, 1], how, keys[:, 0]))
        texts = [row.name.encode() for row in self.rows]

        rows = self.rows
        return Tables(
            name_hash=np.ascontiguousarray(keys[order, 0]),
            name_row=keys[order, 1].astype(np.uint32),
            name_kind=how[order],
            lon=np.array([r.lon for r in rows], dtype=np.float32),
            lat=np.array([r.lat for r in rows], dtype=np.float32),
            population=np.array([r.population for r in rows], dtype=np.uint32),
            radius_km=np.array([r.radius_km for r in rows], dtype=np.float32),
            kind=np.array([int(r.kind) for r in rows], dtype=np.uint8),
            seat=np.array([r.seat for r in rows], dtype=np.uint8),
            country=np.array([number[r.country] for r in rows], dtype=np.uint16),
            admin1_row=np.array([r.admin1_row for r in rows], dtype=np.uint32),
            geonames_id=np.array([r.geonames_id for r in rows], dtype=np.uint32),
            text_end=np.cumsum([len(t) for t in texts]).astype(np.uint32),
            text=np.frombuffer(b"".join(texts), dtype=np.uint8),
        )
