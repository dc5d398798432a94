"""Which yearly figures a method reads, of all that a snapshot holds."""

from __future__ import annotations

from lookfar.ratings.constants import Constants, ModelConstants, PartsConstants


def figures_read(constants: Constants | ModelConstants | PartsConstants) -> frozenset[str]:
    """The names that its priors, terms and floors of any category look for; of a method of parts also those of its countries."""
    if isinstance(constants, PartsConstants):
        named = {term.name for terms in constants.terms.values() for term in terms}
        return figures_read(constants.of) | named
    prior = frozenset(term.indicator for term in constants.structure)
    if isinstance(constants, Constants):
        return prior
    models = constants.categories.values()
    terms = {term.name for one in models for term in (*one.score, *one.months, *one.outlook)}
    return prior | terms | {floor.indicator for floor in constants.figure_floors}
