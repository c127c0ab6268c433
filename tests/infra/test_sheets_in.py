"""Tables out of files of every kind, and hostile files that cost a child and no more."""

import io
import json
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.infra.sheets_in import reading, text, worker
from app.infra.sheets_in.reading import Reading
from app.kernel.errors import Invalid

ROWS = [["Vendor", "Country"], ["Nordkiste", "Germany"], ["Garza Exprés", "España"]]


def read(folder: Path, name: str, data: bytes, **how: str) -> tuple[Reading, list[list[list[object]]]]:
    source, target = folder / "source", folder / "rows"
    source.write_bytes(data)
    found = reading.read(source, target, name=name, **how)
    return found, [list(reading.rows(target, table)) for table in found.tables]


def refused(folder: Path, name: str, data: bytes) -> str:
    with pytest.raises(Invalid) as raised:
        read(folder, name, data)
    return raised.value.sentence


def book(*sheets: tuple[str, list[list[object]]], **options: object) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, dict(options)) as made:
        for name, rows in sheets:
            sheet = made.add_worksheet(name)
            for place, cells in enumerate(rows):
                sheet.write_row(place, 0, cells)
    return buffer.getvalue()


def delimited(one: str, rows: list[list[str]] = ROWS) -> str:
    return "".join(one.join(f'"{cell}"' if one in cell else cell for cell in row) + "\r\n" for row in rows)


@pytest.mark.parametrize("one", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "iso8859-1", "mac_roman"]
)
def test_delimited_text_is_read_in_any_common_encoding_with_any_delimiter(
    tmp_path: Path, one: str, encoding: str
) -> None:
    found, (rows,) = read(tmp_path, "list.csv", delimited(one).encode(encoding))
    assert rows == ROWS
    assert found.read["delimiter"] == one


def test_the_encoding_and_the_delimiter_can_be_said(tmp_path: Path) -> None:
    data = "Vendor;Город\r\nNordkiste, Kyiv;Київ\r\n".encode("cp1251")
    _, (rows,) = read(tmp_path, "list.csv", data, encoding="cp1251", delimiter=";")
    assert rows == [["Vendor", "Город"], ["Nordkiste, Kyiv", "Київ"]]


def test_quoted_breaks_preamble_lines_and_excels_own_first_line_are_read(tmp_path: Path) -> None:
    data = b'sep=;\r\nVendor list 2026\r\n\r\nVendor;Service\r\nNordkiste;"Hosting\nand backups"\r\n'
    _, (rows,) = read(tmp_path, "list.csv", data)
    assert rows == [["Vendor list 2026"], [], ["Vendor", "Service"], ["Nordkiste", "Hosting\nand backups"]]


def test_a_workbook_gives_its_sheets_with_typed_cells_as_text(tmp_path: Path) -> None:
    import datetime as dt

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        sheet = made.add_worksheet("Vendors")
        sheet.write_row(0, 0, ["Vendor", "Since", "Days", "Share", "Active", "Sum"])
        sheet.write_string(1, 0, "Nordkiste")
        sheet.write_datetime(1, 1, dt.datetime(2026, 3, 4), made.add_format({"num_format": "dd.mm.yyyy"}))  # noqa: DTZ001
        sheet.write_row(1, 2, [30, 0.5, True])
        sheet.write_formula(1, 5, "=1+1", None, 2)
        hidden = made.add_worksheet("Old")
        hidden.write_row(0, 0, ["a", "b"])
        hidden.hide()
        made.add_worksheet("Empty")
    found, tables = read(tmp_path, "v.xlsx", buffer.getvalue())
    assert [(table.name, table.hidden) for table in found.tables] == [("Vendors", False), ("Old", True)]
    assert tables[0][1] == ["Nordkiste", "2026-03-04", "30", "0.5", "true", "2"]


