"""Whom or what an alert is about, by name: true for every receiver, whoever reads it."""

from __future__ import annotations

from lookfar.domain.exposure import Exposure

_TOWN_KM = 1.0
"""A place of yours at least this wide is somewhere one is in, not at."""


def in_or_at(subject: Exposure) -> str:
    """ "in" a town, "at" a house."""
    return "in" if subject.radius_km >= _TOWN_KM else "at"


def in_named(place: str, otherwise: str) -> str:
    """ "in Almaty"; `otherwise` of a place without a name of its own, such as "5.5 km N of Almaty" or its numbers."""
    return f"in {place}" if place[:1].isalpha() else otherwise


def bears_its_place(subject: Exposure) -> bool:
    """Whether its name and that of its place are one, or the place is not kept: then one of them is enough."""
    return subject.place_name.casefold() in ("", subject.label.casefold())


def named(subject: Exposure) -> str:
    """ "Jon Ash in Almaty"."""
    there = "" if bears_its_place(subject) else f" {in_or_at(subject)} {subject.place_name}"
    return f"{subject.label}{there}"


def tagged(subject: Exposure) -> str:
    """ "Jon Ash (Almaty)", for a line that has little room."""
    there = "" if bears_its_place(subject) else f" ({subject.place_name})"
    return f"{subject.label}{there}"
