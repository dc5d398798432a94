"""The API with its description: what its operations have in common is said of each, and media types by their names."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from lookfar.api.answers.base import Problem
from lookfar.api.answers.incidents import FeatureCollection
from lookfar.api.problems import CONTENT_TYPE

GEOJSON = "application/geo+json"
_SCHEMAS = "#/components/schemas/"
_JSON = "application/json"


class DescribedAPI(NinjaAPI):
    """The description names the shape of every answer. What is sent is made by the operations and not looked at again."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """OpenAPI, with problems as the answer of every other status."""
        schema = super().get_openapi_schema(**options)
        for model in (Problem, FeatureCollection):
            known = schema["components"]["schemas"]
            made = model.model_json_schema(mode="serialization", ref_template=f"{_SCHEMAS}{{model}}")
            known.update(made.pop("$defs", {}))
            known[model.__name__] = made
        for operations in schema["paths"].values():
            for operation in operations.values():
                _describe(operation)
        return schema


def _describe(operation: dict[str, Any]) -> None:
    answers = operation["responses"]
    if operation["operationId"] == "list_incidents":
        answers[200]["content"][GEOJSON] = {"schema": {"$ref": f"{_SCHEMAS}{FeatureCollection.__name__}"}}
    if operation["operationId"] == "stream_events":
        answers[200] = {"description": "OK", "content": {"text/event-stream": {"schema": {"type": "string"}}}}
    answers["default"] = {
        "description": "What is wrong, as problem details (RFC 9457)",
        "content": {CONTENT_TYPE: {"schema": {"$ref": f"{_SCHEMAS}{Problem.__name__}"}}},
    }
