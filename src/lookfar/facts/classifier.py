"""Opens the shipped classifier; the file holds arrays only and cannot execute code."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from lookfar.domain.errors import Misconfigured
from lookfar.domain.taxonomy import Category, EventType
from lookfar.facts.shipped import FACTS
from lookfar.reports.classify import ClassifierModel
from lookfar.reports.features import KNOWN_SLOTS

NAME = "classify_2026_11_24"


@lru_cache(maxsize=1)
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
            temperature=float(held["temperature"]),
            threshold=float(held["threshold"]),
        )
