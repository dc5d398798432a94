"""Anybody gets the shipped classifier from the public data."""

from __future__ import annotations

import numpy as np
import pytest
from tests import shared_data

from lookfar.cli.train_classify import MODEL, fit_linear
from lookfar.cli.training_happened import fit_happened
from lookfar.cli.training_texts import WIKIPEDIA, training_texts, voted_on
from lookfar.facts.labelling import open_labelling
from lookfar.facts.shipped import FACTS


@pytest.mark.slow
def test_training_gives_the_linear_part_of_the_shipped_classifier_byte_for_byte() -> None:
    """The networks' sums depend on the processor; tests/reports/test_network.py holds them on one machine."""
    table = shared_data.find(f"data/{WIKIPEDIA}")
    if table is None:
        pytest.skip("needs the public data sets")
    tables = open_labelling()
    texts = [one for one in training_texts(table.parent.parent, tables) if not one.held_out]
    fitted = fit_linear(texts, voted_on(texts, tables), tables.words)
    happened = fit_happened(texts, fitted.reader).arrays()
    with np.load(FACTS / "models" / MODEL, allow_pickle=False) as shipped:
        assert (shipped["known"] == np.packbits(fitted.reader.known)).all()
        assert (shipped["weights"] == fitted.packed).all()
        assert (shipped["scale"] == fitted.scale).all()
        assert (shipped["bias"] == fitted.weights.bias).all()
        for name, array in happened.items():
            assert (shipped[name] == array).all(), name
