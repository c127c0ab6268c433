"""Registers that try the press: empty, long, and full of text that has broken reports elsewhere."""

from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.kpis import Kpi
from app.domain.organisation.records import Entity
from app.reporting.snapshot.board import collect_board
from app.reporting.snapshot.clauses import collect_clauses
from app.reporting.snapshot.history import collect_findings
from app.reporting.snapshot.promise import collect_promise
from app.reporting.snapshot.register import collect_register
from app.reporting.snapshot.schema.frame import Snapshot
from tests.reporting import samples

HOSTILE = [
    "</td></tr></table><table><tr><td>Forged Vendor Ltd",
    '<style>tr{display:none}</style><img src="file:///etc/passwd">',
    "<script>alert(1)</script><link rel=attachment href=file:///etc/passwd>",
    "W" * 200,
    "شركة الخليج للتجارة الإلكترونية (ش.م.م) 2026",
    "חברת הבדיקות בע״מ – סניף 12",
    "株式会社テスト・測試有限公司・주식회사 시험",
    "Crème brûlée 💎👩‍👩‍👧‍👦🇪🇸 Ltd 🏴‍☠️",
    "Marks\u200e of direction\u200f and a join\u200der inside",
    "Private \ue000 use, unassigned \U000e0fff, ancient 𐎀𐎁 𓀀",
    "{{ 7*7 }} {% raw %} &lt;b&gt; &amp; url(http://127.0.0.1/x)",
    "=HYPERLINK(\"http://example.com\") '@SUM(1)' \\0 \\u0041",
    "संस्कृति परीक्षण ทดสอบระบบ ქართული አማርኛ தமிழ்",
]
"""Names that have broken reports elsewhere."""


def hostile_dossiers(texts: list[str] = HOSTILE) -> list[Dossier]:
    """A third party for each hostile text, which stands in every field that takes free text."""
    found = []
    for number, text in enumerate(texts, 1):
        ref = f"TP-{number:04d}"
        found.append(
            Dossier(
                samples.third_party(number, name=text, description=f"{text} {text}"),
                (samples.agreement(number, ref, [f"FL-{number:04d}"], title=text, expires_on="2027-01-15"),),
                (samples.flow(number, ref, name=text),),
            )
        )
    return found


def hostile_context(texts: list[str] = HOSTILE) -> Context:
    """A context whose own names are hostile."""
    plain = samples.context()
    entity = Entity.parse({"ref": "EN-0001", "legal_name": texts[3][:100] + texts[4], "kind": "self"})
    return samples.context(
        entities={"EN-0001": entity},
        third_parties={d.third_party.ref: d.third_party for d in hostile_dossiers(texts)},
        categories={
            **plain.categories,
            "user.name": plain.categories["user.name"].model_copy(update={"label": texts[1]}),
        },
    )


def hostile_register() -> Snapshot:
    """The snapshot of R3 of the hostile register."""
    named = {"ines@solana.example": HOSTILE[0]}
    filters = {HOSTILE[1][:40]: HOSTILE[2]}
    return collect_register(
        hostile_dossiers(), hostile_context(), [], people=named, parameters=filters, total=99
    )


def hostile_board() -> Snapshot:
    """The snapshot of R1 of the hostile register, with a critical finding on each third party."""
    open_findings = [
        samples.finding("AGR-01", "critical", f"FL-{number:04d}", f"TP-{number:04d}", title=text[:200], message=text,
                remedy=text, citation=text, key=text[:200], opened_on="2026-10-01", due_on="2026-10-08",
                owner="ines@solana.example")
        for number, text in enumerate(HOSTILE, 1)
    ]  # fmt: skip
    named = {"ines@solana.example": HOSTILE[4]}
    return collect_board(
        hostile_dossiers(), samples.kpis(), open_findings, hostile_context(), samples.board(), people=named
    )


