"""What follows from an agreement's dates: whether it binds, until when, and where it stands in its life.

Every function takes the day on which it is asked, so that the same code answers for today and for the past.
Missing dates never help: an agreement whose effective date or end is not recorded is not in force.
"""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from app.domain.agreements.records import Agreement
from app.domain.agreements.terms import UNSIGNED, Acceptance, Stage
from app.kernel.periods import add_months

SIGNED = frozenset({Acceptance.WET, Acceptance.ESIGN})
"""The ways of acceptance that need two signatures."""
BINDING = SIGNED | {Acceptance.CLICK, Acceptance.PO_REFERENCE}
"""The ways of acceptance that make an agreement; publication alone is not among them."""

EXPIRY_WARNING = dt.timedelta(days=90)
"""How long before its end an agreement is due for a decision."""
NOTICE_WARNING = dt.timedelta(days=30)
"""How long before the last day for notice a decision is due."""
RENEWAL_WINDOW = dt.timedelta(days=365)
"""How long before the end a renewal decision concerns that end; an older one was about an earlier term."""

Agreements = Mapping[str, Agreement]
"""Agreements by reference, in which successors are looked up."""
NONE_KNOWN: Agreements = MappingProxyType({})
"""No other agreements."""


def executed_on(agreement: Agreement) -> dt.date | None:
    """The day on which the agreement was concluded, or ``None`` where the record does not show that it was.

    With signatures, the later of the two; by click or purchase order, the effective date.
    """
    if agreement.acceptance in SIGNED:
        if agreement.signed_us_on is None or agreement.signed_them_on is None:
            return None
        return max(agreement.signed_us_on, agreement.signed_them_on)
    return agreement.effective_on if agreement.acceptance in BINDING else None


def is_executed(agreement: Agreement, day: dt.date) -> bool:
    """Whether it was concluded by *day*, in a way that binds."""
    concluded = executed_on(agreement)
    return concluded is not None and concluded <= day


def runs_on(agreement: Agreement) -> bool:
    """Whether it goes on without anybody's act: no fixed end, or renewal by itself."""
    return agreement.evergreen or agreement.auto_renew


def superseded_on(agreement: Agreement, agreements: Agreements = NONE_KNOWN) -> dt.date | None:
    """The day on which its successor took or takes its place; ``None`` where there is none or only a draft.

    A draft without effective date or signatures replaces nothing yet. A successor that is not in *agreements*
    counts as having taken its place long ago (:data:`datetime.date.min`): nothing shows that the old runs.
    """
    if agreement.superseded_by is None:
        return None
    successor = agreements.get(agreement.superseded_by)
    if successor is None:
        return dt.date.min
    if successor.stage in UNSIGNED and executed_on(successor) is None:
        return None
    return successor.effective_on


def is_superseded(agreement: Agreement, day: dt.date, agreements: Agreements = NONE_KNOWN) -> bool:
    """Whether its successor has taken its place by *day*."""
    since = superseded_on(agreement, agreements)
    return since is not None and since <= day


def is_terminated(agreement: Agreement, day: dt.date) -> bool:
    """Whether somebody had ended it by *day*."""
    return agreement.terminated_on is not None and agreement.terminated_on <= day


def is_expired(agreement: Agreement, day: dt.date) -> bool:
    """Whether its term had run out before *day*, with nothing to carry it on."""
    return agreement.expires_on is not None and agreement.expires_on < day and not runs_on(agreement)


def in_force(agreement: Agreement, day: dt.date, agreements: Agreements = NONE_KNOWN) -> bool:
    """Whether the agreement binds on *day*; successors are looked up in *agreements*.

    Accepted in a way that binds (on paper or by e-signature: both signatures made), effective, not ended, its
    end recorded and not passed unless it runs on, and not superseded.
    """
    return (
        is_executed(agreement, day)
        and agreement.effective_on is not None
        and agreement.effective_on <= day
        and not is_terminated(agreement, day)
        and (runs_on(agreement) or (agreement.expires_on is not None and agreement.expires_on >= day))
        and not is_superseded(agreement, day, agreements)
    )


def ends_on(agreement: Agreement, agreements: Agreements = NONE_KNOWN) -> dt.date | None:
    """The day on which it ended or will end, by the earliest cause; ``None`` where none is recorded.

    That is its termination, its expiry (unless it runs on) or the day of its successor.
    """
    ends = [agreement.terminated_on, None if runs_on(agreement) else agreement.expires_on]
    replaced = superseded_on(agreement, agreements)
    if replaced is not None and replaced > dt.date.min:
        ends.append(replaced)
    return min((end for end in ends if end is not None), default=None)


