"""Signing a PDF: by the organisation's chain, and with a time stamp of an authority that is asked over HTTP."""

import datetime as dt
import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from app.infra import certificates, sign
from app.infra.certificates import Identity
from app.infra.pdf import Attachment, lay_out
from app.settings import Settings
from tests.infra.test_certificates import made
from tests.reporting.verapdf import broken_clauses

STAMPED = dt.datetime(2026, 5, 4, 3, 2, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    attachment = Attachment("data.json", b"{}", "Data", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    page = '<html lang="en"><head><title>A page</title></head><body><h1>A page</h1><p>With text.</p></body></html>'
    return lay_out(page).write(attachment).data


@pytest.fixture
def own(tmp_path: Path) -> Identity:
    return certificates.identity(Settings.read({}, instance=tmp_path))


class Authority(HTTPServer):
    """A time-stamp authority on this machine; *answers* says what it does."""

    answers = "granted"

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        key = rsa.generate_private_key(65537, 2048)
        _, self.certificate = made("Time Stamp Authority", key)
        plain = serialization.NoEncryption()
        self.stamper = DummyTimeStamper(
            asn1.Certificate.load(certificates.der(self.certificate)),
            keys.PrivateKeyInfo.load(
                key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, plain)
            ),
            fixed_dt=STAMPED,
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/tsa"


class _Handler(BaseHTTPRequestHandler):
    server: Authority

    def do_POST(self) -> None:
        assert self.headers["Content-Type"] == "application/timestamp-query"
        request = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.answers == "elsewhere":
            self.send_response(302)
            self.send_header("Location", self.server.url)
            self.end_headers()
            return
        body = self.server.stamper.request_tsa_response(request).dump()
        if self.server.answers == "nonsense":
            body = b"<html>sign in first</html>"
        if self.server.answers == "refused":
            body = tsp.TimeStampResp({"status": {"status": "rejection"}}).dump()
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Nothing on the screen."""


@pytest.fixture
def authority() -> Iterator[Authority]:
    server = Authority()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_signing_adds_to_the_file_and_changes_nothing_in_it(pdf: bytes, own: Identity) -> None:
    signed = sign.sign(pdf, own, reason="Seal of report R-2026-0001")
    assert signed.startswith(pdf)
    found = sign.examine(signed)
    assert found is not None
    assert (found.faults, found.end, found.chain, found.stamped_at) == ((), len(signed), own.chain, None)
    field = PdfFileReader(io.BytesIO(signed)).embedded_signatures[0]
    assert field.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert field.sig_object["/Reason"] == "Seal of report R-2026-0001"
    assert [float(edge) for edge in field.sig_field["/Rect"]] == [0, 0, 0, 0]


def test_a_signed_file_still_passes_pdf_a_and_pdf_ua(pdf: bytes, own: Identity, authority: Authority) -> None:
    files = {
        "signed": sign.sign(pdf, own, reason="Seal"),
        "stamped": sign.sign(pdf, own, reason="Seal", timestamp_url=authority.url),
    }
    assert broken_clauses(files) == {"signed": [], "stamped": []}


def test_an_organisations_chain_comes_along(pdf: bytes) -> None:
    root = made("Root", ca=True)
    middle = made("Middle", by=root, ca=True)
    key, leaf = made("Joyería Lumen", by=middle)
    identity = Identity(key, (leaf, middle[1], root[1]), own=False)
    found = sign.examine(sign.sign(pdf, identity, reason="Seal"))
    assert found is not None
    assert found.faults == ()
    assert found.certificate == leaf
    assert sorted(map(certificates.der, found.chain)) == sorted(map(certificates.der, identity.chain))


def test_a_time_stamp_is_asked_for_and_kept(pdf: bytes, own: Identity, authority: Authority) -> None:
    found = sign.examine(sign.sign(pdf, own, reason="Seal", timestamp_url=authority.url))
    assert found is not None
    assert (found.faults, found.stamped_at) == ((), STAMPED)
    assert found.stamped_by == (authority.certificate,)


@pytest.mark.parametrize("answers", ["refused", "nonsense", "elsewhere"])
def test_an_authority_that_gives_no_stamp_ends_it(
    pdf: bytes, own: Identity, authority: Authority, answers: str
) -> None:
    authority.answers = answers
    with pytest.raises(sign.Unstamped, match="nothing was issued"):
        sign.sign(pdf, own, reason="Seal", timestamp_url=authority.url)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/", "tsa.example"])
def test_only_the_web_is_asked(pdf: bytes, own: Identity, url: str) -> None:
    with pytest.raises(sign.Unstamped, match="begins with https"):
        sign.sign(pdf, own, reason="Seal", timestamp_url=url)


def test_nobody_at_the_address_ends_it(pdf: bytes, own: Identity) -> None:
    with pytest.raises(sign.Unstamped):
        sign.sign(pdf, own, reason="Seal", timestamp_url="http://127.0.0.1:9/tsa")


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n%%EOF", b"hello"])
def test_what_is_no_signed_pdf_has_no_signature(data: bytes) -> None:
    assert sign.examine(data) is None


def test_an_unsigned_pdf_has_no_signature(pdf: bytes) -> None:
    assert sign.examine(pdf) is None
