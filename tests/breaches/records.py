"""Plants of the other rules: sub-processors, governance, evidence, rights, disclosures, incidents, the register."""

from typing import Any

from tests.breaches.blocks import COUNSEL, GONE, OWNER, SUB, Block, Planted, activity, ago, plant

IN_TIME = {"sent_on": ago(58), "ack_on": ago(55)}


def sub(**changes: Any) -> dict[str, Any]:
    """A sub-processor in use, authorised, in Spain."""
    return {
        "sub_third_party": SUB,
        "authorisation": "specific",
        "country": "ES",
        "flowdown_state": "confirmed",
    } | changes


@plant("SUB-01")
def unauthorised(block: Block) -> Planted:
    return block.processor(sub_processors=[sub(authorisation=block.of("none", "general"))]), ""


@plant("SUB-02")
def window_closing(block: Block) -> Planted:
    decided = block.of({}, {"decision": "accepted", "decided_on": ago(1)})
    return block.processor(sub_processors=[sub(notified_on=ago(20), objection_due=ago(-2), **decided)]), ""


@plant("SUB-03")
def chain_unknown(block: Block) -> Planted:
    return block.processor(list_confirmed_on=block.of(None, ago(365))), ""


@plant("SUB-04")
def onward_open(block: Block) -> Planted:
    return block.processor(sub_processors=[sub(country="IN", mechanism=block.of(None, "scc"))]), ""


@plant("GOV-01")
def review_overdue(block: Block) -> Planted:
    return block.processor(next_review_on=block.of(ago(1), ago(0))), ""


@plant("GOV-02")
def owner_left(block: Block) -> Planted:
    return block.processor(owner=block.of(GONE, OWNER)), ""


@plant("GOV-03")
def diligence_after_the_fact(block: Block) -> Planted:
    issued = block.of(ago(580), ago(590))
    return block.processor(evidence=[{"kind": "soc2", "issued_on": issued, "valid_until": ago(-90)}]), ""


@plant("EVD-01")
def evidence_lapsed(block: Block) -> Planted:
    lapse = block.of(ago(1), ago(0))
    return block.processor(evidence=[{"kind": "soc2", "issued_on": ago(720), "valid_until": lapse}]), ""


@plant("EVD-02")
def no_card_attestation(block: Block) -> Planted:
    proofs = [{"kind": "soc2", "issued_on": ago(720), "valid_until": ago(-90)}]
    attested = {"kind": "pci_aoc", "issued_on": ago(90), "valid_until": ago(-90)}
    party = block.controller(evidence=[*proofs, *block.of([], [attested])])
    block.flow(categories=["payment.card"])
    block.nda(categories=["payment.card"])
    return party, ""


def marketing(block: Block, purpose: str, **changes: Any) -> str:
    """A flow for *purpose* to a processor that markets for us."""
    block.party()
    block.nda(purposes=[purpose])
    block.dpa(purposes=[purpose])
    return block.flow(
        **{"purposes": [purpose], "legal_basis": "consent", "consent_evidence": "opt_in"} | changes
    )


def request(block: Block, scope: list[str], **changes: Any) -> str:
    """An opt-out of sixty days ago, honoured the week after."""
    row = {
        "ref": block.ref("PF"),
        "channel": "email",
        "received_on": ago(60),
        "honoured_on": ago(57),
        "scope": scope,
    }
    return block.add("preferences", row | changes)


@plant("RTS-01")
def opt_out_overdue(block: Block) -> Planted:
    return request(block, ["postcards"], honoured_on=block.of(None, ago(57))), ""


@plant("RTS-02")
def vendor_not_told(block: Block) -> Planted:
    marketing(block, "newsletter")
    told = [{"third_party": block.ref("TP")} | block.of({"sent_on": ago(58)}, IN_TIME)]
    return request(block, ["newsletter"], propagation=told), block.ref("TP")


@plant("RTS-03", "NOT-07")
def texts_without_a_way_out(block: Block) -> Planted:
    # The channels that RTS-03 asks about are none of those that the notice names, so that NOT-07 finds them too.
    return marketing(block, "calls", channel=block.of("sms", "email"), opt_out_route=None), ""


@plant("RTS-04")
def safety_notices_suppressed(block: Block) -> Planted:
    return request(block, ["postcards", *block.of(["order_status"], [])]), ""


@plant("RTS-05")
def no_basis_for_marketing(block: Block) -> Planted:
    basis = block.of("A6-1-f", "consent")
    return marketing(block, "offers", legal_basis=basis), ""


@plant("DSC-01")
def disclosure_without_approver(block: Block) -> Planted:
    row = {
        "ref": block.ref("DC"),
        "requester": "A court",
        "ground": "law",
        "received_on": ago(90),
        "decided_on": ago(80),
    }
    return block.add("disclosures", row | {"approver": block.of(None, COUNSEL)}), ""


@plant("INC-01")
def reported_late(block: Block) -> Planted:
    incident = {
        "title": "Lost laptop",
        "aware_third_party_on": ago(30),
        "notified_us_on": block.of(ago(25), ago(29)),
    }
    return block.processor(incidents=[incident]), ago(30)


@plant("REC-01")
def record_of_processing_incomplete(block: Block) -> Planted:
    row = activity(block.ref("AC"), recipients=block.of([], ["Messaging providers"]))
    return block.add("activities", row), "recipients"


@plant("REC-02")
def no_erasure_limit(block: Block) -> Planted:
    row = activity(block.ref("AC"))
    row["retention"] = row["retention"][block.of(1, 0) :]
    return block.add("activities", row), ""


@plant("REC-03")
def role_without_a_reason(block: Block) -> Planted:
    return block.processor(role_rationale=block.of(None, "It works for us.")), ""


@plant("REC-04")
def affiliation_unproven(block: Block) -> Planted:
    since = {"control_from": block.of(None, ago(900)), "kind": "affiliate"}
    party = block.controller(since, affiliation="affiliated")
    block.flow()
    block.nda()
    block.paper("igdta", 3)
    return party, ""


@plant("REC-05")
def recorded_twice(block: Block) -> Planted:
    block.document["third_parties"][0]["domains"] = ["segunda.example"]
    return block.processor(domains=block.of(["www.segunda.example"], ["primera.example"])), ""
