import dataclasses
import datetime as dt

import pytest

from app.domain.organisation.records import Entity
from tests.domain.findings import builders as a

FLOW = [("FL-0001", "")]
ON_LIST = {"dpf_status": "active", "dpf_checked_on": a.ago(30)}


def going_to(country, *transfers, **changes):
    recorded = [{"to_country": country} | transfer for transfer in transfers]
    return a.flow(locations=[{"country": country}], transfers=recorded, **changes)


def judged(rule, flow, regimes=("GDPR",), party=None, agreements=None, **changes):
    case = a.dossier(a.third_party(**(party or {})), agreements, (flow,))
    return a.found(rule, case, a.context(regimes, **changes))


@pytest.mark.parametrize("mechanism", [None, "none_needed", "adequacy"])
def test_xfr_01_fires_where_nothing_carries_the_transfer(mechanism):
    assert judged("XFR-01", going_to("IN", {"mechanism": mechanism})) == FLOW


def test_xfr_01_fires_once_a_flow_and_names_the_countries():
    flow = a.flow(locations=[{"country": "IN"}, {"country": "ES"}, {"country": "US"}])
    (hit,) = a.hits("XFR-01", a.dossier(flows=(flow,)))

    assert [row["to"] for row in hit.values["transfers"]] == ["IN", "US"]
    assert hit.blanks == {"countries": "India and United States"}


@pytest.mark.parametrize(
    ("flow", "party"),
    [
        (going_to("ES"), {}),
        (going_to("CH"), {}),
        (going_to("BR", {"mechanism": "adequacy"}), {}),
        (going_to("IN", {"mechanism": "scc"}), {}),
        (going_to("US"), ON_LIST),
        (going_to("US", {"mechanism": "adequacy_dpf"}), {}),
        (going_to("IN", categories=["usage.totals"]), {}),
    ],
    ids=["inside", "adequate", "adequate by record", "clauses", "on the list", "XFR-02's", "totals"],
)
def test_xfr_01_is_quiet_where_something_carries_it(flow, party):
    assert judged("XFR-01", flow, party=party) == []


def test_xfr_01_fires_where_the_framework_does_not_reach():
    assert judged("XFR-01", going_to("IN", {"mechanism": "adequacy_dpf"}), party=ON_LIST) == FLOW


def test_xfr_01_is_judged_by_the_table_of_the_day():
    flow, context = going_to("BR"), a.context(("GDPR",))
    before = dataclasses.replace(context, today=dt.date(2025, 12, 31))

    assert a.found("XFR-01", a.dossier(flows=(flow,)), context) == []
    assert a.found("XFR-01", a.dossier(flows=(flow,)), before) == FLOW


@pytest.mark.parametrize("regimes", [(), ("CCPA", "US-FTC")])
def test_without_an_area_regime_nothing_is_a_transfer(regimes):
    assert judged("XFR-01", going_to("IN"), regimes) == []


def test_the_exporters_country_settles_which_regime_it_leaves():
    gb = Entity(ref=a.OURS, legal_name="Lumen Ltd", kind="self", country="GB")
    nowhere = Entity(ref=a.OURS, legal_name="Lumen", kind="self")
    entities = a.context().entities

    assert judged("XFR-01", going_to("AX"), ("GDPR", "UK"), entities={**entities, a.OURS: gb}) == FLOW
    assert judged("XFR-01", going_to("AX"), ("GDPR", "UK")) == []
    assert judged("XFR-01", going_to("AX"), ("GDPR", "UK"), entities={**entities, a.OURS: nowhere}) == FLOW


@pytest.mark.parametrize(
    "party",
    [
        {},
        {"dpf_status": "inactive", "dpf_checked_on": a.ago(3)},
        {"dpf_status": "active", "dpf_checked_on": a.ago(181)},
        {"dpf_status": "active"},
    ],
    ids=["unknown", "inactive", "looked up too long ago", "never looked up"],
)
def test_xfr_02_fires_where_membership_is_not_proven(party):
    assert judged("XFR-02", going_to("US", {"mechanism": "adequacy_dpf"}), party=party) == FLOW


def test_xfr_02_is_quiet_where_the_list_was_seen_and_where_clauses_carry_it():
    assert judged("XFR-02", going_to("US", {"mechanism": "adequacy_dpf"}), party=ON_LIST) == []
    assert judged("XFR-02", going_to("US", {"mechanism": "scc"})) == []


@pytest.mark.parametrize("mechanism", ["scc", "bcr", "scc_sa"])
@pytest.mark.parametrize("assessed", [None, a.ago(731)])
def test_xfr_03_fires_without_a_current_assessment(mechanism, assessed):
    assert judged("XFR-03", going_to("IN", {"mechanism": mechanism, "tia_on": assessed})) == FLOW


