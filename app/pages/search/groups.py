"""What the search looks through: one group of results a kind, each as far as the person may see it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for
from sqlalchemy import func

from app.db.search import Found, Hit, Place, Source, find
from app.domain.agreements.models import Agreement
from app.domain.agreements.terms import AgreementKind
from app.domain.deals import queries as deals
from app.domain.deals.models import Deal
from app.domain.documents.models import Document
from app.domain.evidence.models import Disclosure, Preference
from app.domain.evidence.terms import PreferenceKind
from app.domain.findings.ledger import Finding
from app.domain.findings.terms import FindingStatus
from app.domain.flows.models import Activity, Flow
from app.domain.notices.models import Notice
from app.domain.organisation.models import Entity
from app.domain.reports import queries as reports
from app.domain.reports.models import Report
from app.domain.third_parties.models import Evidence, Incident, ThirdParty
from app.domain.third_parties.terms import EvidenceKind, Role, Status
from app.extensions import db
from app.pages.kit import access
from app.pages.kit.addresses import address

MOST = 8
"""Results shown of one group; its list has the others."""


@dataclass(frozen=True)
class Group:
    """A kind of result: where it is looked for, how a hit is referred to, and which list has all of them."""

    kind: str
    title: str
    icon: str
    endpoint: str
    source: Callable[[], Source]
    named: Callable[[Hit], str] = lambda hit: hit.name
    reference: Callable[[Hit], str] = lambda hit: str(hit.key)
    beside: Callable[[Mapping[str, Any]], str] = lambda shown: ""
    url: Callable[[Any], str | None] | None = None

    def is_open(self) -> bool:
        """Whether this person may see the list of the kind."""
        if self.endpoint not in current_app.view_functions:
            return False
        permission = access.permission_of(current_app, self.endpoint)
        return permission is not None and access.actor().may(permission)

    def address(self, key: Any) -> str | None:
        """Where the object *key* is shown."""
        return self.url(key) if self.url else address(self.kind, str(key))


@dataclass(frozen=True)
class Results:
    """What one group found, and the address of the list with all of it."""

    group: Group
    found: Found
    all_url: str


def results(words: list[str], text: str) -> list[Results]:
    """Every group with a hit for *words*; *text* is what the person typed."""
    found = [
        (group, find(db.session, group.source(), words, most=MOST)) for group in GROUPS if group.is_open()
    ]
    return [Results(group, some, url_for(group.endpoint, q=text)) for group, some in found if some.hits]


def open_titles() -> list[str]:
    """What the search looks through for this person."""
    return [group.title.lower() for group in GROUPS if group.is_open()]


def _third_parties() -> Source:
    return Source(
        key=ThirdParty.ref,
        name=ThirdParty.name,
        archived=ThirdParty.archived,
        places=(
            Place("Reference", ThirdParty.ref),
            Place("Also known as", ThirdParty.aliases, listed=True),
            Place("Domains", ThirdParty.domains, listed=True),
            Place("Services", ThirdParty.description),
            Place("External ID", ThirdParty.external_id),
        ),
        shown={"role": ThirdParty.role, "status": ThirdParty.status},
    )


def _agreements() -> Source:
    return Source(
        key=Agreement.ref,
        name=func.coalesce(Agreement.title, ""),
        select_from=Agreement.__table__.join(ThirdParty.__table__, ThirdParty.ref == Agreement.third_party),
        archived=Agreement.archived,
        places=(
            Place("Reference", Agreement.ref),
            Place("Third party", ThirdParty.name),
            Place("Governing law", Agreement.governing_law),
            Place("Note", Agreement.note),
            Place("External ID", Agreement.external_id),
        ),
        shown={"kind": Agreement.kind, "third_party": ThirdParty.name},
    )


def _flows() -> Source:
    return Source(
        key=Flow.ref,
        name=func.coalesce(Flow.name, Flow.ref),
        select_from=Flow.__table__.join(ThirdParty.__table__, ThirdParty.ref == Flow.third_party),
        archived=Flow.archived,
        places=(
            Place("Reference", Flow.ref),
            Place("Third party", ThirdParty.name),
            Place("Categories", Flow.categories, listed=True),
            Place("Purposes", Flow.purposes, listed=True),
            Place("External ID", Flow.external_id),
        ),
        shown={"third_party": ThirdParty.name},
    )


def _activities() -> Source:
    return Source(
        key=Activity.ref,
        name=Activity.name,
        archived=Activity.archived,
        places=(
            Place("Reference", Activity.ref),
            Place("Security measures", Activity.toms),
            Place("External ID", Activity.external_id),
        ),
    )


def _notices() -> Source:
    return Source(
        key=Notice.ref,
        name=func.coalesce(Notice.title, Notice.ref),
        archived=Notice.archived,
        places=(
            Place("Reference", Notice.ref),
            Place("Address", Notice.url),
            Place("Text", Notice.text),
            Place("SHA-256", Notice.sha256),
        ),
    )


def _documents() -> Source:
    return Source(
        key=Document.sha256,
        name=Document.name,
        archived=Document.archived,
        places=(Place("SHA-256", Document.sha256),),
    )


def _entities() -> Source:
    return Source(
        key=Entity.ref,
        name=Entity.legal_name,
        archived=Entity.archived,
        places=(
            Place("Reference", Entity.ref),
            Place("Registration number", Entity.reg_no),
            Place("LEI", Entity.lei),
        ),
    )


def _preferences() -> Source:
    return Source(
        key=Preference.ref,
        name=Preference.ref,
        archived=Preference.archived,
        places=(Place("Keyed hash", Preference.subject_ref),),
        shown={"kind": Preference.kind},
    )


def _disclosures() -> Source:
    return Source(
        key=Disclosure.ref,
        name=func.coalesce(Disclosure.requester, Disclosure.ref),
        archived=Disclosure.archived,
        places=(
            Place("Reference", Disclosure.ref),
            Place("Authority", Disclosure.authority),
            Place("Scope", Disclosure.scope),
        ),
    )


def _incidents() -> Source:
    return Source(
        key=Incident.third_party,
        name=func.coalesce(Incident.title, "Untitled"),
        select_from=Incident.__table__.join(ThirdParty.__table__, ThirdParty.ref == Incident.third_party),
        archived=ThirdParty.archived,
        places=(Place("Note", Incident.note), Place("Third party", ThirdParty.name)),
        shown={"third_party": ThirdParty.name},
    )


def _evidence() -> Source:
    return Source(
        key=Evidence.third_party,
        name=func.coalesce(Evidence.note, Evidence.kind),
        select_from=Evidence.__table__.join(ThirdParty.__table__, ThirdParty.ref == Evidence.third_party),
        archived=ThirdParty.archived,
        places=(Place("Third party", ThirdParty.name),),
        where=(Evidence.note.is_not(None),),
        shown={"kind": Evidence.kind, "third_party": ThirdParty.name},
    )


def _evidence_beside(shown: Mapping[str, Any]) -> str:
    return f"{EvidenceKind(shown['kind']).label}, {shown['third_party']}"


def _findings() -> Source:
    return Source(
        key=Finding.id,
        name=Finding.title,
        select_from=Finding.__table__.outerjoin(ThirdParty.__table__, ThirdParty.ref == Finding.third_party),
        places=(
            Place("Rule", Finding.rule),
            Place("Object", Finding.object),
            Place("Message", Finding.message),
            Place("Third party", ThirdParty.name),
        ),
        where=(Finding.status != FindingStatus.CLOSED.value,),
        shown={"rule": Finding.rule, "object": Finding.object, "third_party": ThirdParty.name},
    )


def _deals() -> Source:
    return Source(
        key=Deal.ref,
        name=Deal.codename,
        archived=Deal.archived,
        places=(Place("Reference", Deal.ref), Place("Perimeter", Deal.perimeter_note)),
        where=(deals.seen_by(db.session, access.actor()),),
    )


def _reports() -> Source:
    return Source(
        key=Report.number,
        name=Report.title,
        places=(Place("Number", Report.number), Place("SHA-256 of the snapshot", Report.snapshot_sha256)),
        where=(reports.visible(db.session, access.actor()),),
    )


def _role_and_status(shown: Mapping[str, Any]) -> str:
    return f"{Role(shown['role']).label}, {Status(shown['status']).label.lower()}"


def _agreement_name(hit: Hit) -> str:
    return hit.name or AgreementKind(hit.shown["kind"]).label


def _agreement_beside(shown: Mapping[str, Any]) -> str:
    return f"{AgreementKind(shown['kind']).label}, {shown['third_party']}"


def _third_party_beside(shown: Mapping[str, Any]) -> str:
    return str(shown["third_party"] or "")


GROUPS: tuple[Group, ...] = (
    Group(
        "third_party",
        "Third parties",
        "building",
        "third_parties.index",
        _third_parties,
        beside=_role_and_status,
    ),
    Group(
        "agreement",
        "Agreements",
        "file-earmark-text",
        "agreements.index",
        _agreements,
        named=_agreement_name,
        beside=_agreement_beside,
    ),
    Group("flow", "Flows", "arrow-left-right", "flows.index", _flows, beside=_third_party_beside),
    Group("activity", "Activities", "diagram-3", "activities.index", _activities),
    Group("notice", "Notices", "megaphone", "notices.index", _notices),
    Group(
        "document",
        "Documents",
        "folder2",
        "documents.index",
        _documents,
        reference=lambda hit: f"SHA-256 {hit.key[:12]}…",
    ),
    Group(
        "preference",
        "Opt-outs",
        "person-x",
        "preferences.index",
        _preferences,
        beside=lambda shown: PreferenceKind(shown["kind"]).label,
    ),
    Group("disclosure", "Disclosures", "box-arrow-up-right", "disclosures.index", _disclosures),
    Group(
        "evidence",
        "Evidence",
        "evidence",
        "oversight.evidence_index",
        _evidence,
        beside=_evidence_beside,
        url=lambda key: url_for("third_parties.detail", ref=key, _anchor="evidence"),
    ),
    Group(
        "incident",
        "Incidents",
        "attention",
        "oversight.incidents_index",
        _incidents,
        beside=_third_party_beside,
        url=lambda key: url_for("third_parties.detail", ref=key, _anchor="incidents"),
    ),
    Group("entity", "Entities", "bank", "entities.index", _entities),
    Group(
        "finding",
        "Findings",
        "flag",
        "findings.index",
        _findings,
        reference=lambda hit: f"{hit.shown['rule']} on {hit.shown['object']}",
        beside=_third_party_beside,
    ),
    Group("deal", "Deals", "briefcase", "deals.index", _deals),
    Group(
        "report",
        "Reports",
        "file-earmark-check",
        "reports.index",
        _reports,
        url=lambda key: url_for("reports.detail", number=key),
    ),
)
"""Every group, in the order of the navigation."""
