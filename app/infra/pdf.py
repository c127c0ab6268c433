"""Door to the PDF libraries: WeasyPrint sets pages and writes them, pikepdf reads a file back.

A file is written as PDF/A-3a (ISO 19005-3) and carries the identifier of PDF/UA-1 (ISO 14289-1) as well. The same
input, libraries and fonts give the same bytes: nothing of the clock, of a path or of the order of a set gets in.
"""

import ctypes
import ctypes.util
import datetime as dt
import functools
import importlib.metadata
import io
import logging
import os
import threading
import zlib
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from app.infra.fonts import font_versions
from app.infra.ledger.rows import Ledger
from app.kernel.errors import CustodiaError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pikepdf
    import weasyprint

ASSET_SCHEME = "asset:"
"""A document names its own assets by this scheme: ``asset:emblem.svg``."""

_VARIANT = {"pdf_variant": "pdf/a-3a", "pdf_tags": True}
# fontTools stamps the fonts that it rewrites (those of emoji) with the time of day, unless this standard variable
# (reproducible-builds.org) names another.
os.environ["SOURCE_DATE_EPOCH"] = "0"

_LIBRARIES = (
    *("weasyprint", "pydyf", "tinycss2", "cssselect2", "tinyhtml5", "fonttools", "uharfbuzz"),
    *("jinja2", "rfc8785"),
)

