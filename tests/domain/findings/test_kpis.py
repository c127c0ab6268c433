import dataclasses
import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.evidence.records import Preference
from app.domain.findings import kpis
from app.domain.findings.kpis import FindingRow, Kpi, deal_readiness, evaluate, findings_in_time
from app.kernel.periods import Period
from tests.domain.findings import builders as a

YEAR = Period.months_to(a.TODAY, 12)
ORDER = [kpi for kpi in kpis.NAMES if kpi != "K12"]


def figures(*dossiers, context=None, rows=(), period=None):
    return {kpi.id: kpi for kpi in evaluate(dossiers, context or a.context(), rows, period)}


def fraction(kpi):
    return (kpi.numerator, kpi.denominator)


def of(kpi, *dossiers, **others):
    return fraction(figures(*dossiers, **others)[kpi])


def other(number, agreements=None, flows=None, **changes):
    """A further clean dossier under its own references."""
    party = a.third_party(ref=f"TP-{number:04}", name=f"Recipient {number}", **changes)
    flow = a.flow(ref=f"FL-{number:04}", third_party=party.ref)
    listed = [flow.ref]
    papers = (
        a.nda(ref=f"AG-{number:04}", third_party=party.ref, governs_flows=listed),
        a.dpa(ref=f"AG-{number + 500:04}", third_party=party.ref, governs_flows=listed),
    )
    return a.dossier(party, papers if agreements is None else agreements, (flow,) if flows is None else flows)


def test_the_clean_dossier_has_full_figures():
    clean = figures(a.dossier())

    assert list(clean) == ORDER
    assert {kpi: fraction(figure) for kpi, figure in clean.items() if kpi not in {"K2", "K13"}} == {
        "K1": (1, 1),
        "K3": (1, 1),
        "K4": (1, 1),
        "K5": (0, 0),
        "K6": (1, 1),
        "K7": (1, 1),
        "K8": (0, 1),
        "K9": (0, 0),
        "K10": (0, 0),
        "K11": (1, 1),
    }
    assert clean["K2"].numerator == clean["K2"].denominator > 0
    assert fraction(clean["K13"]) == (7, 7)


def test_an_empty_register_has_nothing_to_measure():
    empty = figures(context=a.context(activities={}))

    assert {figure.text for figure in empty.values()} == {"n/a"}
    assert not any(figure.is_applicable for figure in empty.values())


def test_figures_are_whole_numbers_that_travel_as_json():
    for figure in evaluate([a.dossier()], a.context(), []):
        state = figure.as_json()

        assert json.loads(json.dumps(state)) == state
        assert set(state) == {"id", "name", "numerator", "denominator", "parts"}
        assert all(type(part) is int for part in (state["numerator"], *state["parts"].values()))


def test_k1_counts_flows_that_have_every_agreement_they_need():
    nda_only = other(2, (a.nda(ref="AG-0009", governs_flows=["FL-0002"]),))
    totals = other(3, (), (a.flow(ref="FL-0003", categories=["usage.totals"]),))

    assert of("K1", a.dossier(), nda_only, totals) == (1, 2)


def points(**states):
    return figures(a.dossier(agreements=(a.nda(states),)))["K2"]


def test_k2_weighs_what_is_present_against_what_is_asked():
    whole = points()
    without = points(**{"conf.nondisclosure": "absent"})

    assert fraction(without) == (whole.numerator - 3, whole.denominator)
    assert without.parts["absent"] == 3


def test_k2_never_counts_what_nobody_assessed():
    whole = points()
    unread = figures(a.dossier(agreements=(a.nda(clauses=[]),)))["K2"]
    left_out = points(**{"conf.nondisclosure": ""})

    assert fraction(unread) == (0, whole.denominator)
    assert unread.parts["not_assessed"] == whole.denominator
    assert fraction(left_out) == (whole.numerator - 3, whole.denominator)


def test_k2_leaves_out_what_does_not_apply():
    whole = points()
    without = points(**{"conf.nondisclosure": "not_applicable"})

    assert fraction(without) == (whole.numerator - 3, whole.denominator - 3)


def test_k2_counts_a_partial_clause_half_and_stays_whole():
    whole = points()
    even = points(**{"conf.care": "partial"})
    odd = points(**{"conf.nondisclosure": "partial"})

    assert fraction(even) == (whole.numerator - 1, whole.denominator)
    assert fraction(odd) == (2 * whole.numerator - 3, 2 * whole.denominator)


