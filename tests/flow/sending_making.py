"""Receivers that answer as told, and a sender to them: for tests of sending."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from tests.web import seeding

from lookfar.channels.channel import Outgoing
from lookfar.flow.sending import Sender
from lookfar.records.models import Endpoint
from lookfar.records.receipts import Receipts

NOW = seeding.DAY + timedelta(days=1)
OPEN = ("waiting", "failed")


class Receivers:
    """A channel whose receivers answer as told; it keeps what each got, in order."""

    is_real = False

    def __init__(self, receipts: Path) -> None:
        self.got: dict[str, list[str]] = {}
        self.busy: dict[str, int] = {}
        self.most_at_once = 0
        self.failing: dict[str, Exception] = {}
        self.hanging: set[str] = set()
        self.go_on = threading.Event()
        self._lock = threading.Lock()
        self.receipts = receipts

    def send(self, delivery: Outgoing) -> None:
        with self._lock:
            self.busy[delivery.to] = self.busy.get(delivery.to, 0) + 1
            self.most_at_once = max(self.most_at_once, *self.busy.values())
        try:
            if delivery.to in self.hanging:
                self.go_on.wait(60)
            if delivery.to in self.failing:
                raise self.failing[delivery.to]
            with self._lock:
                self.got.setdefault(delivery.to, []).append(delivery.alert.wire_id)
        finally:
            with self._lock:
                self.busy[delivery.to] -= 1


def six_receivers() -> seeding.House:
    """An organisation with six webhook receivers and nobody by mail; one incident is due to all."""
    house = seeding.house("Steppe Aid")
    for number in range(6):
        Endpoint.objects.create(
            organisation=house.organisation, kind="webhook", private={"address": f"r{number}", "secret": "x"}
        )
    seeding.happen(seeding.incident())
    return house


def sender(receivers: Receivers, said: list[str] | None = None, now: datetime = NOW) -> Sender:
    return Sender(
        {"webhook": receivers, "email": receivers},
        lambda: now,
        Random(1),
        said=(said if said is not None else []).append,
        receipts=Receipts(receivers.receipts),
    )
