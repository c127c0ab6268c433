from app.domain.findings.dossier import Dossier
from app.reporting.snapshot.vendor import Beside, collect_vendor
from tests.reporting import samples, tabled

DATA = tabled.vendor()["data"]


def test_the_file_says_who_it_is_in_words() -> None:
    facts = {row["name"]: row["value"] for row in DATA["facts"]}
    assert facts["Legal entity"] == "Veloz Paquetería, S.A."
    assert facts["Country of the entity"] == "Spain"
    assert facts["Role"] == "Processor"
    assert facts["Owner"] == "Inés Robledo"
    assert facts["Offboarded on"] is None


def test_each_flow_shows_the_six_limbs_of_the_promise() -> None:
    (flow,) = DATA["flows"]
    assert [one["limb"] for one in flow["limbs"]] == ["agreed", "before", "party", "all", "only", "kept"]
    assert flow["promise"] == "contradicted"
    assert flow["uses"] == ["also uses it for itself"]


def test_agreements_come_with_document_and_clauses() -> None:
    (paper,) = DATA["agreements"]
    assert (paper["document_name"], paper["document_sha256"]) == ("Veloz Paquetería.pdf", tabled.HASH)
    (clause,) = DATA["clauses"]
    assert (clause["agreement"], clause["state"], clause["ref"]) == ("AG-0001", "present", "7.1")
    assert (clause["assessed_by"], clause["second_reader"]) == ("ines@solana.example", tabled.HANA)


def test_evidence_that_ran_out_is_not_valid() -> None:
    assert [(row["kind"], row["valid"]) for row in DATA["evidence"]] == [("soc2", False)]


def test_only_its_own_findings_and_waivers_are_in_it() -> None:
    assert [(row["rule"], row["object"]) for row in DATA["findings"]] == [("GOV-01", "TP-0001")]
    assert [(row["object"], row["covers"]) for row in DATA["waivers"]] == [("TP-0001", True)]


def test_a_change_tells_what_became_of_what_and_a_creation_that_it_was_new() -> None:
    changed, created = DATA["changes"]
    assert changed["fields"] == ["holds_data: true → false", "name: Before → Veloz Paquetería"]
    assert (created["action"], created["fields"]) == ("created", [])
    assert (changed["entry"], changed["at"], changed["hash"]) == (
        7,
        "2026-11-02T09:30:00.000000Z",
        tabled.HASH,
    )


def test_a_file_shows_one_of_so_many() -> None:
    snapshot = tabled.vendor()
    assert snapshot["counts"] == {"shown": 1, "total": 2, "of": "third parties"}
    assert snapshot["parameters"] == {"third party": "TP-0001"}


def test_a_third_party_of_which_only_the_name_is_recorded_has_a_file_too() -> None:
    bare = Dossier(samples.third_party(1, owner=None, next_review_on=None))
    data = collect_vendor(bare, samples.context(), Beside([], {}, [], cut=False, total=1))["data"]
    assert (data["flows"], data["agreements"], data["changes"]) == ([], [], [])
