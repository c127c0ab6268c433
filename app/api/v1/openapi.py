"""The OpenAPI 3.1 document, made from the routes and records themselves, so that it cannot fall behind them.

Assembled here rather than by SpecTree: every answer may be a problem document with its own media type, answers carry
entity tags and limits in headers, and some thirty collections of one shape come from a table.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.api.v1 import limits, problems
from app.api.v1.collections import stored_name
from app.api.v1.resources import RESOURCES
from app.api.v1.route import Route
from app.domain.organisation.records import Organisation
from app.kernel.records import Record
from app.kernel.version import VERSION
from app.security.permissions import Permission

_PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
_REF = "#/components/schemas/{model}"

_DESCRIPTION = f"""\
The register of third parties with its agreements, flows, findings, deals and reports, for other programs. Every write
is the operation that the pages use: checked, entered in the trail, judged by the rules, all or nothing.

Send a token as `Authorization: Bearer …`. A token does what its person may do, within its scopes. Lists are read a
page at a time: pass `next` back as `cursor`. Objects carry an `ETag`; sent back as `If-Match`, it keeps you from
overwriting what somebody else changed meanwhile. A `POST` with an `Idempotency-Key` is done once within 24 hours,
however often it is sent. Errors are problem documents (RFC 9457) that name each field by JSON Pointer. A token may
make {limits.PER_MINUTE} requests a minute; every answer says how many are left."""


def document(routes: Iterable[Route]) -> dict[str, Any]:
    """The document that describes *routes*."""
    routes = list(routes)
    bodies = {one.body for one in routes if isinstance(one.body, type)}
    schemas, names = _schemas(bodies)
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        path = "/api/v1" + _PARAMETER.sub(r"{\2}", route.rule)
        paths.setdefault(path, {})[route.method.lower()] = _operation(route, names)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Custodia", "version": VERSION, "description": _DESCRIPTION},
        "tags": [{"name": tag} for tag in dict.fromkeys(route.tag for route in routes)],
        "paths": paths,
        "components": {
            "schemas": schemas | {"Problem": _PROBLEM},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"bearer": []}],
    }


def _schemas(bodies: Iterable[type[BaseModel]]) -> tuple[dict[str, Any], Mapping[type[BaseModel], str]]:
    """The schemas of every body and stored object, and the name of each body's."""
    records: list[type[BaseModel]] = [resource.record for resource in RESOURCES]
    models: list[type[BaseModel]] = list(
        dict.fromkeys([*records, Organisation, *sorted(bodies, key=lambda one: one.__name__)])
    )
    placed, found = models_json_schema([(model, "validation") for model in models], ref_template=_REF)
    schemas: dict[str, Any] = {
        _short(name): schema for name, schema in _shortened(found.get("$defs", {})).items()
    }
    names = {model: _short(placed[model, "validation"]["$ref"].rpartition("/")[2]) for model in models}
    for resource in RESOURCES:
        schemas[stored_name(resource)] = _stored(names[resource.record], resource.record)
    schemas["StoredOrganisation"] = _stored(names[Organisation], Organisation)
    return schemas, names


def _short(name: str) -> str:
    """``ThirdPartiesRole`` where two rooms have a Role and the name is the whole path of its module."""
    *path, last = name.split("__")
    return last if len(path) < 2 else path[-2].title().replace("_", "") + last


def _shortened(schemas: dict[str, Any]) -> dict[str, Any]:
    """*schemas* with the names in their references shortened."""
    text = re.sub(r"(#/components/schemas/)(\w+)", lambda m: m[1] + _short(m[2]), json.dumps(schemas))
    found: dict[str, Any] = json.loads(text)
    return found


def _stored(name: str, record: type[Record]) -> dict[str, Any]:
    """The schema of an object as it is read: every field, its version and when it was changed."""
    properties = {
        (info.serialization_alias or field): {"description": info.title or field}
        for field, info in record.model_fields.items()
    }
    return {
        "type": "object",
        "title": f"{name}, as it is stored",
        "properties": {
            **properties,
            "version": {"type": "integer", "minimum": 0},
            "changed_at": {"type": "string", "format": "date-time"},
        },
        "required": [*properties, "version"],
    }


_PROBLEM: dict[str, Any] = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
                "required": ["pointer", "detail"],
            },
        },
        "current_version": {"type": "integer"},
    },
    "required": ["type", "title", "status", "detail"],
}


def _operation(route: Route, names: Mapping[type[BaseModel], str]) -> dict[str, Any]:
    public = route.permission is Permission.PUBLIC
    always = () if public else (401, 403, 429)
    found: dict[str, Any] = {
        "operationId": route.name.replace(":", "-"),
        "tags": [route.tag],
        "summary": route.summary,
        "description": "Open to everybody." if public else f"Scope: `{route.permission.value}`.",
        "parameters": [*_path_parameters(route), *route.parameters, *_headers(route)],
        "responses": {
            **{str(status): _answer(route, status) for status in route.answers},
            **{str(status): _problem(status) for status in sorted({*always, *route.problems})},
        },
    }
    if public:
        found["security"] = []
    if route.body is not None:
        schema = (
            {"$ref": _REF.format(model=names[route.body])}
            if isinstance(route.body, type)
            else dict(route.body)
        )
        found["requestBody"] = {
            "required": route.body_required,
            "content": {route.media_type: {"schema": schema}},
        }
    return found


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "integer", "minimum": 0} if kind == "int" else {"type": "string"},
        }
        for kind, name in _PARAMETER.findall(route.rule)
    ]


def _headers(route: Route) -> list[dict[str, Any]]:
    found = []
    if route.tagged and route.method != "GET":
        found.append(_header("If-Match", "The ETag of the object as it was read."))
    if route.method == "POST":
        found.append(
            _header("Idempotency-Key", "A name of your own for this request, so that it is done once.")
        )
    return found


def _header(name: str, description: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "description": description, "schema": {"type": "string"}}


def _answer(route: Route, status: int) -> dict[str, Any]:
    schema = route.answers[status]
    found: dict[str, Any] = {"description": _MEANINGS[status], "headers": {}}
    if schema is not None:
        found["content"] = {route.answers_as: {"schema": dict(schema)}}
    if route.tagged or status == 201:
        found["headers"]["ETag"] = {"schema": {"type": "string"}}
    if status in {201, 202}:
        found["headers"]["Location"] = {"schema": {"type": "string"}}
    return found


def _problem(status: int) -> dict[str, Any]:
    return {
        "description": problems.TITLES[status],
        "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


_MEANINGS = {
    200: "As asked.",
    201: "Created.",
    202: "Taken up; made in the background.",
    204: "Done; nothing to say.",
    304: "Not changed since that version.",
}
