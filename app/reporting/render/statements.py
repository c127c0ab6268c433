"""The paragraphs that reports begin and close with: a lead, and what it says; the same in every format."""

import datetime as dt

from app.domain.reports.terms import ReportKind
from app.kernel import clock
from app.kernel.words import listing
from app.reporting.render import definitions
from app.reporting.render.tables.words import Words
from app.reporting.render.writing import day, long_day
from app.reporting.snapshot.schema.frame import Snapshot

Statement = tuple[str, str]
"""A lead, empty where there is none, and the paragraph after it."""


def method(snapshot: Snapshot) -> list[Statement]:
    """How the report was made and what its words mean."""
    if snapshot["kind"] == ReportKind.COMPARISON:
        return _compared(snapshot)
    evaluated, others = _regimes(snapshot)
    return [
        (
            "",
            "This report is an extract of a register that people keep. It was made in two steps: the data were "
            "collected into a snapshot, and the snapshot was set on these pages. Every figure comes from the "
            "snapshot, which is embedded in the file, and from nowhere else.",
        ),
        (
            "As of.",
            "The data are those recorded at the instant on the cover, whether or not they have changed since. "
            f"Periods and due dates are reckoned on {long_day(snapshot['on'])}.",
        ),
        (
            "Regimes.",
            f"Only the rules of the regimes evaluated are applied{f': {evaluated}' if evaluated else ''}."
            f"{f' Not evaluated: {others}.' if others else ''}",
        ),
        (
            "In force.",
            "An agreement counts as in force when it was accepted in a way that binds (with both signatures where "
            "it is signed), has taken effect, has not been ended or replaced, and its recorded end has not passed "
            "unless it runs on. Terms that were only published, and agreements whose dates are missing, do not "
            "count.",
        ),
        (
            "Words.",
            "“Recorded” means entered in the register; “not recorded” that the register holds nothing, which is not "
            "to say that nothing exists; “appears” marks what the rules infer. A clause that nobody has assessed "
            "never counts as present.",
        ),
        (
            "Citations",
            "name the source of a rule and are no legal advice; those marked “source to confirm” have not been "
            "checked against the text of the law.",
        ),
    ]


def _compared(snapshot: Snapshot) -> list[Statement]:
    """How a comparison was made."""
    of_reports = snapshot["data"]["compared"] != "register"
    return [
        (
            "",
            "The data that the two sealed reports carry were compared, part by part and row by row, and nothing else. "
            "Who changed an object and when is told by the trail, where its reference shows which object it is."
            if of_reports
            else "The register as recorded at the one instant was compared with the register as recorded at the "
            "other, object by object and field by field. What came and went in between, or was changed and changed "
            "back, does not differ and is not listed.",
        ),
        (
            "By whom, when.",
            "The last entry of the trail in between that changed the field. Where several did, the others are in the "
            "history of the object.",
        ),
        (
            "Findings and figures",
            "are those that the rules had found and counted by then, not found or counted anew.",
        ),
        (
            "Left out.",
            "Transactions are shown to their members alone, and only where two of their schedules are compared. "
            "People’s accounts are no part of the comparison; nor are the hashes by which persons are known who "
            "opted out.",
        ),
        (
            "Words.",
            "“Recorded” means entered in the register; “nothing” that the register held no value there, which is not "
            "to say that there is none.",
        ),
    ]


def preliminary(snapshot: Snapshot) -> list[Statement]:
    """The preliminary statement of a schedule."""
    data, name = snapshot["data"], snapshot["organisation"]["name"]
    zone = snapshot["organisation"]["time_zone"]
    local = dt.datetime.fromisoformat(snapshot["as_of"]).astimezone(clock.zone(zone))
    closing, struck = data["deal"]["closing_on"], listing(data["struck"])
    evaluated, others = _regimes(snapshot)
    lacking = listing(limits(snapshot))
    return [
        (
            "Basis.",
            f"This Schedule is drawn from the register that {name} keeps of its third parties, agreements and data "
            "flows, and from the record of the transaction. The data are those recorded at "
            f"{local:%H:%M:%S} on {long_day(local.date().isoformat())} ({zone}); what was recorded later is not "
            f"reflected. Periods are reckoned on {long_day(snapshot['on'])}.",
        ),
        (
            "Proposals and decisions.",
            "The rules named beside a line propose its disposition; where several apply, the strictest holds. A line "
            "counts as decided only where a named person approved it. A decision against the proposal gives its "
            "author, time and reason.",
        ),
        (
            "Gates.",
            "A gate is a condition of a line. Those before closing stand in its way; those after closing have a day "
            "of their own and do not."
            + (
                f" An open gate is due at closing, on {day(closing)}, unless another day stands beside it."
                if closing
                else ""
            ),
        ),
        (
            "No admission.",
            "That a matter is listed here does not admit that it is material, that a duty was broken, or that "
            "anybody outside the transaction has a claim.",
        ),
        (
            "Cross-reference.",
            "What is disclosed in one part is disclosed for every other part and for every statement to which its "
            "bearing is reasonably plain.",
        ),
        (
            "Numbers.",
            "A line keeps its number from version to version, whichever part it moves to; the number of a struck "
            f"line is not given again.{f' Struck: {struck}.' if struck else ''}",
        ),
        (
            "Regimes.",
            f"Evaluated: {evaluated or 'none'}.{f' Not evaluated: {others}.' if others else ''}",
        ),
        (
            "Known limits.",
            f"Not recorded: {lacking}. A blank is no finding that nothing exists."
            if lacking
            else "No fact that this Schedule prints is missing from the record.",
        ),
    ]


def limits(snapshot: Snapshot) -> list[str]:
    """What an inventory lacks, in words."""
    counts = snapshot["data"]["limits"]
    return [words(count) for key, words in definitions.LIMITS.items() if (count := counts.get(key, 0))]


def _regimes(snapshot: Snapshot) -> tuple[str, str]:
    words = Words(snapshot)
    evaluated, others = (
        listing([words.of(key, "regime") or "" for key in keys])
        for keys in (snapshot["regimes"], snapshot["regimes_off"])
    )
    return evaluated, others
