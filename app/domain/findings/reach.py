"""How far a change reaches: the third parties whose dossiers may be judged otherwise because of it.

Rules look beyond a dossier at the vocabulary, notices, entities, opt-outs, people and sub-processors. Where few
dossiers can look at what changed, they are found by a query; where any may, all are judged again.
"""

from collections.abc import Iterable

from sqlalchemy import String, cast, or_, select
from sqlalchemy.orm import Session

from app.db.unit_of_work import Change, Work
from app.domain.findings.dossier import Context
from app.domain.findings.ledger import Finding
from app.domain.flows.models import Flow
from app.domain.flows.terms import FlowStatus
from app.domain.third_parties.models import SubProcessor, ThirdParty

DOSSIER_KINDS = frozenset({"third_party", "agreement", "flow"})
"""Kinds that are part of one dossier."""

EVERYWHERE = frozenset({"organisation", "notice"})
"""Kinds that every dossier is judged by."""

WHERE_USED = frozenset({"entity", "category", "subject", "purpose", "activity"})
"""Kinds that dossiers refer to, so that a new one is judged by nobody yet, and a changed one by any."""

JUDGED_BY = DOSSIER_KINDS | EVERYWHERE | WHERE_USED | {"preference", "disclosure", "waiver", "person"}
"""Kinds that some rule looks at."""


def reached(work: Work, context: Context) -> list[str] | None:
    """The references of the third parties to judge again after *work*, ``None`` for all of them."""
    by_kind: dict[str, list[Change]] = {}
    for change in work.changes.values():
        by_kind.setdefault(change.kind, []).append(change)
    if not EVERYWHERE.isdisjoint(by_kind):
        return None
    if any(change.before is not None for kind in WHERE_USED for change in by_kind.get(kind, [])):
        return None
    refs = _touched(by_kind)
    session = work.session
    refs |= _customers_of(session, [change.key for change in by_kind.get("third_party", [])])
    if "preference" in by_kind:
        refs |= _marketing(session, context)
    refs |= _owned_by(session, [change.key for change in by_kind.get("person", []) if _came_or_left(change)])
    refs |= _waived(session, by_kind.get("waiver", []))
    return sorted(refs)


def _touched(by_kind: dict[str, list[Change]]) -> set[str]:
    refs = set()
    for kind in DOSSIER_KINDS:
        for change in by_kind.get(kind, []):
            for state in (change.before, change.after):
                if state is not None:
                    refs.add(str(state["ref"] if kind == "third_party" else state["third_party"]))
    return refs


def _customers_of(session: Session, subs: Iterable[str]) -> set[str]:
    """Those that name one of *subs* as a sub-processor: its country and its standing count in their chain."""
    return _in_batches(session, SubProcessor.third_party, SubProcessor.sub_third_party, subs)


def _owned_by(session: Session, people: Iterable[str]) -> set[str]:
    return _in_batches(session, ThirdParty.ref, ThirdParty.owner, people)


def _in_batches(session: Session, wanted: object, column: object, keys: Iterable[str]) -> set[str]:
    every = list(keys)
    found: set[str] = set()
    for start in range(0, len(every), 500):
        query = select(wanted).where(column.in_(every[start : start + 500]))  # type: ignore[call-overload,attr-defined]
        found.update(session.scalars(query))
    return found


def _marketing(session: Session, context: Context) -> set[str]:
    """Those with an active flow for marketing, who must be told of opt-outs."""
    keys = [key for key, purpose in context.purposes.items() if purpose.marketing]
    if not keys:
        return set()
    named = or_(*(cast(Flow.purposes, String).contains(f'"{key}"', autoescape=True) for key in keys))
    query = select(Flow.third_party).where(Flow.status == FlowStatus.ACTIVE, Flow.archived.is_(False), named)
    return set(session.scalars(query.distinct()))


def _came_or_left(change: Change) -> bool:
    """Whether a person's activity changed; nobody refers to somebody new yet, unless by a change of its own."""
    return change.before is not None and change.after is not None and "active" in change.diff


def _waived(session: Session, changes: Iterable[Change]) -> set[str]:
    """Those in whose dossier the finding stands that a waiver covers, or covered."""
    identities = {
        (state["rule"], state["object"], state["key"])
        for change in changes
        for state in (change.before, change.after)
        if state is not None
    }
    found: set[str] = set()
    for rule, ref, key in identities:
        query = select(Finding.third_party).where(
            Finding.rule == rule, Finding.object == ref, Finding.key == key
        )
        found.update(party for party in session.scalars(query) if party is not None)
    return found
