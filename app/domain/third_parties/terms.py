"""Vocabulary of third parties."""

from app.kernel.words import Term


class Affiliation(Term):
    """Whether the third party belongs to the group; unknown counts as non-affiliated until evidenced."""

    AFFILIATED = "affiliated", "Affiliated"
    NON_AFFILIATED = "non_affiliated", "Non-affiliated"
    PUBLIC_AUTHORITY = "public_authority", "Public authority"
    UNKNOWN = "unknown", "Unknown"


class Role(Term):
    """The role under data-protection law (GDPR Art. 4(7)-(10); Cal. Civ. Code 1798.140)."""

    PROCESSOR = "processor", "Processor"
    SUB_PROCESSOR = "sub_processor", "Sub-processor"
    SERVICE_PROVIDER = "service_provider", "Service provider (CCPA)"
    CONTRACTOR = "contractor", "Contractor (CCPA)"
    THIRD_PARTY = "third_party", "Third party (CCPA)"
    INDEPENDENT_CONTROLLER = "independent_controller", "Independent controller"
    JOINT_CONTROLLER = "joint_controller", "Joint controller"
    LINK_ONLY = "link_only", "Link only"
    UNKNOWN = "unknown", "Not decided"


class Status(Term):
    """Where the relationship stands."""

    PROSPECTIVE = "prospective", "Prospective"
    ACTIVE = "active", "Active"
    SUSPENDED = "suspended", "Suspended"
    OFFBOARDING = "offboarding", "Offboarding"
    TERMINATED = "terminated", "Terminated"


MOVES: dict[Status, frozenset[Status]] = {
    Status.PROSPECTIVE: frozenset({Status.ACTIVE, Status.TERMINATED}),
    Status.ACTIVE: frozenset({Status.SUSPENDED, Status.OFFBOARDING}),
    Status.SUSPENDED: frozenset({Status.ACTIVE, Status.OFFBOARDING}),
    Status.OFFBOARDING: frozenset({Status.ACTIVE, Status.TERMINATED}),
    Status.TERMINATED: frozenset({Status.PROSPECTIVE}),
}
"""The allowed moves of the lifecycle; a terminated third party comes back as a prospect."""


class RiskTier(Term):
    """How much could go wrong."""

    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"
    CRITICAL = "critical", "Critical"


class DpfStatus(Term):
    """Standing on the EU-US Data Privacy Framework list."""

    NOT_LISTED = "not_listed", "Not listed"
    ACTIVE = "active", "Active"
    INACTIVE = "inactive", "Inactive"


class EvidenceKind(Term):
    """What a piece of evidence is."""

    SOC2 = "soc2", "SOC 2 report"
    ISO27001 = "iso27001", "ISO/IEC 27001 certificate"
    PCI_AOC = "pci_aoc", "PCI attestation of compliance"
    PENTEST = "pentest", "Penetration test"
    QUESTIONNAIRE = "questionnaire", "Questionnaire"
    AUDIT = "audit", "Audit"
    DPF_RECORD = "dpf_record", "Data Privacy Framework record"
    DELETION_CERTIFICATE = "deletion_certificate", "Deletion certificate"


SECURITY_EVIDENCE = frozenset(
    {
        EvidenceKind.SOC2,
        EvidenceKind.ISO27001,
        EvidenceKind.PCI_AOC,
        EvidenceKind.PENTEST,
        EvidenceKind.QUESTIONNAIRE,
        EvidenceKind.AUDIT,
    }
)
"""The kinds of evidence that speak for security."""


class Authorisation(Term):
    """How a sub-processor was authorised (GDPR Art. 28(2))."""

    NONE = "none", "None"
    SPECIFIC = "specific", "Specific"
    GENERAL = "general", "General"


class SubDecision(Term):
    """What was decided on a sub-processor notice."""

    ACCEPTED = "accepted", "Accepted"
    OBJECTED = "objected", "Objected"


class FlowdownState(Term):
    """Whether the same duties are known to bind the sub-processor (GDPR Art. 28(4))."""

    CONFIRMED = "confirmed", "Confirmed"
    NOT_CONFIRMED = "not_confirmed", "Not confirmed"
    REFUSED = "refused", "Refused"


class ReviewOutcome(Term):
    """How a periodic review ended."""

    SATISFACTORY = "satisfactory", "Satisfactory"
    CONDITIONS = "conditions", "Satisfactory with conditions"
    UNSATISFACTORY = "unsatisfactory", "Unsatisfactory"


class PartKind(Term):
    """The lists of parts of a third party, by the names of its fields."""

    CONTACT = "contacts", "Contact"
    SUB_PROCESSOR = "sub_processors", "Sub-processor"
    EVIDENCE = "evidence", "Evidence"
    INCIDENT = "incidents", "Incident"
    REVIEW = "reviews", "Review"