def empty_register() -> Snapshot:
    """The snapshot of R3 of a register with nothing in it."""
    return collect_register([], samples.context(), [])


def empty_board() -> Snapshot:
    """The snapshot of R1 of a register with nothing in it."""
    return collect_board([], [], [], samples.context())


def long_register(count: int = 400) -> Snapshot:
    """The snapshot of R3 of *count* third parties."""
    many = []
    for number in range(1, count + 1):
        model = samples.dossiers()[number % 6]
        ref = f"TP-{number:04d}"
        many.append(
            Dossier(
                model.third_party.model_copy(
                    update={"ref": ref, "name": f"{model.third_party.name} {number}"}
                ),
                tuple(a.model_copy(update={"third_party": ref}) for a in model.agreements),
                tuple(f.model_copy(update={"third_party": ref}) for f in model.flows),
            )
        )
    return collect_register(many, samples.context(), samples.findings(), people=samples.PEOPLE)


def long_board(count: int = 400) -> Snapshot:
    """The snapshot of R1 with *count* findings."""
    severities = ["critical", "high", "medium", "low", "info"]
    many = [
        samples.finding("FLW-01", severities[number % 5], f"FL-{number:04d}", "TP-0001", title=f"Finding {number}",
                message=f"Flow {number} is declared aggregate and appears to carry identifiers.", remedy="Reclassify.",
                opened_on="2026-11-01", due_on="2026-12-01")
        for number in range(1, count + 1)
    ]  # fmt: skip
    return collect_board(
        samples.dossiers(), samples.kpis(), many, samples.context(), samples.board(), people=samples.PEOPLE
    )


def hostile_inventory() -> Snapshot:
    """The snapshot of R10 with hostile names throughout."""
    return samples.schedule(samples.deal(HOSTILE[1], HOSTILE[4]), hostile_dossiers(), hostile_context())


def hostile_closing() -> Snapshot:
    """The snapshot of R10 at closing with hostile names, reasons and changes."""
    return samples.closing(HOSTILE[1], hostile_dossiers())


def empty_inventory() -> Snapshot:
    """The snapshot of R10 of a deal with nothing in its perimeter."""
    return samples.schedule(samples.deal(segments=[]), [], samples.context())


def hostile_promise() -> Snapshot:
    """The snapshot of R2 with hostile names and quotes."""
    held = [dossier for text in HOSTILE for dossier in samples.promise_dossiers(text, text)]
    return collect_promise(held, hostile_context(), people={"ines@solana.example": HOSTILE[4]})


def empty_promise() -> Snapshot:
    """The snapshot of R2 of a register with nothing in it."""
    return collect_promise([], samples.context())


def hostile_clauses() -> Snapshot:
    """The snapshot of R4 with hostile names, titles and quotes."""
    held = [dossier for text in HOSTILE for dossier in samples.clause_dossiers(text, text[:180])]
    return collect_clauses(held, hostile_context(), people={"ines@solana.example": HOSTILE[4]})


def empty_clauses() -> Snapshot:
    """The snapshot of R4 of a register with nothing in it."""
    return collect_clauses([], samples.context())


def hostile_findings() -> Snapshot:
    """The snapshot of R12 with hostile words in findings, notes and waivers."""
    told = [story for text in HOSTILE for story in samples.stories(text)]
    waived = [waiver for text in HOSTILE for waiver in samples.waivers(text)]
    named = {"ines@solana.example": HOSTILE[4], "bruno@solana.example": HOSTILE[0], "system": "System"}
    names = {"FL-0005": HOSTILE[5], "TP-0002": HOSTILE[3]}
    return collect_findings(
        told, waived, hostile_context(), timeliness=samples.IN_TIME, names=names, people=named
    )


def empty_findings() -> Snapshot:
    """The snapshot of R12 of a register in which nothing was ever found."""
    return collect_findings([], [], samples.context(), timeliness=Kpi("K10", 0, 0), names={})
