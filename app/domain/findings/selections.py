"""By what objects are picked that stands on no field of theirs: how they are covered, what ends, what was found.

The lists of the pages and the collections of the interface are narrowed by the same conditions. A condition is made
for the rows of a :attr:`Selections.keys` query, which joins what it needs.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from app.db.search import mentions
from app.domain.agreements.derived import Derived, governed
from app.domain.agreements.models import Agreement, Clause
from app.domain.agreements.terms import ClauseState, Stage
from app.domain.findings.ledger import Finding, Summary
from app.domain.findings.models import Waiver
from app.domain.findings.terms import FindingStatus
from app.domain.flows.models import Activity, Flow, Location, NoticeLink
from app.domain.notices import queries as notices
from app.domain.notices.terms import Strength
from app.domain.third_parties.models import ThirdParty

Pairs = Sequence[tuple[str, str]]

COVER: Pairs = (
    ("in_force", "In force"),
    ("unsigned", "Unsigned"),
    ("ended", "Ended"),
    ("none", "No agreement"),
)
"""How the agreements with a third party stand at their best."""

FLOW_COVER: Pairs = (("in_force", "In force"), ("ended", "Listed, not in force"), ("none", "None"))
SET_FORTH: Pairs = (("express", "Express"), ("arguable", "Arguable"), ("none", "Not set forth"))


@dataclass(frozen=True)
class Selection:
    """One question: its answers (none: any text, said by *hint*), and the condition that an answer makes."""

    key: str
    label: str
    where: Callable[[str], ColumnElement[bool]]
    choices: Pairs = ()
    hint: str = ""


@dataclass(frozen=True)
class Selections:
    """All questions about the objects of a kind; *keys* selects their keys, for conditions to be added."""

    keys: Select[Any]
    each: tuple[Selection, ...]

    def __getitem__(self, key: str) -> Selection:
        """The one of that *key*."""
        return next(one for one in self.each if one.key == key)


def open_findings(key: Any) -> ColumnElement[bool]:
    """Open findings on the object whose reference is in the column *key*."""
    found: ColumnElement[bool] = (Finding.object == key) & (Finding.status == FindingStatus.OPEN.value)
    return found


def count_of(query: Any, kind: Any) -> ColumnElement[int]:
    """The count that *query* makes, for each row of *kind*."""
    found: ColumnElement[int] = query.correlate(kind).scalar_subquery()
    return found


ASSESSED = count_of(
    select(func.count()).where(
        Clause.agreement == Agreement.ref, Clause.state != ClauseState.NOT_ASSESSED.value
    ),
    Agreement,
)
"""How many clauses of an agreement somebody has assessed."""


def of_third_parties() -> Selections:
    """Questions about third parties, answered from their summaries."""
    findings = {
        "some": Summary.open_findings > 0,
        "critical": Summary.worst == 0,
        "none": Summary.open_findings == 0,
    }
    return Selections(
        select(ThirdParty.ref).outerjoin(Summary, Summary.third_party == ThirdParty.ref),
        (
            Selection("agreement", "Agreement", lambda value: Summary.agreement_state == value, COVER),
            Selection(
                "findings",
                "Open findings",
                findings.__getitem__,
                (("some", "Some"), ("critical", "Critical"), ("none", "None")),
            ),
            Selection(
                "country",
                "Country",
                lambda value: mentions(Summary.countries, value),
                hint="two letters; where data go to",
            ),
            Selection(
                "category",
                "Data",
                lambda value: mentions(Summary.categories, value),
                hint="the key of a category that is shared",
            ),
        ),
    )


def of_agreements(derived: Derived) -> Selections:
    """Questions about agreements, on the day of *derived*."""
    found = count_of(select(func.count()).where(open_findings(Agreement.ref)), Agreement)
    on_file = Agreement.doc_sha256.is_not(None)
    return Selections(
        derived.joined(select(Agreement.ref)),
        (
            Selection("state", "State", lambda value: derived.state == value, Stage.choices()),
            Selection(
                "ending",
                "Ends",
                lambda value: derived.comes_to_an_end(int(value)),
                (("30", "In 30 days"), ("60", "In 60 days"), ("90", "In 90 days")),
            ),
            Selection(
                "paper",
                "Document",
                {"none": ~on_file, "some": on_file}.__getitem__,
                (("none", "No document"), ("some", "On file")),
            ),
            Selection(
                "reading",
                "Clauses",
                {"none": ASSESSED == 0, "some": ASSESSED > 0}.__getitem__,
                (("none", "Nothing assessed"), ("some", "Something assessed")),
            ),
            Selection(
                "findings",
                "Open findings",
                {"some": found > 0, "none": found == 0}.__getitem__,
                (("some", "Some"), ("none", "None")),
            ),
        ),
    )


def flow_cover(day: dt.date) -> ColumnElement[str]:
    """A key of :data:`FLOW_COVER`: whether an agreement in force on *day* lists the flow."""
    in_force = governed(Flow.ref, Flow.third_party, day)
    return case((in_force, "in_force"), (governed(Flow.ref, Flow.third_party), "ended"), else_="none")


def flow_set_forth(session: Session, day: dt.date) -> ColumnElement[str]:
    """A key of :data:`SET_FORTH`: how clearly the notice in effect on *day* sets the flow forth.

    The clearest of its links that this notice still supports decides.
    """
    current = notices.in_effect(session, day)
    codes = notices.codes(session, current) if current else []
    if not codes:
        return literal("none")
    live = or_(*(NoticeLink.provision.endswith(f"/{code}", autoescape=True) for code in codes))
    some = select(NoticeLink.flow).where(live)
    express = some.where(NoticeLink.strength == Strength.EXPRESS.value)
    return case((Flow.ref.in_(express), "express"), (Flow.ref.in_(some), "arguable"), else_="none")


def of_flows(session: Session, day: dt.date) -> Selections:
    """Questions about flows, on *day*."""
    found = count_of(select(func.count()).where(open_findings(Flow.ref)), Flow)
    return Selections(
        select(Flow.ref),
        (
            Selection(
                "country",
                "Country",
                lambda value: Flow.ref.in_(select(Location.flow).where(Location.country == value)),
                hint="two letters; where data go to",
            ),
            Selection("agreement", "Agreement", lambda value: flow_cover(day) == value, FLOW_COVER),
            Selection("notice", "Notice", lambda value: flow_set_forth(session, day) == value, SET_FORTH),
            Selection(
                "findings",
                "Open findings",
                {"some": found > 0, "none": found == 0}.__getitem__,
                (("some", "Some"), ("none", "None")),
            ),
        ),
    )


def activity_gaps() -> ColumnElement[int]:
    """How many things that Article 30 asks an activity's record does not say."""
    gap = open_findings(Activity.ref) & Finding.rule.in_(("REC-01", "REC-02"))
    return count_of(select(func.count()).where(gap), Activity)


