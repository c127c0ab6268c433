"""Views of compelled and investigative disclosures: who asked, on what ground, who approved what."""

from typing import Any

from flask import Blueprint, abort, flash, request
from sqlalchemy import select

from app.domain.accounts.models import Person
from app.domain.evidence import operations, queries, retention
from app.domain.evidence.models import Disclosure
from app.domain.evidence.records import Disclosure as DisclosureRecord
from app.domain.evidence.terms import DisclosureDecision, DisclosureGround
from app.domain.organisation import queries as organisation
from app.domain.third_parties.models import ThirdParty
from app.extensions import db
from app.kernel.errors import Invalid
from app.kernel.words import plural
from app.pages.disclosures.forms import new_form
from app.pages.kit import acts, cells, formats
from app.pages.kit.access import access, actor
from app.pages.kit.acts import told
from app.pages.kit.area import Area, shown
from app.pages.kit.lists import Column, Filter, Listing, archived_filter, contains
from app.pages.kit.people_hashed import hashes_of
from app.security.permissions import Permission

blueprint = Blueprint("disclosures", __name__, template_folder="templates")


def listing() -> Listing:
    """The list of disclosures."""
    return Listing(
        title="Disclosures",
        name="disclosures",
        lead="Disclosures that the law required or that an investigation led to. No personal data: offices and scope.",
        query=lambda: (
            select(
                Disclosure.ref,
                Disclosure.requester,
                Disclosure.ground,
                Disclosure.received_on,
                Disclosure.decided_on,
                Disclosure.approver,
                Disclosure.subject_notified,
                Disclosure.decision,
                Disclosure.subjects_count,
                Disclosure.via_third_party,
                Disclosure.archived,
                Person.name.label("person"),
                ThirdParty.name.label("through"),
            )
            .outerjoin(Person, Person.email == Disclosure.approver)
            .outerjoin(ThirdParty, ThirdParty.ref == Disclosure.via_third_party)
        ),
        key=Disclosure.ref,
        url=lambda row: AREA.address(row.ref),
        search=contains(Disclosure.ref, Disclosure.requester, Disclosure.authority, Disclosure.scope),
        placeholder="Requester, authority, scope",
        empty_title="No disclosures yet",
        empty_text="Record each request by an authority, whether or not it was granted.",
        default_sort="-received",
        columns=(
            Column(
                "requester",
                "Requester",
                lambda row: row.requester or "Not recorded",
                sort=Disclosure.requester,
            ),
            Column("ref", "Reference", lambda row: row.ref, sort=Disclosure.ref),
            Column(
                "ground",
                "Ground",
                lambda row: cells.term(DisclosureGround, row.ground),
                sort=Disclosure.ground,
            ),
            Column(
                "received",
                "Received",
                lambda row: cells.day(row.received_on),
                sort=Disclosure.received_on,
                export=lambda row: row.received_on,
            ),
            Column(
                "decided",
                "Decided",
                lambda row: cells.day(row.decided_on),
                sort=Disclosure.decided_on,
                export=lambda row: row.decided_on,
            ),
            Column(
                "decision",
                "Decision",
                lambda row: cells.term(DisclosureDecision, row.decision),
                sort=Disclosure.decision,
            ),
            Column("approver", "Approver", lambda row: row.person or row.approver, sort=Person.name),
            Column(
                "people",
                "People",
                lambda row: row.subjects_count,
                sort=Disclosure.subjects_count,
                numeric=True,
            ),
            Column("notified", "Person told", lambda row: formats.yes(row.subject_notified), shown=False),
            Column("via", "Through", lambda row: row.through, sort=ThirdParty.name),
        ),
        filters=(
            Filter("ground", "Ground", DisclosureGround.choices, lambda value: Disclosure.ground == value),
            Filter(
                "decision",
                "Decision",
                lambda: (("open", "To be decided"), *DisclosureDecision.choices()),
                lambda value: (
                    Disclosure.decided_on.is_(None) if value == "open" else Disclosure.decision == value
                ),
            ),
            Filter(
                "complete",
                "Record",
                lambda: (("no", "Without approver or ground"), ("yes", "Complete")),
                lambda value: (
                    Disclosure.approver.is_(None) | Disclosure.ground.is_(None)
                    if value == "no"
                    else Disclosure.approver.is_not(None) & Disclosure.ground.is_not(None)
                ),
            ),
            archived_filter(Disclosure.archived),
        ),
    )


def _more(record: DisclosureRecord) -> dict[str, Any]:
    months = organisation.current(db.session)[0].ledger_retention_months
    received = record.received_on
    missing = [
        name
        for name, value in (
            ("ground", record.ground),
            ("approver", record.approver),
            ("scope", record.scope or record.decision is DisclosureDecision.REFUSED),
        )
        if not value
    ]
    people = {DisclosureRecord.model_fields[name].title for name in ("subject_refs", "subjects_count")}
    people.add(DisclosureRecord.model_fields["subject_notified"].title)
    groups = [
        group | {"facts": [fact for fact in group["facts"] if fact[0] not in people]}
        for group in shown(record)
    ]
    return {
        "groups": groups,
        "missing": missing,
        "decisions": list(DisclosureDecision),
        "may_approve": actor().may(Permission.DISCLOSURES_APPROVE),
        "higher": record.ground is DisclosureGround.SUSPECTED_CONDUCT,
        "kept_until": retention.erased_from(received, months) if received else None,
    }


AREA = Area(
    blueprint="disclosures",
    url="/disclosures",
    kind="disclosure",
    record=DisclosureRecord,
    one="a disclosure",
    many="Disclosures",
    listing=listing,
    read=lambda key: queries.get_disclosure(db.session, key),
    create=operations.record_disclosure,
    update=operations.update_disclosure,
    archive=operations.archive_disclosure,
    restore=operations.restore_disclosure,
    named=lambda record: f"Disclosure {record.ref}",
    template="disclosures/detail.html",
    fixed=("subject_refs",),
    starting=new_form,
    more=_more,
)

AREA.register(blueprint)


@blueprint.post("/disclosures/<key>/approve")
@access(Permission.DISCLOSURES_APPROVE)
def approve(key: str) -> Any:
    """Decide it, with one's own name and today's date."""
    wanted = request.form.get("decision", "")
    if wanted not in set(DisclosureDecision):
        abort(400)
    decision = DisclosureDecision(wanted)
    return acts.perform(
        lambda: operations.approve_disclosure(actor(), key, decision),
        said=lambda record: f"{record.ref}: {decision.label.lower()}, as you decided today.",
        done=lambda record: AREA.address(key),
        again=lambda sentence: _refused(key, sentence),
    )


def _refused(key: str, sentence: str) -> Any:
    flash(sentence, "error")
    return AREA.show(key)


@blueprint.post("/disclosures/<key>/people")
@access(Permission.REGISTER_WRITE)
def people(key: str) -> Any:
    """Add the keyed hashes of the people whose addresses are given; the addresses are kept nowhere."""
    record, _ = queries.get_disclosure(db.session, key)
    found = hashes_of(request.form.get("addresses", ""))
    if not found:
        raise Invalid.of("addresses", "Addresses of the people: is required: write one a line.")
    known = list(dict.fromkeys([*record.subject_refs, *found]))
    changes = {"subject_refs": known, "subjects_count": max(record.subjects_count or 0, len(known))}
    operations.update_disclosure(actor(), key, record.model_copy(update=changes))
    return told(f"{plural(len(found), 'keyed hash', 'keyed hashes')} recorded.", AREA.address(key))
