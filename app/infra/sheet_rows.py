"""The rows of a sheet, painted: written as XML straight away, several times as fast as XlsxWriter writes them.

The library makes the workbook: its formats and widths, the heads of each sheet, and the last row, by which it knows
how far the sheet reaches. The rows between are painted into a file, to the byte as the library writes them in
constant memory, and put into their sheet when the workbook is packed.
"""

import contextlib
import datetime as dt
import io
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Any

from app.infra.cells_out import Kind, typed
from app.infra.office import Inset
from app.kernel.errors import TooLarge

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""How XlsxWriter is to write: row by row, and text always as text."""
_MOST_ROWS = 1_048_576
_LINE, _HIGHEST = 15, 409
"""The height of a line, and the most that a row may have, in points."""
_EPOCH = dt.datetime(1899, 12, 31)  # noqa: DTZ001 -- sheets have no zones
_SHORT = 16_383
"""A text of so many characters fits into a cell, whatever they are."""

_SPECIAL = re.compile(
    r"\A[\s=+\-@|%\ufeff]|\s\Z|[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9a-fA-F]{4}_"
)
"""What is in a text that may not stand in XML as it is, or might be taken for a formula."""
_LIKE_AN_ESCAPE = re.compile("_x[0-9a-fA-F]{4}_")
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
"""What no XML may hold: sheets write it as ``_x``, its number and ``_``."""


@contextlib.contextmanager
def workbook(file: IO[bytes]) -> Iterator[Any]:
    """XlsxWriter's workbook, which stands in *file* once this is left; its temporary files go whatever happens."""
    import xlsxwriter

    made = xlsxwriter.Workbook(file, _OPTIONS)
    try:
        yield made
    finally:
        made.close()


def grow(page: Any, number: int, widths: Sequence[int], row: Sequence[Any]) -> None:
    """Make a row as high as the texts wrapped in columns of those *widths* need; not every program does on opening."""
    lines = _lines(widths, row)
    if lines > 1:
        page.set_row(number, _points(lines))


class Rows:
    """The rows of a sheet below its heads.

    *widths* are those of its columns in characters, by which rows grow (0: they keep their height), *percents* tell in
    which of them whole numbers are per cent, *formats* are XlsxWriter's by kind, *head* is that of the heads.
    """

    def __init__(
        self,
        page: Any,
        head: Any,
        formats: Mapping[Kind, Any],
        widths: Sequence[int],
        percents: Sequence[bool] | None = None,
    ) -> None:
        """Begin below the heads of *page*, which are written already."""
        from xlsxwriter.utility import xl_col_to_name

        head._get_xf_index()  # where the library writes everything, the heads' format is numbered first
        self._page, self._formats, self._widths = page, formats, widths
        self._percents = percents or [False] * len(widths)
        self._starts = [f'<c r="{xl_col_to_name(place)}' for place in range(len(widths))]
        self._styles = _Styles(formats)
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 -- it is closed with this
        self._text = io.TextIOWrapper(self._file, encoding="utf-8", newline="\n")

    def write(self, rows: Iterable[Sequence[Any]]) -> int:
        """Write *rows*; the number of the last, the heads being 0.

        Raises :class:`~app.kernel.errors.TooLarge` where there are more than a sheet can hold.
        """
        number = 0
        held: tuple[int, Sequence[Any]] | None = None
        for number, row in enumerate(rows, 1):
            if number >= _MOST_ROWS:
                name = self._page.get_name()
                raise TooLarge(f"“{name}” has more rows than a sheet can hold: take another format.")
            if all(value is None for value in row):
                continue
            if held is not None:
                self._text.write(self._painted(*held))
            held = number, row
        self._text.flush()
        if held is not None:
            self._by_library(*held)
        return number

    def inset(self) -> Inset:
        """What was painted, to be put behind the heads."""
        return Inset(b"</row>", self._file)

    def close(self) -> None:
        """Let go of the file."""
        self._text.close()

    def _by_library(self, number: int, row: Sequence[Any]) -> None:
        grow(self._page, number, self._widths, row)
        for place, (percent, value) in enumerate(zip(self._percents, row, strict=True)):
            if value is None:
                continue
            kind, shown = typed(value, percent=percent)
            if isinstance(shown, str):
                self._page.write_string(number, place, shown, self._formats.get(kind))
            elif isinstance(shown, dt.datetime):
                self._page.write_datetime(number, place, shown, self._formats.get(kind))
            else:
                self._page.write_number(number, place, shown, self._formats.get(kind))

    def _painted(self, number: int, row: Sequence[Any]) -> str:
        place, styles, cells = number + 1, self._styles, []
        for start, percent, value in zip(self._starts, self._percents, row, strict=True):
            if value is None:
                continue
            # Plain texts are most of what there is, in tables of a hundred thousand rows.
            if type(value) is str and len(value) <= _SHORT and _SPECIAL.search(value) is None:
                cells.append(f'{start}{place}"{styles[Kind.TEXT]} t="inlineStr"><is><t>{value}</t></is></c>')
                continue
            kind, shown = typed(value, percent=percent)
            if isinstance(shown, str):
                cells.append(f'{start}{place}"{styles[kind]} t="inlineStr"><is>{_text(shown)}</is></c>')
                continue
            if isinstance(shown, dt.datetime):
                shown = _serial(shown)
            cells.append(f'{start}{place}"{styles[kind]}><v>{shown:.16G}</v></c>')
        lines = _lines(self._widths, row)
        tall = f' ht="{int(_points(lines) * 4 / 3 + 0.5) * 0.75:.16g}" customHeight="1"' if lines > 1 else ""
        return f'<row r="{place}"{tall}>{"".join(cells)}</row>'


class _Styles(dict[Kind, str]):
    """The attribute of a cell for the format of its kind."""

    def __init__(self, formats: Mapping[Kind, Any]) -> None:
        super().__init__()
        self._formats = formats

    def __missing__(self, kind: Kind) -> str:
        """Have the library number the format now: it numbers formats as they are first used."""
        form = self._formats.get(kind)
        self[kind] = "" if form is None else f' s="{form._get_xf_index()}"'
        return self[kind]


def _text(text: str) -> str:
    text = _LIKE_AN_ESCAPE.sub(r"_x005F\g<0>", text)
    text = _UNFIT.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    kept = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
    return f"<t{kept}>{text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</t>"


def _serial(time: dt.datetime) -> float:
    """Days since the beginning of Excel's calendar, in which 1900 is a leap year."""
    since = time - _EPOCH
    return since.days + since.seconds / 86_400 + 1


def _points(lines: int) -> int:
    return min(_LINE * lines, _HIGHEST)


def _lines(widths: Sequence[int], row: Sequence[Any]) -> int:
    """How many lines the highest text of *row* takes when it is wrapped, rather one too many."""
    lines = 1
    for width, value in zip(widths, row, strict=True):
        # Two for a wide character and an eighth for good measure: what is shorter takes one line.
        if width and isinstance(value, str) and (len(value) * 2.3 >= width or "\n" in value):
            lines = max(lines, _wrapped(value, width))
    return lines


def _wrapped(text: str, width: int) -> int:
    if text.isascii() and "\n" not in text:
        return 1 + int(1.12 * len(text)) // width
    return sum(1 + int(1.12 * _wide(line)) // width for line in text.split("\n"))


def _wide(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)
