"""Closed vocabularies of the catalogue."""

from app.kernel.words import Term


class Identifiability(Term):
    """How closely a data category points at a person."""

    IDENTIFIED = "identified", "Identified"
    PSEUDONYMOUS = "pseudonymous", "Pseudonymous"
    AGGREGATE = "aggregate", "Aggregate"
    ANONYMOUS = "anonymous", "Anonymous"


class Sensitivity(Term):
    """Why a data category asks for more care."""

    ART9 = "art9", "Special category (Art. 9)"
    ART10 = "art10", "Criminal convictions (Art. 10)"
    CCPA_SPI = "ccpa_spi", "Sensitive under the CCPA"
    CHILD = "child", "Children's data"
    BANK = "bank", "Bank account"
    CARD = "card", "Payment card"
    GOV_ID = "gov_id", "Government identifier"


class LegalBasis(Term):
    """Legal bases of GDPR Article 6(1), by the keys of the W3C Data Privacy Vocabulary."""

    CONSENT = "A6-1-a", "Consent (Art. 6(1)(a))", "consent"
    CONTRACT = "A6-1-b", "Contract (Art. 6(1)(b))", "contract"
    LEGAL_OBLIGATION = "A6-1-c", "Legal obligation (Art. 6(1)(c))", "legal_obligation"
    VITAL_INTERESTS = "A6-1-d", "Vital interests (Art. 6(1)(d))", "vital_interests", "vital_interest"
    PUBLIC_TASK = "A6-1-e", "Public task (Art. 6(1)(e))", "public_task", "public_interest"
    LEGITIMATE_INTERESTS = (
        "A6-1-f",
        "Legitimate interests (Art. 6(1)(f))",
        "legitimate_interests",
        "legitimate_interest",
    )
    SOFT_OPT_IN = "soft_opt_in", "Legitimate interests with soft opt-in (ePrivacy)", "soft opt-in LI"
