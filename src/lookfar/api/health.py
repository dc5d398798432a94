"""`/health` and `/metrics`: for the operator's monitoring; no names of organisations, hosts or versions."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from lookfar.domain.vocabulary import Coverage
from lookfar.flow.health import SourceState, source_states
from lookfar.records import outbox, sending

LATE_S = 300
_WORD = {
    Coverage.COVERED: "ok",
    Coverage.QUIET: "ok",
    Coverage.DEGRADED: "degraded",
    Coverage.BLIND: "blind",
}


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """503 when the database does not answer; a blind source is said, but the installation still serves."""
    del request
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        states = source_states(datetime.now(UTC))
        delivery = _delivery()
    except DatabaseError:
        parts = {"database": {"state": "blind", "reason": "the database does not answer"}}
        return JsonResponse({"status": "blind", "parts": parts}, status=503)
    parts = {"database": {"state": "ok", "reason": ""}, "delivery": delivery}
    parts |= {f"source:{state.source.id}": _part(state) for state in states}
    worst = {part["state"] for part in parts.values()}
    status = "ok" if worst == {"ok"} else "degraded"
    if states and all(state.coverage is Coverage.BLIND for state in states):
        status = "blind"
    return JsonResponse({"status": status, "parts": parts})


def _part(state: SourceState) -> dict[str, str]:
    word = _WORD[state.coverage]
    if word == "ok":
        return {"state": word, "reason": ""}
    if state.contact is None:
        return {"state": word, "reason": "never heard"}
    newest = f"{state.newest:%Y-%m-%dT%H:%M:%SZ}" if state.newest else "unknown"
    return {"state": word, "reason": f"last contact {state.contact:%Y-%m-%dT%H:%M:%SZ}, newest content {newest}"}


def _delivery() -> dict[str, str]:
    waiting, oldest = outbox.waiting()
    pause = sending.paused()
    if pause is not None:
        return {
            "state": "degraded",
            "reason": f"sending is paused since {pause.since:%Y-%m-%dT%H:%M:%SZ}, {waiting} wait",
        }
    late = (datetime.now(UTC) - oldest).total_seconds() if oldest else 0.0
    if late <= LATE_S:
        return {"state": "ok", "reason": ""}
    return {"state": "degraded", "reason": f"{waiting} deliveries wait, the oldest for {late:.0f} s"}


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text format 0.0.4."""
    del request
    now = datetime.now(UTC)
    states = source_states(now)
    waiting, _ = outbox.waiting()
    lines = [
        *_gauge("lookfar_source_coverage", "1 for the state a source is in."),
        *(
            f'lookfar_source_coverage{{source="{one.source.id}",state="{word}"}} {int(word is one.coverage)}'
            for one in states
            for word in Coverage
        ),
        *_gauge("lookfar_source_content_age_seconds", "Age of the newest date inside a source's content."),
        *(
            f'lookfar_source_content_age_seconds{{source="{one.source.id}"}} {(now - one.newest).total_seconds():.0f}'
            for one in states
            if one.newest is not None
        ),
        *_gauge("lookfar_source_quarantined", "Records set aside."),
        *(f'lookfar_source_quarantined{{source="{one.source.id}"}} {one.quarantined}' for one in states),
        *_gauge("lookfar_deliveries_waiting", "Deliveries not yet made."),
        f"lookfar_deliveries_waiting {waiting}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; version=0.0.4; charset=utf-8")


def _gauge(name: str, says: str) -> tuple[str, str]:
    return f"# HELP {name} {says}", f"# TYPE {name} gauge"
