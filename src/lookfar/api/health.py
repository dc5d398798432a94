"""`/health` and `/metrics`: for the operator's monitoring; no names of organisations, hosts or versions."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from lookfar.config import read_config
from lookfar.domain.vocabulary import Coverage
from lookfar.flow.health import SourceState, hearing_as_of
from lookfar.flow.lake_state import lake_state
from lookfar.flow.sending import LATENCY_S
from lookfar.flow.work_state import PartState, work_states
from lookfar.lake.store import Lake
from lookfar.records import backlog, counters, heartbeats

_WORD = {
    Coverage.COVERED: "ok",
    Coverage.QUIET: "ok",
    Coverage.DEGRADED: "degraded",
    Coverage.BLIND: "blind",
}
_WATCHED = ("evaluation", "sending")
_NO_DATABASE = {"database": {"state": "blind", "reason": "the database does not answer"}}


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Each part of the installation; red (503) when one that alerts depend on fails.

    That is: the database does not answer, evaluation or sending stands still, alerts wait too long, the disk is
    nearly full, or a source is blind. A source that is only degraded is said.
    """
    del request
    now = datetime.now(UTC)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        hearing = hearing_as_of(now)
        work = _work(now)
    except DatabaseError:
        return JsonResponse({"status": "blind", "parts": _NO_DATABASE}, status=503)
    parts = {"database": {"state": "ok", "reason": ""}}
    parts |= {name: {"state": _WORD[one.coverage], "reason": one.reason} for name, one in work.items()}
    lake = lake_state(Lake(Path(settings.HOME) / "lake"), now=now)
    parts["lake"] = {"state": _WORD[lake.coverage], "reason": lake.reason}
    parts |= {f"source:{state.source.id}": _part(state) for state in hearing.live}
    words = {part["state"] for part in parts.values()}
    red = "blind" in words or not all(one.is_well for one in work.values())
    status = "ok" if words == {"ok"} else "degraded"
    if not _go_on(work) or hearing.all_blind:
        status = "blind"
    return JsonResponse({"status": status, "parts": parts}, status=503 if red else 200)


@require_safe
def evaluation(request: HttpRequest) -> HttpResponse:
    """200 while evaluation and sending go on, 503 when either stands still: what the watchdog asks."""
    del request
    try:
        work = _work(datetime.now(UTC))
    except DatabaseError:
        return JsonResponse({"status": "blind", "parts": _NO_DATABASE}, status=503)
    parts = {name: {"state": _WORD[work[name].coverage], "reason": work[name].reason} for name in _WATCHED}
    well = _go_on(work)
    return JsonResponse({"status": "ok" if well else "blind", "parts": parts}, status=200 if well else 503)


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """200: this process answers; nothing else is looked at."""
    del request
    return JsonResponse({"status": "ok"})


def _work(now: datetime) -> dict[str, PartState]:
    return work_states(now, home=Path(settings.HOME), blind_after_s=read_config().number("LOOKFAR_BLIND_AFTER"))


def _go_on(work: Mapping[str, PartState]) -> bool:
    """Whether neither evaluation nor sending stands still; one that is only late is not told to the watchdog yet."""
    return all(work[name].coverage is not Coverage.BLIND for name in _WATCHED)


def _part(state: SourceState) -> dict[str, str]:
    word = _WORD[state.coverage]
    if word == "ok":
        return {"state": word, "reason": ""}
    if state.contact is None:
        return {"state": word, "reason": "never heard"}
    newest = f"{state.newest:%Y-%m-%dT%H:%M:%SZ}" if state.newest else "unknown"
    return {"state": word, "reason": f"last contact {state.contact:%Y-%m-%dT%H:%M:%SZ}, newest content {newest}"}


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text format 0.0.4."""
    now = datetime.now(UTC)
    states = hearing_as_of(now).live
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
        *_alerts(now),
        *_worker(now),
        *_refused(request),
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; version=0.0.4; charset=utf-8")


def _gauge(name: str, says: str) -> tuple[str, str]:
    return f"# HELP {name} {says}", f"# TYPE {name} gauge"


def _alerts(now: datetime) -> Iterator[str]:
    counted = counters.counted()
    waiting, oldest = backlog.waiting()
    late = max(0.0, (now - oldest).total_seconds()) if oldest else 0.0
    yield from _gauge("lookfar_deliveries_waiting", "Deliveries not yet made.")
    yield f"lookfar_deliveries_waiting {waiting}"
    yield from _gauge("lookfar_deliveries_oldest_wait_seconds", "How long the oldest of them has been due.")
    yield f"lookfar_deliveries_oldest_wait_seconds {late:.0f}"
    yield from _gauge("lookfar_dead_letters", "Deliveries given up in the last 30 days and not sent again.")
    yield f"lookfar_dead_letters {backlog.dead_letters(now=now)}"
    yield from _gauge("lookfar_alerts_held", "Alerts held, by reason.")
    yield from (f'lookfar_alerts_held{{reason="{reason}"}} {count}' for reason, count in backlog.held().items())
    yield from _counter("lookfar_matches_total", "Meetings of incidents with people, sites and trips.")
    yield f"lookfar_matches_total {counted['matches', '']}"
    yield from _counter("lookfar_delivery_attempts_total", "Attempts to hand over an alert, by how they ended.")
    for (name, label), count in sorted(counted.items()):
        if name == "attempts":
            yield f'lookfar_delivery_attempts_total{{state="{label}"}} {count}'
    yield from _latency(counted)


def _latency(counted: Counter[counters.Name]) -> Iterator[str]:
    name, so_far = "lookfar_first_attempt_seconds", 0
    yield f"# HELP {name} From an alert's issue to the first attempt to hand it over."
    yield f"# TYPE {name} histogram"
    for bound in (*map(str, LATENCY_S), "+Inf"):
        so_far += counted["attempt_seconds", bound]
        yield f'{name}_bucket{{le="{bound}"}} {so_far}'
    yield f"{name}_sum {counted['attempt_ms', ''] / 1000:.3f}"
    yield f"{name}_count {so_far}"


def _worker(now: datetime) -> Iterator[str]:
    yield from _gauge("lookfar_heartbeat_age_seconds", "Since this part of the work last came to its end.")
    for part, at in sorted(heartbeats.last_beats().items()):
        yield f'lookfar_heartbeat_age_seconds{{part="{part}"}} {(now - at).total_seconds():.0f}'
    disk = os.statvfs(settings.HOME)
    yield from _gauge("lookfar_disk_free_bytes", "Free on the disk that holds LOOKFAR_HOME.")
    yield f"lookfar_disk_free_bytes {disk.f_bavail * disk.f_frsize}"
    yield from _gauge("lookfar_disk_size_bytes", "Size of that disk.")
    yield f"lookfar_disk_size_bytes {disk.f_blocks * disk.f_frsize}"
    yield from _gauge(
        "lookfar_disk_free_inodes", "Files that can still be made on it; 0 also where it does not say."
    )
    yield f"lookfar_disk_free_inodes {disk.f_favail}"


def _refused(request: HttpRequest) -> Iterator[str]:
    yield from _counter(
        "lookfar_requests_refused_total", "Requests answered 503 since the start: too many at once."
    )
    counted = request.scope.get("lookfar.refused", {}) if isinstance(request, ASGIRequest) else {}
    for lane, count in counted.items():
        yield f'lookfar_requests_refused_total{{lane="{lane}"}} {count}'


def _counter(name: str, says: str) -> tuple[str, str]:
    return f"# HELP {name} {says}", f"# TYPE {name} counter"