def of_activities() -> Selections:
    """Questions about processing activities."""
    gaps = activity_gaps()
    needed = Activity.dpia["needed"].as_boolean()
    undone = or_(
        Activity.dpia["done_on"].as_string().is_(None), Activity.dpia["done_on"].as_string() == "null"
    )
    return Selections(
        select(Activity.ref),
        (
            Selection(
                "dpia",
                "Impact assessment",
                {"done": ~undone, "due": needed & undone, "not_needed": ~needed & undone}.__getitem__,
                (("done", "Done"), ("due", "Needed, not done"), ("not_needed", "Not marked as needed")),
            ),
            Selection(
                "complete",
                "Art. 30",
                {"yes": gaps == 0, "no": gaps > 0}.__getitem__,
                (("no", "Something missing"), ("yes", "Nothing missing")),
            ),
        ),
    )


FAMILIES: Pairs = (
    ("AGR", "Agreements"),
    ("CLA", "Clauses"),
    ("NOT", "Notice"),
    ("FLW", "Flows"),
    ("XFR", "Transfers"),
    ("SUB", "Sub-processors"),
    ("GOV", "Governance"),
    ("EVD", "Evidence"),
    ("RTS", "Rights"),
    ("DSC", "Disclosures"),
    ("INC", "Incidents"),
    ("REC", "Register"),
)
"""Rule families by the letters before the dash."""

_SAME = and_(
    Waiver.rule == Finding.rule,
    Waiver.object == Finding.object,
    Waiver.key == Finding.key,
    Waiver.archived.is_(False),
)
_REQUEST = and_(_SAME, Waiver.requested_by.is_not(None), Waiver.approver.is_(None))
WAIVED_UNTIL = count_of(
    select(func.max(Waiver.expires_on)).where(_SAME, ~_REQUEST, Finding.status == FindingStatus.WAIVED.value),
    Finding,
)
"""The last day of the waiver of a finding that is waived."""


def of_findings(day: dt.date) -> Selections:
    """Questions about findings, on *day*."""
    still = Finding.status != FindingStatus.CLOSED.value
    due = {
        "overdue": (Finding.due_on < day) & still,
        "week": Finding.due_on.between(day, day + dt.timedelta(days=7)) & still,
        "in_time": (Finding.due_on >= day) & still,
    }
    waiver = {
        "asked": select(Waiver.ref).where(_REQUEST).correlate(Finding).exists(),
        "ending": day + dt.timedelta(days=30) >= WAIVED_UNTIL,
    }
    return Selections(
        select(Finding.id),
        (
            Selection("family", "Family", lambda value: Finding.rule.startswith(f"{value}-"), FAMILIES),
            Selection(
                "due",
                "Due",
                due.__getitem__,
                (("overdue", "Overdue"), ("week", "Within a week"), ("in_time", "Still in time")),
            ),
            Selection(
                "waiver",
                "Waiver",
                waiver.__getitem__,
                (("asked", "Asked for, not approved"), ("ending", "Ends within 30 days")),
            ),
        ),
    )
