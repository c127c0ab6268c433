"""Whatever is rewritten, deleted or put in behind the product's back is named."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, update

from app.db.history import Revision
from app.db.unit_of_work import Work, technical_writes
from app.domain.audit.chain import entry_hash, head
from app.domain.audit.models import Entry
from app.domain.audit.verification import verify
from app.domain.catalogue.records import Category
from app.domain.operation import operation
from app.domain.reports import anchors
from app.domain.reports import operations as reports
from app.domain.reports.filing import File, Filing
from app.domain.reports.models import Rendering, RenderingCopy, Report
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.models import Contact
from app.domain.third_parties.models import ThirdParty as ThirdPartyRow
from app.domain.third_parties.records import ThirdParty
from app.extensions import db
from app.infra.blobs import Blobs
from app.kernel import clock
from app.security.actor import SYSTEM, Actor
from app.security.permissions import Permission

LATER = dt.datetime(2099, 1, 1, tzinfo=dt.UTC)


@operation(Permission.SYSTEM, "tests.discard")
def discard(work: Work, actor: Actor, key: str) -> None:
    work.remove(Category, key)


@operation(Permission.SYSTEM, "tests.keep")
def keep(work: Work, actor: Actor, record: Category) -> None:
    work.save(record)


@pytest.fixture
def first(either: Flask) -> Iterator[int]:
    """A register with a history, and the number of the first entry of it: two third parties, one changed twice."""
    with either.app_context():
        party = third_parties.register(SYSTEM, ThirdParty(name="Correo", contacts=[{"name": "Ana"}]))
        number = head(db.session)[0]
        third_parties.register(SYSTEM, ThirdParty(name="Boletín"))
        for description in ("Parcels", "Letters"):
            third_parties.update(SYSTEM, "TP-0001", party.model_copy(update={"description": description}))
        keep(SYSTEM, Category(key="ring"))
        discard(SYSTEM, "ring")
        assert faults() == []
        yield number
        db.session.remove()


def faults() -> list[str]:
    found = [fault.sentence for fault in verify(db.session, batch=2)]
    db.session.rollback()
    return found


def tamper(*statements: Any) -> None:
    with technical_writes("tampering") as session:
        for statement in statements:
            session.execute(statement)


def entry(seq: int) -> Any:
    return update(Entry).where(Entry.seq == seq)


def revision(number: int, key: str = "TP-0001") -> Any:
    return update(Revision).where(Revision.key == key, Revision.number == number)


def state(number: int) -> dict[str, Any]:
    where = (Revision.key == "TP-0001", Revision.number == number)
    found = dict(db.session.scalars(select(Revision.state).where(*where)).one())
    db.session.rollback()
    return found


REWRITTEN: dict[str, Callable[[int], dict[str, Any]]] = {
    "who": lambda seq: {"actor": "ana@lumen.example"},
    "what": lambda seq: {"operation": "third_party.archive"},
    "when": lambda seq: {"at": LATER},
    "the notes": lambda seq: {"notes": {"reason": "none"}},
    "the changes": lambda seq: {"changes": []},
    "the deal": lambda seq: {"deal": "D-001"},
    "the hash": lambda seq: {"hash": "f" * 64},
}


@pytest.mark.parametrize("part", REWRITTEN)
def test_a_rewritten_entry_is_named(first: int, part: str) -> None:
    tamper(entry(first + 1).values(**REWRITTEN[part](first + 1)))
    assert f"Entry {first + 1} was rewritten: its content does not match its hash." in faults()


def test_an_entry_rewritten_with_its_hash_breaks_the_chain(first: int) -> None:
    row = db.session.get_one(Entry, first + 1)
    values = {c.name: getattr(row, c.name) for c in Entry.__table__.columns if c.name != "hash"}
    forged = values | {"actor": "ana@lumen.example"}
    db.session.rollback()
    tamper(entry(first + 1).values(actor="ana@lumen.example", hash=entry_hash(**forged)))
    assert faults() == [f"Entry {first + 2} does not follow the hash of its predecessor."]


def test_a_deleted_entry_is_named(first: int) -> None:
    filed_by_it = delete(Revision).where(Revision.entry == first + 1)
    tamper(filed_by_it, delete(Entry).where(Entry.seq == first + 1))
    assert faults() == [
        f"Entry {first + 1} is missing before entry {first + 2}.",
        f"Entry {first + 2} does not follow the hash of its predecessor.",
        "TP-0002 stands in the register, but no operation put it there.",
    ]


def test_several_deleted_entries_are_named(first: int) -> None:
    gone = [first, first + 1]
    tamper(delete(Revision).where(Revision.entry.in_(gone)), delete(Entry).where(Entry.seq.in_(gone)))
    assert f"Entries {first} to {first + 1} are missing before entry {first + 2}." in faults()


def test_a_rewritten_revision_is_named(first: int) -> None:
    tamper(revision(1).values(state=state(1) | {"name": "Correo Viejo"}))
    assert faults() == ["Revision 1 of TP-0001 was rewritten."]


def test_a_revision_rewritten_with_its_digest_is_named(first: int) -> None:
    from app.domain.audit.chain import revision_digest

    forged = state(1) | {"name": "Correo Viejo"}
    at = db.session.scalars(select(Revision.valid_from).where(Revision.key == "TP-0001")).first()
    assert at is not None
    db.session.rollback()
    digest = revision_digest("third_party", "TP-0001", 1, at, forged)
    tamper(revision(1).values(state=forged, digest=digest))
    assert faults() == ["Revision 1 of TP-0001 was rewritten."]


@pytest.mark.parametrize("values", [{"valid_from": LATER}, {"owner": "TP-0002"}])
def test_a_revision_moved_elsewhere_is_named(first: int, values: dict[str, Any]) -> None:
    tamper(revision(1).values(**values))
    assert "Revision 1 of TP-0001 was rewritten." in faults()


def test_a_deleted_revision_is_named(first: int) -> None:
    tamper(delete(Revision).where(Revision.key == "TP-0001", Revision.number == 2))
    assert faults() == [
        "Revision 2 of TP-0001 (third_party) is missing.",
        "Revision 1 of TP-0001 does not end where the next begins.",
    ]


def test_a_revision_that_nothing_filed_is_named(first: int) -> None:
    row = db.session.scalars(select(Revision).where(Revision.key == "TP-0002")).one()
    values = {c.name: getattr(row, c.name) for c in Revision.__table__.columns if c.name != "id"}
    db.session.rollback()
    tamper(
        revision(1, "TP-0002").values(valid_to=LATER),
        insert(Revision).values(values | {"number": 2, "valid_from": LATER}),
    )
    assert faults() == ["Revision 2 of TP-0002 is in no entry of the trail."]


def test_a_revision_that_ends_too_early_too_late_or_never_is_named(first: int) -> None:
    tamper(revision(1).values(valid_to=LATER))
    assert faults() == ["Revision 1 of TP-0001 does not end where the next begins."]
    tamper(revision(1).values(valid_to=None))
    assert faults() == ["Revision 1 of TP-0001 does not end where the next begins."]


def test_an_object_that_silently_ends_is_named(first: int) -> None:
    tamper(revision(3).values(valid_to=LATER))
    assert faults() == [
        "Revision 3 of TP-0001 ends although nothing follows it.",
        "TP-0001 stands in the register, but no operation put it there.",
    ]


def test_an_object_that_lives_on_after_its_removal_is_named(first: int) -> None:
    tamper(revision(1, "ring").values(valid_to=None))
    assert faults() == [
        "Revision 1 of ring does not end where its object was removed.",
        "ring is missing from the register, but no operation removed it.",
    ]


def test_an_object_changed_past_the_operations_is_named(first: int) -> None:
    tamper(update(ThirdPartyRow).where(ThirdPartyRow.ref == "TP-0001").values(name="Correo Nuevo"))
    assert faults() == ["TP-0001 differs from its newest revision: no operation changed it."]


def test_a_part_changed_past_the_operations_is_named(first: int) -> None:
    tamper(delete(Contact).where(Contact.third_party == "TP-0001"))
    assert faults() == ["TP-0001 differs from its newest revision: no operation changed it."]


def test_an_object_deleted_past_the_operations_is_named(first: int) -> None:
    tamper(delete(ThirdPartyRow).where(ThirdPartyRow.ref == "TP-0002"))
    assert faults() == ["TP-0002 is missing from the register, but no operation removed it."]


def seal_a_report() -> str:
    seq, hash_ = head(db.session)
    now = clock.format_instant(clock.now())
    filing = Filing(
        seal={
            "number": "R-2027-0001",
            "issued_at": now,
            "issued_by": "system",
            "snapshot_sha256": "a" * 64,
            "trail": {"seq": seq, "hash": hash_},
            "previous": None,
            "paper": "A4",
        },
        place=1,
        kind="board",
        title="Executive audit report",
        as_of=clock.now(),
        on_day=dt.date(2027, 3, 15),
        parameters={},
        deal=None,
        order_sha256="d" * 64,
        files={"pdf": File("b" * 64, 1000, "e" * 64)},
    )
    return reports.file(SYSTEM, filing)


def contradictions() -> list[str]:
    found = [fault.sentence for fault in anchors.verify(db.session)]
    db.session.rollback()
    return found


def test_a_trail_whose_end_was_cut_off_contradicts_a_sealed_report(first: int) -> None:
    number = seal_a_report()
    assert (faults(), contradictions()) == ([], [])
    sealed_at = first + 5
    tamper(delete(Entry).where(Entry.seq >= sealed_at))
    assert contradictions() == [
        f"Report {number} was filed by no entry of the trail.",
        f"Entry {sealed_at} is missing: report {number} was sealed after it.",
    ]


def test_a_trail_written_anew_contradicts_a_sealed_report(first: int) -> None:
    number = seal_a_report()
    tamper(entry(first + 5).values(hash="f" * 64))
    said = f"The trail up to entry {first + 5} is not the one on which {number} was sealed."
    assert contradictions() == [said]


@pytest.mark.parametrize(
    "change",
    [
        {"snapshot_sha256": "c" * 64},
        {"title": "Another title"},
        {"as_of": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
        {"on_day": dt.date(2020, 1, 1)},
        {"issued_by": "Somebody else"},
        {"parameters": {"deal": "D-001"}},
        {"paper": "Letter"},
        {"order_sha256": "f" * 64},
    ],
)
def test_a_report_whose_row_was_rewritten_is_named(first: int, change: dict[str, Any]) -> None:
    number = seal_a_report()
    tamper(update(Report).values(**change))
    assert contradictions() == [f"Report {number} differs from what was filed."]


def test_a_report_that_was_taken_away_is_named(first: int) -> None:
    number = seal_a_report()
    tamper(delete(Rendering), delete(Report))
    assert contradictions() == [f"Report {number} is missing from the register."]


@pytest.mark.parametrize("change", [{"sha256": "c" * 64}, {"unsigned_sha256": "c" * 64}])
def test_a_digest_of_a_file_that_was_rewritten_is_named(first: int, change: dict[str, str]) -> None:
    number = seal_a_report()
    tamper(update(Rendering).values(**change))
    assert contradictions() == [f"The digest of the PDF of report {number} is not the one filed."]


def test_a_file_taken_from_a_report_or_given_to_it_is_named(first: int) -> None:
    number = seal_a_report()
    tamper(insert(Rendering).values(report=number, format="json", sha256="c" * 64, size=1))
    assert contradictions() == [f"The digest of the JSON of report {number} is not the one filed."]
    tamper(delete(Rendering))
    assert contradictions() == [f"The PDF of report {number} is missing from the register."]


def test_files_that_are_missing_or_altered_in_the_store_are_named(first: int, tmp_path: Path) -> None:
    number = seal_a_report()
    blobs = Blobs(tmp_path)
    assert [fault.sentence for fault in anchors.verify(db.session, blobs)] == [
        f"The PDF file of report {number} is missing."
    ]
    path = blobs.path("b" * 64)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"something else")
    assert [fault.sentence for fault in anchors.verify(db.session, blobs)] == [
        f"The PDF file of report {number} was altered."
    ]
    db.session.rollback()


def test_a_copy_that_was_rewritten_or_taken_away_is_named(first: int) -> None:
    number = seal_a_report()
    reports.file_copy(SYSTEM, number, "pdf", "guest@law.example", File("9" * 64, 5))
    assert contradictions() == []
    tamper(update(RenderingCopy).values(recipient="somebody@else.example"))
    assert contradictions() == [f"A copy of report {number} differs from what was filed."]
    tamper(delete(RenderingCopy))
    assert contradictions() == [f"A copy of report {number} is missing from the register."]
