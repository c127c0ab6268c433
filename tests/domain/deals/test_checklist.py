"""The closing checklist: what the record shows of each check, and what it does not."""

from typing import Any

from app.domain.deals.checklist import Check, CheckState, checklist
from tests.domain.deals.builders import (
    DEAL_NDA,
    agreement,
    approved,
    bidder,
    context,
    deal,
    dossier,
    review,
    segment,
)

SHA = "ab" * 32
CONSENT = agreement(assignment={"rule": "consent", "ref": "14.2"})


def checked(words: str, *held: Any, segments: Any = (), **changes: Any) -> Check:
    """The one check in which *words* occur, of the quiet deal with *changes*."""
    found = review(deal(*segments, **changes), context(), *held)
    (check,) = [one for one in checklist(found.matter, found.lines) if words in one.what]
    return check


def test_the_confidentiality_agreement_of_the_deal_is_named_where_it_is_in_force() -> None:
    found = checked("confidentiality", bidder(DEAL_NDA))
    assert (found.state, found.evidence[0][:7]) == (CheckState.DONE, "AG-0090")
    assert checked("confidentiality").state is CheckState.NOT_RECORDED


def test_every_disclosure_in_the_data_room_needs_a_note_on_redaction() -> None:
    shown = [{"on": "2026-09-14", "redaction_note": "Counts."}, {"on": "2026-10-01"}]
    found = checked("Redaction", diligence=shown)
    assert (found.state, found.done, found.of) == (CheckState.PARTLY, 1, 2)
    assert checked("Redaction", diligence=shown[:1]).state is CheckState.DONE
    assert checked("Redaction").state is CheckState.NOT_RECORDED


def test_a_consent_is_open_with_its_owner_and_line_until_it_is_received() -> None:
    gate = {"gate": "COUNTERPARTY_CONSENT", "owner": "counsel@lumen.example"}
    line = approved("E-001", "agreement", "AG-0001", "ASSIGN_CONSENT", gates=[gate])
    found = checked("to counterparties", dossier(CONSENT), items=[line])
    assert (found.state, found.owners, found.lines) == (
        CheckState.OPEN,
        ("counsel@lumen.example",),
        ("E-001",),
    )
    received = line | {"consent_status": "received", "consent_received_on": "2026-11-20"}
    assert checked("to counterparties", dossier(CONSENT), items=[received]).state is CheckState.DONE
    assert checked("to counterparties").state is CheckState.NOT_NEEDED


def test_opted_out_people_are_counted_and_must_not_go_to_the_buyer() -> None:
    assert checked("Objections", segments=[segment(opt_outs=40)]).evidence == (
        "40 opted out, counted in 1 of 1 segments",
    )
    assert checked("Objections").state is CheckState.NOT_RECORDED
    moved = checked(
        "Objections",
        segments=[segment(opted_out=True)],
        items=[approved("A-001", "segment", "S-001", "TRANSFER")],
    )
    assert (moved.state, moved.lines) == (CheckState.OPEN, ("A-001",))


def test_a_paper_appears_to_show_what_its_name_says_and_no_more() -> None:
    paper = {"sha256": SHA, "name": "recall-contacts.pdf"}
    found = checked("recalls", papers=[paper])
    assert (found.state, found.evidence) == (CheckState.APPEARS, ("Paper “recall-contacts.pdf”",))
    assert checked("recalls").state is CheckState.NOT_RECORDED


def test_assignments_are_open_until_every_line_is_ready() -> None:
    assert checked("Assignments", dossier(agreement())).state is CheckState.OPEN
    assert checked("Assignments").state is CheckState.NOT_NEEDED
    ready = {"items": [approved("E-001", "agreement", "AG-0001", "ASSIGN")]}
    found = checked("Assignments", dossier(agreement()), **ready)
    assert (found.state, found.done, found.of) == (CheckState.NOT_RECORDED, 1, 1)
    paper = {"sha256": SHA, "name": "deed.pdf", "note": "Assignment of contracts"}
    assert checked("Assignments", dossier(agreement()), papers=[paper], **ready).state is CheckState.APPEARS


def test_accounts_are_those_that_a_person_listed() -> None:
    line = approved("A-001", "account", "Shop administrator", "TRANSFER")
    assert checked("administrator accounts", items=[line]).state is CheckState.DONE
    assert checked("administrator accounts").state is CheckState.NOT_RECORDED


def test_vendors_are_told_one_by_one() -> None:
    told = [{"third_party": "TP-0001", "on": "2026-11-20"}, {"third_party": "TP-0002"}]
    found = checked("Vendors told", told=told)
    assert (found.state, found.lines) == (CheckState.PARTLY, ("TP-0002",))
    assert checked("Vendors told").state is CheckState.NOT_RECORDED
    assert checked("Vendors told", kind="share_purchase").state is CheckState.NOT_NEEDED


def test_the_register_and_the_notice_of_the_buyer_follow_the_record() -> None:
    assert checked("Register updated", register_moved_on="2026-11-20").state is CheckState.DONE
    assert checked("Register updated").state is CheckState.NOT_RECORDED
    assert checked("Buyer’s notice", art14_notice_on="2026-11-20").state is CheckState.DONE
    waiting = checked("Buyer’s notice")
    assert (waiting.state, str(waiting.due_on)) == (CheckState.NOT_RECORDED, "2027-03-31")
    assert checked("Buyer’s notice", kind="share_purchase").state is CheckState.NOT_NEEDED
