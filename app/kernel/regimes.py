"""Bodies of rules that an organisation switches on; rules of one that is off do not fire."""

from app.kernel.words import Term


class Regime(Term):
    """A body of law or guidance, by the key under which rules name it."""

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
