"""Snapshots of R5 and R8: of the ordinary register, of one with nothing in it, and of hostile names."""

import datetime as dt
from typing import Any

from app.domain.evidence.records import Disclosure, Preference
from app.domain.findings.dossier import Context, Dossier
from app.domain.notices.records import Notice
from app.reporting.snapshot.ledger import collect_ledger
from app.reporting.snapshot.notice import collect_notice
from app.reporting.snapshot.schema.frame import Snapshot
from tests.reporting import extremes, samples

POLICY = """We respect your privacy. We use your details for these purposes:

• to deliver what you ordered
• to write to you about offers

We may pass data to others whose business keeps the site working. We send out e-mails from aggregate data. You may
write “remove” at any time."""
K9 = [{"id": "K9", "name": "Opt-out propagation", "numerator": 1, "denominator": 3, "parts": {}}]


def policy(**changes: Any) -> Notice:
    """A version of a notice: its purposes, an open-ended ground, and a contradiction."""
    state: dict[str, Any] = {
        "ref": "NV-0001",
        "title": "Privacy notice",
        "entity": "EN-0001",
        "url": "https://solana.example/privacy",
        "captured_on": "2026-02-01",
        "effective_on": "2026-01-15",
        "text": POLICY,
        "sha256": "c" * 64,
        "provisions": [
            {"code": "P1", "kind": "purpose", "sentence_no": 2, "text": "Deliver orders"},
            {"code": "G2", "kind": "disclosure_ground", "sentence_no": 3, "text": "Others", "unclear": True},
            {"code": "A4", "kind": "purpose", "sentence_no": 4, "text": "Aggregate e-mails"},
            {"code": "PR5", "kind": "promise", "sentence_no": 5, "text": "Remove means remove"},
        ],
        "statements": [
            {"key": "cookies", "state": "partly", "sentence_no": 1, "note": "Pixels are not named."},
            {"key": "rights", "state": "stated", "sentence_no": 5},
        ],
    }
    return Notice.parse(state | changes)


def linked(dossiers: list[Dossier], reason: str = "As the sentence says.") -> list[Dossier]:
    """*dossiers* with every flow linked to the ground of the notice, and to a provision that it lost."""
    links = [
        {
            "provision": "NV-0001/G2",
            "strength": "express",
            "reason": reason,
            "linked_by": "ines@solana.example",
            "linked_on": "2026-03-01",
        },
        {"provision": "NV-0001/G9", "strength": "arguable"},
    ]
    return [
        Dossier(
            one.third_party,
            one.agreements,
            tuple(type(flow).parse(flow.to_state() | {"notice_links": links}) for flow in one.flows),
        )
        for one in dossiers
    ]


def findings() -> list[dict[str, Any]]:
    """Findings of the rules on notices and ledgers, among others."""
    return [
        *samples.findings(),
        samples.finding("NOT-10", "high", "NV-0001", None, title="Notice contradicts itself",
                opened_on="2026-11-01", due_on="2026-12-01", message="It lists aggregate e-mails.",
                remedy="Rewrite that part of the notice.", citation="Notice S12"),
        samples.finding("RTS-01", "high", "PF-0002", None, title="Opt-out overdue", opened_on="2026-11-01",
                due_on="2026-12-01", message="The request was due and is not recorded as honoured.",
                remedy="Act on it today.", citation="Notice S4"),
        samples.finding("DSC-01", "high", "DC-0002", None, title="Undocumented disclosure", opened_on="2026-11-01",
                due_on="2026-12-01", message="The disclosure has no approver recorded.",
                remedy="Record who approved it.", citation="Notice S21"),
    ]  # fmt: skip


def preferences() -> tuple[Preference, ...]:
    """An opt-out passed on late, one overdue, one withdrawn for a purpose, and one whose hash was erased."""
    rows: list[dict[str, Any]] = [
        {
            "ref": "PF-0001", "subject_ref": "ab" * 32, "channel": "email_remove", "received_on": "2026-09-01",
            "honoured_on": "2026-09-02",
            "propagation": [{"third_party": "TP-0002", "sent_on": "2026-09-02", "ack_on": "2026-10-01"}],
        },
        {"ref": "PF-0002", "subject_ref": "cd" * 32, "received_on": "2026-10-01", "subjects_count": 3},
        {
            "ref": "PF-0003", "kind": "withdrawal", "channel": "post", "received_on": "2026-11-18",
            "honoured_on": "2026-11-19", "scope": ["marketing.newsletter"], "erased_on": "2026-11-20",
        },
        {"ref": "PF-0004", "kind": "objection"},
    ]  # fmt: skip
    return tuple(Preference.parse(row) for row in rows)


