"""The shipped tables of severity."""

from __future__ import annotations

import re

from lookfar.domain.vocabulary import Certainty, Severity, Urgency
from lookfar.facts.once import once
from lookfar.facts.shipped import read_table
from lookfar.reports.severity import SeverityRule, SeverityTable, WordRule


@once
def open_severity() -> SeverityTable:
    """`severity_tolls.csv` and `severity_words.csv`, read once."""
    return SeverityTable(
        tolls=tuple(map(_toll_rule, read_table("severity_tolls.csv"))),
        words=tuple(map(_word_rule, read_table("severity_words.csv"))),
    )


def _toll_rule(row: dict[str, str]) -> SeverityRule:
    return SeverityRule(
        scope=row["scope"],
        harm=row["harm"],
        least=int(row["least"]),
        severity=Severity(row["severity"]),
        reason=row["reason"],
    )


def _word_rule(row: dict[str, str]) -> WordRule:
    return WordRule(
        scope=row["scope"],
        pattern=re.compile(row["pattern"], re.IGNORECASE),
        steps=int(row["steps"]),
        urgency=Urgency(row["urgency"]) if row["urgency"] else None,
        certainty=Certainty(row["certainty"]) if row["certainty"] else None,
        reason=row["reason"],
    )
