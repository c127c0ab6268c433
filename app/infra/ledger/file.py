"""The file written out: like pydyf, but its small objects go in streams of some hundred, not in one for all.

A reader has to unpack a whole object stream to get at one object in it; a ledger has a hundred thousand.
"""

import hashlib
import zlib
from collections.abc import Iterable
from typing import Any

import pydyf

_OBJECTS_A_STREAM = 200


class Packed(pydyf.Object):
    """A stream whose bytes are packed already."""

    __slots__ = ("_packed", "generation", "number", "offset")

    def __init__(self, packed: bytes) -> None:
        self._packed = packed
        self.generation, self.number, self.offset = 0, None, 0

    compressible = False

    @property
    def data(self) -> bytes:
        """The stream with its dictionary."""
        length = len(self._packed)
        return b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (length, self._packed)


class Raw(pydyf.Object):
    """An object whose bytes are known."""

    __slots__ = ("data", "generation", "number", "offset")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.generation, self.number, self.offset = 0, None, 0

    compressible = True


def write(
    pdf: Any, output: Any, version: Any = b"1.7", identifier: Any = True, compress: bool = True
) -> None:
    """Write *pdf* to *output*: what :meth:`pydyf.PDF.write` does, with its arguments. Its objects are used up."""
    if pdf.info:
        pdf.add_object(pdf.info)
    objects = pdf.objects
    file = _File(output)
    file.put(b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n")
    entries: list[tuple[int, int, int]] = [(0, 0, 65535)] * len(objects)
    waiting: list[tuple[int, bytes]] = []
    for number in range(1, len(objects)):
        found = objects[number]
        objects[number] = None
        if isinstance(found, Packed) or not found.compressible:
            entries[number] = (1, file.position, 0)
            file.put(b"%d 0 obj\n%b\nendobj\n" % (number, found.data))
            continue
        waiting.append((number, found.data))
        if len(waiting) == _OBJECTS_A_STREAM:
            _flush(file, entries, waiting)
            waiting = []
    if waiting:
        _flush(file, entries, waiting)
    _finish(file, entries, pdf)


class _File:
    """Counts and hashes what is written."""

    def __init__(self, output: Any) -> None:
        self._output = output
        self._hash = hashlib.md5(usedforsecurity=False)
        self.position = 0

    def put(self, data: bytes) -> None:
        self._output.write(data)
        self._hash.update(data)
        self.position += len(data)

    @property
    def digest(self) -> bytes:
        return self._hash.hexdigest().encode()


def _flush(file: _File, entries: list[tuple[int, int, int]], waiting: Iterable[tuple[int, bytes]]) -> None:
    """Write an object stream (ISO 32000-1, 7.5.7) and note where each of its objects is."""
    own = len(entries)
    heads, bodies, position = [], [], 0
    for index, (number, data) in enumerate(waiting):
        heads.append(b"%d %d" % (number, position))
        bodies.append(data)
        position += len(data) + 1
        entries[number] = (2, own, index)
    head = b" ".join(heads) + b"\n"
    packed = zlib.compress(head + b"\n".join(bodies))
    entries.append((1, file.position, 0))
    file.put(
        b"%d 0 obj\n<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>stream\n%b\nendstream\nendobj\n"
        % (own, len(bodies), len(head), len(packed), packed)
    )


def _finish(file: _File, entries: list[tuple[int, int, int]], pdf: Any) -> None:
    """Write the cross-reference stream (ISO 32000-1, 7.5.8) and the end of the file."""
    own, start = len(entries), file.position
    entries.append((1, start, 0))
    wide = max(4, (start.bit_length() + 7) // 8)
    rows = b"".join(
        kind.to_bytes(1, "big") + place.to_bytes(wide, "big") + rest.to_bytes(2, "big")
        for kind, place, rest in entries
    )
    packed = zlib.compress(rows)
    info = b"/Info %b" % pdf.info.reference if pdf.info else b""
    digest = file.digest
    file.put(
        b"%d 0 obj\n<</Type/XRef/Index[0 %d]/W[1 %d 2]/Size %d/Root %b%b/ID[<%b><%b>]/Filter/FlateDecode/Length %d>>"
        b"stream\n%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
        % (
            own,
            own + 1,
            wide,
            own + 1,
            pdf.catalog.reference,
            info,
            digest,
            digest,
            len(packed),
            packed,
            start,
        )
    )