def test_an_open_document_sheet_is_read(tmp_path: Path) -> None:
    cells = "".join(
        f"<table:table-row>{''.join(f'<table:table-cell office:value-type={chr(34)}string{chr(34)}><text:p>{c}</text:p></table:table-cell>' for c in row)}</table:table-row>"  # noqa: E501
        for row in ROWS
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Liste">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr("content.xml", content)
    found, (rows,) = read(tmp_path, "liste.ods", buffer.getvalue())
    assert (found.tables[0].name, rows) == ("Liste", ROWS)


def test_lists_in_json_and_yaml_become_tables(tmp_path: Path) -> None:
    document = {
        "meta": {"by": "us"},
        "data": [{"name": "Nordkiste", "where": ["DE", "NL"], "contact": {"email": "a@b.example"}}],
    }
    expected = [["name", "where", "contact email"], ["Nordkiste", ["DE", "NL"], "a@b.example"]]
    yaml = "meta:\n  by: us\ndata:\n  - name: Nordkiste\n    where: [DE, NL]\n    contact:\n      email: a@b.example\n"
    lines = '{"name": "Nordkiste", "n": 1}\n{"name": "Garza", "n": 2}\n'
    assert read(tmp_path, "v.json", json.dumps(document).encode())[1] == [expected]
    assert read(tmp_path, "v.yml", yaml.encode())[1] == [expected]
    assert read(tmp_path, "v.jsonl", lines.encode())[1] == [
        [["name", "n"], ["Nordkiste", "1"], ["Garza", "2"]]
    ]


MARKDOWN = """---
title: x
---
# Sub-processors

| Name | Purpose |
|------|---------|
| **Nordkiste**<br/>(Oslo) | [Terms](https://nordkiste.example/dpa) |

## Group companies

| Name | Purpose |
|------|---------|
| Lumen BV | Group company |
"""


def test_markdown_tables_of_one_shape_are_one_and_links_stand_beside(tmp_path: Path) -> None:
    found, (rows,) = read(tmp_path, "list.md", MARKDOWN.encode())
    assert found.tables[0].name == "Sub-processors, Group companies"
    assert rows == [
        ["Name", "Purpose", "Purpose (link)"],
        ["Nordkiste\n(Oslo)", "Terms", "https://nordkiste.example/dpa"],
        ["Lumen BV", "Group company"],
    ]


def test_a_list_of_links_is_a_table_where_there_is_no_other(tmp_path: Path) -> None:
    data = b"Ours:\n\n* [Kolam](https://kolam.example/privacy). Web analytics.\n"
    data += b"* [Pingwell](https://pingwell.example). Texts.\n"
    _, (rows,) = read(tmp_path, "list.md", data)
    assert rows == [
        ["Name", "Link", "Description"],
        ["Kolam", "https://kolam.example/privacy", "Web analytics"],
        ["Pingwell", "https://pingwell.example", "Texts"],
    ]


def test_a_web_table_is_read_also_where_it_is_called_a_workbook(tmp_path: Path) -> None:
    rows = "<tr><th>Vendor</th><th>Land</th></tr><tr><td rowspan=2>Nordkiste</td><td>NO</td></tr><tr><td>DE</td></tr>"
    page = f"<html><body><script>alert(1)</script><table>{rows}</table></body></html>"
    expected = [["Vendor", "Land"], ["Nordkiste", "NO"], ["Nordkiste", "DE"]]
    assert read(tmp_path, "export.xls", page.encode())[1] == [expected]


@pytest.mark.parametrize(
    "pasted",
    [
        "Vendor\tCountry\nNordkiste\tGermany\nGarza Exprés\tEspaña",
        "| Vendor | Country |\n|---|---|\n| Nordkiste | Germany |\n| Garza Exprés | España |",
        "<table><tr><td>Vendor<td>Country<tr><td>Nordkiste<td>Germany<tr><td>Garza Exprés<td>España</table>",
        '[["Vendor", "Country"], ["Nordkiste", "Germany"], ["Garza Exprés", "España"]]',
    ],
)
def test_what_was_pasted_is_known_by_its_look(tmp_path: Path, pasted: str) -> None:
    assert read(tmp_path, "", pasted.encode())[1] == [ROWS]


def cell_far_away(reference: str) -> bytes:
    """A workbook of five kilobytes with one cell at A1 and another at *reference*."""
    data = book(("Sheet1", [["x", "y"]]))
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            content = old.read(member)
            if member.endswith("sheet1.xml"):
                content = content.replace(b'r="B1"', f'r="{reference}"'.encode()).replace(
                    b'<dimension ref="A1:B1"/>', b""
                )
            new.writestr(member, content)
    return buffer.getvalue()


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * (250 * 1024 * 1024))
    return buffer.getvalue()


