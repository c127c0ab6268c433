"""Whether a file is a genuine report: by its digest in the ledger of reports, else by what can be read in it.

Whoever asks learns about the file in hand and nothing else: of a report that was not issued here nothing, of one that
was altered only what in it is not as it was issued.
"""

import re
from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.db import diff
from app.domain.reports import queries
from app.domain.reports.models import Rendering, Report
from app.infra import certificates, differences, sign
from app.infra.blobs import Blobs
from app.kernel.canonical import sha256
from app.kernel.errors import CustodiaError, pointer
from app.reporting import press, seal
from app.reporting.press import Embedded
from app.reporting.verdict import State, Verdict, facts_of_certificate

MOST_ENDS = 20
"""How many ends of a PDF (one more for every update that was added) are looked at."""

MOST_NAMED = 20
"""How many places that differ are named."""

_UNKNOWN = Verdict(
    State.UNKNOWN, "This is no report of this register, or so damaged that nothing can be read."
)
_END = re.compile(rb"%%EOF\r?\n?")


def verify(session: Session, data: bytes, blobs: Blobs, *, in_detail: bool = False) -> Verdict:
    """The verdict on the file *data*; *blobs* holds the genuine files.

    *in_detail*, for those who may read the register anyway, names each value of the data that is not as it was issued.
    """
    digest = sha256(data)
    found = queries.by_file(session, digest)
    if found is not None:
        return _genuine(session, found[0], found[1].format, digest)
    copied = queries.by_copy(session, digest)
    if copied is not None:
        report, copy = copied
        return _genuine(session, report, copy.format, digest, recipient=copy.recipient)
    if queries.by_unsigned_file(session, digest) is not None:
        return Verdict(
            State.ALTERED, "The signature was taken off. The pages and the data are those that were issued."
        )
    if press.form_of(data) == "pdf":
        added = _added_to(session, data)
        if added is not None:
            return added
    embedded = press.check_embedded(data)
    if embedded is None:
        return _UNKNOWN
    named = queries.numbered(session, embedded.seal.number)
    if named is None:
        return Verdict(State.UNKNOWN, "The file names a report that this register did not issue.")
    altered = [*embedded.altered, *_against_report(embedded, named)]
    altered += _around(session, data, blobs, named, unchanged=not altered)
    details = [("Report named", named.number)]
    if in_detail:
        details += _places(session, embedded, blobs, named)
    return Verdict(State.ALTERED, " ".join(altered), details)


def _genuine(session: Session, report: Report, form: str, digest: str, recipient: str = "") -> Verdict:
    details = [
        ("Report", f"{report.number}, {report.title}"),
        ("Format", form.upper()),
        *([("Copy for", recipient)] if recipient else []),
        ("Issued", report.seal["issued_at"]),
        ("Issued by", report.issued_by),
        ("SHA-256 of the snapshot", report.snapshot_sha256),
        ("SHA-256 of the file", digest),
    ]
    try:
        signers = seal.signers(seal.Seal.from_wire(report.seal))
    except ValueError:
        signers = None
    if signers:
        details += facts_of_certificate(signers[0])
    made = "as it was made for its recipient" if recipient else "as it was issued"
    newer = queries.superseded_by(session, report)
    if newer is not None:
        sentence = f"This file is exactly {made}; {newer.number} shows a later state."
        return Verdict(State.SUPERSEDED, sentence, details)
    return Verdict(State.GENUINE, f"This file is exactly {made}, to the byte.", details)


def _added_to(session: Session, data: bytes) -> Verdict | None:
    """The verdict on a PDF that begins with a genuine one, to which something was added; ``None`` for any other."""
    ends = {end for match in _END.finditer(data) for end in (match.start() + len(b"%%EOF"), match.end())}
    for end in sorted(ends, reverse=True)[:MOST_ENDS]:
        beginning = sha256(data[:end])
        found = queries.by_file(session, beginning)
        if found is not None and end < len(data):
            sentence = (
                f"{len(data) - end:,} bytes were added behind the sealed file: an update that may hide or "
                "change what it shows."
            )
            return Verdict(State.ALTERED, sentence, [("Report named", found[0].number)])
        unsigned = queries.by_unsigned_file(session, beginning)
        if unsigned is not None and end < len(data):
            return Verdict(
                State.ALTERED,
                "The file does not carry the signature with which it was issued: " + _other_signature(data),
                [("Report named", unsigned.number)],
            )
    return None


def _other_signature(data: bytes) -> str:
    signature = sign.examine(data)
    if signature is None:
        return "it is damaged, or something else was added in its place."
    if signature.faults or signature.certificate is None:
        return " ".join(signature.faults) or "it cannot be read."
    fingerprint = certificates.facts(signature.certificate).fingerprint
    return f"it was signed anew, with the certificate {fingerprint}."


def _against_report(embedded: Embedded, report: Report) -> Iterator[str]:
    """What the seal and data inside a file are not, against those issued under the same number."""
    if report.snapshot_sha256 != embedded.seal.snapshot_sha256:
        yield "The data differ from those of the report issued under this number."
    if embedded.seal.to_wire() != report.seal:
        signed = seal.signers(embedded.seal)
        if signed is not None and embedded.seal.signature is not None:
            theirs = (report.seal.get("signature") or {}).get("certificates")
            if theirs != list(embedded.seal.signature.certificates):
                yield "The seal was signed with another certificate."
                return
        yield "The seal is not the one of the report issued under this number."


def _around(session: Session, data: bytes, blobs: Blobs, report: Report, *, unchanged: bool) -> Iterator[str]:
    """What differs in the file around its data; *unchanged* are these."""
    form = press.form_of(data)
    file = session.get(Rendering, (report.number, form))
    if file is None:
        yield f"The report was not issued as {form.upper()}."
        return
    found = list(_in_parts(form, data, file, blobs))
    yield from found
    if unchanged and not found:
        yield "The data inside are those that were issued, but the file around them was changed."


def _in_parts(form: str, data: bytes, file: Rendering, blobs: Blobs) -> Iterator[str]:
    try:
        genuine = blobs.get(file.sha256)
    except CustodiaError:
        return  # without it, the digests still tell that the file was altered
    if form == "pdf":
        signature = sign.examine(data)
        if signature is None:
            yield "The signature was taken off, damaged, or hidden by an addition."
        else:
            yield from signature.faults
        pages = differences.changed_pages(data, genuine)
        if pages is None:
            yield "The pages are not those that were issued."
        elif pages:
            yield f"Changed pages: {_some([str(page) for page in pages])}."
    elif form in {"xlsx", "docx"}:
        parts = differences.changed_parts(data, genuine)
        if parts:
            yield f"Changed parts of the file: {_some(parts)}."
    elif form == "json" and len(data) != len(genuine):
        yield f"The file has {len(data):,} bytes instead of {len(genuine):,}."


def _places(session: Session, embedded: Embedded, blobs: Blobs, report: Report) -> Iterator[tuple[str, str]]:
    """Where the data and the seal differ from those that were issued, by JSON Pointer (RFC 6901)."""
    file = session.get(Rendering, (report.number, "json"))
    try:
        found = press.extract(blobs.get(file.sha256)) if file is not None else None
    except CustodiaError:
        return
    if found is None:
        return
    for name, mine, theirs in (
        ("The seal differs at", embedded.seal.to_wire(), found[0].to_wire()),
        ("The data differ at", embedded.snapshot, found[1]),
    ):
        places = [pointer(path) or "the whole" for path in diff.paths(mine, theirs)]
        if places:
            yield name, _some(places)


def _some(names: list[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")
