import datetime as dt
import http.server
import io
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from app.infra import fonts
from app.infra.pdf import Attachment, ForbiddenAddress, attached, lay_out, versions

DATA = Attachment("snapshot.json", b'{"canary":1}', "The data", dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
SQUARE = b'<svg xmlns="http://www.w3.org/2000/svg" width="5" height="5"><rect width="5" height="5"/></svg>'

REACHING = [
    '<img src="{}">',
    '<img srcset="{} 2x">',
    '<link rel="stylesheet" href="{}">',
    '<link rel="attachment" href="{}">',
    '<a rel="attachment" href="{}">x</a>',
    '<object data="{}"></object>',
    '<embed src="{}">',
    '<iframe src="{}"></iframe>',
    '<video src="{}" poster="{}"></video>',
    "<style>@import url({});</style>",
    "<style>body {{ background: url({}) }}</style>",
    "<style>p::before {{ content: url({}) }}</style>",
    "<style>@font-face {{ font-family: x; src: url({}) }} p {{ font-family: x }}</style>",
    '<ul style="list-style-image: url({})"><li>x</li></ul>',
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{}" width="9" height="9"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><use href="{}#a"/></svg>',
    '<base href="{}/"><img src="x.svg">',
    '<meta http-equiv="refresh" content="0; url={}">',
]


def document(body: str, head: str = "") -> str:
    """A small document with *body*."""
    return f'<html lang="en"><head><title>Probe</title>{head}</head><body><p>Seen</p>{body}</body></html>'


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, list[str]]]:
    """A web server on this machine that notes what it is asked for."""
    asked: list[str] = []

    class Noting(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "image/svg+xml")
            self.end_headers()
            self.wfile.write(SQUARE)

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Noting) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}/canary.svg", asked
        running.shutdown()
        thread.join()


def reached(body: str) -> bytes:
    """The file that *body* makes, unpacked, or nothing where it is refused."""
    try:
        data = lay_out(document(body)).write(DATA).data
    except ForbiddenAddress:
        return b""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        streams = [o.read_bytes() for o in pdf.objects if isinstance(o, pikepdf.Stream)]
    return b"\n".join(streams)


@pytest.mark.parametrize("markup", REACHING)
def test_no_markup_makes_a_report_call_anybody(markup: str, server: tuple[str, list[str]]) -> None:
    address, asked = server
    reached(markup.format(address, address))
    assert asked == []


@pytest.mark.parametrize("markup", REACHING)
def test_no_markup_makes_a_report_read_a_file(markup: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.css"
    secret.write_text("canary-of-the-disk")
    assert b"canary-of-the-disk" not in reached(markup.format(secret.as_uri(), secret.as_uri()))


@pytest.mark.parametrize(
    "address",
    ["file:///etc/hostname", "http://127.0.0.1/x", "https://x.example/x", "data:image/svg+xml,<svg/>", "ftp://x/y",
     "asset:another.svg", "ASSET:mine.svg"],
)  # fmt: skip
def test_an_image_that_is_not_the_reports_own_stops_the_report(address: str) -> None:
    with pytest.raises(ForbiddenAddress, match="A report may not read"):
        lay_out(document(f'<img alt="x" src="{address}">'), {"mine.svg": ("image/svg+xml", SQUARE)})


def test_a_report_is_handed_its_own_assets() -> None:
    own = {"mine.svg": ("image/svg+xml", SQUARE)}
    with_image = lay_out(document('<img alt="x" src="asset:mine.svg">'), own).write(DATA).data
    without = lay_out(document("")).write(DATA).data
    assert len(with_image) > len(without)


def test_an_attachment_is_read_back_whole() -> None:
    data = lay_out(document("")).write(DATA).data
    assert attached(data, "snapshot.json", 100) == DATA.data


def test_an_attachment_of_another_name_is_not_read() -> None:
    data = lay_out(document("")).write(DATA).data
    assert attached(data, "other.json", 100) is None


def test_an_attachment_that_unpacks_beyond_the_limit_is_not_read() -> None:
    bomb = Attachment("snapshot.json", b"0" * 5_000_000, "", DATA.dated)
    data = lay_out(document("")).write(bomb).data
    assert len(data) < 100_000
    assert attached(data, "snapshot.json", 4_999_999) is None


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"%PDF-1.7\ntrailer<</Root 1 0 R>>", b"\x00" * 2000])
def test_what_is_no_pdf_has_no_attachment(data: bytes) -> None:
    assert attached(data, "snapshot.json", 100) is None


def test_a_truncated_or_encrypted_file_has_no_attachment() -> None:
    data = lay_out(document("")).write(DATA).data
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="x", user=""))
    assert attached(locked.getvalue(), "snapshot.json", 100) is None
    assert attached(data[: len(data) // 2], "snapshot.json", 100) is None


def test_a_file_names_both_standards_and_associates_its_attachment_once() -> None:
    data = lay_out(document("")).write(DATA).data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        metadata = pdf.Root.Metadata.read_bytes()
        assert [str(f.UF) for f in pdf.Root.AF] == ["snapshot.json"]
        assert str(pdf.Root.AF[0].AFRelationship) == "/Data"
    assert metadata.count(b'pdfuaid:part="1"') == 1
    assert b'pdfaid:part="3"' in metadata
    assert b'pdfaid:conformance="A"' in metadata


def test_characters_without_a_glyph_are_named() -> None:
    written = lay_out(document("<p>Old \U00011f04 and new</p>")).write(DATA)
    seen = lay_out(document("<p>Plain</p>")).write(DATA)
    assert (written.missing, seen.missing) == (frozenset("\U00011f04"), frozenset())


MAKE = """
import datetime as dt, hashlib, sys
from app.infra.pdf import Attachment, lay_out
html = '<html lang="en"><head><title>T</title></head><body><h1>One 💎 شركة 測試</h1><p>' + 'word ' * 400
data = lay_out(html).write(Attachment("a", b"{}", "", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))).data
print(hashlib.sha256(data).hexdigest())
"""


def test_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    hashes = []
    for seed, place in (("1", root), ("2", tmp_path)):
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root), "TZ": f"Etc/GMT-{seed}"}
        run = subprocess.run(
            [sys.executable, "-c", MAKE], env=env, cwd=place, capture_output=True, text=True, check=True
        )
        hashes.append(run.stdout)
    assert hashes[0] == hashes[1]


def test_versions_name_the_setter_and_every_installed_font() -> None:
    found = versions()
    expected = {f"font {family}" for family in fonts.WANTED if family not in fonts.missing_fonts()}
    assert expected | {"weasyprint", "pydyf", "pango", "harfbuzz"} <= set(found)
    assert all(found.values())


def test_every_font_that_print_wants_is_installed() -> None:
    assert fonts.missing_fonts() == []


def test_brackets_read_the_same_after_right_to_left_text() -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler-utils is not installed")
    data = lay_out(document("<p>\u2068שלום (12)\u2069</p><p>Art. 28(3) [a] {b}</p>")).write(DATA).data
    run = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True)
    assert "Art. 28(3) [a] {b}" in run.stdout.decode()
