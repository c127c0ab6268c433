"""The page of an agreement: where it stands, what it says, what rests on it, what came before and after it."""

from typing import Any

from flask import render_template

from app.domain.agreements import queries
from app.domain.agreements.clauses.chain import effective_clauses
from app.domain.agreements.family import Member, family
from app.domain.agreements.predicates import Agreements
from app.domain.agreements.records import Agreement
from app.domain.agreements.standing import marks
from app.domain.agreements.terms import MOVES, UNSIGNED, ClauseState, Stage
from app.domain.findings import queries as findings
from app.domain.findings.labels import label_of
from app.domain.findings.rules.clause_checklists import FOUR_EYES
from app.domain.flows import queries as flows
from app.domain.organisation import queries as organisation
from app.extensions import db
from app.pages.agreements.clauses import checklists
from app.pages.agreements.spans import drawn
from app.pages.kit import formats, history
from app.pages.kit.access import actor
from app.pages.kit.addresses import address, address_of
from app.pages.kit.dossiers import Picture, file_of, finding_cards, picture
from app.security.permissions import Permission

_ON_PAGES_OF_THEIR_OWN = frozenset({Stage.TERMINATED, Stage.RENEWED, Stage.SUPERSEDED})
"""Moves that need more than a click."""


def page_of(ref: str, *, problem: str = "") -> str:
    """The page, with the sentence of what was refused where there is one."""
    record, _ = queries.get(db.session, ref)
    seen = picture(record.third_party)
    known = {**seen.dossier.agreements_by_ref, ref: record}
    today = seen.context.today
    entities = seen.context.entities
    return render_template(
        "agreements/detail.html",
        record=record,
        name=name_of(record),
        party=seen.third_party,
        line=seen.agreement(record),
        entities={key: entity.legal_name for key, entity in entities.items()},
        own_entity=organisation.current(db.session)[0].entity,
        span=drawn(record, today, known),
        marks=marks(record, today, known),
        paper=file_of(record.doc_sha256),
        flows=_governed(seen, record),
        checklists=checklists(record, effective_clauses(record, today, known), today),
        people=formats.people(),
        purposes=[label_of(key, seen.context.purposes) for key in record.purposes],
        categories=[label_of(key, seen.context.categories) for key in record.categories],
        family=_family(seen, record, known),
        findings=finding_cards(findings.of_objects(db.session, [ref])),
        moves=_moves(record),
        alone=_alone(seen, record),
        endings=_endings(record),
        may_renew=_may_renew(record),
        history=history.timeline([("agreement", ref)]),
        may_write=actor().may(Permission.REGISTER_WRITE),
        may_assess=actor().may(Permission.CLAUSES_ASSESS),
        problem=problem,
        address_of=address_of,
    )


def _governed(seen: Picture, record: Agreement) -> list[Any]:
    """The flows that it lists: those of its third party in full, those of sub-processors by name."""
    here = {line.record.ref: line for line in seen.flows}
    rest = [ref for ref in record.governs_flows if ref not in here]
    names = flows.names(db.session, rest)
    found = []
    for ref in record.governs_flows:
        line = here.get(ref)
        named = set(record.purposes)
        beyond = [] if line is None else [p for p in line.record.purposes if p not in named]
        found.append(
            {
                "ref": ref,
                "line": line,
                "name": line.name if line else names.get(ref, ref),
                "url": address("flow", ref),
                "beyond": [label_of(key, seen.context.purposes) for key in beyond],
            }
        )
    return found


def _family(seen: Picture, record: Agreement, known: Agreements) -> list[dict[str, Any]]:
    """Its versions, each with what amends or belongs to it, as a tree; empty where it stands alone."""
    missing = [
        ref
        for ref in (record.parent, record.superseded_by, *queries.predecessors(db.session, record.ref or ""))
        if ref and ref not in known
    ]
    everything = {**known, **{ref: queries.get(db.session, ref)[0] for ref in missing}}
    made = [_member(seen, member, record) for member in family(record, everything)]
    return made if len(made) > 1 or made[0]["below"] else []


def _member(seen: Picture, member: Member, record: Agreement) -> dict[str, Any]:
    return {
        "line": seen.agreement(member.agreement),
        "kinship": member.kinship,
        "here": member.agreement.ref == record.ref,
        "effective_on": member.agreement.effective_on,
        "below": [_member(seen, one, record) for one in member.below],
    }


def _alone(seen: Picture, record: Agreement) -> int:
    """How many of its assessed clauses wait for a second reader, at the risk tiers that ask for one."""
    if seen.third_party.risk_tier not in FOUR_EYES:
        return 0
    made = [clause for clause in record.clauses if clause.state is not ClauseState.NOT_ASSESSED]
    return sum(clause.second_reader is None or clause.second_reader == clause.assessed_by for clause in made)


def _moves(record: Agreement) -> list[Stage]:
    """The stages that it can go to by a click."""
    return [stage for stage in Stage if stage in MOVES[record.stage] - _ON_PAGES_OF_THEIR_OWN]


def _endings(record: Agreement) -> dict[str, bool]:
    """Which of the moves with a page of their own are open."""
    return {
        "terminate": Stage.TERMINATED in MOVES[record.stage],
        "supersede": record.stage not in UNSIGNED and record.superseded_by is None,
        "sign": record.stage in UNSIGNED,
    }


def _may_renew(record: Agreement) -> bool:
    return record.stage not in UNSIGNED and record.stage not in {
        Stage.TERMINATED,
        Stage.SUPERSEDED,
        Stage.SURVIVING,
        Stage.SUSPENDED,
    }


def name_of(record: Agreement) -> str:
    """What *record* is called: its title, or its kind where it has none."""
    return record.title or record.kind.label
