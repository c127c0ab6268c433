"""R3: every dossier."""

from app.reporting.collecting.material import Material
from app.reporting.snapshot.register import collect_register
from app.reporting.snapshot.schema.frame import Snapshot


def gather(material: Material) -> Snapshot:
    """The snapshot of R3."""
    return collect_register(material.dossiers(), material.context, material.findings, people=material.people)
