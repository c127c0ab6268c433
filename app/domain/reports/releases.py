"""What guests of a deal get to see of its reports: those that a member released to them, until withdrawn.

A sealed report holds all that the house knew, its questions for counsel included, and is released whole or not at all:
what was left out of it would no longer be what was sealed.
"""

from app.db.unit_of_work import Work
from app.domain.deals.operations import editable
from app.domain.operation import operation
from app.domain.reports import queries
from app.domain.reports.models import Report, ReportRelease
from app.kernel.errors import Missing
from app.security.actor import Actor
from app.security.permissions import Permission


@operation(Permission.DEALS_WRITE, "deal.release_report")
def release(work: Work, actor: Actor, ref: str, number: str) -> None:
    """Show the report *number* of the deal *ref* to its guests, whole; released again, nothing changes.

    Raises ``Missing`` for who may not see the deal or where it has no such report, ``Refused`` once it is archived.
    """
    report = _report(work, actor, ref, number)
    if work.session.get(ReportRelease, number) is None:
        work.session.add(ReportRelease(report=report.number, by=actor.email, at=work.at))
        work.session.flush()
    work.notes |= {"deal": ref, "for_guests": number}


@operation(Permission.DEALS_WRITE, "deal.withdraw_report")
def withdraw(work: Work, actor: Actor, ref: str, number: str) -> None:
    """Hide the report *number* of the deal *ref* from its guests; copies that they took they have.

    Raises ``Missing`` for who may not see the deal or where it has no such report, ``Refused`` once it is archived.
    """
    report = _report(work, actor, ref, number)
    found = work.session.get(ReportRelease, report.number)
    if found is not None:
        work.session.delete(found)
        work.session.flush()
    work.notes |= {"deal": ref, "for_guests": number}


def _report(work: Work, actor: Actor, ref: str, number: str) -> Report:
    editable(work, actor, ref)
    report = queries.get(work.session, actor, number)
    if report.deal != ref:
        raise Missing(f"{ref} has no report {number}.")
    return report
