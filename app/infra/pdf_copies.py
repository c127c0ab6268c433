"""Copies of a PDF that say on each page whose they are.

The words stand upside the left edge as an artifact, so that the copy stays PDF/A-3a and PDF/UA-1; the signature of the
original, which does not hold for a copy, is taken out.
"""

import io
from html import escape
from typing import Any

from app.infra.fonts import TEXT
from app.infra.pdf import OwnAssets

_NAME = "/CustodiaCopy"


class Unmarkable(ValueError):
    """A PDF that cannot be opened, such as one behind a password, or has no page to write on."""


def stamped(data: bytes, words: str) -> bytes:
    """The PDF *data* with *words* along the left edge of each page, without its signature.

    Raises :class:`Unmarkable` for data that are no readable PDF.
    """
    import pikepdf

    try:
        opened = pikepdf.open(io.BytesIO(data))
    except pikepdf.PdfError as error:
        raise Unmarkable(str(error)) from error
    with opened as pdf:
        if not len(pdf.pages):
            raise Unmarkable("It has no page.")
        _take_signature(pdf)
        sheets: dict[tuple[float, float], Any] = {}
        for page in pdf.pages:
            size = _size(page)
            if size not in sheets:
                sheets[size] = _sheet(pdf, words, *size)
            resources: Any = page.resources
            if "/XObject" not in resources:
                resources.XObject = pikepdf.Dictionary()
            resources.XObject[_NAME] = sheets[size]
            page.contents_add(b"q\n", prepend=True)
            page.contents_add(f"\nQ\n/Artifact BMC\nq {_NAME} Do Q\nEMC\n".encode())
        written = io.BytesIO()
        pdf.save(written)
        return written.getvalue()


def _size(page: Any) -> tuple[float, float]:
    left, bottom, right, top = (float(value) for value in page.mediabox)
    return right - left, top - bottom


def _sheet(pdf: Any, words: str, width: float, height: float) -> Any:
    """A form of that size in points with the *words*, in *pdf*."""
    import pikepdf
    import weasyprint

    families = ", ".join(f'"{family}"' for family in TEXT)
    html = (
        "<!DOCTYPE html><html><head><style>"
        f"@page {{ size: {width}pt {height}pt; margin: 0 }} body {{ margin: 0 }}"
        f"p {{ position: absolute; left: 5mm; bottom: 12mm; margin: 0; white-space: nowrap; font: 6.5pt {families};"
        " color: #6b6b6b; transform-origin: bottom left; transform: rotate(-90deg) translateY(100%) }"
        f"</style></head><body><p>{escape(words)}</p></body></html>"
    )
    made = weasyprint.HTML(string=html, url_fetcher=OwnAssets({})).write_pdf()
    with pikepdf.open(io.BytesIO(made)) as source:
        return pdf.copy_foreign(source.pages[0].as_form_xobject())


def _take_signature(pdf: Any) -> None:
    import pikepdf

    for name in ("/AcroForm", "/Perms"):
        if name in pdf.Root:
            del pdf.Root[name]
    for page in pdf.pages:
        kept = [one for one in page.obj.get("/Annots", []) if str(one.get("/FT", "")) != "/Sig"]
        if "/Annots" in page.obj and len(kept) < len(page.obj.Annots):
            if kept:
                page.obj.Annots = pikepdf.Array(kept)
            else:
                del page.obj["/Annots"]
