"""R2, the confidentiality promise: six limbs a flow, the days without an agreement, and what it all rests on."""

from collections.abc import Iterable, Iterator, Mapping

from app.domain.agreements import predicates
from app.domain.agreements.clauses.catalogue import label_of
from app.domain.agreements.clauses.chain import Reading
from app.domain.agreements.records import Agreement, Clause
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.limbs import Limb, LimbState
from app.domain.findings.promise import PromiseResult, PromiseTest, ended_promise_tests, promise_tests
from app.domain.findings.scope import governing
from app.reporting.snapshot.frame import People, Vocabulary, day, frame, tallies
from app.reporting.snapshot.schema.frame import Snapshot
from app.reporting.snapshot.schema.promise import (
    Cite,
    ClauseProof,
    EvidenceRow,
    FlowTest,
    LimbRow,
    LimbTotal,
    PromiseData,
    PromiseText,
)

TITLE = "The promise of confidentiality"

RESTS_ON: Mapping[Limb, tuple[str, ...]] = {
    Limb.PARTY: ("conf.parties",),
    Limb.ALL: ("conf.definition", "conf.unmarked_covered"),
    Limb.ONLY: ("conf.use_restriction", "conf.no_own_purpose", "conf.no_residuals", "conf.no_ai_training"),
    Limb.KEPT: ("conf.return", "g28.g_return", "conf.survival", "conf.survival_pd"),
}
"""The clauses that each limb looks at."""

PROMISES = ("PR1", "PR2", "PR3")
"""The codes of the provisions that make the promise."""


def collect_promise(
    dossiers: Iterable[Dossier], context: Context, *, people: People | None = None
) -> Snapshot:
    """The snapshot of R2: the active flows in the promise's scope, and those that ended, from *dossiers*."""
    vocabulary = Vocabulary(context, people)
    tests: list[FlowTest] = []
    evidence: list[EvidenceRow] = []
    for dossier in dossiers:
        active, ended = list(promise_tests(dossier, context)), list(ended_promise_tests(dossier, context))
        made = [
            *(_flow(test, dossier, context, vocabulary, active=True) for test in active),
            *(_flow(test, dossier, context, vocabulary, active=False) for test in ended),
        ]
        tests.extend(made)
        evidence.extend(_evidence(made, dossier, context, vocabulary))
    order = [result.value for result in reversed(PromiseResult)]
    tests.sort(key=lambda row: (not row["active"], order.index(row["result"]), row["ref"]))
    evidence.sort(key=lambda row: row["ref"])
    for number, row in enumerate(evidence, 1):
        row["number"] = number
    live = [row for row in tests if row["active"]]
    data: PromiseData = {
        "scope": vocabulary.term("promise_scope", context.organisation.promise_scope),
        "promise": _promise(context),
        "kept": {
            "numerator": sum(row["result"] == PromiseResult.EVIDENCED for row in live),
            "denominator": len(live),
        },
        "results": tallies((row["result"] for row in live), order),
        "limbs": [_total(limb, live, vocabulary) for limb in Limb],
        "flows": tests,
        "evidence": evidence,
    }
    for term in PromiseResult:
        vocabulary.term("promise_result", term)
    for state in LimbState:
        vocabulary.term("limb_state", state)
    return frame(
        "promise",
        TITLE,
        context,
        vocabulary,
        counts={"shown": len(tests), "total": len(tests), "of": "flows in the scope of the promise"},
        data=data,
    )


def _promise(context: Context) -> list[PromiseText]:
    """The words of the current notice that make the promise."""
    notice = context.current_notice
    return [
        {
            "notice": notice.ref or "",
            "code": provision.code,
            "sentence_no": provision.sentence_no,
            "text": provision.text or "",
        }
        for provision in (notice.provisions if notice else ())
        if provision.code in PROMISES and notice is not None
    ]


