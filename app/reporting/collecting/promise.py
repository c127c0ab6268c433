"""R2: every dossier."""

from app.reporting.collecting.material import Material
from app.reporting.snapshot.promise import collect_promise
from app.reporting.snapshot.schema.frame import Snapshot


def gather(material: Material) -> Snapshot:
    """The snapshot of R2."""
    return collect_promise(material.dossiers(), material.context, people=material.people)
