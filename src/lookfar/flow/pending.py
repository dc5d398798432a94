"""Files between their preview and its confirmation: the same bytes, the same person, for half an hour."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from lookfar.accounts.models import Organisation, User
from lookfar.domain.errors import InvalidValue
from lookfar.domain.ids import content_hash
from lookfar.flow.preview import Preview, keep_preview
from lookfar.flow.previewing import Noun, preview_file
from lookfar.flow.tools import Tools
from lookfar.records.models import PendingImport, Person

WAITS = timedelta(minutes=30)


def hold(
    noun: Noun,
    content: bytes,
    organisation: Organisation,
    user: User,
    tools: Tools,
    *,
    now: datetime,
    traveller: Person | None,
) -> tuple[Preview, PendingImport]:
    """The preview of a file, and the row that its confirmation names."""
    _forget(PendingImport.objects.filter(organisation=organisation), now)
    preview = preview_file(noun, content, organisation, tools, now=now, traveller=traveller)
    PendingImport.objects.filter(organisation=organisation, user=user, noun=noun.value).delete()
    pending = PendingImport.objects.create(
        organisation=organisation,
        user=user,
        noun=noun.value,
        expires_at=now + WAITS,
        private={
            "content": base64.b64encode(content).decode(),
            "traveller": str(traveller.pk) if traveller else None,
            "shown": _shown(preview),
        },
    )
    return preview, pending


def confirm(
    noun: Noun, ident: str, organisation: Organisation, user: User, tools: Tools, *, now: datetime
) -> tuple[Preview, int]:
    """Keeps what was previewed; what was kept, and how many alerts are due.

    Raises InvalidValue when it waited too long, is somebody else's, or would by now do something else.
    """
    _forget(PendingImport.objects.filter(organisation=organisation), now)
    pending = _pending(noun, ident, organisation, user)
    if pending is None:
        raise InvalidValue("this preview is no longer there (it waits half an hour); choose the file again")
    content = base64.b64decode(pending.private["content"])
    traveller = Person.objects.filter(organisation=organisation, pk=pending.private["traveller"]).first()
    preview = preview_file(noun, content, organisation, tools, now=now, traveller=traveller)
    if _shown(preview) != pending.private["shown"]:
        raise InvalidValue(
            "something was changed since the preview, so this would do something else; choose the file again"
        )
    due = keep_preview(organisation, preview, now=now)
    pending.delete()
    return preview, due


def _pending(noun: Noun, ident: str, organisation: Organisation, user: User) -> PendingImport | None:
    try:
        key = UUID(ident)
    except ValueError:
        return None
    return PendingImport.objects.filter(pk=key, organisation=organisation, user=user, noun=noun.value).first()


def forget_expired(now: datetime) -> int:
    """Deletes files that nobody confirmed in time; how many."""
    return _forget(PendingImport.objects.all(), now)


def _forget(rows: QuerySet[PendingImport], now: datetime) -> int:
    """A file that would wait longer than any may was handed in by a clock that was ahead."""
    return rows.filter(Q(expires_at__lte=now) | Q(expires_at__gt=now + WAITS)).delete()[0]


def _shown(preview: Preview) -> str:
    told = [(row.line, row.change, row.title, row.details) for row in preview.rows]
    return content_hash(repr((told, preview.wrong)).encode())