# PDF/A wants every schema that it does not know described in the file (ISO 19005-3, 6.6.2.3.3).
_PDFUA_IDENTIFIER = b"""
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
  xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
  xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
  xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
  <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
      <pdfaProperty:name>part</pdfaProperty:name>
      <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
      <pdfaProperty:category>internal</pdfaProperty:category>
      <pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
    </rdf:li></rdf:Seq></pdfaSchema:property>
  </rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


class ForbiddenAddress(CustodiaError):
    """A document asked for something that is not its own: a file, a network address, inline data."""


@dataclass(frozen=True)
class Attachment:
    """A file to embed, associated with the document as its data (``AFRelationship /Data``)."""

    name: str
    data: bytes
    description: str
    dated: dt.datetime


@dataclass(frozen=True)
class Written:
    """A written file; ``missing`` are the characters for which no installed font has a glyph."""

    data: bytes
    missing: frozenset[str]


@dataclass(frozen=True)
class OwnAssets:
    """WeasyPrint's URL fetcher that hands out the document's own assets and refuses all else."""

    assets: Mapping[str, tuple[str, bytes]]
    _fail_on_errors = True  # read by WeasyPrint: a document that wants more than its own is not set at all

    def __call__(self, url: str) -> Any:
        """The asset that *url* names; raises :class:`ForbiddenAddress` for anything else."""
        from weasyprint.urls import URLFetcherResponse

        name = url.removeprefix(ASSET_SCHEME)
        if name == url or name not in self.assets:
            raise ForbiddenAddress(f"A report may not read “{url[:80]}”: it has only its own assets.")
        media_type, data = self.assets[name]
        return URLFetcherResponse(url, data, {"Content-Type": media_type})


@dataclass(frozen=True)
class Layout:
    """Pages that are set but not yet written; *ledgers* are painted in as they are written."""

    document: "weasyprint.Document"
    ledgers: Sequence[Ledger] = ()

    @property
    def pages(self) -> int:
        """How many pages there are, without those that ledgers go on to."""
        return len(self.document.pages)

    def write(self, attachment: Attachment) -> Written:
        """The file, with *attachment* inside."""
        import weasyprint

        attached = weasyprint.Attachment(
            file_obj=io.BytesIO(attachment.data),
            name=attachment.name,
            description=attachment.description,
            created=attachment.dated,
            modified=attachment.dated,
            relationship="Data",
        )
        self.document.fonts = _Fonts()
        with _own_assets_only(), _missing_glyphs() as missing:
            finisher = _finish
            if self.ledgers:
                from app.infra.ledger.binding import Binding

                binding = Binding(self.document, self.ledgers, self._lay_out_cells)

                def finisher(document: Any, pdf: Any) -> None:
                    _finish(document, pdf)
                    binding.finish(pdf)

            data = self.document.write_pdf(finisher=finisher, attachments=[attached], **_VARIANT)
        return Written(data, frozenset(missing))

    def _lay_out_cells(self, html: str) -> "weasyprint.Document":
        """Lay out a document of single cells, with the fonts of this one."""
        import weasyprint

        source = weasyprint.HTML(string=html, url_fetcher=OwnAssets({}))
        return source.render(font_config=self.document.font_config, **_VARIANT)


class _Readings(dict[int, str]):
    """What each glyph of a font reads as, for those who copy or listen; *fixed* readings win over the first use."""

    def __init__(self, fixed: Mapping[int, str]) -> None:
        super().__init__()
        self._fixed = fixed

    def __setitem__(self, glyph: int, text: str) -> None:
        super().__setitem__(glyph, self._fixed.get(glyph, text))


class _Fonts(dict[str, Any]):
    """The fonts of a document, each with its brackets read as in left-to-right text.

    A font file gives a glyph one reading, which WeasyPrint takes from its first use. In right-to-left text, brackets
    are set mirrored: one Arabic name on the cover would swap all brackets of the report for whoever copies text.
    """

    def __setitem__(self, key: str, font: Any) -> None:
        font.to_unicode = _Readings(_glyphs_of(font, "()[]{}<>«»‹›"))
        super().__setitem__(key, font)


def _glyphs_of(font: Any, characters: str) -> dict[int, str]:
    """The glyphs of *font* for *characters*, where it has them."""
    from weasyprint.text.ffi import ffi

    library, found = _harfbuzz(), {}
    pointer = ctypes.c_void_p(int(ffi.cast("uintptr_t", font.hb_font)))
    for character in characters:
        glyph = ctypes.c_uint32()
        if library.hb_font_get_nominal_glyph(pointer, ctypes.c_uint32(ord(character)), ctypes.byref(glyph)):
            found[glyph.value] = character
    return found


@functools.cache
def _harfbuzz() -> ctypes.CDLL:
    """The shaping library, which WeasyPrint has loaded; not all of it is told to Python."""
    library = ctypes.CDLL(ctypes.util.find_library("harfbuzz") or "libharfbuzz.so.0")
    library.hb_version_string.restype = ctypes.c_char_p
    return library


def lay_out(
    html: str, assets: Mapping[str, tuple[str, bytes]] | None = None, ledgers: Sequence[Ledger] = ()
) -> Layout:
    """Set *html* on pages; *assets* are its own files, by name, as media type and bytes.

    *ledgers* are long tables for which *html* has places, see :mod:`app.infra.ledger`.

    Raises :class:`ForbiddenAddress` where *html* refers to anything else.
    """
    import weasyprint

    with _own_assets_only():
        page = weasyprint.HTML(string=html, url_fetcher=OwnAssets(assets or {}))
        return Layout(page.render(**_VARIANT), ledgers)


@contextmanager
def _own_assets_only() -> "Iterator[None]":
    """Turn the end that WeasyPrint makes of a refused address into :class:`ForbiddenAddress`."""
    from weasyprint.urls import FatalURLFetchingError

    try:
        yield
    except FatalURLFetchingError as error:
        raise error.__cause__ if isinstance(error.__cause__, ForbiddenAddress) else error from None


def _finish(document: Any, pdf: Any) -> None:
    """Last touches before the file is written: the PDF/UA identifier, and each attachment associated once."""
    reference = int(pdf.catalog["Metadata"].split()[0])
    metadata = pdf.objects[reference]
    before, closing, after = metadata.stream[0].rpartition(b"</rdf:RDF>")
    metadata.stream[0] = before + _PDFUA_IDENTIFIER + closing + after
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])


@contextmanager
def _missing_glyphs() -> "Iterator[set[str]]":
    """Collect the characters of which WeasyPrint says, in this thread, that no font has a glyph."""
    logger = logging.getLogger("weasyprint")
    thread = threading.get_ident()
    missing: set[str] = set()

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.thread == thread and isinstance(record.args, tuple) and ".notdef" in str(record.msg):
                missing.add(str(record.args[0]))

    collector = Collector(logging.WARNING)
    logger.addHandler(collector)
    try:
        yield missing
    finally:
        logger.removeHandler(collector)


def attached(data: bytes, name: str, limit: int) -> bytes | None:
    """The file called *name* embedded in the PDF *data*, or ``None`` where there is none that can be read.

    *limit* bounds its size in bytes, since a small file may unpack to a huge one. Only what Custodia writes itself
    is read: one embedded stream, not encrypted, packed by Flate or not at all.
    """
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                return None
            specification = _file_specification(pdf, name)
            return None if specification is None else _unpacked(specification.EF.F, limit)
    except (
        pikepdf.PdfError,
        pikepdf.DataDecodingError,
        AttributeError,
        KeyError,
        TypeError,
        ValueError,
        zlib.error,
    ):
        return None


def _file_specification(pdf: "pikepdf.Pdf", name: str) -> "pikepdf.Object | None":
    """The file specification of that *name* among the files associated with the document."""
    import pikepdf

    for candidate in cast("Any", pdf.Root.get("/AF", pikepdf.Array())):
        if str(candidate.get("/UF", "")) == name:
            return cast("pikepdf.Object", candidate)
    return None


def _unpacked(stream: "pikepdf.Object", limit: int) -> bytes | None:
    """The bytes of *stream*, or ``None`` beyond *limit* or behind a filter that Custodia does not write."""
    raw = stream.read_raw_bytes()
    packing = stream.get("/Filter")
    if packing is None:
        return raw if len(raw) <= limit else None
    if str(packing) != "/FlateDecode":
        return None
    unpacker = zlib.decompressobj()
    unpacked = unpacker.decompress(raw, limit + 1)
    return unpacked if unpacker.eof and len(unpacked) <= limit else None


def versions() -> dict[str, str]:
    """The libraries and fonts on which the bytes of a file depend, by name, for the seal."""
    from weasyprint.text.ffi import pango

    found = {name: importlib.metadata.version(name) for name in _LIBRARIES}
    number = pango.pango_version()
    found["pango"] = f"{number // 10000}.{number // 100 % 100}.{number % 100}"
    found["harfbuzz"] = _harfbuzz().hb_version_string().decode()
    found["zlib"] = zlib.ZLIB_RUNTIME_VERSION
    found.update({f"font {name}": version for name, version in font_versions().items()})
    return dict(sorted(found.items()))
