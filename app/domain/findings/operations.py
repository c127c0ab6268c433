"""Writes around findings: evaluating all dossiers anew."""

from app.db.unit_of_work import Work
from app.domain.findings import reading, upkeep
from app.domain.operation import operation
from app.security.actor import Actor
from app.security.permissions import Permission


@operation(Permission.FINDINGS_WRITE, "findings.evaluate")
def evaluate(work: Work, actor: Actor) -> dict[str, int]:
    """Run every rule over every dossier with today's date; returns how many findings opened and closed."""
    source = reading.Source(work.session)
    upkeep.judge(work, reading.context(source), source, None)
    said = work.notes.get("findings", {})
    return {what: len(said.get(what, [])) for what in ("opened", "reopened", "closed")}
