"""What kinds of report there are: for whom, with what inside, and what each needs to be told."""

from dataclasses import dataclass

from app.domain.reports.terms import Format, ReportKind

USUAL = (Format.PDF, Format.XLSX, Format.JSON)
"""The formats in which most kinds are sealed and kept."""
REDLINED = (Format.PDF, Format.XLSX, Format.DOCX, Format.JSON)
"""Those of the kinds that lawyers mark up."""


@dataclass(frozen=True)
class Described:
    """A kind of report as it is offered to people."""

    kind: ReportKind
    code: str
    reader: str
    content: str
    needs_deal: bool = False
    needs_third_party: bool = False
    formats: tuple[Format, ...] = USUAL

    @property
    def needs_sides(self) -> bool:
        """Whether it compares two instants, or two reports."""
        return self.kind is ReportKind.COMPARISON

    @property
    def stands_alone(self) -> bool:
        """Whether there is one of it, of which the newest can be handed out unasked."""
        return not (self.needs_deal or self.needs_third_party or self.needs_sides)


OFFERED: tuple[Described, ...] = (
    Described(
        ReportKind.BOARD,
        "R1",
        "The board",
        "The state on one page: figures with their fractions, open criticals with owner and age, decisions asked.",
    ),
    Described(
        ReportKind.PROMISE,
        "R2",
        "General counsel, regulators",
        "The promise that third parties keep what they receive confidential, in six limbs a flow, with the evidence.",
    ),
    Described(
        ReportKind.REGISTER,
        "R3",
        "Compliance, regulators",
        "Every third party with role, purposes, categories, agreements, countries and next review.",
    ),
    Described(
        ReportKind.CLAUSES,
        "R4",
        "Legal",
        "Agreements by clauses with references and quotes, through amendments, and what ends in 30, 60 and 90 days.",
        formats=REDLINED,
    ),
    Described(
        ReportKind.NOTICE,
        "R5",
        "Counsel, marketing",
        "Purposes and recipients against the privacy notice: express, arguable or not set forth, what it lacks, each "
        "sentence with what it provides.",
    ),
    Described(
        ReportKind.TRANSFERS,
        "R6",
        "Data protection officer",
        "Every transfer by flow and country: mechanism, assessment, adequacy, fallback, what lapses.",
    ),
    Described(
        ReportKind.ROPA,
        "R7",
        "Regulators",
        "The record of processing activities (Art. 30), with the layouts of the ICO and the CNIL as sheets.",
    ),
    Described(
        ReportKind.LEDGER,
        "R8",
        "Compliance",
        "Opt-outs honoured and passed on in time, and disclosures compelled or investigative with their approval.",
    ),
    Described(
        ReportKind.VENDOR,
        "R9",
        "Auditors",
        "Everything about one third party: flows, agreements with clauses, evidence, incidents, findings, history.",
        needs_third_party=True,
    ),
    Described(
        ReportKind.INVENTORY,
        "R10",
        "M&A counsel",
        "The schedule of a deal: transferred data, agreements, exceptions, each with its disposition and rules.",
        needs_deal=True,
        formats=REDLINED,
    ),
    Described(
        ReportKind.COMPARISON,
        "R11",
        "Auditors, everybody",
        "What came, went and changed between two instants or two reports, field by field, and by whom.",
    ),
    Described(
        ReportKind.FINDINGS,
        "R12",
        "Internal audit",
        "Every finding: when it opened, changed and closed, by whom; every waiver, with who approved it and its end.",
    ),
)
"""The kinds, in the order in which they are shown."""


def described(kind: str) -> Described:
    """The description of *kind*; raises :class:`KeyError`."""
    return {one.kind.value: one for one in OFFERED}[kind]
