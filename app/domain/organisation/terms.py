"""Vocabulary of the organisation: kinds of entity, legal regimes, the scope of the promise."""

from app.kernel.words import Term


class EntityKind(Term):
    """What a legal entity is to the organisation."""

    SELF = "self", "Own legal entity"
    AFFILIATE = "affiliate", "Affiliate"
    EXTERNAL = "external", "External legal entity"


class Regime(Term):
    """A body of rules that an organisation switches on; rules of one that is off do not fire."""

    GDPR = "GDPR", "EU GDPR"
    UK = "UK", "UK GDPR"
    CCPA = "CCPA", "California (CCPA)"
    US_FTC = "US-FTC", "United States (FTC Act, CAN-SPAM)", "US"
    US_BK = "US-BK", "United States bankruptcy", "US-BK practice"
    US_STATES = "US-states", "Other US states"
    CA_PIPEDA = "CA-PIPEDA", "Canada (PIPEDA)", "CA"
    CA_QC = "CA-QC", "Quebec", "QC"
    BR = "BR", "Brazil (LGPD)"
    ES = "ES", "Spain (LOPDGDD)"
    DE_DSK = "DE-DSK", "Germany (DSK)", "DSK"
    MX = "MX", "Mexico (LFPDPPP)"


class PromiseScope(Term):
    """Which flows the confidentiality promise of the notice (sentence 16) is read to cover."""

    ALL = "all", "Every third party"
    AGGREGATE = "aggregate", "Only flows declared aggregate"
