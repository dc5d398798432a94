"""`/rules` and `/silences`: who is told at once of what, and what is not told for a while."""

from __future__ import annotations

from datetime import UTC, datetime, time
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from lookfar.alerts.policy import Again
from lookfar.alerts.route import Rule, Tell
from lookfar.alerts.scope import Scope
from lookfar.alerts.silence import Silence
from lookfar.api.answers.rules import RuleList, RuleOut, RulePreview, SilenceList, SilenceOut
from lookfar.api.askers import SIGNED_IN, asker, writer
from lookfar.domain.taxonomy import Category
from lookfar.domain.times import rfc3339
from lookfar.domain.vocabulary import Severity
from lookfar.flow.rule_preview import preview
from lookfar.flow.ruling import drop_rule, save_rule, save_silence
from lookfar.flow.tools import open_tools
from lookfar.records import rules as kept
from lookfar.records import visible
from lookfar.records.models import AlertRule, SilenceRow

rules_router = Router(tags=["rules"], auth=SIGNED_IN)
silences_router = Router(tags=["silences"], auth=SIGNED_IN)


class _ScopeIn(Schema):
    """Empty lists ask for nothing; an unknown name is refused, never passed over."""

    model_config = ConfigDict(extra="forbid")

    categories: list[Category] = Field(default=[], max_length=12)
    areas: list[str] = Field(default=[], max_length=200)
    people: list[UUID] = Field(default=[], max_length=1000)
    groups: list[UUID] = Field(default=[], max_length=200)
    sites: list[UUID] = Field(default=[], max_length=1000)

    def scope(self, most: Severity = Severity.EXTREME, incident: str = "") -> Scope:
        """As the rules read it."""
        return Scope(
            categories=frozenset(self.categories),
            most=most,
            areas=frozenset(one.upper() for one in self.areas),
            people=frozenset(map(str, self.people)),
            groups=frozenset(map(str, self.groups)),
            sites=frozenset(map(str, self.sites)),
            incident=incident,
        )


class HoursIn(Schema):
    """On the clock where the person is."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    start: time = Field(alias="from")
    end: time = Field(alias="until")


class TellIn(Schema):
    """Who is told."""

    model_config = ConfigDict(extra="forbid")

    person: bool = True
    endpoints: bool = True
    others: list[UUID] = Field(default=[], max_length=100)


class RuleIn(_ScopeIn):
    """A rule; `bar` null: all to the digest."""

    name: str = Field(min_length=1, max_length=80)
    bar: Severity | None = Severity.MODERATE
    coarse: bool = False
    over_life: bool = False
    again: Again = Again.SIGNIFICANT
    tell: TellIn = TellIn()
    hours: HoursIn | None = None

    def rule(self) -> Rule:
        """As it is kept; raises InvalidValue when it tells nobody."""
        others = tuple(sorted(map(str, self.tell.others)))
        return Rule(
            id="",
            name=self.name,
            scope=self.scope(),
            bar=self.bar,
            coarse=self.coarse,
            over_life=self.over_life,
            again=self.again,
            tell=Tell(person=self.tell.person, endpoints=self.tell.endpoints, others=others),
            hours=(self.hours.start, self.hours.end) if self.hours else None,
        )


class SilenceIn(_ScopeIn):
    """A silence from now until `ends`; an end and a reason are never optional."""

    reason: str = Field(min_length=1, max_length=300)
    ends: datetime
    most: Severity = Severity.EXTREME
    incident: str = Field(default="", max_length=36)
    covers_life_threat: bool = False


@rules_router.get(
    "", operation_id="list_rules", response={200: RuleList}, summary="Your rules, in the order they are asked"
)
def list_rules(request: HttpRequest) -> HttpResponse:
    """The first that fits decides."""
    return JsonResponse({"items": [_rule(row) for row in visible.rules(asker(request))]})


@rules_router.post("", operation_id="add_rule", response={201: RuleOut}, summary="A new rule, asked last")
def add_rule(request: HttpRequest, given: RuleIn) -> HttpResponse:
    """What is held is looked at again by it."""
    who = writer(request)
    row = save_rule(who.organisation, given.rule(), tools=open_tools(), now=datetime.now(UTC))
    return JsonResponse(_rule(row), status=201)


@rules_router.post(
    "/preview",
    operation_id="preview_rule",
    response={200: RulePreview},
    summary="What a rule would have told in 30 days",
)
def preview_rule(request: HttpRequest, given: RuleIn) -> HttpResponse:
    """Asked after the rules there are; nothing is kept."""
    who = writer(request)
    rules = (*kept.rules_of(str(who.organisation.pk)), given.rule())
    seen = preview(who.organisation, rules, now=datetime.now(UTC))
    return JsonResponse(
        {
            "alerts": seen.alerts,
            "updates": seen.updates,
            "life_threats": seen.life,
            "digest": seen.digest,
            "incidents": seen.incidents,
            "left_out": seen.left_out,
        }
    )


@rules_router.get("/{ident}", operation_id="get_rule", response={200: RuleOut}, summary="One rule")
def get_rule(request: HttpRequest, ident: UUID) -> HttpResponse:
    """404 for another organisation's."""
    return JsonResponse(_rule(get_object_or_404(visible.rules(asker(request)), pk=ident)))


