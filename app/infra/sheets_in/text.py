"""Delimited text: its encoding, its delimiter, its records."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from app.infra.sheets_in.tables import Fault, Table

DELIMITERS = (",", ";", "\t", "|")
"""What may part the fields of a record, in order of preference."""

ENCODINGS = (
    "utf-8",
    "utf-16",
    "cp1252",
    "iso8859-15",
    "mac_roman",
    "cp850",
    "cp1250",
    "cp1251",
    "shift_jis",
    "gb18030",
)
"""Encodings that a person may choose; most are recognised."""

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_LETTERS = frozenset("áéíóúàèìòùâêîôûäëïöüãõñçßøåæœýÿÁÉÍÓÚÀÈÌÒÙÂÊÎÔÛÄËÏÖÜÃÕÑÇØÅÆŒ")
_SIGNS = frozenset("€’‘“”–—…©®™°§¡¿ªº«»·")
_SAMPLE = 200_000
_CONTROL = re.compile("[\x01-\x08\x0e-\x1f\x7f]")


def decode(data: bytes, wanted: str = "") -> tuple[str, str]:
    """*data* as text, and the name of its encoding; *wanted* where the person chose it.

    A byte-order mark counts first, then UTF-8, then that of the older encodings in which the letters that are not
    ASCII make words. Raises :class:`Fault` for bytes that are no text.
    """
    encoding = wanted or _recognised(data)
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise Fault(
            f"is not text in the encoding {encoding}: choose another encoding or save it as UTF-8"
        ) from error
    sample = text[:_SAMPLE]
    if len(_CONTROL.findall(sample)) > len(sample) // 50 + 2 or text.count("\x00") > len(text) // 50 + 2:
        raise Fault(
            "is not a table that can be read: use XLSX, XLS, ODS, CSV, TSV, JSON, YAML, Markdown or HTML"
        )
    return text.lstrip("\ufeff").replace("\x00", ""), encoding.removesuffix("-sig")


def _recognised(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    sample = data[:4000]
    if len(sample) > 3:
        for place, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
            if (
                sample[place::2].count(0) > len(sample) // 5
                and sample[1 - place :: 2].count(0) < len(sample) // 50 + 1
            ):
                return encoding
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return max(("cp1252", "mac_roman", "cp850"), key=lambda encoding: _likeness(data, encoding))
    return "utf-8"


def _likeness(data: bytes, encoding: str) -> int:
    """How much of what is not ASCII in *data* are letters and signs of western languages, read by *encoding*."""
    foreign = Counter(data.translate(None, bytes(range(128))))
    score = 0
    for byte, count in foreign.items():
        character = bytes([byte]).decode(encoding, "replace")
        score += count * (3 if character in _LETTERS else 1 if character in _SIGNS else -3)
    return score


def delimiter(text: str) -> str:
    """What parts the fields in *text*: the delimiter that cuts most of its first records into equally many."""
    first = text[:12].splitlines()[:1]
    if first and first[0].lower().startswith("sep=") and len(first[0]) == 5:
        return first[0][4]
    best, most = ",", 0.0
    for one in DELIMITERS:
        widths = [len(record) for record in _records(text[:_SAMPLE], one, 60) if any(record)]
        if not widths:
            continue
        width, count = Counter(widths).most_common(1)[0]
        wide = Counter(w for w in widths if w > 1).most_common(1)
        if width == 1 and wide and wide[0][1] * 3 >= len(widths):
            width, count = wide[0]
        if width > 1:
            score = count / len(widths) * min(width, 12) ** 0.5
            if score > most + 0.05:
                best, most = one, score
    return best


def _records(text: str, one: str, most: int) -> list[list[str]]:
    found: list[list[str]] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=one):
            found.append(record)
            if len(found) >= most:
                break
    except csv.Error:
        return found
    return found[:-1] if len(found) > 1 and len(found) < most and len(text) >= _SAMPLE else found


def table(text: str, name: str, wanted: str = "") -> tuple[Table, str]:
    """The table in delimited *text*, and its delimiter; *wanted* where the person chose it."""
    one = wanted or delimiter(text)
    if text[:4].lower() == "sep=" and text[4:5] and text[5:6] in "\r\n":
        text = text.partition("\n")[2]
    return Table(name, _rows(text, one)), one


def _rows(text: str, one: str) -> Iterator[list[str]]:
    csv.field_size_limit(10_000_000)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=one, skipinitialspace=True)
    except csv.Error as error:
        raise Fault(f"cannot be read as delimited text ({error}): save it anew as CSV") from error
