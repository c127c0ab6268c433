"""The short checklists: joint controllers, HIPAA business associates, groups, transitional services."""

import datetime as dt
from functools import partial

from app.domain.agreements.clauses.entry import CORE, NORMAL, ClauseType, Family, SourceMark

_unread = partial(ClauseType, source=SourceMark.TO_CONFIRM)
_joint = partial(_unread, family=Family.JOINT, valid_from=dt.date(2018, 5, 25))
_health = partial(_unread, family=Family.HEALTH, citation="45 CFR 164.504(e)(2)", weight=NORMAL)
_group = partial(_unread, family=Family.GROUP, citation="Group practice", weight=NORMAL)
_transition = partial(_unread, family=Family.TRANSITION, citation="Deal practice", weight=NORMAL)

JOINT = (
    _joint("jca.responsibilities", "Says who does what for the GDPR", "GDPR 26(1)", CORE),
    _joint("jca.contact", "Names a contact point for people", "GDPR 26(1)", NORMAL),
    _joint("jca.essence_available", "Makes its essence available to people", "GDPR 26(2)", NORMAL),
)

HEALTH = (
    _health("baa.permitted_uses", "Fixes the permitted uses and disclosures"),
    _health("baa.safeguards", "Demands appropriate safeguards"),
    _health("baa.report", "Reports uses and breaches outside the contract"),
    _health("baa.subcontractors", "Binds subcontractors alike"),
    _health("baa.access", "Gives people access"),
    _health("baa.amendment", "Takes up amendments"),
    _health("baa.accounting", "Accounts for disclosures"),
    _health("baa.books", "Opens its books to the health department"),
    _health("baa.return", "Returns or destroys at the end"),
    _health("baa.termination", "Lets us end it on a material breach"),
)

GROUP = (
    _group("ig.members", "Lists the member companies"),
    _group("ig.accession", "Says how a company joins and leaves"),
    _group("ig.roles", "Says who is controller and who processor"),
)

TRANSITION = (
    _transition("tsa.role", "Says who is controller and who processor after closing"),
    _transition("tsa.segregation", "Keeps the two businesses' data apart"),
    _transition("tsa.end_deletion", "Ends with return or deletion"),
)