def last_day(agreement: Agreement, agreements: Agreements = NONE_KNOWN) -> dt.date | None:
    """The last day on which it binds, or ``None`` where it has no recorded end.

    Expiry is itself a last day; termination and a successor's first day are the day after it.
    """
    lasts = [] if runs_on(agreement) else [agreement.expires_on]
    for end in (agreement.terminated_on, superseded_on(agreement, agreements)):
        if end is not None and end > dt.date.min:
            lasts.append(end - dt.timedelta(days=1))
    return min((last for last in lasts if last is not None), default=None)


def confidentiality_ends_on(agreement: Agreement, agreements: Agreements = NONE_KNOWN) -> dt.date | None:
    """The last day of confidentiality by its survival clause, ``None`` where no end is recorded."""
    if agreement.survival_indefinite:
        return None
    end = ends_on(agreement, agreements)
    try:
        return None if end is None else add_months(end, agreement.survival_months or 0)
    except ValueError:
        return dt.date.max


def confidentiality_alive(agreement: Agreement, day: dt.date, agreements: Agreements = NONE_KNOWN) -> bool:
    """Whether the recipient is still bound to confidentiality on *day*.

    In force, or concluded and effective at some time and surviving: without limit, or for the recorded months
    after its end. What was never accepted has nothing that could survive.
    """
    if in_force(agreement, day, agreements):
        return True
    if not is_executed(agreement, day) or agreement.effective_on is None or agreement.effective_on > day:
        return False
    if agreement.survival_indefinite:
        return True
    last = confidentiality_ends_on(agreement, agreements)
    return last is not None and agreement.survival_months is not None and day <= last


def notice_deadline(agreement: Agreement) -> dt.date | None:
    """The last day on which notice before its end is in time, where end and notice period are recorded."""
    if agreement.expires_on is None or agreement.notice_days is None or agreement.evergreen:
        return None
    try:
        return agreement.expires_on - dt.timedelta(days=agreement.notice_days)
    except OverflowError:
        return dt.date.min


def renewal_decided(agreement: Agreement, day: dt.date) -> bool:
    """Whether it was decided by *day* what follows on its end: a decision on this term, or a successor.

    The stage *renewed* says so only where no day is recorded: a day tells of which term the decision was.
    """
    if agreement.superseded_by is not None:
        return True
    decided = agreement.renewal_decided_on
    if decided is None:
        return agreement.stage is Stage.RENEWED
    if decided > day:
        return False
    return agreement.expires_on is None or agreement.expires_on - decided <= RENEWAL_WINDOW


def decision_due(agreement: Agreement, day: dt.date) -> bool:
    """Whether nothing is decided and its end comes within 90 days, or the last day for notice within 30."""
    if agreement.expires_on is None or agreement.evergreen or renewal_decided(agreement, day):
        return False
    deadline = notice_deadline(agreement)
    ends_soon = dt.timedelta() <= agreement.expires_on - day <= EXPIRY_WARNING
    notice_soon = deadline is not None and dt.timedelta() <= deadline - day <= NOTICE_WARNING
    return ends_soon or notice_soon


def status(agreement: Agreement, day: dt.date, agreements: Agreements = NONE_KNOWN) -> Stage:
    """Where the agreement stands on *day*: what its dates show; before execution, the stage that was typed.

    The dates win over the typed stage, so that nothing is called in force that :func:`in_force` denies. A
    concluded agreement without a recorded end stays *executed*.
    """
    if not is_executed(agreement, day):
        return _unsigned_stage(agreement, day)
    if agreement.effective_on is None or agreement.effective_on > day:
        return Stage.EXECUTED
    if in_force(agreement, day, agreements):
        if agreement.stage is Stage.SUSPENDED:
            return Stage.SUSPENDED
        if decision_due(agreement, day):
            return Stage.RENEWAL_DUE
        return Stage.RENEWED if agreement.stage is Stage.RENEWED else Stage.IN_FORCE
    if not is_superseded(agreement, day, agreements):
        if not is_terminated(agreement, day) and not is_expired(agreement, day):
            return Stage.EXECUTED
        over = Stage.TERMINATED if is_terminated(agreement, day) else Stage.EXPIRED
    else:
        over = Stage.SUPERSEDED
    return Stage.SURVIVING if confidentiality_alive(agreement, day, agreements) else over


def _unsigned_stage(agreement: Agreement, day: dt.date) -> Stage:
    """The stage of what is not concluded: one signature shows; otherwise as typed, never past signature."""
    made = [on for on in (agreement.signed_us_on, agreement.signed_them_on) if on is not None and on <= day]
    if len(made) == 1:
        return Stage.PARTLY_SIGNED
    return agreement.stage if agreement.stage in UNSIGNED else Stage.DRAFT
