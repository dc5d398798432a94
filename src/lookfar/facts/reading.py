"""What reading a report needs, opened together: gazetteer, classifier, taxonomy, borders, severity, actors."""

from __future__ import annotations

from lookfar.facts.actors import open_actors, open_targets
from lookfar.facts.borders import open_borders
from lookfar.facts.classifier import open_classifier
from lookfar.facts.country_codes import open_country_codes
from lookfar.facts.gazetteer import open_gazetteer
from lookfar.facts.once import once
from lookfar.facts.severity import open_severity
from lookfar.facts.taxonomy import open_taxonomy
from lookfar.reports.understand import Tools


@once
def open_reading() -> Tools:
    """The shipped tables for `reports.understand`; raises Misconfigured before set-up."""
    borders = open_borders()
    return Tools(
        gazetteer=open_gazetteer(),
        model=open_classifier(),
        taxonomy=open_taxonomy(),
        country_at=borders.country_at,
        nearest_country=borders.nearest_country,
        neighbours=borders.neighbours,
        severity=open_severity(),
        groups=open_actors(),
        targets=open_targets(),
        codes=open_country_codes(),
    )
