import datetime as dt

import pytest

from app.domain.agreements.terms import AgreementKind
from app.domain.findings import scope
from tests.domain.findings import builders as a


def refs(records):
    return [record.ref for record in records]


def test_a_third_party_with_an_entity_of_our_own_is_ourselves():
    assert scope.is_self(a.third_party(entity=a.OURS), a.context()) is True
    assert scope.is_self(a.third_party(), a.context()) is False
    assert scope.is_self(a.third_party(entity=None), a.context()) is False


@pytest.mark.parametrize(
    ("affiliation", "expected"),
    [("non_affiliated", True), ("unknown", True), ("affiliated", False), ("public_authority", False)],
)
def test_who_stands_outside_the_group(affiliation, expected):
    assert scope.non_affiliated(a.third_party(affiliation=affiliation)) is expected


@pytest.mark.parametrize(
    ("changes", "active", "ended", "last"),
    [
        ({}, True, False, a.TODAY),
        ({"ended_on": a.ago(-1)}, True, False, a.TODAY),
        ({"ended_on": a.ago(0)}, False, True, a.ago(1)),
        ({"status": "ended", "ended_on": a.ago(5)}, False, True, a.ago(6)),
        ({"status": "ended"}, False, True, a.TODAY),
        ({"status": "planned"}, False, False, a.TODAY),
        ({"first_on": a.ago(5), "ended_on": a.ago(5)}, False, True, a.ago(5)),
        ({"first_on": None, "ended_on": dt.date.min}, False, True, dt.date.min),
    ],
)
def test_when_data_flow_and_until_when(changes, active, ended, last):
    flow = a.flow(**changes)
    assert scope.is_active(flow, a.TODAY) is active
    assert scope.has_ended(flow, a.TODAY) is ended
    assert scope.last_flowing_day(flow, a.TODAY) == last


def test_the_active_flows_are_those_of_the_day():
    case = a.dossier(flows=(a.flow(), a.flow(ref="FL-0002", ended_on=a.ago(5))))
    assert refs(scope.active_flows(case, a.context())) == ["FL-0001"]
    assert refs(scope.active_flows(case, a.context(), a.ago(6))) == ["FL-0001", "FL-0002"]


def test_there_are_no_flows_to_ourselves():
    assert scope.active_flows(a.dossier(a.third_party(entity=a.OURS)), a.context()) == ()


def test_a_flow_of_totals_is_active_but_not_personal():
    case = a.dossier(flows=(a.flow(categories=["usage.totals"]),))
    assert refs(scope.active_flows(case, a.context())) == ["FL-0001"]
    assert scope.personal_flows(case, a.context()) == ()


def test_governing_is_in_force_and_listing_the_flow():
    papers = (
        a.dpa(),
        a.nda(),
        a.nda(ref="AG-0003", governs_flows=["FL-0009"]),
        a.nda(ref="AG-0004", acceptance="published_only"),
        a.nda(ref="AG-0005", terminated_on=a.ago(1)),
    )
    case = a.dossier(agreements=papers)
    found = scope.governing(case, a.flow(), a.context())
    assert scope.refs(found) == "AG-0001+AG-0002"
    assert scope.refs(scope.governing(case, a.flow(), a.context(), a.ago(2))) == "AG-0001+AG-0002+AG-0005"


def test_a_replaced_agreement_governs_no_longer():
    old, new = a.nda(superseded_by="AG-0002"), a.nda(ref="AG-0002", effective_on=a.ago(10))
    case = a.dossier(agreements=(old, new))
    assert scope.refs(scope.governing(case, a.flow(), a.context())) == "AG-0002"


@pytest.mark.parametrize(
    ("changes", "flows", "expected"),
    [
        ({}, (), True),
        ({"status": "prospective"}, (), True),
        ({"status": "prospective", "holds_data": False}, (), False),
        ({"status": "prospective", "holds_data": False}, (a.flow(),), True),
        ({"status": "terminated", "holds_data": False}, (), False),
        ({"status": "offboarding", "holds_data": False}, (), True),
        ({"entity": a.OURS}, (a.flow(),), False),
    ],
)
def test_when_a_third_party_is_in_use(changes, flows, expected):
    assert scope.in_use(a.dossier(a.third_party(**changes), (), flows), a.context()) is expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [({}, False), ({"consideration": "money"}, True), ({"consideration": "other_value"}, True)],
)
def test_value_for_data_looks_like_a_sale(changes, expected):
    assert scope.is_sale_or_share(a.flow(**changes)) is expected


