"""Our own labelled world news is read well, and the learned ranker is no worse than judgement."""

from __future__ import annotations

from pathlib import Path

import pytest

from lookfar.cli.geoparsing import Document, read_corpus, tally
from lookfar.facts.gazetteer import gazetteer_with, open_gazetteer
from lookfar.facts.shipped import FACTS
from lookfar.reports.ranker import JUDGED, Ranker

TEXTS = Path(__file__).parent / "world_news.jsonl"


def documents(tune: bool) -> list[Document]:
    return [document for document in read_corpus(TEXTS, open_gazetteer()) if document.tune is tune]


@pytest.mark.parametrize("tune", [True, False], ids=["tune half", "other half"])
def test_ordinary_world_news_is_read_far_better_than_small_town_news(tune: bool) -> None:
    counted = tally(documents(tune), open_gazetteer())
    assert 2 * counted["met"] / (counted["said"] + counted["marked"]) >= 0.93
    assert counted["met_inside"] / counted["met_national"] >= 0.97
    assert counted["given_near"] / counted["pointed"] >= 0.92


@pytest.mark.parametrize("tune", [True, False], ids=["tune half", "other half"])
def test_the_fitted_ranker_is_no_worse_than_judgement(tune: bool) -> None:
    judged = tally(documents(tune), gazetteer_with(FACTS, Ranker(JUDGED)))
    fitted = tally(documents(tune), open_gazetteer())
    assert fitted["given_inside"] >= judged["given_inside"]
    assert fitted["given_near"] >= judged["given_near"]


def test_every_label_is_the_text_it_says() -> None:
    for document in read_corpus(TEXTS, open_gazetteer()):
        assert all(0 <= t.start < t.end <= len(document.text) for t in document.toponyms)
        assert len({(t.start, t.end) for t in document.toponyms}) == len(document.toponyms)
