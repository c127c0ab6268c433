"""What makes painted sheets part of the file: pages, structure elements, links, bookmarks and places to lead to."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

import pydyf

from app.infra.ledger.file import Packed, Raw
from app.infra.ledger.painted import Contents, LinkElement, Painted

_PIXEL = 0.75
"""Points in a pixel."""


@dataclass(frozen=True)
class Bound:
    """A painted ledger, and what its pages share.

    ``frame`` is what each further page shows around the rows (running head and foot, the head of the table), packed;
    ``numbers`` the operators of each page's number; ``marks`` how many marks of its own WeasyPrint's page has.
    """

    painted: Painted
    frame: bytes
    numbers: Sequence[bytes]
    marks: int


def _object(pdf: Any, reference: Any) -> Any:
    return pdf.objects[int(reference.split()[0])]


def bind(pdf: Any, ledgers: Sequence[Bound]) -> None:
    """Add *ledgers*, in the order of their pages, to the *pdf* that WeasyPrint is about to write."""
    own = list(pdf.page_references)
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    numbers = _object(pdf, root["ParentTree"])["Nums"]
    kids = pdf.pages["Kids"]
    order: list[Any] = [[reference] for reference in own]
    for ledger in ledgers:
        page = _object(pdf, own[ledger.painted.look.page])
        made = _Ledger(pdf, ledger, page, numbers)
        made.add()
        order[ledger.painted.look.page] += made.pages[1:]
    flat = [reference for group in order for reference in group]
    kids[:] = [part for reference in flat for part in (int(reference.split()[0]), 0, "R")]
    pdf.pages["Count"] = len(flat)


class _Ledger:
    """One ledger on its way into the file."""

    def __init__(self, pdf: Any, bound: Bound, page: Any, numbers: Any) -> None:
        self._pdf, self._bound, self._page, self._numbers = pdf, bound, page, numbers
        self._painted = bound.painted
        self.pages: list[bytes] = [page.reference]
        self._height = float(page["MediaBox"][3])
        self._annotations: dict[int, list[bytes]] = {}

    def add(self) -> None:
        """Everything, in an order in which each object knows the numbers that it needs."""
        pdf, painted = self._pdf, self._painted
        head = painted.look.head.children
        table = _object(pdf, _object(pdf, _object(pdf, head[0].mark["P"])["P"])["P"])
        for cell in head:
            cell.mark["A"]["Scope"] = "/Column"
        sheets = painted.sheets[1:]
        self._frame = self._put(Packed(self._bound.frame)) if sheets else b""
        first_page = len(pdf.objects) + 2 * len(sheets)
        self.pages += [b"%d 0 R" % (first_page + index) for index in range(len(sheets))]
        contents = [
            (self._put(Packed(sheet.content)), self._put(pydyf.Stream([number], compress=True)))
            for sheet, number in zip(sheets, self._bound.numbers, strict=True)
        ]
        pages = [self._put(pydyf.Dictionary(self._page_like(body, number))) for body, number in contents]
        self._row_scope = self._put(Raw(b"<</O/Table/Scope/Row>>"))
        self._note_span = self._put(Raw(b"<</O/Table/ColSpan %d>>" % len(head)))
        groups = [list(group) for _, group in groupby(painted.rows, key=lambda row: row.group)]
        self._body = len(pdf.objects)
        self._base = self._body + len(groups)
        for group in groups:
            rows = b" ".join(b"%d 0 R" % (self._base + row.element) for row in group)
            self._put(Raw(b"<</S/TBody/P %b/K[%b]>>" % (table.reference, rows)))
        table["K"] += [b"%d 0 R" % (self._body + index) for index in range(len(groups))]
        self._elements(groups)
        self._parents(pages)
        for sheet, annotations in sorted(self._annotations.items()):
            page = _object(pdf, self.pages[sheet])
            page.setdefault("Annots", pydyf.Array()).extend(annotations)
        self._bookmarks()
        self._anchors()

    def _put(self, made: Any) -> bytes:
        self._pdf.add_object(made)
        return bytes(made.reference)

    def _page_like(self, body: bytes, number: bytes) -> dict[str, Any]:
        """A page with the measures and resources of the one on which the ledger begins."""
        shared = ("Type", "Parent", "MediaBox", "TrimBox", "BleedBox", "Resources", "Tabs")
        return {name: self._page[name] for name in shared} | {
            "Contents": pydyf.Array([self._frame, body, number])
        }

    def _elements(self, groups: Sequence[Sequence[Any]]) -> None:
        """The structure elements, numbered from the base as the painter numbered them."""
        made: list[Raw | None] = [None] * self._painted.elements
        heads = [position.heads for position in self._painted.look.positions]
        for index, group in enumerate(groups):
            for row in group:
                element = row.element
                own = self._base + element
                cells = b" ".join(b"%d 0 R" % (own + number) for number in range(1, len(row.contents) + 1))
                made[element] = Raw(b"<</S/TR/P %d 0 R/K[%b]>>" % (self._body + index, cells))
                page = self.pages[row.sheet]
                offset = self._offset(row.sheet)
                for number, contents in enumerate(row.contents, 1):
                    if row.note:
                        kind = b"/TD/A %b" % self._note_span
                    elif heads[number - 1]:
                        kind = b"/TH/A %b" % self._row_scope
                    else:
                        kind = b"/TD"
                    kids = b"%d" % (contents + offset) if isinstance(contents, int) else self._kids(contents)
                    made[element + number] = Raw(b"<</S%b/P %d 0 R/Pg %b/K %b>>" % (kind, own, page, kids))
        waiting: list[Raw] = []
        for link in self._painted.links:
            made[link.element], annotations = self._link(link, len(waiting))
            waiting += annotations
        for element in made:
            self._put(element)
        for annotation in waiting:
            self._put(annotation)

    def _offset(self, sheet: int) -> int:
        return self._bound.marks if sheet == 0 else 0

    def _kids(self, contents: Contents) -> bytes:
        """The contents of a cell that is empty, goes over pages, or has links."""
        kids = []
        for sheet, mark, link in contents if isinstance(contents, tuple) else ():
            if link >= 0:
                kids.append(b"%d 0 R" % (self._base + link))
            else:
                kids.append(b"<</Type/MCR/Pg %b/MCID %d>>" % (self.pages[sheet], mark + self._offset(sheet)))
        return b"[%b]" % b" ".join(kids)

    def _link(self, link: LinkElement, before: int) -> tuple[Raw, list[Raw]]:
        """The element of a link and its annotations, each box one; *before* them stand others."""
        own, page = self._base + link.element, self.pages[link.sheet]
        kids = [] if link.mark < 0 else [b"%d" % (link.mark + self._offset(link.sheet))]
        annotations: list[Raw] = []
        for left, top, right, bottom in link.boxes:
            number = self._base + self._painted.elements + before + len(annotations)
            kids.append(b"<</Type/OBJR/Obj %d 0 R/Pg %b>>" % (number, page))
            key = self._next_key()
            self._numbers += [key, b"%d 0 R" % own]
            box = (left * _PIXEL, self._height - bottom * _PIXEL, right * _PIXEL, self._height - top * _PIXEL)
            target = pydyf.String(link.href.removeprefix("#")).data
            action = b"/Dest %b" % target if link.href[:1] == "#" else b"/A<</S/URI/URI %b>>" % target
            place = b"/Rect[%.2f %.2f %.2f %.2f]" % box
            said = b"/F 4/BS<</W 0>>/StructParent %d/Contents %b%b" % (key, target, action)
            annotations.append(Raw(b"<</Type/Annot/Subtype/Link%b%b>>" % (place, said)))
            self._annotations.setdefault(link.sheet, []).append(b"%d 0 R" % number)
        return Raw(
            b"<</S/Link/P %d 0 R/Pg %b/K[%b]>>" % (self._base + link.parent, page, b" ".join(kids))
        ), annotations

    def _next_key(self) -> int:
        return int(self._numbers[-2]) + 1 if self._numbers else 0

    def _parents(self, pages: Sequence[bytes]) -> None:
        """Tell of each mark which element it belongs to (ISO 32000-1, 14.7.4.4)."""
        first = self._numbers[2 * self._painted.look.page + 1]
        first += [b"%d 0 R" % (self._base + owner) for owner in self._painted.sheets[0].owners]
        for page, sheet in zip(pages, self._painted.sheets[1:], strict=True):
            key = self._next_key()
            owners = b" ".join(b"%d 0 R" % (self._base + owner) for owner in sheet.owners)
            self._numbers += [key, self._put(Raw(b"[%b]" % owners))]
            _object(self._pdf, page)["StructParents"] = key

    def _destination(self, sheet: int, y: float) -> Any:
        return pydyf.Array([self.pages[sheet], "/XYZ", 0, round(self._height - y * _PIXEL, 2), 0])

    def _bookmarks(self) -> None:
        """Bookmarks every so many rows, below the one under which the ledger begins."""
        places = self._painted.bookmarks
        parent = self._heading()
        if parent is None or len(places) < 2:
            return
        made = [
            pydyf.Dictionary(
                {
                    "Title": pydyf.String(place.name),
                    "Dest": self._destination(place.sheet, place.y),
                    "Parent": parent.reference,
                    "Count": 0,
                }
            )
            for place in places
        ]
        for outline in made:
            self._put(outline)
        for before, after in pairwise(made):
            before["Next"], after["Prev"] = after.reference, before.reference
        if "First" in parent:
            following = _object(self._pdf, parent["First"])
            made[-1]["Next"], following["Prev"] = following.reference, made[-1].reference
            above = parent
            while above is not None:
                above["Count"] += len(made) if above["Count"] >= 0 else -len(made)
                above = (
                    _object(self._pdf, above["Parent"]) if "Parent" in above and above["Count"] >= 0 else None
                )
        else:
            parent["Last"], parent["Count"] = made[-1].reference, -len(made)
        parent["First"] = made[0].reference

    def _heading(self) -> Any:
        """The last bookmark of WeasyPrint's before the ledger."""
        order = {reference: index for index, reference in enumerate(self._pdf.page_references)}
        look = self._painted.look
        top = self._height - look.first_y * _PIXEL
        found = None
        for candidate in self._pdf.objects:
            if not isinstance(candidate, dict) or "Title" not in candidate or "Dest" not in candidate:
                continue
            page, _, _, y, _ = candidate["Dest"]
            if page in order and (order[page], -y) <= (look.page, -top):
                found = candidate
        return found

    def _anchors(self) -> None:
        """Rows that links lead to, among the named places of the file."""
        if not self._painted.anchors:
            return
        names = self._pdf.catalog.setdefault("Names", pydyf.Dictionary())
        places = names.setdefault("Dests", pydyf.Dictionary({"Names": pydyf.Array()}))
        known = list(zip(places["Names"][::2], places["Names"][1::2], strict=True))
        known += [
            (pydyf.String(place.name), self._destination(place.sheet, place.y))
            for place in self._painted.anchors
        ]
        known.sort(key=lambda entry: entry[0].string)
        places["Names"][:] = [part for entry in known for part in entry]
