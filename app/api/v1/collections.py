"""The routes of every collection, made from its resource: list, create, many at once, read, write, actions."""

from collections.abc import Callable, Iterator
from typing import Any

from flask import Response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.api.v1 import filters, reading, writing
from app.api.v1.authentication import actor
from app.api.v1.resource import Action, Resource
from app.api.v1.route import NUMBER, OBJECT, TEXT, Route, Schema, answer, page_of, query
from app.extensions import db

View = Callable[..., BaseResponse]


def routes(resource: Resource) -> Iterator[Route]:
    """The routes of *resource*."""
    base, one = f"/{resource.path}", f"/{resource.path}/<key>"
    shown: Schema = {"$ref": f"#/components/schemas/{stored_name(resource)}"}

    def route(name: str, rule: str, method: str, view: View, summary: str, **more: Any) -> Route:
        permission = more.pop("permission", resource.writes)
        return Route(
            rule, f"{resource.path}:{name}", method, view, permission, resource.title, summary, **more
        )

    noun = resource.title.lower()
    yield route(
        "list",
        base,
        "GET",
        _list(resource),
        f"List {noun}, a page at a time",
        permission=resource.reads,
        parameters=_list_parameters(resource),
        answers={200: _with_total(page_of(_partial(resource), TEXT))},
        problems=(400,),
    )
    yield route(
        "read",
        one,
        "GET",
        _read(resource),
        f"Read one of the {noun}",
        permission=resource.reads,
        answers={200: shown, 304: None},
        problems=(404,),
        tagged=True,
    )
    if resource.create is not None:
        yield route(
            "create",
            base,
            "POST",
            _create(resource),
            f"Add to the {noun}",
            body=resource.record,
            answers={201: shown},
            problems=(400, 404, 409, 415, 422),
        )
    if resource.update is not None:
        written: dict[str, Any] = {
            "answers": {200: shown},
            "problems": (400, 404, 409, 412, 415, 422),
            "tagged": True,
        }
        yield route(
            "replace",
            one,
            "PUT",
            _replace(resource),
            f"Replace one of the {noun}",
            body=resource.record,
            **written,
        )
        yield route(
            "patch",
            one,
            "PATCH",
            _patch(resource),
            f"Change one of the {noun} by a merge patch (RFC 7396)",
            body=OBJECT,
            media_type="application/merge-patch+json",
            **written,
        )
    if resource.create is not None and resource.update is not None:
        yield route(
            "bulk",
            f"{base}/bulk",
            "POST",
            _bulk(resource),
            f"Add or change up to {writing.MOST_AT_ONCE} {noun}, all or nothing",
            body=_BULK,
            answers={200: _BULK_DONE},
            problems=(400, 404, 409, 415, 422),
        )
    if resource.by_external_id:
        external = f"{base}/by-external-id/<path:external_id>"
        yield route(
            "find",
            external,
            "GET",
            _find(resource),
            f"Read one of the {noun} by its number in another system",
            permission=resource.reads,
            answers={200: shown},
            problems=(404,),
        )
        yield route(
            "upsert",
            external,
            "PUT",
            _upsert(resource),
            f"Add to the {noun}, or change the one that another system knows by this number",
            body=OBJECT,
            answers={200: shown, 201: shown},
            problems=(400, 404, 409, 412, 415, 422),
            tagged=True,
        )
    if resource.archive is not None:
        yield route(
            "archive",
            one,
            "DELETE",
            _archive(resource),
            f"Archive one of the {noun}; its history stays",
            answers={204: None},
            problems=(400, 404, 409, 412, 422),
            tagged=True,
        )
    if resource.restore is not None:
        yield route(
            "restore",
            f"{one}/restore",
            "POST",
            _restore(resource),
            f"Bring one of the {noun} back from the archive",
            answers={200: shown},
            problems=(400, 404, 409, 422),
        )
    for action in resource.actions:
        yield route(
            action.name,
            f"{one}/{action.name}",
            "POST",
            _act(resource, action),
            action.summary,
            permission=action.permission,
            body=action.body,
            body_required=any(field.is_required() for field in action.body.model_fields.values()),
            answers={200: shown, 201: shown},
            problems=(400, 404, 409, 412, 415, 422),
            tagged=True,
        )


_BULK: Schema = {
    "type": "object",
    "properties": {
        "items": {
            "type": "array",
            "items": {"type": "object"},
            "minItems": 1,
            "maxItems": writing.MOST_AT_ONCE,
        }
    },
    "required": ["items"],
    "additionalProperties": False,
}
_BULK_DONE: Schema = {
    "type": "object",
    "properties": {
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"action": {"type": "string", "enum": ["created", "updated"]}},
                "required": ["action"],
                "additionalProperties": {"type": "string"},
            },
        }
    },
    "required": ["items"],
}


def stored_name(resource: Resource) -> str:
    """The name of the schema of an object as it is read."""
    return f"Stored{resource.record.__name__}"