def disclosures() -> tuple[Disclosure, ...]:
    """One by law, complete; one of an investigation without approver; one refused."""
    rows: list[dict[str, Any]] = [
        {
            "ref": "DC-0001", "requester": "Court of first instance", "authority": "Order 12/2026", "ground": "law",
            "received_on": "2026-03-02", "decided_on": "2026-03-04", "decision": "granted",
            "approver": "ines@solana.example", "scope": "Two invoices", "subjects_count": 1,
            "subject_notified": True, "via_third_party": "TP-0002",
        },
        {"ref": "DC-0002", "requester": "Card issuer", "ground": "suspected_conduct", "received_on": "2026-10-09"},
        {
            "ref": "DC-0003", "ground": "other", "decision": "refused", "decided_on": "2026-11-02",
            "approver": "ines@solana.example", "received_on": "2026-11-01",
        },
    ]  # fmt: skip
    return tuple(Disclosure.parse(row) for row in rows)


def about(**changes: Any) -> Context:
    """The ordinary context with a notice, the ledgers, and the third parties by reference."""
    known = {one.third_party.ref: one.third_party for one in samples.dossiers()}
    given: dict[str, Any] = {
        "notices": {"NV-0001": policy()},
        "preferences": preferences(),
        "disclosures": disclosures(),
        "third_parties": known,
    }
    return samples.context(**(given | changes))


def notice(**changes: Any) -> Snapshot:
    """The snapshot of R5 of the ordinary register."""
    return collect_notice(linked(samples.dossiers()), about(**changes), findings(), people=samples.PEOPLE)


def ledger(**changes: Any) -> Snapshot:
    """The snapshot of R8 of the ordinary register."""
    return collect_ledger(samples.dossiers(), K9, about(**changes), findings(), people=samples.PEOPLE)


def empty_notice() -> Snapshot:
    """The snapshot of R5 of a register with nothing in it."""
    return collect_notice([], samples.context(), [])


def empty_ledger() -> Snapshot:
    """The snapshot of R8 of a register with nothing in it."""
    return collect_ledger([], [], samples.context(), [])


def hostile_notice() -> Snapshot:
    """The snapshot of R5 of the hostile register, against a notice of hostile sentences."""
    texts = extremes.HOSTILE
    provisions = [
        {
            "code": f"G{number}",
            "kind": "disclosure_ground",
            "sentence_no": number,
            "text": text,
            "unclear": True,
        }
        for number, text in enumerate(texts, 1)
    ]
    statements = [{"key": "rights", "state": "not_stated", "note": texts[0]}]
    hostile = policy(
        title=texts[4],
        text="\n\n".join(f"{text}." for text in texts),
        provisions=provisions,
        statements=statements,
    )
    held = extremes.hostile_context()
    context = samples.context(
        entities=held.entities,
        third_parties=held.third_parties,
        categories=held.categories,
        notices={"NV-0001": hostile},
    )
    open_findings = [
        samples.finding("NOT-05", "critical", f"FL-{number:04d}", f"TP-{number:04d}", title=text[:200], message=text,
                remedy=text, citation=text)
        for number, text in enumerate(texts, 1)
    ]  # fmt: skip
    named = {"ines@solana.example": texts[0]}
    dossiers = linked(extremes.hostile_dossiers(), texts[1])
    return collect_notice(dossiers, context, open_findings, people=named)


def hostile_ledger() -> Snapshot:
    """The snapshot of R8 of ledgers whose every text is hostile."""
    texts, held = extremes.HOSTILE, extremes.hostile_context()
    asked = tuple(
        Disclosure.parse(
            {
                "ref": f"DC-{number:04d}",
                "requester": text,
                "authority": text,
                "scope": text,
                "approver": "ines@solana.example",
                "via_third_party": f"TP-{number:04d}",
                "received_on": dt.date(2026, 1, number),
            }
        )
        for number, text in enumerate(texts, 1)
    )
    told = [
        {"third_party": f"TP-{number:04d}", "sent_on": "2026-09-02"} for number in range(1, len(texts) + 1)
    ]
    preference = Preference.parse({"ref": "PF-0001", "received_on": "2026-09-01", "propagation": told})
    context = samples.context(
        entities=held.entities,
        third_parties=held.third_parties,
        preferences=(preference,),
        disclosures=asked,
    )
    open_findings = [
        samples.finding("DSC-01", "high", f"DC-{number:04d}", None, title=text[:200], message=text, remedy=text,
                citation=text)
        for number, text in enumerate(texts, 1)
    ]  # fmt: skip
    named = {"ines@solana.example": texts[5]}
    return collect_ledger(extremes.hostile_dossiers(), K9, context, open_findings, people=named)
