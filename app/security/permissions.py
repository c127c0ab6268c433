"""The closed list of permissions, ``scope:action``; every route and every operation declares one."""

from enum import StrEnum


class Permission(StrEnum):
    """What a role may be given. ``PUBLIC`` needs no sign-in; ``SIGNED_IN`` needs nothing but that."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    SYSTEM = "system"
    HOME_READ = "home:read"
    REGISTER_READ = "register:read"
    REGISTER_WRITE = "register:write"
    CLAUSES_ASSESS = "clauses:assess"
    NOTICES_CODE = "notices:code"
    DISCLOSURES_APPROVE = "disclosures:approve"
    FINDINGS_READ = "findings:read"
    FINDINGS_WRITE = "findings:write"
    REPORTS_READ = "reports:read"
    REPORTS_ISSUE = "reports:issue"
    DEALS_READ = "deals:read"
    DEALS_WRITE = "deals:write"
    TRAIL_READ = "trail:read"
    PEOPLE_READ = "people:read"
    PEOPLE_WRITE = "people:write"
    SETTINGS_READ = "settings:read"
    SETTINGS_WRITE = "settings:write"


READING = frozenset(
    {
        Permission.HOME_READ,
        Permission.REGISTER_READ,
        Permission.FINDINGS_READ,
        Permission.REPORTS_READ,
        Permission.DEALS_READ,
        Permission.TRAIL_READ,
        Permission.PEOPLE_READ,
        Permission.SETTINGS_READ,
    }
)
"""The permissions that change nothing: what is left to whoever reads the past."""
