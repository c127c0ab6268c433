"""Vocabulary of flows and activities."""

from app.kernel.words import Term


class Channel(Term):
    """How the data are collected or the people addressed; the first five by the codes of the notice."""

    WEBSITE = "website", "Website", "C1"
    SOCIAL_MEDIA = "social_media", "Social media", "C2"
    EMAIL = "email", "E-mail", "C3", "emails"
    ACCOUNT = "account", "Customer account", "C4"
    OTHER = "other", "Other platform", "C5"
    SMS = "sms", "Text message"
    POST = "post", "Post"
    PHONE = "phone", "Telephone"


class DeclaredClass(Term):
    """What the flow is declared to carry, kept apart from what its categories are."""

    PERSONAL = "personal", "Personal"
    AGGREGATE = "aggregate", "Aggregate"


class FlowStatus(Term):
    """Whether data flow."""

    PLANNED = "planned", "Planned"
    ACTIVE = "active", "Active"
    ENDED = "ended", "Ended"


class Consideration(Term):
    """What the recipient gives for the data; anything but none looks like a sale."""

    NONE = "none", "None"
    MONEY = "money", "Money"
    OTHER_VALUE = "other_value", "Other value"


class LocationKind(Term):
    """What happens at a place."""

    STORAGE = "storage", "Storage"
    ACCESS = "access", "Access"
    SUPPORT = "support", "Support"


class ConsentEvidence(Term):
    """What shows the consent that a flow relies on."""

    OPT_IN = "opt_in", "Opt-in tick"
    DOUBLE_OPT_IN = "double_opt_in", "Double opt-in"
    WRITTEN = "written", "Written"
    TERMS = "terms", "Terms only"
    BROWSE = "browse", "Use of the site only"


class VolumeBand(Term):
    """How many people the flow concerns, banded."""

    UNDER_100 = "lt_100", "Under 100"
    UNDER_1K = "100_999", "100 to 999"
    UNDER_10K = "1k_9k", "1,000 to 9,999"
    UNDER_100K = "10k_99k", "10,000 to 99,999"
    UNDER_1M = "100k_999k", "100,000 to 999,999"
    OVER_1M = "gte_1m", "1,000,000 and more"


class TransferRegime(Term):
    """The regime whose area the data leave."""

    GDPR = "GDPR", "EU GDPR", "EU", "EEA"
    UK = "UK", "UK GDPR"
    BR = "BR", "Brazil (LGPD)"


class Mechanism(Term):
    """The ground of a transfer to a third country (GDPR Chapter V and its UK counterpart)."""

    NONE_NEEDED = "none_needed", "None needed"
    ADEQUACY = "adequacy", "Adequacy decision (Art. 45)"
    ADEQUACY_DPF = "adequacy_dpf", "EU-US Data Privacy Framework"
    SCC = "scc", "Standard contractual clauses (Art. 46(2)(c))"
    SCC_SA = "scc_sa", "Authority's standard clauses (Art. 46(2)(d))"
    BCR = "bcr", "Binding corporate rules (Art. 47)"
    CODE = "code", "Code of conduct (Art. 46(2)(e))"
    CERT = "cert", "Certification (Art. 46(2)(f))"
    ADHOC = "adhoc", "Ad hoc clauses (Art. 46(3)(a))"
    D49_1A = "d49_1a", "Explicit consent (Art. 49(1)(a))"
    D49_1B = "d49_1b", "Contract with the person (Art. 49(1)(b))"
    D49_1C = "d49_1c", "Contract in their interest (Art. 49(1)(c))"
    D49_1D = "d49_1d", "Public interest (Art. 49(1)(d))"
    D49_1E = "d49_1e", "Legal claims (Art. 49(1)(e))"
    D49_1F = "d49_1f", "Vital interests (Art. 49(1)(f))"
    D49_1G = "d49_1g", "Public register (Art. 49(1)(g))"
    D49_2 = "d49_2", "Compelling legitimate interests (Art. 49(1), second subparagraph)"
    UK_ADEQUACY = "uk_adequacy", "UK adequacy regulations"
    UK_BRIDGE = "uk_bridge", "UK-US data bridge"
    UK_IDTA = "uk_idta", "UK transfer agreement (IDTA)"
    UK_ADDENDUM = "uk_addendum", "UK addendum to EU clauses"


class RetentionUnit(Term):
    """The unit of a retention period."""

    DAYS = "days", "Days", "day"
    MONTHS = "months", "Months", "month"
    YEARS = "years", "Years", "year"


class TiaOutcome(Term):
    """How a transfer impact assessment ended."""

    ACCEPTABLE = "acceptable", "Acceptable"
    WITH_MEASURES = "with_measures", "Acceptable with measures"
    NOT_ACCEPTABLE = "not_acceptable", "Not acceptable"
