"""R4: every dossier."""

from app.reporting.collecting.material import Material
from app.reporting.snapshot.clauses import collect_clauses
from app.reporting.snapshot.schema.frame import Snapshot


def gather(material: Material) -> Snapshot:
    """The snapshot of R4."""
    return collect_clauses(material.dossiers(), material.context, people=material.people)
