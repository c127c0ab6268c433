"""No text of the register reaches the file system or the network through a report of any kind, in any format."""

import http.server
import io
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from app.domain.reports.catalogue import described
from app.reporting import press
from tests.infra.test_pdf import REACHING
from tests.reporting import extremes, kinds, samples

SECRET = b"canary-5e1f0c7a-of-a-local-file"


class _Asked(http.server.BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """An address on this machine, and the paths that were asked of it."""
    handler = type("Handler", (_Asked,), {"asked": []})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/x.svg", handler.asked
    server.shutdown()
    server.server_close()


@pytest.fixture
def reaching(asked: tuple[str, list[str]]) -> Iterator[list[str]]:
    """Every hostile text replaced by markup that reaches for a file with a secret in it, or for the address."""
    folder = tempfile.TemporaryDirectory()  # whose path is short enough for a name of 200 characters
    secret = Path(folder.name, "s")
    secret.write_bytes(SECRET)
    before = list(extremes.HOSTILE)
    texts = [
        _filled(REACHING[place + len(REACHING) - len(before)], asked[0])
        if place % 2
        else _filled(REACHING[place], secret.as_uri())
        for place in range(len(before))
    ]
    extremes.HOSTILE[:] = texts
    yield asked[1]
    extremes.HOSTILE[:] = before
    folder.cleanup()


def _filled(markup: str, url: str) -> str:
    return markup.format(*[url] * markup.count("{}"))


def _streams(data: bytes) -> tuple[bytes, list[str], list[str]]:
    """All streams of a PDF unpacked, the names of the files in it, and the addresses that its links lead to."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        unpacked = [
            thing.read_bytes()
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Stream) and "/FFilter" not in thing
        ]
        links = [
            str(note.A.URI)
            for page in pdf.pages
            for note in page.get("/Annots", [])
            if "/A" in note and "/URI" in note.A
        ]
        return b"".join(unpacked), list(pdf.attachments), links


@pytest.mark.parametrize("kind", kinds.HOSTILE)
def test_text_that_reaches_out_gets_nothing(kind: str, reaching: list[str]) -> None:
    snapshot = kinds.HOSTILE[kind]()
    seal = samples.seal(snapshot, issued_by=extremes.HOSTILE[1])
    files = {form.value: press.render(kind, snapshot, seal, form.value) for form in described(kind).formats}
    page = press.render(kind, snapshot, seal, "html")

    unpacked, attached, links = _streams(files["pdf"])
    assert (attached, links) == (["snapshot.json"], [])
    assert SECRET not in unpacked
    for form in {"xlsx", "docx"} & set(files):
        with zipfile.ZipFile(io.BytesIO(files[form])) as package:
            parts = {name: package.read(name) for name in package.namelist()}
        assert [name for name, part in parts.items() if SECRET in part] == []
        outside = [name for name, part in parts.items() if b'TargetMode="External"' in part]
        assert outside == []
    assert SECRET not in page
    assert reaching == []
