"""The id a line of JSON is answered under."""

from __future__ import annotations

from collections.abc import Mapping

from lookfar.domain.errors import InvalidValue


def id_of(given: Mapping[str, object]) -> object:
    """What stands as `id`, None for nothing; raises InvalidValue for an object or a list."""
    if isinstance(given.get("id"), (dict, list)):
        raise InvalidValue("id must be a string or a number")
    return given.get("id")


def known_id(given: object) -> object:
    """The id of a line that is refused, None when it has none that can be given back."""
    known = given.get("id") if isinstance(given, dict) else None
    return None if isinstance(known, (dict, list)) else known
