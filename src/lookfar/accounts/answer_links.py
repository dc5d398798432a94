"""Signed links by which somebody answers an alert without signing in; they say nothing and open one alert's answer."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing

from lookfar.domain.ids import AlertId

LIVES = timedelta(days=30)
_SALT = "lookfar.answer"


def answer_token(alert: AlertId) -> str:
    """The secret part of the link that goes to the person an alert is for."""
    return signing.TimestampSigner(salt=_SALT).sign(str(alert)).replace(":", "~")


def read_token(token: str) -> AlertId | None:
    """The alert it answers, or None when it was not made here or is older than LIVES."""
    try:
        return AlertId(signing.TimestampSigner(salt=_SALT).unsign(token.replace("~", ":"), max_age=LIVES))
    except signing.BadSignature:
        return None
