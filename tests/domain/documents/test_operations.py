import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.domain.documents import operations, queries
from app.infra.blobs import Blobs, Damaged
from app.infra.media import Upload
from app.kernel.canonical import sha256
from app.kernel.errors import Denied, Invalid, Missing, Refused, TooLarge
from app.security.actor import Actor
from tests.domain import objects

pytestmark = pytest.mark.usefixtures("today")

LIMIT = 10_000
FIRST, SECOND, THIRD = (Upload("dpa.pdf", b"%PDF-1.7 version " + number) for number in (b"1", b"2", b"3"))


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "blobs")


def file(actor: Actor, blobs: Blobs, upload: Upload = FIRST) -> str:
    return operations.file(actor, blobs, upload, limit=LIMIT).sha256


def test_a_filed_document_can_be_read_back(
    session: Session, officer: Actor, blobs: Blobs, today: dt.date
) -> None:
    key = file(officer, blobs)

    document, data = queries.read(session, blobs, key)

    assert data == FIRST.data
    assert (document.sha256, document.name, document.size) == (sha256(FIRST.data), "dpa.pdf", len(FIRST.data))
    assert (document.media_type, document.uploaded_on) == ("application/pdf", today)


@pytest.mark.parametrize(
    "upload",
    [
        Upload("dpa.pdf", b""),
        Upload("dpa.pdf", b"MZ\x90\x00" + bytes(100)),
        Upload("dpa.exe", FIRST.data),
        Upload("x" * 300 + ".pdf", FIRST.data),
        Upload("a\x07b.pdf", FIRST.data),
    ],
    ids=["empty", "program", "ending", "long name", "control character"],
)
def test_a_bad_file_leaves_nothing(session: Session, officer: Actor, blobs: Blobs, upload: Upload) -> None:
    with pytest.raises(Invalid):
        operations.file(officer, blobs, upload, limit=LIMIT)

    assert (queries.options(session), list(blobs.keys())) == ([], [])


def test_a_file_beyond_the_limit_leaves_nothing(session: Session, officer: Actor, blobs: Blobs) -> None:
    with pytest.raises(TooLarge):
        operations.file(officer, blobs, Upload("dpa.pdf", FIRST.data + bytes(LIMIT)), limit=LIMIT)

    assert list(blobs.keys()) == []


def test_who_may_not_write_stores_nothing(session: Session, counsel: Actor, blobs: Blobs) -> None:
    with pytest.raises(Denied):
        file(counsel, blobs)

    assert list(blobs.keys()) == []


def test_the_same_bytes_are_the_same_document(session: Session, officer: Actor, blobs: Blobs) -> None:
    key = file(officer, blobs)
    operations.archive(officer, key)

    again = operations.file(officer, blobs, Upload("other-name.pdf", FIRST.data), limit=LIMIT)

    assert (again.sha256, again.name, again.archived) == (key, "dpa.pdf", False)


def test_versions_form_a_chain(session: Session, officer: Actor, blobs: Blobs) -> None:
    first = file(officer, blobs)
    second = operations.replace(officer, blobs, first, SECOND, limit=LIMIT)
    third = operations.replace(officer, blobs, second.sha256, THIRD, limit=LIMIT)

    chain = [first, second.sha256, third.sha256]
    assert [row.sha256 for row in queries.versions(session, second.sha256)] == chain
    assert [key for key, _ in queries.options(session)] == [third.sha256]
    assert queries.read(session, blobs, first)[1] == FIRST.data


def test_a_version_is_replaced_once(session: Session, officer: Actor, blobs: Blobs) -> None:
    first = file(officer, blobs)
    second = operations.replace(officer, blobs, first, SECOND, limit=LIMIT)

    with pytest.raises(Refused) as caught:
        operations.replace(officer, blobs, first, THIRD, limit=LIMIT)

    assert caught.value.sentence == (
        f"“dpa.pdf” was already replaced by {second.sha256[:12]}…: replace that version instead."
    )


def test_a_version_differs_from_what_it_replaces(session: Session, officer: Actor, blobs: Blobs) -> None:
    first, second = file(officer, blobs), file(officer, blobs, SECOND)

    for earlier, upload in ((first, FIRST), (first, SECOND)):
        with pytest.raises(Refused):
            operations.replace(officer, blobs, earlier, upload, limit=LIMIT)

    assert queries.successor(session, first) is None
    assert queries.get(session, second)[0].replaces is None


def test_replacing_what_is_not_there_is_missing(session: Session, officer: Actor, blobs: Blobs) -> None:
    with pytest.raises(Missing):
        operations.replace(officer, blobs, "0" * 64, FIRST, limit=LIMIT)


def test_a_document_in_use_is_not_archived(session: Session, officer: Actor, blobs: Blobs) -> None:
    key = file(officer, blobs)
    objects.third_party(evidence=[{"kind": "audit", "doc_sha256": key}])
    objects.agreement("TP-0001", doc_sha256=key)

    with pytest.raises(Refused) as caught:
        operations.archive(officer, key)

    assert caught.value.sentence == (
        "“dpa.pdf” is in use by AG-0001 and TP-0001: choose another document there first."
    )


def test_an_altered_file_is_not_handed_out(session: Session, officer: Actor, blobs: Blobs) -> None:
    key = file(officer, blobs)
    blobs.path(key).write_bytes(b"%PDF-1.7 forged")

    with pytest.raises(Damaged):
        queries.read(session, blobs, key)


def test_bytes_that_a_dump_left_out_come_back_by_filing_them(
    session: Session, officer: Actor, blobs: Blobs
) -> None:
    key = file(officer, blobs)
    blobs.path(key).unlink()

    with pytest.raises(Missing):
        queries.read(session, blobs, key)
    file(officer, blobs)

    assert queries.read(session, blobs, key)[1] == FIRST.data


def test_a_document_keeps_its_ending(session: Session, officer: Actor, blobs: Blobs) -> None:
    key = file(officer, blobs)

    renamed = operations.rename(officer, key, "Processing agreement 2027.PDF")
    with pytest.raises(Invalid):
        operations.rename(officer, key, "Processing agreement.exe")

    assert (renamed.name, renamed.sha256) == ("Processing agreement 2027.PDF", key)
