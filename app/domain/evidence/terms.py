"""Vocabulary of the opt-out and disclosure ledgers."""

from app.kernel.words import Term


class PreferenceKind(Term):
    """What a person asked for."""

    MARKETING_OPTOUT = "marketing_optout", "Marketing opt-out", "opt_out", "optout"
    SALE_SHARE_OPTOUT = "sale_share_optout", "Opt-out of sale or sharing"
    OBJECTION = "objection", "Objection"
    WITHDRAWAL = "withdrawal", "Withdrawal of consent"


class PreferenceChannel(Term):
    """How the request came in."""

    EMAIL_REMOVE = "email_remove", "E-mail with “remove” as subject"
    EMAIL = "email", "E-mail"
    LINK = "link", "Unsubscribe link"
    ACCOUNT = "account", "Customer account"
    PHONE = "phone", "Telephone"
    POST = "post", "Post"
    SMS = "sms", "Text message"
    SIGNAL = "signal", "Browser signal"


class DisclosureDecision(Term):
    """What was decided on a request for disclosure."""

    GRANTED = "granted", "Disclosed"
    PARTLY = "partly", "Disclosed in part"
    REFUSED = "refused", "Refused"


class DisclosureGround(Term):
    """Why data were disclosed."""

    LAW = "law", "Required by law"
    SUSPECTED_CONDUCT = "suspected_conduct", "Suspected improper conduct"
    OTHER = "other", "Other"
