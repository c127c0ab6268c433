"""The vocabulary that every register starts with."""

from app.domain.catalogue import builtin
from app.domain.catalogue.records import Category
from app.domain.catalogue.terms import Identifiability, LegalBasis, Sensitivity
from app.domain.organisation.terms import Regime

OWN = {
    "jewellery.ring_size",
    "jewellery.engraving_text",
    "jewellery.gift_recipient",
    "jewellery.wish_list",
    "jewellery.valuation",
    "jewellery.aml_check",
    "jewellery.repair_history",
}


def category(key: str) -> Category:
    return next(entry for entry in builtin.categories() if entry.key == key)


def test_every_entry_is_shipped_and_says_what_it_is() -> None:
    entries = [*builtin.categories(), *builtin.subjects(), *builtin.purposes()]
    assert [entry.key for entry in entries if not (entry.builtin and entry.label and entry.description)] == []
    assert [entry.key for entry in entries if not entry.description.endswith((".", "."))] == []


def test_keys_and_labels_are_given_once() -> None:
    for entries in (builtin.categories(), builtin.subjects(), builtin.purposes()):
        keys, labels = [entry.key for entry in entries], [entry.label for entry in entries]
        assert (len(set(keys)), len(set(labels))) == (len(keys), len(labels))


def test_a_parent_comes_before_its_children() -> None:
    seen: set[str] = set()
    for entry in builtin.categories():
        assert entry.parent is None or entry.parent in seen
        seen.add(entry.key)


def test_our_own_keys_are_those_that_no_common_vocabulary_has() -> None:
    assert {entry.key for entry in builtin.categories() if entry.key.startswith("jewellery.")} == OWN
    foreign = [entry for entry in builtin.categories() if not entry.key.startswith("jewellery.")]
    assert [entry.key for entry in foreign if entry.fides != entry.key] == []


def test_identifiers_of_devices_are_pseudonymous_and_so_personal() -> None:
    keys = ["user.device.ip_address", "user.device.cookie_id", "user.unique_id.pseudonymous"]
    assert [category(key).identifiability for key in keys] == [Identifiability.PSEUDONYMOUS] * 3
    assert category("system.operations").identifiability is Identifiability.AGGREGATE


def test_sensitive_categories_carry_their_flags() -> None:
    flags = {entry.key: set(entry.sensitivity) for entry in builtin.categories() if entry.sensitivity}
    assert {key for key, found in flags.items() if Sensitivity.ART9 in found} == {
        "user.demographic.religious_belief",
        "user.health_and_medical",
        "user.biometric",
    }
    assert {key for key, found in flags.items() if Sensitivity.CARD in found} == {
        "user.financial.credit_card"
    }
    assert {key for key, found in flags.items() if Sensitivity.BANK in found} == {
        "user.financial.bank_account"
    }
    assert {key for key, found in flags.items() if Sensitivity.CHILD in found} == {"user.childrens"}
    assert {key for key, found in flags.items() if Sensitivity.ART10 in found} == {"user.criminal_history"}


def test_what_identifies_in_bankruptcy_is_what_the_code_lists() -> None:
    assert {entry.key for entry in builtin.categories() if entry.bk_pii} == {
        "user.name",
        "user.contact",
        "user.contact.email",
        "user.contact.phone_number",
        "user.contact.address",
        "user.demographic.date_of_birth",
        "user.financial.credit_card",
        "user.government_id.national_identification_number",
        "jewellery.gift_recipient",
    }


def test_every_purpose_of_the_notice_has_a_purpose_and_advertising_elsewhere_has_none() -> None:
    codes = {entry.policy_code for entry in builtin.purposes()}
    assert codes == {*(f"P{n}" for n in range(8)), *(f"A{n}" for n in range(1, 7)), "G5", "G6", None}
    assert {entry.key for entry in builtin.purposes() if entry.policy_code is None} == {
        "marketing.advertising.third_party.targeted",
        "train_ai_system",
        "employment",
    }


def test_marketing_rests_on_consent_or_a_soft_opt_in_where_it_is_sent() -> None:
    sent = [entry for entry in builtin.purposes() if entry.key.startswith("marketing.communications.")]
    bases = {basis for entry in sent for basis in entry.legal_basis.values()}
    assert bases == {LegalBasis.CONSENT, LegalBasis.SOFT_OPT_IN}
    assert {entry.key for entry in sent if entry.marketing} == {entry.key for entry in sent}


def test_every_purpose_proposes_a_basis_under_european_law() -> None:
    regimes = {frozenset(entry.legal_basis) for entry in builtin.purposes()}
    assert regimes == {frozenset({Regime.GDPR, Regime.UK, Regime.ES})}


def test_generic_purposes_are_marked() -> None:
    assert {entry.key for entry in builtin.purposes() if entry.generic_text} == {
        "operations.business_potential",
        "marketing.communications",
        "sales",
    }


def test_there_is_one_group_of_minors() -> None:
    assert [entry.key for entry in builtin.subjects() if entry.is_minor] == ["minor"]
