"""R9: one dossier, its findings, the names of its documents, and its history in the trail."""

from app.domain.audit import queries as audit
from app.domain.documents import queries as documents
from app.domain.findings.dossier import Dossier
from app.kernel.errors import Invalid
from app.reporting.collecting.material import Material
from app.reporting.snapshot.schema.frame import Snapshot
from app.reporting.snapshot.vendor import MOST_CHANGES, Beside, collect_vendor


def gather(material: Material) -> Snapshot:
    """The snapshot of R9; raises :class:`Invalid` where no third party is named, or one that is not there."""
    wanted = material.order.third_party
    if wanted is None:
        raise Invalid.of("third party", "Third party: name the one whose file is wanted, such as TP-0001.")
    dossier = next(material.dossiers([wanted]), None)
    if dossier is None:
        raise Invalid.of(
            "third party",
            f"Third party: there is no {wanted} in the register: choose another, or another time.",
        )
    objects = [("third_party", wanted)]
    objects += [("agreement", agreement.ref or "") for agreement in dossier.agreements]
    objects += [("flow", flow.ref or "") for flow in dossier.flows]
    events = audit.history(material.session, objects, most=MOST_CHANGES + 1)
    beside = Beside(
        material.findings,
        documents.names(material.session, _documents(dossier)),
        events[:MOST_CHANGES],
        len(events) > MOST_CHANGES,
        len(material.context.third_parties),
    )
    return collect_vendor(dossier, material.context, beside, people=material.people)


def _documents(dossier: Dossier) -> list[str]:
    """The hashes of the documents that the dossier refers to."""
    held = [agreement.doc_sha256 for agreement in dossier.agreements]
    held += [evidence.doc_sha256 for evidence in dossier.third_party.evidence]
    return [sha256 for sha256 in held if sha256 is not None]
