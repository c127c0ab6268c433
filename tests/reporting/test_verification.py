"""Whatever is done to a file of a report, it is called altered or unknown, never genuine: online and offline."""

import io
import json
import random
import zipfile
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.domain.reports import operations, queries
from app.domain.reports.filing import File
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import ThirdParty
from app.infra import certificates, sheet_rows, sign
from app.infra.blobs import Blobs, open_blobs
from app.kernel.canonical import canonical, sha256
from app.reporting import issue, offline, seal, verification
from app.reporting.order import Order
from app.reporting.verdict import State, Verdict
from app.security.actor import SYSTEM
from app.settings import Settings

FORMS = ("pdf", "json", "xlsx", "docx")


class Sealed:
    """A report with its files, and what is needed to check them."""

    def __init__(self, app: Flask, session: Session, kind: str = "register") -> None:
        self.session = session
        self.blobs: Blobs = open_blobs(app.config["SETTINGS"])
        self.identity = certificates.identity(app.config["SETTINGS"])
        third_parties.register(SYSTEM, ThirdParty(name="Veloz Paquetería"))
        self.number = issue.issue(session, self.blobs, SYSTEM, Order(kind)).number
        self.files = {
            file.format: self.blobs.get(file.sha256) for file in queries.renderings(session, self.number)
        }

    def online(self, data: bytes) -> Verdict:
        return verification.verify(self.session, data, self.blobs)

    def offline(self, data: bytes, *trusted: x509.Certificate) -> Verdict:
        return offline.examine(data, trusted or self.identity.chain)

    def expect_neither(self, data: bytes, words: str = "", *, unknown: bool = False) -> None:
        """That *data* is not genuine either way, and online altered, with *words* in the sentence."""
        verdict = self.online(data)
        assert verdict.state is (State.UNKNOWN if unknown else State.ALTERED), verdict
        assert words in verdict.sentence
        assert not self.offline(data).holds


@pytest.fixture
def sealed(app: Flask, session: Session) -> Sealed:
    return Sealed(app, session)


@pytest.fixture
def with_word(app: Flask, session: Session) -> Sealed:
    """A report of the kind that has a file in every form."""
    return Sealed(app, session, "clauses")


@pytest.fixture
def stranger(tmp_path: Path) -> certificates.Identity:
    """An identity that somebody made up."""
    return certificates.identity(Settings.read({}, instance=tmp_path))


def test_every_file_is_genuine_as_it_was_issued(with_word: Sealed) -> None:
    assert set(FORMS) == set(with_word.files)
    for form, data in with_word.files.items():
        assert with_word.online(data).state is State.GENUINE, form
        assert with_word.offline(data).state is State.GENUINE, form


def test_offline_nothing_is_genuine_without_a_trusted_certificate(
    sealed: Sealed, stranger: certificates.Identity
) -> None:
    for data in sealed.files.values():
        assert offline.examine(data, []).state is State.UNKNOWN
        assert sealed.offline(data, stranger.certificate).state is State.UNKNOWN


def test_a_superseded_file_is_genuine_and_says_so(sealed: Sealed) -> None:
    third_parties.register(SYSTEM, ThirdParty(name="Somebody new"))
    later = issue.issue(sealed.session, sealed.blobs, SYSTEM, Order("register"))
    verdict = sealed.online(sealed.files["xlsx"])
    assert (verdict.state, verdict.holds) == (State.SUPERSEDED, True)
    assert later.number in verdict.sentence


