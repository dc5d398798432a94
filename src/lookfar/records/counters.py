"""Counts that only grow, kept with the rows they count."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Mapping

from django.db.models import F

from lookfar.records.models import Counter

Name = tuple[str, str]
"""What is counted, and the value it is counted by ("" for none)."""


def add(tally: Mapping[Name, int]) -> None:
    """Raises counts; call inside the transaction that does what is counted. Sorted, so that two never wait in a ring."""
    for (name, label), more in sorted(tally.items()):
        if more and not Counter.objects.filter(name=name, label=label).update(value=F("value") + more):
            Counter.objects.get_or_create(name=name, label=label)
            Counter.objects.filter(name=name, label=label).update(value=F("value") + more)


def counted() -> Tally[Name]:
    """Every count so far."""
    return Tally({(row.name, row.label): row.value for row in Counter.objects.all()})
