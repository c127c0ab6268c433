"""Makes the snapshot of a report of any kind from the register."""

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from app.domain.reports.terms import ReportKind
from app.infra.blobs import Blobs
from app.reporting.collecting import board, inventory, register
from app.reporting.collecting.material import Material
from app.reporting.order import Order
from app.reporting.snapshot.schema.frame import Snapshot
from app.security.actor import Actor

COLLECTORS: Mapping[ReportKind, Callable[[Material], Snapshot]] = {
    ReportKind.BOARD: board.gather,
    ReportKind.REGISTER: register.gather,
    ReportKind.INVENTORY: inventory.gather,
}
"""How the snapshot of each kind is gathered."""


def collect(session: Session, blobs: Blobs, actor: Actor, order: Order) -> Snapshot:
    """The snapshot that *order* asks for, as *actor* may see it; raises what gathering its kind raises."""
    return COLLECTORS[ReportKind(order.kind)](Material(session, blobs, actor, order))
