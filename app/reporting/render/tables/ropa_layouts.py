"""R7 in the layouts that two regulators publish: the thirty columns of the ICO, the basic register of the CNIL."""

from collections.abc import Mapping

from app.reporting.render.tables.ropa_words import limits, recipients, safeguards
from app.reporting.render.tables.table import Column, Value
from app.reporting.render.tables.words import Words, joined, yes
from app.reporting.snapshot.schema.ropa import ActivityRow

ICO = tuple(
    Column(head, width=14)
    for head in (
        "Business function",
        "Purpose of processing",
        "Name and contact details of joint controller",
        "Categories of individuals",
        "Categories of personal data",
        "Categories of recipients",
        "Link to contract with processor",
        "Names of third countries",
        "Safeguards for exceptional transfers",
        "Retention schedule",
        "General description of security measures",
        "Article 6 lawful basis",
        "Article 9 basis for special category data",
        "Legitimate interests for the processing",
        "Link to record of legitimate interests assessment",
        "Rights available to individuals",
        "Existence of automated decision-making",
        "The source of the personal data",
        "Link to record of consent",
        "Location of personal data",
        "Data Protection Impact Assessment required?",
        "Data Protection Impact Assessment progress",
        "Link to Data Protection Impact Assessment",
        "Has a personal data breach occurred?",
        "Link to record of personal data breach",
        "Data Protection Act 2018 Schedule 1 condition",
        "GDPR Article 6 basis for Schedule 1 processing",
        "Link to retention and erasure policy document",
        "Personal data retained and erased in accordance with policy?",
        "Reasons for not adhering to retention and erasure policy",
    )
)
"""The columns of the template for controllers, A to AD."""

ICO_PROCESSOR = tuple(
    Column(head, width=24)
    for head in (
        "Name and contact details of controller",
        "Name and contact details of controller’s representative",
        "Categories of processing",
        "Link to contract with controller",
        "Names of third countries",
        "Safeguards for exceptional transfers",
        "General description of security measures",
    )
)
"""What a processor records of each controller, in the order of Article 30(2) and the words of the ICO."""

_GROUPS: Mapping[str, tuple[str, ...]] = {
    "Identity": (
        "user.name",
        "user.contact",
        "user.government_id",
        "user.account",
        "user.biometric",
        "user.demographic",
    ),
    "Personal life": ("user.behavior", "user.social", "user.content", "user.privacy", "jewellery"),
    "Working life": ("user.job_title", "user.workplace", "user.employment"),
    "Economic and financial": (
        "user.financial",
        "user.payment",
        "jewellery.valuation",
        "jewellery.aml_check",
    ),
    "Connection data": ("user.device", "user.unique_id", "user.telemetry", "user.authorization", "system"),
    "Location": ("user.location",),
    "Internet and cookies": (
        "user.behavior.browsing_history",
        "user.behavior.search_history",
        "user.device.cookie_id",
    ),
}
"""The groups of data of the CNIL, by the beginnings of the categories that belong to each."""

CNIL = (
    Column("Activity", width=8),
    Column("Name of the activity", width=20),
    Column("Joint controller", width=14),
    Column("Objectives", width=24),
    Column("Legal basis", width=16),
    Column("People concerned", width=16),
    *(Column(group, width=8) for group in (*_GROUPS, "Other data")),
    Column("Data categories", width=26),
    Column("Sensitive data", width=8),
    Column("Kept for, by category", width=28),
    Column("Internal recipients", width=16),
    Column("External organisations", width=18),
    Column("Processors", width=18),
    Column("Transfers outside the EU", width=18),
    Column("Security measures", width=24),
    Column("Processors under contract", width=10),
)
"""The fields of the basic register, one activity a row."""


def ico(row: ActivityRow, words: Words) -> tuple[Value, ...]:
    """The thirty cells of an activity; empty where the register has no field for what is asked."""
    papers = dict.fromkeys(
        agreement for one in row["third_parties"] if one["is_processor"] for agreement in one["agreements"]
    )
    exceptional = [one for one in row["transfers"] if one["derogation"]]
    interests = "A6-1-f" in row["legal_bases"] or "soft_opt_in" in row["legal_bases"]
    return (
        row["name"],
        words.all(row["purposes"], "purpose"),
        joined(row["joint"]),
        words.all(row["subjects"], "subject"),
        words.all(row["categories"], "category"),
        recipients(row, words),
        joined(papers),
        words.all(dict.fromkeys(one["country"] for one in row["transfers"]), "country"),
        joined(
            f"{words.of(one['country'], 'country')}: {words.of(one['mechanism'], 'mechanism')}"
            for one in exceptional
        ),
        limits(row, words),
        row["security"],
        words.all(row["legal_bases"], "legal_basis"),
        "Sensitive categories are recorded, a condition is not" if row["sensitive"] else "Not applicable",
        "Relied on" if interests else "Not applicable",
        f"Weighed on {row['lia_on']}" if row["lia_on"] else None,
        None,
        yes(row["automated_decision"]),
        words.all(row["channels"], "channel"),
        words.all(row["consent_evidence"], "consent_evidence"),
        words.all(row["places"], "country"),
        yes(row["dpia_needed"]),
        f"Done {row['dpia_done_on']}"
        if row["dpia_done_on"]
        else "Not recorded"
        if row["dpia_needed"]
        else None,
        None,
        yes(bool(row["incidents"])),
        joined(
            " ".join(filter(None, (one["third_party"], one["title"], one["aware_on"])))
            for one in row["incidents"]
        ),
        None,
        None,
        None,
        None,
        None,
    )


def ico_processor(row: ActivityRow, words: Words) -> tuple[Value, ...]:
    """The cells of an activity on behalf of others; empty where the register has no field for what is asked."""
    return (
        joined([row["controller"], *row["joint"]]),
        None,
        joined(
            [row["name"], words.all(row["purposes"], "purpose"), words.all(row["categories"], "category")]
        ),
        None,
        words.all(dict.fromkeys(one["country"] for one in row["transfers"]), "country"),
        joined(
            f"{words.of(one['country'], 'country')}: {words.of(one['mechanism'], 'mechanism')}"
            for one in row["transfers"]
            if one["derogation"]
        ),
        row["security"],
    )


def cnil(row: ActivityRow, words: Words) -> tuple[Value, ...]:
    """The cells of an activity."""
    ticked = [_ticked(row, beginnings) for beginnings in _GROUPS.values()]
    beginnings = tuple(one for group in _GROUPS.values() for one in group)
    other = "Yes" if any(not _begins(key, beginnings) for key in row["categories"]) else None
    processors = [one for one in row["third_parties"] if one["is_processor"]]
    others = [one["name"] for one in row["third_parties"] if not one["is_processor"]]
    return (
        row["ref"],
        row["name"],
        joined(row["joint"]),
        words.all(row["purposes"], "purpose"),
        words.all(row["legal_bases"], "legal_basis"),
        words.all(row["subjects"], "subject"),
        *ticked,
        other,
        words.all(row["categories"], "category"),
        yes(bool(row["sensitive"])),
        limits(row, words),
        joined(row["recipients"]),
        joined(others),
        joined(one["name"] for one in processors),
        safeguards(row, words),
        row["security"],
        yes(all(one["agreements"] for one in processors)) if processors else None,
    )


def _ticked(row: ActivityRow, beginnings: tuple[str, ...]) -> str | None:
    return "Yes" if any(_begins(key, beginnings) for key in row["categories"]) else None


def _begins(key: str, beginnings: tuple[str, ...]) -> bool:
    return any(key == one or key.startswith(f"{one}.") for one in beginnings)
