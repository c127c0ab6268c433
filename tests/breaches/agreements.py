"""Plants of the rules on agreements (AGR)."""

from tests.breaches.blocks import ELSEWHERE, Block, Planted, ago, plant


@plant("AGR-01")
def no_agreement(block: Block) -> Planted:
    block.controller()
    flow = block.flow()
    block.nda(governs_flows=block.of([], [flow]))
    return flow, ""


@plant("AGR-02")
def an_nda_in_place_of_a_dpa(block: Block) -> Planted:
    party = block.party()
    block.flow()
    block.nda()
    if not block.broken:
        block.dpa()
    return party, ""


@plant("AGR-03")
def shared_before(block: Block) -> Planted:
    block.controller()
    block.nda()
    return block.flow(first_on=block.of(ago(620), ago(600))), ""


@plant("AGR-04")
def published_terms(block: Block) -> Planted:
    block.controller()
    block.flow()
    block.nda()
    unsigned = {"signed_us_on": None, "signed_them_on": None, "stage": "draft"}
    return block.paper("msa", 2, acceptance=block.of("published_only", "click"), **unsigned), ""


@plant("AGR-05")
def another_entity_signed(block: Block) -> Planted:
    block.controller()
    block.flow()
    return block.nda(their_entity=block.of(ELSEWHERE, block.ref("EN"))), ""


@plant("AGR-06")
def one_signature(block: Block) -> Planted:
    block.controller()
    block.flow()
    block.nda()
    signed = {"signed_us_on": ago(40), "signed_them_on": None, "acceptance": "wet", "stage": "partly_signed"}
    mended = {"signed_us_on": ago(610), "signed_them_on": ago(605), "acceptance": "wet"}
    return block.paper("msa", 2, governs_flows=[], **block.of(signed, mended)), ""


@plant("AGR-07")
def expired(block: Block) -> Planted:
    block.controller()
    block.flow()
    block.nda()
    return block.paper("msa", 2, evergreen=False, expires_on=ago(5), auto_renew=block.of(False, True)), ""


@plant("AGR-08")
def ends_soon(block: Block) -> Planted:
    block.controller()
    block.flow()
    return block.nda(evergreen=False, expires_on=ago(-60), renewal_decided_on=block.of(None, ago(10))), ""


@plant("AGR-09")
def no_service_provider_terms(block: Block) -> Planted:
    party = block.party(role="service_provider")
    block.flow()
    block.nda()
    if not block.broken:
        block.paper("ccpa_sp", 3)
    return party, ""


@plant("AGR-10")
def no_third_party_terms(block: Block) -> Planted:
    block.party(role="third_party")
    block.nda()
    if not block.broken:
        block.paper("ccpa_tp", 3)
    return block.flow(cross_context_ads=True), ""


@plant("AGR-11")
def no_document(block: Block) -> Planted:
    block.controller()
    block.flow()
    return block.nda(**block.of({"doc_sha256": None}, {})), ""


@plant("AGR-12")
def affiliate_without_terms(block: Block) -> Planted:
    party = block.controller({"kind": "affiliate", "control_from": ago(900)}, affiliation="affiliated")
    block.flow()
    block.nda()
    if not block.broken:
        block.paper("igdta", 3)
    return party, ""


@plant("AGR-13")
def no_joint_arrangement(block: Block) -> Planted:
    party = block.party(role="joint_controller")
    block.flow()
    block.nda()
    if not block.broken:
        block.paper("jca", 3)
    return party, ""


@plant("AGR-14")
def confidentiality_over(block: Block) -> Planted:
    block.controller()
    block.flow()
    block.nda()
    ended = {"governs_flows": [], "terminated_on": ago(40), "stage": "terminated"}
    return block.paper("msa", 2, **ended, survival_months=block.of(None, 24)), ""
