"""Writes through the interface: bodies, versions, merge patches, upserts, many at once."""

import json
import re
from collections.abc import Mapping
from typing import Any

from flask import request
from sqlalchemy.orm import Session
from werkzeug.exceptions import UnsupportedMediaType

from app.api.v1 import reading
from app.api.v1.problems import BadRequest, PreconditionFailed
from app.api.v1.resource import Resource
from app.db.unit_of_work import Work
from app.domain.operation import operation
from app.importing.json_text import read_object
from app.kernel.errors import Denied, Invalid, Missing
from app.kernel.records import Record
from app.security.actor import Actor
from app.security.permissions import Permission

MOST_AT_ONCE = 1000
"""Objects that one request may write."""

_GIVEN = ("version", "changed_at")
"""What answers add to an object; sent back, it is passed over."""
_ETAG = re.compile(r'"(\d{1,9})"')


def body() -> dict[str, Any]:
    """The request's JSON object; raises :class:`BadRequest` for anything else."""
    if request.mimetype not in {"application/json", "application/merge-patch+json"}:
        raise UnsupportedMediaType
    try:
        return read_object(request.get_data())
    except Invalid as error:
        raise BadRequest(
            error.sentence.replace("The file", "The body").replace("the file", "the body")
        ) from error


def version_wanted() -> int | None:
    """The version that ``If-Match`` names; ``None`` without it or for any; raises :class:`BadRequest`."""
    text = request.headers.get("If-Match")
    if text is None or text.strip() == "*":
        return None
    found = _ETAG.fullmatch(text.strip())
    if found is None:
        raise BadRequest('If-Match: give the ETag of the object as it was read, such as "3".')
    return int(found[1])


def expect_version(key: str, stored: int) -> None:
    """Raise :class:`PreconditionFailed` where ``If-Match`` names another version than *stored*."""
    wanted = version_wanted()
    if wanted is not None and wanted != stored:
        raise PreconditionFailed(
            f"{key} is at version {stored}, not {wanted}: read it again and decide anew."
        )


def etag(version: int) -> str:
    """The entity tag of that *version*."""
    return f'"{version}"'


def create(actor: Actor, resource: Resource, data: Mapping[str, Any]) -> str:
    """Create an object of *data*; returns its key."""
    if resource.create is None:
        raise Missing("Nothing can be created here.")
    made = resource.create(actor, resource.record.parse(_sent(data)))
    return str(getattr(made, resource.key))


def replace(actor: Actor, resource: Resource, key: str, data: Mapping[str, Any], version: int | None) -> None:
    """Let *key* be what *data* say."""
    _update(actor, resource, key, resource.record.parse(_sent(data) | {resource.key: key}), version)


def patch(
    actor: Actor,
    resource: Resource,
    key: str,
    state: Mapping[str, Any],
    changes: Mapping[str, Any],
    version: int,
) -> None:
    """Change *key*, which stands at *state* and *version*, by a merge patch (RFC 7396)."""
    merged = merge(_sent(state), _sent(changes)) | {resource.key: key}
    _update(actor, resource, key, resource.record.parse(merged), version)


def merge(target: Any, changes: Any) -> Any:
    """*target* with *changes* merged in: null takes a member away, an object goes deeper, all else replaces."""
    if not isinstance(changes, Mapping):
        return changes
    merged = dict(target) if isinstance(target, Mapping) else {}
    for name, value in changes.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge(merged.get(name), value)
    return merged


def _update(actor: Actor, resource: Resource, key: str, record: Record, version: int | None) -> None:
    if resource.update is None:
        raise Missing("Nothing can be changed here: see the actions.")
    resource.update(actor, key, record, version=version)


def _sent(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in _GIVEN}


def many(session: Session, actor: Actor, resource: Resource, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Write every item of *data*, all or nothing; returns key and what was done, in order.

    An item that names its key or a known external id is an update by merge patch, any other a creation. Raises
    :class:`Invalid` with pointers into the items.
    """
    items = data.get("items")
    if set(data) != {"items"} or not isinstance(items, list) or not 1 <= len(items) <= MOST_AT_ONCE:
        raise Invalid({("items",): [f"items: give a list of 1 to {MOST_AT_ONCE} objects, and nothing else."]})
    if not actor.may(resource.writes):
        raise Denied("Your role does not allow this: ask an administrator for the permission.")
    return _write_many(actor, session, resource, items)


@operation(Permission.SIGNED_IN, "register.bulk")
def _write_many(
    work: Work, actor: Actor, session: Session, resource: Resource, items: list[Any]
) -> list[dict[str, Any]]:
    done: list[dict[str, Any]] = []
    problems: dict[tuple[str | int, ...], list[str]] = {}
    for place, item in enumerate(items):
        try:
            done.append(_write_one(session, actor, resource, item))
        except Invalid as error:
            for path, sentences in error.problems.items():
                problems[("items", place, *path)] = sentences
        except Missing as error:
            problems["items", place] = [error.sentence]
    if problems:
        raise Invalid(problems)
    return done


def _write_one(session: Session, actor: Actor, resource: Resource, item: Any) -> dict[str, Any]:
    if not isinstance(item, dict):
        raise Invalid({(): ["must be an object with its fields."]})
    key = item.get(resource.key) if resource.key == "ref" else None
    external = item.get("external_id") if resource.by_external_id else None
    if key is None and isinstance(external, str) and external.strip():
        key = reading.key_of_external(session, actor, resource, external.strip())
    if key is None and resource.key != "ref" and _exists(session, actor, resource, item.get(resource.key)):
        key = item[resource.key]
    if key is None:
        return {resource.key: create(actor, resource, item), "action": "created"}
    state, version = reading.one(session, actor, resource, str(key))
    patch(actor, resource, str(key), state, item, version)
    return {resource.key: str(key), "action": "updated"}


def _exists(session: Session, actor: Actor, resource: Resource, key: Any) -> bool:
    if not isinstance(key, str):
        return False
    try:
        reading.one(session, actor, resource, key)
    except Missing:
        return False
    return True


def canonical(data: Any) -> bytes:
    """*data* for a comparison of requests."""
    return json.dumps(data, sort_keys=True, separators=(",", ":")).encode()
