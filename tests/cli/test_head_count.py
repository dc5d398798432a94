"""`lookfar head-count`: asks as the page does, and says who is safe, needs help, was not reached, has not answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from tests.flow.holding_making import World, body, incident
from tests.web import seeding

from lookfar.accounts.models import AuditEntry, Organisation
from lookfar.cli import head_count, main
from lookfar.domain.safety import Answer, AnsweredBy
from lookfar.domain.vocabulary import IncidentStatus
from lookfar.flow.people import keep_person
from lookfar.flow.safety import answer
from lookfar.records.models import SafetyAsk

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def world(db, tmp_path):
    """Ann and Bob are reached, Cid's mailbox refuses, Una has no way to be told."""
    made = World(tmp_path)
    made.ann, made.bob, made.cid = made.person("Ann"), made.person("Bob"), made.person("Cid")
    made.una = keep_person(made.organisation, name="Una", email="", home=seeding.ALMATY)
    made.bouncing = {"cid@example.org"}
    made.happen(event())
    made.run(NOW)
    return made


def event(**changes):
    return incident(start=NOW - 3 * HOUR, recorded_at=NOW - HOUR, **changes)


@pytest.fixture
def said(capfd):
    def asked(*args: str, code: int = 0) -> str:
        assert main.main(["head-count", *args]) == code
        out, err = capfd.readouterr()
        return out if code == 0 else err

    return asked


@pytest.fixture
def counted(said):
    return lambda *args: orjson.loads(said(*args, "--json"))


def test_everybody_touched_is_asked_and_counted(world, counted):
    found = counted(event().id, "--ask", "--words", "Stay inside.")
    assert (found["asked"], found["counts"]["not_answered"], found["counts"]["unreached"]) == (4, 3, 1)
    world.run(datetime.now(UTC))
    assert sorted(str(mail["To"]) for mail in world.mails[-2:]) == ["ann@example.org", "bob@example.org"]
    assert "Stay inside." in body(world.mails[-1])
    answer(world.ann, event().id, Answer.SAFE, by=AnsweredBy.SELF, now=datetime.now(UTC))
    answer(world.bob, event().id, Answer.NEED_HELP, by=AnsweredBy.SELF, note="at the hotel", now=datetime.now(UTC))
    found = counted(event().id)
    assert found["asked"] is None
    standing = {found["names"][one["person"]]: one["standing"] for one in found["people"]}
    assert standing == {"Bob": "needs_help", "Cid": "unreached", "Una": "unreached", "Ann": "safe"}


def test_it_is_read_by_people_the_most_pressing_first(world, said):
    said(event().id, "--ask")
    world.run(datetime.now(UTC))
    answer(
        world.bob, event().id, Answer.NEED_HELP, by=AnsweredBy.SELF, note="at the\nhotel", now=datetime.now(UTC)
    )
    title, count, first, *rest = said(event().id).splitlines()
    assert title == event().title
    assert count == "0 of 4 said they are safe; 1 need help; 2 asked and not reached; 1 asked and silent"
    assert first.split()[:3] == ["needs", "help", "Bob,"]
    assert first.endswith(": at the hotel")
    assert [*sorted(line.split(",")[0].split() for line in rest[:2]), rest[2].split(",")[0].split()] == [
        ["unreached", "Cid"],
        ["unreached", "Una"],
        ["not", "answered", "Ann"],
    ]


def test_only_the_silent_are_asked_again(world, counted):
    counted(event().id, "--ask")
    answer(world.ann, event().id, Answer.SAFE, by=AnsweredBy.SELF, now=datetime.now(UTC))
    assert counted(event().id, "--ask-silent")["asked"] == 3
    assert SafetyAsk.objects.filter(person=world.ann).count() == 1


def test_the_silent_are_nobody_before_anybody_was_asked(world, said):
    assert "nobody was asked who has not answered" in said(event().id, "--ask-silent", code=1)
    assert not SafetyAsk.objects.exists()


def test_an_unknown_incident_is_refused_by_its_id(world, said):
    assert said("no-such", "--ask", code=1).startswith("lookfar: no incident has the id 'no-such'")


def test_one_that_was_taken_back_is_shown_but_not_asked_about(world, said, counted):
    said(event().id, "--ask")
    gone = event(version=2, status=IncidentStatus.RETRACTED)
    world.happen(replace(gone, recorded_at=datetime.now(UTC), change="Withdrawn: a drill."))
    asked = SafetyAsk.objects.count()
    refused = said(event().id, "--ask", code=1)
    assert "nobody is asked about what was taken back. Withdrawn: a drill." in refused
    assert SafetyAsk.objects.count() == asked
    assert "Taken back, so nobody can be asked about it. Withdrawn: a drill." in said(event().id)
    assert counted(event().id)["counts"]["question_closed"] == 4


def test_nobody_in_reach_is_no_error_to_look_at_and_one_to_ask_about(world, said):
    far = event(name="far", place=seeding.LIMA)
    world.happen(far)
    assert "Nobody of yours is in its reach" in said(far.id)
    assert "there is nobody to ask" in said(far.id, "--ask", code=1)


def test_of_several_organisations_one_is_named(world, said, counted):
    Organisation.objects.create(name="Other People")
    assert "--organisation" in said(event().id, code=1)
    assert len(counted(event().id, "--organisation", "Steppe Aid")["people"]) == 4
    assert counted(event().id, "--organisation", "Other People")["people"] == []


def test_words_without_a_question_are_not_understood(world):
    with pytest.raises(SystemExit):
        head_count.run([event().id, "--words", "Stay inside."])


def test_what_is_asked_and_read_is_the_operators_deed(world, said):
    said(event().id, "--ask")
    rows = AuditEntry.objects.filter(organisation=world.organisation, actor="operator")
    assert ("read", "head-count") in rows.values_list("action", "kind")
    assert rows.filter(action="created", kind__contains="ask").exists()
