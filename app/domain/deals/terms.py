"""Vocabulary of deals."""

from app.kernel.words import Term


class DealKind(Term):
    """The structure of the transaction."""

    SHARE_PURCHASE = "share_purchase", "Share purchase"
    MERGER_DIRECT = "merger_direct", "Direct merger"
    MERGER_FORWARD_TRIANGULAR = "merger_forward_triangular", "Forward triangular merger"
    MERGER_REVERSE_TRIANGULAR = "merger_reverse_triangular", "Reverse triangular merger"
    ASSET_ALL = "asset_all", "Sale of all assets"
    ASSET_PART = "asset_part", "Sale of a part of the assets"
    BANKRUPTCY_363 = "bankruptcy_363", "Sale in bankruptcy (11 U.S.C. 363)"
    REORGANISATION = "reorganisation", "Internal reorganisation"
    JOINT_VENTURE = "joint_venture", "Joint venture"
    SPIN_OFF = "spin_off", "Spin-off"
    CARVE_OUT = "carve_out", "Carve-out"
    FINANCING = "financing", "Financing or security over data"
    DATA_ONLY_SALE = "data_only_sale", "Sale of data alone"


class Side(Term):
    """On which side the organisation stands."""

    SELLER = "seller", "Seller"
    TARGET = "target", "Target"
    BUYER = "buyer", "Buyer"


class Perimeter(Term):
    """Whether the whole business or a part moves."""

    ALL = "all", "The whole business"
    PART = "part", "A part of the business"


class DealStage(Term):
    """Where the deal stands."""

    PREPARE = "prepare", "Preparation"
    DILIGENCE = "diligence", "Due diligence"
    SIGNED = "signed", "Signed"
    CLOSED = "closed", "Closed"
    ABANDONED = "abandoned", "Abandoned"
    INTEGRATED = "integrated", "Integrated"


MOVES: dict[DealStage, frozenset[DealStage]] = {
    DealStage.PREPARE: frozenset({DealStage.DILIGENCE, DealStage.ABANDONED}),
    DealStage.DILIGENCE: frozenset({DealStage.PREPARE, DealStage.SIGNED, DealStage.ABANDONED}),
    DealStage.SIGNED: frozenset({DealStage.CLOSED, DealStage.ABANDONED}),
    DealStage.CLOSED: frozenset({DealStage.INTEGRATED}),
    DealStage.ABANDONED: frozenset(),
    DealStage.INTEGRATED: frozenset(),
}
"""The allowed moves of a deal."""


class BuyerAdopts(Term):
    """Whether the buyer takes over the promises of the notice."""

    UNKNOWN = "unknown", "Not known"
    YES = "yes", "Yes"
    NO = "no", "No"


class Ombudsman(Term):
    """The consumer privacy ombudsman (11 U.S.C. 332)."""

    NOT_NEEDED = "not_needed", "Not needed"
    REQUESTED = "requested", "Requested"
    APPOINTED = "appointed", "Appointed"
    REPORTED = "reported", "Reported"


class Relation(Term):
    """What ties the people of a segment to the business."""

    PROSPECT = "prospect", "Prospects"
    NEGOTIATION = "negotiation", "In negotiation"
    ACTIVE_CONTRACT = "active_contract", "Running contract"
    WARRANTY_OPEN = "warranty_open", "Warranty open"
    ENDED = "ended", "Ended"
    OPEN_CLAIM = "open_claim", "Open claim"
    NEWSLETTER_ONLY = "newsletter_only", "Newsletter only"
    EMPLOYEE = "employee", "Employees"
    SUPPLIER_CONTACT = "supplier_contact", "Supplier contacts"


class ItemType(Term):
    """What a line of the inventory is."""

    SEGMENT = "segment", "Data segment"
    FLOW = "flow", "Flow"
    AGREEMENT = "agreement", "Agreement"
    THIRD_PARTY = "third_party", "Third party"
    CONSENT_RECORD = "consent_record", "Consent records"
    SUPPRESSION_LIST = "suppression_list", "Suppression list"
    ACCOUNT = "account", "Account"


