"""What an administrator looks at: whether everybody can work, and whether everything runs."""

import datetime as dt
import shutil
from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app, url_for
from sqlalchemy import func, select

from app.domain.accounts.models import Credential, Person, SignIn
from app.domain.findings.ledger import Summary
from app.domain.reports.models import ReportRequest
from app.extensions import db
from app.infra import log, queue
from app.kernel import clock
from app.kernel.words import plural
from app.pages.home.todo import MOST, Item, Todo, joined
from app.pages.kit import access, formats
from app.security.roles import Role

QUIET_DAYS = 90
"""Days without a sign-in after which somebody may no longer need access."""
LEAST_FREE = 2 * 1024**3
"""Bytes free on the disk below which it is time to make room."""


@dataclass(frozen=True)
class Check:
    """Something that must run: whether it does, and what is known of it."""

    name: str
    is_well: bool
    detail: str


def people() -> Todo:
    """People who need something: without a password, never signed in, long unseen, without a role."""
    now = clock.now()
    seen = select(SignIn.email, func.max(SignIn.seen_at).label("seen")).group_by(SignIn.email).subquery()
    rows = db.session.execute(
        select(Person.email, Person.name, Person.roles, Credential.changed_at, seen.c.seen)
        .outerjoin(Credential, Credential.email == Person.email)
        .outerjoin(seen, seen.c.email == Person.email)
        .where(Person.active.is_(True))
        .order_by(Person.name)
    ).all()
    items = []
    for row in rows:
        wants = _wants(row.roles, row.changed_at, row.seen, now)
        if wants:
            roles = ", ".join(Role(role).label for role in row.roles) or None
            items.append(
                Item(row.name, url_for("people.detail", email=row.email), joined((roles, row.email)), wants)
            )
    return Todo(
        "people",
        "People to look after",
        items[:MOST],
        len(items),
        "Everybody has a role and a password, and was here lately.",
        url_for("people.index"),
        ((len(rows), "may sign in"), (_open_sessions(now), "signed in now")),
    )


def _wants(
    roles: Sequence[str], password_at: dt.datetime | None, seen: dt.datetime | None, now: dt.datetime
) -> str:
    """What somebody needs, in words; ``""`` for nothing."""
    if not roles:
        return "no role"
    if password_at is None:
        return "no password yet"
    if seen is None:
        return "never signed in"
    days = (now - seen).days
    return f"not here for {days} days" if days > QUIET_DAYS else ""


def _open_sessions(now: dt.datetime) -> int:
    idle, absolute = access.limits()
    query = select(func.count(func.distinct(SignIn.email))).where(
        SignIn.closed_at.is_(None), SignIn.seen_at > now - idle, SignIn.opened_at > now - absolute
    )
    return db.session.scalar(query) or 0


def health() -> list[Check]:
    """Database, queue, disk, the nightly run and requests that failed."""
    return [_queue(), _disk(), _nightly(), _requests()]


def _queue() -> Check:
    try:
        waiting = queue.of(current_app.config["SETTINGS"]).pending_count()
    except Exception as error:
        log.logger().error("queue", exc_info=error)
        return Check("Queue", False, "does not answer: see the log")
    said = f"{plural(waiting, 'job')} waiting" + (": is a worker running?" if waiting else "")
    return Check("Queue", waiting == 0, said)


def _disk() -> Check:
    disk = shutil.disk_usage(current_app.instance_path)
    free = disk.free / 1024**3
    return Check("Disk", disk.free >= LEAST_FREE, f"{free:,.1f} GB free of {disk.total / 1024**3:,.1f} GB")


def _nightly() -> Check:
    """The nightly run judges every dossier by the new date; the oldest judgement tells whether it ran."""
    oldest = db.session.scalar(select(func.min(Summary.evaluated_on)))
    if oldest is None:
        return Check("Rules", True, "nothing to evaluate yet")
    behind = (formats.today() - oldest).days
    said = f"last run over everything on {formats.day(oldest)}"
    cure = ": the nightly job did not run, is a worker running?" if behind > 1 else ""
    return Check("Rules", behind <= 1, said + cure)


def _requests() -> Check:
    failed = db.session.scalar(
        select(func.count()).select_from(ReportRequest).where(ReportRequest.state == "failed")
    )
    return Check("Reports", not failed, f"{plural(failed or 0, 'request')} failed")
