"""Office files (ECMA-376) as packages: a report's data put inside, and taken out again.

The data lie in a custom XML part, the place that the standard has for an application's own data: Word, Excel and
LibreOffice keep it and show nothing of it. The package is written anew with fixed times, so that the same parts give
the same bytes.
"""

import importlib.metadata
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import IO
from xml.sax.saxutils import escape, unescape

NAMESPACE = "urn:custodia:report:1"
"""The namespace of the element that holds the data."""

_IDENTITY = "{6F2C5A31-8D0E-4B57-9C1D-3A7E5B940F12}"  # any, so long as it is the same in every file
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MAIN = {"xl/workbook.xml": "xl/_rels/workbook.xml.rels", "word/document.xml": "word/_rels/document.xml.rels"}
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DATA = re.compile(rf'<report xmlns="{NAMESPACE}"\s*>(.*)</report>', re.DOTALL)
_PLACE = re.compile(r"customXml/item\d{1,3}\.xml")
_UNFIT = {"\ufffe": "\\ufffe", "\uffff": "\\uffff"}
"""The only characters of JSON text that no XML may hold, as JSON escapes them."""

_LIBRARIES = ("xlsxwriter", "python-docx", "lxml")
_AT_ONCE = 1_048_576
"""How many bytes of a file are packed at once."""


@dataclass(frozen=True)
class Inset:
    """What goes into a part behind the first *mark* in it: a file, since it may be too long to be held in memory."""

    mark: bytes
    file: IO[bytes]


_NO_INSETS: Mapping[str, Inset] = MappingProxyType({})


def embed(package: bytes, data: str, insets: Mapping[str, Inset] = _NO_INSETS) -> bytes:
    """The workbook or word file *package* with *data*, a JSON text, inside; the same bytes for the same parts.

    *insets* go into the parts of those names.
    """
    parts = _parts(package)
    number = next(number for number in range(1, 1000) if f"customXml/item{number}.xml" not in parts)
    item, properties = f"item{number}.xml", f"itemProps{number}.xml"
    relations = next(_MAIN[name] for name in parts if name in _MAIN)
    parts[relations] = _with(
        parts[relations],
        "</Relationships>",
        f'<Relationship Id="rIdCustodia" Type="{_RELATIONS}/customXml" Target="../customXml/{item}"/>',
    )
    parts["[Content_Types].xml"] = _with(
        parts["[Content_Types].xml"],
        "</Types>",
        f'<Override PartName="/customXml/{properties}" '
        'ContentType="application/vnd.openxmlformats-officedocument.customXmlProperties+xml"/>',
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    parts[f"customXml/{item}"] = f'{head}<report xmlns="{NAMESPACE}">{escape(data, _UNFIT)}</report>'.encode()
    parts[f"customXml/{properties}"] = (
        f'{head}<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml" '
        f'ds:itemID="{_IDENTITY}"><ds:schemaRefs><ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs>'
        "</ds:datastoreItem>"
    ).encode()
    parts[f"customXml/_rels/{item}.rels"] = (
        f'{head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATIONS}/customXmlProps" Target="{properties}"/></Relationships>'
    ).encode()
    return _packed(parts, insets)


def repacked(package: bytes, insets: Mapping[str, Inset] = _NO_INSETS) -> bytes:
    """*package* with fixed times, so that the same parts give the same bytes; *insets* go into the parts named."""
    return _packed(_parts(package), insets)


def embedded(package: bytes, limit: int) -> bytes | None:
    """The data inside *package*, or ``None`` where there are none that can be read.

    *limit* bounds their size in bytes, since a small file may unpack to a huge one. No XML is parsed: the element is
    looked for as it is written, so that nothing in a stranger's file is expanded or fetched.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            for part in archive.infolist():
                if _PLACE.fullmatch(part.filename):
                    found = _DATA.search(_read(archive, part, limit).decode())
                    if found is not None:
                        return unescape(found.group(1)).encode()
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        KeyError,
        NotImplementedError,
        OSError,
        RuntimeError,
        ValueError,
    ):
        return None
    return None


def form_of(package: bytes) -> str:
    """``"docx"`` for a word file, ``"xlsx"`` for everything else that is packed."""
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            return "docx" if "word/document.xml" in archive.namelist() else "xlsx"
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return "xlsx"


def versions() -> dict[str, str]:
    """The libraries on which the bytes of office files depend, by name, for the seal."""
    return {name: importlib.metadata.version(name) for name in _LIBRARIES}


def _read(archive: zipfile.ZipFile, part: zipfile.ZipInfo, limit: int) -> bytes:
    """The bytes of *part*; raises :class:`ValueError` beyond *limit* or for a packing that is not ours."""
    if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} or part.file_size > limit:
        raise ValueError("This part is not one that Custodia writes.")
    with archive.open(part) as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise ValueError("This part is larger than it says.")
    return data


def _parts(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {part.filename: archive.read(part) for part in archive.infolist()}


def _with(part: bytes, closing: str, more: str) -> bytes:
    before, mark, after = part.rpartition(closing.encode())
    return before + more.encode() + mark + after


def _packed(parts: Mapping[str, bytes], insets: Mapping[str, Inset]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            entry.create_system = 3
            inset = insets.get(name)
            if inset is None:
                archive.writestr(entry, data)
                continue
            # Told beforehand, so that a part of more than 2 GB is packed as one.
            entry.file_size = len(data) + inset.file.seek(0, io.SEEK_END)
            with archive.open(entry, "w") as part:
                for piece in _pieces(data, inset):
                    part.write(piece)
    return file.getvalue()


def _pieces(data: bytes, inset: Inset) -> Iterator[bytes]:
    end = data.index(inset.mark) + len(inset.mark)
    yield data[:end]
    inset.file.seek(0)
    while piece := inset.file.read(_AT_ONCE):
        yield piece
    yield data[end:]