def _flow(
    test: PromiseTest, dossier: Dossier, context: Context, vocabulary: Vocabulary, *, active: bool
) -> FlowTest:
    papers = governing(dossier, test.flow, context, test.on)
    reading = Reading(papers, test.on, dossier.agreements_by_ref)
    limbs: list[LimbRow] = [
        {
            "limb": vocabulary.term("limb", finding.limb),
            "state": finding.state.value,
            "reason": finding.reason,
            "cites": list(_cites(RESTS_ON.get(finding.limb, ()), reading, vocabulary)),
        }
        for finding in test.limbs
    ]
    return {
        "ref": test.flow.ref or "",
        "name": test.flow.name,
        "third_party": dossier.third_party.ref or "",
        "third_party_name": dossier.third_party.name,
        "active": active,
        "on": test.on.isoformat(),
        "first_on": day(test.flow.first_on),
        "ended_on": day(test.flow.ended_on),
        "result": test.result.value,
        "gap_days": test.gap_days,
        "gaps": [
            {"first": gap.first.isoformat(), "last": gap.last.isoformat(), "days": gap.days}
            for gap in test.gaps
        ],
        "limbs": limbs,
        "agreements": [agreement.ref or "" for agreement in dossier.ever_governing(test.flow)],
    }


def _cites(keys: Iterable[str], reading: Reading, vocabulary: Vocabulary) -> Iterator[Cite]:
    for key in keys:
        for found in reading.assessments(key):
            yield {
                "agreement": found.agreement.ref or "",
                "clause": vocabulary.entry("clause", key, label_of(key)),
                "state": vocabulary.term("clause_state", found.clause.state),
                "ref": found.clause.ref,
            }


def _total(limb: Limb, rows: list[FlowTest], vocabulary: Vocabulary) -> LimbTotal:
    states = [found["state"] for row in rows for found in row["limbs"] if found["limb"] == limb.value]
    return {
        "limb": vocabulary.term("limb", limb),
        "shown": states.count(LimbState.SHOWN.value),
        "not_shown": states.count(LimbState.NOT_SHOWN.value),
        "contradicted": states.count(LimbState.CONTRADICTED.value),
    }


def _evidence(
    tests: Iterable[FlowTest], dossier: Dossier, context: Context, vocabulary: Vocabulary
) -> Iterator[EvidenceRow]:
    """The agreements that the flows tested rest or rested on, with the clauses that the limbs cite."""
    flows: dict[str, list[str]] = {}
    cited: dict[str, list[str]] = {}
    for test in tests:
        for ref in test["agreements"]:
            flows.setdefault(ref, []).append(test["ref"])
        for limb in test["limbs"]:
            for cite in limb["cites"]:
                cited.setdefault(cite["agreement"], []).append(cite["clause"])
    known = dossier.agreements_by_ref
    for ref in sorted({*flows, *cited}):
        agreement = known[ref]
        keys = set(cited.get(ref, ()))
        yield {
            "number": 0,
            "ref": ref,
            "third_party": dossier.third_party.ref or "",
            "third_party_name": dossier.third_party.name,
            "kind": vocabulary.term("agreement_kind", agreement.kind),
            "title": agreement.title,
            "state": vocabulary.term("stage", predicates.status(agreement, context.today, known)),
            "acceptance": vocabulary.term("acceptance", agreement.acceptance),
            "signed_us_on": day(agreement.signed_us_on),
            "signed_them_on": day(agreement.signed_them_on),
            "effective_on": day(agreement.effective_on),
            "ends_on": day(predicates.last_day(agreement, known)),
            "document": agreement.doc_sha256,
            "flows": flows.get(ref, []),
            "clauses": [_proof(clause, vocabulary) for clause in _in_order(agreement, keys)],
        }


def _in_order(agreement: Agreement, keys: set[str]) -> list[Clause]:
    order = [key for some in RESTS_ON.values() for key in some]
    return sorted(
        (clause for clause in agreement.clauses if clause.key in keys),
        key=lambda clause: order.index(clause.key),
    )


def _proof(clause: Clause, vocabulary: Vocabulary) -> ClauseProof:
    return {
        "clause": vocabulary.entry("clause", clause.key, label_of(clause.key)),
        "state": vocabulary.term("clause_state", clause.state),
        "ref": clause.ref,
        "quote": clause.quote,
        "assessed_by": vocabulary.person(clause.assessed_by),
        "assessed_on": day(clause.assessed_on),
        "second_reader": vocabulary.person(clause.second_reader),
        "second_on": day(clause.second_on),
    }
