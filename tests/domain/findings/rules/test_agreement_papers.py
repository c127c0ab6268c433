import pytest

from tests.domain.findings import builders as a

PAPER = [("AG-0001", "")]


def with_nda(party=None, flows=None, **changes):
    return a.dossier(party, (a.nda(**changes), a.dpa()), flows)


# AGR-04


def test_published_terms_that_govern_a_flow_are_found():
    assert a.found("AGR-04", with_nda(acceptance="published_only")) == PAPER


@pytest.mark.parametrize("acceptance", ["click", "po_reference", "wet", "none"])
def test_accepted_terms_and_mere_drafts_are_not_published_terms(acceptance):
    assert a.found("AGR-04", with_nda(acceptance=acceptance)) == []


def test_published_terms_that_nobody_relies_on_are_not_found():
    assert a.found("AGR-04", with_nda(acceptance="published_only", governs_flows=[])) == []


def test_published_terms_that_were_replaced_by_accepted_ones_are_not_found():
    assert a.found("AGR-04", with_nda(acceptance="published_only", superseded_by="AG-0002")) == []


# AGR-05


def test_another_entity_as_signatory_is_found():
    assert a.found("AGR-05", with_nda(their_entity=a.OTHER)) == PAPER


@pytest.mark.parametrize(
    "changes",
    [
        {"their_entity": a.OTHER, "affiliates_covered": True},
        {"their_entity": None},
        {"their_entity": a.THEIRS},
    ],
)
def test_affiliate_wording_or_an_unrecorded_party_is_no_wrong_party(changes):
    assert a.found("AGR-05", with_nda(**changes)) == []


def test_an_unrecorded_recipient_is_no_wrong_party():
    assert a.found("AGR-05", with_nda(a.third_party(entity=None))) == []


# AGR-06


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"signed_us_on": a.ago(31)}, PAPER),
        ({"signed_us_on": a.ago(30)}, []),
        ({"signed_us_on": None, "signed_them_on": a.ago(31)}, PAPER),
        ({"signed_us_on": None}, []),
        ({"signed_us_on": a.ago(31), "signed_them_on": a.ago(20)}, []),
        ({"signed_us_on": a.ago(31), "acceptance": "click"}, []),
        ({"signed_us_on": a.ago(31), "terminated_on": a.ago(1)}, []),
    ],
)
def test_a_second_signature_is_chased_after_thirty_days(changes, expected):
    case = with_nda(**{"stage": "partly_signed", "signed_them_on": None} | changes)
    assert a.found("AGR-06", case) == expected


# AGR-07


def test_an_expired_agreement_with_an_active_flow_is_found():
    assert a.found("AGR-07", with_nda(evergreen=False, expires_on=a.ago(1))) == PAPER


@pytest.mark.parametrize(
    "changes",
    [
        {"expires_on": a.ago(0)},
        {"expires_on": a.ago(1), "auto_renew": True},
        {"expires_on": a.ago(1), "governs_flows": []},
        {"expires_on": a.ago(1), "superseded_by": "AG-0002"},
        {"expires_on": a.ago(1), "terminated_on": a.ago(20)},
        {"expires_on": a.ago(1), "acceptance": "published_only"},
    ],
    ids=["last day", "renews", "no flow", "replaced", "terminated before", "never accepted"],
)
def test_an_agreement_that_did_not_just_run_out_is_not_found(changes):
    assert a.found("AGR-07", with_nda(**{"evergreen": False} | changes)) == []


def test_an_expired_agreement_whose_flow_ended_is_not_found():
    case = with_nda(flows=(a.flow(status="ended", ended_on=a.ago(3)),), evergreen=False, expires_on=a.ago(1))
    assert a.found("AGR-07", case) == []


# AGR-08


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"expires_on": a.ago(-90)}, PAPER),
        ({"expires_on": a.ago(-91)}, []),
        ({"expires_on": a.ago(-120), "notice_days": 90}, PAPER),
        ({"expires_on": a.ago(-121), "notice_days": 90}, []),
        ({"expires_on": a.ago(-120), "notice_days": 130}, []),
        ({"expires_on": a.ago(-60), "renewal_decided_on": a.ago(3)}, []),
        ({"expires_on": a.ago(-60), "signed_us_on": None}, []),
        ({"expires_on": a.ago(1)}, []),
    ],
)
def test_a_decision_is_asked_for_before_the_end(changes, expected):
    assert a.found("AGR-08", with_nda(**{"evergreen": False} | changes)) == expected


def test_the_message_names_the_last_day_for_notice():
    (hit,) = a.hits("AGR-08", with_nda(evergreen=False, expires_on=a.ago(-120), notice_days=90))
    message = a.RULES["AGR-08"].message.format(**hit.blanks)
    assert message == (
        "The agreement ends or renews on 22 Mar 2027 (notice is due by 22 Dec 2026); no decision is recorded."
    )


# AGR-11


def test_an_agreement_in_force_needs_its_document():
    assert a.found("AGR-11", with_nda(doc_sha256=None)) == PAPER


def test_a_terminated_agreement_needs_no_document():
    assert a.found("AGR-11", with_nda(doc_sha256=None, terminated_on=a.ago(1))) == []


# AGR-14

GONE = {"status": "terminated", "offboarded_on": a.ago(40)}
OVER = (a.flow(status="ended", ended_on=a.ago(40)),)


def after_the_end(held=True, **changes):
    return with_nda(a.third_party(**GONE, holds_data=held), OVER, **changes)


def test_data_held_after_confidentiality_ended_are_found():
    assert a.found("AGR-14", after_the_end(terminated_on=a.ago(40), survival_months=1)) == PAPER


def test_data_held_after_expiry_without_survival_are_found():
    case = after_the_end(evergreen=False, expires_on=a.ago(40), survival_months=None)
    assert a.found("AGR-14", case) == PAPER


@pytest.mark.parametrize(
    "changes",
    [
        {"terminated_on": a.ago(40), "survival_months": 2},
        {"terminated_on": a.ago(40), "survival_months": None, "survival_indefinite": True},
        {"terminated_on": a.ago(-1), "survival_months": None},
        {"terminated_on": a.ago(40), "survival_months": None, "superseded_by": "AG-0002"},
        {"terminated_on": a.ago(40), "survival_months": None, "acceptance": "published_only"},
    ],
    ids=["survives", "without limit", "still in force", "replaced", "never accepted"],
)
def test_confidentiality_that_lives_or_never_was_is_not_found(changes):
    assert a.found("AGR-14", after_the_end(**changes)) == []


def test_where_no_data_are_held_confidentiality_may_end():
    assert a.found("AGR-14", after_the_end(held=False, terminated_on=a.ago(40), survival_months=None)) == []


def test_a_terminated_agreement_whose_flow_runs_on_is_found():
    party = a.third_party(holds_data=False)
    assert a.found("AGR-14", with_nda(party, terminated_on=a.ago(2), survival_months=None)) == PAPER


def test_an_expired_agreement_whose_flow_runs_on_is_left_to_the_rule_on_expiry():
    case = with_nda(evergreen=False, expires_on=a.ago(2), survival_months=None)
    assert (a.found("AGR-14", case), a.found("AGR-07", case)) == ([], PAPER)
