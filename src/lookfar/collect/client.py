"""The client publishers are asked with."""

from __future__ import annotations

from lookfar.config import Config
from lookfar.egress.http import HttpClient, way_out

Client = HttpClient
"""Asks addresses through the guard."""


def open_client(config: Config) -> Client:
    """The client as the settings want it: mirror, exempt addresses, contact."""
    return HttpClient(way_out(config))
