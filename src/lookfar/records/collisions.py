"""Two transactions that tell of one alert at once: one of them is ended by the database, and done again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import ParamSpec, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Model

from lookfar.domain.errors import NotFound

Done = TypeVar("Done")
Given = ParamSpec("Given")
Row = TypeVar("Row", bound=Model)
MOST = 4
_COLLIDED = {"23505", "23503", "40001", "40P01"}
"""Unique and foreign key violation, serialization failure, deadlock (PostgreSQL, appendix A). SQLite has one writer."""


def again_when_collided(work: Callable[[], Done]) -> Done:
    """What `work` gives, which is one transaction: done again when another one got in its way, a few times.

    Inside another transaction it is done once: that one is to be done again.
    """
    for left in reversed(range(MOST)):
        try:
            return work()
        except (IntegrityError, OperationalError) as error:
            if not left or connection.in_atomic_block or not _collided(error):
                raise
    raise AssertionError("the last try either gave something or raised")


def as_one(work: Callable[Given, Done]) -> Callable[Given, Done]:
    """`work` as one transaction, done again when another one got in its way."""

    @wraps(work)
    def whole(*args: Given.args, **named: Given.kwargs) -> Done:
        return again_when_collided(partial(transaction.atomic(work), *args, **named))

    return whole


def as_now(row: Row) -> Row:
    """A row that is about to be changed, locked and read again; raises NotFound when somebody removed it meanwhile.

    Call inside a transaction. Saved as it was read before, a row that is gone would be back.
    """
    try:
        row.refresh_from_db(from_queryset=type(row)._default_manager.select_for_update())
    except ObjectDoesNotExist as error:
        raise NotFound("it was removed meanwhile; nothing was kept") from error
    return row


def _collided(error: Exception) -> bool:
    return getattr(error.__cause__, "sqlstate", None) in _COLLIDED
