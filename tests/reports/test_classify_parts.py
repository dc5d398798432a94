from __future__ import annotations

import zlib

import numpy as np
import pytest

from lookfar.domain.taxonomy import NOT_AN_EVENT
from lookfar.facts.classifier import open_classifier
from lookfar.facts.labelling import measured, open_labelling
from lookfar.facts.taxonomy import open_taxonomy
from lookfar.reports.classify import calibrated, classify
from lookfar.reports.meaning import WordVectors, meaning, places
from lookfar.reports.training import calibration_error, platt, weighted_f1

HASHES = np.sort(np.array([zlib.crc32(word) for word in (b"flood", b"inundation")], np.uint32))
TABLE = WordVectors(hashes=HASHES, vectors=np.array([[3.0, 4.0], [3.0, 4.0]], np.float32))


def test_words_of_like_vectors_mean_the_like() -> None:
    rare = np.ones(2, np.float32)
    means = [meaning(*places(words, TABLE), TABLE, rare) for words in (["flood"], ["an", "inundation"])]
    assert means[0].tolist() == means[1].tolist() == pytest.approx([0.6, 0.8])


def test_a_text_of_unknown_words_has_no_meaning() -> None:
    assert meaning(*places(["qwerty"], TABLE), TABLE, np.ones(2, np.float32)).tolist() == [0.0, 0.0]


def test_platt_lowers_what_is_too_sure_and_lifts_what_is_too_unsure() -> None:
    chances = np.repeat([0.3, 0.95], 100)
    right = np.concatenate([np.arange(100) < 50, np.arange(100) < 80])
    sure = calibrated(chances, *platt(chances, right))
    assert sure[[0, 100]].tolist() == pytest.approx([0.5, 0.8], abs=0.01)
    assert calibration_error(sure, right) < 0.01 < calibration_error(chances, right)


def test_weighted_f1_weighs_groups_by_how_often_they_stand_in_the_gold() -> None:
    said, gold = np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1])
    assert weighted_f1(said, gold) == pytest.approx(0.5 * 0.8 + 0.5 * 2 / 3)


def test_confidence_grows_with_the_chance_and_stays_below_one() -> None:
    model = open_classifier()
    sure = calibrated(np.linspace(0, 1, 50), model.slope, model.offset)
    assert (np.diff(sure) >= 0).all()
    assert 0 < sure[0] < sure[-1] < 1


def test_no_snippet_of_the_yardstick_is_a_training_sentence() -> None:
    tables = open_labelling()
    assert not {text for _, text in tables.yardstick} & {text for _, text in tables.examples}


def test_the_yardstick_has_every_type_and_two_halves() -> None:
    snippets = open_labelling().yardstick
    assert {kind for kind, _ in snippets} == {*open_taxonomy().kinds, NOT_AN_EVENT}
    assert 0.4 < sum(measured(text) for _, text in snippets) / len(snippets) < 0.6


def test_the_half_of_the_yardstick_that_is_only_measured_is_read_as_well_as_the_page_says() -> None:
    taxonomy, model = open_taxonomy(), open_classifier()
    rows = [(kind, text) for kind, text in open_labelling().yardstick if measured(text)]
    wanted = [None if kind == NOT_AN_EVENT else taxonomy.kind(kind).category for kind, _ in rows]
    found = [classify(text, model) for _, text in rows]
    right = [f.category is w and not f.abstained for f, w in zip(found, wanted, strict=True)]
    assert sum(right) / len(right) >= 0.8
