"""The forms of a deal and of a segment: fields by meaning, each group explained."""

from collections.abc import Sequence
from typing import Any

from app.domain.deals.records import Deal, Segment
from app.pages.kit import choices
from app.pages.kit.forms import RecordForm, form_for

Group = tuple[str, str, tuple[str, ...]]
"""Title, explanation, names of the fields."""

DEAL: Sequence[Group] = (
    (
        "The deal",
        "The structure decides whether the controller changes, and with it which rules apply.",
        ("codename", "kind", "side"),
    ),
    (
        "Perimeter",
        "The whole business, or what is named here beside the segments of data. One reason suffices: an agreement is "
        "in the perimeter by its party, by a flow of it, or by our entity that signed it.",
        (
            "perimeter",
            "perimeter_note",
            "perimeter_entities",
            "perimeter_activities",
            "perimeter_third_parties",
        ),
    ),
    (
        "Parties and papers",
        "As the schedule cites them. A party that is no legal entity of the register is entered by name.",
        ("parties", "agreement_ref", "schedule_no"),
    ),
    (
        "Timing",
        "Planned days, until they have come. Notice periods are counted back from the closing.",
        ("stage", "signing_on", "closing_on", "tsa_until"),
    ),
    ("Law", "", ("regimes",)),
    (
        "Buyer",
        "Whether it keeps the promises made to people, and to what it would put their data.",
        (
            "buyer_entity",
            "buyer_country",
            "buyer_same_business",
            "buyer_adopts_notice",
            "buyer_purposes",
            "data_standalone",
        ),
    ),
    (
        "People told",
        "Enter a day once it has come: it meets the gates “notice sent” and “objection window closed” of every line.",
        ("notice_sent_on", "window_days", "art14_notice_on"),
    ),
    (
        "Review",
        "How lines are approved, and what letters to counterparties may say.",
        ("four_eyes", "letters_name_buyer", "letter_from", "letter_note"),
    ),
    (
        "Bankruptcy",
        "For sales under 11 U.S.C. 363 only.",
        ("bk_petition_on", "hearing_on", "cpo", "cpo_rationale", "court_approved_on"),
    ),
)

SEGMENT: Sequence[Group] = (
    (
        "What it is",
        "One kind of people, one kind of data, treated alike.",
        ("name", "relation", "activity", "system"),
    ),
    (
        "The data",
        "What is left blank here is taken from the activity.",
        ("categories", "subjects", "purposes", "legal_basis"),
    ),
    (
        "Notice at collection",
        "Which versions of the notice the people saw, and the share of each; together 100 per cent at most.",
        ("notices",),
    ),
    (
        "How much",
        "Counts only, never names. What is outside the perimeter stays with the seller.",
        ("records_signing", "records_closing", "band_signing", "band_closing", "opt_outs", "in_perimeter"),
    ),
    (
        "What sets it apart",
        "Each of these lets a rule fire. Where some of the people only are concerned, give them their own segment.",
        (
            "opted_out",
            "minor",
            "retention_only",
            "erasure_open",
            "legal_hold",
            "contract_transfer_consented",
            "consent_names_successor",
        ),
    ),
    ("Dates", "", ("last_contract_end", "last_activity_on", "retention_end_on")),
)


def deal_form(*, omit: tuple[str, ...] = ()) -> type[RecordForm]:
    """The form of a deal's facts."""
    return _grouped(Deal, [(title, said, _without(names, omit)) for title, said, names in DEAL])


def segment_form() -> type[RecordForm]:
    """The form of a segment."""
    return _grouped(Segment, SEGMENT)


def _without(names: tuple[str, ...], omit: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in omit)


def _grouped(record: type[Any], groups: Sequence[Group]) -> type[RecordForm]:
    names = [name for _, _, some in groups for name in some]
    made = form_for(record, choices=choices.all_links(), only=names)

    class Grouped(made):  # type: ignore[misc, valid-type]
        """The form with its fields by meaning."""

        def groups(self) -> list[dict[str, Any]]:
            """The groups in order, as the form page takes them."""
            return [{"title": title, "help": said, "fields": list(some)} for title, said, some in groups]

    return Grouped
