"""The parts of a third party as its page shows them: evidence with its validity, the chain, incidents, a glance."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.documents import queries as documents
from app.domain.findings.dossier import Context
from app.domain.findings.labels import label_of
from app.domain.flows.terms import FlowStatus
from app.domain.third_parties import queries
from app.domain.third_parties.records import Evidence, SubProcessor, ThirdParty
from app.domain.third_parties.terms import SECURITY_EVIDENCE
from app.extensions import db
from app.kernel import places
from app.kernel.words import plural
from app.pages.kit.addresses import address
from app.pages.kit.dossiers import FlowLine, Picture

LAPSES_SOON = dt.timedelta(days=60)
"""How long before its end a piece of evidence is said to lapse soon."""


@dataclass(frozen=True)
class Proof:
    """A piece of evidence with the state of its validity: ``key`` chooses the sign, ``words`` say it."""

    evidence: Evidence
    key: str
    words: str
    document: dict[str, Any] | None
    security: bool


@dataclass(frozen=True)
class Link:
    """A sub-processor: who it is, what is recorded of it, who works for it in turn."""

    record: SubProcessor
    name: str
    url: str | None
    country: str | None
    further: Sequence[tuple[str, str | None]]


def proofs(party: ThirdParty, today: dt.date) -> list[Proof]:
    """The evidence, what is valid first, then the newest."""
    names = documents.names(db.session, [one.doc_sha256 for one in party.evidence if one.doc_sha256])
    found = [
        Proof(
            evidence=one,
            key=validity(one, today)[0],
            words=validity(one, today)[1],
            document={
                "name": names.get(one.doc_sha256, one.doc_sha256[:12]),
                "url": address("document", one.doc_sha256),
            }
            if one.doc_sha256
            else None,
            security=one.kind in SECURITY_EVIDENCE,
        )
        for one in party.evidence
    ]
    newest = sorted(found, key=lambda proof: str(proof.evidence.issued_on or ""), reverse=True)
    return sorted(newest, key=lambda proof: proof.key == "expired")


def validity(evidence: Evidence, today: dt.date) -> tuple[str, str]:
    """Whether *evidence* is valid on *today*, as the key of a sign and in words."""
    if evidence.issued_on is not None and evidence.issued_on > today:
        return "planned", "Not issued yet"
    if evidence.valid_until is None:
        return "valid", "No end recorded"
    if evidence.valid_until < today:
        return "expired", "Lapsed"
    left = evidence.valid_until - today
    if left <= LAPSES_SOON:
        return "renewal_due", "Lapses today" if not left else f"Lapses in {plural(left.days, 'day')}"
    return "valid", "Valid"


def links(party: ThirdParty) -> list[Link]:
    """Who works for it, one level further down too."""
    refs = [one.sub_third_party for one in party.sub_processors]
    names = queries.names(db.session, refs)
    below = queries.sub_processors(db.session, refs)
    return [
        Link(
            record=one,
            name=names.get(one.sub_third_party, one.sub_third_party),
            url=address("third_party", one.sub_third_party),
            country=places.country_name(one.country) if one.country else None,
            further=[(name, address("third_party", ref)) for ref, name in below.get(one.sub_third_party, [])],
        )
        for one in party.sub_processors
    ]


def incidents(party: ThirdParty, context: Context) -> list[dict[str, Any]]:
    """What went wrong, newest first, with the days until we were told."""
    found = []
    for one in party.incidents:
        knew, told = one.aware_third_party_on, one.notified_us_on
        found.append(
            {
                "record": one,
                "delay": plural((told - knew).days, "day") if knew and told and told >= knew else None,
                "categories": [label_of(key, context.categories) for key in one.categories],
            }
        )
    return sorted(found, key=lambda row: str(row["record"].notified_us_on or ""), reverse=True)


def glance(seen: Picture, findings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The page in a few figures, each with the section that says more."""
    party, today = seen.third_party, seen.context.today
    open_ones = [one for one in findings if one["status"] == "open"]
    grave = sum(one["severity"] == "critical" for one in open_ones)
    binding = sum(line.binds for line in seen.agreements)
    active = [line for line in seen.flows if line.record.status is FlowStatus.ACTIVE]
    review = party.next_review_on
    overdue = review is None or review < today
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
            "more": "overdue" if overdue else "",
            "tone": "attention" if overdue else "",
            "to": "reviews",
        },
    ]


def _where(lines: Sequence[FlowLine]) -> str:
    found = list(dict.fromkeys(country for line in lines for country in line.countries))
    if len(found) > 3:
        return f"{', '.join(found[:3])} and {len(found) - 3} more"
    return ", ".join(found) or "None recorded"
