import dataclasses
import datetime as dt

import pytest

from app.domain.findings.crossings import crossings, is_sound
from tests.domain.findings import builders as a

ON_LIST = {"dpf_status": "active", "dpf_checked_on": a.ago(30)}
SCC = {"mechanism": "scc", "module": 2, "tia_on": a.ago(30), "tia_outcome": "acceptable"}


def going_to(country, *transfers, **changes):
    recorded = [{"to_country": country} | transfer for transfer in transfers]
    return a.flow(locations=[{"country": country}], transfers=recorded, **changes)


def found(flow, regimes=("GDPR",), **party):
    return [
        (crossing.regime.value, crossing.country, crossing.adequacy and crossing.adequacy.key)
        for crossing in crossings(flow, a.third_party(**party), a.context(regimes))
    ]


def soundness(flow, regimes=("GDPR",), agreements=None, today=a.TODAY, **party):
    case = a.dossier(a.third_party(**party), agreements, (flow,))
    context = dataclasses.replace(a.context(regimes), today=today)
    return [is_sound(crossing, case, context) for crossing in crossings(flow, case.third_party, context)]


def test_a_place_is_crossed_to_once_however_often_it_is_recorded():
    flow = a.flow(
        locations=[{"country": "IN", "kind": "storage"}, {"country": "IN", "kind": "support"}],
        transfers=[{"to_country": "IN", "mechanism": "scc"}],
    )

    assert found(flow) == [("GDPR", "IN", None)]


def test_a_transfer_to_a_place_that_is_not_recorded_is_a_crossing_too():
    assert found(a.flow(transfers=[{"to_country": "US"}])) == [("GDPR", "US", None)]


def test_a_transfer_recorded_under_a_regime_that_is_off_answers_for_nothing():
    flow = going_to("IN", {"from_regime": "UK", "mechanism": "uk_idta"})

    assert found(flow, ("GDPR",)) == [("GDPR", "IN", None)]
    assert crossings(flow, a.third_party(), a.context(("GDPR",)))[0].mechanism is None


def test_each_regime_recorded_crosses_for_itself():
    flow = going_to("IN", {"mechanism": "scc"}, {"from_regime": "UK", "mechanism": "uk_idta"})

    assert found(flow, ("GDPR", "UK")) == [("GDPR", "IN", None), ("UK", "IN", None)]


def test_the_framework_counts_for_a_recipient_on_the_list():
    assert found(going_to("US"), **ON_LIST) == [("GDPR", "US", "EU-US-DPF")]
    assert found(going_to("US"), dpf_status="inactive") == [("GDPR", "US", None)]


@pytest.mark.parametrize(
    ("flow", "expected"),
    [
        (going_to("CH"), True),
        (going_to("CH", {"mechanism": "adequacy"}), True),
        (going_to("IN"), False),
        (going_to("IN", {"mechanism": "adequacy"}), False),
        (going_to("IN", SCC), True),
        (going_to("IN", SCC | {"tia_on": None}), False),
        (going_to("IN", SCC | {"tia_on": a.ago(731)}), False),
        (going_to("IN", SCC | {"tia_outcome": "not_acceptable"}), False),
        (going_to("IN", SCC | {"doc_agreement": "AG-0002"}), True),
        (going_to("IN", SCC | {"doc_agreement": "AG-0404"}), False),
        (going_to("CH", {"mechanism": "scc"}), True),
        (going_to("IN", {"mechanism": "d49_1b"}), True),
        (going_to("US", {"mechanism": "adequacy_dpf"}), False),
    ],
    ids=[
        "adequate, nothing recorded",
        "adequate by record",
        "nothing",
        "adequacy that does not hold",
        "clauses",
        "clauses not assessed",
        "assessed too long ago",
        "assessed and refused",
        "paper in force",
        "paper not in force",
        "clauses where none are needed",
        "derogation",
        "not on the list",
    ],
)
def test_a_crossing_is_sound_with_a_mechanism_that_holds_and_the_assessment_it_needs(flow, expected):
    assert soundness(flow) == [expected]


def test_the_framework_holds_while_the_list_was_seen_lately():
    flow = going_to("US", {"mechanism": "adequacy_dpf"})

    assert soundness(flow, **ON_LIST) == [True]
    assert soundness(flow, dpf_status="active", dpf_checked_on=a.ago(181)) == [False]


def test_eu_clauses_alone_are_not_sound_from_the_uk():
    flow = going_to("IN", SCC | {"from_regime": "UK"})
    addendum = a.agreement("uk_addendum", ref="AG-0009")

    assert soundness(flow, ("UK",)) == [False]
    assert soundness(flow, ("UK",), (addendum,)) == [True]


def test_adequacy_is_sound_until_it_ends():
    assert soundness(going_to("GB"), today=dt.date(2031, 12, 27)) == [True]
    assert soundness(going_to("GB"), today=dt.date(2031, 12, 28)) == [False]