@rules_router.put(
    "/{ident}", operation_id="change_rule", response={200: RuleOut}, summary="The rule with these values instead"
)
def change_rule(request: HttpRequest, ident: UUID, given: RuleIn) -> HttpResponse:
    """It keeps its place."""
    who = writer(request)
    row = get_object_or_404(visible.rules(who), pk=ident)
    return JsonResponse(
        _rule(save_rule(who.organisation, given.rule(), tools=open_tools(), now=datetime.now(UTC), row=row))
    )


@rules_router.delete("/{ident}", operation_id="delete_rule", response={204: None}, summary="Takes a rule away")
def delete_rule(request: HttpRequest, ident: UUID) -> HttpResponse:
    """Whoever was told is followed up all the same."""
    drop_rule(get_object_or_404(visible.rules(writer(request)), pk=ident), now=datetime.now(UTC))
    return HttpResponse(status=204)


@silences_router.get(
    "", operation_id="list_silences", response={200: SilenceList}, summary="Your silences, the last to end first"
)
def list_silences(request: HttpRequest) -> HttpResponse:
    """Those that ended too; at most 200."""
    return JsonResponse({"items": [_silence(row) for row in visible.silences(asker(request))[:200]]})


@silences_router.post(
    "", operation_id="add_silence", response={201: SilenceOut}, summary="Holds alerts back for a while"
)
def add_silence(request: HttpRequest, given: SilenceIn) -> HttpResponse:
    """400 for one without an end, of everything, or too long."""
    who, now = writer(request), datetime.now(UTC)
    silence = Silence(
        id="",
        scope=given.scope(given.most, given.incident),
        reason=given.reason,
        starts=now,
        ends=given.ends if given.ends.tzinfo else given.ends.replace(tzinfo=UTC),
        covers_life_threat=given.covers_life_threat,
    )
    row = save_silence(who.organisation, silence, who.user, tools=open_tools())
    return JsonResponse(_silence(row), status=201)


@silences_router.get("/{ident}", operation_id="get_silence", response={200: SilenceOut}, summary="One silence")
def get_silence(request: HttpRequest, ident: UUID) -> HttpResponse:
    """404 for another organisation's."""
    return JsonResponse(_silence(get_object_or_404(visible.silences(asker(request)), pk=ident)))


@silences_router.post(
    "/{ident}/end", operation_id="end_silence", response={200: SilenceOut}, summary="Ends a silence now"
)
def end_silence(request: HttpRequest, ident: UUID) -> HttpResponse:
    """What it held and still holds true is told."""
    row = get_object_or_404(visible.silences(writer(request)), pk=ident)
    kept.end_silence(row, now=datetime.now(UTC))
    row.refresh_from_db()
    return JsonResponse(_silence(row))


def _scope(scope: Scope) -> dict[str, object]:
    return {
        "categories": sorted(one.value for one in scope.categories),
        "areas": sorted(scope.areas),
        "people": sorted(scope.people),
        "groups": sorted(scope.groups),
        "sites": sorted(scope.sites),
    }


def _rule(row: AlertRule) -> dict[str, object]:
    rule = kept.read_rule(row)
    hours = {"from": f"{rule.hours[0]:%H:%M}", "until": f"{rule.hours[1]:%H:%M}"} if rule.hours else None
    return {
        "id": rule.id,
        "name": rule.name,
        **_scope(rule.scope),
        "bar": rule.bar.value if rule.bar else None,
        "coarse": rule.coarse,
        "over_life": rule.over_life,
        "again": rule.again.value,
        "tell": {"person": rule.tell.person, "endpoints": rule.tell.endpoints, "others": list(rule.tell.others)},
        "hours": hours,
    }


def _silence(row: SilenceRow) -> dict[str, object]:
    silence = kept.read_silence(row)
    return {
        "id": silence.id,
        "reason": silence.reason,
        "starts": rfc3339(silence.starts),
        "ends": rfc3339(silence.ends),
        **_scope(silence.scope),
        "most": silence.scope.most.value,
        "incident": silence.scope.incident or None,
        "covers_life_threat": silence.covers_life_threat,
    }
