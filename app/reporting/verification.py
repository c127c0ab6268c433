"""Whether a file is a genuine report: by its digest in the ledger of reports, else by the data embedded in it."""

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.domain.reports import queries
from app.domain.reports.models import Report
from app.kernel.canonical import sha256
from app.kernel.words import Term
from app.reporting.press import check_embedded


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


def verify(session: Session, data: bytes) -> Verdict:
    """The verdict on the file *data*. Of a report that was not issued here nothing is disclosed."""
    digest = sha256(data)
    found = queries.by_file(session, digest)
    if found is not None:
        report, rendering = found
        return _genuine(session, report, rendering.format, digest)
    embedded = check_embedded(data)
    if embedded is None:
        return Verdict(
            State.UNKNOWN, "This is no report of this register, or so damaged that nothing can be read."
        )
    report_of = queries.numbered(session, embedded.seal.number)
    if report_of is None:
        return Verdict(State.UNKNOWN, "The file names a report that this register did not issue.")
    altered = list(embedded.altered)
    if report_of.snapshot_sha256 != embedded.seal.snapshot_sha256:
        altered.append("The data differ from those of the report issued under this number.")
    if not altered:
        altered.append("The data inside are those that were issued, but the file around them was changed.")
    return Verdict(State.ALTERED, " ".join(altered), [("Report named", embedded.seal.number)])


def _genuine(session: Session, report: Report, form: str, digest: str) -> Verdict:
    details = [
        ("Report", f"{report.number}, {report.title}"),
        ("Format", form.upper()),
        ("Issued", report.seal["issued_at"]),
        ("Issued by", report.issued_by),
        ("SHA-256 of the snapshot", report.snapshot_sha256),
        ("SHA-256 of the file", digest),
    ]
    newer = queries.superseded_by(session, report)
    if newer is not None:
        sentence = f"This file is exactly as it was issued; {newer.number} shows a later state."
        return Verdict(State.SUPERSEDED, sentence, details)
    return Verdict(State.GENUINE, "This file is exactly as it was issued, to the byte.", details)
