"""R6: every dossier."""

from app.reporting.collecting.material import Material
from app.reporting.snapshot.schema.frame import Snapshot
from app.reporting.snapshot.transfers import collect_transfers


def gather(material: Material) -> Snapshot:
    """The snapshot of R6."""
    return collect_transfers(material.dossiers(), material.context, people=material.people)
