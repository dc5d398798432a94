"""Opens the shipped classifier; the file holds arrays only and cannot execute code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lookfar.domain.errors import Misconfigured
from lookfar.domain.taxonomy import Category, EventType
from lookfar.facts.once import once
from lookfar.facts.shipped import FACTS
from lookfar.reports.classify import ClassifierModel
from lookfar.reports.features import KNOWN_SLOTS
from lookfar.reports.happened import Happened
from lookfar.reports.meaning import WordVectors
from lookfar.reports.network import Network

NAME = "classify_2026_12_01"
WORDS = "words_2026_11_26"


@once
def open_words() -> WordVectors:
    """The shipped word vectors, lengths near 1; raises Misconfigured when their file is missing."""
    path = FACTS / "models" / f"{WORDS}.npz"
    if not path.is_file():
        raise Misconfigured(f"{path} is missing; tools/make_word_vectors.py makes it")
    with np.load(path, allow_pickle=False) as held:
        whole = held["vectors"].astype(np.float32)
        return WordVectors(hashes=held["hashes"], vectors=whole / np.float32(_UNIT))


_UNIT = 180.0
"""Root mean square length of the vectors as bytes."""


@once
def open_classifier() -> ClassifierModel:
    """The classifier in use, opened once a process; raises Misconfigured when its file is missing."""
    path = FACTS / "models" / f"{NAME}.npz"
    if not path.is_file():
        raise Misconfigured(f"{path} is missing; run `lookfar train classify`")
    with np.load(path, allow_pickle=False) as held:
        return ClassifierModel(
            name=NAME,
            types=tuple(EventType(str(kind)) for kind in held["types"]),
            groups=tuple(Category(str(group)) if group else None for group in held["groups"]),
            weights=held["weights"],
            scale=held["scale"],
            bias=held["bias"],
            idf=held["idf"].astype(np.float32),
            known=np.unpackbits(held["known"], count=KNOWN_SLOTS).astype(np.bool_),
            words=open_words(),
            rare=held["rare"].astype(np.float32),
            sense=held["sense"],
            networks=_networks(held),
            network_weight=float(held["network_weight"]),
            happened=_happened(held),
            temperature=float(held["temperature"]),
            slope=float(held["slope"]),
            offset=float(held["offset"]),
            threshold=float(held["threshold"]),
        )


def _happened(held: Mapping[str, NDArray[Any]]) -> Happened:
    own, against, constant = held["happened_line"].tolist()
    return Happened(
        weights=held["happened_weights"],
        scale=float(held["happened_scale"]),
        sense=held["happened_sense"],
        bias=float(held["happened_bias"]),
        line=(own, against, constant),
    )


def _networks(held: Mapping[str, NDArray[Any]]) -> tuple[Network, ...]:
    parts = {one.name: held[f"network_{one.name}"] for one in fields(Network)}
    return tuple(
        Network(**{name: stacked[number] for name, stacked in parts.items()})
        for number in range(len(parts["level"]))
    )
