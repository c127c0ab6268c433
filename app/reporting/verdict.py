"""What the check of a file comes to."""

from dataclasses import dataclass, field

from app.infra import certificates
from app.infra.certificates import Certificate
from app.kernel.words import Term
from app.reporting.seal import Seal


class State(Term):
    """What a check comes to."""

    GENUINE = "genuine", "Genuine"
    SUPERSEDED = "superseded", "Genuine but superseded"
    ALTERED = "altered", "Altered"
    UNKNOWN = "unknown", "Unknown"


@dataclass(frozen=True)
class Verdict:
    """The outcome, a sentence on it, and facts to show beside."""

    state: State
    sentence: str
    details: list[tuple[str, str]] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether the file is genuine, superseded or not."""
        return self.state in {State.GENUINE, State.SUPERSEDED}


def facts_of_certificate(certificate: Certificate) -> list[tuple[str, str]]:
    """What is said of the certificate of whoever signed."""
    found = certificates.facts(certificate)
    return [
        ("Signed with the certificate of", found.subject),
        ("SHA-256 fingerprint of the certificate", found.fingerprint),
        ("Certificate valid", f"{found.valid_from:%Y-%m-%d} to {found.valid_to:%Y-%m-%d}"),
    ]


def facts_of_seal(seal: Seal) -> list[tuple[str, str]]:
    """What a seal says, for people."""
    return [
        ("Report", seal.number),
        ("Issued", seal.issued_at),
        ("Issued by", seal.issued_by),
        ("SHA-256 of the snapshot", seal.snapshot_sha256),
    ]
