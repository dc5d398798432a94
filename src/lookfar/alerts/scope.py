"""What a rule or a silence is about: kinds, severities, places and whom."""

from __future__ import annotations

from dataclasses import dataclass

from lookfar.domain.ids import IncidentId
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import Severity, SubjectKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """What rules and silences look at in one match.

    `areas`: alpha-3 of the countries that the incident touches and the ids of its parts the incident lies in. `person`: who is
    touched (at home or on a trip), "" for a site; `groups`: theirs; `site`: the site, "" for a person.
    """

    incident: IncidentId
    category: Category
    severity: Severity
    life_threat: bool
    areas: frozenset[str] = frozenset()
    person: str = ""
    groups: frozenset[str] = frozenset()
    site: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Empty fields ask for nothing. `people`, `groups` and `sites` together name whom: any one of them is enough.

    `most`: this CAP severity or less. `incident`: this one only.
    """

    categories: frozenset[Category] = frozenset()
    most: Severity = Severity.EXTREME
    areas: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    sites: frozenset[str] = frozenset()
    incident: str = ""

    def meets(self, touch: Touch) -> bool:
        """Whether the match lies inside."""
        return (
            (not self.categories or touch.category in self.categories)
            and touch.severity.rank <= self.most.rank
            and (not self.areas or bool(self.areas & touch.areas))
            and (not self.incident or self.incident == touch.incident)
            and self._is_of(touch)
        )

    def _is_of(self, touch: Touch) -> bool:
        if not (self.people or self.groups or self.sites):
            return True
        return (
            touch.person in self.people
            or bool(self.groups & touch.groups)
            or (bool(touch.site) and touch.site in self.sites)
        )

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left outside."""
        all_kinds = not self.categories or self.categories == frozenset(Category)
        whom = self.people or self.groups or self.sites
        return all_kinds and self.most is Severity.EXTREME and not (self.areas or whom or self.incident)


def of_subject(kind: SubjectKind, subject: str, person: str) -> tuple[str, str]:
    """The person and the site that a subject is, "" for the one it is not; `person`: who is behind it."""
    return ("", subject) if kind is SubjectKind.SITE else (person, "")
