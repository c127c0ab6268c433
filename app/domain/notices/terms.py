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


class Strength(Term):
    """How clearly a provision covers a flow; the software proposes, counsel marks express."""

    EXPRESS = "express", "Express"
    ARGUABLE = "arguable", "Arguable"
