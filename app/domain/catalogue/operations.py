"""Writes of the vocabulary: the three kinds are added, changed, archived and restored alike.

What ships with the product is read-only, so that everybody means the same by its keys.
"""

from collections.abc import Iterator
from typing import TypeVar

from app.db.unit_of_work import Work, existing_keys, model_of
from app.domain import checks
from app.domain.catalogue.records import Category, Purpose, Subject
from app.domain.checks import Problem
from app.domain.operation import operation
from app.kernel.errors import Refused
from app.security.actor import Actor
from app.security.permissions import Permission

R = TypeVar("R", Category, Subject, Purpose)


@operation(Permission.REGISTER_WRITE, "category.add")
def add_category(work: Work, actor: Actor, data: Category) -> Category:
    """Add a data category; raises ``Invalid`` for a key or label that is taken."""
    return _add(work, data)


@operation(Permission.REGISTER_WRITE, "category.update")
def update_category(
    work: Work, actor: Actor, key: str, data: Category, *, version: int | None = None
) -> Category:
    """Replace the state of *key*, which itself stays; raises :class:`Refused` for one of the product's."""
    return _update(work, key, data, version)


@operation(Permission.REGISTER_WRITE, "category.archive")
def archive_category(work: Work, actor: Actor, key: str) -> Category:
    """Take *key* out of the choices; raises :class:`Refused` where live objects use it."""
    return _archive(work, Category, key)


@operation(Permission.REGISTER_WRITE, "category.restore")
def restore_category(work: Work, actor: Actor, key: str) -> Category:
    """Offer *key* again."""
    return _restore(work, Category, key)


@operation(Permission.REGISTER_WRITE, "subject.add")
def add_subject(work: Work, actor: Actor, data: Subject) -> Subject:
    """Add a group of data subjects; raises ``Invalid`` for a key or label that is taken."""
    return _add(work, data)


@operation(Permission.REGISTER_WRITE, "subject.update")
def update_subject(
    work: Work, actor: Actor, key: str, data: Subject, *, version: int | None = None
) -> Subject:
    """Replace the state of *key*, which itself stays; raises :class:`Refused` for one of the product's."""
    return _update(work, key, data, version)


@operation(Permission.REGISTER_WRITE, "subject.archive")
def archive_subject(work: Work, actor: Actor, key: str) -> Subject:
    """Take *key* out of the choices; raises :class:`Refused` where live objects use it."""
    return _archive(work, Subject, key)


@operation(Permission.REGISTER_WRITE, "subject.restore")
def restore_subject(work: Work, actor: Actor, key: str) -> Subject:
    """Offer *key* again."""
    return _restore(work, Subject, key)


@operation(Permission.REGISTER_WRITE, "purpose.add")
def add_purpose(work: Work, actor: Actor, data: Purpose) -> Purpose:
    """Add a purpose; raises ``Invalid`` for a key or label that is taken."""
    return _add(work, data)


@operation(Permission.REGISTER_WRITE, "purpose.update")
def update_purpose(
    work: Work, actor: Actor, key: str, data: Purpose, *, version: int | None = None
) -> Purpose:
    """Replace the state of *key*, which itself stays; raises :class:`Refused` for one of the product's."""
    return _update(work, key, data, version)


@operation(Permission.REGISTER_WRITE, "purpose.archive")
def archive_purpose(work: Work, actor: Actor, key: str) -> Purpose:
    """Take *key* out of the choices; raises :class:`Refused` where live objects use it."""
    return _archive(work, Purpose, key)


@operation(Permission.REGISTER_WRITE, "purpose.restore")
def restore_purpose(work: Work, actor: Actor, key: str) -> Purpose:
    """Offer *key* again."""
    return _restore(work, Purpose, key)


def _add(work: Work, data: R) -> R:
    record = data.model_copy(update={"builtin": False, "archived": False})
    problems = list(_problems(work, record, None))
    if existing_keys(work.session, model_of(type(data)).__kind__, [record.key]):
        problems.append((("key",), f"“{record.key}” is taken: use that entry or choose another key."))
    checks.require(type(record), problems)
    work.save(record)
    return record


def _update(work: Work, key: str, data: R, version: int | None) -> R:
    stored = _changeable(work, type(data), key)
    checks.expect_present(work, type(data), key)
    if data.key != key:
        raise Refused(
            f"Key: “{key}” stays as it is, since other objects refer to it: add a new entry instead."
        )
    record = data.model_copy(update={"builtin": False, "archived": stored.archived})
    checks.expect_version(work, record, version)
    checks.require(type(record), _problems(work, record, stored))
    work.save(record, version=version)
    return record


def _archive(work: Work, kind: type[R], key: str) -> R:
    _changeable(work, kind, key)
    checks.refuse_used(work, model_of(kind).__kind__, key, cure="take it out there first")
    return checks.set_archived(work, kind, key, archived=True)


def _restore(work: Work, kind: type[R], key: str) -> R:
    checks.require(kind, _problems(work, work.get(kind, key), None))
    return checks.set_archived(work, kind, key, archived=False)


def _changeable(work: Work, kind: type[R], key: str) -> R:
    stored = work.get(kind, key)
    if stored.builtin:
        raise Refused(
            f"“{key}” ships with the product and cannot be changed: add an entry of your own instead."
        )
    return stored


def _problems(work: Work, record: R, stored: R | None) -> Iterator[Problem]:
    yield from checks.link_problems(work, record, stored)
    if isinstance(record, Category):
        yield from checks.circle_problems(work, record, "parent")
        yield from checks.repeat_problems(record, "sensitivity")
    if isinstance(record, Subject):
        yield from checks.repeat_problems(record, "residency")
    if record.label is None:
        return
    taken = checks.same_named(work.session, type(record), "label", record.label, other_than=record.key)
    if taken is not None:
        yield (
            ("label",),
            f"“{record.label}” is already the label of “{taken}”: choose one that tells them apart.",
        )
