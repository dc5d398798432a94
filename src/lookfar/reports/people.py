"""Words of a text that are surnames, since a given name or a title stands before them somewhere in it."""

from __future__ import annotations

from lookfar.reports.matches import LONGEST_NAME, Reader
from lookfar.reports.names import fold
from lookfar.reports.place_words import GENERIC_AFTER, GIVEN_NAMES, NOT_PLACES, ORGANISATION, SPOT, TITLES
from lookfar.reports.tokens import joined


def people_in(reader: Reader) -> set[str]:
    """Words (lower case) that follow a given name or a title somewhere in the text."""
    people: set[str] = set()
    for first, last in reader.runs:
        before = reader.tokens[first - 1] if first else None
        known = before is not None and before.lower in TITLES and joined(reader.text, before, reader.tokens[first])
        for at in range(first, last):
            word = reader.tokens[at].lower
            if word in ("of", "the", "and"):
                known = False
                continue
            if known and word not in GENERIC_AFTER and word not in ORGANISATION:
                people.add(word)
            known = (
                known or word in TITLES or (word in GIVEN_NAMES and at + 1 < last and _is_person(reader, at + 1))
            )
    return people


def _is_person(reader: Reader, at: int) -> bool:
    word = reader.tokens[at].lower
    if word in GENERIC_AFTER or word in ORGANISATION or word in SPOT or word in NOT_PLACES:
        return False
    pair = reader.text[reader.tokens[at - 1].start : reader.tokens[at].end]
    return len(pair) <= LONGEST_NAME and not reader.gazetteer.named(fold(pair))
