"""Every collection of the interface, with its operations."""

from app.api.v1.resource import Action, Resource
from app.domain.accounts import operations as accounts
from app.domain.accounts.records import Person
from app.domain.agreements import assessments
from app.domain.agreements import operations as agreements
from app.domain.agreements.derived import Derived
from app.domain.agreements.records import Agreement
from app.domain.catalogue import operations as catalogue
from app.domain.catalogue.records import Category, Purpose, Subject
from app.domain.deals import aftermath, bulk, items, moves, papers, remarks, segments, what_if
from app.domain.deals import operations as deals
from app.domain.deals import queries as deal_queries
from app.domain.deals.records import Deal
from app.domain.documents import operations as documents
from app.domain.documents.records import Document
from app.domain.evidence import operations as ledgers
from app.domain.evidence import oversight
from app.domain.evidence.records import Disclosure, Preference
from app.domain.findings import selections
from app.domain.findings.records import Waiver
from app.domain.flows import activities
from app.domain.flows import operations as flows
from app.domain.flows.records import Activity, Flow
from app.domain.notices import operations as notices
from app.domain.notices.records import Notice
from app.domain.organisation import operations as organisation
from app.domain.organisation.records import Entity
from app.domain.reports import releases
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import ThirdParty
from app.security.permissions import Permission

