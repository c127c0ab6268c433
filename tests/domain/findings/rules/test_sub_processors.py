import pytest

from app.domain.organisation.records import Entity
from tests.domain.findings import builders as a

FOUND = [("TP-0001", "")]
SUB = {
    "sub_third_party": "TP-0002",
    "authorisation": "general",
    "decision": "accepted",
    "country": "ES",
    "list_confirmed_on": a.ago(60),
}


def with_sub(rule, context=None, party=None, **changes):
    chained = a.third_party(**{"sub_processors": [SUB | changes]} | (party or {}))
    return a.found(rule, a.dossier(chained), context)


def knowing(**changes):
    other = a.third_party(**{"ref": "TP-0002", "name": "Nube Fría", "entity": a.OTHER} | changes)
    return a.context(third_parties={"TP-0001": a.third_party(), "TP-0002": other})


def test_sub_01_fires_on_a_sub_processor_in_use_without_authorisation():
    chained = a.third_party(sub_processors=[SUB | {"authorisation": "none"}])
    (hit,) = a.hits("SUB-01", a.dossier(chained), knowing())

    assert (hit.object, hit.key) == ("TP-0001", "")
    assert hit.blanks == {"names": "Nube Fría"}


def test_sub_01_is_quiet_where_it_is_authorised_or_not_yet_in_use():
    assert with_sub("SUB-01") == []
    assert with_sub("SUB-01", authorisation="none", in_use=False) == []


@pytest.mark.parametrize("days", [-5, 0, 30])
def test_sub_02_fires_when_the_window_is_closing_or_closed(days):
    assert with_sub("SUB-02", decision=None, objection_due=a.ago(days)) == FOUND


def test_sub_02_is_quiet_where_there_is_time_or_it_was_decided():
    assert with_sub("SUB-02", decision=None, objection_due=a.ago(-6)) == []
    assert with_sub("SUB-02", decision="objected", objection_due=a.ago(0)) == []


@pytest.mark.parametrize("confirmed", [None, a.ago(366)])
def test_sub_03_fires_where_the_chain_was_not_confirmed_within_a_year(confirmed):
    party = {"list_confirmed_on": confirmed}

    assert with_sub("SUB-03", party=party, list_confirmed_on=confirmed) == FOUND


def test_sub_03_fires_on_a_processor_of_whose_chain_nothing_is_recorded():
    assert a.found("SUB-03", a.dossier(a.third_party(list_confirmed_on=None))) == FOUND


def test_sub_03_is_quiet_where_list_or_link_was_confirmed_and_for_controllers():
    assert a.found("SUB-03", a.dossier(a.third_party(list_confirmed_on=a.ago(365)))) == []
    assert with_sub("SUB-03", party={"list_confirmed_on": None}) == []
    assert with_sub("SUB-03", party={"list_confirmed_on": None, "role": "third_party"}) == []


def test_sub_04_fires_on_an_onward_transfer_without_mechanism():
    assert with_sub("SUB-04", country="IN") == FOUND


def test_sub_04_looks_up_the_country_of_the_sub_processors_entity():
    context = knowing()
    entities = {**context.entities, a.OTHER: Entity(ref=a.OTHER, legal_name="Cloud Inc", country="US")}
    abroad = a.context(third_parties=context.third_parties, entities=entities)

    assert with_sub("SUB-04", abroad, country=None) == FOUND
    assert with_sub("SUB-04", context, country=None) == []


def test_sub_04_is_quiet_where_a_mechanism_is_recorded_or_none_is_needed():
    assert with_sub("SUB-04", country="IN", mechanism="SCC module 3") == []
    assert with_sub("SUB-04", country="CH") == []
    assert with_sub("SUB-04", knowing(dpf_status="active"), country="US") == []
    assert with_sub("SUB-04", a.context(("CCPA",)), country="IN") == []


def test_the_chain_of_a_third_party_that_left_is_not_judged():
    gone = {"status": "terminated", "holds_data": False, "list_confirmed_on": None}
    chained = a.third_party(**gone, sub_processors=[SUB | {"authorisation": "none", "country": "IN"}])
    case = a.dossier(chained, flows=())

    assert [rule for rule in ("SUB-01", "SUB-02", "SUB-03", "SUB-04") if a.found(rule, case)] == []
