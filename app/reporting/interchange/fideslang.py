"""A fideslang manifest: each third party as a system, each flow as a privacy declaration (fideslang 3, CC BY 4.0)."""

from collections.abc import Iterable
from typing import Any

from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.scope import is_active
from app.domain.flows.records import Flow
from app.domain.flows.terms import FlowStatus


def manifest(dossiers: Iterable[Dossier], context: Context) -> dict[str, Any]:
    """The manifest of *dossiers*, archived objects left out; keys without a counterpart keep their own name.

    A flow with several purposes gives one declaration a purpose, since a declaration has one data use.
    """
    own = context.entities.get(context.organisation.entity or "")
    organisation = {
        "fides_key": _key(own.ref if own and own.ref else "organisation"),
        "name": own.legal_name if own else "Organisation not recorded",
    }
    return {
        "organization": [organisation],
        "data_category": list(_own_categories(context)),
        "system": [_system(dossier, context, organisation["fides_key"]) for dossier in dossiers],
    }


def _system(dossier: Dossier, context: Context, organisation: str) -> dict[str, Any]:
    party = dossier.third_party
    flows = [flow for flow in dossier.flows if flow.status is not FlowStatus.ENDED]
    return {
        "fides_key": _key(party.ref or ""),
        "organization_fides_key": organisation,
        "name": party.name,
        "description": party.description or "",
        "system_type": "Third Party",
        "meta": {"role": party.role.value, "status": party.status.value},
        "privacy_declarations": [
            declaration for flow in flows for declaration in _declarations(flow, context)
        ],
    }


def _declarations(flow: Flow, context: Context) -> Iterable[dict[str, Any]]:
    categories = [_category(key, context) for key in flow.categories]
    for key in flow.purposes:
        purpose = context.purposes.get(key)
        yield {
            "name": f"{flow.ref} {purpose.label if purpose and purpose.label else key}",
            "data_categories": categories,
            "data_use": (purpose.fides if purpose else None) or key,
            "data_subjects": list(flow.subjects),
            "shared_categories": categories,
            "data_shared_with_third_parties": True,
            "egress": [location.country for location in flow.locations],
            "active": is_active(flow, context.today),
        }


def _category(key: str, context: Context) -> str:
    known = context.categories.get(key)
    return (known.fides if known else None) or key


def _own_categories(context: Context) -> Iterable[dict[str, Any]]:
    """The categories that fideslang does not know, as a manifest must bring them along."""
    for key, category in sorted(context.categories.items()):
        if not category.fides and not category.archived:
            yield {
                "fides_key": key,
                "name": category.label or key,
                "description": category.description or "",
                "parent_key": category.parent,
                "is_default": False,
            }


def _key(ref: str) -> str:
    return ref.lower().replace("-", "_")
