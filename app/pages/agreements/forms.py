"""The form of an agreement: the paper first, and only choices that fit its third party."""

from collections.abc import Iterable

from app.domain.agreements import queries
from app.domain.agreements.records import Agreement
from app.domain.flows import queries as flows
from app.domain.third_parties import queries as third_parties
from app.extensions import db
from app.pages.kit import choices
from app.pages.kit.forms import Choices, RecordForm, form_for
from app.pages.kit.grouping import explained

HELP = {
    "Document": "The paper itself. It is known by its hash, and the same file is never stored twice.",
    "Parties": "Who agreed with whom, on what kind of paper.",
    "Acceptance": "What makes it bind: both signatures, a click, or a purchase order that refers to it.",
    "Term": "Without a last day, no fixed end or renewal by itself it does not count as in force.",
    "Confidentiality": "How long secrecy lasts once the agreement is over.",
    "Scope": "What the text covers, and which recorded flows rest on it.",
    "Assignment": "What a sale or merger of our business would need from the other side.",
}
"""A sentence for each group of fields."""


def agreement_form(third_party: str | None, *, omit: Iterable[str] = ()) -> type[RecordForm]:
    """The form of an agreement with *third_party*, or with anybody where none is known yet."""
    made = form_for(Agreement, choices=_choices(third_party), omit=("clauses", *omit))
    return explained(made, HELP, first="Document")


def _choices(third_party: str | None) -> dict[str, Choices]:
    """The options of links: flows and agreements of *third_party* and of those it belongs to or works with."""
    found = choices.all_links()
    if third_party is None:
        return found
    chain = sorted(third_parties.chain(db.session, third_party))
    group = sorted(third_parties.group_above(db.session, third_party))
    found["flow"] = lambda: flows.options(db.session, chain)
    found["agreement"] = lambda: [
        option for ref in group for option in queries.options(db.session, third_party=ref)
    ]
    return found
