"""Dated score documents: how ratings and forecasts stood against what happened."""

from __future__ import annotations

from django.db import models


class ScoreReport(models.Model):
    """One document, never edited: `content` is its canonical JSON, `hash` the SHA-256 of it.

    `previous`: hash of the document made before it, "" for the first; the content says it too.
    """

    date = models.DateTimeField(unique=True)
    hash = models.CharField(max_length=64, unique=True)
    previous = models.CharField(max_length=64, blank=True)
    content = models.TextField()

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.hash[:12]}"
