"""What the register says of a line, in words: pairs of label and value, blank where nothing is recorded."""

from app.domain.agreements.terms import AgreementKind, AssignmentRule, ByLaw, ChangeOfControl
from app.domain.catalogue.terms import LegalBasis, Sensitivity
from app.domain.deals.agreement_lines import AgreementLine
from app.domain.deals.data_lines import Cohort, DataLine, Word
from app.domain.deals.lines import OtherLine
from app.domain.deals.terms import ItemType
from app.domain.notices.coverage import Coverage
from app.domain.third_parties.terms import Affiliation, Role
from app.kernel.words import listing, plural
from app.pages.kit.formats import day, yes

Line = DataLine | AgreementLine | OtherLine
Fact = tuple[str, str]


def name_of(line: Line) -> str:
    """What a line is called: the data by their name, an agreement by who signed it."""
    if isinstance(line, AgreementLine):
        return line.counterparty
    return line.name if isinstance(line, DataLine) else line.ref


def beside(line: Line) -> list[str]:
    """What stands beside the name: references, counts, the title and kind of an agreement."""
    if isinstance(line, AgreementLine):
        return list(dict.fromkeys([line.title, AgreementKind(line.kind).label, line.ref]))
    if not isinstance(line, DataLine):
        return [line.type.label, "added by hand"]
    said = [] if line.type is ItemType.SEGMENT else [line.type.label]
    said += [] if line.type is ItemType.CONSENT_RECORD else [line.ref]
    return [*said, plural(line.records, "record")] if line.records is not None else said


def categories_of(line: Line) -> list[tuple[str, str]]:
    """The categories of data, each with why it is sensitive."""
    if not isinstance(line, DataLine):
        return []
    return [
        (word.label, listing([Sensitivity(flag).label for flag in word.sensitive]))
        for word in line.categories
    ]


def facts_of(line: Line) -> list[Fact]:
    """The facts of a line."""
    if isinstance(line, AgreementLine):
        return _of_agreement(line)
    return _of_data(line) if isinstance(line, DataLine) else []


def _of_data(line: DataLine) -> list[Fact]:
    counted = [
        f"{line.records_signing:,} at signing" if line.records_signing is not None else "",
        f"{line.records_closing:,} at closing" if line.records_closing is not None else "",
    ]
    register = [
        ("System and location", line.system or ""),
        ("Data subjects", _listed(line.subjects)),
        ("Purposes", _listed(line.purposes)),
        ("Legal basis", listing([LegalBasis(key).label for key in line.legal_basis])),
        ("Notice at collection", "; ".join(_cohort(one) for one in line.notices)),
    ]
    outcome = [
        ("Reason", _reason(line)),
        ("Custodian", line.custodian),
        ("Method", line.method),
        ("Form of transfer", line.form),
    ]
    return [
        *(register if line.type is not ItemType.CONSENT_RECORD else []),
        ("Records", ", ".join(one for one in counted if one)),
        *([("Retention ends", _day(line))] if line.type is not ItemType.CONSENT_RECORD else []),
        *(fact for fact in outcome if fact[1]),
    ]


def _day(line: DataLine) -> str:
    return day(line.retention_end_on) if line.retention_end_on else ""


def _reason(line: DataLine) -> str:
    """Why it stays: the words of who decided so, else what the rules rest on."""
    override = line.standing.override
    return override.reason if override is not None and line.reason else line.reason


def _listed(words: tuple[Word, ...]) -> str:
    return ", ".join(f"{word.label} ({word.code})" if word.code else word.label for word in words)


_ANNOUNCES = {
    Coverage.NONE: "does not announce",
    Coverage.ARGUABLE: "arguably announces",
    Coverage.EXPRESS: "expressly announces",
}


def _cohort(cohort: Cohort) -> str:
    since = f" of {day(cohort.effective_on)}" if cohort.effective_on else ""
    announces = _ANNOUNCES[Coverage(cohort.ground)]
    return f"{cohort.share} % under {cohort.notice}{since}, which {announces} this kind of deal"


def _of_agreement(line: AgreementLine) -> list[Fact]:
    party = f"{Affiliation(line.affiliation).label}; {Role(line.role).label}"
    return [
        ("Counterparty", f"{line.counterparty}: {party}"),
        ("Our contracting entity", line.our_entity or ""),
        ("Dated", day(line.dated_on) if line.dated_on else ""),
        ("Term", _term(line)),
        ("Governing law", line.governing_law or ""),
        ("Confidentiality", _confidentiality(line)),
        ("Assignment", _clause(AssignmentRule(line.assignment_rule).label, line.assignment_ref)),
        ("Reaches transfer by operation of law", ByLaw(line.by_law_covered).label),
        ("Change of control", _clause(ChangeOfControl(line.coc).label, line.coc_ref)),
        ("Notice", _notice(line)),
        ("Shared with the retained business", yes(line.shared_with_retained)),
    ]


def _term(line: AgreementLine) -> str:
    since = f"From {day(line.effective_on)}" if line.effective_on else "Start not recorded"
    if line.terminated_on is not None:
        return f"{since}, terminated on {day(line.terminated_on)}"
    if line.expires_on is not None:
        return f"{since} to {day(line.expires_on)}" + (", then renewed" if line.runs_on else "")
    return f"{since}, without an end" if line.runs_on else f"{since}, end not recorded"


def _confidentiality(line: AgreementLine) -> str:
    if line.confidentiality_unlimited:
        return "Survives without limit"
    if not line.confidentiality_alive:
        return "Does not appear to be alive"
    if line.confidentiality_until is None:
        return "Alive today; survival not recorded"
    return f"Alive today, survives until {day(line.confidentiality_until)}"


def _clause(label: str, ref: str | None) -> str:
    if ref:
        return f"{label} (clause {ref})"
    return label if label in {"Silent", "None"} else f"{label} (clause not recorded)"


def _notice(line: AgreementLine) -> str:
    days = plural(line.notice_days, "day") if line.notice_days is not None else ""
    return ", to ".join(one for one in (days, line.notice_address or "") if one)
