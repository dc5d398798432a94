"""`/endpoints` and `/dead-letters`: channels of an organisation, and what no receiver took."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from lookfar.accounts.askers import Asker
from lookfar.api.answers.alerts import DeadLetterList, EndpointList, EndpointOut, NewEndpointOut, Rotated
from lookfar.api.askers import SIGNED_IN, asker, writer
from lookfar.domain.times import rfc3339
from lookfar.domain.vocabulary import Status
from lookfar.flow import endpoints as flow
from lookfar.flow.channel_states import EndpointState, endpoint_states
from lookfar.records import outbox, visible
from lookfar.records.models import AlertRow, DeliveryRow, DigestRow, Endpoint

router = Router(tags=["endpoints"], auth=SIGNED_IN)
dead_router = Router(tags=["endpoints"], auth=SIGNED_IN)
IN_A_PAGE = 200


class NewEndpoint(Schema):
    """`address`: an https address for a webhook, an e-mail address for a mailbox."""

    kind: Literal["webhook", "email"]
    address: str


@router.get(
    "",
    operation_id="list_endpoints",
    response={200: EndpointList},
    summary="Your channels, each with how it stands",
)
def list_endpoints(request: HttpRequest) -> HttpResponse:
    """Secrets are never among it; the full address only for a key that may write."""
    who = asker(request)
    return JsonResponse(
        {"items": [_public(one, who) for one in endpoint_states(visible.endpoints(who), now=datetime.now(UTC))]}
    )


@router.post(
    "",
    operation_id="add_endpoint",
    response={201: NewEndpointOut},
    summary="Add a webhook or a mailbox, and test it",
)
def add_endpoint(request: HttpRequest, given: NewEndpoint) -> HttpResponse:
    """201; of a webhook the `secret` too, this once. 400 with the reason for an address that is not used."""
    who, now = writer(request), datetime.now(UTC)
    if given.kind == "webhook":
        added, secret = flow.add_webhook(who.organisation, given.address, now=now)
        return JsonResponse(_one(added, who) | {"secret": secret}, status=201)
    return JsonResponse(_one(flow.add_mailbox(who.organisation, given.address, now=now), who), status=201)


@router.get("/{ident}", operation_id="get_endpoint", response={200: EndpointOut}, summary="One channel")
def get_endpoint(request: HttpRequest, ident: UUID) -> HttpResponse:
    """404 for another organisation's."""
    who = asker(request)
    return JsonResponse(_one(_own(who, ident), who))


@router.delete("/{ident}", operation_id="remove_endpoint", response={204: None}, summary="Remove a channel")
def remove_endpoint(request: HttpRequest, ident: UUID) -> HttpResponse:
    """204; what waits for it is not sent."""
    flow.remove(_own(writer(request), ident), now=datetime.now(UTC))
    return HttpResponse(status=204)


@router.post("/{ident}/test", operation_id="test_endpoint", response={202: None}, summary="Send a test")
def test_endpoint(request: HttpRequest, ident: UUID) -> HttpResponse:
    """202; `tested_at` of the channel says when its receiver took it."""
    flow.test_endpoint(_own(writer(request), ident), now=datetime.now(UTC))
    return HttpResponse(status=202)


@router.post(
    "/{ident}/enable", operation_id="enable_endpoint", response={202: None}, summary="Use a disabled channel again"
)
def enable_endpoint(request: HttpRequest, ident: UUID) -> HttpResponse:
    """202; a test is on its way to it."""
    flow.enable(_own(writer(request), ident), now=datetime.now(UTC))
    return HttpResponse(status=202)


@router.post(
    "/{ident}/rotate",
    operation_id="rotate_endpoint",
    response={200: Rotated},
    summary="Give a webhook a new secret",
)
def rotate_endpoint(request: HttpRequest, ident: UUID) -> HttpResponse:
    """The `secret`, this once; for 24 hours the old one signs too. 400 for what has no secret."""
    secret = flow.rotate(_own(writer(request), ident), now=datetime.now(UTC))
    return JsonResponse({"id": str(ident), "secret": secret})


@dead_router.get(
    "",
    operation_id="list_dead_letters",
    response={200: DeadLetterList},
    summary="What no receiver took, newest first",
)
def list_dead_letters(request: HttpRequest) -> HttpResponse:
    """At most 200; `kind` is alert, or digest, which has no `alert_id` and no `sequence`."""
    rows = visible.dead_letters(asker(request))[:IN_A_PAGE]
    return JsonResponse({"items": [_dead(row) for row in rows]})


@dead_router.post(
    "/{number}/again", operation_id="send_dead_letter_again", response={202: None}, summary="Send one again"
)
def send_dead_letter_again(request: HttpRequest, number: int) -> HttpResponse:
    """202, under the id it always had; 404 when it is no dead letter of yours."""
    if not flow.send_again(writer(request).organisation, number, now=datetime.now(UTC)):
        raise Http404
    return HttpResponse(status=202)


def _own(who: Asker, ident: UUID) -> Endpoint:
    return get_object_or_404(visible.endpoints(who), pk=ident)


def _one(endpoint: Endpoint, who: Asker) -> dict[str, Any]:
    [state] = endpoint_states([endpoint], now=datetime.now(UTC))
    return _public(state, who)


def _public(state: EndpointState, who: Asker) -> dict[str, Any]:
    shown = who.may_write and state.endpoint.kind != "push"
    return {
        "id": str(state.endpoint.pk),
        "kind": state.endpoint.kind,
        "name": state.name,
        "address": state.endpoint.private["address"] if shown else None,
        "state": state.word,
        "tested_at": _time(state.tested_at),
        "delivered_at": _time(state.delivered_at),
        "failing_since": _time(state.failing_since),
        "failed_why": state.failed_why or None,
        "disabled_at": _time(state.endpoint.disabled_at),
        "disabled_why": state.endpoint.disabled_why or None,
        "waiting": state.waiting,
        "dead_letters": state.dead,
    }


def _time(at: datetime | None) -> str | None:
    return None if at is None else rfc3339(at)


def _dead(row: DeliveryRow) -> dict[str, Any]:
    return {
        "id": row.pk,
        **(_of_alert(row.version) if row.digest is None else _of_digest(row.digest)),
        "channel": row.channel,
        "receiver": row.receiver,
        "attempts": row.attempts,
        "given_up_at": rfc3339(row.due_at),
        "why": row.last_error,
    }


def _of_alert(row: AlertRow) -> dict[str, Any]:
    return {
        "kind": "alert",
        "webhook_id": row.wire_id,
        "alert_id": row.alert_id,
        "sequence": row.sequence,
        "status": row.status,
        "title": outbox.read_alert(row).title,
    }


def _of_digest(row: DigestRow) -> dict[str, Any]:
    """A digest is of no one alert."""
    return {
        "kind": "digest",
        "webhook_id": row.wire_id,
        "alert_id": None,
        "sequence": None,
        "status": Status.ACTUAL.value,
        "title": f"Daily digest until {rfc3339(row.due_at)}",
    }
