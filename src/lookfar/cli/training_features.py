"""Turns texts into what a classifier counts: hashed features, mean word vectors, and the rows of their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from lookfar.facts.classifier import open_words
from lookfar.facts.gazetteer import open_gazetteer
from lookfar.reports import training
from lookfar.reports.entry import NameKind
from lookfar.reports.features import tokens, vector, words_of
from lookfar.reports.meaning import WordVectors, meaning, places, rarity
from lookfar.reports.names import fold
from lookfar.reports.network import Ids, word_ids

MEANING = 0.7
"""Length of a text's mean word vector beside its hashed features, whose length is 1."""
_LARGE_PLACE = 500_000
"""People of a place whose name is not taken for an ordinary word."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TextReader:
    """`known`: which lower-case words are ordinary ones; `idf` of hashed features; `rare`: weights of `words`."""

    known: NDArray[np.bool_]
    idf: NDArray[np.float32]
    words: WordVectors
    rare: NDArray[np.float32]

    @classmethod
    def of(cls, texts: Sequence[str], ruled: Sequence[str]) -> TextReader:
        """From the texts to learn from; `ruled`: words that rules of labelling name."""
        raw = [words_of(text) for text in texts]
        known = training.known_words(raw, least=25, always=_ordinary(ruled, raw))
        split = [tokens(text, known) for text in texts]
        table = open_words()
        return cls(
            known=known,
            idf=training.inverse_frequency(training.matrix([vector(words) for words in split]), least=4),
            words=table,
            rare=rarity([places(words, table)[0] for words in split], len(table.hashes)),
        )

    def features(self, texts: Sequence[str]) -> csr_matrix:
        """Texts x (hashed features, then the mean word vector)."""
        split = [tokens(text, self.known) for text in texts]
        hashed = training.weighted(training.matrix([vector(words) for words in split]), self.idf)
        means = [meaning(*places(words, self.words), self.words, self.rare) for words in split]
        return csr_matrix(hstack([hashed, csr_matrix(np.stack(means) * np.float32(MEANING))]))

    def ids(self, texts: Sequence[str]) -> Ids:
        """Texts x words as the network reads them."""
        return word_ids([tokens(text, self.known) for text in texts], self.words.hashes)


def _ordinary(words: Sequence[str], texts: Sequence[Sequence[str]]) -> list[str]:
    """The words without names of countries and large cities: a place does not decide what kind of event it was."""
    gazetteer = open_gazetteer()
    lower = {word for text in texts for word in text if word[0].islower()}

    def is_place(word: str) -> bool:
        named = (one for one in gazetteer.named(fold(word)) if one.how is not NameKind.DEMONYM)
        return any(gazetteer.entry(one.row).population >= _LARGE_PLACE for one in named)

    return [word for word in words if word in lower or not is_place(word)]
