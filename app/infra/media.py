"""What an uploaded file is, by its content; its name must agree.

A short list of kinds is accepted, those in which agreements, certificates and lists come. Nothing is unpacked
or rendered here.
"""

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from app.kernel.errors import Invalid, TooLarge
from app.kernel.words import listing

TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".csv": "text/csv",
    ".html": "text/html",
    ".htm": "text/html",
}
"""The media type of each accepted ending."""

_OFFICE = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}
_TEXT = frozenset({".txt", ".md", ".csv", ".html", ".htm"})
_DIRECTION_MARKS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_UNPRINTED = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_TAG = re.compile(rb"<[!?a-zA-Z]")
_MEMBERS = 10_000


@dataclass(frozen=True)
class Upload:
    """A file as somebody sent it: the name that it bore and its bytes."""

    name: str
    data: bytes


def inspect(upload: Upload, *, limit: int, field: str = "file") -> tuple[str, str]:
    """The bare name of *upload* and its media type, once content, name and size (to *limit* bytes) agree.

    Raises :class:`~app.kernel.errors.Invalid` at *field*, :class:`~app.kernel.errors.TooLarge` beyond the
    limit.
    """
    name = re.split(r"[/\\]", upload.name)[-1].strip()
    shown = _DIRECTION_MARKS.sub("", name)
    if not name or name.startswith("."):
        raise Invalid.of(field, "File: it has no name: give it one with an ending such as .pdf.")
    if shown != name:
        raise Invalid.of(field, f"File: the name “{shown}” holds hidden direction marks: rename the file.")
    if not upload.data:
        raise Invalid.of(field, f"File: “{name}” is empty: choose the file again.")
    if len(upload.data) > limit:
        sizes = f"has {_size(len(upload.data))}, more than the limit of {_size(limit)}"
        raise TooLarge(f"File: “{name}” {sizes}: choose a smaller one.")
    ending = PurePosixPath(name).suffix.lower()
    if ending not in TYPES:
        endings = listing([known.lstrip(".") for known in TYPES], "or")
        raise Invalid.of(field, f"File: “{name}” is not of an accepted kind: use {endings}.")
    fault = _fault(ending, upload.data)
    if fault:
        raise Invalid.of(field, f"File: “{name}” {fault}.")
    return name, TYPES[ending]


def _fault(ending: str, data: bytes) -> str:
    """What in *data* does not agree with *ending*, as the rest of a sentence; ``""`` where all does."""
    if ending in _OFFICE:
        return _office_fault(ending, data)
    if ending in _TEXT:
        return _text_fault(ending, data)
    found = b"%PDF-" in data[:1024] if ending == ".pdf" else ending in _endings(data)
    return "" if found else _other_than(ending, data)


def _office_fault(ending: str, data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {member.filename for member in archive.infolist()[:_MEMBERS]}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        return _other_than(ending, data)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return "carries macros, which can run: save it without them and upload it again"
    return "" if _OFFICE[ending] in names else _other_than(ending, data)


def _text_fault(ending: str, data: bytes) -> str:
    if data.startswith((b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"\x7fELF", b"{\\rtf")):
        return _other_than(ending, data)
    if data.startswith(b"#!"):
        return "is a program, which is not accepted: choose the document itself"
    text = decoded(data)
    if text is None or _UNPRINTED.search(text):
        return _other_than(ending, data)
    if ending in {".html", ".htm"} and not _TAG.search(data.replace(b"\x00", b"")):
        return "holds no HTML: give it the ending .txt or choose another file"
    return ""


def decoded(data: bytes) -> str | None:
    """*data* as text: UTF-8, UTF-16 with its byte-order mark, else Windows-1252; ``None`` where none fits."""
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _other_than(ending: str, data: bytes) -> str:
    endings = _endings(data)
    if endings & {".exe", ".dll", ".elf", ".com", ".scr", ".so"} or data.startswith((b"MZ", b"\x7fELF")):
        return "is a program, which is not accepted: choose the document itself"
    known = sorted(endings & TYPES.keys())
    looks = f", but rather {listing([name.lstrip('.') for name in known], 'or')}" if known else ""
    return f"does not hold what its ending {ending} says{looks}: rename it or choose another file"


def _endings(data: bytes) -> set[str]:
    """The endings that the first bytes speak for."""
    import puremagic

    try:
        matches = puremagic.magic_string(data)
    except (puremagic.PureError, ValueError):
        return set()
    return {match.extension.lower() for match in matches}


def _size(count: int) -> str:
    return f"{count / 1_048_576:,.1f} MB" if count >= 1_048_576 else f"{count:,} bytes"
