"""Holds real answers of the API against the shapes that its description names."""

from __future__ import annotations

import re
from functools import cache

from django.http import HttpResponse
from pydantic import TypeAdapter

from lookfar.api.answers.base import Problem
from lookfar.api.answers.incidents import FeatureCollection
from lookfar.api.description import GEOJSON
from lookfar.api.urls import api

PROBLEM = "application/problem+json"
PREFIX = "/api/v1"
held: set[str] = set()
"""Operations of which a good answer was held against its shape in this run."""


@cache
def operations():
    """Method, pattern of the address, and operation, of all."""
    return [
        (method, re.compile(PREFIX + re.sub(r"\{[^}]*\}", "[^/]+", f"{prefix}{path}").rstrip("/") + "/?"), one)
        for prefix, router in api._routers
        for path, view in router.path_operations.items()
        for one in view.operations
        for method in one.methods
    ]


def operation_of(method: str, path: str):
    """The operation of an address, the most particular one; None for none."""
    found = [(pattern, one) for by, pattern, one in operations() if by == method and pattern.fullmatch(path)]
    return min(found, key=lambda pair: pair[0].pattern.count("[^/]+"), default=(None, None))[1]


def check(method: str, path: str, answer: HttpResponse) -> None:
    """Raises when an answer is not of the shape described, or says what the description does not."""
    kind = answer.headers.get("Content-Type", "")
    if kind == PROBLEM:
        _hold(Problem, answer.content)
        return
    one = operation_of(method, path)
    if one is None or answer.streaming or answer.status_code >= 400:
        return
    model = one.response_models[answer.status_code]
    held.add(one.operation_id)
    if model is None:
        assert answer.content == b"", f"{one.operation_id} is described as empty"
    else:
        _hold(FeatureCollection if kind == GEOJSON else model.model_fields["response"].annotation, answer.content)


def _hold(shape: object, content: bytes) -> None:
    adapter = TypeAdapter(shape)
    read = adapter.validate_json(content, strict=True)
    told = TypeAdapter(object).validate_json(content)
    described = adapter.dump_python(read, mode="json", by_alias=True, exclude_unset=True)
    assert _keys(told) == _keys(described), "it says what the description does not name"


def _keys(value: object) -> object:
    match value:
        case dict():
            return {key: _keys(one) for key, one in value.items()}
        case list():
            return [_keys(one) for one in value]
        case _:
            return None
