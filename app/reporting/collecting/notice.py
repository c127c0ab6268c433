"""R5: every dossier to which data flow, and the notices."""

from app.reporting.collecting.material import Material
from app.reporting.snapshot.notice import collect_notice
from app.reporting.snapshot.schema.frame import Snapshot


def gather(material: Material) -> Snapshot:
    """The snapshot of R5."""
    return collect_notice(material.dossiers(), material.context, material.findings, people=material.people)
