"""Vocabulary of agreements."""

from app.kernel.words import Term


class AgreementKind(Term):
    """What an agreement is; the matrix of which kind is required when is in the rules."""

    NDA = "nda", "Confidentiality agreement (NDA)"
    MSA = "msa", "Main service agreement"
    DPA = "dpa", "Data processing agreement"
    DPA_SUB = "dpa_sub", "Sub-processing agreement"
    CCPA_SP = "ccpa_sp", "CCPA service provider terms"
    CCPA_TP = "ccpa_tp", "CCPA third-party terms"
    SCC_M1 = "scc_m1", "EU standard clauses, module 1"
    SCC_M2 = "scc_m2", "EU standard clauses, module 2"
    SCC_M3 = "scc_m3", "EU standard clauses, module 3"
    SCC_M4 = "scc_m4", "EU standard clauses, module 4"
    UK_IDTA = "uk_idta", "UK transfer agreement (IDTA)"
    UK_ADDENDUM = "uk_addendum", "UK addendum to EU clauses"
    BAA = "baa", "Business associate agreement"
    JCA = "jca", "Joint controller arrangement"
    C2C = "c2c", "Controller to controller agreement"
    IGDTA = "igdta", "Intra-group agreement"
    BCR = "bcr", "Binding corporate rules"
    TSA = "tsa", "Transitional services agreement"
    DEAL_NDA = "deal_nda", "Deal confidentiality agreement"


class Acceptance(Term):
    """How the agreement came about; terms that were only published bind nobody."""

    WET = "wet", "Signed on paper"
    ESIGN = "esign", "Signed electronically"
    CLICK = "click", "Accepted by click"
    PO_REFERENCE = "po_reference", "Accepted by purchase order"
    PUBLISHED_ONLY = "published_only", "Published, not accepted"
    NONE = "none", "Not accepted"


class Stage(Term):
    """Where the paper stands; what follows from dates (expired, surviving …) is derived, not typed."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    NEGOTIATING = "negotiating", "Negotiating"
    OUT_FOR_SIGNATURE = "out_for_signature", "Out for signature"
    PARTLY_SIGNED = "partly_signed", "Partly signed"
    EXECUTED = "executed", "Executed"
    IN_FORCE = "in_force", "In force"
    RENEWAL_DUE = "renewal_due", "Renewal due"
    RENEWED = "renewed", "Renewed"
    SUSPENDED = "suspended", "Suspended"
    EXPIRED = "expired", "Expired"
    TERMINATED = "terminated", "Terminated"
    SUPERSEDED = "superseded", "Superseded"
    SURVIVING = "surviving", "Surviving (confidentiality only)"


_SIGNED_TAIL = frozenset({Stage.SUSPENDED, Stage.EXPIRED, Stage.TERMINATED, Stage.SUPERSEDED})

MOVES: dict[Stage, frozenset[Stage]] = {
    Stage.DRAFT: frozenset({Stage.IN_REVIEW, Stage.NEGOTIATING, Stage.OUT_FOR_SIGNATURE, Stage.EXECUTED}),
    Stage.IN_REVIEW: frozenset({Stage.DRAFT, Stage.NEGOTIATING, Stage.OUT_FOR_SIGNATURE}),
    Stage.NEGOTIATING: frozenset({Stage.IN_REVIEW, Stage.OUT_FOR_SIGNATURE, Stage.DRAFT}),
    Stage.OUT_FOR_SIGNATURE: frozenset({Stage.NEGOTIATING, Stage.PARTLY_SIGNED, Stage.EXECUTED}),
    Stage.PARTLY_SIGNED: frozenset({Stage.NEGOTIATING, Stage.EXECUTED}),
    Stage.EXECUTED: frozenset({Stage.IN_FORCE, Stage.TERMINATED, Stage.SUPERSEDED}),
    Stage.IN_FORCE: frozenset({Stage.RENEWAL_DUE, *_SIGNED_TAIL}),
    Stage.RENEWAL_DUE: frozenset({Stage.RENEWED, *_SIGNED_TAIL}),
    Stage.RENEWED: frozenset({Stage.IN_FORCE, Stage.RENEWAL_DUE, *_SIGNED_TAIL}),
    Stage.SUSPENDED: frozenset({Stage.IN_FORCE, Stage.EXPIRED, Stage.TERMINATED, Stage.SUPERSEDED}),
    Stage.EXPIRED: frozenset({Stage.RENEWED, Stage.SUPERSEDED, Stage.SURVIVING}),
    Stage.TERMINATED: frozenset({Stage.SURVIVING}),
    Stage.SUPERSEDED: frozenset({Stage.SURVIVING}),
    Stage.SURVIVING: frozenset(),
}
"""The allowed moves of the lifecycle."""

UNSIGNED = frozenset(
    {Stage.DRAFT, Stage.IN_REVIEW, Stage.NEGOTIATING, Stage.OUT_FOR_SIGNATURE, Stage.PARTLY_SIGNED}
)
"""The stages before execution, in which the text may still be edited."""


class ClauseState(Term):
    """What a person found on reading; *not assessed* never counts as present."""

    PRESENT = "present", "Present"
    PARTIAL = "partial", "Partly present"
    ABSENT = "absent", "Absent"
    NOT_APPLICABLE = "not_applicable", "Not applicable"
    NOT_ASSESSED = "not_assessed", "Not assessed"


class AssignmentRule(Term):
    """What the agreement says on assignment."""

    SILENT = "silent", "Silent"
    FREE = "free", "Free"
    NOTICE = "notice", "Notice"
    CONSENT = "consent", "Consent"
    CONSENT_NUW = "consent_nuw", "Consent, not unreasonably withheld"
    PROHIBITED = "prohibited", "Prohibited"
    FREE_TO_SUCCESSOR = "free_to_successor", "Free to a successor of the business"


class ByLaw(Term):
    """Whether the assignment clause also reaches transfer by operation of law (a merger)."""

    YES = "yes", "Covered"
    NO = "no", "Not covered"
    SILENT = "silent", "Silent"


class ChangeOfControl(Term):
    """What the agreement says on change of control: another clause than assignment."""

    NONE = "none", "None"
    NOTICE = "notice", "Notice"
    CONSENT = "consent", "Consent"
    TERMINATION_RIGHT = "termination_right", "Right to terminate"
    SILENT = "silent", "Silent"
