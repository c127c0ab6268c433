"""A ledger table as HTML: whole, as a place for the painter with specimens of its look, or some of its cells alone."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape

from app.infra.ledger.rows import Cell, Row, Run, Sample, begins_paragraph
from app.reporting.render.ledger.declaration import LedgerTable

Legible = Callable[[str], str]


def whole(table: LedgerTable, rows: Iterable[Row], legible: Legible) -> str:
    """The table with all of *rows*."""
    parts = [_opening(table, "", legible)]
    if not table.notes:
        parts.append("<tbody>")
    for row in rows:
        parts.append(
            _row(table, [_content(cell, legible) for cell in row.cells], _note(row, legible), row.anchor)
        )
    if not table.notes:
        parts.append("</tbody>")
    parts.append("</table>\n")
    return "".join(parts)


def _note(row: Row, legible: Legible) -> str | None:
    return None if row.note is None else _content(row.note, legible)


def place(table: LedgerTable, anchor: str, samples: Sequence[Sequence[Sample]], legible: Legible) -> str:
    """A place for the table under the id *anchor*: its head, specimens of its look, and room for some rows."""
    cells = [_specimen(shown, legible) for shown in samples]
    note = cells.pop() if table.notes else None
    row = _row(table, cells, note, "")
    group = row if table.notes else f"<tbody>{row}</tbody>"
    room = f'<tbody><tr><td class="ledger-room" colspan="{len(table.columns)}"></td></tr></tbody>'
    return f"{_opening(table, anchor, legible)}{group}{group}{room}</table>\n"


def alone(table: LedgerTable, cells: Iterable[tuple[int, Cell]], legible: Legible) -> str:
    """Each of *cells* in its position of a row that is empty but for it, marked with its number in ``data-foreign``."""
    parts = [_opening(table, "", legible)]
    for number, (position, cell) in enumerate(cells):
        mark = f' data-foreign="{number}"'
        contents = [""] * len(table.columns)
        marks = [""] * (len(table.columns) + 1)
        marks[position] = mark
        note = "" if table.notes else None
        if position < len(contents):
            contents[position] = _content(cell, legible)
        else:
            note = _content(cell, legible)
        row = _row(table, contents, note, "", marks)
        parts.append(row if table.notes else f"<tbody>{row}</tbody>")
    parts.append("</table>\n")
    return "".join(parts)


def _opening(table: LedgerTable, anchor: str, legible: Legible) -> str:
    widths = "".join(f'<col class="w{column.width}">' for column in table.columns)
    heads = "".join(
        f'<th scope="col"{_end(column.end)}>{escape(legible(column.title))}</th>' for column in table.columns
    )
    classes = f"{table.style} ledger-place".strip() if anchor else table.style
    identity = f' id="{escape(anchor)}"' if anchor else ""
    return (
        f"<table{identity}{_class(classes)}><colgroup>{widths}</colgroup>\n<thead><tr>{heads}</tr></thead>\n"
    )


def _row(
    table: LedgerTable, contents: Sequence[str], note: str | None, anchor: str, marks: Sequence[str] = ()
) -> str:
    cells = []
    marks = marks or [""] * (len(contents) + 1)
    for number, (content, column) in enumerate(zip(contents, table.columns, strict=True)):
        attributes = f"{_end(column.end)}{marks[number]}"
        if number == table.heads:
            cells.append(f'<th scope="row"{attributes}>{content}</th>')
        else:
            cells.append(f"<td{attributes}>{content}</td>")
    identity = f' id="{escape(anchor)}"' if anchor else ""
    row = f"<tr{identity}>{''.join(cells)}</tr>"
    if note is None:
        return f"{row}\n"
    below = f'<td colspan="{len(contents)}"{marks[-1]}>{note}</td>'
    return f"<tbody{_class(table.entry)}>{row}<tr{_class(table.note)}>{below}</tr></tbody>\n"


def _end(end: bool) -> str:
    return ' class="end"' if end else ""


def _class(names: str) -> str:
    return f' class="{escape(names)}"' if names else ""


def _content(cell: Cell, legible: Legible) -> str:
    parts, inside = [], False
    for run in cell:
        if begins_paragraph(run):
            parts.append(f"{'</p>' if inside else ''}<p{_class(run.style)}>")
            inside = True
        elif run.text == "\n":
            parts.append("<br>")
        else:
            parts.append(_run(run, legible))
    if inside:
        parts.append("</p>")
    return "".join(parts)


def _run(run: Run, legible: Legible) -> str:
    text = escape(legible(run.text), quote=False)
    if run.href:
        return f'<a href="{escape(run.href)}"{_class(run.style)}>{text}</a>'
    return f"<span{_class(run.style)}>{text}</span>" if run.style else text


def _specimen(samples: Sequence[Sample], legible: Legible) -> str:
    """The samples of a position, by paragraph, in an element of no height."""
    parts: list[str] = []
    inside: str | None = None
    for number, sample in _by_paragraph(samples):
        if sample.paragraph != inside:
            parts.append("</p>" if inside else "")
            parts.append(f"<p{_class(sample.paragraph)} data-paragraph=''>" if sample.paragraph else "")
            inside = sample.paragraph
        text = escape(legible(sample.text), quote=False) if sample.framed else "x"
        parts.append(f'<span{_class(sample.style)} data-sample="{number}">{text}</span> ')
    parts.append("</p>" if inside else "")
    return f'<div class="specimen">{"".join(parts)}</div>'


def _by_paragraph(samples: Sequence[Sample]) -> Iterator[tuple[int, Sample]]:
    return iter(sorted(enumerate(samples), key=lambda numbered: numbered[1].paragraph))