class Disposition(Term):
    """What may happen to data, mildest first: the strictest applicable rule wins."""

    NO_TRANSFER = "NO_TRANSFER", "No transfer (controller stays)"
    TRANSFER = "TRANSFER", "Transfer"
    TRANSFER_NOTICE = "TRANSFER_NOTICE", "Transfer with notice"
    TRANSFER_OPT_OUT = "TRANSFER_OPT_OUT", "Transfer unless opted out"
    CONSENT_REQUIRED = "CONSENT_REQUIRED", "Consent required"
    CUSTODY_ONLY = "CUSTODY_ONLY", "Custody only"
    SUPPRESSION_ONLY = "SUPPRESSION_ONLY", "Suppression only"
    ANONYMISE = "ANONYMISE", "Anonymise"
    EXCLUDE = "EXCLUDE", "Exclude (stays with seller)"
    DELETE = "DELETE", "Delete"


STRICTNESS: dict[Disposition, int] = {disposition: rank for rank, disposition in enumerate(Disposition)}
"""Mildest 0."""


class ContractDisposition(Term):
    """What must happen to a contract."""

    NO_ACTION = "NO_ACTION", "No action"
    ASSIGN = "ASSIGN", "Assign"
    ASSIGN_NOTICE = "ASSIGN_NOTICE", "Assign with notice"
    ASSIGN_CONSENT = "ASSIGN_CONSENT", "Assign with consent"
    NOVATE = "NOVATE", "Novate"
    COC_NOTICE = "COC_NOTICE", "Notice of change of control"
    COC_CONSENT = "COC_CONSENT", "Consent to change of control"
    COC_TERMINATION_RISK = "COC_TERMINATION_RISK", "Risk of termination on change of control"
    SPLIT = "SPLIT", "Split"
    REPAPER = "REPAPER", "Buyer signs its own"
    RETAIN = "RETAIN", "Retain"
    TERMINATE = "TERMINATE", "Terminate"


class Gate(Term):
    """A condition that stands between an item and its transfer."""

    NOTICE_SENT = "NOTICE_SENT", "Notice sent"
    WINDOW_CLOSED = "WINDOW_CLOSED", "Objection window closed"
    CONSENTS_RECORDED = "CONSENTS_RECORDED", "Consents recorded"
    BUYER_UNDERTAKING = "BUYER_UNDERTAKING", "Buyer's undertaking"
    DEAL_NDA = "DEAL_NDA", "Deal confidentiality agreement"
    DPA_WITH_BUYER = "DPA_WITH_BUYER", "Processing agreement with buyer"
    TRANSFER_MECHANISM = "TRANSFER_MECHANISM", "Transfer mechanism"
    CPO_REPORT = "CPO_REPORT", "Ombudsman's report"
    COURT_ORDER = "COURT_ORDER", "Court order"
    COUNTERPARTY_CONSENT = "COUNTERPARTY_CONSENT", "Counterparty's consent"
    COUNTERPARTY_NOTICE = "COUNTERPARTY_NOTICE", "Notice to counterparty"
    DELETION_CERTIFICATE = "DELETION_CERTIFICATE", "Deletion certificate"


class GatePhase(Term):
    """Whether a gate blocks closing."""

    CLOSING = "closing", "Before closing"
    AFTER = "after", "After closing"


class ConsentStatus(Term):
    """Where a counterparty's consent stands."""

    NOT_STARTED = "not_started", "Not started"
    REQUESTED = "requested", "Requested"
    RECEIVED = "received", "Received"
    REFUSED = "refused", "Refused"
    WAIVED = "waived", "Waived"


class PartyRole(Term):
    """What a party is in the transaction."""

    SELLER = "seller", "Seller"
    TARGET = "target", "Target"
    BUYER = "buyer", "Buyer"
    BIDDER = "bidder", "Bidder"
    NEW_ENTITY = "new_entity", "New entity"
    LENDER = "lender", "Lender"
    GUARANTOR = "guarantor", "Guarantor"


class HandingOn(Term):
    """What a member may take out of the product and hand to others, least first."""

    NOTHING = "nothing", "Nothing: to be read here only"
    SCHEDULES = "schedules", "Sealed schedules"
    PAPERS = "papers", "Sealed schedules, letters and dates"


HANDED_ON: dict[HandingOn, int] = {what: rank for rank, what in enumerate(HandingOn)}
"""Least 0: whoever may hand on papers may hand on schedules."""


class RemarkKind(Term):
    """What is said about a line."""

    COMMENT = "comment", "Comment"
    QUESTION = "question", "Question"
    ANSWER = "answer", "Answer"