def test_k2_reads_an_amendment_with_what_it_amends():
    gap = a.nda({"conf.nondisclosure": "absent"})
    mended = a.nda(
        ref="AG-0009",
        parent="AG-0001",
        effective_on=a.ago(10),
        clauses=[{"key": "conf.nondisclosure", "state": "present", "assessed_on": a.ago(9)}],
    )
    whole = points()

    assert of("K2", a.dossier(agreements=(gap, mended))) == fraction(whole)


def test_k2_leaves_out_agreements_that_are_not_in_force():
    assert of("K2", a.dossier(agreements=(a.nda(acceptance="published_only"),))) == (0, 0)


def test_k3_counts_flows_of_which_all_six_limbs_are_shown():
    own_use = other(2, flows=(a.flow(ref="FL-0002", own_use=True),))
    kept = figures(a.dossier(), own_use)["K3"]

    assert fraction(kept) == (1, 2)
    assert kept.parts == {"evidenced": 1, "partly_evidenced": 0, "not_evidenced": 0, "contradicted": 1}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "express"),
        ({"notice_links": [{"provision": "NV-0001/G3"}]}, "arguable"),
        ({"notice_links": [{"provision": "NV-0001/P3", "strength": "express"}]}, "none"),
        ({"notice_links": []}, "none"),
        ({"purposes": ["order_status", "unheard_of"]}, "none"),
        ({"purposes": []}, "none"),
    ],
    ids=["express", "arguable ground", "no ground", "no link", "unstated purpose", "no purpose"],
)
def test_k4_tells_express_arguable_and_none_apart(changes, expected):
    coverage = figures(a.dossier(flows=(a.flow(**changes),)))["K4"]

    assert coverage.parts == {"none": 0, "arguable": 0, "express": 0} | {expected: 1}
    assert fraction(coverage) == (int(expected == "express"), 1)


def test_k4_takes_a_recipient_inside_the_group_for_arguable():
    inside = a.third_party(affiliation="affiliated")

    assert figures(a.dossier(inside, flows=(a.flow(notice_links=[]),)))["K4"].parts["arguable"] == 1


def test_k5_counts_transfers_and_those_that_are_sound():
    flow = a.flow(locations=[{"country": "ES"}, {"country": "CH"}, {"country": "IN"}])

    assert of("K5", a.dossier(flows=(flow,))) == (1, 2)


def test_k6_counts_active_processors_whose_chain_was_confirmed():
    stale = other(2, list_confirmed_on=a.ago(366))
    controller = other(3, role="independent_controller", list_confirmed_on=None)
    left = other(4, status="terminated", list_confirmed_on=None)

    assert of("K6", a.dossier(), stale, controller, left) == (1, 2)


def test_k7_takes_a_review_without_date_for_overdue():
    reviews = figures(a.dossier(), other(2, next_review_on=None), other(3, next_review_on=a.ago(1)))["K7"]

    assert fraction(reviews) == (1, 3)
    assert reviews.parts == {"without_date": 1}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"evergreen": False, "expires_on": a.ago(-90)}, (1, 1)),
        ({"evergreen": False, "expires_on": a.ago(-91)}, (0, 0)),
        ({"evergreen": False, "expires_on": a.ago(-30), "renewal_decided_on": a.ago(3)}, (0, 0)),
        ({"evergreen": False, "expires_on": a.ago(-30), "auto_renew": True}, (0, 0)),
        ({"terminated_on": a.ago(-30)}, (1, 1)),
    ],
    ids=["ends", "ends later", "renewal begun", "renews itself", "terminated"],
)
def test_k8_counts_flows_touched_by_an_end_within_ninety_days(changes, expected):
    exposure = figures(a.dossier(agreements=(a.nda(**changes), a.dpa())), other(2))["K8"]

    assert (exposure.numerator, exposure.parts["agreements"]) == expected
    assert exposure.denominator == 2


def preference(number, received, *acks):
    told = [{"third_party": ref, "sent_on": received, "ack_on": day} for ref, day in acks]
    return Preference.parse({"ref": f"PF-{number:04}", "received_on": received, "propagation": told})


