"""The reference of the interface, set from its own description; a page that loads nothing from outside."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, g, render_template

from app.api.v1.blueprint import described
from app.api.v1.limits import PER_MINUTE
from app.api.v1.writing import MOST_AT_ONCE
from app.security.declared import access
from app.security.permissions import Permission

blueprint = Blueprint("api_reference", __name__, template_folder="templates")


@blueprint.get("/api/reference")
@access(Permission.PUBLIC)
def index() -> str:
    """Every route by tag, with its parameters, body and answers."""
    signed_in = bool(g.actor.email)
    return render_template(
        "api/reference.html",
        layout="kit/layout.html" if signed_in else "kit/bare.html",
        signed_in=signed_in,
        tags=list(_by_tag(described())),
        per_minute=PER_MINUTE,
        most_at_once=MOST_AT_ONCE,
    )


def _by_tag(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    schemas = document["components"]["schemas"]
    for tag in document["tags"]:
        routes = [
            _route(method, path, operation, schemas)
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
            if operation["tags"] == [tag["name"]]
        ]
        yield {"name": tag["name"], "anchor": tag["name"].lower().replace(" ", "-"), "routes": routes}


def _route(method: str, path: str, operation: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    body = operation.get("requestBody")
    content = next(iter(body["content"].items())) if body else None
    return {
        "method": method.upper(),
        "path": path,
        "id": operation["operationId"],
        "summary": operation["summary"],
        "description": operation["description"],
        "parameters": operation["parameters"],
        "media_type": content[0] if content else "",
        "fields": _fields(content[1]["schema"], schemas) if content else [],
        "answers": [(status, one["description"]) for status, one in sorted(operation["responses"].items())],
    }


def _fields(schema: dict[str, Any], schemas: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields of a body: name, type in words, whether required, what it holds."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    required = set(schema.get("required", []))
    return [
        {
            "name": name,
            "type": _type(one, schemas),
            "required": name in required,
            "text": one.get("description") or one.get("title", ""),
        }
        for name, one in schema.get("properties", {}).items()
    ]


def _type(schema: dict[str, Any], schemas: dict[str, Any]) -> str:
    """A schema's type in a word or two."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        found = schemas.get(name, {})
        return " | ".join(map(str, found["enum"])) if "enum" in found else name
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_type(one, schemas) for one in schema["anyOf"]))
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}), schemas)}"
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    return str(schema.get("format") or schema.get("type") or "any")
