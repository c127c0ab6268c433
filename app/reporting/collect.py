"""Makes the snapshot of a report of any kind from the register."""

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from app.db import past
from app.domain.deals import queries as deals
from app.domain.reports.terms import ReportKind
from app.infra.blobs import Blobs
from app.reporting.collecting import (
    board,
    clauses,
    comparison,
    findings,
    inventory,
    ledger,
    notice,
    promise,
    register,
    ropa,
    transfers,
    vendor,
)
from app.reporting.collecting.material import Material
from app.reporting.order import Order
from app.reporting.snapshot.schema.frame import Snapshot
from app.security.actor import Actor

COLLECTORS: Mapping[ReportKind, Callable[[Material], Snapshot]] = {
    ReportKind.BOARD: board.gather,
    ReportKind.PROMISE: promise.gather,
    ReportKind.REGISTER: register.gather,
    ReportKind.CLAUSES: clauses.gather,
    ReportKind.NOTICE: notice.gather,
    ReportKind.LEDGER: ledger.gather,
    ReportKind.INVENTORY: inventory.gather,
    ReportKind.FINDINGS: findings.gather,
    ReportKind.COMPARISON: comparison.gather,
    ReportKind.TRANSFERS: transfers.gather,
    ReportKind.ROPA: ropa.gather,
    ReportKind.VENDOR: vendor.gather,
}
"""How the snapshot of each kind is gathered."""


def collect(session: Session, blobs: Blobs, actor: Actor, order: Order) -> Snapshot:
    """The snapshot that *order* asks for, as *actor* may see it; raises what gathering its kind raises.

    As of a past instant everything is read as it was then, what the ledgers said of findings and people's names too.
    """
    gather = COLLECTORS[ReportKind(order.kind)]
    if order.as_of is None:
        return gather(Material(session, blobs, actor, order))
    with past.reading(deals.past(session, actor, order.as_of)):
        return gather(Material(session, blobs, actor, order))
