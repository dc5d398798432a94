"""Whatever happens in whatever order: everything held finds its way out, in order, and holds never add anything."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.flow.holding_making import NOON, World, incident
from tests.web import seeding

from lookfar.alerts.quiet_hours import QuietHours
from lookfar.alerts.route import Rule
from lookfar.alerts.scope import Scope
from lookfar.domain.ids import AlertId
from lookfar.domain.incident import Incident
from lookfar.domain.places import Precision
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import DeliveryState, IncidentStatus, MsgType, Severity, Urgency
from lookfar.records import holds
from lookfar.records import rules as kept
from lookfar.records.models import AlertRow, DeliveryRow, Person, SilenceRow

UNREST = frozenset({Category.UNREST})


@dataclass(frozen=True)
class Version:
    """The next version of one of two incidents."""

    name: str
    severity: Severity
    where: str
    retracted: bool
    immediate: bool

    def of(self, number: int, at: datetime) -> Incident:
        place = seeding.LIMA if self.where == "lima" else None if self.where == "nowhere" else seeding.ALMATY
        status = IncidentStatus.RETRACTED if self.retracted else IncidentStatus.CONFIRMED
        urgency = Urgency.IMMEDIATE if self.immediate else Urgency.UNKNOWN
        made = incident(
            self.name,
            severity=self.severity,
            place=place,
            status=status,
            version=number,
            recorded_at=at,
            urgency=urgency,
        )
        if made.place is not None and self.where == "unsure":
            return replace(made, place=replace(made.place, confidence=0.2))
        if made.place is not None and self.where == "country":
            return replace(made, place=replace(made.place, precision=Precision.COUNTRY, name="Kazakhstan"))
        return made


@dataclass(frozen=True)
class Silenced:
    hours: int
    over_life: bool
    whom: str


@dataclass(frozen=True)
class EndSilences:
    pass


@dataclass(frozen=True)
class Quiet:
    start: int
    end: int


@dataclass(frozen=True)
class Ruled:
    bar: Severity | None
    coarse: bool
    over_life: bool


@dataclass(frozen=True)
class Step:
    minutes: int


Deed = Version | Silenced | EndSilences | Quiet | Ruled | Step
VERSIONS = st.builds(
    Version,
    name=st.sampled_from(["a", "a", "a", "b"]),
    severity=st.sampled_from([Severity.MINOR, Severity.MODERATE, Severity.SEVERE, Severity.EXTREME]),
    where=st.sampled_from(["almaty", "almaty", "almaty", "country", "unsure", "lima", "nowhere"]),
    retracted=st.sampled_from([False, False, False, False, True]),
    immediate=st.booleans(),
)
SILENCES = st.builds(
    Silenced,
    hours=st.integers(1, 20),
    over_life=st.booleans(),
    whom=st.sampled_from(["unrest", "person", "incident"]),
)
HOLDS = st.one_of(
    SILENCES, st.just(EndSilences()), st.builds(Quiet, start=st.integers(0, 11), end=st.integers(19, 23))
)
RULES = st.builds(
    Ruled, bar=st.sampled_from([None, *list(Severity)]), coarse=st.booleans(), over_life=st.booleans()
)
STEPS = st.builds(Step, minutes=st.sampled_from([0, 1, 4, 6, 30, 120, 480, 1500]))
DEEDS = st.lists(st.one_of(VERSIONS, VERSIONS, HOLDS, RULES, STEPS, STEPS), min_size=3, max_size=14)


class Story:
    """Deeds done one after the other to a fresh organisation of two."""

    def __init__(self, folder: Path) -> None:
        self.world = World(folder)
        self.people = [self.world.person("Ann"), self.world.person("Bob")]
        self.now = NOON
        self.numbers: defaultdict[str, int] = defaultdict(int)
        self.reached: set[tuple[str, str]] = set()

    def do(self, deed: Deed) -> None:
        match deed:
            case Version():
                self.numbers[deed.name] += 1
                made = deed.of(self.numbers[deed.name], self.now)
                self.world.happen(made)
                self._note(deed, made)
            case Silenced():
                self.world.silence(
                    self._scope(deed.whom), hours=deed.hours, start=self.now, over_life=deed.over_life
                )
            case EndSilences():
                for row in SilenceRow.objects.filter(ends_at__gt=self.now):
                    kept.end_silence(row, now=self.now)
            case Quiet():
                hours = kept.Hours(quiet=QuietHours(start=time(deed.start), end=time(deed.end)))
                kept.keep_hours(self.world.organisation, hours, self.people[0])
            case Ruled():
                rule = Rule(id="", name="r", bar=deed.bar, coarse=deed.coarse, over_life=deed.over_life)
                kept.keep_rule(self.world.organisation, rule)
            case Step():
                self.now += timedelta(minutes=deed.minutes)
                self._run()

    def _run(self) -> None:
        """A round of the worker; no threat to life waits longer than half a minute for it."""
        self.world.run(self.now)
        late = DeliveryRow.objects.filter(
            state__in=("waiting", "failed"),
            alert__life_threat=True,
            alert__issued_at__lte=self.now - timedelta(seconds=30),
        )
        assert not late.exists()

    def end(self) -> None:
        """Days in which nothing more happens."""
        for _ in range(20):
            self.now += timedelta(hours=5)
            self._run()

    def _note(self, deed: Version, made: Incident) -> None:
        here = deed.where in ("almaty", "country", "unsure") and not deed.retracted
        for person in self.people:
            pair = (made.id, str(person.pk))
            if here:
                self.reached.add(pair)
            else:
                self.reached.discard(pair)

    def _scope(self, whom: str) -> Scope:
        match whom:
            case "person":
                return Scope(people=frozenset({str(self.people[0].pk)}))
            case "incident":
                return Scope(incident=incident("b").id)
            case _:
                return Scope(categories=UNREST)

    def told(self) -> dict[AlertId, int]:
        """How many versions of each alert were delivered, under ids that do not depend on the organisation."""
        names = {str(person.pk): person.private["name"] for person in self.people}
        found: defaultdict[AlertId, int] = defaultdict(int)
        for row in DeliveryRow.objects.filter(state="delivered", alert__isnull=False).select_related("alert"):
            found[names[row.alert.subject_id] + row.alert.incident_id] += 1
        return found


@contextmanager
def undone():
    """What happens inside leaves nothing behind."""
    with transaction.atomic(), tempfile.TemporaryDirectory() as folder:
        yield Path(folder)
        transaction.set_rollback(True)


NIGHTLY = settings(max_examples=30, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])


WORSENED = [
    Quiet(start=0, end=23),
    Version(name="a", severity=Severity.MODERATE, where="almaty", retracted=False, immediate=False),
    Step(minutes=1),
    Version(name="a", severity=Severity.EXTREME, where="almaty", retracted=False, immediate=True),
    Step(minutes=1),
]
"""What waits for the morning must not keep back what it grows into."""


@pytest.mark.slow
@NIGHTLY
@given(deeds=DEEDS)
@example(deeds=WORSENED)
def test_everything_held_is_told_digested_or_overtaken_and_in_order(db, deeds):
    with undone() as folder:
        story = Story(folder)
        for deed in deeds:
            story.do(deed)
        story.end()
        assert not holds.open_holds().exists()
        assert not DeliveryRow.objects.filter(state__in=("waiting", "failed")).exists()
        check_everybody_reached_heard(story)
        check_order(story)
        check_beliefs()


def check_everybody_reached_heard(story: Story) -> None:
    """Whom an incident reaches in the end has had an alert of it, or a digest that has it."""
    rows = AlertRow.objects.filter(resolution="digested") | AlertRow.objects.filter(held="")
    heard = {(row.incident_id, row.subject_id) for row in rows}
    assert story.reached <= heard


def check_order(story: Story) -> None:
    """The versions of an alert reach each receiver in rising order, each once."""
    sequence = {row.wire_id: (row.alert_id, row.sequence) for row in AlertRow.objects.filter(held="")}
    last: dict[tuple[str, str], int] = {}
    for mail in story.world.mails:
        wire = mail["Message-ID"].strip("<>").partition("@")[0]
        if wire in sequence:
            alert, number = sequence[wire]
            assert number > last.get((alert, mail["To"]), 0)
            last[alert, mail["To"]] = number


def check_beliefs() -> None:
    """Whoever heard of an alert knows its newest version; whoever did not was spared only the end of it."""
    newest: dict[str, AlertRow] = {}
    for row in AlertRow.objects.filter(held="").order_by("sequence"):
        newest[row.alert_id] = row
    for alert, row in newest.items():
        got = DeliveryRow.objects.filter(alert__alert_id=alert, state=DeliveryState.DELIVERED.value)
        known = {one.alert.sequence for one in got.select_related("alert")}
        if known or row.msg_type != MsgType.CANCEL.value:
            assert max(known, default=0) == row.sequence


@pytest.mark.slow
@NIGHTLY
@given(deeds=st.lists(st.one_of(VERSIONS, VERSIONS, HOLDS, STEPS, STEPS), min_size=3, max_size=14))
def test_a_silence_or_quiet_hour_never_lets_more_through(db, deeds):
    told = []
    for some in (deeds, [deed for deed in deeds if not isinstance(deed, Silenced | EndSilences | Quiet)]):
        with undone() as folder:
            story = Story(folder)
            for deed in some:
                story.do(deed)
            story.end()
            told.append(story.told())
    held, free = told
    assert held.keys() <= free.keys()
    assert all(count <= free[alert] for alert, count in held.items())


def test_people_of_one_story_are_gone_before_the_next(db):
    with undone() as folder:
        Story(folder)
    assert not Person.objects.exists()
