"""What differs between a file and the genuine one: pages of a PDF, parts of an office file."""

import io
import zipfile
import zlib
from typing import Any

LARGEST = 512 * 1024 * 1024
"""The most bytes of one part that are compared."""


def changed_pages(data: bytes, genuine: bytes) -> list[int] | None:
    """The pages of the PDF *data*, from 1, that do not look like those of *genuine*; ``None`` where it has others.

    Compared is what is painted, as it is stored: where nothing differs, the change is elsewhere in the file.
    """
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data)) as mine, pikepdf.open(io.BytesIO(genuine)) as theirs:
            if len(mine.pages) != len(theirs.pages):
                return None
            pairs = zip(mine.pages, theirs.pages, strict=True)
            return [
                number for number, (one, other) in enumerate(pairs, 1) if _painted(one) != _painted(other)
            ]
    except Exception:  # whatever a reader stumbles over in a file that somebody made up or damaged
        return None


def _painted(page: Any) -> list[Any]:
    """What is on a page: its instructions, its size, and what is laid over it."""
    import pikepdf

    contents = page.obj.get("/Contents")
    streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    painted: list[Any] = [
        bytes(one.read_raw_bytes()) if isinstance(one, pikepdf.Stream) else None for one in streams
    ]
    notes = page.obj.get("/Annots")
    painted += [str(page.mediabox), str(page.obj.get("/Rotate", 0))]
    painted.append(
        None if notes is None else [str(one.get("/Rect")) + str(one.get("/Subtype")) for one in notes]
    )
    return painted


def changed_parts(data: bytes, genuine: bytes) -> list[str] | None:
    """The parts of the office file *data* that differ from *genuine*, lack in one of them or were added, by name.

    ``None`` where it cannot be unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as mine, zipfile.ZipFile(io.BytesIO(genuine)) as theirs:
            if any(part.file_size > LARGEST for part in mine.infolist()):
                return None
            ours = {part.filename: part.CRC for part in mine.infolist() if mine.read(part) is not None}
            genuine_ones = {part.filename: part.CRC for part in theirs.infolist()}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        return None
    names = ours.keys() | genuine_ones.keys()
    return sorted(name for name in names if ours.get(name) != genuine_ones.get(name))
