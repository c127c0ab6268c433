"""The form of a flow: only choices that fit its recipient, and nothing that is signed by itself."""

from collections.abc import Collection

from app.domain.agreements import queries as agreements
from app.domain.flows.records import Flow
from app.domain.third_parties import queries as third_parties
from app.extensions import db
from app.pages.kit import choices
from app.pages.kit.forms import RecordForm, form_for
from app.pages.kit.grouping import explained

HELP = {
    "What flows": "One flow has one recipient and one reason; a second use of the same vendor is a second flow.",
    "When and how": "An active flow needs its first day; an ended one its last.",
    "Ground": "The basis relied on, and how people can object.",
    "Use by the recipient": "What it does with the data for itself decides what it is in law.",
    "Places": "Each country in which the data are stored, read or supported.",
    "Transfers": "For each country outside the area: what the transfer rests on.",
    "Notice": "The provisions of our notice that set this sharing forth. Counsel marks what is express.",
}
"""A sentence for each group of fields."""


def flow_form(recipient: str | None, *, omit: Collection[str] = ()) -> type[RecordForm]:
    """The form of a flow to *recipient*, or to anybody where none is known yet."""
    offered = choices.all_links()
    if recipient is not None:
        offered["agreement"] = lambda: agreements.options(db.session, third_party=recipient)
        # A sub-processor's transfers may be documented with the processor that it works for.
        above = [row.ref for row in third_parties.works_for(db.session, recipient)]
        if above:
            offered["agreement"] = lambda: [
                option
                for ref in (recipient, *above)
                for option in agreements.options(db.session, third_party=ref)
            ]
    signed = ("notice_links.linked_by", "notice_links.linked_on")
    return explained(form_for(Flow, choices=offered, omit=(*signed, *omit)), HELP)
