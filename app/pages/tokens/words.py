"""What each scope lets a program do, in words."""

from collections.abc import Mapping

from app.security.permissions import Permission

SCOPES: Mapping[Permission, str] = {
    Permission.REGISTER_READ: "Read the register",
    Permission.REGISTER_WRITE: "Change the register",
    Permission.CLAUSES_ASSESS: "Assess clauses",
    Permission.NOTICES_CODE: "Code notices and mark provisions",
    Permission.FINDINGS_READ: "Read findings and figures",
    Permission.FINDINGS_WRITE: "Work on findings",
    Permission.REPORTS_READ: "Read reports",
    Permission.REPORTS_ISSUE: "Issue reports",
    Permission.DEALS_READ: "Read your deals",
    Permission.DEALS_WRITE: "Change your deals",
    Permission.DISCLOSURES_APPROVE: "Approve disclosures",
    Permission.TRAIL_READ: "Read the trail",
    Permission.PEOPLE_READ: "Read who works with the register",
    Permission.PEOPLE_WRITE: "Add and change people",
    Permission.SETTINGS_READ: "Read settings",
    Permission.SETTINGS_WRITE: "Change settings",
}
"""The words by permission; every scope that a token may have is among them."""
