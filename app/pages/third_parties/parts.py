"""The parts of a third party as its page shows them: evidence with its validity, the chain, incidents, a glance."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.documents import queries as documents
from app.domain.evidence import queries as ledgers
from app.domain.evidence.breach_clock import breach_clock
from app.domain.evidence.terms import DisclosureGround, PreferenceKind
from app.domain.findings.dossier import Context
from app.domain.findings.labels import label_of
from app.domain.flows.terms import FlowStatus
from app.domain.third_parties import queries
from app.domain.third_parties.queries import Relations
from app.domain.third_parties.records import ArchivedPart, Evidence, SubProcessor, ThirdParty
from app.domain.third_parties.terms import SECURITY_EVIDENCE, Status
from app.extensions import db
from app.kernel import places
from app.pages.kit import formats
from app.pages.kit.addresses import address
from app.pages.kit.dossiers import FlowLine, Picture
from app.pages.kit.validity import day_and_time, told_after, validity, window_words


@dataclass(frozen=True)
class Proof:
    """A piece of evidence with the state of its validity: ``key`` chooses the sign, ``words`` say it."""

    evidence: Evidence
    key: str
    words: str
    document: dict[str, Any] | None
    security: bool
    place: int


@dataclass(frozen=True)
class Link:
    """A sub-processor: who it is, what is recorded of it, who works for it in turn."""

    record: SubProcessor
    name: str
    url: str | None
    country: str | None
    place: int
    window: str
    late: bool
    further: Sequence[tuple[str, str | None]]


def proofs(party: ThirdParty, today: dt.date) -> list[Proof]:
    """The evidence, what is valid first, then the newest."""
    papers = [one.doc_sha256 for one in party.evidence if one.doc_sha256]
    names = documents.names(db.session, papers) if papers else {}
    found = [
        Proof(
            evidence=one,
            key=validity(one.issued_on, one.valid_until, today)[0],
            words=validity(one.issued_on, one.valid_until, today)[1],
            document={
                "name": names.get(one.doc_sha256, one.doc_sha256[:12]),
                "url": address("document", one.doc_sha256),
            }
            if one.doc_sha256
            else None,
            security=one.kind in SECURITY_EVIDENCE,
            place=place,
        )
        for place, one in enumerate(party.evidence)
    ]
    newest = sorted(found, key=lambda proof: str(proof.evidence.issued_on or ""), reverse=True)
    return sorted(newest, key=lambda proof: proof.key == "expired")


def relations(party: ThirdParty) -> Relations:
    """Whom it is tied to: what it is part of, who is part of it, for whom it works and who works for it."""
    subs = [one.sub_third_party for one in party.sub_processors]
    gone = [one.sub_processors.sub_third_party for one in party.archived_parts if one.sub_processors]
    above = [party.parent] if party.parent else []
    return queries.relations(db.session, party.ref or "", named={*subs, *gone, *above}, subs=subs)


def links(party: ThirdParty, tied: Relations, today: dt.date) -> list[Link]:
    """Who works for it, one level further down too."""
    return [
        Link(
            record=one,
            name=tied.names.get(one.sub_third_party, one.sub_third_party),
            url=address("third_party", one.sub_third_party),
            country=places.country_name(one.country) if one.country else None,
            place=place,
            window=window_words(one.objection_due, one.objection_days, one.decision, today)[0],
            late=window_words(one.objection_due, one.objection_days, one.decision, today)[1],
            further=[
                (name, address("third_party", ref)) for ref, name in tied.further.get(one.sub_third_party, [])
            ],
        )
        for place, one in enumerate(party.sub_processors)
    ]


def archived(party: ThirdParty, tied: Relations) -> list[dict[str, Any]]:
    """What was taken out of its lists, the newest first, with its place in the archive."""
    found = [
        {
            "place": place,
            "kind": one.kind,
            "name": _name_of(one, tied.names),
            "more": getattr(one.part, "note", None) or getattr(one.part, "function", None),
            "on": one.archived_on,
            "by": one.archived_by,
        }
        for place, one in enumerate(party.archived_parts)
    ]
    return found[::-1]


def _name_of(one: ArchivedPart, names: Mapping[str, str]) -> str:
    if one.contacts is not None:
        return one.contacts.name
    if one.sub_processors is not None:
        ref = one.sub_processors.sub_third_party
        return names.get(ref, ref)
    if one.evidence is not None:
        issued = one.evidence.issued_on
        return f"{one.evidence.kind.label} of {formats.day(issued)}" if issued else one.evidence.kind.label
    if one.incidents is not None:
        return one.incidents.title or "Untitled"
    return f"Review of {formats.day(one.reviews.on)}" if one.reviews is not None else one.kind.label


def incidents(party: ThirdParty, context: Context) -> list[dict[str, Any]]:
    """What went wrong, newest first, with the time until we were told."""
    found = []
    zone = context.organisation.time_zone
    for place, one in enumerate(party.incidents):
        found.append(
            {
                "record": one,
                "place": place,
                "clock": breach_clock(one, context.as_of, zone),
                "knew": day_and_time(one.aware_third_party_on, one.aware_third_party_time),
                "told": day_and_time(one.notified_us_on, one.notified_us_time),
                "delay": told_after(one),
                "categories": [label_of(key, context.categories) for key in one.categories],
            }
        )
    return sorted(found, key=lambda row: str(row["record"].notified_us_on or ""), reverse=True)


def opt_outs(ref: str) -> list[dict[str, Any]]:
    """The opt-outs that it was told of, newest first."""
    return [
        {
            "ref": row.ref,
            "url": address("preference", row.ref),
            "kind": PreferenceKind(row.kind),
            "received_on": row.received_on,
            "sent_on": row.sent_on,
            "ack_on": row.ack_on,
        }
        for row in ledgers.told(db.session, ref)
    ]


def disclosures(ref: str) -> list[dict[str, Any]]:
    """The requests for disclosure that came through it, newest first."""
    return [
        {
            "ref": row.ref,
            "url": address("disclosure", row.ref),
            "requester": row.requester,
            "ground": DisclosureGround(row.ground) if row.ground else None,
            "received_on": row.received_on,
            "decided_on": row.decided_on,
        }
        for row in ledgers.disclosures_through(db.session, ref)
    ]


def glance(seen: Picture, findings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The page in a few figures, each with the section that says more."""
    party, today = seen.third_party, seen.context.today
    open_ones = [one for one in findings if one["status"] == "open"]
    grave = sum(one["severity"] == "critical" for one in open_ones)
    binding = sum(line.binds for line in seen.agreements)
    active = [line for line in seen.flows if line.record.status is FlowStatus.ACTIVE]
    review = party.next_review_on
    overdue = review is not None and review < today
    missing = review is None and party.status is Status.ACTIVE
    return [
        {
            "label": "Open findings",
            "value": str(len(open_ones)),
            "more": f"{grave} critical" if grave else "",
            "tone": "bad" if grave else "attention" if open_ones else "good",
            "to": "findings",
        },
        {
            "label": "Agreements in force",
            "value": str(binding),
            "more": f"of {len(seen.agreements)}",
            "tone": "good" if binding else "attention" if active else "",
            "to": "agreements",
        },
        {
            "label": "Active flows",
            "value": str(len(active)),
            "more": f"of {len(seen.flows)}",
            "tone": "",
            "to": "flows",
        },
        {"label": "Countries", "value": _where(active), "more": "", "tone": "", "to": "flows"},
        {
            "label": "Next review",
            "value": review,
            "more": "overdue" if overdue else "needed, since it is active" if missing else "",
            "tone": "attention" if overdue or missing else "",
            "to": "reviews",
        },
    ]


def _where(lines: Sequence[FlowLine]) -> str:
    found = list(dict.fromkeys(country for line in lines for country in line.countries))
    if len(found) > 3:
        return f"{', '.join(found[:3])} and {len(found) - 3} more"
    return ", ".join(found) or "None recorded"
