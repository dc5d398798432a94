"""What the answers have in common."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

Time = datetime
"""RFC 3339 in UTC."""
Share = Annotated[float, Field(ge=0, le=1)]
LevelNumber = Annotated[int, Field(ge=0, le=5, description="0 is not enough data, never safe; 5 is Extreme.")]
Degrees = Annotated[float, Field(ge=-180, le=180)]


class Answer(BaseModel):
    """An object of an answer; more keys may come with later versions."""


class Wrong(Answer):
    """What is wrong: a field, and of a file also the line."""

    field: str
    detail: str
    line: int | None = None


class Problem(Answer):
    """An error as problem details (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[Wrong] = []