RESOURCES: tuple[Resource, ...] = (
    Resource(
        "third-parties",
        ThirdParty,
        "Third parties",
        third_parties.register,
        third_parties.update,
        third_parties.archive,
        third_parties.restore,
        (
            Action("move", third_parties.move),
            Action("record-review", oversight.record_review),
            Action("change-review", oversight.change_review),
            Action("remove-review", oversight.remove_review),
            Action("add-evidence", oversight.add_evidence),
            Action("change-evidence", oversight.change_evidence),
            Action("remove-evidence", oversight.remove_evidence),
            Action("add-incident", oversight.add_incident),
            Action("change-incident", oversight.change_incident),
            Action("remove-incident", oversight.remove_incident),
            Action("add-sub-processor", oversight.add_sub_processor),
            Action("change-sub-processor", oversight.change_sub_processor),
            Action("remove-sub-processor", oversight.remove_sub_processor),
            Action("decide-sub-processor", oversight.decide_sub_processor),
            Action("confirm-sub-processors", oversight.confirm_sub_processors),
            Action("restore-part", oversight.restore_part),
            Action("discard-part", oversight.discard_part),
        ),
        selections=lambda session, day: selections.of_third_parties(),
    ),
    Resource(
        "agreements",
        Agreement,
        "Agreements",
        agreements.register,
        agreements.update,
        agreements.archive,
        agreements.restore,
        (
            Action("move", agreements.move),
            Action("supersede", agreements.supersede),
            Action("set-governed-flows", agreements.set_governed_flows),
            Action("sign", agreements.sign),
            Action("propose-clauses", assessments.propose, Permission.CLAUSES_ASSESS),
            Action("assess-clauses", assessments.assess_clauses, Permission.CLAUSES_ASSESS),
            Action("second-read-clauses", assessments.second_read_clauses, Permission.CLAUSES_ASSESS),
        ),
        selections=lambda session, day: selections.of_agreements(Derived.on(day)),
    ),
    Resource(
        "flows",
        Flow,
        "Flows",
        flows.register,
        flows.update,
        flows.archive,
        flows.restore,
        (
            Action("end", flows.end),
            Action("mark-provision", flows.mark_provision, Permission.NOTICES_CODE),
            Action("unlink-provision", flows.unlink_provision),
        ),
        selections=selections.of_flows,
    ),
    Resource(
        "activities",
        Activity,
        "Activities",
        activities.register,
        activities.update,
        activities.archive,
        activities.restore,
        selections=lambda session, day: selections.of_activities(),
    ),
    Resource(
        "notices",
        Notice,
        "Notices",
        notices.capture,
        notices.update,
        notices.archive,
        notices.restore,
        (
            Action("code", notices.code, Permission.NOTICES_CODE),
            Action("read-statements", notices.read, Permission.NOTICES_CODE),
        ),
        long=frozenset({"text", "provisions"}),
    ),
    Resource(
        "entities",
        Entity,
        "Legal entities",
        organisation.register,
        organisation.update,
        organisation.archive,
        organisation.restore,
        (Action("set-control", organisation.set_control),),
    ),
    Resource(
        "documents",
        Document,
        "Documents",
        archive=documents.archive,
        restore=documents.restore,
        actions=(Action("rename", documents.rename),),
    ),
    Resource(
        "preferences",
        Preference,
        "Opt-outs",
        ledgers.record_preference,
        ledgers.update_preference,
        ledgers.archive_preference,
        ledgers.restore_preference,
        (
            Action("honour", ledgers.honour_preference),
            Action("tell", ledgers.tell_third_party),
            Action("confirm", ledgers.confirm_third_party),
        ),
    ),
    Resource(
        "disclosures",
        Disclosure,
        "Disclosures",
        ledgers.record_disclosure,
        ledgers.update_disclosure,
        ledgers.archive_disclosure,
        ledgers.restore_disclosure,
        (Action("approve", ledgers.approve_disclosure, Permission.DISCLOSURES_APPROVE),),
    ),
    Resource(
        "categories",
        Category,
        "Data categories",
        catalogue.add_category,
        catalogue.update_category,
        catalogue.archive_category,
        catalogue.restore_category,
    ),
    Resource(
        "subjects",
        Subject,
        "Data subjects",
        catalogue.add_subject,
        catalogue.update_subject,
        catalogue.archive_subject,
        catalogue.restore_subject,
    ),
    Resource(
        "purposes",
        Purpose,
        "Purposes",
        catalogue.add_purpose,
        catalogue.update_purpose,
        catalogue.archive_purpose,
        catalogue.restore_purpose,
    ),
    Resource("waivers", Waiver, "Waivers", reads=Permission.FINDINGS_READ, writes=Permission.FINDINGS_WRITE),
    Resource(
        "people",
        Person,
        "People",
        accounts.add,
        accounts.update,
        reads=Permission.PEOPLE_READ,
        writes=Permission.PEOPLE_WRITE,
    ),
    Resource(
        "deals",
        Deal,
        "Deals",
        deals.open_deal,
        deals.update,
        deals.archive,
        deals.restore,
        tuple(
            Action(name, operation, Permission.DEALS_WRITE)
            for name, operation in (
                ("move", moves.move),
                ("set-member", deals.set_member),
                ("remove-member", deals.remove_member),
                ("log-diligence", deals.log_diligence),
                ("add-segment", segments.add_segment),
                ("change-segment", segments.change_segment),
                ("remove-segment", segments.remove_segment),
                ("add-item", items.add_item),
                ("remove-item", items.remove_item),
                ("decide-item", items.decide_item),
                ("approve-item", items.approve_item),
                ("set-gate", items.set_gate),
                ("set-consent", items.set_consent),
                ("note-item", items.note_item),
                ("decide-items", bulk.decide_items),
                ("approve-items", bulk.approve_items),
                ("set-gates", bulk.set_gates),
                ("set-told", aftermath.set_told),
                ("set-consents", bulk.set_consents),
                ("set-certificate", aftermath.set_certificate),
                ("keep-scenario", what_if.keep),
                ("drop-scenario", what_if.drop),
                ("apply-scenario", what_if.apply),
                ("remark", remarks.remark),
                ("settle-remark", remarks.settle),
                ("release-paper", papers.release),
                ("remove-paper", papers.remove),
                ("release-report", releases.release),
                ("withdraw-report", releases.withdraw),
            )
        ),
        reads=Permission.DEALS_READ,
        writes=Permission.DEALS_WRITE,
        visible=deal_queries.seen_by,
        long=frozenset({"items"}),
    ),
)
"""The collections, in the order of the reference."""

BY_PATH = {resource.path: resource for resource in RESOURCES}
"""The collections by the path at which they stand."""
