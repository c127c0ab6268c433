import datetime as dt

import pytest

from app.domain.catalogue.records import Purpose
from app.domain.evidence.records import Disclosure, Preference
from app.domain.organisation.records import Organisation
from tests.domain.findings import builders as a

FLOW = [("FL-0001", "")]
OVERDUE = dt.date(2026, 11, 6)
"""A Friday: its tenth business day is Friday 20 November, before the Sunday of these tests."""
IN_TIME = dt.date(2026, 11, 9)


def preference(**changes):
    state = {"ref": "PF-0001", "received_on": OVERDUE, "honoured_on": None, "channel": "email_remove"}
    return Preference.parse(state | changes)


def of_ledger(rule, *preferences, **changes):
    hits = a.register_hits(rule, a.context(preferences=preferences, **changes))
    return [(hit.object, hit.key) for hit in hits]


def newsletter(**changes):
    return a.flow(**{"purposes": ["newsletter"], "legal_basis": "consent"} | changes)


def passed_on(*preferences, **changes):
    case = a.dossier(flows=(newsletter(**changes),))
    return a.found("RTS-02", case, a.context(preferences=preferences))


def late(agreements=None, **incident):
    party = a.third_party(incidents=[{"title": "Lost laptop"} | incident])
    return a.found("INC-01", a.dossier(party, agreements))


def test_rts_01_fires_after_ten_business_days():
    assert of_ledger("RTS-01", preference()) == [("PF-0001", "")]


def test_rts_01_is_quiet_in_time_once_honoured_and_over_a_holiday():
    holiday = Organisation(entity=a.OURS, regimes=["GDPR"], holidays=[dt.date(2026, 11, 12)])

    assert of_ledger("RTS-01", preference(received_on=IN_TIME)) == []
    assert of_ledger("RTS-01", preference(honoured_on=a.ago(2))) == []
    assert of_ledger("RTS-01", preference(archived=True)) == []
    assert of_ledger("RTS-01", preference(received_on=None)) == []
    assert of_ledger("RTS-01", preference(), organisation=holiday) == []


def test_rts_02_fires_on_the_preference_with_the_third_party_as_key():
    assert passed_on(preference(honoured_on=a.ago(5))) == [("PF-0001", "TP-0001")]


def test_rts_02_fires_where_it_was_told_and_has_not_confirmed():
    told = [{"third_party": "TP-0001", "sent_on": a.ago(15)}, {"third_party": "TP-0002", "ack_on": a.ago(9)}]

    assert passed_on(preference(propagation=told)) == [("PF-0001", "TP-0001")]


def test_rts_02_is_quiet_once_confirmed_and_in_time():
    told = [{"third_party": "TP-0001", "sent_on": a.ago(15), "ack_on": a.ago(1)}]

    assert passed_on(preference(propagation=told)) == []
    assert passed_on(preference(received_on=IN_TIME)) == []


def test_rts_02_is_quiet_where_the_person_was_never_in_the_flow():
    assert passed_on(preference(honoured_on=a.ago(5)), first_on=a.ago(4)) == []
    assert passed_on(preference(scope=["order_status"])) == []
    assert a.found("RTS-02", a.dossier(), a.context(preferences=(preference(),))) == []


@pytest.mark.parametrize("channel", ["sms", "post", "phone"])
def test_rts_03_fires_on_marketing_by_a_channel_without_opt_out(channel):
    assert a.found("RTS-03", a.dossier(flows=(newsletter(channel=channel, opt_out_route=None),))) == FLOW


@pytest.mark.parametrize(
    "changes",
    [
        {"channel": "sms"},
        {"channel": "email", "opt_out_route": None},
        {"channel": "sms", "opt_out_route": None, "purposes": ["order_status"]},
    ],
    ids=["with a route", "by e-mail", "not marketing"],
)
def test_rts_03_is_quiet_where_an_opt_out_serves(changes):
    assert a.found("RTS-03", a.dossier(flows=(newsletter(**changes),))) == []


def test_rts_04_fires_where_an_opt_out_silences_order_messages():
    assert of_ledger("RTS-04", preference(scope=["newsletter", "order_status"])) == [("PF-0001", "")]


