"""An organisation's people, sites and trips, found by what the rows of a file call them; no two rows change one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from lookfar.domain.errors import InvalidValue, WrongField
from lookfar.records.models import Person, Site, Trip

Kept = TypeVar("Kept", Person, Site, Trip)


class Claims:
    """Which records the rows of a file change: each row another."""

    def __init__(self) -> None:
        self._claimed: set[UUID] = set()

    def by_id(self, kept: Kept | None) -> Kept | None:
        """What a row names by its id; raises WrongField when another row changes it already."""
        if kept is not None and kept.pk in self._claimed:
            raise WrongField("id", "another row changes this one already; give each an id of its own")
        return self._claim(kept)

    def by_name(self, alike: Iterable[Kept]) -> Kept | None:
        """The first of those called the same that no row has claimed, one without an id first."""
        left = sorted(self.free(alike), key=lambda one: bool(one.private.get("key")))
        return self._claim(left[0] if left else None)

    def free(self, alike: Iterable[Kept]) -> list[Kept]:
        """Those that no row has claimed."""
        return [one for one in alike if one.pk not in self._claimed]

    def _claim(self, kept: Kept | None) -> Kept | None:
        if kept is not None:
            self._claimed.add(kept.pk)
        return kept


class People:
    """An organisation's people, found by what a row calls them."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._claims = Claims()
        self._ids: dict[str, list[Person]] = defaultdict(list)
        self._names: dict[str, list[Person]] = defaultdict(list)
        self._emails: dict[str, list[Person]] = defaultdict(list)
        for one in people:
            for ident in {str(one.pk), str(one.private.get("key") or one.pk)}:
                self._ids[ident].append(one)
            self._names[_folded(one.private["name"])].append(one)
            self._emails[_folded(one.private.get("email"))].append(one)

    def by_key(self, key: str, name: str) -> Person | None:
        """Whom a row of the people's table means, None when somebody new; raises InvalidValue when in doubt."""
        if key in self._ids:
            return self._claims.by_id(self._ids[key][0])
        called = [one for one in self._names.get(_folded(name), ()) if not (key and one.private.get("key"))]
        alike = self._claims.free(called)
        if len(alike) > 1:
            raise WrongField("name", f"{len(alike)} people are called {name}; give the row the id of one of them")
        return self._claims.by_name(alike)

    def called(self, text: str) -> Person:
        """The one person of this id, name or e-mail address; raises InvalidValue."""
        wanted = _folded(text)
        if not wanted:
            raise InvalidValue("say who: a name, an e-mail address or an id of your people")
        for found in (self._ids.get(text.strip()), self._names.get(wanted), self._emails.get(wanted)):
            if found and len(found) > 1:
                raise InvalidValue(f"{len(found)} people are called {text[:80]!r}; write the id of one of them")
            if found:
                return found[0]
        raise InvalidValue(f"none of your people is called {text[:80]!r}; add the person first, or mend the name")

    def sharing(self, email: str, but: Person | None) -> list[Person]:
        """Others with this address."""
        wanted = _folded(email)
        return [one for one in self._emails.get(wanted, ()) if wanted and one != but]


class Sites:
    """An organisation's sites, found by what a row calls them."""

    def __init__(self, sites: Iterable[Site]) -> None:
        self._claims = Claims()
        self._ids: dict[str, Site] = {}
        self._names: dict[str, list[Site]] = defaultdict(list)
        for site in sites:
            key = str(site.private.get("key") or "")
            self._ids |= {str(site.pk): site} | ({key: site} if key else {})
            if not key:
                self._names[_folded(site.private["name"])].append(site)

    def find(self, key: str, name: str) -> Site | None:
        """The site with this id, else one without an id that is called so; raises WrongField as `Claims` does."""
        if key in self._ids:
            return self._claims.by_id(self._ids[key])
        return self._claims.by_name(self._names.get(_folded(name), ()))


class Trips:
    """An organisation's trips, found by what a row or an event calls them."""

    def __init__(self, trips: Iterable[Trip]) -> None:
        self._claims = Claims()
        self._keys: dict[tuple[object, str], Trip] = {}
        self._names: dict[tuple[object, str], list[Trip]] = defaultdict(list)
        for trip in trips:
            for key in (str(trip.pk), str(trip.private.get("key") or trip.pk)):
                self._keys.setdefault((trip.person_id, key), trip)
            self._names[trip.person_id, _folded(trip.private["name"])].append(trip)

    def find(self, person: Person, key: str, name: str) -> Trip | None:
        """The traveller's trip with this key, else of this name among those without another key, for one row only.

        Raises WrongField when another row changes the trip with this key already.
        """
        kept = self.with_key(person, key)
        if kept is not None:
            return self._claims.by_id(kept)
        alike = self._names.get((person.pk, _folded(name)), ())
        return self._claims.by_name(trip for trip in alike if not (key and trip.private.get("key")))

    def with_key(self, person: Person, key: str) -> Trip | None:
        """The traveller's trip with this key."""
        return self._keys.get((person.pk, key))


def _folded(text: object) -> str:
    return " ".join(str(text or "").casefold().split())


def key_of(kept: Person | Site | Trip | None, key: str) -> str:
    """What a row calls a thing; our own id, as an export gives it, is no name of its own."""
    if kept is not None and (not key or key == str(kept.pk)):
        return str(kept.private.get("key", ""))
    return key