def _partial(resource: Resource) -> Schema:
    """An object of a list: the fields asked for, and always the key."""
    return {
        "type": "object",
        "properties": {
            resource.key: TEXT,
            "version": NUMBER,
            "changed_at": {"type": "string", "format": "date-time"},
        },
        "required": [resource.key, "version", "changed_at"],
    }


def _with_total(page: Schema) -> Schema:
    properties = page["properties"] | {"total": NUMBER}
    return {**page, "properties": properties}


def _list_parameters(resource: Resource) -> tuple[Schema, ...]:
    found = [query(one.name, one.description, one.schema) for one in filters.filters_of(resource).values()]
    orders = [f"{dash}{name}" for name in (resource.key, "changed_at") for dash in ("", "-")]
    limits = {"type": "integer", "minimum": 1, "maximum": reading.MOST, "default": reading.USUAL}
    return (
        *found,
        query("cursor", "The “next” of the page before.", TEXT),
        query("limit", "Objects on a page.", limits),
        query("sort", "The order.", {"type": "string", "enum": orders}),
        query("fields", "The fields wanted, with commas.", TEXT),
        query("count", "Say how many there are in all.", {"type": "string", "enum": ["true"]}),
    )


def _shown(resource: Resource, key: str, status: int = 200) -> Response:
    """The object *key* as it stands now, with its entity tag and address."""
    item, version = reading.one(db.session, actor(), resource, key)
    response = answer(item, status, ETag=writing.etag(version))
    if status == 201:
        response.headers["Location"] = url_for(f"api_v1.{resource.path}:read", key=key)
    return response


def _list(resource: Resource) -> View:
    def view() -> Response:
        return answer(reading.page(db.session, actor(), resource, request.args))

    return view


def _read(resource: Resource) -> View:
    def view(key: str) -> BaseResponse:
        response = _shown(resource, key)
        return response.make_conditional(request)

    return view


def _find(resource: Resource) -> View:
    def view(external_id: str) -> Response:
        key = reading.key_of_external(db.session, actor(), resource, external_id)
        return _shown(resource, key or external_id)

    return view


def _create(resource: Resource) -> View:
    def view() -> Response:
        return _shown(resource, writing.create(actor(), resource, writing.body()), 201)

    return view


def _replace(resource: Resource) -> View:
    def view(key: str) -> Response:
        data = writing.body()
        _, version = reading.one(db.session, actor(), resource, key)
        writing.expect_version(key, version)
        writing.replace(actor(), resource, key, data, version)
        return _shown(resource, key)

    return view


def _patch(resource: Resource) -> View:
    def view(key: str) -> Response:
        data = writing.body()
        state, version = reading.one(db.session, actor(), resource, key)
        writing.expect_version(key, version)
        writing.patch(actor(), resource, key, state, data, version)
        return _shown(resource, key)

    return view


def _upsert(resource: Resource) -> View:
    def view(external_id: str) -> Response:
        data = writing.body() | {"external_id": external_id}
        key = reading.key_of_external(db.session, actor(), resource, external_id)
        if key is None:
            return _shown(resource, writing.create(actor(), resource, data), 201)
        state, version = reading.one(db.session, actor(), resource, key)
        writing.expect_version(key, version)
        writing.patch(actor(), resource, key, state, data, version)
        return _shown(resource, key)

    return view


def _bulk(resource: Resource) -> View:
    def view() -> Response:
        return answer({"items": writing.many(db.session, actor(), resource, writing.body())})

    return view


def _archive(resource: Resource) -> View:
    def view(key: str) -> Response:
        _, version = reading.one(db.session, actor(), resource, key)
        writing.expect_version(key, version)
        assert resource.archive is not None  # noqa: S101 -- the route exists only then
        resource.archive(actor(), key)
        return Response(status=204)

    return view


def _restore(resource: Resource) -> View:
    def view(key: str) -> Response:
        reading.one(db.session, actor(), resource, key)
        assert resource.restore is not None  # noqa: S101 -- the route exists only then
        resource.restore(actor(), key)
        return _shown(resource, key)

    return view


def _act(resource: Resource, action: Action) -> View:
    def view(key: str) -> Response:
        data = writing.body() if request.get_data() else {}
        _, version = reading.one(db.session, actor(), resource, key)
        writing.expect_version(key, version)
        values = _values(action, data)
        if action.takes_version and writing.version_wanted() is not None:
            values["version"] = version
        made = action.operation(actor(), key, **values)
        changed = getattr(made, resource.key, key) if isinstance(made, resource.record) else key
        return _shown(resource, changed or key, 201 if changed not in {key, None} else 200)

    return view


def _values(action: Action, data: dict[str, Any]) -> dict[str, Any]:
    """The operation's arguments from a body; raises ``Invalid`` naming each that does not fit."""
    model = action.body.parse(data)
    return {name: getattr(model, name) for name in model.model_fields_set}
