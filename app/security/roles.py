"""The six roles and what each may do; one person may hold several."""

from app.kernel.words import Term
from app.security.permissions import Permission


class Role(Term):
    """A role that a person may hold."""

    ADMIN = "admin", "Administrator"
    COMPLIANCE = "compliance", "Compliance officer"
    COUNSEL = "counsel", "Counsel"
    EXECUTIVE = "executive", "Executive"
    AUDITOR = "auditor", "Auditor"
    GUEST = "guest", "Guest"


_READ = frozenset(
    {Permission.HOME_READ, Permission.REGISTER_READ, Permission.FINDINGS_READ, Permission.REPORTS_READ}
)

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: _READ
    | {
        Permission.TRAIL_READ,
        Permission.PEOPLE_READ,
        Permission.PEOPLE_WRITE,
        Permission.SETTINGS_READ,
        Permission.SETTINGS_WRITE,
        Permission.DEALS_READ,
    },
    Role.COMPLIANCE: _READ
    | {
        Permission.REGISTER_WRITE,
        Permission.CLAUSES_ASSESS,
        Permission.FINDINGS_WRITE,
        Permission.REPORTS_ISSUE,
        Permission.TRAIL_READ,
        Permission.PEOPLE_READ,
        Permission.SETTINGS_READ,
        Permission.DEALS_READ,
    },
    Role.COUNSEL: _READ
    | {
        Permission.CLAUSES_ASSESS,
        Permission.NOTICES_CODE,
        Permission.DISCLOSURES_APPROVE,
        Permission.FINDINGS_WRITE,
        Permission.REPORTS_ISSUE,
        Permission.DEALS_READ,
        Permission.DEALS_WRITE,
        Permission.TRAIL_READ,
        Permission.SETTINGS_READ,
    },
    Role.EXECUTIVE: frozenset({Permission.HOME_READ, Permission.REPORTS_READ}),
    Role.AUDITOR: _READ | {Permission.TRAIL_READ, Permission.SETTINGS_READ},
    Role.GUEST: frozenset({Permission.DEALS_READ}),
}
"""The permissions of each role; membership of a deal is checked on top of ``deals:*``."""


def permissions_of(roles: list[Role] | tuple[Role, ...]) -> frozenset[Permission]:
    """Everything that *roles* together allow."""
    return frozenset().union(*(GRANTS[role] for role in roles)) if roles else frozenset()
