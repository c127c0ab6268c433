"""R7: the activities, every dossier, and K13."""

from app.reporting.collecting.material import Material
from app.reporting.snapshot.ropa import collect_ropa
from app.reporting.snapshot.schema.frame import Snapshot


def gather(material: Material) -> Snapshot:
    """The snapshot of R7."""
    completeness = next((kpi.as_json() for kpi in material.result.kpis if kpi.id == "K13"), None)
    return collect_ropa(material.dossiers(), material.context, completeness, people=material.people)