def test_offline_a_workbook_of_data_that_no_sheet_can_hold_is_none_of_ours(
    sealed: Sealed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_rows, "_MOST_ROWS", 1)
    assert sealed.offline(sealed.files["xlsx"]).state is State.ALTERED


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_any_byte_changed_is_noticed(form: str, with_word: Sealed, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 -- chance, not secrets
    data = bytearray(with_word.files[form])
    for _ in range(chance.choice((1, 1, 1, 5))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    if bytes(data) == with_word.files[form]:
        return
    assert not with_word.online(bytes(data)).holds
    assert not with_word.offline(bytes(data)).holds


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_any_byte_changed_in_the_signature_itself_is_noticed(sealed: Sealed, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 -- chance, not secrets
    data = bytearray(sealed.files["pdf"])
    start = data.rfind(b"/Contents <") + len(b"/Contents <")
    place = chance.randrange(start, data.find(b">", start))
    data[place] ^= 1 << chance.randrange(8)
    assert not sealed.online(bytes(data)).holds
    assert not sealed.offline(bytes(data)).holds


@pytest.mark.parametrize("form", FORMS)
def test_a_file_cut_short_or_drawn_out_is_noticed(form: str, with_word: Sealed) -> None:
    data = with_word.files[form]
    for other in (data[:-1], data[: len(data) // 2], data + b"\n", data + b"%%EOF\n"):
        assert not with_word.online(other).holds
        assert not with_word.offline(other).holds


def test_an_update_added_to_the_pdf_is_named(sealed: Sealed) -> None:
    from pyhanko.pdf_utils.generic import pdf_name, pdf_string
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(sealed.files["pdf"]))
    writer.root[pdf_name("/Lang")] = pdf_string("es")
    writer.update_root()
    output = io.BytesIO()
    writer.write(output)
    sealed.expect_neither(output.getvalue(), "bytes were added behind the sealed file")


def test_a_pdf_saved_anew_is_named_with_the_pages_that_changed(sealed: Sealed) -> None:
    with pikepdf.open(io.BytesIO(sealed.files["pdf"])) as pdf:
        page = pdf.pages[1]
        page.contents_add(b"q 1 0 0 rg 100 100 50 50 re f Q")
        output = io.BytesIO()
        pdf.save(output)
    sealed.expect_neither(output.getvalue(), "Changed pages: 2.")


def test_a_pdf_with_a_page_taken_out_is_named(sealed: Sealed) -> None:
    with pikepdf.open(io.BytesIO(sealed.files["pdf"])) as pdf:
        del pdf.pages[-1]
        output = io.BytesIO()
        pdf.save(output)
    sealed.expect_neither(output.getvalue(), "The pages are not those that were issued.")


def test_swapped_data_inside_the_pdf_are_named(sealed: Sealed) -> None:
    other = issue.issue(sealed.session, sealed.blobs, SYSTEM, Order("board"))
    files = {file.format: file.sha256 for file in queries.renderings(sealed.session, other.number)}
    with pikepdf.open(io.BytesIO(sealed.files["pdf"])) as pdf:
        stream = pdf.Root.AF[0].EF.F
        stream.write(sealed.blobs.get(files["json"]))
        output = io.BytesIO()
        pdf.save(output)
    verdict = sealed.online(output.getvalue())
    assert verdict.state is State.ALTERED
    assert verdict.details == [("Report named", other.number)]
    assert not sealed.offline(output.getvalue()).holds


def test_a_signature_taken_off_is_named(sealed: Sealed) -> None:
    data = sealed.files["pdf"]
    bare = data[: sign.examine(data).end]  # type: ignore[union-attr]
    bare = bare[: bare.rfind(b"%%EOF", 0, bare.rfind(b"%%EOF")) + len(b"%%EOF\n")]
    assert sha256(bare) == queries.renderings(sealed.session, sealed.number)[1].unsigned_sha256
    sealed.expect_neither(bare, "The signature was taken off.")


def test_a_pdf_signed_anew_by_somebody_else_is_named(sealed: Sealed, stranger: certificates.Identity) -> None:
    data = sealed.files["pdf"]
    end = data.rfind(b"%%EOF", 0, data.rfind(b"%%EOF")) + len(b"%%EOF\n")
    forged = sign.sign(data[:end], stranger, reason="Seal")
    sealed.expect_neither(forged, "it was signed anew, with the certificate")
    assert offline.examine(forged, stranger.chain).state is not State.GENUINE
    twice = sign.sign(data[:end], sealed.identity, reason="Seal")
    assert sealed.online(twice).state is State.ALTERED


def test_a_seal_signed_by_somebody_else_is_named(sealed: Sealed, stranger: certificates.Identity) -> None:
    found = seal.unwire(sealed.files["json"])
    assert found is not None
    forged = seal.wire(seal.signed(found[0], stranger), found[1])
    sealed.expect_neither(forged, "The seal was signed with another certificate.")


def test_a_seal_without_its_signature_is_named(sealed: Sealed) -> None:
    wire = json.loads(sealed.files["json"])
    wire["seal"]["signature"] = None
    sealed.expect_neither(canonical(wire), "The seal is not the one of the report")


@pytest.mark.parametrize("key", ["issued_by", "issued_at", "number", "paper"])
def test_a_changed_seal_is_noticed(sealed: Sealed, key: str) -> None:
    wire = json.loads(sealed.files["json"])
    wire["seal"][key] = {"number": "R-2020-0009", "paper": "Letter"}.get(key, "2020-01-01T00:00:00.000000Z")
    sealed.expect_neither(canonical(wire), unknown=key == "number")


def test_changed_data_are_named_down_to_the_value_for_those_who_may_know(sealed: Sealed) -> None:
    wire = json.loads(sealed.files["json"])
    wire["snapshot"]["data"]["third_parties"][0]["name"] = "Somebody else"
    sealed.expect_neither(canonical(wire), "; the seal names ")
    plain = sealed.online(canonical(wire))
    assert plain.details == [("Report named", sealed.number)]
    told = verification.verify(sealed.session, canonical(wire), sealed.blobs, in_detail=True)
    assert ("The data differ at", "/data/third_parties/0/name") in told.details


def test_json_written_in_another_way_is_altered(sealed: Sealed) -> None:
    sealed.expect_neither(json.dumps(json.loads(sealed.files["json"]), indent=1).encode(), "The file has")


def test_a_changed_sheet_is_named(sealed: Sealed) -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sealed.files["xlsx"])) as genuine, zipfile.ZipFile(output, "w") as other:
        for part in genuine.infolist():
            data = genuine.read(part)
            if part.filename == "xl/worksheets/sheet2.xml":
                data = data.replace(b"</sheetData>", b"<!-- --></sheetData>")
            other.writestr(part, data)
    sealed.expect_neither(output.getvalue(), "Changed parts of the file: xl/worksheets/sheet2.xml.")


def test_a_workbook_packed_anew_is_altered(sealed: Sealed) -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sealed.files["xlsx"])) as genuine, zipfile.ZipFile(output, "w") as other:
        for part in genuine.infolist():
            other.writestr(part.filename, genuine.read(part))
    sealed.expect_neither(output.getvalue(), "the file around them was changed")


def test_a_copy_made_for_one_recipient_is_genuine(sealed: Sealed) -> None:
    copy = sealed.files["pdf"] + b"% for a guest\n"
    assert sealed.online(copy).state is State.ALTERED
    operations.file_copy(
        SYSTEM, sealed.number, "pdf", "guest@law.example", File(sealed.blobs.put(copy), len(copy))
    )
    verdict = sealed.online(copy)
    assert verdict.state is State.GENUINE
    assert ("Copy for", "guest@law.example") in verdict.details


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7\n%%EOF", b"PK\x03\x04", b"{}", b"\xff" * 100])
def test_what_is_no_report_is_unknown(sealed: Sealed, data: bytes) -> None:
    assert sealed.online(data).state is State.UNKNOWN
    assert sealed.offline(data).state is State.UNKNOWN
