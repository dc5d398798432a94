"""A small organisation whose mails are caught, under a clock that the test turns."""

from __future__ import annotations

import email
import email.policy
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from random import Random
from typing import Any

import orjson
from tests.web import seeding

from lookfar.accounts.models import Organisation
from lookfar.alerts.scope import Scope
from lookfar.alerts.silence import Silence
from lookfar.channels.email import EmailChannel
from lookfar.channels.file import FileChannel
from lookfar.domain.errors import Undeliverable, Unsent
from lookfar.domain.incident import Incident
from lookfar.domain.vocabulary import Severity
from lookfar.flow.digesting import release_and_digest
from lookfar.flow.people import keep_person
from lookfar.flow.ruling import save_duty
from lookfar.flow.telling import tell
from lookfar.records import rules as kept
from lookfar.records.models import Person, SilenceRow

NOON = seeding.DAY + timedelta(hours=12)
"""12:00 UTC of 6 January 2022: 18:00 in Almaty."""
NIGHT = seeding.DAY + timedelta(hours=18)
"""Midnight in Almaty."""


class World:
    """An organisation, the mails its people got, and the journal of the file channel."""

    def __init__(self, folder: Path, name: str = "Steppe Aid") -> None:
        self.organisation = Organisation.objects.create(name=name)
        self.mails: list[EmailMessage] = []
        self.bouncing: set[str] = set()
        self.busy: set[str] = set()
        self.now = NOON
        self._journal = folder / f"{self.organisation.pk}.jsonl"
        self.channels = {
            "email": EmailChannel(
                send=self._take, sender="lookfar@look.example", public_url="https://look.example"
            ),
            "file": FileChannel(self._journal),
        }

    def _take(self, mail: EmailMessage) -> None:
        if mail["To"] in self.bouncing:
            raise Undeliverable("550 no such mailbox")
        if mail["To"] in self.busy:
            raise Unsent("451 try again later")
        self.mails.append(email.message_from_bytes(mail.as_bytes(), policy=email.policy.default))  # type: ignore[arg-type]

    def person(self, name: str = "Ann", home: Any = seeding.ALMATY) -> Person:
        return keep_person(self.organisation, name=name, email=f"{name.lower()}@example.org", home=home)

    def happen(self, *incidents: Incident) -> None:
        seeding.happen(*incidents)

    def run(self, at: datetime | None = None) -> list[str]:
        """What the worker does at a time; the subjects of the mails that went out."""
        self.now = at or self.now
        before = len(self.mails)
        release_and_digest(self.channels, lambda: self.now, Random(1))
        while tell(self.channels, lambda: self.now, Random(1)).delivered:
            pass
        return self.subjects()[before:]

    def subjects(self) -> list[str]:
        return [str(mail["Subject"]) for mail in self.mails]

    def journal(self) -> list[dict[str, Any]]:
        if not self._journal.exists():
            return []
        return [orjson.loads(line) for line in self._journal.read_bytes().splitlines()]

    def silence(
        self, scope: Scope, *, hours: float, start: datetime | None = None, over_life: bool = False
    ) -> SilenceRow:
        starts = start or self.now
        return kept.keep_silence(
            self.organisation,
            Silence(
                id="",
                scope=scope,
                reason="known, and looked after",
                starts=starts,
                ends=starts + timedelta(hours=hours),
                covers_life_threat=over_life,
            ),
            None,
        )


def incident(name: str = "shelling", *, severity: Severity = Severity.MODERATE, **changes: Any) -> Incident:
    """Less than a threat to life, near everybody in Almaty."""
    from dataclasses import replace

    from lookfar.domain.vocabulary import Urgency

    urgency = changes.pop("urgency", Urgency.UNKNOWN)
    made = seeding.incident(
        name, severity=severity, title=changes.pop("title", f"Protest {name} in Almaty"), **changes
    )
    return replace(made, urgency=urgency)


def body(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))  # type: ignore[arg-type]
    assert part is not None
    return str(part.get_content())


def ann_and_two_on_duty(folder: Path) -> World:
    """Ann at home in Almaty; Dora and then Emil on duty, who are nowhere."""
    made = World(folder)
    made.person("Ann")
    for name in ("Dora", "Emil"):
        save_duty(made.organisation, made.person(name, home=None))
    return made