def test_advertising_across_sites_looks_like_sharing():
    assert scope.is_sale_or_share(a.flow(cross_context_ads=True)) is True


def needs(party=None, flow=None, regimes=("GDPR", "CCPA")):
    """The kinds needed beside confidentiality, as sorted lists."""
    case = a.dossier(a.third_party(**party or {}))
    found = scope.required_kinds(flow or a.flow(), case, a.context(regimes))
    return [sorted(need.kinds) for need in found if need.kinds != scope.CONFIDENTIAL_KINDS]


@pytest.mark.parametrize(
    ("party", "expected"),
    [
        ({"role": "processor"}, [["dpa"]]),
        ({"role": "sub_processor"}, [["dpa", "dpa_sub"]]),
        ({"role": "service_provider"}, [["ccpa_sp"]]),
        ({"role": "contractor"}, [["ccpa_sp"]]),
        ({"role": "third_party"}, [["ccpa_tp"]]),
        ({"role": "joint_controller"}, [["jca"]]),
        ({"role": "independent_controller"}, []),
        ({"role": "processor", "affiliation": "affiliated"}, [["dpa", "igdta"]]),
    ],
)
def test_the_kinds_that_a_role_needs(party, expected):
    assert needs(party) == expected


def test_a_regime_that_is_off_needs_nothing():
    assert needs({"role": "processor"}, regimes=("CCPA",)) == []
    assert needs({"role": "service_provider"}, regimes=("GDPR",)) == []


def test_a_sale_needs_third_party_terms():
    assert needs(flow=a.flow(consideration="money")) == [["dpa"], ["ccpa_tp"]]


def transfer(**changes):
    return a.flow(transfers=[{"to_country": "IN", **changes}])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"mechanism": "scc", "module": 2}, ["scc_m2"]),
        ({"mechanism": "scc"}, ["scc_m1", "scc_m2", "scc_m3", "scc_m4"]),
        ({"mechanism": "uk_idta"}, ["uk_idta"]),
        ({"mechanism": "uk_addendum"}, ["uk_addendum"]),
        ({"mechanism": "bcr"}, ["bcr"]),
    ],
)
def test_a_transfer_needs_the_paper_of_its_mechanism(changes, expected):
    assert needs(flow=transfer(**changes)) == [["dpa"], expected]


def test_an_adequate_country_needs_no_paper():
    assert needs(flow=transfer(mechanism="adequacy")) == [["dpa"]]


def covered(*agreements, flow=None, **party):
    return scope.is_covered(flow or a.flow(), a.dossier(a.third_party(**party), agreements), a.context())


def test_an_nda_alone_does_not_cover_a_processor():
    assert covered(a.nda()) is False
    assert covered(a.dpa()) is True


def test_an_nda_alone_covers_an_independent_controller():
    assert covered(a.nda(), role="independent_controller") is True


def test_without_an_agreement_nothing_is_covered_even_where_no_kind_is_needed():
    assert covered(affiliation="public_authority", role="independent_controller") is False


def test_a_paper_of_transfer_alone_promises_no_confidentiality():
    assert covered(a.agreement("scc_m1"), role="independent_controller") is False


def test_an_agreement_named_by_the_transfer_is_its_paper_where_it_is_in_force():
    flow = transfer(mechanism="scc", module=2, doc_agreement="AG-0002")
    assert covered(a.dpa(), flow=flow) is True
    assert covered(a.dpa(), flow=transfer(mechanism="scc", module=2)) is False
    lapsed = a.agreement("scc_m2", ref="AG-0005", terminated_on=a.ago(1))
    assert covered(a.dpa(), lapsed, flow=transfer(mechanism="scc", doc_agreement="AG-0005")) is False


def test_what_is_unmet_is_named():
    unmet = scope.unmet(a.flow(), a.dossier(agreements=(a.nda(),)), a.context())
    assert [(sorted(need.kinds), need.reason) for need in unmet] == [
        ([AgreementKind.DPA], "Processor contract (Art. 28(3))")
    ]
