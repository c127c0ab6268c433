"""Writes of processing activities: register, update, archive, restore."""

from collections.abc import Iterator

from app.db.unit_of_work import Work
from app.domain import checks
from app.domain.checks import Problem
from app.domain.flows import soundness
from app.domain.flows.records import Activity
from app.domain.operation import operation
from app.domain.organisation import queries as organisation
from app.security.actor import Actor
from app.security.permissions import Permission


@operation(Permission.REGISTER_WRITE, "activity.register")
def register(work: Work, actor: Actor, data: Activity) -> Activity:
    """Add an activity and give it a reference; raises ``Invalid`` where its name is taken."""
    record = data.model_copy(update={"ref": None, "archived": False})
    checks.require(Activity, _problems(work, record, None))
    record = record.model_copy(update={"ref": work.next_ref("activity")})
    work.save(record)
    return record


@operation(Permission.REGISTER_WRITE, "activity.update")
def update(work: Work, actor: Actor, ref: str, data: Activity, *, version: int | None = None) -> Activity:
    """Replace the state of *ref* by *data*; raises ``Invalid`` and ``Conflict``."""
    stored = checks.expect_present(work, Activity, ref)
    record = data.model_copy(update={"ref": ref, "archived": stored.archived})
    checks.expect_version(work, record, version)
    checks.require(Activity, _problems(work, record, stored))
    work.save(record, version=version)
    return record


@operation(Permission.REGISTER_WRITE, "activity.archive")
def archive(work: Work, actor: Actor, ref: str) -> Activity:
    """Take *ref* out of the record of activities; raises ``Refused`` where flows serve it."""
    checks.refuse_used(work, "activity", ref)
    return checks.set_archived(work, Activity, ref, archived=True)


@operation(Permission.REGISTER_WRITE, "activity.restore")
def restore(work: Work, actor: Actor, ref: str) -> Activity:
    """Bring an archived activity back; raises ``Invalid`` where its name was taken meanwhile."""
    stored = work.get(Activity, ref)
    checks.require(Activity, checks.link_problems(work, stored, people=False))
    checks.require(Activity, _problems(work, stored, stored))
    return checks.set_archived(work, Activity, ref, archived=False)


def _problems(work: Work, record: Activity, stored: Activity | None) -> Iterator[Problem]:
    today = organisation.today(work.session, work.at)
    yield from checks.link_problems(work, record, stored)
    yield from checks.external_id_problems(work, record)
    yield from checks.repeat_problems(record, "purposes", "categories", "subjects", "source_channels")
    if stored is None or stored.archived or checks.folded(stored.name) != checks.folded(record.name):
        taken = checks.same_named(work.session, Activity, "name", record.name, other_than=record.ref)
        if taken is not None:
            yield (
                ("name",),
                f"“{record.name}” is already registered as {taken}: open that one or choose another.",
            )
    earlier = soundness.activity_problems(stored, today) if stored is not None else ()
    yield from checks.fresh(soundness.activity_problems(record, today), earlier)
