"""`/alerts`: what was due to an organisation's people, newest first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import Router

from lookfar.alerts import wire
from lookfar.api.answers.alerts import Acknowledged, AlertList, AlertVersions
from lookfar.api.askers import SIGNED_IN, asker, writer
from lookfar.domain.times import rfc3339
from lookfar.records import digests, escalations, outbox, visible
from lookfar.records.models import AlertRow

router = Router(tags=["alerts"], auth=SIGNED_IN)
IN_A_PAGE = 200


@router.get("", operation_id="list_alerts", response={200: AlertList}, summary="Alert versions, newest first")
def list_alerts(request: HttpRequest) -> HttpResponse:
    """At most 200; those held back are left out. `waits_for_digest`: why a digest tells it that has not left, or null."""
    rows = visible.alerts(asker(request)).filter(held="")[:IN_A_PAGE]
    return JsonResponse({"items": _shown(list(rows))})


@router.get(
    "/{ident}", operation_id="get_alert", response={200: AlertVersions}, summary="All versions of one alert"
)
def get_alert(request: HttpRequest, ident: UUID) -> HttpResponse:
    """404 for another organisation's."""
    rows = list(visible.alerts(asker(request)).filter(alert_id=str(ident)))
    if not rows:
        raise Http404
    return JsonResponse({"id": str(ident), "versions": _shown(rows)})


@router.post(
    "/{ident}/acknowledge",
    operation_id="acknowledge_alert",
    response={200: Acknowledged},
    summary="Says that an alert was seen",
)
def acknowledge_alert(request: HttpRequest, ident: UUID, sequence: int | None = None) -> HttpResponse:
    """Nobody else is woken for it then; a second time changes nothing. 404 for another organisation's.

    `sequence`: the version that was seen, the newest when absent; one that came since still wakes others.
    """
    who = writer(request)
    row = visible.alerts(who).filter(alert_id=str(ident), held="").order_by("-sequence").first()
    if row is None:
        raise Http404
    row, now = escalations.version_seen(row, str(sequence or "")), datetime.now(UTC)
    escalations.acknowledge(row, now=now, how="api", user=who.user)
    row.refresh_from_db()
    return JsonResponse(
        {"id": str(ident), "sequence": row.sequence, "acknowledged": rfc3339(row.acknowledged_at or now)}
    )


def _shown(rows: list[AlertRow]) -> list[dict[str, Any]]:
    waits = digests.held_for_digest(rows)
    return [{**_public(row), "waits_for_digest": waits.get(row.pk)} for row in rows]


def _public(row: AlertRow) -> dict[str, Any]:
    return {
        **wire.payload(outbox.read_alert(row)),
        "webhook_id": row.wire_id,
        "sequence": row.sequence,
        "origin": row.origin,
        "held": row.held or None,
        "resolution": row.resolution or None,
        "life_threat": row.life_threat,
        "acknowledged": rfc3339(row.acknowledged_at) if row.acknowledged_at else None,
    }
