"""Figures of many moments in the past, and the terms that a rating method makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from lookfar.domain.taxonomy import Category
from lookfar.ratings.constants import ModelConstants, Term
from lookfar.ratings.decay import COLUMN
from lookfar.ratings.inputs import AreaInputs
from lookfar.ratings.model import figures
from lookfar.ratings.predictors import known
from tools.rating_history import Floats, Past, inputs_at

LINEAR = {"political_stability", "active_6", "active_12", "active_36", "around", "prior"}


class Moments:
    """The inputs of many first days of a month, and the figures made from them."""

    def __init__(self, past: Past, days: Sequence[date], constants: ModelConstants) -> None:
        self.days = list(days)
        self.inputs = [inputs_at(past, day, constants, months=True) for day in days]
        self.given = [figures(inputs, constants) for inputs in self.inputs]

    def again(self, constants: ModelConstants) -> None:
        """The figures under other constants."""
        self.given = [figures(inputs, constants) for inputs in self.inputs]

    def column(self, name: str, category: Category) -> Floats:
        """One term's figure at every moment and area, nan where it is not known."""
        of, _, plain = name.rpartition(".")
        parts = [
            given.named[plain][:, COLUMN[Category(of) if of else category]]
            if plain in given.named
            else _known(inputs, name)
            for inputs, given in zip(self.inputs, self.given, strict=True)
        ]
        return np.concatenate(parts)


def _known(inputs: Sequence[AreaInputs], name: str) -> Floats:
    values = np.array([known(one).get(name, np.nan) for one in inputs])
    return values if name in LINEAR else np.log1p(np.maximum(values, 0.0))


def terms_of(moments: Moments, names: Sequence[str], category: Category) -> tuple[Floats, list[Term]]:
    """Standardised columns, and the terms they stand for with weight 0."""
    columns, terms = [], []
    for name in names:
        x = moments.column(name, category)
        centre, spread = round(float(np.nanmean(x)), 4), round(float(np.nanstd(x)) + 1e-6, 4)
        form = "linear" if name in LINEAR or "harm" in name or "count" in name else "log1p"
        columns.append(np.nan_to_num((x - centre) / spread))
        terms.append(Term(name=name, form=form, centre=centre, spread=spread, weight=0.0))
    return np.column_stack(columns), terms


def weighed(intercept: float, terms: Sequence[Term], weights: Floats) -> tuple[Term, ...]:
    """An intercept and the terms with these weights; those of weight 0 are left out."""
    first = Term(name="intercept", form="linear", centre=0.0, spread=1.0, weight=round(intercept, 4))
    found = [replace(term, weight=round(float(w), 4)) for term, w in zip(terms, weights, strict=True)]
    return (first, *(term for term in found if term.weight))
