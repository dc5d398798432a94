"""Anybody gets the shipped classifier from the public data."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import shared_data

from lookfar.cli.train_classify import MODEL, fit_classifier
from lookfar.cli.training_texts import WIKIPEDIA
from lookfar.facts.shipped import FACTS


@pytest.mark.slow
def test_training_gives_the_shipped_classifier_byte_for_byte(tmp_path: Path) -> None:
    table = shared_data.find(f"data/{WIKIPEDIA}")
    if table is None:
        pytest.skip("needs the public data sets")
    fit_classifier(table.parent.parent, tmp_path)
    assert (tmp_path / "models" / MODEL).read_bytes() == (FACTS / "models" / MODEL).read_bytes()
