"""A state of the lake, its hashes checked, ready to be asked."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from lookfar.lake.engine import Engine, open_engine
from lookfar.lake.manifest import Manifest
from lookfar.lake.shape import SCHEMAS, Name
from lookfar.lake.store import Lake

Rows = list[dict[str, object]]
_IMPORTED = (Name.INDICATORS, Name.UCDP_EVENTS, Name.UCDP_MONTHLY)
_KNOWN = ("recorded_us", "known_us", "superseded_us")


@dataclass(frozen=True, slots=True)
class Opened:
    """One manifest's tables on one engine."""

    held: Manifest
    engine: Engine
    root: Path

    def table(self, name: Name) -> ir.Table | None:
        """A table as an expression; None when it has no rows, which is nothing known rather than nothing."""
        paths = [self.root / file.path for file in self.held.of(name)]
        if not paths:
            return None
        self.engine.show(name.value, paths)
        table = ibis.table(ibis.Schema.from_pyarrow(SCHEMAS[name]), name=name.value)
        return self._put_right(table) if name in _IMPORTED and self.held.put_right else table

    def _put_right(self, table: ir.Table) -> ir.Table:
        """With instants of a clock that was ahead as they count."""
        known = dict(self.held.put_right)
        return table.mutate(
            **{name: table[name].substitute(known).cast("int64") for name in _KNOWN if name in table.columns}
        )

    def rows(self, expression: ir.Table) -> Rows:
        """The rows an expression gives."""
        return list(self.columns(expression).to_pylist())

    def columns(self, expression: ir.Table) -> pa.Table:
        """The same as columns: for more rows than are well held one by one."""
        return self.engine.answer(expression)


@contextmanager
def open_lake(lake: Lake, engine: str, *, snapshot: str = "") -> Iterator[Opened]:
    """The present state, or the named snapshot; raises Tampered, naming it, for a file changed on disk."""
    held = lake.kept(snapshot) if snapshot else lake.current()
    lake.check(held)
    with tempfile.TemporaryDirectory(prefix="lookfar-lake-") as spill:
        opened = open_engine(engine, spill=Path(spill))
        try:
            yield Opened(held, opened, lake.root)
        finally:
            opened.close()


def number(value: float) -> ir.FloatingScalar:
    """A literal that every engine takes for a double, never for a decimal."""
    return ibis.literal(float(value), type="float64")
