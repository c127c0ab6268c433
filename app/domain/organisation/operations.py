"""Writes of the organisation's settings and of legal entities."""

import datetime as dt
from collections.abc import Iterator

from app.db.unit_of_work import Work
from app.domain import checks
from app.domain.checks import Problem
from app.domain.operation import operation
from app.domain.organisation import queries
from app.domain.organisation.models import Entity as EntityRow
from app.domain.organisation.records import Entity, Organisation
from app.domain.organisation.terms import EntityKind
from app.kernel.errors import Refused
from app.security.actor import Actor
from app.security.permissions import Permission


@operation(Permission.SETTINGS_WRITE, "organisation.set")
def set_organisation(
    work: Work, actor: Actor, data: Organisation, *, version: int | None = None
) -> Organisation:
    """Replace the settings; the own legal entity must be one of ours. Raises ``Invalid`` and ``Conflict``."""
    stored, number = queries.current(work.session)
    if number:
        checks.expect_version(work, data, version)
    checks.require(Organisation, _settings_problems(work, data, stored))
    work.save(data, version=version)
    return data


@operation(Permission.REGISTER_WRITE, "entity.register")
def register(work: Work, actor: Actor, data: Entity) -> Entity:
    """Add a legal entity and give it a reference; raises ``Invalid`` for a name or number that is taken."""
    checks.require(Entity, _problems(work, data, None))
    record = data.model_copy(update={"ref": work.next_ref("entity"), "archived": False})
    work.save(record)
    return record


@operation(Permission.REGISTER_WRITE, "entity.update")
def update(work: Work, actor: Actor, ref: str, data: Entity, *, version: int | None = None) -> Entity:
    """Replace the state of *ref*; the organisation's own entity stays one of ours."""
    stored = checks.expect_present(work, Entity, ref)
    record = data.model_copy(update={"ref": ref, "archived": stored.archived})
    checks.expect_version(work, record, version)
    checks.require(Entity, _problems(work, record, stored))
    own = queries.current(work.session)[0].entity
    if own == ref and record.kind is not EntityKind.SELF:
        raise Refused(
            f"Kind: {ref} is the organisation's own legal entity: choose another in the settings first."
        )
    work.save(record, version=version)
    return record


@operation(Permission.REGISTER_WRITE, "entity.set_control")
def set_control(
    work: Work,
    actor: Actor,
    ref: str,
    *,
    parent: str | None,
    control_from: dt.date | None,
    control_to: dt.date | None = None,
    control_evidence: str | None = None,
    version: int | None = None,
) -> Entity:
    """Record who controls *ref* from when to when: affiliation is dated, and read as of a day everywhere."""
    stored = checks.expect_present(work, Entity, ref)
    record = Entity.parse(
        stored.to_state()
        | {
            "parent": parent,
            "control_from": control_from,
            "control_to": control_to,
            "control_evidence": control_evidence,
        }
    )
    checks.expect_version(work, record, version)
    checks.require(Entity, _problems(work, record, stored))
    work.save(record, version=version)
    return record


@operation(Permission.REGISTER_WRITE, "entity.archive")
def archive(work: Work, actor: Actor, ref: str) -> Entity:
    """Take *ref* out of lists; raises :class:`Refused` where live objects refer to it."""
    checks.refuse_used(work, "entity", ref)
    return checks.set_archived(work, Entity, ref, archived=True)


@operation(Permission.REGISTER_WRITE, "entity.restore")
def restore(work: Work, actor: Actor, ref: str) -> Entity:
    """Bring an archived entity back; raises ``Invalid`` where its name was taken meanwhile."""
    checks.require(Entity, _problems(work, work.get(Entity, ref), None))
    return checks.set_archived(work, Entity, ref, archived=False)


def _settings_problems(work: Work, data: Organisation, stored: Organisation) -> Iterator[Problem]:
    yield from checks.link_problems(work, data, stored)
    yield from checks.repeat_problems(data, "holidays", "regimes")
    own = checks.find(work, "entity", data.entity)
    if own is not None and own["kind"] != EntityKind.SELF:
        yield (
            ("entity",),
            f"{data.entity} is not one of ours: set its kind to “{EntityKind.SELF.label}” first.",
        )


def _problems(work: Work, record: Entity, stored: Entity | None) -> Iterator[Problem]:
    yield from checks.link_problems(work, record, stored)
    yield from checks.circle_problems(work, record, "parent")
    if record.control_to is not None and record.control_from is None:
        yield ("control_from",), "is missing while the last day is recorded: fill it in."
    if record.lei is not None and not is_lei(record.lei):
        yield (
            ("lei",),
            f"“{record.lei}” is not an LEI: its 20 characters and check digits do not fit. Correct it.",
        )
    same_place = EntityRow.country == record.country if record.country else EntityRow.country.is_(None)
    taken = checks.same_named(
        work.session, Entity, "legal_name", record.legal_name, same_place, other_than=record.ref
    )
    if taken is not None:
        yield (
            ("legal_name",),
            f"“{record.legal_name}” is already registered as {taken}: open that one instead.",
        )
    elif record.reg_no is not None:
        taken = checks.same_named(
            work.session, Entity, "reg_no", record.reg_no, same_place, other_than=record.ref
        )
        if taken is not None:
            yield ("reg_no",), f"“{record.reg_no}” is the number of {taken} in the same country: correct one."


def is_lei(text: str) -> bool:
    """Whether *text* is a Legal Entity Identifier: 18 characters and two check digits (ISO 17442)."""
    if len(text) != 20 or not text.isascii() or not text.isalnum() or text != text.upper():
        return False
    return int("".join(str(int(character, 36)) for character in text)) % 97 == 1