def with_entities() -> bytes:
    """A workbook whose strings call on entities: one outside, one that grows a thousandfold at each step."""
    data = book(("Sheet1", [["Vendor"], ["x"]]))
    bombs = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE sst [<!ENTITY e0 "lol">{bombs}<!ENTITY file SYSTEM "file:///etc/passwd">]>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for member in old.namelist():
            content = old.read(member)
            if member.endswith("sharedStrings.xml"):
                text_ = (
                    content.decode().replace("?>", f"?>{doctype}", 1).replace("<t>x</t>", "<t>&e9;&file;</t>")
                )
                content = text_.encode()
            new.writestr(member, content)
    return buffer.getvalue()


def docx() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return buffer.getvalue()


def aliases() -> bytes:
    """A list that calls on the one before it nine times, ten deep."""
    lines = ["a: &a [x, x]"]
    for one, other in zip("abcdefghi", "bcdefghij", strict=True):
        lines.append(f"{other}: &{other} [{', '.join([f'*{one}'] * 9)}]")
    return "\n".join(lines).encode()


def repacked(data: bytes, changed: dict[str, bytes]) -> bytes:
    """The packed file *data* with some members *changed*, or new ones added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            if member not in changed:
                new.writestr(member, old.read(member))
        for member, content in changed.items():
            new.writestr(member, content)
    return buffer.getvalue()


def open_document(content: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return buffer.getvalue()


_ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="T">{}</table:table></office:spreadsheet></office:body></office:document-content>'
)
_CELL = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell>'


def entities_of_open_document() -> bytes:
    doctype = '<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/passwd"><!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY a{n} "{("&a" + (str(n - 1) if n else "") + ";") * 10}">' for n in range(9)
    )
    row = f"<table:table-row>{_CELL.format('', '&file;')}{_CELL.format('', '&a8;')}</table:table-row>"
    return open_document(f"<?xml version='1.0'?>{doctype}]>{_ODS.format(row * 3)}")


def repeated_of_open_document() -> bytes:
    """A row and a cell that are said to repeat a milliard times."""
    cell = _CELL.format(' table:number-columns-repeated="1000000000"', "x")
    row = f'<table:table-row table:number-rows-repeated="1000000000">{cell}</table:table-row>'
    return open_document(f"<?xml version='1.0'?>{_ODS.format(row)}")


def nested(opening: str, closing: str, depth: int, inside: str = "x") -> bytes:
    return (opening * depth + inside + closing * depth).encode()


HOSTILE = {
    "entities.ods": entities_of_open_document,
    "repeated.ods": repeated_of_open_document,
    "truncated.ods": lambda: repeated_of_open_document()[:200],
    "short.xls": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "looping.xls": lambda: (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 22 + b"\x3e\0\x03\0\xfe\xff\x09\0" + b"\0" * 4000
    ),
    "no-sheets.xlsx": lambda: repacked(
        book(("S", ROWS)), {"xl/workbook.xml": b"<workbook><sheets/></workbook>"}
    ),
    "no-xml.xlsx": lambda: repacked(book(("S", ROWS)), {"xl/workbook.xml": b"\xff\xfe\0\0 not XML"}),
    "many-parts.xlsx": lambda: repacked(book(("S", ROWS)), {f"xl/x{n}.xml": b"x" for n in range(6000)}),
    "columns.csv": lambda: (",".join(f"c{n}" for n in range(10_000)) + "\n").encode() * 2,
    "columns.json": lambda: json.dumps([{f"c{n}": n for n in range(10_000)}]).encode(),
    "columns.md": lambda: "\n".join("|" + cell * 10_000 for cell in ("a|", "-|", "b|")).encode(),
    "columns.html": lambda: b"<table>" + (b"<tr>" + b"<td>x" * 10_000) * 2 + b"</table>",
    "spans.html": lambda: (
        b"<table>" + b"<tr><td colspan=99 rowspan=99>x<td colspan=99>y<td colspan=99>z</tr>" * 3 + b"</table>"
    ),
    "deep-objects.json": lambda: nested('{"a":', "}", 100_000, "1"),
    "deep.yml": lambda: nested("[", "]", 100_000),
    "deep-map.yml": lambda: "".join(" " * n + "a:\n" for n in range(3000)).encode(),
    "merge.yml": lambda: b"a: &a {x: 1}\n" + b"- <<: [*a, *a, *a, *a, *a, *a, *a, *a]\n" * 9,
    "tag.yml": lambda: b"- !!python/name:os.system\n- !!map [a]\n",
    "number.json": lambda: b'[{"a": ' + b"9" * 6000 + b"}]",
    "unclosed.json": lambda: b'[{"name": "x"},',
    "archive.zip": lambda: repacked(docx(), {"../../etc/passwd": b"x"}),
    "packed.gz": lambda: b"\x1f\x8b\x08\0" + b"\0" * 60,
    "feed.xml": lambda: (
        b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>"
    ),
    "nothing.md": lambda: b"# No table\n\nJust words.\n",
    "picture.png": lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
    "nulls.csv": lambda: b"\0" * 5000,
    "far.xlsx": lambda: cell_far_away("XFD1048576"),
    "wide.xlsx": lambda: cell_far_away("XFD2000"),
    "deep.xlsx": lambda: cell_far_away("C1048576"),
    "bomb.xlsx": bomb,
    "truncated.xlsx": lambda: book(("S", ROWS))[:2000],
    "noise.xlsx": lambda: b"PK\x03\x04" + bytes(range(256)) * 40,
    "noise.xls": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 40,
    "binary.csv": lambda: bytes(range(256)) * 400,
    "aliases.yml": aliases,
    "object.yml": lambda: b"- name: !!python/object/apply:os.system ['touch /tmp/owned']\n",
    "deep.json": lambda: b"[" * 200_000 + b"]" * 200_000,
    "wide.csv": lambda: (",".join(map(str, range(5000))) + "\n").encode() * 3,
    "empty.csv": lambda: b"",
    "blank.csv": lambda: b"\r\n  \r\n",
    "paper.pdf": lambda: b"%PDF-1.7\n",
    "program.exe": lambda: b"MZ\x90\x00",
    "letter.docx": docx,
    "page.html": lambda: b"<html><p>no table</p></html>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_or_broken_file_is_refused_with_a_sentence(tmp_path: Path, name: str) -> None:
    sentence = refused(tmp_path, name, HOSTILE[name]())
    assert sentence.startswith(f"File: “{name}” ")
    assert sentence.endswith(".")


READ_ALL_THE_SAME = {
    "deep.html": lambda: nested("<div>", "</div>", 50_000, "<table><tr><td>a<td>b<tr><td>c<td>d</table>"),
    "quotes.csv": lambda: b'Vendor,Country\n"' + b"x\n" * 200_000,
    "wide-cell.csv": lambda: b"Vendor,Country\nx," + b"y" * 3_000_000 + b"\n",
    "nul-in-cell.csv": lambda: b"Vendor,Country\nNord\0kiste,Germany\n",
    "wrong-letters.csv": lambda: b"Vendor,Country\nG\xe9ant,Fran\xe7a\xe7\xff\n",
    "half-a-letter.csv": lambda: "Vendor,Country\nGéant,Perú".encode()[:-1],
    "deep.md": lambda: b"> " * 3000 + b"x\n\n| a | b |\n|---|---|\n| c | d |\n",
    "macro.xlsm": lambda: repacked(book(("S", ROWS)), {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 100}),
    "linked.xlsx": lambda: repacked(
        book(("S", ROWS)), {"xl/externalLinks/externalLink1.xml": b"<x href='file:///etc/passwd'/>"}
    ),
    "climbing.xlsx": lambda: repacked(book(("S", ROWS)), {"../../../tmp/owned": b"x"}),
    "surrogates.json": lambda: b'[{"name": "\\ud800", "country": "DE"}, {"name": "b", "country": "FR"}]',
    "twice.json": lambda: b'[{"name": "a", "name": "b"}, {"name": "c", "name": "d"}]',
}
"""Files that are odd, and hold a table all the same."""


@pytest.mark.parametrize("name", READ_ALL_THE_SAME)
def test_an_odd_file_is_read_or_refused_with_a_sentence_and_does_nothing_else(
    tmp_path: Path, name: str
) -> None:
    try:
        found, tables = read(tmp_path, name, READ_ALL_THE_SAME[name]())
    except Invalid as error:
        refused_with = error.sentence
    else:
        refused_with = ""
        assert sum(table.rows for table in found.tables) == sum(map(len, tables)) > 0
        assert "root:" not in json.dumps(tables)
    assert not refused_with or (refused_with.startswith(f"File: “{name}” ") and refused_with.endswith("."))
    assert sorted(one.name for one in tmp_path.iterdir()) == ["rows", "source"]


def test_the_child_that_reads_has_its_limits_before_it_reads(tmp_path: Path) -> None:
    asked = json.dumps({"name": "x.csv", "encoding": "", "delimiter": ""})
    child = subprocess.Popen(
        [sys.executable, "-I", str(reading._WORKER), asked], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        limits: dict[str, str] = {}
        for _ in range(600):
            text_ = Path(f"/proc/{child.pid}/limits").read_text(encoding="ascii")
            limits = {line[:26].strip(): line[26:47].strip() for line in text_.splitlines()[1:]}
            if limits["Max address space"] != "unlimited":
                break
            threading.Event().wait(0.05)
        assert int(limits["Max address space"]) == worker.MEMORY <= 300 * 1024 * 1024
        assert int(limits["Max cpu time"]) == worker.SECONDS < 10
        assert limits["Max core file size"] == "0"
        assert reading.SECONDS < 10
        out, _ = child.communicate(b"Vendor,Country\nx,y\n", timeout=20)
        assert json.loads(out.splitlines()[1]) == ["Vendor", "Country"]
    finally:
        child.kill()
        child.wait()


READER = """
import sys
sys.path.insert(0, {root!r})
from app.infra.sheets_in import worker

