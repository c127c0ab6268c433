"""Writes around findings: evaluating all dossiers anew, owners, comments, waivers."""

from app.db.unit_of_work import Work
from app.domain.findings import queries, reading, upkeep
from app.domain.findings.ledger import Finding, FindingEvent
from app.domain.findings.records import Waiver
from app.domain.findings.terms import FindingStatus
from app.domain.operation import operation
from app.kernel import clock
from app.kernel.errors import Invalid, Refused
from app.kernel.records import PROSE
from app.security.actor import Actor
from app.security.permissions import Permission


@operation(Permission.FINDINGS_WRITE, "findings.evaluate")
def evaluate(work: Work, actor: Actor) -> dict[str, int]:
    """Run every rule over every dossier with today's date; returns how many findings opened and closed."""
    source = reading.Source(work.session)
    upkeep.judge(work, reading.context(source), source, None)
    said = work.notes.get("findings", {})
    return {what: len(said.get(what, [])) for what in ("opened", "reopened", "closed")}


@operation(Permission.FINDINGS_WRITE, "finding.assign")
def assign(work: Work, actor: Actor, number: int, owner: str | None) -> None:
    """Give finding *number* an owner, or none; raises :class:`Invalid` for somebody who cannot sign in."""
    finding = queries.get(work.session, number)
    if owner is not None and not queries.is_active_person(work.session, owner):
        raise Invalid.of("owner", f"Owner: {owner} is nobody who may sign in: choose an active person.")
    finding.owner = owner
    _note(work, finding, "assigned", owner or "nobody")


@operation(Permission.FINDINGS_WRITE, "finding.comment")
def comment(work: Work, actor: Actor, number: int, text: str) -> None:
    """Record a comment on finding *number*; raises :class:`Invalid` for an empty or overlong one."""
    finding = queries.get(work.session, number)
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Invalid.of("text", "Comment: is required: write what is to be known.")
    if len(text) > PROSE:
        raise Invalid.of("text", f"Comment: is too long: shorten it to {PROSE:,} characters.")
    _note(work, finding, "commented", text)


@operation(Permission.FINDINGS_WRITE, "finding.waive")
def waive(work: Work, actor: Actor, number: int, waiver: Waiver) -> Waiver:
    """Let finding *number* stand until the waiver's last day; the actor approves it.

    Raises :class:`Refused` where it is not open, :class:`Invalid` for an end that is past or beyond a year.
    """
    finding = queries.get(work.session, number)
    if finding.status != FindingStatus.OPEN:
        raise Refused("Only an open finding can be waived: reload the page.")
    today = clock.day_of(work.at, reading.time_zone(work.session))
    if not today < waiver.expires_on <= today.replace(year=today.year + 1, day=min(today.day, 28)):
        raise Invalid.of(
            "expires_on", "Ends on: choose a day after today and within a year; it can be waived again."
        )
    record = waiver.model_copy(
        update={
            "rule": finding.rule,
            "object": finding.object,
            "key": finding.key,
            "approver": actor.email,
            "granted_on": today,
        }
    )
    work.save(record)
    _note(work, finding, "commented", f"Waived until {waiver.expires_on.isoformat()}: {waiver.reason}")
    return record


@operation(Permission.FINDINGS_WRITE, "finding.withdraw")
def withdraw(work: Work, actor: Actor, number: int) -> None:
    """Take the waiver of finding *number* back."""
    finding = queries.get(work.session, number)
    waiver = queries.waiver(work.session, finding)
    if waiver is None:
        raise Refused("This finding is not waived: reload the page.")
    work.save(waiver.model_copy(update={"archived": True}))


def _note(work: Work, finding: Finding, what: str, note: str) -> None:
    work.session.add(
        FindingEvent(
            finding=finding.id,
            at=work.at,
            actor=work.actor,
            what=what,
            operation=work.operation,
            note=note,
            values={},
        )
    )
    work.notes[what] = {"finding": [finding.rule, finding.object, finding.key], "note": note}