def test_xfr_03_is_quiet_where_it_was_assessed_or_needs_none():
    assert judged("XFR-03", going_to("IN", {"mechanism": "scc", "tia_on": a.ago(730)})) == []
    assert judged("XFR-03", going_to("CH", {"mechanism": "scc"})) == []
    assert judged("XFR-03", going_to("IN", {"mechanism": "d49_1b"})) == []


@pytest.mark.parametrize(
    ("role", "module"), [("processor", 1), ("independent_controller", 2), ("sub_processor", 2)]
)
def test_xfr_04_fires_where_the_module_does_not_fit_the_role(role, module):
    flow = going_to("IN", {"mechanism": "scc", "module": module})

    assert judged("XFR-04", flow, party={"role": role}) == FLOW


def test_xfr_04_fires_where_the_paper_is_of_another_module():
    flow = going_to("IN", {"mechanism": "scc", "module": 2, "doc_agreement": "AG-0009"})
    paper = a.agreement("scc_m1", ref="AG-0009")

    assert judged("XFR-04", flow, agreements=(a.nda(), a.dpa(), paper)) == FLOW


@pytest.mark.parametrize(
    ("role", "module"),
    [("processor", 2), ("service_provider", 2), ("joint_controller", 1), ("unknown", 4), ("processor", None)],
)
def test_xfr_04_is_quiet_where_it_fits_or_cannot_be_told(role, module):
    flow = going_to("IN", {"mechanism": "scc", "module": module})

    assert judged("XFR-04", flow, party={"role": role}) == []


@pytest.mark.parametrize(("today", "expected"), [("2031-07-01", FLOW), ("2031-06-29", [])])
def test_xfr_05_fires_half_a_year_before_adequacy_ends(today, expected):
    context = dataclasses.replace(a.context(("GDPR",)), today=dt.date.fromisoformat(today))

    assert a.found("XFR-05", a.dossier(flows=(going_to("GB"),)), context) == expected


def test_xfr_05_is_quiet_where_clauses_carry_the_transfer():
    context = dataclasses.replace(a.context(("GDPR",)), today=dt.date(2031, 9, 1))

    assert a.found("XFR-05", a.dossier(flows=(going_to("GB", {"mechanism": "scc"}),)), context) == []


def test_xfr_06_fires_on_eu_clauses_alone_for_a_transfer_from_the_uk():
    flow = going_to("IN", {"from_regime": "UK", "mechanism": "scc"})

    assert judged("XFR-06", flow, ("UK",)) == FLOW


def test_xfr_06_is_quiet_with_the_addendum_and_for_transfers_from_the_eu():
    flow = going_to("IN", {"from_regime": "UK", "mechanism": "scc"})
    addendum = a.agreement("uk_addendum", ref="AG-0009")

    assert judged("XFR-06", flow, ("UK",), agreements=(a.nda(), addendum)) == []
    assert judged("XFR-06", going_to("IN", {"mechanism": "scc"}), ("GDPR", "UK")) == []
    assert judged("XFR-06", going_to("IN", {"from_regime": "UK", "mechanism": "uk_idta"}), ("UK",)) == []


def test_xfr_07_fires_on_a_derogation_for_more_than_twelve_months():
    assert judged("XFR-07", going_to("IN", {"mechanism": "d49_1b"})) == FLOW


def test_xfr_07_fires_on_every_flow_that_shares_a_derogation():
    flows = tuple(
        going_to("IN", {"mechanism": "d49_1a"}, ref=ref, first_on=a.ago(30)) for ref in ("FL-0001", "FL-0002")
    )

    assert a.found("XFR-07", a.dossier(flows=flows)) == [("FL-0001", ""), ("FL-0002", "")]


def test_xfr_07_is_quiet_on_a_single_recent_derogation():
    assert judged("XFR-07", going_to("IN", {"mechanism": "d49_1b"}, first_on=a.ago(30))) == []


def test_xfr_08_fires_where_no_place_is_recorded_under_any_regime():
    assert judged("XFR-08", a.flow(locations=[]), ()) == FLOW


def test_xfr_08_is_quiet_where_a_place_is_recorded():
    assert judged("XFR-08", a.flow()) == []


def test_the_uk_bridge_counts_where_it_is_relied_on_and_the_list_was_seen():
    flow = going_to("US", {"from_regime": "UK", "mechanism": "uk_bridge"})

    assert judged("XFR-02", flow, ("UK",)) == FLOW
    assert judged("XFR-02", flow, ("UK",), party=ON_LIST) == []
    assert judged("XFR-01", flow, ("UK",), party=ON_LIST) == []
    assert judged("XFR-01", going_to("US", {"from_regime": "UK"}), ("UK",), party=ON_LIST) == FLOW