def endless(*asked):
    kept = []
    while True:
        {step}
        yield from ()

worker.tables, worker.{limit} = endless, {value}
worker.main()
"""
"""The child with a reader that never ends, and a limit that it meets soon."""


@pytest.mark.parametrize(
    ("step", "limit", "value", "sentence"),
    [
        (
            "pass",
            "SECONDS",
            1,
            "takes more memory or time than one file may: delete what stands beyond the table",
        ),
        ("kept.append(bytes(1_000_000))", "MEMORY", 200 * 1024 * 1024, "takes more memory than one file may"),
    ],
    ids=["time", "memory"],
)
def test_a_reader_that_never_ends_is_ended_by_the_limits_of_its_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, limit: str, value: int, sentence: str
) -> None:
    root = str(Path(worker.__file__).parents[3])
    child = tmp_path / "child.py"
    child.write_text(READER.format(root=root, step=step, limit=limit, value=value), encoding="utf-8")
    monkeypatch.setattr(reading, "_WORKER", child)
    (tmp_path / "source").write_bytes(b"a,b\nc,d\n")
    with pytest.raises(Invalid, match=sentence):
        # Without the limit of its process only the hour would end it.
        reading.read(tmp_path / "source", tmp_path / "rows", name="endless.csv", seconds=3_600)


def test_entities_of_a_workbook_are_not_followed(tmp_path: Path) -> None:
    said = ""
    try:
        said = json.dumps(read(tmp_path, "entities.xlsx", with_entities())[1])
    except Invalid as error:
        said = error.sentence
    assert "root:" not in said
    assert len(said) < 1000


def test_more_rows_than_are_read_are_refused_by_number(tmp_path: Path) -> None:
    data = b"Vendor,Country\n" + b"a,b\n" * 100_001
    assert refused(tmp_path, "long.csv", data) == (
        "File: “long.csv” has more than 100,000 rows: split it into several."
    )


def test_reading_ends_when_it_takes_too_long(tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(b"a,b\n" * 90_000)
    with pytest.raises(Invalid, match="takes too long to read"):
        reading.read(tmp_path / "source", tmp_path / "rows", name="slow.csv", seconds=0.01)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=12).filter(
                lambda cell: cell.strip() == cell
            ),
            min_size=2,
            max_size=4,
        ),
        min_size=2,
        max_size=6,
    )
)
def test_whatever_a_csv_file_holds_comes_out_cell_by_cell(rows: list[list[str]]) -> None:
    import csv

    width = len(rows[0])
    even = [[*row, *["x"] * width][:width] for row in rows]
    buffer = io.StringIO()
    csv.writer(buffer).writerows(even)
    table, _ = text.table(text.decode(buffer.getvalue().encode())[0], "t", ",")
    assert list(table.rows) == even
