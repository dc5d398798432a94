"""Whether we would have heard: each source's coverage as of a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lookfar import sources
from lookfar.domain.source import Source
from lookfar.domain.times import rfc3339
from lookfar.domain.vocabulary import Coverage, Origin
from lookfar.ratings.coverage import coverage
from lookfar.records import feeds


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """A source and how it was heard. `contact`: last good contact; `attempt`: last try; None is never."""

    source: Source
    coverage: Coverage
    attempt: datetime | None
    contact: datetime | None
    newest: datetime | None
    outcome: str
    detail: str
    quarantined: int
    reconstructed: bool

    def public(self) -> dict[str, object]:
        """The shape for other programs."""
        return {
            "id": self.source.id,
            "name": self.source.name,
            "publisher": self.source.publisher,
            "coverage": self.coverage.value,
            "last_attempt": _text(self.attempt),
            "last_contact": _text(self.contact),
            "newest_content": _text(self.newest),
            "outcome": self.outcome,
            "detail": self.detail,
            "quarantined": self.quarantined,
            "reconstructed": self.reconstructed,
            "reliability": self.source.reliability.value,
            "licence": self.source.licence,
            "licence_url": self.source.licence_url,
            "attribution": self.source.attribution,
            "homepage": self.source.homepage,
            "categories": [category.value for category in self.source.categories],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """The sources as of a time."""

    states: tuple[SourceState, ...]

    @property
    def live(self) -> tuple[SourceState, ...]:
        """Sources something new is expected of; a closed record of the past is none."""
        return tuple(state for state in self.states if not state.source.historic)

    @property
    def records(self) -> tuple[SourceState, ...]:
        """Closed records of the past that tell of that time."""
        return tuple(s for s in self.states if s.source.historic and s.coverage is not Coverage.BLIND)

    @property
    def blind(self) -> tuple[SourceState, ...]:
        return tuple(state for state in self.live if state.coverage is Coverage.BLIND)

    @property
    def late(self) -> tuple[SourceState, ...]:
        """Those that bring nothing as new as they should."""
        return tuple(state for state in self.live if state.coverage is Coverage.DEGRADED)

    @property
    def all_blind(self) -> bool:
        """Whether nobody is heard who tells of incidents; advice alone tells of none."""
        return all(s.coverage is Coverage.BLIND for s in self.live if not s.source.advice_only)

    @property
    def reconstructed(self) -> bool:
        return any(state.reconstructed for state in self.states)

    @property
    def since(self) -> datetime | None:
        """The last contact with any of the blind ones; None when none was ever heard."""
        return max((state.contact for state in self.blind if state.contact), default=None)


def hearing_as_of(as_of: datetime) -> Hearing:
    """Who is heard as of a time."""
    return Hearing(states=tuple(source_states(as_of)))


def source_states(as_of: datetime) -> list[SourceState]:
    """Every source, by name; one never heard is blind."""
    found = []
    known = sources.known()
    states = feeds.heard_all(list(known), as_of=as_of)
    for name, module in known.items():
        state = states[name]
        found.append(
            SourceState(
                source=module.SOURCE,
                coverage=coverage(module.SOURCE, last_contact=state.contact, newest=state.newest, as_of=as_of),
                attempt=state.attempt,
                contact=state.contact,
                newest=state.newest,
                outcome=state.outcome,
                detail=state.detail,
                quarantined=state.quarantined,
                reconstructed=state.origin == Origin.REPLAYED.value,
            )
        )
    return sorted(found, key=lambda state: state.source.name)


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else rfc3339(moment)
