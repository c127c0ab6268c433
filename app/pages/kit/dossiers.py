"""What the pages of third parties, agreements and flows show alike, made from one third party's dossier."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.domain.agreements.clauses import catalogue
from app.domain.agreements.clauses.chain import effective_clauses
from app.domain.agreements.predicates import in_force
from app.domain.agreements.records import Agreement
from app.domain.agreements.standing import Standing, standing, survival, term
from app.domain.agreements.terms import ClauseState
from app.domain.documents import queries as documents
from app.domain.findings import close_up, promise, scope
from app.domain.findings.close_up import CloseUp
from app.domain.findings.labels import label_of
from app.domain.findings.ledger import Finding
from app.domain.flows.records import Flow
from app.domain.flows.terms import Consideration
from app.domain.notices import coverage
from app.extensions import db
from app.kernel import places
from app.pages.kit import formats
from app.pages.kit.addresses import address, address_of
from app.pages.kit.remedies import remedy

HINTS = {
    "Secrecy": ("conf.nondisclosure", "g28.b_confidentiality"),
    "All information": ("conf.definition", "conf.unmarked_covered"),
    "Only to perform": ("conf.use_restriction", "g28.a_instructions", "ccpa.51a3"),
    "Survives the end": ("conf.survival", "conf.survival_pd"),
    "Return or deletion": ("conf.return", "g28.g_return"),
}
"""What a reader looks for first in an agreement, with the clauses that may hold it."""


@dataclass(frozen=True)
class AgreementLine:
    """An agreement as other pages mention it."""

    record: Agreement
    name: str
    url: str | None
    standing: Standing
    binds: bool
    term: str
    survival: str
    hints: Sequence[tuple[str, ClauseState]]
    assessed: tuple[int, int]


@dataclass(frozen=True)
class Need:
    """An agreement that a flow needs, why, and which one in force is it."""

    reason: str
    kinds: Sequence[str]
    met_by: Sequence[str]


@dataclass(frozen=True)
class FlowLine:
    """A flow as pages show it, its keys in words."""

    record: Flow
    name: str
    url: str | None
    activity: tuple[str, str | None] | None
    purposes: Sequence[str]
    categories: Sequence[tuple[str, Sequence[str]]]
    subjects: Sequence[str]
    countries: Sequence[str]
    agreements: Sequence[AgreementLine]
    needs: Sequence[Need]
    notice: coverage.Coverage
    links: Sequence[Mapping[str, Any]]
    promise: promise.PromiseTest | None
    flags: Sequence[str]


class Picture:
    """A third party with its agreements and flows, ready for pages."""

    def __init__(self, seen: CloseUp) -> None:
        """Show the third party of *seen* as it stands in its context."""
        self.third_party = seen.third_party
        self.version = seen.version
        self.dossier = seen.dossier
        self.context = seen.context

    @cached_property
    def agreements(self) -> list[AgreementLine]:
        """Its agreements: those that bind first, then the newest."""
        lines = [self.agreement(agreement) for agreement in self.dossier.agreements]
        newest = sorted(lines, key=lambda line: str(line.record.effective_on or ""), reverse=True)
        return sorted(newest, key=lambda line: not line.binds)

    @cached_property
    def flows(self) -> list[FlowLine]:
        """Its flows: those under way first."""
        order = {"active": 0, "planned": 1, "ended": 2}
        found = sorted(self.dossier.flows, key=lambda flow: (order[flow.status], flow.ref or ""))
        return [self.flow(flow) for flow in found]

    def agreement(self, agreement: Agreement) -> AgreementLine:
        """How *agreement* is mentioned."""
        today, known = self.context.today, self.dossier.agreements_by_ref
        effective = effective_clauses(agreement, today, {**known, agreement.ref or "": agreement})
        asked = catalogue.asked(agreement.kind, today)
        return AgreementLine(
            record=agreement,
            name=agreement.title or agreement.kind.label,
            url=address("agreement", agreement.ref or ""),
            standing=standing(agreement, today, known),
            binds=in_force(agreement, today, known),
            term=term(agreement, today),
            survival=survival(agreement, today, known),
            hints=tuple(
                _hints(agreement, {key: found.clause.state for key, found in effective.items()}, today)
            ),
            assessed=(sum(clause.key in effective for clause in asked), len(asked)),
        )

    def flow(self, flow: Flow) -> FlowLine:
        """How *flow* is shown."""
        context, dossier = self.context, self.dossier
        listed = [self.agreement(agreement) for agreement in dossier.ever_governing(flow)]
        tested = promise.in_scope(flow, context) and not scope.is_self(dossier.third_party, context)
        activity = context.activities.get(flow.activity or "")
        links = [(link.provision, link.strength) for link in flow.notice_links]
        return FlowLine(
            record=flow,
            name=flow.name or "Unnamed flow",
            url=address("flow", flow.ref or ""),
            activity=(activity.name, address("activity", activity.ref or "")) if activity else None,
            purposes=[label_of(key, context.purposes) for key in flow.purposes],
            categories=[self._category(key) for key in flow.categories],
            subjects=[label_of(key, context.subjects) for key in flow.subjects],
            countries=list(dict.fromkeys(places.country_name(place.country) for place in flow.locations)),
            agreements=sorted(listed, key=lambda line: not line.binds),
            needs=self._needs(flow),
            notice=coverage.link_coverage(context.current_notice, links),
            links=[self._link(link.provision) | {"link": link} for link in flow.notice_links],
            promise=promise.promise_test(flow, dossier, context) if tested else None,
            flags=list(_flags(flow)),
        )

    def _category(self, key: str) -> tuple[str, Sequence[str]]:
        known = self.context.categories.get(key)
        return label_of(key, self.context.categories), [s.label for s in known.sensitivity] if known else []

    def _needs(self, flow: Flow) -> list[Need]:
        papers = scope.governing(self.dossier, flow, self.context)
        named = scope.agreements_in_force(self.dossier, self.context)
        found = []
        for need in scope.required_kinds(flow, self.dossier, self.context):
            met = [agr.ref or "" for agr in papers if need.met_by(agr)]
            met += [agr.ref or "" for agr in named if agr.ref in need.documents and agr.ref not in met]
            found.append(Need(need.reason, sorted(kind.label for kind in need.kinds), met))
        return found

    def _link(self, provision: str) -> dict[str, Any]:
        ref, _, code = provision.partition("/")
        notice = self.context.notices.get(ref)
        found = next((one for one in notice.provisions if one.code == code), None) if notice else None
        current = coverage.codes(self.context.current_notice)
        return {
            "ref": ref,
            "code": code,
            "provision": found,
            "title": (notice.title if notice else None) or ref,
            "url": address("notice", ref),
            "lapsed": code not in current,
        }


def picture(ref: str) -> Picture:
    """The third party *ref* with all that belongs to it, archived or not; raises ``Missing``."""
    return Picture(close_up.read(db.session, ref))


def finding_cards(
    found: Iterable[Finding], *, named: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """Findings as the ``finding`` macro takes them, with the names of their objects where *named* has them."""
    people = formats.people()
    cards = []
    for one in found:
        number = address("finding", str(one.id))
        cards.append(
            {
                "id": one.id,
                "rule": one.rule,
                "severity": one.severity,
                "status": one.status,
                "message": one.message,
                "remedy": one.remedy,
                "citation": one.citation,
                "values": one.values,
                "object": one.object,
                "object_name": f"{one.object} · {named[one.object]}"
                if named and one.object in named
                else one.object,
                "object_url": address_of(one.object),
                "url": number,
                "cure": remedy(one.rule, one.object, one.key, one.third_party)
                if one.status == "open"
                else None,
                "opened_on": one.opened_at.date(),
                "due_on": one.due_on,
                "owner": people.get(one.owner or "", one.owner),
            }
        )
    return cards


def file_of(sha256: str | None) -> dict[str, Any] | None:
    """The document *sha256* as the ``file_link`` macro takes it, ``None`` where none is linked."""
    if sha256 is None:
        return None
    document, _ = documents.get(db.session, sha256)
    return {
        "name": document.name,
        "size": document.size,
        "sha256": sha256,
        "url": address("document", sha256),
    }


def _hints(
    agreement: Agreement, states: Mapping[str, ClauseState], today: Any
) -> Iterable[tuple[str, ClauseState]]:
    """For each of :data:`HINTS` that the agreement is read for, the weakest state among its clauses."""
    order = (ClauseState.ABSENT, ClauseState.NOT_ASSESSED, ClauseState.PARTIAL, ClauseState.PRESENT)
    for label, keys in HINTS.items():
        found = [
            states.get(key, ClauseState.NOT_ASSESSED)
            for key in keys
            if key in states or catalogue.is_asked(key, agreement.kind, today)
        ]
        worst = next((state for state in order if state in found), None)
        if worst is not None:
            yield label, worst


def _flags(flow: Flow) -> Iterable[str]:
    if flow.own_use:
        yield "Recipient uses it for itself"
    if flow.combines:
        yield "Combined with other data"
    if flow.ai_training:
        yield "Trains models on it"
    if flow.consideration is not Consideration.NONE:
        yield f"Consideration: {flow.consideration.label.lower()}"
    if flow.cross_context_ads:
        yield "Advertising across sites"
