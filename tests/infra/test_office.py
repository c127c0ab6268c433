import io
import json
import tempfile
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.infra import office

LIMIT = 1_000_000


def package(**parts: str) -> bytes:
    """A workbook with nothing in it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types></Types>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/_rels/workbook.xml.rels", "<Relationships></Relationships>")
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


def with_item(data: bytes, *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A package whose custom XML part is *data*."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        archive.writestr("customXml/item1.xml", data)
    return file.getvalue()


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_whatever_text_is_put_in_is_read_back(text: str) -> None:
    data = json.dumps({"text": text}, ensure_ascii=False)
    found = office.embedded(office.embed(package(), data), LIMIT)
    assert found is not None
    assert json.loads(found) == {"text": text}


def test_the_same_parts_and_data_give_the_same_bytes() -> None:
    assert office.embed(package(), "{}") == office.embed(package(), "{}")


def test_what_is_too_long_to_be_held_goes_from_a_file_into_its_part() -> None:
    long = b"<c/>" * 700_000
    with tempfile.TemporaryFile() as file:
        file.write(long)
        insets = {"xl/sheet.xml": office.Inset(b"<a>", file)}
        whole = package(**{"xl/sheet.xml": f"<x><a>{long.decode()}</a><a/></x>"})
        marked = package(**{"xl/sheet.xml": "<x><a></a><a/></x>"})
        assert office.repacked(marked, insets) == office.repacked(whole)
        assert office.embed(marked, "{}", insets) == office.embed(whole, "{}")


def test_an_inset_without_its_mark_is_refused() -> None:
    with tempfile.TemporaryFile() as file, pytest.raises(ValueError, match="not found"):
        office.repacked(package(**{"xl/sheet.xml": "<x/>"}), {"xl/sheet.xml": office.Inset(b"<a>", file)})


def test_the_part_is_told_of_so_that_programs_keep_it() -> None:
    with zipfile.ZipFile(io.BytesIO(office.embed(package(), "{}"))) as archive:
        assert "../customXml/item1.xml" in archive.read("xl/_rels/workbook.xml.rels").decode()
        assert "/customXml/itemProps1.xml" in archive.read("[Content_Types].xml").decode()


def test_a_part_that_unpacks_to_more_than_the_limit_is_not_read() -> None:
    bomb = with_item(b'<report xmlns="urn:custodia:report:1">' + b" " * 5_000_000 + b"</report>")
    assert len(bomb) < 10_000
    assert office.embedded(bomb, LIMIT) is None


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packings_that_we_do_not_write_are_not_unpacked(compression: int) -> None:
    item = b'<report xmlns="urn:custodia:report:1">{}</report>'
    assert office.embedded(with_item(item), LIMIT) == b"{}"
    assert office.embedded(with_item(item, compression=compression), LIMIT) is None


def test_entities_are_not_expanded() -> None:
    item = b'<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]><report xmlns="urn:custodia:report:1">&e;</report>'
    assert office.embedded(with_item(item), LIMIT) == b"&e;"


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"PK\x03\x04rest", package(), with_item(b"\xff\xfe"), with_item(b"<x/>")]
)
def test_what_holds_no_data_gives_none(data: bytes) -> None:
    assert office.embedded(data, LIMIT) is None
