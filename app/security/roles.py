"""The six roles and what each may do; one person may hold several."""

from app.kernel.words import Term
from app.security.permissions import Permission as P


class Role(Term):
    """A role that a person may hold."""

    ADMIN = "admin", "Administrator"
    COMPLIANCE = "compliance", "Compliance officer"
    COUNSEL = "counsel", "Counsel"
    EXECUTIVE = "executive", "Executive"
    AUDITOR = "auditor", "Auditor"
    GUEST = "guest", "Guest"


_READ = frozenset({P.HOME_READ, P.REGISTER_READ, P.FINDINGS_READ, P.REPORTS_READ})

GRANTS: dict[Role, frozenset[P]] = {
    Role.ADMIN: _READ
    | {P.TRAIL_READ, P.PEOPLE_READ, P.PEOPLE_WRITE, P.SETTINGS_READ, P.SETTINGS_WRITE, P.DEALS_READ},
    Role.COMPLIANCE: _READ
    | {
        P.REGISTER_WRITE,
        P.CLAUSES_ASSESS,
        P.FINDINGS_WRITE,
        P.REPORTS_ISSUE,
        P.TRAIL_READ,
        P.PEOPLE_READ,
        P.SETTINGS_READ,
        P.DEALS_READ,
    },
    Role.COUNSEL: _READ
    | {
        P.CLAUSES_ASSESS,
        P.NOTICES_CODE,
        P.FINDINGS_WRITE,
        P.REPORTS_ISSUE,
        P.DEALS_READ,
        P.DEALS_WRITE,
        P.TRAIL_READ,
        P.SETTINGS_READ,
    },
    Role.EXECUTIVE: frozenset({P.HOME_READ, P.REPORTS_READ}),
    Role.AUDITOR: _READ | {P.TRAIL_READ, P.SETTINGS_READ},
    Role.GUEST: frozenset({P.DEALS_READ}),
}
"""The permissions of each role; membership of a deal is checked on top of ``deals:*``."""


def permissions_of(roles: list[Role] | tuple[Role, ...]) -> frozenset[P]:
    """Everything that *roles* together allow."""
    return frozenset().union(*(GRANTS[role] for role in roles)) if roles else frozenset()
