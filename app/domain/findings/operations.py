"""Writes around findings: evaluating all dossiers anew, owners, due days, comments; one finding or several at once."""

import datetime as dt
from collections.abc import Sequence

from app.db.unit_of_work import Work
from app.domain.findings import keeping, queries, reading, upkeep
from app.domain.findings.ledger import Finding, FindingEvent
from app.domain.findings.terms import EventKind, FindingStatus, Severity
from app.domain.operation import operation
from app.kernel import clock
from app.kernel.errors import Invalid, Refused
from app.kernel.records import PROSE
from app.security.actor import Actor
from app.security.permissions import Permission

MOST_AT_ONCE = 2000
"""Findings that one decision may concern."""
YEARS_AHEAD = 2
"""How far ahead a due day may lie."""


@operation(Permission.FINDINGS_WRITE, "findings.evaluate")
def evaluate(work: Work, actor: Actor) -> dict[str, int]:
    """Run every rule over every dossier with today's date; returns how many findings opened and closed."""
    source = reading.Source(work.session)
    upkeep.judge(work, reading.context(source), source, None)
    said = work.notes.get("findings", {})
    return {what: len(said.get(what, [])) for what in ("opened", "reopened", "closed")}


@operation(Permission.FINDINGS_WRITE, "finding.assign")
def assign(work: Work, actor: Actor, numbers: Sequence[int], owner: str | None) -> None:
    """Give the findings *numbers* an owner, or none; raises :class:`Invalid` for who left and for guests."""
    if owner is not None and not queries.may_own(work.session, owner):
        raise Invalid.of("owner", f"Owner: {owner} is not of the house or has left: choose an active person.")
    for finding in chosen(work, numbers):
        if finding.owner != owner:
            finding.owner = owner
            note(work, finding, EventKind.ASSIGNED, owner or "nobody")


@operation(Permission.FINDINGS_WRITE, "finding.comment")
def comment(work: Work, actor: Actor, numbers: Sequence[int], text: str) -> None:
    """Record a comment on the findings *numbers*; raises :class:`Invalid` for an empty or overlong one."""
    text = prose(text, "text", "Comment", "write what is to be known")
    for finding in chosen(work, numbers):
        note(work, finding, EventKind.COMMENTED, text)


@operation(Permission.FINDINGS_WRITE, "finding.set_due")
def set_due(work: Work, actor: Actor, numbers: Sequence[int], due_on: dt.date | None) -> None:
    """Set the day by which the findings *numbers* are to be closed; ``None`` goes back to the one of their severity.

    The figure on findings in time (K10) goes by the severity's day all the same. Raises :class:`Invalid` for a day
    that has passed or lies years ahead, :class:`Refused` for a finding that is closed.
    """
    zone = reading.time_zone(work.session)
    today = clock.day_of(work.at, zone)
    if due_on is not None and not today <= due_on <= today + dt.timedelta(days=366 * YEARS_AHEAD):
        raise Invalid.of("due_on", "Due on: choose today or a later day, at most two years ahead.")
    for finding in chosen(work, numbers):
        if finding.status == FindingStatus.CLOSED:
            raise Refused(f"{finding.rule} on {finding.object} is closed: it has no due day.")
        wanted = due_on or keeping.due_on(Severity(finding.severity), finding.opened_at, zone)
        if finding.due_on != wanted:
            finding.due_on = wanted
            note(work, finding, EventKind.DUE, wanted.isoformat() if wanted else "none")


def chosen(work: Work, numbers: Sequence[int]) -> list[Finding]:
    """The findings *numbers*, each once, in order.

    Raises :class:`Invalid` for none or too many of them, :class:`~app.kernel.errors.Missing` for one that is not.
    """
    wanted = list(dict.fromkeys(numbers))
    if not wanted:
        raise Invalid.of("finding", "Findings: tick at least one.")
    if len(wanted) > MOST_AT_ONCE:
        raise Invalid.of("finding", f"Findings: decide on at most {MOST_AT_ONCE:,} at a time.")
    found = {finding.id: finding for finding in queries.chosen(work.session, wanted)}
    return [found.get(number) or queries.get(work.session, number) for number in wanted]


def prose(text: str, field: str, label: str, cure: str) -> str:
    """*text* as it is kept; raises :class:`Invalid` naming *label* where it is empty or overlong."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Invalid.of(field, f"{label}: is required: {cure}.")
    if len(text) > PROSE:
        raise Invalid.of(field, f"{label}: is too long: shorten it to {PROSE:,} characters.")
    return text


def note(work: Work, finding: Finding, what: EventKind, text: str) -> None:
    """Put into the history of *finding*, and into the trail entry, what was decided on it."""
    work.session.add(
        FindingEvent(
            finding=finding.id,
            at=work.at,
            actor=work.actor,
            what=what.value,
            operation=work.operation,
            note=text,
            values={},
        )
    )
    said = work.notes.setdefault(what.value, [])
    said.append({"finding": [finding.rule, finding.object, finding.key], "note": text})
