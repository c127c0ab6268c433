"""A route of the interface: what serves it, and what the reference says of it, declared together."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response
from pydantic import BaseModel
from werkzeug.wrappers import Response as BaseResponse

from app.api.v1.idempotency import once
from app.security.declared import access
from app.security.permissions import Permission

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Route:
    """One method at one address.

    *body* is the model of the request's body, or a schema where there is none; *answers* are the schemas of the
    answers by status (``None`` for an empty one); *problems* the statuses of errors beyond those that every route has.
    """

    rule: str
    name: str
    method: str
    view: Callable[..., BaseResponse]
    permission: Permission
    tag: str
    summary: str
    parameters: tuple[Schema, ...] = ()
    body: type[BaseModel] | Schema | None = None
    body_required: bool = True
    media_type: str = "application/json"
    answers: Mapping[int, Schema | None] = field(default_factory=dict)
    answers_as: str = "application/json"
    problems: tuple[int, ...] = ()
    tagged: bool = False
    """Whether answers carry an ``ETag`` and the request may carry ``If-Match``."""

    def add_to(self, blueprint: Blueprint) -> None:
        """Serve it on *blueprint*; what creates or acts is served once under an idempotency key."""
        view = once(self.view) if self.method == "POST" else self.view
        blueprint.add_url_rule(self.rule, self.name, access(self.permission)(view), methods=[self.method])


def answer(data: Any, status: int = 200, **headers: str) -> Response:
    """*data* as JSON; in the names of *headers* underscores stand for dashes."""
    response = Response(json.dumps(data, ensure_ascii=False), status, mimetype="application/json")
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = value
    return response


def query(name: str, description: str, schema: Schema) -> Schema:
    """A query parameter as OpenAPI describes it."""
    return {"name": name, "in": "query", "description": description, "schema": dict(schema)}


def page_of(items: Schema, following: Schema) -> Schema:
    """The schema of a page of *items* with the mark of the *following* one."""
    return {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": dict(items)},
            "next": {"anyOf": [dict(following), {"type": "null"}]},
        },
        "required": ["items", "next"],
    }


TEXT: Schema = {"type": "string"}
DAY: Schema = {"type": "string", "format": "date"}
NUMBER: Schema = {"type": "integer", "minimum": 0}
OBJECT: Schema = {"type": "object"}
