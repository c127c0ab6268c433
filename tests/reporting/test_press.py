import io
import json
import zipfile

import pytest

from app.domain.reports.catalogue import OFFERED, Described
from app.domain.reports.terms import Format
from app.infra.pdf import Attachment, lay_out
from app.kernel.canonical import canonical
from app.reporting import press
from app.reporting.render.pdf import ATTACHMENT
from app.reporting.render.tables import TABLES
from app.reporting.seal import wire
from tests.reporting import extremes, samples

SNAPSHOT = samples.register()
SEAL = samples.seal(SNAPSHOT)


@pytest.mark.parametrize("form", ["pdf", "xlsx", "docx", "json", "html"])
def test_the_same_snapshot_and_seal_give_the_same_bytes(form: str) -> None:
    copy = json.loads(json.dumps(SNAPSHOT))
    assert press.render("register", SNAPSHOT, SEAL, form) == press.render("register", copy, SEAL, form)


def test_the_json_rendering_is_the_wire_form() -> None:
    assert press.render("register", SNAPSHOT, SEAL, "json") == wire(SEAL, SNAPSHOT)


@pytest.mark.parametrize("form", ["pdf", "xlsx", "docx", "json"])
def test_seal_and_snapshot_are_read_back_and_hold(form: str) -> None:
    data = press.render("register", SNAPSHOT, SEAL, form)
    assert press.extract(data) == (SEAL, SNAPSHOT)
    assert press.check_embedded(data) == press.Embedded(SEAL, SNAPSHOT, ())


def test_changed_data_under_the_old_seal_are_told() -> None:
    changed = json.loads(press.render("register", SNAPSHOT, SEAL, "json"))
    changed["snapshot"]["data"]["third_parties"][0]["name"] = "Somebody else"
    found = press.check_embedded(canonical(changed))
    assert found is not None
    assert [sentence[:12] for sentence in found.altered] == ["The data hav"]


def test_changed_data_inside_a_pdf_are_told() -> None:
    changed = {**SNAPSHOT, "title": "Another title"}
    attachment = Attachment(ATTACHMENT, wire(SEAL, changed), "", samples.AS_OF)
    found = press.check_embedded(lay_out("<html lang=en><title>x</title><p>x").write(attachment).data)
    assert found is not None
    assert len(found.altered) == 1


@pytest.mark.parametrize("form", ["xlsx", "docx"])
def test_changed_data_inside_an_office_file_are_told(form: str) -> None:
    parts = {}
    with zipfile.ZipFile(io.BytesIO(press.render("register", SNAPSHOT, SEAL, form))) as archive:
        for name in archive.namelist():
            parts[name] = archive.read(name).replace(b"Veloz", b"Lento") if "customXml" in name else b""
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    found = press.check_embedded(changed.getvalue())
    assert found is not None
    assert [sentence[:12] for sentence in found.altered] == ["The data hav"]


@pytest.mark.parametrize("one", OFFERED, ids=lambda one: one.kind.value)
def test_every_kind_offered_can_be_made_in_each_of_its_formats(one: Described) -> None:
    assert one.kind.value in press.KINDS
    assert {form.value for form in one.formats} <= set(press.FORMATS)
    assert {Format.PDF, Format.XLSX, Format.JSON} <= set(one.formats)
    assert one.kind.value in TABLES


def test_data_of_another_kind_or_form_are_told() -> None:
    other = {**SNAPSHOT, "kind": "board", "version": 9}
    found = press.check_embedded(wire(samples.seal(other, kind="register"), other))
    assert found is not None
    assert found.altered == (
        "The data are not in the form of a report that this program knows.",
        "The data are of another kind of report than the seal.",
    )


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7\n%%EOF", b"{}", b"PK\x03\x04"])
def test_a_file_without_a_report_inside_is_unknown(data: bytes) -> None:
    assert press.check_embedded(data) is None


@pytest.mark.parametrize(("kind", "form"), [("board", "pdf"), ("ropa", "pdf"), ("register", "odt")])
def test_another_kind_or_an_unknown_format_is_refused(kind: str, form: str) -> None:
    with pytest.raises(ValueError, match="is no"):
        press.render(kind, SNAPSHOT, SEAL, form)


def test_a_seal_of_other_data_is_refused() -> None:
    with pytest.raises(ValueError, match="belongs to other data"):
        press.render("register", extremes.empty_register(), SEAL, "json")
