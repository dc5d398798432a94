"""`/channels/devices`: a browser that asks to be told."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from lookfar.accounts.askers import Asker
from lookfar.channels.push import application_key
from lookfar.domain.errors import InvalidValue
from lookfar.flow.endpoints import Subscription, add_device, remove
from lookfar.records import visible
from lookfar.web.owned import members_only
from lookfar.web.pages.channels import sentence
from lookfar.web.settings import HOME


@require_POST
@members_only
def keep_device(request: HttpRequest, who: Asker) -> HttpResponse:
    """Keeps the subscription a browser sends for whoever is signed in, and tests it."""
    if who.user is None:
        return HttpResponse(status=403)
    given = Subscription(
        address=request.POST.get("address", ""),
        p256dh=request.POST.get("p256dh", ""),
        auth=request.POST.get("auth", ""),
        server_key=application_key(HOME),
        name=device_name(request.headers.get("User-Agent", "")),
    )
    try:
        added = add_device(who.organisation, who.user, given, now=datetime.now(UTC))
    except InvalidValue as error:
        return JsonResponse({"why": sentence(error)}, status=422)
    return JsonResponse({"id": str(added.pk)}, status=201)


@require_POST
@members_only
def stop_device(request: HttpRequest, who: Asker) -> HttpResponse:
    """Forgets the subscription of the browser that asks; 404 when it is not one of the asker's own."""
    address = request.POST.get("address", "")
    mine = [
        one
        for one in visible.endpoints(who).filter(kind="push", user=who.user)
        if one.private["address"] == address
    ]
    if not mine:
        raise Http404("no such device")
    for device in mine:
        remove(device, now=datetime.now(UTC))
    return HttpResponse(status=204)


def device_name(agent: str) -> str:
    """ "Firefox on Android": as much of the User-Agent header as helps to tell one's own devices apart."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "a browser")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return f"{browser} on {system}" if system else browser


_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