def test_rts_04_is_quiet_on_marketing_alone():
    assert of_ledger("RTS-04", preference(scope=["newsletter"])) == []
    assert of_ledger("RTS-04", preference()) == []


@pytest.mark.parametrize("basis", ["legitimate_interests", "contract", None])
def test_rts_05_fires_on_e_marketing_without_consent_or_soft_opt_in(basis):
    assert a.found("RTS-05", a.dossier(flows=(newsletter(legal_basis=basis, channel="email"),))) == FLOW


@pytest.mark.parametrize("basis", ["consent", "soft_opt_in"])
def test_rts_05_is_quiet_on_consent_and_soft_opt_in(basis):
    assert a.found("RTS-05", a.dossier(flows=(newsletter(legal_basis=basis),))) == []


def test_rts_05_is_quiet_by_post_for_other_purposes_and_outside_the_eu_and_uk():
    by_post = newsletter(legal_basis="legitimate_interests", channel="post")
    by_mail = newsletter(legal_basis="legitimate_interests", channel="email")

    assert a.found("RTS-05", a.dossier(flows=(by_post,))) == []
    assert a.found("RTS-05", a.dossier()) == []
    assert a.found("RTS-05", a.dossier(flows=(by_mail,)), a.context(("CCPA", "US-FTC"))) == []


@pytest.mark.parametrize(("basis", "expected"), [("consent", []), ("contract", FLOW)])
def test_rts_05_takes_the_basis_of_the_purpose_where_the_flow_records_none(basis, expected):
    purpose = Purpose(
        key="newsletter", policy_code="P4", marketing=True, legal_basis={"GDPR": basis, "UK": "contract"}
    )
    context = a.context(("GDPR",), purposes={"newsletter": purpose})

    assert a.found("RTS-05", a.dossier(flows=(newsletter(legal_basis=None),)), context) == expected


@pytest.mark.parametrize("missing", ["approver", "ground"])
def test_dsc_01_fires_without_approver_or_ground(missing):
    state = {"ref": "DC-0001", "approver": a.COUNSEL, "ground": "law", missing: None}
    hits = a.register_hits("DSC-01", a.context(disclosures=(Disclosure.parse(state),)))

    assert [(hit.object, hit.key) for hit in hits] == [("DC-0001", "")]


def test_dsc_01_is_quiet_on_a_documented_disclosure():
    documented = Disclosure.parse({"ref": "DC-0001", "approver": a.COUNSEL, "ground": "law"})

    assert a.register_hits("DSC-01", a.context(disclosures=(documented,))) == []


def test_inc_01_fires_where_it_took_longer_than_the_clause_allows():
    aware = a.ago(20)

    assert late(aware_third_party_on=aware, notified_us_on=a.ago(17)) == [("TP-0001", aware.isoformat())]


def test_inc_01_fires_while_we_have_not_been_told():
    assert late(aware_third_party_on=a.ago(20)) == [("TP-0001", a.ago(20).isoformat())]


def test_inc_01_is_quiet_in_time_and_where_no_time_is_agreed():
    silent = (a.nda({"conf.breach_notice": ""}), a.dpa({"g28.f_breach_time": "absent"}))

    assert late(aware_third_party_on=a.ago(20), notified_us_on=a.ago(18)) == []
    assert late(notified_us_on=a.ago(18)) == []
    assert late(silent, aware_third_party_on=a.ago(20), notified_us_on=a.ago(1)) == []


def test_inc_01_counts_to_the_minute_where_both_times_of_day_are_recorded():
    knew = {"aware_third_party_on": a.ago(10), "aware_third_party_time": "09:00"}
    last = {"notified_us_on": a.ago(8), "notified_us_time": "09:00"}

    assert late(**knew, **last) == []
    assert late(**knew, **last | {"notified_us_time": "09:01"}) == [("TP-0001", a.ago(10).isoformat())]


def test_two_incidents_of_one_day_stay_apart():
    incident = {"aware_third_party_on": a.ago(20), "notified_us_on": a.ago(10)}
    party = a.third_party(incidents=[incident, incident])
    day = a.ago(20).isoformat()

    assert a.found("INC-01", a.dossier(party)) == [("TP-0001", day), ("TP-0001", f"{day}#2")]
