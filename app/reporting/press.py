"""The press: renders a sealed snapshot in any format, and reads seal and snapshot back from a rendering."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.infra import office
from app.infra import pdf as door
from app.reporting.render.docx import docx
from app.reporting.render.html import html
from app.reporting.render.pdf import ATTACHMENT, pdf
from app.reporting.render.views import VIEWS
from app.reporting.render.xlsx import xlsx
from app.reporting.seal import Seal, snapshot_sha256, unwire, wire
from app.reporting.snapshot.schema.frame import FORMAT, VERSION, Snapshot

LARGEST = 256 * 1024 * 1024
"""The most bytes of embedded data that are read back."""


def _json(snapshot: Snapshot, seal: Seal) -> bytes:
    return wire(seal, snapshot)


def _html(snapshot: Snapshot, seal: Seal) -> bytes:
    return html(snapshot, seal).encode()


FORMATS: Mapping[str, Callable[[Snapshot, Seal], bytes]] = {
    "pdf": pdf,
    "xlsx": xlsx,
    "docx": docx,
    "json": _json,
    "html": _html,
}
"""Each format's renderer, by the extension of its files."""

KINDS: tuple[str, ...] = tuple(sorted(VIEWS))
"""The kinds of report that can be rendered."""


def render(kind: str, snapshot: Snapshot, seal: Seal, format: str) -> bytes:  # noqa: A002 -- it is the format
    """*snapshot* under *seal* as *format*; the same bytes whenever it is asked for again.

    Raises :class:`ValueError` where the kind or format is unknown, or the seal is another report's: then the caller
    is at fault, not a person.
    """
    if kind not in KINDS or snapshot["kind"] != kind or seal.kind != kind:
        raise ValueError(f"“{kind}” is no kind of report, or not that of this snapshot and seal.")
    if format not in FORMATS:
        raise ValueError(f"“{format}” is no format of reports.")
    if seal.snapshot_sha256 != snapshot_sha256(snapshot):
        raise ValueError(f"Seal {seal.number} belongs to other data.")
    return FORMATS[format](snapshot, seal)


def versions() -> dict[str, str]:
    """The libraries and fonts that renderings depend on, for the seal; they stay the same while a process lives."""
    return dict(_versions())


@functools.cache
def _versions() -> Mapping[str, str]:
    return dict(sorted({**door.versions(), **office.versions()}.items()))


def form_of(data: bytes) -> str:
    """The format in which *data* seems to be, by its beginning; ``"json"`` for what is none of the others."""
    if data[:1024].find(b"%PDF-") >= 0:
        return "pdf"
    if data.startswith(b"PK"):
        return office.form_of(data)
    return "json"


def extract(data: bytes) -> tuple[Seal, Snapshot] | None:
    """Seal and snapshot of a rendering (PDF, office file or JSON), or ``None`` where *data* holds none; not judged."""
    form = form_of(data)
    if form == "pdf":
        embedded = door.attached(data, ATTACHMENT, LARGEST)
    elif form != "json":
        embedded = office.embedded(data, LARGEST)
    else:
        embedded = data if len(data) <= LARGEST else None
    return None if embedded is None else unwire(embedded)


@dataclass(frozen=True)
class Embedded:
    """What a rendering says of itself; ``altered`` are sentences on what does not hold, none where all does."""

    seal: Seal
    snapshot: Snapshot
    altered: tuple[str, ...]


def check_embedded(data: bytes) -> Embedded | None:
    """Whether the snapshot inside *data* is the one that its seal names; ``None`` where there is none inside.

    That shows the embedded data untouched. Whether the seal was ever issued, and the rest of the file is as it was,
    only the register of reports can tell, by the digest of the file.
    """
    found = extract(data)
    if found is None:
        return None
    seal, snapshot = found
    altered = []
    computed = snapshot_sha256(snapshot)
    if computed != seal.snapshot_sha256:
        altered.append(f"The data have the SHA-256 {computed}; the seal names {seal.snapshot_sha256}.")
    if (snapshot.get("format"), snapshot.get("version")) != (FORMAT, VERSION):
        altered.append("The data are not in the form of a report that this program knows.")
    if snapshot.get("kind") != seal.kind:
        altered.append("The data are of another kind of report than the seal.")
    return Embedded(seal, snapshot, tuple(altered))
