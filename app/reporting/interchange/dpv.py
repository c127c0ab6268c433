"""A graph in the W3C Data Privacy Vocabulary (DPV 2.3) as JSON-LD: processing activities, recipients, agreements."""

from collections.abc import Iterable
from typing import Any

from app.domain.agreements.predicates import in_force, status
from app.domain.agreements.terms import AgreementKind, Stage
from app.domain.findings.dossier import Context, Dossier
from app.domain.flows.terms import FlowStatus
from app.domain.third_parties.terms import Role

CONTEXT = {
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "loc": "https://w3id.org/dpv/loc#",
    "dct": "http://purl.org/dc/terms/",
}
"""The prefixes of the graph."""

_ROLES = {
    Role.PROCESSOR: "dpv:DataProcessor",
    Role.SUB_PROCESSOR: "dpv:DataSubProcessor",
    Role.JOINT_CONTROLLER: "dpv:JointDataControllers",
    Role.INDEPENDENT_CONTROLLER: "dpv:DataController",
}
_AGREEMENTS = {
    AgreementKind.DPA: "dpv:ControllerProcessorAgreement",
    AgreementKind.DPA_SUB: "dpv:SubProcessorAgreement",
    AgreementKind.JCA: "dpv:JointDataControllersAgreement",
    AgreementKind.C2C: "dpv:ThirdPartyAgreement",
    AgreementKind.CCPA_TP: "dpv:ThirdPartyAgreement",
    AgreementKind.NDA: "dpv:NDA",
}
_STATES = {
    Stage.NEGOTIATING: "dpv:ContractUnderNegotiation",
    Stage.IN_REVIEW: "dpv:ContractUnderReview",
    Stage.PARTLY_SIGNED: "dpv:ContractSignedByParty",
    Stage.RENEWED: "dpv:ContractRenewed",
    Stage.SUSPENDED: "dpv:ContractTemporarilySuspended",
    Stage.EXPIRED: "dpv:ContractExpired",
    Stage.TERMINATED: "dpv:ContractTerminated",
}
"""The stages for which the vocabulary has a term; others stand without one."""


def graph(dossiers: Iterable[Dossier], context: Context) -> dict[str, Any]:
    """The graph of *dossiers* and of the activities of *context*; terms without a counterpart stand by their label."""
    nodes: list[dict[str, Any]] = [_activity(ref, context) for ref in sorted(context.activities)]
    for dossier in dossiers:
        nodes += _party(dossier, context)
    return {"@context": CONTEXT, "@graph": nodes}


def _activity(ref: str, context: Context) -> dict[str, Any]:
    activity = context.activities[ref]
    return {
        "@id": _id(ref),
        "@type": "dpv:Process",
        "dct:title": activity.name,
        "dpv:hasPurpose": _purposes(activity.purposes, context),
        "dpv:hasPersonalData": _categories(activity.categories, context),
        "dpv:hasDataSubject": list(activity.subjects),
    }


def _party(dossier: Dossier, context: Context) -> Iterable[dict[str, Any]]:
    party = dossier.third_party
    yield {
        "@id": _id(party.ref or ""),
        "@type": _ROLES.get(party.role, "dpv:ThirdParty"),
        "dct:title": party.name,
        "dct:description": party.description or "",
    }
    for agreement in dossier.agreements:
        stage = status(agreement, context.today, dossier.agreements_by_ref)
        node = {
            "@id": _id(agreement.ref or ""),
            "@type": _AGREEMENTS.get(agreement.kind, "dpv:LegalAgreement"),
            "dct:title": agreement.title or agreement.kind.label,
            "dct:description": stage.label,
            "dpv:hasRecipient": {"@id": _id(party.ref or "")},
        }
        yield node | ({"dpv:hasStatus": _STATES[stage]} if stage in _STATES else {})
    for flow in dossier.flows:
        if flow.status is FlowStatus.ENDED:
            continue
        known = dossier.agreements_by_ref
        governing = [
            one.ref or "" for one in dossier.ever_governing(flow) if in_force(one, context.today, known)
        ]
        yield {
            "@id": _id(flow.ref or ""),
            "@type": "dpv:Process",
            "dct:title": flow.name or f"{flow.ref} to {party.name}",
            "dct:isPartOf": {"@id": _id(flow.activity)} if flow.activity else None,
            "dpv:hasProcessing": "dpv:Disclose",
            "dpv:hasRecipient": {"@id": _id(party.ref or "")},
            "dpv:hasPurpose": _purposes(flow.purposes, context),
            "dpv:hasPersonalData": _categories(flow.categories, context),
            "dpv:hasDataSubject": list(flow.subjects),
            "dpv:hasLegalBasis": [f"eu-gdpr:{flow.legal_basis.value}"] if flow.legal_basis else [],
            "dpv:hasLocation": sorted({f"loc:{location.country}" for location in flow.locations}),
            "dpv:hasTechnicalOrganisationalMeasure": [{"@id": _id(ref)} for ref in governing],
        }


def _purposes(keys: Iterable[str], context: Context) -> list[str]:
    found = []
    for key in keys:
        known = context.purposes.get(key)
        found.append((known.dpv if known else None) or (known.label if known else None) or key)
    return found


def _categories(keys: Iterable[str], context: Context) -> list[str]:
    found = []
    for key in keys:
        known = context.categories.get(key)
        found.append((known.dpv if known else None) or (known.label if known else None) or key)
    return found


def _id(ref: str) -> str:
    return f"urn:custodia:{ref}"
