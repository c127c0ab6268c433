"""Vocabulary of notices."""

from app.kernel.words import Term


class ProvisionKind(Term):
    """What a sentence of a notice does."""

    PURPOSE = "purpose", "Purpose"
    DISCLOSURE_GROUND = "disclosure_ground", "Ground of disclosure"
    PROMISE = "promise", "Promise"
    LIMIT = "limit", "Limit"
    CHANNEL = "channel", "Channel of collection"
    OPTOUT = "optout", "Opt-out"
    MINOR = "minor", "Minors"
    TRANSFER = "transfer", "Transfer of the business"
    SECURITY = "security", "Security"
    LINK = "link", "Links to others"


class StatementState(Term):
    """Whether a notice says what it ought to say, as a person read it; what nobody read has no state."""

    STATED = "stated", "Stated"
    PARTLY = "partly", "Partly stated"
    NOT_STATED = "not_stated", "Not stated"


class Statement(Term):
    """What a privacy notice ought to say (GDPR Art. 13; Cal. Bus. & Prof. Code 22575 for its date)."""

    EFFECTIVE_DATE = "effective_date", "Effective date or version"
    CONTROLLER = "controller", "Who the controller is, with an address"
    COUNTRY = "country", "In which country the controller is"
    CONTACT = "contact", "Contact or data protection officer"
    LEGAL_BASES = "legal_bases", "Legal bases"
    RETENTION = "retention", "How long data are kept"
    RIGHTS = "rights", "Rights of the people concerned"
    COMPLAINT = "complaint", "Complaint to a supervisory authority"
    RECIPIENTS = "recipients", "Recipients, or categories of recipients"
    TRANSFERS = "transfers", "Transfers to other countries"
    COOKIES = "cookies", "Cookies and similar technologies"
    CHANGES = "changes", "How the notice may change"


class Strength(Term):
    """How clearly a provision covers a flow; the software proposes, counsel marks express."""

    EXPRESS = "express", "Express"
    ARGUABLE = "arguable", "Arguable"
