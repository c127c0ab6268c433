"""Where a person goes to cure a finding: the form that holds what is missing."""

from typing import Any

from flask import url_for

from app.pages.kit.access import actor
from app.pages.kit.addresses import kind_of
from app.security.permissions import Permission

_SECTIONS = {
    "GOV-01": ("reviews", "Record a review"),
    "GOV-03": ("evidence", "Record evidence"),
    "EVD-01": ("evidence", "Record evidence"),
    "EVD-02": ("evidence", "Record evidence"),
    "SUB-01": ("sub-processors", "Record the sub-processors"),
    "SUB-02": ("sub-processors", "Record the decision"),
    "SUB-03": ("sub-processors", "Confirm the list"),
    "SUB-04": ("sub-processors", "Record the mechanism"),
    "INC-01": ("incidents", "Edit the incidents"),
}
"""Rules whose cure stands in a section of the third party: the section, and what is done there."""

_WANT_AGREEMENT = {"AGR-01", "AGR-02", "AGR-09", "AGR-10", "AGR-12", "AGR-13"}
_WANT_COUNSEL = {"NOT-05", "NOT-06"}
_WANT_RENEWAL = {"AGR-07", "AGR-08"}


def remedy(rule: str, ref: str, key: str, third_party: str | None) -> tuple[str, str] | None:
    """What to press and where it leads, for a finding of *rule* on *ref* with *key*; none where nothing is plain."""
    writes, reads = actor().may(Permission.REGISTER_WRITE), actor().may(Permission.CLAUSES_ASSESS)
    kind = kind_of(ref)
    if reads and rule.startswith("CLA"):
        agreement = ref if kind == "agreement" else key.partition("+")[0]
        if kind_of(agreement) == "agreement":
            return "Read the clauses", url_for("agreements.assess", ref=agreement)
    if rule in _WANT_COUNSEL and kind == "flow" and actor().may(Permission.NOTICES_CODE):
        return "Mark a provision", url_for("flows.detail", ref=ref) + "#notice"
    if not writes:
        return None
    if rule in _WANT_AGREEMENT and third_party is not None:
        flow: dict[str, Any] = {"flow": ref} if kind == "flow" else {}
        return "File an agreement", url_for("agreements.new", third_party=third_party, **flow)
    if rule in _WANT_RENEWAL and kind == "agreement":
        return "Renew", url_for("agreements.renew", ref=ref)
    if rule in _SECTIONS and third_party is not None:
        section, label = _SECTIONS[rule]
        return label, url_for("third_parties.edit_section", ref=third_party, section=section)
    return _edit(kind, ref)


def _edit(kind: str, ref: str) -> tuple[str, str] | None:
    places = {
        "agreement": ("Edit the agreement", "agreements.edit", "ref"),
        "flow": ("Edit the flow", "flows.edit", "ref"),
        "third_party": ("Edit", "third_parties.edit", "ref"),
        "activity": ("Edit the activity", "activities.edit", "ref"),
        "preference": ("Record the confirmation", "preferences.edit", "key"),
        "disclosure": ("Edit the disclosure", "disclosures.edit", "key"),
    }
    if kind not in places:
        return None
    label, endpoint, argument = places[kind]
    known: dict[str, Any] = {argument: ref}
    return label, url_for(endpoint, **known)
