"""Purposes and recipients as they are, against what one version of the notice says of them.

A cell is a purpose at a third party. It is as clear as the vaguer of two things: whether the notice states the purpose,
and whether it lets data go to that recipient, by the links of the flows that serve the purpose.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.scope import active_flows
from app.domain.flows.records import Flow, NoticeLink
from app.domain.notices.coverage import (
    GROUNDS,
    Coverage,
    code_of,
    codes,
    purpose_coverage,
    recipient_coverage,
    weakest,
)
from app.domain.notices.records import Notice, Provision
from app.domain.notices.terms import ProvisionKind
from app.domain.third_parties.records import ThirdParty
from app.domain.third_parties.terms import Affiliation

NEED_IDENTIFIERS = ("A3", "A4")
"""Purposes that need identifiers though notices list them for aggregate data: customer database, e-mails."""


@dataclass(frozen=True)
class Cell:
    """A purpose at a third party: *stated* is the purpose's coverage, *recipient* the recipient's, by *flows*."""

    purpose: str
    stated: Coverage
    recipient: Coverage
    flows: tuple[Flow, ...]

    @property
    def coverage(self) -> Coverage:
        """How clearly the notice covers it: as the vaguer of both."""
        return weakest([self.stated, self.recipient])


@dataclass(frozen=True)
class Row:
    """A third party with the purposes that its active flows serve."""

    third_party: ThirdParty
    cells: Mapping[str, Cell] = field(hash=False)
    flows: tuple[Flow, ...] = ()

    @property
    def recipient(self) -> Coverage:
        """How clearly the notice lets data go to it: as in the vaguest of its flows."""
        return weakest(cell.recipient for cell in self.cells.values())

    @property
    def coverage(self) -> Coverage:
        """How clearly the notice covers all of it: as its vaguest purpose."""
        return weakest(cell.coverage for cell in self.cells.values())


def recipient_of(flow: Flow, third_party: ThirdParty, notice: Notice | None) -> Coverage:
    """How clearly *notice* lets the data of *flow* go to *third_party*.

    A recipient inside the group without a link is covered by contrast alone, since the notice speaks of those
    outside: arguably.
    """
    found = recipient_coverage(notice, [(link.provision, link.strength) for link in flow.notice_links])
    inside = third_party.affiliation is Affiliation.AFFILIATED
    return Coverage.ARGUABLE if found is Coverage.NONE and inside and notice is not None else found


def row(dossier: Dossier, context: Context, notice: Notice | None) -> Row | None:
    """The row of one third party; ``None`` where no data flow to it for a recorded purpose."""
    served: dict[str, list[Flow]] = {}
    flows = active_flows(dossier, context)
    for flow in flows:
        for purpose in flow.purposes:
            served.setdefault(purpose, []).append(flow)
    if not served:
        return None
    reached = {flow.ref: recipient_of(flow, dossier.third_party, notice) for flow in flows}
    cells = {
        purpose: Cell(
            purpose,
            purpose_coverage(notice, context.purposes.get(purpose)),
            weakest(reached[flow.ref] for flow in some),
            tuple(some),
        )
        for purpose, some in served.items()
    }
    return Row(dossier.third_party, cells, flows)


def in_order(purposes: Iterable[str], context: Context) -> list[str]:
    """*purposes* as the notice numbers them: by code, those without one last."""

    def place(key: str) -> tuple[bool, str, int, str]:
        known = context.purposes.get(key)
        code = known.policy_code if known else None
        digits = "".join(filter(str.isdigit, code or ""))
        letter = {"P": "1", "A": "2"}.get((code or "")[:1], "3")
        return code is None, letter, int(digits or 0), known.label if known and known.label else key

    return sorted(set(purposes), key=place)


def grounds_of(flow: Flow, notice: Notice | None) -> list[tuple[NoticeLink, Provision | None]]:
    """The links of *flow* with what *notice* has under their codes; ``None`` where it has nothing any more."""
    known = {provision.code: provision for provision in notice.provisions} if notice else {}
    return [(link, known.get(code_of(link.provision))) for link in flow.notice_links]


def unused(rows: Iterable[Row], context: Context, notice: Notice | None) -> list[Provision]:
    """Purposes and grounds that *notice* states and that no active flow rests on."""
    used: set[str] = set()
    for one in rows:
        for purpose in one.cells:
            known = context.purposes.get(purpose)
            used |= {known.policy_code} if known and known.policy_code else set()
        used |= {code_of(link.provision) for flow in one.flows for link in flow.notice_links}
    kinds = GROUNDS | {ProvisionKind.PURPOSE}
    return [
        one for one in (notice.provisions if notice else ()) if one.kind in kinds and one.code not in used
    ]


def lapsed(flow: Flow, notice: Notice | None) -> list[NoticeLink]:
    """The links of *flow* to provisions that *notice* no longer has."""
    known = codes(notice)
    return [link for link in flow.notice_links if code_of(link.provision) not in known]


def contradictions(notice: Notice | None) -> list[Provision]:
    """The provisions of *notice* for aggregate data that cannot be carried out without identifiers (NOT-10)."""
    found = [
        one
        for one in (notice.provisions if notice else ())
        if one.kind is ProvisionKind.PURPOSE and one.code in NEED_IDENTIFIERS
    ]
    return sorted(found, key=lambda one: one.code)
