"""R8: the ledgers, and every dossier, since whoever markets must hear of opt-outs."""

from app.reporting.collecting.material import Material
from app.reporting.snapshot.ledger import collect_ledger
from app.reporting.snapshot.schema.frame import Snapshot


def gather(material: Material) -> Snapshot:
    """The snapshot of R8."""
    figures = [kpi.as_json() for kpi in material.result.kpis]
    return collect_ledger(
        material.dossiers(), figures, material.context, material.findings, people=material.people
    )