def test_k9_counts_opt_outs_that_every_marketing_recipient_confirmed_in_time():
    received = dt.date(2026, 10, 2)
    in_time, late = dt.date(2026, 10, 16), dt.date(2026, 10, 19)
    preferences = (
        preference(1, received, ("TP-0001", in_time), ("TP-0002", in_time)),
        preference(2, received, ("TP-0001", in_time), ("TP-0002", late)),
        preference(3, received, ("TP-0001", in_time)),
        preference(4, dt.date(2026, 11, 20)),
        preference(5, dt.date(2024, 1, 8)),
    )
    marketing = [
        a.dossier(flows=(a.flow(purposes=["newsletter"]),)),
        other(2, flows=(a.flow(ref="FL-0002", purposes=["newsletter"]),)),
        other(3),
    ]

    assert of("K9", *marketing, context=a.context(preferences=preferences)) == (1, 3)


def row(severity, opened, closed=None):
    return FindingRow.of(severity=severity, opened_on=opened, closed_on=closed)


def test_k10_counts_findings_closed_within_the_time_of_their_severity():
    rows = [
        row("critical", a.ago(50), a.ago(43)),
        row("critical", a.ago(50), a.ago(42)),
        row("high", a.ago(60), a.ago(31)),
        row("critical", a.ago(40)),
        row("critical", a.ago(3)),
        row("medium", a.ago(30)),
        row("high", a.ago(800), a.ago(790)),
        row("info", a.ago(60)),
    ]
    timely = findings_in_time(rows, a.TODAY, YEAR)

    assert fraction(timely) == (2, 4)
    assert timely.parts == {"open_critical": 2, "oldest_critical_days": 40}


def test_k10_counts_findings_of_one_history_together():
    one = row("critical", a.ago(50), a.ago(43)), row("critical", a.ago(40)), row("high", a.ago(60))
    many = [dataclasses.replace(some, count=count) for some, count in zip(one, (3, 2, 5), strict=True)]

    together = findings_in_time(many, a.TODAY, YEAR)

    assert fraction(together) == (3, 10)
    assert together.parts == {"open_critical": 2, "oldest_critical_days": 40}


def test_k11_counts_pieces_of_evidence():
    cards = other(2, flows=(a.flow(ref="FL-0002", categories=["payment.card"]),), evidence=[])

    assert of("K11", a.dossier(), cards) == (1, 3)


def test_k12_takes_counts_from_the_deal():
    ready = deal_readiness(
        items_ready=3, items=5, consents_received=1, consents_required=2, records_movable=10, records=40
    )

    assert ready.text == "3/5"
    assert ready.parts == {
        "consents_received": 1,
        "consents_required": 2,
        "records_movable": 10,
        "records": 40,
    }


def test_k13_counts_the_fields_of_article_30():
    activities = {"AC-0001": a.activity(), "AC-0002": a.activity(ref="AC-0002", toms=None, retention=[])}

    assert of("K13", context=a.context(activities=activities)) == (12, 14)


def test_a_period_is_twelve_months_unless_another_is_asked_for():
    rows = [row("critical", a.ago(500), a.ago(499))]

    assert of("K10", rows=rows) == (0, 0)
    assert of("K10", rows=rows, period=Period(a.ago(600), a.TODAY)) == (1, 1)


def test_the_register_is_read_once_and_never_held():
    read = []

    def stream():
        for number in range(1, 4):
            read.append(number)
            yield other(number)

    figure = {kpi.id: kpi for kpi in evaluate(stream(), a.context(), iter([]))}["K7"]

    assert fraction(figure) == (3, 3)
    assert read == [1, 2, 3]


CASES = [
    a.dossier(),
    other(2, agreements=()),
    other(3, next_review_on=None, evidence=[]),
    other(4, flows=(a.flow(ref="FL-0004", locations=[{"country": "IN"}], notice_links=[]),)),
]


@given(st.lists(st.sampled_from(CASES), max_size=6))
def test_figures_of_dossiers_add_up(dossiers):
    whole = figures(*dossiers)
    parts = [figures(dossier) for dossier in dossiers]

    for kpi in set(kpis.PER_DOSSIER) - {"K2"}:
        assert fraction(whole[kpi]) == (
            sum(part[kpi].numerator for part in parts),
            sum(part[kpi].denominator for part in parts),
        )
    assert all(0 <= figure.numerator <= figure.denominator for figure in whole.values())


def test_the_past_is_measured_as_it_was():
    context = a.context()
    then = dataclasses.replace(context, today=a.ago(601))

    assert of("K1", a.dossier(), context=then) == (0, 1)


def test_a_figure_prints_as_a_fraction():
    assert Kpi("K1", 1_234, 5_678).text == "1,234/5,678"
    assert Kpi("K1", 0, 0).text == "n/a"
