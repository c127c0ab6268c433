"""R1: the figures, the findings, and the board report before."""

from app.domain.reports import queries as reports
from app.domain.reports.terms import ReportKind
from app.reporting.collecting.material import Material
from app.reporting.press import extract
from app.reporting.snapshot.board import collect_board
from app.reporting.snapshot.schema.frame import Snapshot


def gather(material: Material) -> Snapshot:
    """The snapshot of R1, compared with the newest board report on an earlier state."""
    figures = [kpi.as_json() for kpi in material.result.kpis]
    return collect_board(
        material.dossiers(),
        figures,
        material.findings,
        material.context,
        _previous(material),
        people=material.people,
    )


def _previous(material: Material) -> Snapshot | None:
    """The snapshot of the newest board report on an earlier state, to compare with."""
    session = material.session
    earlier = reports.latest_before(session, ReportKind.BOARD.value, material.context.as_of)
    if earlier is None:
        return None
    wire = next((f for f in reports.renderings(session, earlier.number) if f.format == "json"), None)
    found = extract(material.blobs.get(wire.sha256)) if wire is not None else None
    return found[1] if found else None
